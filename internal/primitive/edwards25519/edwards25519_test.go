package edwards25519

import (
	"crypto/ed25519"
	"crypto/sha256"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// TestRFC8032 has the examples TEST 1, 2 and 3 of RFC 8032, section 7.1.
func TestRFC8032(t *testing.T) {
	for _, c := range []struct{ public, msg, sig string }{
		{"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	} {
		public, msg, sig := vectors.Hex(t, c.public), vectors.Hex(t, c.msg), vectors.Hex(t, c.sig)
		if !verify(public, msg, sig) {
			t.Errorf("%s: refused", c.public)
		}
		for i := range sig {
			bad := slices.Clone(sig)
			bad[i] ^= 1 << (i % 8)
			if verify(public, msg, bad) {
				t.Errorf("%s: accepted with byte %d changed", c.public, i)
			}
		}
		if verify(public, append(msg, 0), sig) {
			t.Errorf("%s: accepted for another message", c.public)
		}
		// Section 5.1.7, step 1: S is below the order.
		bad := slices.Clone(sig)
		order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
		bigEndian := slices.Clone(sig[32:])
		slices.Reverse(bigEndian)
		s := new(big.Int).Add(new(big.Int).SetBytes(bigEndian), order)
		s.FillBytes(bad[32:])
		slices.Reverse(bad[32:])
		if verify(public, msg, bad) {
			t.Errorf("%s: accepted with the order added to S", c.public)
		}
	}
}

// verify gives the message in two fragments.
func verify(public, msg, sig []byte) bool {
	v := NewVerifier(public, sig)
	v.Write(msg[:len(msg)/2])
	v.Write(msg[len(msg)/2:])
	return v.Verify()
}

// TestAgreesWithStandardLibrary signs with crypto/ed25519, and compares verdicts on signatures with changes in every part.
func TestAgreesWithStandardLibrary(t *testing.T) {
	for i := range 16 {
		seed := sha256.Sum256([]byte{byte(i)})
		private := ed25519.NewKeyFromSeed(seed[:])
		public := private.Public().(ed25519.PublicKey)
		msg := seed[:i]
		sig := ed25519.Sign(private, msg)
		if !verify(public, msg, sig) {
			t.Errorf("signature %d of crypto/ed25519 refused", i)
		}
		for _, at := range []int{i, 31, 32 + i, 63} {
			bad := slices.Clone(sig)
			bad[at] ^= 0x10
			if got, want := verify(public, msg, bad), ed25519.Verify(public, msg, bad); got != want {
				t.Errorf("signature %d with byte %d changed: %t, crypto/ed25519 says %t", i, at, got, want)
			}
		}
	}
}

// TestSmallOrder compares verdicts on keys and signatures of small order, where verifiers differ (with the cofactor or without).
func TestSmallOrder(t *testing.T) {
	small := [][]byte{
		vectors.Hex(t, "0100000000000000000000000000000000000000000000000000000000000000"),
		vectors.Hex(t, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
		vectors.Hex(t, "0000000000000000000000000000000000000000000000000000000000000000"),
		vectors.Hex(t, "0000000000000000000000000000000000000000000000000000000000000080"),
		vectors.Hex(t, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
		vectors.Hex(t, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
	}
	accepted := 0
	for _, a := range small {
		if !Valid(a) {
			t.Errorf("%x is a point and was refused", a)
		}
		for _, r := range small {
			for m := range 8 {
				sig := append(slices.Clone(r), make([]byte, 32)...)
				got, want := verify(a, []byte{byte(m)}, sig), ed25519.Verify(a, []byte{byte(m)}, sig)
				if got != want {
					t.Errorf("key %x, R %x: %t, crypto/ed25519 says %t", a, r, got, want)
				}
				if got {
					accepted++
				}
			}
		}
	}
	if accepted == 0 {
		t.Error("no signature was accepted, so that nothing was compared")
	}
}

func TestValid(t *testing.T) {
	for _, c := range []struct {
		name, p string
		want    bool
	}{
		{"base point", "5866666666666666666666666666666666666666666666666666666666666666", true},
		{"negated base point", "58666666666666666666666666666666666666666666666666666666666666e6", true},
		{"neutral point", "0100000000000000000000000000000000000000000000000000000000000000", true},
		{"neutral point with the sign bit", "0100000000000000000000000000000000000000000000000000000000000080", false},
		{"y = -1 with the sign bit", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false},
		{"y = p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
		{"y = p + 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
		{"y = 2^255 - 1", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
		{"no point with y = 2", "0200000000000000000000000000000000000000000000000000000000000000", false},
		{"31 bytes", "58666666666666666666666666666666666666666666666666666666666666", false},
		{"33 bytes", "586666666666666666666666666666666666666666666666666666666666666600", false},
		{"nothing", "", false},
	} {
		if got := Valid(vectors.Hex(t, c.p)); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

// TestValidAgrees compares with crypto/ed25519, which decodes the key before it looks at a signature, over small y, none of which is unreduced.
func TestValidAgrees(t *testing.T) {
	var p [32]byte
	points := 0
	for y := range 64 {
		p[0] = byte(y)
		err := ed25519.VerifyWithOptions(p[:], nil, make([]byte, 64), &ed25519.Options{})
		want := err == nil || err.Error() != "ed25519: bad public key"
		if got := Valid(p[:]); got != want {
			t.Errorf("y = %d: %t, crypto/ed25519 says %t", y, got, want)
		}
		if want {
			points++
		}
	}
	if points == 0 || points == 64 {
		t.Errorf("%d of 64 are points, so that nothing was compared", points)
	}
}

func BenchmarkVerify(b *testing.B) {
	private := ed25519.NewKeyFromSeed(make([]byte, 32))
	public, sig := private.Public().(ed25519.PublicKey), ed25519.Sign(private, nil)
	for b.Loop() {
		if !NewVerifier(public, sig).Verify() {
			b.Fatal("refused")
		}
	}
}
