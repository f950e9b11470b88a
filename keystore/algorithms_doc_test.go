package keystore

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

var update = flag.Bool("update", false, "write docs/algorithms.md anew")

const algorithmsPage = "../docs/algorithms.md"

// The page of algorithms says what the tables and the driver say.
func TestAlgorithmsPage(t *testing.T) {
	page := algorithmsMarkdown()
	if *update {
		if err := os.WriteFile(algorithmsPage, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(algorithmsPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, page) {
		t.Error("docs/algorithms.md is not what the tables say; write it by: go test ./keystore -run TestAlgorithmsPage -update")
	}
}

func algorithmsMarkdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Algorithms and key types\n\nMade from the tables by `go test ./keystore -run TestAlgorithmsPage -update`. "+
		"\"Yes\" is what the software driver does today; the\nvocabulary (names, policies, sizes) is there for all.\n")
	class := alg.ClassNone
	for _, r := range alg.Rows() {
		if r.Class != class {
			class = r.Class
			fmt.Fprintf(&b, "\n## %s\n\n| algorithm | in C | works with | since | supported | note |\n|---|---|---|---|---|---|\n", title(class.String()))
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s |\n", r.Name, r.CName, keysOf(r), r.Since, yes(supports(r)), note(r.Legacy, r.Note))
	}
	fmt.Fprintf(&b, "\n## Key types\n\n| type | in C | sizes in bits | since | supported | note |\n|---|---|---|---|---|---|\n")
	for _, r := range keytype.Rows() {
		t := r.Value
		if len(r.Families) > 0 {
			for _, f := range r.Families {
				ft := t | keytype.Type(f)
				fmt.Fprintf(&b, "| %v | `%s` | %s | %s | %s | %s |\n", ft, ft.CName(), ft.LegalBits(), r.Since, yes(holds(ft)), note(r.Legacy, r.Note))
			}
			continue
		}
		fmt.Fprintf(&b, "| %v | `%s` | %s | %s | %s | %s |\n", t, t.CName(), t.LegalBits(), r.Since, yes(holds(t)), note(r.Legacy, r.Note))
	}
	return b.Bytes()
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func yes(ok bool) string {
	if ok {
		return "yes"
	}
	return ""
}

func note(legacy bool, s string) string {
	if legacy {
		return strings.TrimSuffix("legacy: "+s, ": ")
	}
	return s
}

func keysOf(r alg.Row) string {
	if r.Keys == 0 {
		return "no key"
	}
	return r.Keys.String()
}

// supports tells whether any of the row's algorithms can be used with any key, in any role.
func supports(r alg.Row) bool {
	for a := range alg.All() {
		if row, ok := alg.RowOf(a); !ok || row.CName != r.CName || a.IsWildcard() {
			continue
		}
		if Supported(keytype.None, 0, a, 0) {
			return true
		}
		for t := range r.Keys.Types() {
			for _, bits := range t.AllBits() {
				for _, u := range psa.Usages() {
					if _, fits := alg.KeyFits(a, t, bits); fits && Supported(t, bits, a, u.Usage) {
						return true
					}
				}
			}
		}
	}
	return false
}

func holds(t keytype.Type) bool {
	for _, bits := range t.AllBits() {
		if Supported(t, bits, alg.None, 0) {
			return true
		}
	}
	return false
}
