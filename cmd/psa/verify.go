package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

func newVerify(a *app) *cobra.Command {
	var f signFlags
	var sigFile, value string
	c := &cobra.Command{
		Use:   "verify KEY [FILE] --signature FILE",
		Short: "Verify a signature or MAC",
		Long: `verify checks the signature, or with a MAC key the MAC, of a file or of standard input. It ends with 0 if that is right and with 6 if it is not. The signature is read from a
file, as bytes, hexadecimal or base64, or given as --value.

The store itself is verified by psa check.`,
		Example: `  psa verify @web release.tar --signature release.sig
  psa verify @web release.tar --der --signature release.der
  psa verify @session message.txt --value hex:9f86d081884c7d65`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.verify(cmd.Context(), args[0], first(args[1:]), sigFile, value, &f)
		},
	}
	f.register(c)
	c.Flags().StringVarP(&sigFile, "signature", "s", "", "`file` with the signature or MAC")
	c.Flags().StringVar(&value, "value", "", "the signature or MAC itself, `bytes` as hex:… or base64:…")
	return c
}

func (a *app) verify(ctx context.Context, ref, path, sigFile, value string, f *signFlags) error {
	switch {
	case (sigFile == "") == (value == ""):
		return usagef("give the signature either as --signature FILE or as --value hex:… or base64:…")
	case sigFile == "-" && (path == "" || path == "-"):
		return usagef("standard input can't be both the message and the signature; give one of them as a file")
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
	if err := u.wants("verify", hintFor(u.alg), alg.ClassSign, alg.ClassMAC); err != nil {
		return err
	}
	isMAC := u.alg.IsMAC()
	if isMAC && (f.hash || f.der || len(sigctx) > 0) {
		return usagef("--hash, --der and --context are for signatures; %v is a MAC", u.alg)
	}
	want := alg.SignOutputSize(u.attrs.Type, u.attrs.Bits, u.alg)
	if isMAC {
		want = alg.MACLength(u.alg, u.attrs.Type, u.attrs.Bits)
	} else if err := f.check(u); err != nil {
		return err
	}
	sig, err := a.readSignature(ctx, sigFile, value, want, f.der)
	if err != nil {
		return err
	}
	in, err := a.openInput(ctx, path, "verifying")
	if err != nil {
		return err
	}
	defer in.Close()
	switch {
	case isMAC:
		err = verifyMAC(ctx, u, in, sig)
	case f.hash:
		var hash []byte
		if hash, err = readHash(in, u.alg); err == nil {
			err = u.key.VerifyHash(ctx, u.alg, hash, sig, sigctx)
		}
	default:
		err = verifyMessage(ctx, u, in, sig, sigctx)
	}
	in.Close()
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"valid": true, "algorithm": u.alg.String(), "key": u.key.ID().String()}, func(w io.Writer) {
		fmt.Fprintf(w, "good %s by %s\n", noun(isMAC), nameOf(u.attrs))
	})
}

func noun(isMAC bool) string {
	if isMAC {
		return "MAC"
	}
	return "signature"
}

// readSignature reads a signature of n bytes, in whatever encoding has that many.
func (a *app) readSignature(ctx context.Context, file, value string, n int, der bool) ([]byte, error) {
	data, name := []byte(nil), "--value"
	var err error
	if file == "" {
		data, err = parseBytes("--value", value)
	} else {
		data, name, err = a.small(ctx, file)
	}
	if err != nil {
		return nil, err
	}
	if der {
		return derSignature(data, n)
	}
	if len(data) == n {
		return data, nil
	}
	text := strings.Join(strings.Fields(string(data)), "")
	if b, err := hex.DecodeString(text); err == nil && len(b) == n {
		return b, nil
	}
	if b, err := base64.StdEncoding.DecodeString(text); err == nil && len(b) == n {
		return b, nil
	}
	// A truncated or foreign signature is not the user's mistake in writing: it is a wrong one.
	if _, err := derSignature(data, n); err == nil && n%2 == 0 {
		return nil, usagef("%s is a signature in DER; give --der", name)
	}
	return nil, psa.Errorf(psa.ErrInvalidSignature, "%s has %d bytes; a right one has %d, as they are, in hexadecimal or in base64", name, len(data), n)
}

func derSignature(data []byte, n int) ([]byte, error) {
	if b, err := ecdsaFromDER(data, n); err == nil {
		return b, nil
	}
	text := strings.Join(strings.Fields(string(data)), "")
	if b, err := hex.DecodeString(text); err == nil {
		return ecdsaFromDER(b, n)
	}
	if b, err := base64.StdEncoding.DecodeString(text); err == nil {
		return ecdsaFromDER(b, n)
	}
	return ecdsaFromDER(data, n)
}
