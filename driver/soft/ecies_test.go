package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// eciesKeys is a key pair on each curve that has the algorithm.
func eciesKeys(t testing.TB) []asymKey {
	t.Helper()
	keys := []asymKey{generateAsym(t, montgomeryPair, 255), generateAsym(t, montgomeryPair, 448)}
	for _, c := range weierstrassCurves {
		keys = append(keys, generateAsym(t, c.pair(), c.bits))
	}
	return keys
}

// TestECIES encapsulates for a public key and for the key pair, and opens it. The secret is that of the agreement with the ciphertext (PSA Crypto 1.5,
// PSA_ALG_ECIES_SEC1).
func TestECIES(t *testing.T) {
	ctx := context.Background()
	for _, k := range eciesKeys(t) {
		typ, bits := k.attrs.Type, k.attrs.Bits
		for _, to := range []asymKey{k, k.public(t)} {
			secret, ct, err := to.d.Encapsulate(ctx, to.grant(alg.ECIESSEC1), []byte("secret "), []byte("ciphertext "))
			if err != nil {
				t.Fatalf("%v of %d bits: %v", typ, bits, err)
			}
			secret, ok := bytes.CutPrefix(secret, []byte("secret "))
			ct, ok2 := bytes.CutPrefix(ct, []byte("ciphertext "))
			if size := alg.EncapsulateCiphertextSize(typ, bits, alg.ECIESSEC1); !ok || !ok2 || len(ct) != size || len(ct) != typ.ExportPublicSize(bits) {
				t.Errorf("%v of %d bits: the ciphertext has %d bytes, not %d", typ, bits, len(ct), size)
			}
			got, err := k.d.Decapsulate(ctx, k.grant(alg.ECIESSEC1), []byte("head"), ct)
			if err != nil || !bytes.Equal(got, append([]byte("head"), secret...)) {
				t.Errorf("%v of %d bits: %x, %v; want %x", typ, bits, got, err, secret)
			}
			if got, err := k.agree(ct); err != nil || !bytes.Equal(got, secret) {
				t.Errorf("%v of %d bits: the agreement with the ciphertext gives %x, %v; want %x", typ, bits, got, err, secret)
			}
			secret2, ct2, err := to.d.Encapsulate(ctx, to.grant(alg.ECIESSEC1), nil, nil)
			if err != nil || bytes.Equal(secret, secret2) || bytes.Equal(ct, ct2) {
				t.Errorf("%v of %d bits: two encapsulations are alike", typ, bits)
			}
			for name, bad := range map[string][]byte{"nothing": nil, "a short one": ct[1:], "a long one": append(bytes.Clone(ct), 0), "zeros": make([]byte, len(ct))} {
				got, err := k.d.Decapsulate(ctx, k.grant(alg.ECIESSEC1), nil, bad)
				wantStatus(t, name, err, psa.ErrInvalidArgument)
				if got != nil {
					t.Errorf("%s: a secret in spite of the error", name)
				}
			}
			if typ.Family() != keytype.Montgomery {
				bad := bytes.Clone(ct)
				bad[len(bad)-1] ^= 1
				_, err := k.d.Decapsulate(ctx, k.grant(alg.ECIESSEC1), nil, bad)
				wantStatus(t, "not on the curve", err, psa.ErrInvalidArgument)
			}
		}
	}
}

// TestECIESKnownAnswers has the ephemeral keys of RFC 7748, section 6, in the driver's source. The NIST CAVS set of ECC CDH has no private keys of its
// peers; RFC 5903, section 8.1, has both for P-256.
func TestECIESKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		typ                     keytype.Type
		bits                    int
		peer, drawn, ct, secret string
	}{
		{montgomeryPub, 255, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
			"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a", "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
			"4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
		// The source gives i - 1, of which the key is the successor.
		{secpPublic, 256, "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
			"c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1432",
			"04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
			"d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"},
	} {
		k := loadAsym(t, New(fixedReader(vectors.Hex(t, c.drawn))), c.typ, driver.Material{Data: vectors.Hex(t, c.peer), Bits: c.bits})
		secret, ct, err := k.d.Encapsulate(context.Background(), k.grant(alg.ECIESSEC1), nil, nil)
		if err != nil || !bytes.Equal(secret, vectors.Hex(t, c.secret)) || !bytes.Equal(ct, vectors.Hex(t, c.ct)) {
			t.Errorf("%v of %d bits: %x, %x, %v; want %s, %s", c.typ, c.bits, secret, ct, err, c.secret, c.ct)
		}
	}
}

// TestECIESRefused: a public key with which every agreement gives the same, and a source that fails.
func TestECIESRefused(t *testing.T) {
	ctx := context.Background()
	for _, bits := range []int{255, 448} {
		k := importBits(t, montgomeryPub, bits, make([]byte, montgomeryPub.ExportSize(bits)))
		secret, ct, err := k.d.Encapsulate(ctx, k.grant(alg.ECIESSEC1), nil, nil)
		wantStatus(t, "a point of small order", err, psa.ErrInvalidArgument)
		if secret != nil || ct != nil {
			t.Error("output in spite of the error")
		}
	}
	for _, k := range eciesKeys(t) {
		m := driver.Material{Data: k.exportPublic(t), Bits: k.attrs.Bits}
		p := loadAsym(t, New(&failingReader{n: 15}), k.attrs.Type.PublicKeyOf(), m)
		secret, ct, err := p.d.Encapsulate(ctx, p.grant(alg.ECIESSEC1), nil, nil)
		wantStatus(t, "randomness that ends", err, psa.ErrInsufficientEntropy)
		if secret != nil || ct != nil {
			t.Error("output in spite of the error")
		}
	}
}

func TestECIESRoles(t *testing.T) {
	d := New(rand.Reader)
	for _, k := range eciesKeys(t) {
		typ, bits := k.attrs.Type, k.attrs.Bits
		for _, c := range []struct {
			typ  keytype.Type
			u    psa.Usage
			want bool
		}{
			{typ, psa.Encrypt, true}, {typ, psa.Decrypt, true}, {typ, psa.Derive, false}, {typ, psa.SignHash, false},
			{typ.PublicKeyOf(), psa.Encrypt, true}, {typ.PublicKeyOf(), psa.Decrypt, false}, {typ.PublicKeyOf(), psa.Derive, false},
		} {
			if got := d.Supports(c.typ, bits, alg.ECIESSEC1, c.u); got != c.want {
				t.Errorf("%v of %d bits as %v: %t", c.typ, bits, c.u, got)
			}
		}
	}
	if d.Supports(edwardsPair, 255, alg.ECIESSEC1, psa.Encrypt) {
		t.Error("ECIES with a twisted Edwards key")
	}
}
