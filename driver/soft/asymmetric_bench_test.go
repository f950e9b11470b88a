package soft

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/grant"
)

// asymUse is a use of a key through the driver, beside the same with the libraries alone and a parsed key.
type asymUse struct {
	name       string
	ours, bare func() error
}

func refused(ok bool) error {
	if !ok {
		return psa.ErrInvalidSignature
	}
	return nil
}

func asymUses(t testing.TB) []asymUse {
	ctx := context.Background()
	msg := []byte("a message of the usual length, which is not long, not long at all")
	dst := make([]byte, 0, 1024)
	sum := func() []byte { h := sha256.Sum256(msg); return h[:] }

	r := rsaTestKey(t)
	rPriv := r.key.(*rsaKeyPair).priv
	rPub := &rPriv.PublicKey
	pssOptions := &rsa.PSSOptions{SaltLength: 32}
	pkcs1, pss, oaep := alg.RSAPKCS1V15Sign(alg.SHA256), alg.RSAPSS(alg.SHA256), alg.RSAOAEP(alg.SHA256)
	pkcs1Sig, pssSig, ct := r.sign(t, pkcs1, msg), r.sign(t, pss, msg), r.encrypt(t, oaep, msg, nil)

	ec := generateAsym(t, secpPair, 256)
	ecPriv := ec.key.(*weierstrassKeyPair).private.(*nistPrivate).signer()
	ecdhPriv := ec.key.(*weierstrassKeyPair).private.(*nistPrivate).agreer()
	peer := generateAsym(t, secpPair, 256).exportPublic(t)
	ecdsaAlg, detAlg := alg.ECDSA(alg.SHA256), alg.DeterministicECDSA(alg.SHA256)
	ecSig := ec.sign(t, ecdsaAlg, msg)
	ecDER := appendDERSignature(nil, ecSig[:32], ecSig[32:])

	ed := generateAsym(t, edwardsPair, 255)
	edPriv := ed.key.(*ed25519KeyPair).private
	edPub := edPriv.Public().(ed25519.PublicKey)
	edSig := ed.sign(t, alg.PureEdDSA, msg)

	x := generateAsym(t, montgomeryPair, 255)
	xPriv := x.key.(*montgomeryKeyPair).montgomeryPrivate.(*x25519KeyPair).private
	xPeer := generateAsym(t, montgomeryPair, 255).exportPublic(t)

	sign := func(k asymKey, a alg.Algorithm) func() error {
		return func() error {
			_, err := k.d.SignMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.SignMessage), dst, msg, nil)
			return err
		}
	}
	verify := func(k asymKey, a alg.Algorithm, sig []byte) func() error {
		return func() error {
			return k.d.VerifyMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.VerifyMessage), msg, sig, nil)
		}
	}
	agree := func(k asymKey, peer []byte) func() error {
		return func() error {
			_, err := k.d.Agree(ctx, grant.Issue(k.key, k.attrs, alg.ECDH, psa.Derive), dst, peer)
			return err
		}
	}
	bareAgree := func(c ecdh.Curve, priv *ecdh.PrivateKey, peer []byte) func() error {
		return func() error {
			pub, err := c.NewPublicKey(peer)
			if err != nil {
				return err
			}
			_, err = priv.ECDH(pub)
			return err
		}
	}
	return []asymUse{
		{"RSA-2048-PKCS1V15-SHA256/sign", sign(r, pkcs1), func() error {
			_, err := rsa.SignPKCS1v15(nil, rPriv, crypto.SHA256, sum())
			return err
		}},
		{"RSA-2048-PKCS1V15-SHA256/verify", verify(r, pkcs1, pkcs1Sig), func() error { return rsa.VerifyPKCS1v15(rPub, crypto.SHA256, sum(), pkcs1Sig) }},
		{"RSA-2048-PSS-SHA256/sign", sign(r, pss), func() error {
			_, err := rsa.SignPSS(rand.Reader, rPriv, crypto.SHA256, sum(), pssOptions)
			return err
		}},
		{"RSA-2048-PSS-SHA256/verify", verify(r, pss, pssSig), func() error { return rsa.VerifyPSS(rPub, crypto.SHA256, sum(), pssSig, pssOptions) }},
		{"RSA-2048-OAEP-SHA256/encrypt", func() error {
			_, err := r.d.EncryptAsymmetric(ctx, grant.Issue(r.key, r.attrs, oaep, psa.Encrypt), dst, msg, nil)
			return err
		}, func() error {
			_, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, rPub, msg, nil)
			return err
		}},
		{"RSA-2048-OAEP-SHA256/decrypt", func() error {
			_, err := r.d.DecryptAsymmetric(ctx, grant.Issue(r.key, r.attrs, oaep, psa.Decrypt), dst, ct, nil)
			return err
		}, func() error {
			_, err := rsa.DecryptOAEP(sha256.New(), nil, rPriv, ct, nil)
			return err
		}},
		{"ECDSA-P256-SHA256/sign", sign(ec, ecdsaAlg), func() error {
			_, err := ecdsa.SignASN1(rand.Reader, ecPriv, sum())
			return err
		}},
		{"ECDSA-P256-SHA256/sign-deterministic", sign(ec, detAlg), func() error {
			_, err := ecPriv.Sign(nil, sum(), crypto.SHA256)
			return err
		}},
		{"ECDSA-P256-SHA256/verify", verify(ec, ecdsaAlg, ecSig), func() error { return refused(ecdsa.VerifyASN1(&ecPriv.PublicKey, sum(), ecDER)) }},
		{"ECDH-P256/agree", agree(ec, peer), bareAgree(ecdh.P256(), ecdhPriv, peer)},
		{"Ed25519/sign", sign(ed, alg.PureEdDSA), func() error { edSig = ed25519.Sign(edPriv, msg); return nil }},
		{"Ed25519/verify", verify(ed, alg.PureEdDSA, edSig), func() error { return refused(ed25519.Verify(edPub, msg, edSig)) }},
		{"X25519/agree", agree(x, xPeer), bareAgree(ecdh.X25519(), xPriv, xPeer)},
	}
}

// TestAsymmetricUsesAllocateNothing compares allocations with those of the libraries.
func TestAsymmetricUsesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget at random")
	}
	for _, u := range asymUses(t) {
		for name, f := range map[string]func() error{"ours": u.ours, "bare": u.bare} {
			if err := f(); err != nil {
				t.Fatalf("%s, %s: %v", u.name, name, err)
			}
		}
		ours := testing.AllocsPerRun(50, func() { u.ours() })
		bare := testing.AllocsPerRun(50, func() { u.bare() })
		if ours > bare {
			t.Errorf("%s: %v allocations, the libraries make %v", u.name, ours, bare)
		}
	}
}

// BenchmarkAsymmetric measures uses of loaded keys (ours) and the libraries alone with parsed keys (bare).
func BenchmarkAsymmetric(b *testing.B) {
	for _, u := range asymUses(b) {
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
