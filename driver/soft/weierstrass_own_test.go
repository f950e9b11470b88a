package soft

import (
	"bytes"
	"context"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/internal/primitive/primefield"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/keytype"
)

// TestOwnNonces: signatures with random nonces differ, and are still those of different nonces where the driver's source always gives the same.
func TestOwnNonces(t *testing.T) {
	for _, c := range weierstrassCurves {
		k := generateAsym(t, c.pair(), c.bits)
		a := alg.ECDSA(alg.SHA256)
		if bytes.Equal(k.sign(t, a, []byte("m")), k.sign(t, a, []byte("m"))) {
			t.Errorf("%v, %d bits: two signatures are alike", c.family, c.bits)
		}
		if _, ok := c.weierstrassArithmetic.(*nistCurve); ok {
			continue // crypto/ecdsa does not ask the driver's source
		}
		half := c.signatureSize() / 2
		same := func() asymKey {
			return loadAsym(t, New(&failingReader{n: 32, fill: 7}), c.pair(), materialOf(t, k))
		}
		first, again, other := same().sign(t, a, []byte("m")), same().sign(t, a, []byte("m")), same().sign(t, a, []byte("n"))
		if !bytes.Equal(first, again) || bytes.Equal(first[:half], other[:half]) {
			t.Errorf("%v, %d bits: %x, %x, %x", c.family, c.bits, first, again, other)
		}
		bad := loadAsym(t, New(&failingReader{n: 31}), c.pair(), materialOf(t, k))
		sig, err := bad.d.SignMessage(context.Background(), bad.grant(a), nil, []byte("m"), nil)
		wantStatus(t, "randomness that ends", err, psa.ErrInsufficientEntropy)
		if sig != nil {
			t.Error("a signature in spite of the error")
		}
	}
}

// TestOwnWipe looks for the scalar in what a key and its uses have left.
func TestOwnWipe(t *testing.T) {
	c := weierstrassCurveOf(keytype.ECCKeyPair(keytype.SECPK1), 256)
	k := generateAsym(t, c.pair(), c.bits)
	k.sign(t, alg.ECDSA(alg.SHA256), nil)
	if _, err := k.agree(k.exportPublic(t)); err != nil {
		t.Fatal(err)
	}
	private := k.key.(*weierstrassKeyPair).private.(*ownPrivate[weierstrass.Point])
	if private.d == (primefield.Element{}) {
		t.Fatal("there is no number to clear")
	}
	room := private.curve.room()
	if *room != (ownRoom[weierstrass.Point]{}) {
		t.Error("a use leaves its numbers")
	}
	if k.key.Wipe(); private.d != (primefield.Element{}) {
		t.Error("the number is not cleared")
	}
}

// ownUses are uses of a key on each curve of ours.
func ownUses(t testing.TB, c weierstrassCurve) []asymUse {
	ctx := context.Background()
	k, peer := generateAsym(t, c.pair(), c.bits), generateAsym(t, c.pair(), c.bits).exportPublic(t)
	msg, dst := []byte("a message of the usual length, which is not long, not long at all"), make([]byte, 0, 1024)
	sig := k.sign(t, alg.ECDSA(alg.SHA256), msg)
	sign := func(a alg.Algorithm) func() error {
		return func() error {
			_, err := k.d.SignMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.SignMessage), dst, msg, nil)
			return err
		}
	}
	return []asymUse{
		{name: "sign", ours: sign(alg.ECDSA(alg.SHA256))},
		{name: "sign-deterministic", ours: sign(alg.DeterministicECDSA(alg.SHA256))},
		{name: "verify", ours: func() error {
			return k.d.VerifyMessage(ctx, grant.Issue(k.key, k.attrs, alg.ECDSA(alg.SHA256), psa.VerifyMessage), msg, sig, nil)
		}},
		{name: "agree", ours: func() error {
			_, err := k.d.Agree(ctx, grant.Issue(k.key, k.attrs, alg.ECDH, psa.Derive), dst, peer)
			return err
		}},
	}
}

// TestOwnUsesAllocateNothing: but for the nonces, which HMAC makes, eight allocations each; of an order just above a power of two every other one is rejected.
func TestOwnUsesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget at random")
	}
	for _, name := range []string{"secp256k1", "sect163k1"} {
		for _, u := range ownUses(t, *namedCurve(name)) {
			if err := u.ours(); err != nil {
				t.Fatalf("%s, %s: %v", name, u.name, err)
			}
			got := testing.AllocsPerRun(20, func() { u.ours() })
			if signs := u.name == "sign" || u.name == "sign-deterministic"; got > 0 && !signs || got > 600 {
				t.Errorf("%s, %s: %v allocations", name, u.name, got)
			}
		}
	}
}

// BenchmarkOwnCurves measures uses of loaded keys on the curves that the standard library hasn't.
func BenchmarkOwnCurves(b *testing.B) {
	for _, name := range []string{"secp192k1", "secp224r1", "secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1", "frp256v1",
		"sect163k1", "sect233r1", "sect283k1", "sect571r1"} {
		for _, u := range ownUses(b, *namedCurve(name)) {
			b.Run(name+"/"+u.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := u.ours(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// materialOf is the material that a key pair was loaded from.
func materialOf(t testing.TB, k asymKey) driver.Material {
	t.Helper()
	return driver.Material{Data: k.export(t), Bits: k.attrs.Bits}
}
