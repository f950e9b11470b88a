package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func newAgree(a *app) *cobra.Command {
	var f keyFlags
	var out outFlags
	var name, peer string
	var raw bool
	c := &cobra.Command{
		Use:   "agree KEY --peer FILE",
		Short: "Agree on a secret with the owner of a public key",
		Long: `agree makes a key of the secret that the private key KEY shares with the owner of a public key. The new key is of type derive, unless --type names hmac, password or raw-data,
and --alg says what it is for; the secret stays in the store. With --raw the secret is written instead; it is biased, and should go through a key derivation.

psa derive --kdf 'ecdh+hkdf(sha-256)' does agreement and derivation in one.`,
		Example: `  psa agree @mine --peer theirs.pem --alg 'hkdf(sha-256)' --label shared
  psa agree @mine --peer key:@theirs --raw --encoding hex --out secret.hex`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.agree(cmd.Context(), args[0], peer, name, raw, &f, &out)
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "public key of the other side: a `file` (PEM, SPKI, JWK, or the specification's format), or key:NAME")
	c.Flags().StringVar(&name, "agreement", "", "`algorithm` of the agreement: ecdh or ffdh (default the one that KEY permits)")
	c.Flags().BoolVar(&raw, "raw", false, "write the secret instead of making a key")
	f.register(c, true)
	out.register(c, "the secret")
	out.registerEncoding(c, "raw, on a terminal hex")
	return c
}

func (a *app) agree(ctx context.Context, ref, peer, name string, raw bool, f *keyFlags, out *outFlags) error {
	switch {
	case peer == "":
		return usagef("--peer is needed: the file with the public key of the other side, or key:NAME for one of the store")
	case raw && f.has:
		return usagef("--raw makes no key; leave --id, --label, --type, --bits, --alg, --usage, --persistence and --location out")
	case !raw && out.path != "":
		return usagef("--out is for --raw; a new key goes into the store")
	}
	var attrs psa.Attributes
	if !raw {
		var err error
		if attrs, err = f.agreed(); err != nil {
			return err
		}
	}
	encoding, err := a.chooseEncoding(out, encodingHex, encodingRaw)
	if err != nil {
		return err
	}
	if raw {
		if err := a.mayShow(out, "the shared secret"); err != nil {
			return err
		}
	}
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("agree on a secret", hintFor(u.alg), alg.ClassKeyAgreement); err != nil {
		return err
	}
	if !u.alg.IsStandaloneKeyAgreement() {
		return usagef("the key %s permits %v, an agreement with a derivation; use psa derive", nameOf(u.attrs), u.alg)
	}
	public, err := a.readPeer(ctx, u.store, peer, u.attrs.Type.PublicKeyOf(), u.attrs.Bits)
	if err != nil {
		return err
	}
	if raw {
		secret, err := u.key.AgreeRaw(ctx, u.alg, nil, public)
		if err != nil {
			return err
		}
		defer clear(secret)
		return a.result(out, secretFile, encoding, "data", secret, map[string]any{"algorithm": u.alg.String(), "key": u.key.ID().String()})
	}
	return a.makeKey(ctx, u.store, "agreed on", attrs, func(attrs psa.Attributes) (keystore.Key, error) { return u.key.Agree(ctx, u.alg, public, attrs) })
}

// agreed reads the attributes of a key made of a shared secret, whose size follows from the agreement.
func (f *keyFlags) agreed() (psa.Attributes, error) {
	t, bits := keytype.Derive, 0
	if f.kind != "" {
		var err error
		if t, bits, err = parseType(f.kind, f.bits); err != nil {
			return psa.Attributes{}, err
		}
	}
	switch t {
	case keytype.Derive, keytype.RawData, keytype.HMAC, keytype.Password:
	default:
		return psa.Attributes{}, usagef("--type: a shared secret can become a key of type derive, hmac, password or raw-data, not %s; derive others of it with psa derive", keytype.Name(t, bits))
	}
	attrs, err := f.named()
	if err != nil {
		return attrs, err
	}
	attrs.Type, attrs.Bits = t, bits
	attrs.Policy, err = f.policy(t, bits)
	return attrs, err
}

// readPeer reads the public key of the other side, which must be of a type and size, in the specification's format.
func (a *app) readPeer(ctx context.Context, st *keystore.Store, peer string, t keytype.Type, bits int) ([]byte, error) {
	if ref, isKey := strings.CutPrefix(peer, "key:"); isKey {
		k, err := a.key(ctx, st, ref)
		if err != nil {
			return nil, err
		}
		attrs, err := k.Attributes(ctx)
		if err != nil {
			return nil, err
		}
		if attrs.Type.PublicKeyOf() != t || attrs.Bits != bits || !attrs.Type.IsAsymmetric() {
			return nil, usagef("--peer: the key %s is of type %s; a public key of type %s is wanted", nameOf(attrs), keytype.Name(attrs.Type, attrs.Bits), keytype.Name(t, bits))
		}
		return k.ExportPublic(ctx, nil)
	}
	data, name, err := a.small(ctx, peer)
	if err != nil {
		return nil, err
	}
	if len(data) == t.ExportPublicSize(bits) && !selfDescribing(data, keytype.RawData) {
		return data, nil
	}
	k, err := readKey(data, name, "auto", t, bits)
	if err != nil {
		return nil, usagef("--peer: %s", reasonOf(err))
	}
	return k.Data, nil
}
