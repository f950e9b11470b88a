package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ signKey      = (*rsaKeyPair)(nil)
	_ verifyKey    = (*rsaPublicKey)(nil)
	_ encryptKey   = (*rsaPublicKey)(nil)
	_ decryptKey   = (*rsaKeyPair)(nil)
	_ publicKey    = (*rsaKeyPair)(nil)
	_ signKey      = (*weierstrassKeyPair)(nil)
	_ verifyKey    = (*weierstrassKeyPair)(nil)
	_ agreementKey = (*weierstrassKeyPair)(nil)
	_ publicKey    = (*weierstrassPublicKey)(nil)
	_ signKey      = (*ed25519KeyPair)(nil)
	_ verifyKey    = (*ed25519PublicKey)(nil)
	_ publicKey    = (*ed25519KeyPair)(nil)
	_ agreementKey = (*x25519KeyPair)(nil)

	_ encapsulateKey = (*weierstrassPublicKey)(nil)
	_ encapsulateKey = (*weierstrassKeyPair)(nil)
	_ decapsulateKey = (*weierstrassKeyPair)(nil)
	_ agreementKey   = (*montgomeryKeyPair)(nil)
	_ encapsulateKey = (*montgomeryKeyPair)(nil)
	_ encapsulateKey = (*montgomeryPublicKey)(nil)
	_ decapsulateKey = (*montgomeryKeyPair)(nil)

	_ publicKey = (*montgomeryPublicKey)(nil)
)

var (
	secpPair       = keytype.ECCKeyPair(keytype.SECPR1)
	secpPublic     = keytype.ECCPublicKey(keytype.SECPR1)
	edwardsPair    = keytype.ECCKeyPair(keytype.TwistedEdwards)
	edwardsPublic  = keytype.ECCPublicKey(keytype.TwistedEdwards)
	montgomeryPair = keytype.ECCKeyPair(keytype.Montgomery)
	montgomeryPub  = keytype.ECCPublicKey(keytype.Montgomery)
)

// asymKey is a loaded asymmetric key that a test uses.
type asymKey struct {
	d     *Driver
	attrs *psa.Attributes
	key   driver.Key
}

// importAsym imports and loads a key whose size its data tells.
func importAsym(t testing.TB, typ keytype.Type, data []byte) asymKey {
	t.Helper()
	d := New(rand.Reader)
	attrs := &psa.Attributes{Type: typ}
	m, err := d.Import(context.Background(), attrs, data)
	if err != nil {
		t.Fatal(err)
	}
	return loadAsym(t, d, typ, m)
}

// importBits imports and loads a key of a size.
func importBits(t testing.TB, typ keytype.Type, bits int, data []byte) asymKey {
	t.Helper()
	d := New(rand.Reader)
	m, err := d.Import(context.Background(), &psa.Attributes{Type: typ, Bits: bits}, data)
	if err != nil {
		t.Fatalf("%v of %d bits: %v", typ, bits, err)
	}
	return loadAsym(t, d, typ, m)
}

// generateAsym generates and loads a key.
func generateAsym(t testing.TB, typ keytype.Type, bits int) asymKey {
	t.Helper()
	d := New(rand.Reader)
	m, err := d.Generate(context.Background(), &psa.Attributes{Type: typ, Bits: bits}, driver.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Bits != bits {
		t.Fatalf("a key of %d bits was generated, not of %d", m.Bits, bits)
	}
	return loadAsym(t, d, typ, m)
}

func loadAsym(t testing.TB, d *Driver, typ keytype.Type, m driver.Material) asymKey {
	t.Helper()
	attrs := &psa.Attributes{Type: typ, Bits: m.Bits}
	k, err := d.Load(context.Background(), attrs, m.Data)
	if err != nil {
		t.Fatal(err)
	}
	return asymKey{d, attrs, k}
}

// grant permits anything.
func (k asymKey) grant(a alg.Algorithm) driver.Grant { return grant.Issue(k.key, k.attrs, a, 0) }

func (k asymKey) export(t testing.TB) []byte {
	t.Helper()
	out, err := k.d.Export(context.Background(), k.grant(alg.None), nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (k asymKey) exportPublic(t testing.TB) []byte {
	t.Helper()
	out, err := k.d.ExportPublic(context.Background(), k.grant(alg.None), nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// public is the public key of a key pair, through its export.
func (k asymKey) public(t testing.TB) asymKey {
	t.Helper()
	return importBits(t, k.attrs.Type.PublicKeyOf(), k.attrs.Bits, k.exportPublic(t))
}

func (k asymKey) sign(t testing.TB, a alg.Algorithm, msg []byte) []byte {
	t.Helper()
	sig, err := k.d.SignMessage(context.Background(), k.grant(a), nil, msg, nil)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return sig
}

func (k asymKey) verify(a alg.Algorithm, msg, sig []byte) error {
	return k.d.VerifyMessage(context.Background(), k.grant(a), msg, sig, nil)
}

func (k asymKey) verifyHash(a alg.Algorithm, h, sig []byte) error {
	return k.d.VerifyHash(context.Background(), k.grant(a), h, sig, nil)
}

func (k asymKey) encrypt(t testing.TB, a alg.Algorithm, msg, salt []byte) []byte {
	t.Helper()
	out, err := k.d.EncryptAsymmetric(context.Background(), k.grant(a), nil, msg, salt)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return out
}

func (k asymKey) decrypt(a alg.Algorithm, msg, salt []byte) ([]byte, error) {
	return k.d.DecryptAsymmetric(context.Background(), k.grant(a), nil, msg, salt)
}

func (k asymKey) agree(peer []byte) ([]byte, error) {
	return k.d.Agree(context.Background(), k.grant(alg.ECDH), nil, peer)
}

// importStatus is the status of an attempt to import, whose failure must leave no material.
func importStatus(t testing.TB, what string, attrs psa.Attributes, data []byte, want psa.Status) {
	t.Helper()
	m, err := New(rand.Reader).Import(context.Background(), &attrs, data)
	wantStatus(t, what, err, want)
	if err != nil && (m.Data != nil || m.Bits != 0) {
		t.Errorf("%s: material of %d bytes in spite of an error", what, len(m.Data))
	}
}

// rsaTestKey is a key of 2048 bits, which all tests share because generating one takes long.
var rsaTestKey = func() func(t testing.TB) asymKey {
	var m driver.Material
	return func(t testing.TB) asymKey {
		t.Helper()
		if m.Data == nil {
			var err error
			m, err = New(rand.Reader).Generate(context.Background(), &psa.Attributes{Type: keytype.RSAKeyPair, Bits: 2048}, driver.Parameters{})
			if err != nil {
				t.Fatal(err)
			}
		}
		return loadAsym(t, New(rand.Reader), keytype.RSAKeyPair, m)
	}
}()

// rsaSmallKey is a key of 1024 bits.
func rsaSmallKey(t testing.TB) asymKey {
	t.Helper()
	return importAsym(t, keytype.RSAKeyPair, rsaPSSExample.key.der(t))
}

// failingReader fails after n bytes, all of which are fill.
type failingReader struct {
	n    int
	fill byte
}

var errNoRandomness = errors.New("no randomness today")

func (r *failingReader) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, errNoRandomness
	}
	p = p[:min(len(p), r.n)]
	for i := range p {
		p[i] = r.fill
	}
	r.n -= len(p)
	return len(p), nil
}

// fixedReader gives its bytes, then fails.
func fixedReader(parts ...[]byte) io.Reader { return bytes.NewReader(slices.Concat(parts...)) }

func mustInt(t testing.TB, hex string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		t.Fatalf("%q is no number", hex)
	}
	return n
}
