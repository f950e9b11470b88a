package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func newExplain(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain KEY OPERATION [ALGORITHM]",
		Short: "Tell whether and why a key may or may not be used for something",
		Long: `explain tells whether an operation with a key would be tried, and if not, which rule stands against it. It runs nothing. It ends with 0 for yes and with 3 for no.

The operation is a function of the specification, as sign-hash or aead-encrypt, or a usage, as sign, encrypt, derive, export or copy. Where the algorithm is left out it
is the one that the key permits.`,
		Example: `  psa explain @web sign
  psa explain @web sign ecdsa-sha512
  psa explain 0x1001 export`,
		Args: arguments(2, 3, "KEY OPERATION [ALGORITHM]"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return a.completeKeys(1)(cmd, args, word)
			case 1:
				return operationNames(), cobra.ShellCompDirectiveNoFileComp
			case 2:
				return completeNames(algNames)(cmd, args, word)
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.explain(cmd.Context(), args[0], args[1], first(args[2:]))
		},
	}
}

// operationWords are the words for operations beside the specification's functions.
var operationWords = []string{"sign", "verify", "mac", "encrypt", "decrypt", "derive", "agree", "wrap", "unwrap", "export", "copy", "export-public"}

func operationNames() []string {
	names := append([]string(nil), operationWords...)
	for _, n := range keystore.Operations() {
		names = append(names, strings.ReplaceAll(n, "_", "-"))
	}
	return names
}

// parseOperation returns the name of an operation as Explain takes it.
func parseOperation(s string) (string, error) {
	word := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(s)))
	word = strings.TrimPrefix(word, "psa-")
	names := operationNames()
	for _, n := range names {
		if n != word {
			continue
		}
		switch n {
		case "export", "copy":
			n += "-key"
		case "export-public":
			n = "export-public-key"
		}
		return strings.ReplaceAll(n, "-", "_"), nil
	}
	all := func(yield func(string) bool) {
		for _, n := range names {
			if !yield(n) {
				return
			}
		}
	}
	return "", usagef("%q is not an operation%s (the operations are %s)", s, keytype.DidYouMean(s, all), strings.Join(names, ", "))
}

func (a *app) explain(ctx context.Context, ref, operation, name string) error {
	o, err := parseOperation(operation)
	if err != nil {
		return err
	}
	x := alg.None
	if name != "" {
		if x, err = parseAlg("ALGORITHM", name); err != nil {
			return err
		}
	}
	st, k, attrs, err := a.openKey(ctx, ref)
	if err != nil {
		return err
	}
	defer st.Close()
	switch {
	case isManagement(o) && x != alg.None:
		return usagef("%s concerns the key as a whole and takes no algorithm; leave %s out", operation, name)
	case !isManagement(o) && name == "":
		// A key without an algorithm gets its no from the store, with the reason.
		if x, err = policyAlg(attrs); err != nil && attrs.Policy.Alg != alg.None {
			return err
		}
	}
	err = k.Explain(ctx, o, x)
	switch psa.StatusOf(err) {
	case psa.Success, psa.ErrInvalidArgument, psa.ErrNotPermitted, psa.ErrNotSupported:
	default:
		return err
	}
	answer := judged(o, x, err)
	if e := a.emit(struct {
		Key   string `json:"key"`
		Label string `json:"label,omitempty"`
		ability
	}{attrs.ID.String(), attrs.Label, answer}, func(w io.Writer) {
		subject := strings.ReplaceAll(o, "_", " ") + " with " + nameOf(attrs)
		if x != alg.None {
			subject += " and " + x.String()
		}
		if err == nil {
			fmt.Fprintf(w, "yes: %s\n", subject)
		} else {
			fmt.Fprintf(w, "no: %s: %s (%s)\n", subject, answer.Reason, answer.Status)
		}
	}); e != nil {
		return e
	}
	if err != nil {
		return answered{exitNotPermitted}
	}
	return nil
}

// answered ends a command whose result is a no that has been printed already.
type answered struct{ code int }

func (answered) Error() string { return "the answer is no" }
