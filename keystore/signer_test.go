package keystore

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func edwards() psa.Attributes {
	return psa.Attributes{Type: keytype.ECCKeyPair(keytype.TwistedEdwards), Bits: 255}
}

// signing returns attributes of a key pair of whatever type that may sign with a.
func signing(t keytype.Type, bits int, usage psa.Usage, a alg.Algorithm) psa.Attributes {
	return psa.Attributes{Type: t, Bits: bits, Policy: psa.Policy{Usage: usage, Alg: a}}
}

func (b *bench) signer(k Key, a alg.Algorithm) *Signer {
	b.t.Helper()
	s, err := k.Signer(bg, a)
	if err != nil {
		b.t.Fatalf("signer of %v: %v", a, err)
	}
	return s
}

func digest(h crypto.Hash, msg []byte) []byte {
	d := h.New()
	d.Write(msg)
	return d.Sum(nil)
}

// signerFault is an error of a Signer or Decrypter: always a *psa.Error.
func signerFault(t testing.TB, out []byte, err error, s psa.Status) {
	t.Helper()
	want(t, err, s)
	var e *psa.Error
	if !errors.As(err, &e) || e.Op == "" {
		t.Fatalf("%v does not name its operation", err)
	}
	if out != nil {
		t.Fatalf("%v with a result", err)
	}
}

func TestSignerECDSA(t *testing.T) {
	b := newBench(t)
	msg := []byte("message")
	for _, c := range []struct {
		bits      int
		policy, a alg.Algorithm
		hash      crypto.Hash
	}{
		{256, alg.ECDSA(alg.AnyHash), alg.None, crypto.SHA256},
		{256, alg.ECDSA(alg.SHA256), alg.ECDSA(alg.SHA256), crypto.SHA256},
		{384, alg.ECDSA(alg.AnyHash), alg.ECDSA(alg.AnyHash), crypto.SHA512},
		{521, alg.DeterministicECDSA(alg.AnyHash), alg.None, crypto.SHA384},
		{256, alg.DeterministicECDSA(alg.SHA256), alg.DeterministicECDSA(alg.AnyHash), crypto.SHA256},
	} {
		k := b.generate(p256With(c.bits, c.policy))
		s := b.signer(k, c.a)
		public := s.Public().(*ecdsa.PublicKey)
		if public.Curve.Params().BitSize != c.bits {
			t.Fatalf("a public key of %d bits", public.Curve.Params().BitSize)
		}
		for range 20 { // numbers with leading zeros come up
			sig, err := s.Sign(rand.Reader, digest(c.hash, msg), c.hash)
			if err != nil || !ecdsa.VerifyASN1(public, digest(c.hash, msg), sig) {
				t.Fatalf("%v: signature of a hash does not verify: %v", c.policy, err)
			}
			sig, err = s.SignMessage(nil, msg, c.hash)
			if err != nil || !ecdsa.VerifyASN1(public, digest(c.hash, msg), sig) {
				t.Fatalf("%v: signature of a message does not verify: %v", c.policy, err)
			}
		}
	}
}

func p256With(bits int, a alg.Algorithm) psa.Attributes {
	return signing(keytype.ECCKeyPair(keytype.SECPR1), bits, psa.SignHash, a)
}

func TestSignerECDSADER(t *testing.T) {
	// RFC 3279, section 2.2.3, by X.690: leading zeros go, a first bit that is set gets one.
	raw := []byte{0, 0, 0x7f, 1, 0x80, 0, 0, 2}
	if got, want := ecdsaDER(raw), []byte{0x30, 0x0b, 0x02, 0x02, 0x7f, 0x01, 0x02, 0x05, 0x00, 0x80, 0x00, 0x00, 0x02}; !bytes.Equal(got, want) {
		t.Fatalf("got %x, want %x", got, want)
	}
}

func TestSignerRSA(t *testing.T) {
	b := newBench(t)
	msg := []byte("message")
	d := digest(crypto.SHA256, msg)
	t.Run("PSS", func(t *testing.T) {
		k := b.generate(signing(keytype.RSAKeyPair, 2048, psa.SignHash, alg.RSAPSS(alg.AnyHash)))
		s := b.signer(k, alg.RSAPSS(alg.AnyHash))
		public := s.Public().(*rsa.PublicKey)
		for _, salt := range []int{rsa.PSSSaltLengthAuto, rsa.PSSSaltLengthEqualsHash, 32} {
			sig, err := s.Sign(nil, d, &rsa.PSSOptions{SaltLength: salt, Hash: crypto.SHA256})
			want(t, err, psa.Success)
			if err := rsa.VerifyPSS(public, crypto.SHA256, d, sig, &rsa.PSSOptions{SaltLength: 32}); err != nil {
				t.Fatal(err)
			}
			sig, err = s.SignMessage(nil, msg, &rsa.PSSOptions{SaltLength: salt, Hash: crypto.SHA256})
			want(t, err, psa.Success)
			if err := rsa.VerifyPSS(public, crypto.SHA256, d, sig, &rsa.PSSOptions{SaltLength: 32}); err != nil {
				t.Fatal(err)
			}
		}
		for _, salt := range []int{1, 20, 31, 33, -2} {
			sig, err := s.Sign(nil, d, &rsa.PSSOptions{SaltLength: salt, Hash: crypto.SHA256})
			signerFault(t, sig, err, psa.ErrInvalidArgument)
		}
		sig, err := s.Sign(nil, d, &rsa.PSSOptions{})
		signerFault(t, sig, err, psa.ErrInvalidArgument)
		sig, err = s.Sign(nil, d, crypto.SHA256)
		signerFault(t, sig, err, psa.ErrInvalidArgument)
		// What the policy alone forbids, it refuses itself.
		sig, err = b.signer(k, alg.None).Sign(nil, d, crypto.SHA256)
		signerFault(t, sig, err, psa.ErrNotPermitted)
	})
	t.Run("PSS with any salt", func(t *testing.T) {
		s := b.signer(b.generate(signing(keytype.RSAKeyPair, 2048, psa.SignMessage, alg.RSAPSSAnySalt(alg.SHA256))), alg.None)
		sig, err := s.SignMessage(nil, msg, &rsa.PSSOptions{Hash: crypto.SHA256})
		want(t, err, psa.Success)
		if err := rsa.VerifyPSS(s.Public().(*rsa.PublicKey), crypto.SHA256, d, sig, nil); err != nil {
			t.Fatal(err)
		}
		sig, err = s.Sign(nil, d, &rsa.PSSOptions{Hash: crypto.SHA256})
		signerFault(t, sig, err, psa.ErrNotPermitted)
	})
	t.Run("PSS without room", func(t *testing.T) {
		s := b.signer(b.generate(signing(keytype.RSAKeyPair, 1024, psa.SignHash, alg.RSAPSS(alg.SHA512))), alg.None)
		d := digest(crypto.SHA512, msg)
		sig, err := s.Sign(nil, d, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA512})
		signerFault(t, sig, err, psa.ErrInvalidArgument)
		sig, err = s.Sign(nil, d, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto, Hash: crypto.SHA512})
		want(t, err, psa.Success)
		if err := rsa.VerifyPSS(s.Public().(*rsa.PublicKey), crypto.SHA512, d, sig, &rsa.PSSOptions{SaltLength: 62}); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("PKCS#1 v1.5", func(t *testing.T) {
		k := b.generate(signing(keytype.RSAKeyPair, 2048, psa.SignHash, alg.RSAPKCS1V15Sign(alg.AnyHash)))
		s := b.signer(k, alg.None)
		public := s.Public().(*rsa.PublicKey)
		for _, h := range []crypto.Hash{crypto.SHA1, crypto.SHA256, crypto.SHA3_384} {
			sig, err := s.Sign(nil, digest(h, msg), h)
			want(t, err, psa.Success)
			if err := rsa.VerifyPKCS1v15(public, h, digest(h, msg), sig); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range []func() ([]byte, error){
			func() ([]byte, error) { return s.Sign(nil, msg, crypto.Hash(0)) },
			func() ([]byte, error) { return s.SignMessage(nil, msg, crypto.Hash(0)) },
			func() ([]byte, error) { return s.Sign(nil, msg, nil) },
		} {
			sig, err := f()
			want(t, err, psa.Success)
			if err := rsa.VerifyPKCS1v15(public, 0, msg, sig); err != nil {
				t.Fatal(err)
			}
		}
		sig, err := s.Sign(nil, d[:31], crypto.SHA256)
		signerFault(t, sig, err, psa.ErrInvalidArgument)
		sig, err = s.Sign(nil, make([]byte, 36), crypto.MD5SHA1)
		signerFault(t, sig, err, psa.ErrNotSupported)
	})
}

func TestSignerEd25519(t *testing.T) {
	b := newBench(t)
	msg := []byte("message")
	attrs := edwards()
	attrs.Policy = psa.Policy{Usage: psa.SignMessage, Alg: alg.PureEdDSA}
	s := b.signer(b.generate(attrs), alg.PureEdDSA)
	for _, f := range []func() ([]byte, error){
		func() ([]byte, error) { return s.Sign(nil, msg, crypto.Hash(0)) },
		func() ([]byte, error) { return s.SignMessage(nil, msg, crypto.Hash(0)) },
	} {
		sig, err := f()
		if err != nil || !ed25519.Verify(s.Public().(ed25519.PublicKey), msg, sig) {
			t.Fatalf("signature does not verify: %v", err)
		}
	}
	sig, err := s.Sign(nil, digest(crypto.SHA256, msg), crypto.SHA256)
	signerFault(t, sig, err, psa.ErrInvalidArgument)
	sig, err = s.Sign(nil, digest(crypto.SHA512, msg), crypto.SHA512)
	signerFault(t, sig, err, psa.ErrInvalidArgument)

	for _, c := range []struct {
		a       alg.Algorithm
		usage   psa.Usage
		options ed25519.Options
		in      []byte
	}{
		{alg.Ed25519ph, psa.SignHash, ed25519.Options{Hash: crypto.SHA512, Context: "context"}, digest(crypto.SHA512, msg)},
		{alg.EdDSACtx, psa.SignMessage, ed25519.Options{Context: "context"}, msg},
	} {
		attrs.Policy = psa.Policy{Usage: c.usage, Alg: c.a}
		if !Supported(attrs.Type, attrs.Bits, c.a, c.usage) {
			t.Logf("%v is not supported", c.a)
			continue
		}
		s := b.signer(b.generate(attrs), alg.None)
		sig, err := s.Sign(nil, c.in, &c.options)
		want(t, err, psa.Success)
		if err := ed25519.VerifyWithOptions(s.Public().(ed25519.PublicKey), c.in, sig, &c.options); err != nil {
			t.Fatalf("%v: %v", c.a, err)
		}
		sig, err = s.SignMessage(nil, msg, &c.options)
		want(t, err, psa.Success)
		if err := ed25519.VerifyWithOptions(s.Public().(ed25519.PublicKey), c.in, sig, &c.options); err != nil {
			t.Fatalf("%v: %v", c.a, err)
		}
	}
}

func TestSignerRefusals(t *testing.T) {
	b := newBench(t)
	refuse := func(k Key, a alg.Algorithm, s psa.Status) {
		t.Helper()
		signer, err := k.Signer(bg, a)
		signerFault(t, nil, err, s)
		if signer != nil {
			t.Fatalf("%v with a signer", err)
		}
	}
	pair := keytype.ECCKeyPair(keytype.SECPR1)
	refuse(b.generate(aes(0)), alg.None, psa.ErrInvalidArgument)
	refuse(b.generate(signing(pair, 256, psa.VerifyHash, alg.ECDSA(alg.SHA256))), alg.None, psa.ErrNotPermitted)
	refuse(b.generate(signing(pair, 256, psa.SignHash, alg.ECDSA(alg.SHA256))), alg.ECDSA(alg.SHA384), psa.ErrNotPermitted)
	refuse(b.generate(signing(pair, 256, psa.SignHash, alg.ECDSA(alg.SHA256))), alg.DeterministicECDSA(alg.AnyHash), psa.ErrNotPermitted)
	refuse(b.generate(signing(pair, 256, psa.SignHash, alg.ECDSA(alg.SHA256))), alg.RSAPSS(alg.SHA256), psa.ErrInvalidArgument)
	refuse(b.generate(signing(pair, 256, psa.SignHash, alg.ECDSA(alg.SHA256))), alg.ECDH, psa.ErrInvalidArgument)
	if _, err := (Key{}).Signer(bg, alg.None); psa.StatusOf(err) != psa.ErrInvalidHandle {
		t.Fatalf("the zero key: %v", err)
	}

	// SIGN_MESSAGE alone is enough for messages and not for hashes.
	k := b.generate(signing(pair, 256, psa.SignMessage, alg.ECDSA(alg.AnyHash)))
	s := b.signer(k, alg.None)
	_, err := s.SignMessage(nil, []byte("message"), crypto.SHA256)
	want(t, err, psa.Success)
	sig, err := s.Sign(nil, make([]byte, 32), crypto.SHA256)
	signerFault(t, sig, err, psa.ErrNotPermitted)
	sig, err = s.SignMessage(nil, []byte("message"), crypto.Hash(0))
	signerFault(t, sig, err, psa.ErrInvalidArgument)
	sig, err = s.SignMessage(nil, []byte("message"), crypto.MD5SHA1)
	signerFault(t, sig, err, psa.ErrNotSupported)

	want(t, k.Destroy(bg), psa.Success)
	sig, err = s.SignMessage(nil, []byte("message"), crypto.SHA256)
	signerFault(t, sig, err, psa.ErrInvalidHandle)
}

// A key of a token, which its store never holds, signs a certificate for itself.
func TestSignerCertificate(t *testing.T) {
	b := newBench(t)
	attrs := p256(0, psa.SignMessage, alg.ECDSA(alg.AnyHash))
	attrs.Lifetime = psa.MakeLifetime(psa.PersistenceVolatile, element)
	s := b.signer(b.generate(attrs), alg.None)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "token"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, s.Public(), s)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := cert.CheckSignatureFrom(cert); err != nil {
		t.Fatal(err)
	}
}
