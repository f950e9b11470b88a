package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

// cryptFlags are those that encryption and decryption share.
type cryptFlags struct {
	alg, ad, label string
}

func (f *cryptFlags) register(cmd *cobra.Command) {
	registerAlg(cmd, &f.alg)
	cmd.Flags().StringVar(&f.ad, "ad", "", "additional data that is authenticated and not stored, `bytes` (psa help names); for AEAD")
	cmd.Flags().StringVar(&f.label, "oaep-label", "", "label of RSA-OAEP, `bytes` (psa help names)")
}

// crypt is an encryption or decryption on its way.
type crypt struct {
	*use
	in        *input
	out       *delivery
	ad, label []byte
}

// begin reads the flags and opens key and input.
func (f *cryptFlags) begin(ctx context.Context, a *app, ref, path, doing string) (*crypt, error) {
	ad, err := parseBytes("--ad", f.ad)
	if err != nil {
		return nil, err
	}
	label, err := parseBytes("--oaep-label", f.label)
	if err != nil {
		return nil, err
	}
	u, err := a.use(ctx, ref, f.alg)
	if err != nil {
		return nil, err
	}
	err = u.wants("encrypt or decrypt", hintFor(u.alg), alg.ClassAEAD, alg.ClassCipher, alg.ClassAsymmetricEncryption)
	switch {
	case err != nil:
	case f.ad != "" && !u.alg.IsAEAD():
		err = usagef("--ad is for authenticated encryption; %v takes none", u.alg)
	case f.label != "" && !u.alg.IsRSAOAEP():
		err = usagef("--oaep-label is for RSA-OAEP; %v takes none", u.alg)
	}
	var in *input
	if err == nil {
		in, err = a.openInput(ctx, path, doing)
	}
	if err != nil {
		u.store.Close()
		return nil, err
	}
	return &crypt{use: u, in: in, ad: ad, label: label}, nil
}

func (c *crypt) close() {
	if c.out != nil {
		c.out.abort()
	}
	c.in.Close()
	c.store.Close()
}

// done ends the progress bar, gives the result out and tells of it.
func (c *crypt) done() error {
	c.in.bar.end()
	return c.out.commit(map[string]any{"algorithm": c.alg.String(), "key": c.key.ID().String()})
}

func newEncrypt(a *app) *cobra.Command {
	var f cryptFlags
	var out outFlags
	c := &cobra.Command{
		Use:   "encrypt KEY [FILE]",
		Short: "Encrypt a file or standard input",
		Long: `encrypt encrypts a file, or standard input, with the algorithm that the key permits: authenticated encryption, a cipher, or for short messages RSA. Nonces and
IVs are made at random and stand in front of the ciphertext (psa help containers). Files may be of any size that the algorithm takes.`,
		Example: `  psa encrypt @backup home.tar --out home.tar.enc
  tar c . | psa encrypt @backup --ad 'home 2026' > home.tar.enc
  psa encrypt @mail --alg 'rsa-oaep(sha-256)' note.txt --out note.enc`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.encrypt(cmd.Context(), args[0], first(args[1:]), &f, &out)
		},
	}
	f.register(c)
	out.register(c, "the ciphertext")
	return c
}

func (a *app) encrypt(ctx context.Context, ref, path string, f *cryptFlags, out *outFlags) error {
	if out.toStdout() && isTerminal(a.stdout) && !out.force && !a.json {
		return usagef("the ciphertext is binary, which a terminal can't show; give --out FILE, or --force")
	}
	c, err := f.begin(ctx, a, ref, path, "encrypting")
	if err != nil {
		return err
	}
	defer c.close()
	if c.out, err = a.deliver(out, publicFile, false, ""); err != nil {
		return err
	}
	if err := c.out.expect(c.in.size); err != nil {
		return err
	}
	switch c.alg.Class() {
	case alg.ClassAEAD:
		err = c.seal(ctx)
	case alg.ClassCipher:
		err = c.encipher(ctx)
	default:
		var msg, ct []byte
		if msg, err = c.in.all(smallFile); err == nil {
			if ct, err = c.key.EncryptAsymmetric(ctx, c.alg, nil, msg, c.label); err == nil {
				_, err = c.out.Write(ct)
			}
		}
		clear(msg)
	}
	if err != nil {
		return err
	}
	return c.done()
}

func (c *crypt) seal(ctx context.Context) error {
	m, err := c.key.NewSeal(ctx, c.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if alg.AEADWithDefaultLengthTag(c.alg) == alg.CCM {
		return c.sealWhole(ctx)
	}
	nonce, err := m.GenerateNonce(nil)
	if err != nil {
		return err
	}
	if _, err := c.out.Write(nonce); err != nil {
		return err
	}
	if err := m.UpdateAD(c.ad); err != nil {
		return err
	}
	var buf []byte
	err = c.in.each(ctx, func(part []byte) (err error) {
		if buf, err = m.Update(buf[:0], part); err != nil {
			return err
		}
		_, err = c.out.Write(buf)
		return err
	})
	if err != nil {
		return err
	}
	rest, tag, err := m.Finish(nil, nil)
	if err != nil {
		return err
	}
	_, err = c.out.Write(append(rest, tag...))
	return err
}

// sealWhole is for CCM, which wants the length of the plaintext first and with a nonce of 13 bytes takes less than 64 KiB (SP 800-38C, appendix A.1).
func (c *crypt) sealWhole(ctx context.Context) error {
	msg, err := c.ccmInput(0)
	if err != nil {
		return err
	}
	defer clear(msg)
	m, err := c.key.NewSeal(ctx, c.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.SetLengths(uint64(len(c.ad)), uint64(len(msg))); err != nil {
		return err
	}
	container, err := m.GenerateNonce(nil)
	if err != nil {
		return err
	}
	if err := m.UpdateAD(c.ad); err != nil {
		return err
	}
	if container, err = m.Update(container, msg); err != nil {
		return err
	}
	rest, tag, err := m.Finish(nil, nil)
	if err != nil {
		return err
	}
	_, err = c.out.Write(append(append(container, rest...), tag...))
	return err
}

// maxCCM is the length in bytes of the longest plaintext of CCM with a nonce of 13 bytes.
const maxCCM = 1<<16 - 1

// ccmInput reads all of the input, which may have more bytes than the plaintext.
func (c *crypt) ccmInput(more int) ([]byte, error) {
	b, err := c.in.all(maxCCM + int64(more))
	if psa.StatusOf(err) == psa.ErrInvalidArgument {
		return nil, usagef("%s is too long for %v, which takes up to %d bytes with the nonce of 13 bytes that is used here; gcm takes more", c.in.name, c.alg, maxCCM)
	}
	return b, err
}

func (c *crypt) encipher(ctx context.Context) error {
	m, err := c.key.NewEncrypt(ctx, c.alg)
	if err != nil {
		return err
	}
	defer m.Close()
	if alg.IVLength(c.attrs.Type, c.alg) > 0 {
		iv, err := m.GenerateIV(nil)
		if err != nil {
			return err
		}
		if _, err := c.out.Write(iv); err != nil {
			return err
		}
	}
	return c.through(ctx, m)
}

// through sends the input through a cipher that has its IV, and wipes what it held of the output, which may be a plaintext.
func (c *crypt) through(ctx context.Context, m *keystore.Cipher) error {
	var buf []byte
	defer func() { clear(buf[:cap(buf)]) }()
	err := c.in.each(ctx, func(part []byte) (err error) {
		if buf, err = m.Update(buf[:0], part); err != nil {
			return err
		}
		_, err = c.out.Write(buf)
		return err
	})
	if err != nil {
		return err
	}
	rest, err := m.Finish(nil)
	if err != nil {
		return err
	}
	_, err = c.out.Write(rest)
	clear(rest)
	return err
}
