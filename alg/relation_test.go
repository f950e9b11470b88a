package alg_test

import (
	"slices"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
	"pgregory.net/rapid"
)

func tag(a alg.Algorithm, n int) alg.Algorithm      { return alg.AEADWithShortenedTag(a, n) }
func leastTag(a alg.Algorithm, n int) alg.Algorithm { return alg.AEADWithAtLeastThisLengthTag(a, n) }
func mac(a alg.Algorithm, n int) alg.Algorithm      { return alg.TruncatedMAC(a, n) }
func leastMAC(a alg.Algorithm, n int) alg.Algorithm { return alg.AtLeastThisLengthMAC(a, n) }

// nothing stands for no meet.
const nothing alg.Algorithm = 0xffffffff

func TestMeet(t *testing.T) {
	hmac := alg.HMAC(alg.SHA256)
	hkdf := alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
	for _, c := range []struct{ a, b, want alg.Algorithm }{
		{alg.GCM, alg.GCM, alg.GCM}, {alg.None, alg.None, alg.None}, {alg.None, alg.GCM, nothing}, {alg.GCM, alg.CCM, nothing}, {alg.GCM, alg.CTR, nothing},

		// "at least 4 with at least 8 gives at least 8; fixed 8 with at least 12 fails; ANY_HASH narrows"
		{leastTag(alg.GCM, 4), leastTag(alg.GCM, 8), leastTag(alg.GCM, 8)}, {tag(alg.GCM, 8), leastTag(alg.GCM, 12), nothing},
		{tag(alg.GCM, 12), leastTag(alg.GCM, 12), tag(alg.GCM, 12)}, {alg.GCM, leastTag(alg.GCM, 12), alg.GCM}, {alg.GCM, tag(alg.GCM, 12), nothing},
		{alg.CCM, leastTag(alg.GCM, 4), nothing}, {leastTag(alg.CCM, 4), leastTag(alg.GCM, 4), nothing},
		{alg.ChaCha20Poly1305, leastTag(alg.ChaCha20Poly1305, 1), alg.ChaCha20Poly1305},
		{leastMAC(hmac, 4), leastMAC(hmac, 8), leastMAC(hmac, 8)}, {mac(hmac, 8), leastMAC(hmac, 12), nothing}, {mac(hmac, 12), leastMAC(hmac, 12), mac(hmac, 12)},
		{hmac, leastMAC(hmac, 32), hmac}, {hmac, mac(hmac, 16), nothing}, {leastMAC(hmac, 4), leastMAC(alg.HMAC(alg.SHA384), 4), nothing},
		{hmac, mac(hmac, 32), hmac}, {mac(hmac, 16), mac(hmac, 20), nothing}, {alg.CMAC, leastMAC(alg.CBCMAC, 4), nothing},
		{alg.HMAC(alg.SHA512), leastMAC(alg.HMAC(alg.SHA512), 63), alg.HMAC(alg.SHA512)},
		{alg.ECDSA(alg.AnyHash), alg.ECDSA(alg.SHA256), alg.ECDSA(alg.SHA256)}, {alg.ECDSA(alg.SHA256), alg.ECDSA(alg.SHA384), nothing},

		// "ECDSA and deterministic ECDSA are one for verification only, never for a copy"
		{alg.ECDSA(alg.SHA256), alg.DeterministicECDSA(alg.SHA256), nothing}, {alg.ECDSA(alg.AnyHash), alg.DeterministicECDSA(alg.SHA256), nothing},
		{alg.MLDSA, alg.DeterministicMLDSA, nothing}, {alg.HashSLHDSA(alg.AnyHash), alg.DeterministicHashSLHDSA(alg.AnyHash), nothing},

		// "PKCS1V15_SIGN(ANY_HASH) and PKCS1V15_SIGN_RAW give RAW. ECDSA(ANY_HASH) and ECDSA_ANY have nothing in common."
		{alg.RSAPKCS1V15Sign(alg.AnyHash), alg.RSAPKCS1V15SignRaw, alg.RSAPKCS1V15SignRaw}, {alg.ECDSA(alg.AnyHash), alg.ECDSAAny, nothing},
		{alg.RSAPKCS1V15Sign(alg.SHA256), alg.RSAPKCS1V15SignRaw, nothing}, {alg.RSAPSS(alg.AnyHash), alg.RSAPSSAnySalt(alg.AnyHash), nothing},

		// "Source ECDH with target ECDH+KDF gives ECDH+KDF"
		{alg.ECDH, hkdf, hkdf}, {alg.FFDH, hkdf, nothing}, {alg.ECDH, alg.FFDH, nothing}, {hkdf, alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA512)), nothing},
		{alg.ECDH, alg.KeyAgreement(alg.ECDH, alg.PBKDF2HMAC(alg.SHA256)), alg.KeyAgreement(alg.ECDH, alg.PBKDF2HMAC(alg.SHA256))},
		{hkdf, alg.HKDF(alg.SHA256), nothing},

		// CCM* with "tag_length equal to 4, 8 or 16"
		{alg.CCMStarAnyTag, alg.CCMStarNoTag, alg.CCMStarNoTag}, {alg.CCMStarAnyTag, alg.CCM, alg.CCM}, {alg.CCMStarAnyTag, tag(alg.CCM, 4), tag(alg.CCM, 4)},
		{alg.CCMStarAnyTag, tag(alg.CCM, 8), tag(alg.CCM, 8)}, {alg.CCMStarAnyTag, tag(alg.CCM, 12), nothing}, {alg.CCMStarAnyTag, alg.GCM, nothing},
		{alg.CCMStarAnyTag, leastTag(alg.CCM, 9), alg.CCM}, {alg.CCMStarAnyTag, leastTag(alg.CCM, 16), alg.CCM}, {alg.CCMStarAnyTag, leastTag(alg.CCM, 8), nothing},
		{alg.CCMStarAnyTag, alg.CTR, nothing},

		{alg.WPA3SAEAny, alg.WPA3SAEFixed(alg.SHA256), alg.WPA3SAEFixed(alg.SHA256)}, {alg.WPA3SAEAny, alg.WPA3SAEGDH(alg.SHA384), alg.WPA3SAEGDH(alg.SHA384)},
		{alg.WPA3SAEAny, alg.WPA3SAEH2E(alg.SHA256), alg.WPA3SAEH2E(alg.SHA256)}, {alg.WPA3SAEAny, alg.WPA3SAEH2E(alg.AnyHash), alg.WPA3SAEH2E(alg.AnyHash)},
		{alg.WPA3SAEH2E(alg.AnyHash), alg.WPA3SAEH2E(alg.SHA512), alg.WPA3SAEH2E(alg.SHA512)}, {alg.WPA3SAEAny, alg.JPAKE(alg.SHA256), nothing},

		// What an implementation defines itself includes only itself.
		{0x83800009, 0x83800009, 0x83800009}, {0x83848009, mac(hmac, 8), nothing}, {0x83848009, 0x83808009, nothing}, {0x84c09300, alg.CCMStarNoTag, nothing},
	} {
		for _, pair := range [][2]alg.Algorithm{{c.a, c.b}, {c.b, c.a}} {
			got, ok := alg.Meet(pair[0], pair[1], keytype.AES)
			if !ok {
				got = nothing
			}
			if got != c.want {
				t.Errorf("%v and %v give %v, want %v", pair[0], pair[1], got, c.want)
			}
		}
	}
}

// TestMeetBlockLength: the whole CMAC has the length of the block, which is 8 bytes for DES.
func TestMeetBlockLength(t *testing.T) {
	for _, c := range []struct {
		a, b alg.Algorithm
		t    keytype.Type
		want alg.Algorithm
	}{
		{alg.CMAC, leastMAC(alg.CMAC, 12), keytype.AES, alg.CMAC}, {alg.CMAC, leastMAC(alg.CMAC, 12), keytype.DES, nothing},
		{alg.CMAC, leastMAC(alg.CMAC, 8), keytype.DES, alg.CMAC}, {alg.CMAC, mac(alg.CMAC, 8), keytype.DES, alg.CMAC},
		{alg.CMAC, mac(alg.CMAC, 8), keytype.AES, nothing}, {alg.CMAC, mac(alg.CMAC, 16), keytype.AES, alg.CMAC},
		{alg.CBCMAC, leastMAC(alg.CBCMAC, 16), keytype.None, alg.CBCMAC}, {mac(alg.CMAC, 8), leastMAC(alg.CMAC, 8), keytype.DES, mac(alg.CMAC, 8)},
	} {
		got, ok := alg.Meet(c.a, c.b, c.t)
		if !ok {
			got = nothing
		}
		if got != c.want {
			t.Errorf("%v and %v with %v give %v, want %v", c.a, c.b, c.t, got, c.want)
		}
	}
}

func TestIncludes(t *testing.T) {
	hmac := alg.HMAC(alg.SHA256)
	hkdf := alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
	for _, c := range []struct {
		policy, requested alg.Algorithm
		want              bool
	}{
		{alg.GCM, alg.GCM, true}, {alg.None, alg.None, false}, {alg.None, alg.GCM, false}, {alg.GCM, alg.None, false}, {alg.GCM, tag(alg.GCM, 12), false},
		{leastTag(alg.GCM, 12), alg.GCM, true}, {leastTag(alg.GCM, 12), tag(alg.GCM, 12), true}, {leastTag(alg.GCM, 12), tag(alg.GCM, 8), false},
		{leastTag(alg.GCM, 1), tag(alg.GCM, 4), true}, {leastTag(alg.GCM, 4), alg.CCM, false}, {alg.GCM, leastTag(alg.GCM, 4), false},
		{leastTag(alg.GCM, 4), leastTag(alg.GCM, 8), true}, {leastTag(alg.GCM, 8), leastTag(alg.GCM, 4), false},
		{leastMAC(hmac, 8), hmac, true}, {leastMAC(hmac, 8), mac(hmac, 8), true}, {leastMAC(hmac, 8), mac(hmac, 7), false}, {hmac, mac(hmac, 16), false},
		{hmac, mac(hmac, 32), true}, {mac(hmac, 32), hmac, true}, {leastMAC(hmac, 32), hmac, true}, {leastMAC(hmac, 8), alg.HMAC(alg.SHA384), false},
		{leastMAC(alg.CMAC, 16), alg.CMAC, true}, {alg.CMAC, leastMAC(alg.CMAC, 16), false},
		{alg.ECDSA(alg.AnyHash), alg.ECDSA(alg.SHA256), true}, {alg.ECDSA(alg.AnyHash), alg.ECDSAAny, false}, {alg.ECDSA(alg.SHA256), alg.ECDSA(alg.AnyHash), false},
		{alg.ECDSA(alg.AnyHash), alg.DeterministicECDSA(alg.SHA256), false}, {alg.ECDSAAny, alg.ECDSA(alg.SHA256), false},
		{alg.RSAPKCS1V15Sign(alg.AnyHash), alg.RSAPKCS1V15SignRaw, true}, {alg.RSAPKCS1V15SignRaw, alg.RSAPKCS1V15Sign(alg.SHA256), false},
		{alg.RSAPKCS1V15Sign(alg.SHA256), alg.RSAPKCS1V15SignRaw, false}, {alg.RSAPSS(alg.AnyHash), alg.RSAPSSAnySalt(alg.SHA256), false},
		{alg.ECDH, alg.ECDH, true}, {alg.ECDH, hkdf, true}, {hkdf, alg.ECDH, false}, {alg.FFDH, hkdf, false},
		{alg.ECDH, alg.KeyAgreement(alg.ECDH, alg.PBKDF2AESCMACPRF128), true}, {hkdf, alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA384)), false},
		{alg.CCMStarAnyTag, alg.CCMStarNoTag, true}, {alg.CCMStarAnyTag, alg.CCM, true}, {alg.CCMStarAnyTag, tag(alg.CCM, 4), true},
		{alg.CCMStarAnyTag, tag(alg.CCM, 8), true}, {alg.CCMStarAnyTag, tag(alg.CCM, 6), false}, {alg.CCMStarAnyTag, tag(alg.CCM, 12), false},
		{alg.CCMStarAnyTag, alg.GCM, false}, {alg.CCM, alg.CCMStarAnyTag, false},
		{alg.WPA3SAEAny, alg.WPA3SAEFixed(alg.SHA256), true}, {alg.WPA3SAEAny, alg.WPA3SAEGDH(alg.SHA512), true}, {alg.WPA3SAEAny, alg.WPA3SAEH2E(alg.SHA384), true},
		{alg.WPA3SAEAny, alg.SPAKE2PMatter, false}, {alg.WPA3SAEFixed(alg.SHA256), alg.WPA3SAEAny, false},
	} {
		if got := alg.Includes(c.policy, c.requested, keytype.AES); got != c.want {
			t.Errorf("%v includes %v: %v", c.policy, c.requested, got)
		}
	}
}

// generators of algorithms and key types
func algorithms() *rapid.Generator[alg.Algorithm] {
	return rapid.SampledFrom(append(slices.Collect(alg.All()), alg.None))
}

// like draws an algorithm that may have something to do with a.
func like(t *rapid.T, a alg.Algorithm, name string) alg.Algorithm {
	var near []alg.Algorithm
	for b := range alg.All() {
		if b.Class() == a.Class() && b&0x00007f00 == a&0x00007f00 || b.Base() == alg.CCM && a == alg.CCMStarAnyTag || a.Base() == alg.CCM && b == alg.CCMStarAnyTag {
			near = append(near, b)
		}
	}
	if len(near) == 0 || rapid.IntRange(0, 9).Draw(t, name+" far") == 0 {
		return algorithms().Draw(t, name)
	}
	return rapid.SampledFrom(near).Draw(t, name)
}

func types() *rapid.Generator[keytype.Type] {
	return rapid.SampledFrom([]keytype.Type{keytype.AES, keytype.DES, keytype.HMAC, keytype.BLAKE2, keytype.None, keytype.ECCKeyPair(keytype.SECPR1)})
}

// TestMeetLaws: the meet is commutative and idempotent, permits nothing that either does not permit, and misses nothing that both permit.
func TestMeetLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kt := types().Draw(t, "type")
		a := algorithms().Draw(t, "a")
		b, x := like(t, a, "b"), like(t, a, "x")
		both, ok := alg.Meet(a, b, kt)
		if again, ok2 := alg.Meet(b, a, kt); again != both || ok2 != ok {
			t.Fatalf("%v and %v: %v, %v; the other way round %v, %v", a, b, both, ok, again, ok2)
		}
		if self, ok := alg.Meet(a, a, kt); self != a || !ok {
			t.Fatalf("%v with itself: %v, %v", a, self, ok)
		}
		if ok && both != alg.None && (!alg.Includes(a, both, kt) || !alg.Includes(b, both, kt)) {
			t.Fatalf("%v and %v: %v, which is not included in both", a, b, both)
		}
		permitted := alg.Includes(a, x, kt) && alg.Includes(b, x, kt)
		if ok && alg.Includes(both, x, kt) && !permitted {
			t.Fatalf("%v and %v: %v includes %v, which they do not both", a, b, both, x)
		}
		if x.IsSpecific() && permitted && !isCCMStarGap(a, b) && !(ok && alg.Includes(both, x, kt)) {
			t.Fatalf("%v and %v: %v, %v does not include %v", a, b, both, ok, x)
		}
	})
}

// isCCMStarGap is the one pair of wildcards that has things in common which no policy says.
func isCCMStarGap(a, b alg.Algorithm) bool {
	if b == alg.CCMStarAnyTag {
		a, b = b, a
	}
	return a == alg.CCMStarAnyTag && b.Base() == alg.CCM && b.IsWildcard() && b.TagLength() <= 8
}

// TestIncludesLaws: inclusion is reflexive, transitive, and for what is specific no more than being the same.
func TestIncludesLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kt := types().Draw(t, "type")
		a := rapid.SampledFrom(slices.Collect(alg.All())).Draw(t, "a")
		b, c := like(t, a, "b"), like(t, a, "c")
		if !alg.Includes(a, a, kt) {
			t.Fatalf("%v does not include itself", a)
		}
		if alg.Includes(a, b, kt) && alg.Includes(b, c, kt) && !alg.Includes(a, c, kt) {
			t.Fatalf("%v includes %v, which includes %v, but %v does not include %v", a, b, c, a, c)
		}
		if a.IsSpecific() && !a.IsStandaloneKeyAgreement() && alg.Includes(a, b, kt) && a != b && !(a.IsMAC() && a.Base() == b.Base()) {
			t.Fatalf("%v, which is specific, includes %v", a, b)
		}
	})
}

func TestForVerification(t *testing.T) {
	for _, c := range []struct{ a, want alg.Algorithm }{
		{alg.DeterministicECDSA(alg.SHA256), alg.ECDSA(alg.SHA256)}, {alg.ECDSA(alg.SHA256), alg.ECDSA(alg.SHA256)},
		{alg.DeterministicECDSA(alg.AnyHash), alg.ECDSA(alg.AnyHash)}, {alg.ECDSAAny, alg.ECDSAAny}, {alg.DeterministicMLDSA, alg.MLDSA},
		{alg.DeterministicHashMLDSA(alg.SHA512), alg.HashMLDSA(alg.SHA512)}, {alg.DeterministicSLHDSA, alg.SLHDSA},
		{alg.DeterministicHashSLHDSA(alg.SHA256), alg.HashSLHDSA(alg.SHA256)}, {alg.RSAPSS(alg.SHA256), alg.RSAPSS(alg.SHA256)},
		{alg.PureEdDSA, alg.PureEdDSA}, {alg.Ed25519ph, alg.Ed25519ph}, {alg.HMAC(alg.SHA256), alg.HMAC(alg.SHA256)}, {alg.None, alg.None},
	} {
		if got := c.a.ForVerification(); got != c.want {
			t.Errorf("%v is verified as %v, want %v", c.a, got, c.want)
		}
	}
}

func TestBase(t *testing.T) {
	for _, c := range []struct{ a, want alg.Algorithm }{
		{leastMAC(alg.CMAC, 8), alg.CMAC}, {mac(alg.HMAC(alg.SHA256), 16), alg.HMAC(alg.SHA256)}, {leastTag(alg.CCM, 4), alg.CCM}, {tag(alg.GCM, 8), alg.GCM},
		{alg.AsconAEAD128, alg.AsconAEAD128}, {0x05100f00, alg.None}, {alg.ECDSA(alg.AnyHash), alg.ECDSA(alg.AnyHash)}, {alg.CTR, alg.CTR},
	} {
		if got := c.a.Base(); got != c.want {
			t.Errorf("the base of %v is %v, want %v", c.a, got, c.want)
		}
	}
}

func TestRelationAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		if !alg.Includes(leastTag(alg.GCM, 8), alg.GCM, keytype.AES) || !alg.Includes(alg.ECDSA(alg.AnyHash), alg.ECDSA(alg.SHA256), keytype.AES) {
			t.Error("not included")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkIncludes(b *testing.B) {
	b.ReportAllocs()
	policy, requested := leastMAC(alg.HMAC(alg.SHA256), 8), alg.HMAC(alg.SHA256)
	for b.Loop() {
		alg.Includes(policy, requested, keytype.HMAC)
	}
}
