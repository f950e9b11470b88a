package keystore

import (
	"crypto"
	"crypto/ed25519"
	"crypto/mlkem"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	encoding "encoding/asn1"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// certificate makes a self-signed certificate (RFC 5280, section 4.1) with a signer whose public key crypto/x509 has no type for. The identifier of the
// signature is that of the key (RFC 8410, section 3; RFC 9881, section 2).
func certificate(t *testing.T, s *Signer, id encoding.ObjectIdentifier, spki []byte) []byte {
	t.Helper()
	algorithm := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(id) })
	}
	name := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(encoding.ObjectIdentifier{2, 5, 4, 3})
					b.AddASN1(asn1.UTF8String, func(b *cryptobyte.Builder) { b.AddBytes([]byte("stored key")) })
				})
			})
		})
	}
	var tbs cryptobyte.Builder
	tbs.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddASN1Int64(2) })
		b.AddASN1Int64(1)
		algorithm(b)
		name(b)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1UTCTime(time.Now().Add(-time.Hour))
			b.AddASN1UTCTime(time.Now().Add(time.Hour))
		})
		name(b)
		b.AddBytes(spki)
	})
	body := tbs.BytesOrPanic()
	sig, err := s.SignMessage(nil, body, crypto.Hash(0))
	want(t, err, psa.Success)
	var cert cryptobyte.Builder
	cert.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(body)
		algorithm(b)
		b.AddASN1BitString(sig)
	})
	return cert.BytesOrPanic()
}

func TestCertificates(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		name string
		kind keytype.Type
		bits int
		alg  alg.Algorithm
		id   encoding.ObjectIdentifier
	}{
		{"Ed448", keytype.ECCKeyPair(keytype.TwistedEdwards), 448, alg.PureEdDSA, encoding.ObjectIdentifier{1, 3, 101, 113}},
		{"ML-DSA-65", keytype.MLDSAKeyPair, 192, alg.MLDSA, encoding.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 3, 18}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := b.generate(psa.Attributes{Type: c.kind, Bits: c.bits, Policy: psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage, Alg: c.alg}})
			s, err := k.Signer(bg, alg.None)
			want(t, err, psa.Success)
			public := s.Public().(*PublicKey)
			spki, err := public.MarshalSPKI()
			want(t, err, psa.Success)
			der := certificate(t, s, c.id, spki)

			// What was signed verifies with the store.
			in, body, sig := cryptobyte.String(der), cryptobyte.String(nil), encoding.BitString{}
			var cert, algorithm cryptobyte.String
			if !in.ReadASN1(&cert, asn1.SEQUENCE) || !cert.ReadASN1Element(&body, asn1.SEQUENCE) || !cert.ReadASN1(&algorithm, asn1.SEQUENCE) || !cert.ReadASN1BitString(&sig) {
				t.Fatal("the certificate can't be read")
			}
			want(t, k.VerifyMessage(bg, c.alg, body, sig.Bytes, nil), psa.Success)

			path, err := exec.LookPath("openssl")
			if err != nil {
				t.Skip("the openssl command is not installed, which reads the certificate")
			}
			file := filepath.Join(t.TempDir(), "cert.pem")
			if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(path, "verify", "-check_ss_sig", "-CAfile", file, file).CombinedOutput()
			switch {
			case err == nil:
			case c.name == "Ed448":
				t.Errorf("openssl: %s", out)
			default:
				t.Logf("this openssl does not know the algorithm: %s", out)
			}
		})
	}
}

// The forms that options ask for, each verified as what it has to be.
func TestSignerOfOtherKeys(t *testing.T) {
	b := newBench(t)
	mldsa := func(a alg.Algorithm) Key {
		return b.generate(psa.Attributes{Type: keytype.MLDSAKeyPair, Bits: 128, Policy: psa.Policy{Usage: psa.SignHash | psa.VerifyHash | psa.SignMessage | psa.VerifyMessage, Alg: a}})
	}
	ed448 := b.generate(psa.Attributes{Type: keytype.ECCKeyPair(keytype.TwistedEdwards), Bits: 448,
		Policy: psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage, Alg: alg.EdDSACtx}})
	msg := []byte("a message")
	for _, c := range []struct {
		key    Key
		opts   crypto.SignerOpts
		verify alg.Algorithm
		sigctx string
		status psa.Status
	}{
		{mldsa(alg.MLDSA), crypto.Hash(0), alg.MLDSA, "", psa.Success},
		{mldsa(alg.MLDSA), nil, alg.MLDSA, "", psa.Success},
		{mldsa(alg.DeterministicMLDSA), &SignOptions{Context: "context"}, alg.DeterministicMLDSA, "context", psa.Success},
		{mldsa(alg.HashMLDSA(alg.AnyHash)), crypto.SHA512, alg.HashMLDSA(alg.SHA512), "", psa.Success},
		{mldsa(alg.DeterministicHashMLDSA(alg.SHA256)), &SignOptions{Hash: crypto.SHA256, Context: "c"}, alg.DeterministicHashMLDSA(alg.SHA256), "c", psa.Success},
		{mldsa(alg.MLDSA), crypto.SHA512, 0, "", psa.ErrNotPermitted},
		{ed448, &ed25519.Options{Context: "context"}, alg.EdDSACtx, "context", psa.Success},
		{ed448, crypto.Hash(0), 0, "", psa.ErrNotPermitted},
		{ed448, crypto.SHA512, 0, "", psa.ErrInvalidArgument},
	} {
		s, err := c.key.Signer(bg, alg.None)
		want(t, err, psa.Success)
		sig, err := s.SignMessage(nil, msg, c.opts)
		if c.status != psa.Success {
			signerFault(t, sig, err, c.status)
			continue
		}
		want(t, err, psa.Success)
		want(t, c.key.VerifyMessage(bg, c.verify, msg, sig, []byte(c.sigctx)), psa.Success)
		if other, _ := c.key.Signer(bg, alg.None); !s.Public().(*PublicKey).Equal(other.Public()) {
			t.Error("the public key of a key is not equal to itself")
		}
		if s.Public().(*PublicKey).Equal(ed25519.PublicKey{}) {
			t.Error("the public key is equal to another")
		}
	}
}

func TestDecapsulator(t *testing.T) {
	b := newBench(t)
	attrs := psa.Attributes{Type: keytype.MLKEMKeyPair, Bits: 768, Policy: psa.Policy{Usage: psa.Decrypt, Alg: alg.MLKEM}}
	k := b.generate(attrs)
	d, err := k.Decapsulator(bg)
	want(t, err, psa.Success)
	secret, ct := d.Encapsulator().(*mlkem.EncapsulationKey768).Encapsulate()
	got, err := d.Decapsulate(ct)
	want(t, err, psa.Success)
	if string(got) != string(secret) {
		t.Error("the other side has another secret")
	}
	if n := volatileKeys(b); n != 1 {
		t.Errorf("%d keys are left", n)
	}
	_, err = d.Decapsulate(ct[1:])
	want(t, err, psa.ErrInvalidArgument)
	want(t, k.Destroy(bg), psa.Success)
	_, err = d.Decapsulate(ct)
	want(t, err, psa.ErrInvalidHandle)

	attrs.Policy.Usage = psa.Encrypt
	_, err = b.generate(attrs).Decapsulator(bg)
	want(t, err, psa.ErrNotPermitted)
	attrs.Policy.Usage, attrs.Bits = psa.Decrypt, 512
	_, err = b.generate(attrs).Decapsulator(bg)
	want(t, err, psa.ErrNotSupported)
	_, err = b.generate(hmacKey(0)).Decapsulator(bg)
	want(t, err, psa.ErrInvalidArgument)
	_, err = Key{}.Decapsulator(bg)
	want(t, err, psa.ErrInvalidHandle)
}

// volatileKeys counts the volatile keys of a store.
func volatileKeys(b *bench) (n int) {
	for _, err := range b.List(bg, Filter{From: psa.KeyIDVolatileMin, To: psa.KeyIDVolatileMax}) {
		want(b.t, err, psa.Success)
		n++
	}
	return n
}
