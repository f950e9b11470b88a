package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// ability is whether a key can be used for an operation.
type ability struct {
	Operation string `json:"operation"`
	Algorithm string `json:"algorithm,omitempty"`
	Permitted bool   `json:"permitted"`
	Status    string `json:"status,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// shown is how many of the algorithms that a wildcard stands for are shown.
const shown = 8

func newShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show KEY",
		Short: "Show all that is known of a key and what it can do",
		Example: `  psa show @web
  psa show 0x1001 --json`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), args[0]) },
	}
}

func (a *app) show(ctx context.Context, ref string) error {
	st, k, attrs, err := a.openKey(ctx, ref)
	if err != nil {
		return err
	}
	defer st.Close()
	can, more := abilities(ctx, k, attrs)
	o := struct {
		keyObject
		Operations []ability `json:"operations"`
	}{objectOf(attrs), can}
	return a.emit(o, func(w io.Writer) {
		label := "none"
		if attrs.Label != "" {
			label = printable(attrs.Label)
		}
		table(w, [][]string{
			{"identifier", fmt.Sprintf("%v (%d)", attrs.ID, uint32(attrs.ID))},
			{"label", label},
			{"owner", strconv.Itoa(int(attrs.Owner))},
			{"type", keytype.Name(attrs.Type, attrs.Bits) + ": " + attrs.Type.String()},
			{"size", strconv.Itoa(attrs.Bits) + " bits"},
			{"algorithm", attrs.Policy.Alg.String()},
			{"usage", usageText(attrs.Policy.Usage)},
			{"lifetime", attrs.Lifetime.String()},
			{"created", attrs.Created.Local().Format(time.RFC1123)},
		})
		fmt.Fprintln(w)
		rows := [][]string{{"OPERATION", "ALGORITHM", "", "REASON"}}
		for _, c := range can {
			answer := "yes"
			if !c.Permitted {
				answer = "no"
			}
			rows = append(rows, []string{c.Operation, c.Algorithm, answer, c.Reason})
		}
		table(w, rows)
		if more {
			fmt.Fprintln(w, "The policy permits further algorithms; ask with psa explain.")
		}
	})
}

// abilities asks about every operation that the algorithms of the key's policy have a part in.
func abilities(ctx context.Context, k keystore.Key, attrs psa.Attributes) (can []ability, more bool) {
	can = []ability{}
	algs, more := permitted(attrs)
	for _, operation := range keystore.Operations() {
		if isManagement(operation) {
			if operation == "export_public_key" && !attrs.Type.IsAsymmetric() {
				continue
			}
			can = append(can, judged(operation, alg.None, k.Explain(ctx, operation, alg.None)))
			continue
		}
		for _, x := range algs {
			err := k.Explain(ctx, operation, x)
			// An operation of another class than the algorithm's is no news.
			if s := psa.StatusOf(err); s != psa.ErrInvalidArgument {
				can = append(can, judged(operation, x, err))
			}
		}
	}
	return can, more
}

func judged(operation string, x alg.Algorithm, err error) ability {
	b := ability{Operation: operation, Permitted: err == nil}
	if x != alg.None {
		b.Algorithm = x.String()
	}
	if err != nil {
		d := describe(err)
		b.Status, b.Reason = d.Status, d.Reason
	}
	return b
}

// permitted are the specific algorithms of a policy that go with the key, or a few of them where a wildcard stands for more.
func permitted(attrs psa.Attributes) (algs []alg.Algorithm, more bool) {
	p := attrs.Policy.Alg
	if p == alg.None {
		return nil, false
	}
	if !p.IsWildcard() {
		return []alg.Algorithm{p}, false
	}
	for x := range alg.All() {
		if x.IsWildcard() || !alg.Includes(p, x, attrs.Type) {
			continue
		}
		if _, ok := alg.KeyFits(x, attrs.Type, attrs.Bits); !ok {
			continue
		}
		if len(algs) == shown {
			return algs, true
		}
		algs = append(algs, x)
	}
	return algs, false
}

func isManagement(operation string) bool {
	return operation == "export_key" || operation == "export_public_key" || operation == "copy_key"
}
