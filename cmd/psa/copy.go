package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

func newCopy(a *app) *cobra.Command {
	var f keyFlags
	c := &cobra.Command{
		Use:     "copy KEY",
		Aliases: []string{"cp"},
		Short:   "Make another key of the same material, with a narrower policy",
		Long: `copy makes a key of the material of another, which must have the usage copy. The new key may do what both the old policy and --alg and --usage permit; what is
left out of those is as in the old key.`,
		Example: `  psa copy @backup --usage decrypt --label restore-only
  psa copy 0x1001 --id 0x1002 --alg gcm`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.copyKey(cmd.Context(), args[0], &f) },
	}
	f.register(c, false)
	return c
}

func (a *app) copyKey(ctx context.Context, ref string, f *keyFlags) error {
	attrs, err := f.named()
	if err != nil {
		return err
	}
	if f.hasUsage {
		if attrs.Policy.Usage, err = parseUsage(f.usage); err != nil {
			return err
		}
	}
	if f.hasAlg {
		if attrs.Policy.Alg, err = parseAlg("--alg", f.alg); err != nil {
			return err
		}
	}
	st, k, source, err := a.openKey(ctx, ref)
	if err != nil {
		return err
	}
	defer st.Close()
	if !f.hasUsage {
		attrs.Policy.Usage = source.Policy.Usage
	}
	if !f.hasAlg {
		attrs.Policy.Alg = source.Policy.Alg
	}
	if f.hasAlg && attrs.Policy.Alg == alg.None && source.Policy.Alg != alg.None {
		return usagef("--alg: a copy can't have the algorithm none where its source has %v; leave --alg out, or narrow it", source.Policy.Alg)
	}
	return a.makeKey(ctx, st, fmt.Sprintf("copied %v to", source.ID), attrs, func(attrs psa.Attributes) (keystore.Key, error) { return k.Copy(ctx, attrs) })
}
