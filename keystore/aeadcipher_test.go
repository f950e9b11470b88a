package keystore

import (
	"bytes"
	stdaes "crypto/aes"
	"crypto/cipher"
	"errors"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func (b *bench) aead(k Key, a alg.Algorithm) cipher.AEAD {
	b.t.Helper()
	c, err := k.AEADCipher(bg, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// The standard library's AES-GCM agrees, whatever memory the output goes to.
func TestAEADCipher(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	c := b.aead(k, alg.GCM)
	block, err := stdaes.NewCipher(b.bytesOf(k))
	if err != nil {
		t.Fatal(err)
	}
	std, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	if c.NonceSize() != std.NonceSize() || c.Overhead() != std.Overhead() {
		t.Fatalf("nonces of %d bytes, tags of %d", c.NonceSize(), c.Overhead())
	}
	nonce, msg, ad := []byte("twelve bytes"), []byte("a message that is longer than a block"), []byte("additional")
	sealed := std.Seal(nil, nonce, msg, ad)
	for name, dst := range map[string][]byte{"nil": nil, "no room": []byte("prefix")[:6:6], "room": append(make([]byte, 0, 200), "prefix"...)} {
		if got := c.Seal(dst, nonce, msg, ad); !bytes.Equal(got, append(bytes.Clone(dst), sealed...)) {
			t.Errorf("%s: sealed %x", name, got)
		}
		if got, err := c.Open(dst, nonce, sealed, ad); err != nil || !bytes.Equal(got, append(bytes.Clone(dst), msg...)) {
			t.Errorf("%s: opened %q, %v", name, got, err)
		}
	}
	// "To reuse plaintext's storage for the encrypted output, use plaintext[:0] as dst" (crypto/cipher).
	in := append(make([]byte, 0, 200), msg...)
	got := c.Seal(in[:0], nonce, in, ad)
	if !bytes.Equal(got, sealed) || &got[0] != &in[0] {
		t.Errorf("sealed in place: %x", got)
	}
	if plain, err := c.Open(got[:0], nonce, got, ad); err != nil || !bytes.Equal(plain, msg) || &plain[0] != &in[0] {
		t.Errorf("opened in place: %q, %v", plain, err)
	}

	broken := bytes.Clone(sealed)
	broken[0] ^= 1
	out, err := c.Open(nil, nonce, broken, ad)
	signerFault(t, out, err, psa.ErrInvalidSignature)
	out, err = c.Open(nil, nonce, sealed[:15], ad)
	signerFault(t, out, err, psa.ErrInvalidSignature)
	out, err = c.Open(nil, nonce[:11], sealed, ad)
	signerFault(t, out, err, psa.ErrInvalidArgument)

	panics(t, psa.ErrInvalidArgument, func() { c.Seal(nil, nonce[:11], msg, ad) })
	want(t, k.Destroy(bg), psa.Success)
	panics(t, psa.ErrInvalidHandle, func() { c.Seal(nil, nonce, msg, ad) })
	out, err = c.Open(nil, nonce, sealed, ad)
	signerFault(t, out, err, psa.ErrInvalidHandle)
}

// panics fails the test unless f panics with a *psa.Error of the status.
func panics(t *testing.T, s psa.Status, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		err, _ := recover().(error)
		var e *psa.Error
		if !errors.As(err, &e) || e.Status != s {
			t.Fatalf("panicked with %v, want %v", err, s)
		}
	}()
	f()
}

func TestAEADCipherSizes(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		t           keytype.Type
		a           alg.Algorithm
		nonce, over int
	}{
		{keytype.AES, alg.AEADWithShortenedTag(alg.GCM, 12), 12, 12},
		{keytype.AES, alg.CCM, 13, 16},
		{keytype.ChaCha20, alg.ChaCha20Poly1305, 12, 16},
		{keytype.XChaCha20, alg.XChaCha20Poly1305, 24, 16},
	} {
		if !Supported(c.t, 256, c.a, psa.Encrypt) {
			continue
		}
		k := b.generate(psa.Attributes{Type: c.t, Bits: 256, Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: c.a}})
		a := b.aead(k, alg.None)
		if a.NonceSize() != c.nonce || a.Overhead() != c.over {
			t.Errorf("%v: %d and %d bytes, want %d and %d", c.a, a.NonceSize(), a.Overhead(), c.nonce, c.over)
		}
		sealed := a.Seal(nil, make([]byte, c.nonce), []byte("message"), nil)
		if len(sealed) != 7+c.over {
			t.Errorf("%v: sealed to %d bytes", c.a, len(sealed))
		}
		if plain, err := a.Open(nil, make([]byte, c.nonce), sealed, nil); err != nil || string(plain) != "message" {
			t.Errorf("%v: %q, %v", c.a, plain, err)
		}
	}
}

func TestAEADCipherRefusals(t *testing.T) {
	b := newBench(t)
	far := aes(0)
	far.Lifetime = psa.MakeLifetime(psa.PersistenceVolatile, element)
	mute := aes(0)
	mute.Policy.Usage = psa.Export
	for _, c := range []struct {
		attrs psa.Attributes
		a     alg.Algorithm
		s     psa.Status
	}{
		{far, alg.GCM, psa.ErrNotSupported},
		{aes(0), alg.None, psa.ErrInvalidArgument}, // the policy is a wildcard
		{aes(0), alg.CTR, psa.ErrInvalidArgument},
		{aes(0), alg.CCM, psa.ErrNotPermitted},
		{mute, alg.GCM, psa.ErrNotPermitted},
	} {
		a, err := b.generate(c.attrs).AEADCipher(bg, c.a)
		signerFault(t, nil, err, c.s)
		if a != nil {
			t.Fatalf("%v with an AEAD", err)
		}
	}
}
