package cheader_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/cheader"
	"github.com/psacrypto/psa/internal/vectors"
)

// general are the statuses that the head of psa/crypto.h speaks of for all functions.
var general = []string{"SUCCESS", "BAD_STATE", "COMMUNICATION_FAILURE", "CORRUPTION_DETECTED", "INSUFFICIENT_MEMORY", "STORAGE_FAILURE", "DATA_CORRUPT", "DATA_INVALID"}

// creation are the errors that functions which create a key share.
var creation = []string{"ALREADY_EXISTS", "INVALID_ARGUMENT", "NOT_SUPPORTED", "NOT_PERMITTED", "INSUFFICIENT_STORAGE"}

// TestComments: the comment of each function names the errors that the specification lists for it, and no others.
func TestComments(t *testing.T) {
	header, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(cheader.Folder), "crypto.h"))
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)/\*\*((?:[^*]|\*[^/])*)\*/\n\w+ (\w+)\(`).FindAllStringSubmatch(string(header), -1) {
		comments[m[2]] = regexp.MustCompile(`PSA_\w+|\n \*`).ReplaceAllString(m[1], " ")
	}
	word := regexp.MustCompile(`[A-Z]+(_[A-Z]+)*`)
	for _, row := range vectors.Spec(t, "functions.tsv") {
		f := function{name: strings.TrimSpace(row[0])}
		if f.inline() {
			continue
		}
		comment, found := comments[f.name]
		if !found {
			t.Errorf("%s has no comment", f.name)
			continue
		}
		named := word.FindAllString(comment, -1)
		switch {
		case strings.Contains(comment, "those of creation but"): // names what it takes away
			named = append(slices.DeleteFunc(named, func(s string) bool { return s == "ALREADY_EXISTS" || s == "INSUFFICIENT_STORAGE" }), creation[1:4]...)
		case strings.Contains(comment, "those of creation"):
			named = append(named, creation...)
		case strings.Contains(comment, "as psa_generate_key()"):
			named = append(append(named, creation...), "INSUFFICIENT_ENTROPY")
		}
		for _, r := range psa.Statuses() {
			listed := slices.Contains(strings.Fields(row[5]), r.Status.CName())
			if slices.Contains(general, r.Name) || !listed && !slices.Contains(named, r.Name) {
				continue
			}
			switch {
			case !slices.Contains(named, r.Name):
				t.Errorf("the comment of %s does not speak of %s", f.name, r.Name)
			case !listed && !unlisted[f.name+" "+r.Name]:
				t.Errorf("the comment of %s speaks of %s, which the specification does not list", f.name, r.Name)
			}
		}
	}
}

// unlisted are errors that the specification does not list, but that a function can't help to give.
var unlisted = map[string]bool{
	"psa_cipher_encrypt INSUFFICIENT_ENTROPY":      true, // it makes a random IV
	"psa_pake_get_shared_key INSUFFICIENT_STORAGE": true, // it makes a key that may be persistent
}
