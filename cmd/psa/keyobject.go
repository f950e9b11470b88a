package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// keyObject is a key in JSON.
type keyObject struct {
	ID          string   `json:"id"`
	Owner       int32    `json:"owner"`
	Label       string   `json:"label,omitempty"`
	Type        string   `json:"type,omitempty"`
	TypeName    string   `json:"type_name,omitempty"`
	Bits        int      `json:"bits,omitempty"`
	Usage       []string `json:"usage"`
	Algorithm   string   `json:"algorithm,omitempty"`
	Persistence string   `json:"persistence,omitempty"`
	Location    string   `json:"location,omitempty"`
	Created     string   `json:"created,omitempty"`
	// Status and Reason say what is wrong with a key whose record can't be read.
	Status string `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
}

func objectOf(a psa.Attributes) keyObject {
	o := keyObject{
		ID: a.ID.String(), Owner: int32(a.Owner), Label: a.Label, Type: keytype.Name(a.Type, a.Bits), TypeName: a.Type.String(), Bits: a.Bits,
		Usage: usageList(a.Policy.Usage), Algorithm: a.Policy.Alg.String(), Persistence: a.Lifetime.Persistence().String(), Location: a.Lifetime.Location().String(),
	}
	if !a.Created.IsZero() {
		o.Created = a.Created.UTC().Format(time.RFC3339)
	}
	return o
}

// printKey tells what has been made, on one line for people.
func (a *app) printKey(done string, attrs psa.Attributes) error {
	return a.emit(objectOf(attrs), func(w io.Writer) {
		fmt.Fprintf(w, "%s %s: %s, %s, %s, %s\n", done, nameOf(attrs), keytype.Name(attrs.Type, attrs.Bits), attrs.Policy.Alg, usageText(attrs.Policy.Usage), attrs.Lifetime)
	})
}

// nameOf is the identifier with the label behind it.
func nameOf(a psa.Attributes) string {
	if a.Label == "" {
		return a.ID.String()
	}
	return a.ID.String() + " @" + printable(a.Label)
}

func usageText(u psa.Usage) string {
	if u == 0 {
		return "no usage"
	}
	return strings.Join(usageList(u), "|")
}

// printable keeps what a label may hold from steering a terminal.
func printable(s string) string {
	if quoted := strconv.QuoteToGraphic(s); quoted[1:len(quoted)-1] != s {
		return quoted
	}
	return s
}

// table writes columns for people.
func table(w io.Writer, rows [][]string) {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(t, strings.Join(r, "\t"))
	}
	t.Flush() // into memory, which takes everything
	for line := range strings.Lines(b.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
}
