package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// parseID reads an identifier that a key can have, in decimal or with 0x. number is false where s is none, and so perhaps a label.
func parseID(s string) (id psa.KeyID, number bool, err error) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false, nil
	}
	digits, hex := strings.CutPrefix(strings.ToLower(s), "0x")
	base := 10
	if hex {
		base = 16
	}
	v, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil && (hex || strings.Trim(s, "0123456789") == ""):
		return 0, true, usagef("%q is not a key identifier; one is a number from 1 to 0x3fffffff, as 4097 or 0x1001", s)
	case err != nil:
		return 0, false, nil
	case v == 0:
		return 0, true, usagef("0 names no key; identifiers are from 1 to 0x3fffffff")
	case v > uint64(psa.KeyIDVendorMax):
		return 0, true, usagef("%s is not a key identifier; the largest that you can give is 0x3fffffff", s)
	}
	return psa.KeyID(v), true, nil
}

// key finds the key that a person named by identifier or label.
func (a *app) key(ctx context.Context, st *keystore.Store, ref string) (keystore.Key, error) {
	if ref == "" {
		return keystore.Key{}, usagef("the name of the key is empty; give an identifier, as 0x1001, or a label, as @web")
	}
	label, isLabel := strings.CutPrefix(ref, "@")
	if !isLabel {
		id, number, err := parseID(ref)
		if err != nil {
			return keystore.Key{}, err
		}
		if number {
			return st.Key(id), nil
		}
	}
	if label == "" {
		return keystore.Key{}, usagef("the label behind @ is empty")
	}
	k, err := st.ByLabel(ctx, label)
	if psa.StatusOf(err) == psa.ErrDoesNotExist {
		labels := func(yield func(string) bool) {
			for e, err := range st.List(ctx, keystore.Filter{}) {
				if err != nil || e.Err == nil && e.Attributes.Label != "" && !yield(e.Attributes.Label) {
					return
				}
			}
		}
		return k, psa.Errorf(psa.ErrDoesNotExist, "no key of this owner has the label %q%s", label, keytype.DidYouMean(label, labels))
	}
	return k, err
}

// openKey opens the store and finds a key in it, with its attributes. The caller closes the store.
func (a *app) openKey(ctx context.Context, ref string) (*keystore.Store, keystore.Key, psa.Attributes, error) {
	st, err := a.open(ctx)
	if err != nil {
		return nil, keystore.Key{}, psa.Attributes{}, err
	}
	k, err := a.key(ctx, st, ref)
	if err == nil {
		var attrs psa.Attributes
		if attrs, err = k.Attributes(ctx); err == nil {
			return st, k, attrs, nil
		}
	}
	st.Close()
	return nil, keystore.Key{}, psa.Attributes{}, err
}

// completeKeys offers labels and identifiers, for the first n arguments. A store that only a passphrase opens stays closed.
func (a *app) completeKeys(n int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if n >= 0 && len(args) >= n {
			return nil, cobra.ShellCompDirectiveDefault
		}
		ctx := cmd.Context()
		if ctx == nil {
			ctx = context.Background()
		}
		dir, info, err := a.inspect(ctx)
		if err != nil || !info.Exists || info.Root == rootIsPassphrase && !a.passphrase.given() {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		st, err := a.openAt(ctx, dir, info)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer st.Close()
		var offers []cobra.Completion
		for e, err := range st.List(ctx, keystore.Filter{}) {
			if err != nil {
				break
			}
			about := "damaged"
			if e.Err == nil {
				about = keytype.Name(e.Attributes.Type, e.Attributes.Bits) + ", " + e.Attributes.Policy.Alg.String()
			}
			if e.Attributes.Label != "" {
				offers = append(offers, cobra.CompletionWithDesc("@"+e.Attributes.Label, about))
			}
			offers = append(offers, cobra.CompletionWithDesc(e.ID.String(), about))
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
}
