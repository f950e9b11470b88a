package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// signFlags are those that signing and verifying share.
type signFlags struct {
	alg, context string
	hash, der    bool
}

func (f *signFlags) register(cmd *cobra.Command) {
	registerAlg(cmd, &f.alg)
	cmd.Flags().BoolVar(&f.hash, "hash", false, "the input is the hash of the message, as bytes or hexadecimal, and not the message")
	cmd.Flags().BoolVar(&f.der, "der", false, "the signature is in DER, as other programs have it (ECDSA)")
	cmd.Flags().StringVar(&f.context, "context", "", "context of the signature, `bytes` (psa help names), for algorithms that have one")
}

func newSign(a *app) *cobra.Command {
	var f signFlags
	var out outFlags
	c := &cobra.Command{
		Use:   "sign KEY [FILE]",
		Short: "Sign a file or standard input",
		Long: `sign writes the signature of a file, or of standard input. ECDSA signatures are r || s as the specification has it, or DER with --der.
Algorithms that hash the message take files of any size; others, as EdDSA, hold it in memory, up to 64 MiB.`,
		Example: `  psa sign @web release.tar --out release.sig
  psa sign @web release.tar --der --encoding base64
  sha256sum release.tar | cut -c1-64 | psa sign @web --hash --out release.sig`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.sign(cmd.Context(), args[0], first(args[1:]), &f, &out)
		},
	}
	f.register(c)
	out.register(c, "the signature")
	out.registerEncoding(c, "raw, on a terminal base64")
	return c
}

func (a *app) sign(ctx context.Context, ref, path string, f *signFlags, out *outFlags) error {
	encoding, err := a.chooseEncoding(out, encodingBase64, encodingRaw)
	if err != nil {
		return err
	}
	sigctx, err := parseBytes("--context", f.context)
	if err != nil {
		return err
	}
	u, err := a.use(ctx, ref, f.alg)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("sign", hintFor(u.alg), alg.ClassSign); err != nil {
		return err
	}
	if err := f.check(u); err != nil {
		return err
	}
	in, err := a.openInput(ctx, path, "signing")
	if err != nil {
		return err
	}
	defer in.Close()
	var sig []byte
	if f.hash {
		var hash []byte
		if hash, err = readHash(in, u.alg); err == nil {
			sig, err = u.key.SignHash(ctx, u.alg, nil, hash, sigctx)
		}
	} else {
		sig, err = signMessage(ctx, u, in, sigctx)
	}
	if err != nil {
		return err
	}
	if f.der {
		sig = ecdsaToDER(sig)
	}
	in.Close()
	return a.result(out, publicFile, encoding, "signature", sig, map[string]any{"algorithm": u.alg.String(), "key": u.key.ID().String()})
}

// check refuses flags that don't go with the algorithm.
func (f *signFlags) check(u *use) error {
	switch {
	case f.der && !u.alg.IsECDSA():
		return usagef("--der is for ECDSA signatures; those of %v have one format only", u.alg)
	case f.hash && !u.alg.IsSignHash():
		return usagef("--hash: %v signs messages and no hashes; leave --hash out and give the message", u.alg)
	case !f.hash && !u.alg.IsSignMessage():
		return usagef("%v signs a hash that was computed before; give that, with --hash", u.alg)
	}
	return nil
}

// readHash reads a hash: as many bytes as the algorithm's hash has, or twice as many hexadecimal digits.
func readHash(in *input, x alg.Algorithm) ([]byte, error) {
	data, err := in.all(smallFile)
	if err != nil {
		return nil, err
	}
	want := x.HashLength()
	if want == 0 || len(data) == want {
		return data, nil
	}
	if hash, err := decodeText(encodingHex, in.name, data); err == nil && len(hash) == want {
		return hash, nil
	}
	return nil, usagef("%s has %d bytes; the hash %v is wanted, as %d bytes or %d hexadecimal digits", in.name, len(data), x.Hash(), want, 2*want)
}

func signMessage(ctx context.Context, u *use, in *input, sigctx []byte) ([]byte, error) {
	s, err := u.key.NewSign(ctx, u.alg)
	if err != nil {
		if !needsWhole(u.alg, err) {
			return nil, err
		}
		msg, err := wholeMessage(in, u.alg)
		if err != nil {
			return nil, err
		}
		return u.key.SignMessage(ctx, u.alg, nil, msg, sigctx)
	}
	defer s.Close()
	if len(sigctx) > 0 {
		if err := s.SetContext(sigctx); err != nil {
			return nil, err
		}
	}
	if err := in.each(ctx, func(part []byte) error { _, err := s.Write(part); return err }); err != nil {
		return nil, err
	}
	return s.Finish(nil)
}

// needsWhole tells whether an algorithm was refused because it can't take its message in parts. Whether it can be used at all, the call with the whole message tells.
func needsWhole(x alg.Algorithm, err error) bool {
	s := psa.StatusOf(err)
	return !x.IsHashAndSign() && (s == psa.ErrInvalidArgument || s == psa.ErrNotSupported)
}

func wholeMessage(in *input, x alg.Algorithm) ([]byte, error) {
	if in.size > maxInMemory {
		return nil, usagef("%s has %s; %v needs the whole message in memory and takes up to %s; an algorithm that hashes the message takes any", in.name, size(in.size), x, size(maxInMemory))
	}
	return in.all(maxInMemory)
}

func verifyMessage(ctx context.Context, u *use, in *input, sig, sigctx []byte) error {
	v, err := u.key.NewVerify(ctx, u.alg, sig)
	if err != nil {
		if !needsWhole(u.alg, err) {
			return err
		}
		msg, err := wholeMessage(in, u.alg)
		if err != nil {
			return err
		}
		return u.key.VerifyMessage(ctx, u.alg, msg, sig, sigctx)
	}
	defer v.Close()
	if len(sigctx) > 0 {
		if err := v.SetContext(sigctx); err != nil {
			return err
		}
	}
	if err := in.each(ctx, func(part []byte) error { _, err := v.Write(part); return err }); err != nil {
		return err
	}
	return v.Finish()
}
