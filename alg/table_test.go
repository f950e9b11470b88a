package alg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// TestRows: the rows are well-formed, and tell all algorithms apart.
func TestRows(t *testing.T) {
	exported := exportedNames(t)
	rows := alg.Rows()
	for i, r := range rows {
		if r.Base.Class() != r.Class || r.Class == alg.ClassNone {
			t.Errorf("%s is of class %v, and its value of class %v", r.Name, r.Class, r.Base.Class())
		}
		if !exported[r.GoName] {
			t.Errorf("%s: this package has no %s", r.Name, r.GoName)
		}
		if (r.Params&alg.TakesHash != 0) != (r.Hashes != 0) || (r.Params&alg.TakesTagLength != 0) != (r.Tags != 0) ||
			(r.Params&alg.TakesMACLength != 0) != (r.MinLength != 0) || r.Params&alg.TakesAnyHash != 0 && r.Params&alg.TakesHash == 0 {
			t.Errorf("%s: the parameters do not agree", r.Name)
		}
		if takesKey := r.Class != alg.ClassHash && r.Class != alg.ClassXOF; takesKey != (r.Keys != 0) {
			t.Errorf("%s takes the keys %v", r.Name, r.Keys)
		}
		if (r.Class == alg.ClassHash) != (r.Digest.Length != 0) || r.Digest.Length > alg.HashMaxSize {
			t.Errorf("%s has a hash of %d bytes", r.Name, r.Digest.Length)
		}
		if r.Wildcard && !r.Base.IsWildcard() || r.Since == "" || r.Legacy && r.Note == "" {
			t.Errorf("%s: %+v", r.Name, r)
		}
		for _, other := range rows[:i] {
			if r.Name == other.Name || r.CName == other.CName || r.GoName == other.GoName {
				t.Errorf("%s and %s share a name", r.Name, other.Name)
			}
			// A row without a hash may stand in the place of a row with hashes at its hash of 0, as ECDSAAny does, or at one hash.
			if r.Base == other.Base && r.Params&alg.TakesHash == other.Params&alg.TakesHash {
				t.Errorf("%s and %s share a value", r.Name, other.Name)
			}
		}
	}
}

// exportedNames are the constants and functions that this package exports.
func exportedNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for _, file := range []string{"alg.go", "construct.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[d.Name.Name] = d.Name.IsExported()
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok {
						for _, n := range v.Names {
							names[n.Name] = n.IsExported()
						}
					}
				}
			}
		}
	}
	return names
}

// TestAll: every algorithm that All yields is valid, comes once, and belongs to the row that yields it.
func TestAll(t *testing.T) {
	n, seen := 0, map[alg.Algorithm]bool{}
	for a := range alg.All() {
		n++
		if reason, ok := a.Check(); !ok {
			t.Errorf("0x%08x: %s", uint32(a), reason)
		}
		if seen[a] && !a.IsMAC() {
			t.Errorf("%v comes twice", a)
		}
		seen[a] = true
	}
	for _, r := range alg.Rows() {
		if !r.Wildcard && r.Params == 0 && !seen[r.Base] {
			t.Errorf("%s is missing", r.Name)
		}
		for a := range alg.Examples(r) {
			if got, ok := alg.RowOf(a); !ok || got.CName != r.CName || (a^r.Base)&r.Mask() != 0 {
				t.Errorf("0x%08x is of the row %s, not %s", uint32(a), got.CName, r.CName)
			}
		}
	}
	if n < 800 {
		t.Errorf("only %d algorithms", n)
	}
	for range alg.All() {
		break // stopping early must not panic
	}
}

// predicates says of which rows the algorithms are for which a predicate holds, wildcards left out: some macros do not hold for those.
var predicates = []struct {
	name string
	is   func(alg.Algorithm) bool
	rows string
}{
	{"IsBLAKE2Hash", alg.Algorithm.IsBLAKE2Hash, "BLAKE2S_HASH256 BLAKE2SP_HASH256 BLAKE2B_HASH512 BLAKE2BP_HASH512"},
	{"IsHMAC", alg.Algorithm.IsHMAC, "HMAC"},
	{"IsBLAKE2MAC", alg.Algorithm.IsBLAKE2MAC, "BLAKE2_MAC"},
	{"IsBlockCipherMAC", alg.Algorithm.IsBlockCipherMAC, "CBC_MAC CMAC"},
	{"IsStreamCipher", alg.Algorithm.IsStreamCipher, "STREAM_CIPHER CTR CFB OFB CCM_STAR_NO_TAG"},
	{"IsAEADOnBlockCipher", alg.Algorithm.IsAEADOnBlockCipher, "CCM GCM"},
	{"IsKeyDerivationStretching", alg.Algorithm.IsKeyDerivationStretching, "PBKDF2_HMAC PBKDF2_AES_CMAC_PRF_128 WPA3_SAE_H2E"},
	{"IsHKDF", alg.Algorithm.IsHKDF, "HKDF"},
	{"IsHKDFExtract", alg.Algorithm.IsHKDFExtract, "HKDF_EXTRACT"},
	{"IsHKDFExpand", alg.Algorithm.IsHKDFExpand, "HKDF_EXPAND"},
	{"IsSP800108CounterHMAC", alg.Algorithm.IsSP800108CounterHMAC, "SP800_108_COUNTER_HMAC"},
	{"IsTLS12PRF", alg.Algorithm.IsTLS12PRF, "TLS12_PRF"},
	{"IsTLS12PSKToMS", alg.Algorithm.IsTLS12PSKToMS, "TLS12_PSK_TO_MS"},
	{"IsPBKDF2HMAC", alg.Algorithm.IsPBKDF2HMAC, "PBKDF2_HMAC"},
	{"IsWPA3SAEH2E", alg.Algorithm.IsWPA3SAEH2E, "WPA3_SAE_H2E"},
	{"IsFFDH", alg.Algorithm.IsFFDH, "FFDH"},
	{"IsECDH", alg.Algorithm.IsECDH, "ECDH"},
	{"IsRSAOAEP", alg.Algorithm.IsRSAOAEP, "RSA_OAEP"},
	{"IsJPAKE", alg.Algorithm.IsJPAKE, "JPAKE"},
	{"IsSPAKE2P", alg.Algorithm.IsSPAKE2P, "SPAKE2P_HMAC SPAKE2P_CMAC SPAKE2P_MATTER"},
	{"IsSPAKE2PHMAC", alg.Algorithm.IsSPAKE2PHMAC, "SPAKE2P_HMAC"},
	{"IsSPAKE2PCMAC", alg.Algorithm.IsSPAKE2PCMAC, "SPAKE2P_CMAC"},
	{"IsWPA3SAE", alg.Algorithm.IsWPA3SAE, "WPA3_SAE_FIXED WPA3_SAE_GDH"},
	{"IsWPA3SAEFixed", alg.Algorithm.IsWPA3SAEFixed, "WPA3_SAE_FIXED"},
	{"IsWPA3SAEGDH", alg.Algorithm.IsWPA3SAEGDH, "WPA3_SAE_GDH"},
	{"IsRSAPKCS1V15Sign", alg.Algorithm.IsRSAPKCS1V15Sign, "RSA_PKCS1V15_SIGN RSA_PKCS1V15_SIGN_RAW"},
	{"IsRSAPSS", alg.Algorithm.IsRSAPSS, "RSA_PSS RSA_PSS_ANY_SALT"},
	{"IsRSAPSSAnySalt", alg.Algorithm.IsRSAPSSAnySalt, "RSA_PSS_ANY_SALT"},
	{"IsRSAPSSStandardSalt", alg.Algorithm.IsRSAPSSStandardSalt, "RSA_PSS"},
	{"IsECDSA", alg.Algorithm.IsECDSA, "ECDSA ECDSA_ANY DETERMINISTIC_ECDSA"},
	{"IsDeterministicECDSA", alg.Algorithm.IsDeterministicECDSA, "DETERMINISTIC_ECDSA"},
	{"IsRandomizedECDSA", alg.Algorithm.IsRandomizedECDSA, "ECDSA ECDSA_ANY"},
	{"IsHashEdDSA", alg.Algorithm.IsHashEdDSA, "ED25519PH ED448PH"},
	{"IsSLHDSA", alg.Algorithm.IsSLHDSA, "SLH_DSA DETERMINISTIC_SLH_DSA"},
	{"IsHashSLHDSA", alg.Algorithm.IsHashSLHDSA, "HASH_SLH_DSA DETERMINISTIC_HASH_SLH_DSA"},
	{"IsDeterministicHashSLHDSA", alg.Algorithm.IsDeterministicHashSLHDSA, "DETERMINISTIC_HASH_SLH_DSA"},
	{"IsHedgedHashSLHDSA", alg.Algorithm.IsHedgedHashSLHDSA, "HASH_SLH_DSA"},
	{"IsMLDSA", alg.Algorithm.IsMLDSA, "ML_DSA DETERMINISTIC_ML_DSA"},
	{"IsHashMLDSA", alg.Algorithm.IsHashMLDSA, "HASH_ML_DSA DETERMINISTIC_HASH_ML_DSA"},
	{"IsDeterministicHashMLDSA", alg.Algorithm.IsDeterministicHashMLDSA, "DETERMINISTIC_HASH_ML_DSA"},
	{"IsHedgedHashMLDSA", alg.Algorithm.IsHedgedHashMLDSA, "HASH_ML_DSA"},
	{"SignSupportsContext", alg.Algorithm.SignSupportsContext, "EDDSA_CTX ED25519PH ED448PH SLH_DSA DETERMINISTIC_SLH_DSA HASH_SLH_DSA " +
		"DETERMINISTIC_HASH_SLH_DSA ML_DSA DETERMINISTIC_ML_DSA HASH_ML_DSA DETERMINISTIC_HASH_ML_DSA"},
	{"IsSignHash", alg.Algorithm.IsSignHash, "RSA_PKCS1V15_SIGN RSA_PKCS1V15_SIGN_RAW RSA_PSS RSA_PSS_ANY_SALT ECDSA ECDSA_ANY DETERMINISTIC_ECDSA " +
		"ED25519PH ED448PH HASH_SLH_DSA DETERMINISTIC_HASH_SLH_DSA HASH_ML_DSA DETERMINISTIC_HASH_ML_DSA"},
	{"IsSignMessage", alg.Algorithm.IsSignMessage, "RSA_PKCS1V15_SIGN RSA_PSS RSA_PSS_ANY_SALT ECDSA DETERMINISTIC_ECDSA PURE_EDDSA EDDSA_CTX " +
		"ED25519PH ED448PH SLH_DSA DETERMINISTIC_SLH_DSA HASH_SLH_DSA DETERMINISTIC_HASH_SLH_DSA ML_DSA DETERMINISTIC_ML_DSA HASH_ML_DSA " +
		"DETERMINISTIC_HASH_ML_DSA LMS HSS XMSS XMSS_MT"},
}

// TestPredicatesAgainstRows: the predicates, which are bit tests, hold for the algorithms of the rows that they are about, and for no others.
func TestPredicatesAgainstRows(t *testing.T) {
	for _, p := range predicates {
		rows := " " + p.rows + " "
		for _, r := range alg.Rows() {
			for a := range alg.Examples(r) {
				if a.IsWildcard() {
					continue
				}
				want := strings.Contains(rows, " "+strings.TrimPrefix(r.CName, "PSA_ALG_")+" ")
				if p.is(a) != want {
					t.Errorf("%v: %s is %v", a, p.name, !want)
				}
			}
		}
	}
}

func TestClasses(t *testing.T) {
	is := map[alg.Class]func(alg.Algorithm) bool{
		alg.ClassHash: alg.Algorithm.IsHash, alg.ClassXOF: alg.Algorithm.IsXOF, alg.ClassMAC: alg.Algorithm.IsMAC,
		alg.ClassCipher: alg.Algorithm.IsCipher, alg.ClassAEAD: alg.Algorithm.IsAEAD, alg.ClassKeyWrap: alg.Algorithm.IsKeyWrap,
		alg.ClassKeyDerivation: alg.Algorithm.IsKeyDerivation, alg.ClassSign: alg.Algorithm.IsSign,
		alg.ClassAsymmetricEncryption: alg.Algorithm.IsAsymmetricEncryption, alg.ClassKeyAgreement: alg.Algorithm.IsKeyAgreement,
		alg.ClassKeyEncapsulation: alg.Algorithm.IsKeyEncapsulation, alg.ClassPAKE: alg.Algorithm.IsPAKE,
	}
	used := map[alg.Class]bool{}
	for a := range alg.All() {
		used[a.Class()] = true
		for class, f := range is {
			if f(a) != (a.Class() == class) {
				t.Errorf("%v is of class %v, and the predicate of %v says %v", a, a.Class(), class, f(a))
			}
		}
	}
	if len(used) != len(is) {
		t.Errorf("%d classes are used, of %d", len(used), len(is))
	}
	if alg.None.Class() != alg.ClassNone || alg.Algorithm(0x7f000000).Class() != alg.ClassNone {
		t.Error("what is no algorithm has a class")
	}
	if alg.ClassKeyAgreement.String() != "key agreement" || alg.Class(99).String() != "unknown class" {
		t.Error("the names of classes are wrong")
	}
}

func TestWildcards(t *testing.T) {
	for a := range alg.All() {
		_, any := strings.CutSuffix(a.String(), "(ANY)")
		want := any || strings.Contains(a.String(), ">=") || a == alg.CCMStarAnyTag || a == alg.WPA3SAEAny
		if a.IsWildcard() != want || a.IsSpecific() == want {
			t.Errorf("%v: wildcard %v, specific %v", a, a.IsWildcard(), a.IsSpecific())
		}
	}
	if alg.None.IsSpecific() {
		t.Error("None is specific")
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		want string // a part of the reason; "" when it is valid
	}{
		{alg.GCM, ""}, {alg.None, "no algorithm"}, {alg.AnyHash, "by itself"}, {0x02000006, "not an algorithm"}, {0x80000001, "not an algorithm"},
		{0x84400100, "not an algorithm"}, {0x01000000, "not an algorithm"}, {0x04c01001, "not an algorithm"}, {0x06004801, "not an algorithm"},
		// "invalid as it has an invalid tag-length for GCM"; "invalid as SPAKE2+ does have SHA-1 in any cipher-suite" (psa_check_key_usage)
		{alg.AEADWithShortenedTag(alg.GCM, 9), "4, 8, 12, 13, 14, 15 or 16"},
		{alg.SPAKE2PHMAC(alg.SHA1), "only with SHA-256 or SHA-512"},
		{alg.AEADWithShortenedTag(alg.CCM, 6), ""}, {alg.AEADWithShortenedTag(alg.CCM, 13), "4, 6, 8, 10, 12, 14 or 16"},
		{alg.AEADWithShortenedTag(alg.ChaCha20Poly1305, 12), "16"}, {alg.AEADWithShortenedTag(alg.AsconAEAD128, 5), ""},
		{alg.AEADWithShortenedTag(alg.AsconAEAD128, 3), "bytes, not 3"}, {alg.AEADWithShortenedTag(alg.GCM, 0), "not 0"},
		{alg.AEADWithAtLeastThisLengthTag(alg.GCM, 9), ""}, {alg.AEADWithAtLeastThisLengthTag(alg.GCM, 0), "1 to 16"},
		{alg.AEADWithAtLeastThisLengthTag(alg.GCM, 17), "1 to 16"},
		{alg.HMAC(alg.None), "HMAC needs a hash"}, {alg.HMAC(alg.AnyHash), "can't have ANY"}, {alg.HMAC(alg.SHAKE256_512), "does not go with"},
		{alg.HMAC(alg.AsconHash256), "does not go with"}, {alg.HMAC(0x020000fe), "does not go with"}, {alg.HKDF(alg.BLAKE2spHash256), "does not go with"},
		{alg.BLAKE2MAC(alg.SHA256), "BLAKE2s-256"}, {alg.BLAKE2MAC(alg.BLAKE2bpHash512), ""},
		{alg.TruncatedMAC(alg.HMAC(alg.SHA256), 32), ""}, {alg.TruncatedMAC(alg.HMAC(alg.SHA256), 33), "at most 32"},
		{alg.TruncatedMAC(alg.HMAC(alg.SHA256), 3), "4 bytes or more"}, {alg.AtLeastThisLengthMAC(alg.HMAC(alg.SHA256), 1), ""},
		{alg.AtLeastThisLengthMAC(alg.HMAC(alg.SHA256), 33), "at most 32"}, {alg.AtLeastThisLengthMAC(alg.CMAC, 0), "1 to 16"},
		{alg.AtLeastThisLengthMAC(alg.CMAC, 17), "at most 16"}, {alg.TruncatedMAC(alg.BLAKE2MAC(alg.BLAKE2sHash256), 1), ""},
		{alg.RSAPKCS1V15Sign(alg.AESMMOZigbee), "does not go with"}, {alg.RSAPKCS1V15Sign(alg.AnyHash), ""}, {alg.RSAPKCS1V15Sign(alg.None), ""},
		{alg.DeterministicECDSA(alg.None), "needs a hash"}, {alg.DeterministicECDSA(alg.SHAKE128_256), "does not go with"},
		{alg.ECDSA(alg.None), ""}, {alg.HashMLDSA(alg.SHA1), "does not go with"}, {alg.HashSLHDSA(alg.SHAKE256_512), ""},
		{alg.HashMLDSA(alg.None), "needs a hash"}, {alg.RSAOAEP(alg.AnyHash), "can't have ANY"}, {alg.TLS12PRF(alg.SHA512), "SHA-256 or SHA-384"},
		{alg.JPAKE(alg.None), "needs a hash, as J-PAKE(SHA-256)"}, {alg.WPA3SAEH2E(alg.AnyHash), ""}, {alg.WPA3SAEFixed(alg.AnyHash), "can't have ANY"},
		{alg.BLAKE2MAC(alg.None), "as BLAKE2-MAC(BLAKE2s-256)"},
		{alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), ""}, {alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.AnyHash)), "can't be combined"},
		{alg.KeyAgreement(alg.ECDH, 0x08000000), ""}, {alg.KeyAgreement(alg.FFDH, 0x08000900), "can't be combined"},
		{alg.KeyAgreement(alg.ECDH, alg.WPA3SAEH2E(alg.AnyHash)), "wildcard"}, {alg.ECDH | alg.FFDH, "not an algorithm"},
		{alg.CCMStarAnyTag, ""}, {alg.WPA3SAEAny, ""},
	} {
		reason, ok := c.a.Check()
		if ok != (c.want == "") || ok != c.a.Valid() || !strings.Contains(reason, c.want) || ok != (reason == "") {
			t.Errorf("0x%08x: %v, %q; want %q", uint32(c.a), ok, reason, c.want)
		}
	}
}

// TestHashTables is the table "Hash algorithms that can be used with HMAC", and the blocks and lengths of the standards for the others.
func TestHashTables(t *testing.T) {
	for _, c := range []struct {
		h             alg.Algorithm
		block, length int
		hmac          bool
	}{
		{alg.AESMMOZigbee, 16, 16, true}, {alg.MD2, 16, 16, true}, {alg.MD4, 64, 16, true}, {alg.MD5, 64, 16, true}, {alg.RIPEMD160, 64, 20, true},
		{alg.SHA1, 64, 20, true}, {alg.SHA224, 64, 28, true}, {alg.SHA256, 64, 32, true}, {alg.SHA384, 128, 48, true}, {alg.SHA512, 128, 64, true},
		{alg.SHA512_224, 128, 28, true}, {alg.SHA512_256, 128, 32, true}, {alg.SHA3_224, 144, 28, true}, {alg.SHA3_256, 136, 32, true},
		{alg.SHA3_384, 104, 48, true}, {alg.SHA3_512, 72, 64, true}, {alg.SM3, 64, 32, true}, {alg.BLAKE2sHash256, 64, 32, true},
		{alg.BLAKE2bHash512, 128, 64, true},
		// FIPS 202, table 3; SP 800-232, section 5.1; the BLAKE2 paper, section 2.10: the leaves of BLAKE2sp and BLAKE2bp are 8 and 4.
		{alg.SHA256_192, 64, 24, false}, {alg.SHAKE128_256, 168, 32, false}, {alg.SHAKE256_192, 136, 24, false}, {alg.SHAKE256_256, 136, 32, false},
		{alg.SHAKE256_512, 136, 64, false}, {alg.AsconHash256, 8, 32, false}, {alg.BLAKE2spHash256, 8 * 64, 32, false},
		{alg.BLAKE2bpHash512, 4 * 128, 64, false},
	} {
		if c.h.HashBlockLength() != c.block || c.h.HashLength() != c.length || alg.HMAC(c.h).Valid() != c.hmac {
			t.Errorf("%v: block %d, length %d, HMAC %v", c.h, c.h.HashBlockLength(), c.h.HashLength(), alg.HMAC(c.h).Valid())
		}
	}
}

func TestRowsAreCopies(t *testing.T) {
	rows := alg.Rows()
	for i := range rows {
		rows[i].Base, rows[i].Name = 0, "changed"
	}
	if alg.GCM.String() != "GCM" {
		t.Error("a change of the copy changes the table")
	}
	if _, ok := alg.RowOf(0x01000000); ok {
		t.Error("what is no algorithm has a row")
	}
}

func TestKeySet(t *testing.T) {
	r, _ := alg.RowOf(alg.ECDH)
	n := 0
	for kt := range r.Keys.Types() {
		n++
		if !kt.IsECCKeyPair() || kt.Family() == keytype.TwistedEdwards {
			t.Errorf("ECDH takes a key of type %v", kt)
		}
	}
	if n != 9 {
		t.Errorf("ECDH takes %d types of keys, want 9", n)
	}
	if got := alg.KeySet(0).String(); got != "no key" {
		t.Errorf("the empty set is %q", got)
	}
	// Every type is of one kind, and every kind has a type and words.
	var all alg.KeySet
	for _, kt := range keytype.All() {
		var of []string
		for bit := range 64 {
			if s := alg.KeySet(1) << bit; s.Has(kt) {
				of = append(of, s.String())
				all |= s
			}
		}
		if len(of) != 1 {
			t.Errorf("%v is of the kinds %q", kt, of)
		}
	}
	if all != alg.KeySPAKE2PPublic<<1-1 {
		t.Errorf("the kinds %b have types", all)
	}
}
