package soft

import (
	"context"
	"crypto/mlkem"
	"testing"

	filippo "filippo.io/mldsa"
	"github.com/cloudflare/circl/kem/mlkem/mlkem512"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	circl "github.com/cloudflare/circl/sign/slhdsa"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

// pqcUses are uses of post-quantum keys through the driver, beside the same with the libraries alone and a parsed key.
func pqcUses(t testing.TB) []asymUse {
	ctx := context.Background()
	msg := []byte("a message of the usual length, which is not long, not long at all")
	dst := make([]byte, 64, 20000)
	sign := func(k asymKey, a alg.Algorithm) func() error {
		return func() error {
			_, err := k.d.SignMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.SignMessage), dst[:0], msg, nil)
			return err
		}
	}
	verify := func(k asymKey, a alg.Algorithm, sig []byte) func() error {
		return func() error {
			return k.d.VerifyMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.VerifyMessage), msg, sig, nil)
		}
	}

	seed := rfcSeed(32)
	ml := importSized(t, keytype.MLDSAKeyPair, 192, seed)
	mlPub := ml.public(t)
	theirs, err := filippo.NewPrivateKey(filippo.MLDSA65(), seed)
	if err != nil {
		t.Fatal(err)
	}
	var fast mldsa65.PublicKey
	if err := fast.UnmarshalBinary(ml.exportPublic(t)); err != nil {
		t.Fatal(err)
	}
	hashed := alg.HashMLDSA(alg.SHA512)
	mlSig, hashSig := ml.sign(t, alg.MLDSA, msg), ml.sign(t, hashed, msg)

	kem768, kem512 := importSized(t, keytype.MLKEMKeyPair, 768, rfcSeed(64)), importSized(t, keytype.MLKEMKeyPair, 512, rfcSeed(64))
	dk, err := mlkem.NewDecapsulationKey768(rfcSeed(64))
	if err != nil {
		t.Fatal(err)
	}
	ek := dk.EncapsulationKey()
	ek512, dk512 := mlkem512.NewKeyFromSeed(rfcSeed(64))
	_, ct768 := kem768.encapsulate(t)
	_, ct512 := kem512.encapsulate(t)
	encapsulate := func(k asymKey) func() error {
		return func() error {
			_, _, err := k.d.Encapsulate(ctx, grant.Issue(k.key, k.attrs, alg.MLKEM, psa.Encrypt), dst[:0], dst[40:40])
			return err
		}
	}
	decapsulate := func(k asymKey, ct []byte) func() error {
		return func() error {
			_, err := k.d.Decapsulate(ctx, grant.Issue(k.key, k.attrs, alg.MLKEM, psa.Decrypt), dst[:0], ct)
			return err
		}
	}
	uses := []asymUse{
		{"ML-DSA-65/sign", sign(ml, alg.MLDSA), func() error { _, err := theirs.Sign(nil, msg, nil); return err }},
		{"ML-DSA-65/verify", verify(mlPub, alg.MLDSA, mlSig), func() error { return refused(mldsa65.Verify(&fast, msg, nil, mlSig)) }},
		{"HashML-DSA-65-SHA512/verify", verify(mlPub, hashed, hashSig), func() error { return filippo.Verify(theirs.PublicKey(), msg, mlSig, nil) }},
		{"ML-KEM-768/encapsulate", encapsulate(kem768), func() error { ek.Encapsulate(); return nil }},
		{"ML-KEM-768/decapsulate", decapsulate(kem768, ct768), func() error { _, err := dk.Decapsulate(ct768); return err }},
		{"ML-KEM-512/encapsulate", encapsulate(kem512), func() error {
			ek512.EncapsulateTo(make([]byte, mlkem512.CiphertextSize), make([]byte, 32), nil)
			return nil
		}},
		{"ML-KEM-512/decapsulate", decapsulate(kem512, ct512), func() error { dk512.DecapsulateTo(make([]byte, 32), ct512); return nil }},
	}
	for name, family := range map[string]keytype.Family{"SLH-DSA-SHA2-128f": keytype.SLHDSASHA2F, "SLH-DSA-SHAKE-128f": keytype.SLHDSASHAKEF} {
		k := generateAsym(t, keytype.SLHDSAKeyPair(family), 128)
		bare := circl.PrivateKey{}
		if bare.ID, err = circl.IDByName(name); err != nil {
			t.Fatal(err)
		}
		if err := bare.UnmarshalBinary(k.export(t)); err != nil {
			t.Fatal(err)
		}
		public, sig := bare.PublicKey(), k.sign(t, alg.SLHDSA, msg)
		uses = append(uses,
			asymUse{name + "/sign", sign(k, alg.DeterministicSLHDSA), func() error { _, err := circl.SignDeterministic(&bare, circl.NewMessage(msg), nil); return err }},
			asymUse{name + "/verify", verify(k.public(t), alg.SLHDSA, sig), func() error { return refused(circl.Verify(&public, circl.NewMessage(msg), sig, nil)) }})
	}
	return uses
}

// TestPostQuantumUsesAllocateNothing compares allocations with those of the libraries.
func TestPostQuantumUsesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget at random")
	}
	for _, u := range pqcUses(t) {
		for name, f := range map[string]func() error{"ours": u.ours, "bare": u.bare} {
			if err := f(); err != nil {
				t.Fatalf("%s, %s: %v", u.name, name, err)
			}
		}
		// The standard library's one allocation of a secret and a ciphertext may stay on the stack when nothing is done with them.
		ours, bare := testing.AllocsPerRun(20, func() { u.ours() }), testing.AllocsPerRun(20, func() { u.bare() })
		if ours > bare+2 {
			t.Errorf("%s: %v allocations, the libraries make %v", u.name, ours, bare)
		}
	}
}

// BenchmarkPostQuantum measures uses of loaded keys (ours) and the libraries alone with parsed keys (bare). For the verification of HashML-DSA, bare is
// the verification of pure ML-DSA with filippo.io/mldsa, which has none.
func BenchmarkPostQuantum(b *testing.B) {
	for _, u := range pqcUses(b) {
		for _, side := range []struct {
			name string
			f    func() error
		}{{"ours", u.ours}, {"bare", u.bare}} {
			b.Run(u.name+"/"+side.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := side.f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
