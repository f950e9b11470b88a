package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/alg"
)

func newMAC(a *app) *cobra.Command {
	var out outFlags
	var name, expected string
	c := &cobra.Command{
		Use:   "mac KEY [FILE]",
		Short: "Compute or verify a message authentication code",
		Long:  `mac prints the message authentication code of a file, or of standard input, in hexadecimal. With --verify it compares it, and ends with 6 if it is another one.`,
		Example: `  psa mac @session message.txt
  psa mac @session --encoding raw --out message.mac message.txt
  psa mac @session message.txt --verify hex:0f1e2d3c4b5a69788796a5b4c3d2e1f0`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.mac(cmd.Context(), args[0], first(args[1:]), name, expected, cmd.Flags().Changed("verify"), &out)
		},
	}
	registerAlg(c, &name)
	c.Flags().StringVar(&expected, "verify", "", "compare with this MAC, `bytes` in hexadecimal or as base64:… or file:…")
	out.register(c, "the MAC")
	out.registerEncoding(c, "hex")
	return c
}

func (a *app) mac(ctx context.Context, ref, path, name, expected string, verify bool, out *outFlags) error {
	encoding, err := a.chooseEncoding(out, encodingHex, encodingHex)
	if err != nil {
		return err
	}
	var want []byte
	if verify {
		if want, err = parseExpected("--verify", expected); err != nil {
			return err
		}
	}
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("make MACs", hintFor(u.alg), alg.ClassMAC); err != nil {
		return err
	}
	in, err := a.openInput(ctx, path, "computing the MAC")
	if err != nil {
		return err
	}
	defer in.Close()
	if verify {
		err := verifyMAC(ctx, u, in, want)
		in.Close()
		if err != nil {
			return err
		}
		return a.emit(map[string]any{"valid": true, "algorithm": u.alg.String(), "key": u.key.ID().String()}, func(w io.Writer) {
			fmt.Fprintf(w, "good MAC by %s\n", nameOf(u.attrs))
		})
	}
	m, err := u.key.NewMAC(ctx, u.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := in.each(ctx, func(part []byte) error { _, err := m.Write(part); return err }); err != nil {
		return err
	}
	mac, err := m.Finish(nil)
	in.Close()
	if err != nil {
		return err
	}
	return a.result(out, publicFile, encoding, "mac", mac, map[string]any{"algorithm": u.alg.String(), "key": u.key.ID().String()})
}

func verifyMAC(ctx context.Context, u *use, in *input, want []byte) error {
	m, err := u.key.NewMACVerify(ctx, u.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := in.each(ctx, func(part []byte) error { _, err := m.Write(part); return err }); err != nil {
		return err
	}
	return m.Verify(want)
}

// parseExpected reads a hash or MAC to compare with: hexadecimal, unless it says otherwise.
func parseExpected(flag, s string) ([]byte, error) {
	for _, kind := range []string{"hex:", "base64:", "file:"} {
		if len(s) > len(kind) && s[:len(kind)] == kind {
			return parseBytes(flag, s)
		}
	}
	return decodeText(encodingHex, flag, []byte(s))
}
