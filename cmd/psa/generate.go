package main

import (
	"context"
	"math/big"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func newGenerate(a *app) *cobra.Command {
	var f keyFlags
	var exponent string
	c := &cobra.Command{
		Use:     "generate --type TYPE",
		Aliases: []string{"gen"},
		Short:   "Make a random key",
		Long: `generate makes a random key in the store and prints what it is. The store is made if there is none.

Where --alg is left out, keys with one usual algorithm get that: GCM for AES, EdDSA for Ed25519. Where --usage is left out, the key may do what its algorithm is
for; add export or copy if you want them: a key's policy can't be widened later.`,
		Example: `  psa generate --type aes-256 --alg 'gcm(tag>=12)' --usage encrypt,decrypt,copy --label backup
  psa generate --type p-256 --alg ecdsa-sha256 --id 0x1001
  psa generate --type rsa-3072 --alg 'rsa-pss(sha-256)' --label code-signing
  psa generate --type hmac-256 --alg 'hmac(sha-256)' --json`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.generate(cmd.Context(), &f, exponent) },
	}
	f.register(c, true)
	c.Flags().StringVar(&exponent, "rsa-exponent", "", "public exponent of an RSA key, an odd `number` from 3 (default 65537)")
	return c
}

func (a *app) generate(ctx context.Context, f *keyFlags, exponent string) error {
	if f.kind == "" {
		return usagef("--type is needed, as --type aes-256 or --type p-256 (psa algorithms --keys lists the types)")
	}
	t, bits, err := parseType(f.kind, f.bits)
	if err != nil {
		return err
	}
	switch {
	case t.IsPublicKey():
		return usagef("--type: a public key can't be generated; generate the pair, --type %s, and export its public key with psa export --public", keytype.Name(t.KeyPairOf(), bits))
	case bits == 0:
		return usagef("--type %s needs a size in bits, as --bits; keys of type %v have %s", f.kind, t, t.LegalBits())
	}
	attrs, err := f.named()
	if err != nil {
		return err
	}
	attrs.Type, attrs.Bits = t, bits
	if attrs.Policy, err = f.policy(t, bits); err != nil {
		return err
	}
	var p driver.Parameters
	if exponent != "" {
		if p.Data, err = parseExponent(exponent, t); err != nil {
			return err
		}
	}
	st, err := a.openOrBegin(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	return a.makeKey(ctx, st, "generated", attrs, func(attrs psa.Attributes) (keystore.Key, error) { return st.GenerateCustom(ctx, attrs, p) })
}

func parseExponent(s string, t keytype.Type) ([]byte, error) {
	e, ok := new(big.Int).SetString(s, 0)
	switch {
	case !t.IsRSA():
		return nil, usagef("--rsa-exponent is for RSA keys; keys of type %v have none", t)
	case !ok || e.Cmp(big.NewInt(3)) < 0 || e.Bit(0) == 0 || e.BitLen() > 256:
		return nil, usagef("--rsa-exponent: %q is not a public exponent; an odd number from 3, of at most 256 bits, is wanted, as 65537", s)
	}
	return e.Bytes(), nil
}
