package soft

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"strconv"
	"testing"

	"filippo.io/bigmod"
	"github.com/cloudflare/circl/dh/x448"
	circl "github.com/cloudflare/circl/sign/ed448"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

// groupUses are the uses of curves of 448 bits, of contexts, of finite fields and of RSA with hashes that package crypto can't name, beside what the libraries have
// that comes nearest.
func groupUses(t testing.TB) []asymUse {
	ctx := context.Background()
	msg := []byte("a message of the usual length, which is not long, not long at all")
	dst := make([]byte, 0, 1024)
	sign := func(k asymKey, a alg.Algorithm, context []byte) func() error {
		return func() error {
			_, err := k.d.SignMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.SignMessage), dst, msg, context)
			return err
		}
	}
	verify := func(k asymKey, a alg.Algorithm, sig, context []byte) func() error {
		return func() error {
			return k.d.VerifyMessage(ctx, grant.Issue(k.key, k.attrs, a, psa.VerifyMessage), msg, sig, context)
		}
	}
	agree := func(k asymKey, a alg.Algorithm, peer []byte) func() error {
		return func() error {
			_, err := k.d.Agree(ctx, grant.Issue(k.key, k.attrs, a, psa.Derive), dst, peer)
			return err
		}
	}

	ed448 := generateAsym(t, edwardsPair, 448)
	ed448Priv := circl.NewKeyFromSeed(ed448.export(t))
	ed448Pub := ed448Priv.Public().(circl.PublicKey)
	ed448Sig := ed448.sign(t, alg.PureEdDSA, msg)

	ed := generateAsym(t, edwardsPair, 255)
	edPriv := ed25519.NewKeyFromSeed(ed.export(t))
	edPub := edPriv.Public().(ed25519.PublicKey)
	edOptions := &ed25519.Options{Context: "context"}
	edSig, err := edPriv.Sign(nil, msg, edOptions)
	if err != nil {
		t.Fatal(err)
	}

	x := generateAsym(t, montgomeryPair, 448)
	xPriv, xPeer := x448.Key(x.export(t)), x448.Key(generateAsym(t, montgomeryPair, 448).exportPublic(t))

	r := rsaTestKey(t)
	rPriv := r.key.(*rsaKeyPair).priv
	pss := alg.RSAPSS(alg.SM3)
	digest, _ := hashSum(alg.SHA256, nil, msg)
	pssOptions := &rsa.PSSOptions{SaltLength: 32}
	pssSig, err := rsa.SignPSS(rand.Reader, rPriv, crypto.SHA256, digest, pssOptions)
	if err != nil {
		t.Fatal(err)
	}

	return []asymUse{
		{"Ed448/sign", sign(ed448, alg.PureEdDSA, nil), func() error { circl.Sign(ed448Priv, msg, ""); return nil }},
		{"Ed448/verify", verify(ed448, alg.PureEdDSA, ed448Sig, nil), func() error { return refused(circl.Verify(ed448Pub, msg, ed448Sig, "")) }},
		{"Ed25519ctx/sign", sign(ed, alg.EdDSACtx, []byte("context")), func() error { _, err := edPriv.Sign(nil, msg, edOptions); return err }},
		{"Ed25519ctx/verify", verify(ed, alg.EdDSACtx, edSig, []byte("context")), func() error { return ed25519.VerifyWithOptions(edPub, msg, edSig, edOptions) }},
		{"X448/agree", agree(x, alg.ECDH, xPeer[:]), func() error { var s x448.Key; return refused(x448.Shared(&s, &xPriv, &xPeer)) }},
		{"RSA-2048-PSS-SM3/sign", sign(r, pss, nil), func() error { _, err := rsa.SignPSS(rand.Reader, rPriv, crypto.SHA256, digest, pssOptions); return err }},
		{"RSA-2048-PSS-SM3/verify", verify(r, pss, r.sign(t, pss, msg), nil), func() error {
			return rsa.VerifyPSS(&rPriv.PublicKey, crypto.SHA256, digest, pssSig, pssOptions)
		}},
	}
}

// TestGroupUsesAllocateNothing compares allocations with those of circl: none is ours.
func TestGroupUsesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget at random")
	}
	for _, u := range groupUses(t) {
		for name, f := range map[string]func() error{"ours": u.ours, "bare": u.bare} {
			if err := f(); err != nil {
				t.Fatalf("%s, %s: %v", u.name, name, err)
			}
		}
		if u.name[:3] == "RSA" {
			continue // not the same libraries
		}
		ours, bare := testing.AllocsPerRun(50, func() { u.ours() }), testing.AllocsPerRun(50, func() { u.bare() })
		if ours > bare {
			t.Errorf("%s: %v allocations, the library makes %v", u.name, ours, bare)
		}
	}
	k := importAsym(t, dhPair, append(make([]byte, 255), 3))
	peer := append(make([]byte, 255), 4)
	dst, g := make([]byte, 0, 256), k.grant(alg.FFDH)
	if n := testing.AllocsPerRun(20, func() { k.d.Agree(context.Background(), g, dst, peer) }); n > 0 {
		t.Errorf("FFDH: %v allocations", n)
	}
}

// BenchmarkGroups measures uses of loaded keys (ours) and the libraries alone with parsed keys (bare).
func BenchmarkGroups(b *testing.B) {
	for _, u := range groupUses(b) {
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

// BenchmarkFFDH measures agreements with private keys as long as the prime, and as RFC 7919 recommends them (short), and bigmod's exponentiation alone.
func BenchmarkFFDH(b *testing.B) {
	for _, bits := range []int{2048, 3072, 4096, 8192} {
		name := strconv.Itoa(bits)
		k := generateAsym(b, dhPair, bits)
		peer := generateAsym(b, dhPair, bits).exportPublic(b)
		short := importAsym(b, dhPair, append(make([]byte, bits/8-32), bytes.Repeat([]byte{0x5a}, 32)...))
		for _, side := range []struct {
			name string
			key  asymKey
		}{{"ours", k}, {"short", short}} {
			b.Run(name+"/"+side.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := side.key.agreeFFDH(peer); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(name+"/bigmod", func(b *testing.B) {
			m, err := bigmod.NewModulus(derivation.GroupPrime(keytype.RFC7919, bits))
			if err != nil {
				b.Fatal(err)
			}
			x := k.export(b)
			for b.Loop() {
				y, err := bigmod.NewNat().SetBytes(peer, m)
				if err != nil {
					b.Fatal(err)
				}
				bigmod.NewNat().Exp(y, x, m).Bytes(m)
			}
		})
		b.Run(name+"/big", func(b *testing.B) {
			p, x, y := new(big.Int).SetBytes(derivation.GroupPrime(keytype.RFC7919, bits)), new(big.Int).SetBytes(k.export(b)), new(big.Int).SetBytes(peer)
			for b.Loop() {
				new(big.Int).Exp(y, x, p)
			}
		})
	}
}
