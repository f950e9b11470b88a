package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/alg"
)

func newDecrypt(a *app) *cobra.Command {
	var f cryptFlags
	var out outFlags
	var unverified bool
	c := &cobra.Command{
		Use:   "decrypt KEY [FILE]",
		Short: "Decrypt what psa encrypt made",
		Long: `decrypt decrypts a file, or standard input (psa help containers). Plaintext of authenticated encryption is given out after its tag has been checked: a file takes its name then,
and what goes to a pipe waits in memory, up to 64 MiB. --stream-unverified lets it out before, for programs that wait for the exit code.`,
		Example: `  psa decrypt @backup home.tar.enc --out home.tar
  psa decrypt @backup home.tar.enc --ad 'home 2026' | tar x
  psa decrypt @backup huge.enc --stream-unverified > huge && echo genuine`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.decrypt(cmd.Context(), args[0], first(args[1:]), &f, &out, unverified)
		},
	}
	f.register(c)
	c.Flags().BoolVar(&unverified, "stream-unverified", false, "let plaintext out to a pipe before its tag is checked; only the exit code tells whether it is genuine")
	out.register(c, "the plaintext")
	return c
}

func (a *app) decrypt(ctx context.Context, ref, path string, f *cryptFlags, out *outFlags, unverified bool) error {
	c, err := f.begin(ctx, a, ref, path, "decrypting")
	if err != nil {
		return err
	}
	defer c.close()
	hold := c.alg.IsAEAD() && !unverified
	if c.out, err = a.deliver(out, secretFile, hold, "write to a file with --out, or give --stream-unverified"); err != nil {
		return err
	}
	if err := c.out.expect(c.in.size); err != nil {
		return err
	}
	switch c.alg.Class() {
	case alg.ClassAEAD:
		err = c.unseal(ctx)
	case alg.ClassCipher:
		err = c.decipher(ctx)
	default:
		err = c.decryptAsymmetric(ctx)
	}
	if err != nil {
		return err
	}
	return c.done()
}

// front reads what stands before the ciphertext.
func (c *crypt) front(n int, what string) ([]byte, error) {
	b := make([]byte, n)
	got, err := io.ReadFull(c.in, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, usagef("%s has %d bytes, which is too short: what %v made begins with %s of %d bytes (psa help containers)", c.in.name, got, c.alg, what, n)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", c.in.name, err)
	}
	return b, nil
}

func (c *crypt) unseal(ctx context.Context) error {
	m, err := c.key.NewUnseal(ctx, c.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if alg.AEADWithDefaultLengthTag(c.alg) == alg.CCM {
		return c.unsealWhole(ctx)
	}
	nonce, err := c.front(alg.NonceLength(c.attrs.Type, c.alg), "a nonce")
	if err != nil {
		return err
	}
	if err := m.SetNonce(nonce); err != nil {
		return err
	}
	if err := m.UpdateAD(c.ad); err != nil {
		return err
	}
	tagLen := c.alg.TagLength()
	// The last bytes are the tag, and which bytes are the last shows at the end.
	var held, text []byte
	defer func() { clear(text[:cap(text)]) }()
	err = c.in.each(ctx, func(part []byte) (err error) {
		held = append(held, part...)
		if len(held) <= tagLen {
			return nil
		}
		n := len(held) - tagLen
		if text, err = m.Update(text[:0], held[:n]); err != nil {
			return err
		}
		held = held[:copy(held, held[n:])]
		_, err = c.out.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	if len(held) < tagLen {
		return usagef("%s is too short: what %v made ends with a tag of %d bytes (psa help containers)", c.in.name, c.alg, tagLen)
	}
	rest, err := m.Verify(nil, held)
	if err != nil {
		return err
	}
	_, err = c.out.Write(rest)
	clear(rest)
	return err
}

// unsealWhole is for CCM, as sealWhole.
func (c *crypt) unsealWhole(ctx context.Context) error {
	nonceLen, tagLen := alg.NonceLength(c.attrs.Type, c.alg), c.alg.TagLength()
	b, err := c.ccmInput(nonceLen + tagLen)
	if err != nil {
		return err
	}
	if len(b) < nonceLen+tagLen {
		return usagef("%s has %d bytes, which is too short: what %v made has a nonce of %d bytes and a tag of %d (psa help containers)", c.in.name, len(b), c.alg, nonceLen, tagLen)
	}
	text, err := c.key.Unseal(ctx, c.alg, nil, b[:nonceLen], b[nonceLen:], c.ad)
	if err != nil {
		return err
	}
	_, err = c.out.Write(text)
	clear(text)
	return err
}

func (c *crypt) decipher(ctx context.Context) error {
	m, err := c.key.NewDecrypt(ctx, c.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if n := alg.IVLength(c.attrs.Type, c.alg); n > 0 {
		iv, err := c.front(n, "an IV")
		if err != nil {
			return err
		}
		if err := m.SetIV(iv); err != nil {
			return err
		}
	}
	return c.through(ctx, m)
}

func (c *crypt) decryptAsymmetric(ctx context.Context) error {
	ct, err := c.in.all(smallFile)
	if err != nil {
		return err
	}
	text, err := c.key.DecryptAsymmetric(ctx, c.alg, nil, ct, c.label)
	if err != nil {
		return err
	}
	_, err = c.out.Write(text)
	clear(text)
	return err
}
