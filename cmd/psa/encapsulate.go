package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func newEncapsulate(a *app) *cobra.Command {
	var f keyFlags
	var out outFlags
	var name string
	c := &cobra.Command{
		Use:   "encapsulate KEY",
		Short: "Make a secret key for the owner of a public key",
		Long: `encapsulate makes a key of a new secret, and writes the ciphertext from which the owner of KEY's private part makes the same key with psa decapsulate. KEY is a
public key or a key pair. The new key is of type derive, unless --type names another: hmac, or for ML-KEM a symmetric cipher with keys of 256 bits.`,
		Example: `  psa import --label theirs theirs.pem
  psa encapsulate @theirs --alg 'hkdf(sha-256)' --label shared --out shared.ct`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.encapsulate(cmd.Context(), args[0], name, &f, &out)
		},
	}
	c.Flags().StringVar(&name, "with", "", "`algorithm` of the encapsulation: ml-kem or ecies-sec1 (default the one that KEY permits)")
	f.register(c, true)
	out.register(c, "the ciphertext")
	out.registerEncoding(c, "raw")
	return c
}

// encapsulated reads the attributes of a key that is made by encapsulation or decapsulation.
func (f *keyFlags) encapsulated() (psa.Attributes, error) {
	attrs, err := f.named()
	if err != nil {
		return attrs, err
	}
	attrs.Type = keytype.Derive
	if f.kind != "" {
		if attrs.Type, attrs.Bits, err = parseType(f.kind, f.bits); err != nil {
			return attrs, err
		}
	}
	attrs.Policy, err = f.policy(attrs.Type, attrs.Bits)
	return attrs, err
}

// encapsulation opens the key of an encapsulation.
func (a *app) encapsulation(ctx context.Context, ref, name, what string) (*use, error) {
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return nil, err
	}
	if err := u.wants(what, hintFor(u.alg), alg.ClassKeyEncapsulation); err != nil {
		u.store.Close()
		return nil, err
	}
	return u, nil
}

func (a *app) encapsulate(ctx context.Context, ref, name string, f *keyFlags, out *outFlags) error {
	if out.toStdout() {
		return usagef("--out FILE is needed: the ciphertext goes to the owner of the key pair, and what is printed here is about the new key")
	}
	encoding, err := a.chooseEncoding(out, encodingRaw, encodingRaw)
	if err != nil {
		return err
	}
	attrs, err := f.encapsulated()
	if err != nil {
		return err
	}
	u, err := a.encapsulation(ctx, ref, name, "encapsulate keys")
	if err != nil {
		return err
	}
	defer u.store.Close()
	// A file that can't be written shows before a key is made whose ciphertext would be lost.
	s, err := a.openSink(out, publicFile)
	if err != nil {
		return err
	}
	defer s.abort()
	return a.makeKey(ctx, u.store, "encapsulated", attrs, func(attrs psa.Attributes) (keystore.Key, error) {
		k, ciphertext, err := u.key.Encapsulate(ctx, u.alg, attrs, nil)
		if err != nil {
			return k, err
		}
		if _, err = s.Write(encode(encoding, ciphertext)); err == nil {
			err = s.commit()
		}
		if err != nil {
			// Without the ciphertext nobody can have the key too.
			_ = k.Destroy(context.WithoutCancel(ctx))
		}
		return k, err
	})
}

func newDecapsulate(a *app) *cobra.Command {
	var f keyFlags
	var name, format string
	c := &cobra.Command{
		Use:   "decapsulate KEY [FILE]",
		Short: "Make the secret key of a ciphertext",
		Long: `decapsulate makes the key that belongs to a ciphertext of psa encapsulate. KEY is the key pair. With ML-KEM an altered ciphertext gives a key too, but one that
nobody else has. The new key is of type derive, unless --type names another.`,
		Example:           `  psa decapsulate @mine shared.ct --alg 'hkdf(sha-256)' --label shared`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.decapsulate(cmd.Context(), args[0], first(args[1:]), name, format, &f)
		},
	}
	c.Flags().StringVar(&name, "with", "", "`algorithm` of the encapsulation: ml-kem or ecies-sec1 (default the one that KEY permits)")
	registerBinary(c, &format)
	f.register(c, true)
	return c
}

func (a *app) decapsulate(ctx context.Context, ref, path, name, format string, f *keyFlags) error {
	attrs, err := f.encapsulated()
	if err != nil {
		return err
	}
	data, err := a.smallBinary(ctx, path, format)
	if err != nil {
		return err
	}
	u, err := a.encapsulation(ctx, ref, name, "decapsulate keys")
	if err != nil {
		return err
	}
	defer u.store.Close()
	return a.makeKey(ctx, u.store, "decapsulated", attrs, func(attrs psa.Attributes) (keystore.Key, error) {
		return u.key.Decapsulate(ctx, u.alg, data, attrs)
	})
}
