//lint:file-ignore SA1019 The PKCS#1 v1.5 encryption of crypto/rsa is what the Decrypter is held against.

package keystore

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func (b *bench) decrypter(policy, a alg.Algorithm) (*Decrypter, *rsa.PublicKey, Key) {
	b.t.Helper()
	k := b.generate(signing(keytype.RSAKeyPair, 2048, psa.Decrypt, policy))
	d, err := k.Decrypter(bg, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return d, d.Public().(*rsa.PublicKey), k
}

func TestDecrypterOAEP(t *testing.T) {
	b := newBench(t)
	d, public, k := b.decrypter(alg.RSAOAEP(alg.SHA256), alg.None)
	msg, label := []byte("message"), []byte("label")
	c, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, public, msg, label)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := d.Decrypt(nil, c, &rsa.OAEPOptions{Hash: crypto.SHA256, Label: label})
	if err != nil || !bytes.Equal(plain, msg) {
		t.Fatalf("got %q, %v", plain, err)
	}
	if plain, err := d.Decrypt(nil, c, &rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA256, Label: label}); err != nil || !bytes.Equal(plain, msg) {
		t.Fatalf("got %q, %v", plain, err)
	}
	for _, r := range []struct {
		opts any
		s    psa.Status
	}{
		{nil, psa.ErrInvalidPadding}, // the label is missing
		{&rsa.OAEPOptions{Hash: crypto.SHA256, Label: []byte("other")}, psa.ErrInvalidPadding},
		{&rsa.OAEPOptions{Hash: crypto.SHA384, Label: label}, psa.ErrInvalidArgument},
		{&rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA1, Label: label}, psa.ErrNotSupported},
		{&rsa.OAEPOptions{}, psa.ErrInvalidArgument},
		{&rsa.PKCS1v15DecryptOptions{}, psa.ErrInvalidArgument},
		{crypto.SHA256, psa.ErrInvalidArgument},
	} {
		out, err := d.Decrypt(nil, c, r.opts)
		signerFault(t, out, err, r.s)
	}
	c, err = rsa.EncryptOAEP(sha256.New(), rand.Reader, public, msg, nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := d.Decrypt(nil, c, nil); err != nil || !bytes.Equal(plain, msg) {
		t.Fatalf("got %q, %v", plain, err)
	}
	want(t, k.Destroy(bg), psa.Success)
	out, err := d.Decrypt(nil, c, nil)
	signerFault(t, out, err, psa.ErrInvalidHandle)
}

func TestDecrypterPKCS1v15(t *testing.T) {
	b := newBench(t)
	d, public, _ := b.decrypter(alg.RSAPKCS1V15Crypt, alg.RSAPKCS1V15Crypt)
	msg := []byte("a session key of 24 byte")
	c, err := rsa.EncryptPKCS1v15(rand.Reader, public, msg)
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []any{nil, &rsa.PKCS1v15DecryptOptions{}, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: len(msg)}} {
		if plain, err := d.Decrypt(nil, c, opts); err != nil || !bytes.Equal(plain, msg) {
			t.Fatalf("%v: got %q, %v", opts, plain, err)
		}
	}
	// A wrong length, and a wrong padding, give random keys.
	broken := bytes.Clone(c)
	broken[len(broken)-1] ^= 1
	broken[0] = 0 // stays below the modulus
	for n, in := range map[int][]byte{16: c, 25: c, len(msg): broken} {
		one, err := d.Decrypt(nil, in, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: n})
		want(t, err, psa.Success)
		two, err := d.Decrypt(nil, in, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: n})
		want(t, err, psa.Success)
		if len(one) != n || len(two) != n || bytes.Equal(one, two) || bytes.HasPrefix(msg, one) || bytes.HasPrefix(one, msg) {
			t.Fatalf("session keys of %d bytes: %x and %x", n, one, two)
		}
	}
	out, err := d.Decrypt(nil, broken, nil)
	signerFault(t, out, err, psa.ErrInvalidPadding)
	out, err = d.Decrypt(nil, c[1:], &rsa.PKCS1v15DecryptOptions{SessionKeyLen: 24})
	signerFault(t, out, err, psa.ErrInvalidArgument)
	out, err = d.Decrypt(nil, c, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: 256})
	signerFault(t, out, err, psa.ErrInvalidArgument)
}

func TestDecrypterRefusals(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		attrs psa.Attributes
		a     alg.Algorithm
		s     psa.Status
	}{
		{aes(0), alg.None, psa.ErrInvalidArgument},
		{signing(keytype.RSAKeyPair, 1024, psa.SignHash, alg.RSAPSS(alg.SHA256)), alg.None, psa.ErrInvalidArgument},
		{signing(keytype.RSAKeyPair, 1024, psa.Encrypt, alg.RSAOAEP(alg.SHA256)), alg.None, psa.ErrNotPermitted},
		{signing(keytype.RSAKeyPair, 1024, psa.Decrypt, alg.RSAOAEP(alg.SHA256)), alg.RSAOAEP(alg.SHA1), psa.ErrNotPermitted},
	} {
		d, err := b.generate(c.attrs).Decrypter(bg, c.a)
		signerFault(t, nil, err, c.s)
		if d != nil {
			t.Fatalf("%v with a decrypter", err)
		}
	}
}
