// Command demo shows the main job of a PSA Crypto key store on a fresh one: it works with the Go API in this process, and with the command
// line psa in others, on one and the same store.
//
//	demo path/to/psa
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: demo path/to/psa")
		os.Exit(2)
	}
	dir, err := os.MkdirTemp("", "psa-demo-")
	if err == nil {
		err = run(context.Background(), os.Args[1], dir)
		os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is the running demonstration: a store that this process has open, and the command line for all others.
type demo struct {
	ctx   context.Context
	psa   string
	dir   string
	store *keystore.Store
}

func run(ctx context.Context, psaCommand, dir string) error {
	store := filepath.Join(dir, "store")
	st, err := keystore.OpenDir(ctx, store, keystore.Config{})
	if err != nil {
		return err
	}
	defer st.Close()
	d := &demo{ctx: ctx, psa: psaCommand, dir: dir, store: st}
	if err := os.Setenv("PSA_CRYPTO_STORE", store); err != nil {
		return err
	}
	for _, step := range []func() error{d.sign, d.narrow, d.stream, d.handles, d.processes} {
		if err := step(); err != nil {
			return err
		}
	}
	fmt.Println("\nThe store was", store, "and is gone now.")
	return nil
}

func say(format string, args ...any) { fmt.Printf("\n# "+format+"\n", args...) }

// command runs another process and shows what it says. A refusal is shown, too, and returned.
func (d *demo) command(name string, args ...string) error {
	shown := name
	if name == "psa" {
		name = d.psa
	}
	fmt.Println("$", shown, strings.ReplaceAll(strings.Join(args, " "), d.dir+"/", ""))
	c := exec.CommandContext(d.ctx, name, args...)
	c.Stdout, c.Stderr = os.Stdout, os.Stdout
	return c.Run()
}

func (d *demo) file(name string) string { return filepath.Join(d.dir, name) }

const signer psa.KeyID = 0x1001

func (d *demo) sign() error {
	say("A persistent P-256 key, made in this process. It never leaves the store.")
	attrs := psa.Attributes{ID: signer, Lifetime: psa.Persistent, Label: "signer", Type: keytype.ECCKeyPair(keytype.SECPR1), Bits: 256,
		Policy: psa.Policy{Usage: psa.SignHash | psa.VerifyHash | psa.Copy, Alg: alg.ECDSA(alg.AnyHash)}}
	k, err := d.store.Generate(d.ctx, attrs)
	if err != nil {
		return err
	}
	if err := d.command("psa", "list"); err != nil {
		return err
	}
	say("It signs a real file, this program itself, and the signature is checked by another process.")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := d.command("psa", "sign", "signer", "--alg", "ecdsa-sha256", "--der", "--out", d.file("demo.sig"), self); err != nil {
		return err
	}
	if err := d.command("psa", "verify", "signer", "--alg", "ecdsa-sha256", "--der", "--signature", d.file("demo.sig"), self); err != nil {
		return err
	}
	pem, err := k.ExportFormat(d.ctx, "pem", true)
	if err != nil {
		return err
	}
	if err := os.WriteFile(d.file("signer.pem"), pem, 0o600); err != nil {
		return err
	}
	if _, err := exec.LookPath("openssl"); err != nil {
		fmt.Println("(openssl is not installed, so it is not asked for a second opinion)")
		return nil
	}
	return d.command("openssl", "dgst", "-sha256", "-verify", d.file("signer.pem"), "-signature", d.file("demo.sig"), self)
}

func (d *demo) narrow() error {
	say("A copy that may only verify, and only with SHA-256. Its policy is what both sides permit.")
	c, err := d.store.Key(signer).Copy(d.ctx, psa.Attributes{ID: 0x1002, Lifetime: psa.Persistent, Label: "verifier",
		Policy: psa.Policy{Usage: psa.VerifyHash, Alg: alg.ECDSA(alg.SHA256)}})
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte("an order over 1,000,000"))
	_, err = c.SignHash(d.ctx, alg.ECDSA(alg.SHA256), nil, digest[:], nil)
	if !errors.Is(err, psa.ErrNotPermitted) {
		return fmt.Errorf("the copy was expected to refuse, but: %v", err)
	}
	fmt.Println("refused:", err)
	_ = d.command("psa", "explain", "verifier", "verify-hash", "ecdsa-sha512")
	return nil
}

func (d *demo) stream() error {
	say("A stream, encrypted and decrypted in parts by AES-256-GCM.")
	k, err := d.store.Generate(d.ctx, psa.Attributes{ID: 0x2001, Lifetime: psa.Persistent, Label: "disk", Type: keytype.AES, Bits: 256,
		Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: alg.GCM}})
	if err != nil {
		return err
	}
	plain := bytes.Repeat([]byte("A stream of some megabytes. "), 150_000)
	enc, err := k.NewSeal(d.ctx, alg.GCM)
	if err != nil {
		return err
	}
	defer enc.Close()
	nonce, err := enc.GenerateNonce(nil)
	if err != nil {
		return err
	}
	var sealed bytes.Buffer
	if err := inParts(&sealed, bytes.NewReader(plain), enc.Update); err != nil {
		return err
	}
	_, tag, err := enc.Finish(nil, nil)
	if err != nil {
		return err
	}
	dec, err := k.NewUnseal(d.ctx, alg.GCM)
	if err != nil {
		return err
	}
	defer dec.Close()
	if err := dec.SetNonce(nonce); err != nil {
		return err
	}
	var opened bytes.Buffer
	if err := inParts(&opened, bytes.NewReader(sealed.Bytes()), dec.Update); err != nil {
		return err
	}
	if _, err := dec.Verify(nil, tag); err != nil {
		return err
	}
	if !bytes.Equal(opened.Bytes(), plain) {
		return errors.New("what was decrypted is not what was encrypted")
	}
	fmt.Printf("%d bytes went through, and the tag is right\n", opened.Len())
	return nil
}

// inParts sends r through update to w.
func inParts(w io.Writer, r io.Reader, update func(dst, p []byte) ([]byte, error)) error {
	in, out := make([]byte, 64<<10), make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(in)
		if n > 0 {
			got, err := update(out, in[:n])
			if err != nil {
				return err
			}
			if _, err := w.Write(got); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (d *demo) handles() error {
	say("Opened, a key stays ready for use; purged, its material is out of memory until the next use.")
	h, err := d.store.Open(d.ctx, 0x2001)
	if err != nil {
		return err
	}
	fmt.Println("handle", h.ID(), "leads to key", psa.KeyID(0x2001))
	if err := h.Purge(d.ctx); err != nil {
		return err
	}
	if _, err := h.Seal(d.ctx, alg.GCM, nil, make([]byte, 12), []byte("still works"), nil); err != nil {
		return err
	}
	fmt.Println("purged, and used again")
	return h.Close()
}

func (d *demo) processes() error {
	say("Another process sees all of it, and what it destroys is gone for this one at the very next call.")
	if err := d.command("psa", "list"); err != nil {
		return err
	}
	if err := d.command("psa", "destroy", "disk"); err != nil {
		return err
	}
	_, err := d.store.Key(0x2001).Seal(d.ctx, alg.GCM, nil, make([]byte, 12), []byte("text"), nil)
	if !errors.Is(err, psa.ErrInvalidHandle) {
		return fmt.Errorf("the key was expected to be gone, but: %v", err)
	}
	fmt.Println("here:", err)
	return d.command("psa", "check")
}
