package alg_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name string
		want alg.Algorithm
	}{
		// canonical names, in other case and with spaces
		{"GCM", alg.GCM}, {"gcm", alg.GCM}, {" Gcm ", alg.GCM}, {"GCM(tag=8)", tag(alg.GCM, 8)}, {"gcm( TAG >= 8 )", leastTag(alg.GCM, 8)},
		{"HMAC(SHA-256)", alg.HMAC(alg.SHA256)}, {"hmac(sha-256)", alg.HMAC(alg.SHA256)}, {"HMAC(SHA-256,len=16)", mac(alg.HMAC(alg.SHA256), 16)},
		{"hmac( sha256 , len>=16 )", leastMAC(alg.HMAC(alg.SHA256), 16)}, {"HMAC(len=16,SHA-256)", mac(alg.HMAC(alg.SHA256), 16)},
		{"CMAC(len=8)", mac(alg.CMAC, 8)}, {"ECDSA(ANY)", alg.ECDSA(alg.AnyHash)}, {"ECDSA(any)", alg.ECDSA(alg.AnyHash)}, {"ECDSA-raw", alg.ECDSAAny},
		{"ECDH+HKDF(SHA-256)", alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))}, {"ecdh + hkdf-sha256", alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))},
		{"FFDH+PBKDF2-AES-CMAC-PRF-128", alg.KeyAgreement(alg.FFDH, alg.PBKDF2AESCMACPRF128)}, {"SPAKE2+-HMAC(SHA-256)", alg.SPAKE2PHMAC(alg.SHA256)},
		{"CCM*-no-tag", alg.CCMStarNoTag}, {"CCM*-any-tag", alg.CCMStarAnyTag}, {"SHA-512/256", alg.SHA512_256}, {"none", alg.None}, {"ANY", alg.AnyHash},

		// people's names
		{"ecdsa-sha256", alg.ECDSA(alg.SHA256)}, {"hmac-sha256", alg.HMAC(alg.SHA256)}, {"HMAC-SHA-512/256", alg.HMAC(alg.SHA512_256)}, {"hmac_sha3_256", alg.HMAC(alg.SHA3_256)},
		{"aes-gcm", alg.GCM}, {"AES-256-GCM", alg.GCM}, {"aes-cbc", alg.CBCPKCS7}, {"cbc", alg.CBCPKCS7}, {"aes-128-ctr", alg.CTR}, {"aria-ccm", alg.CCM},
		{"3des-cbc", alg.CBCPKCS7}, {"aes-cmac", alg.CMAC}, {"aes-kw", alg.KW}, {"aes-xts", alg.XTS}, {"aes-ccm-8", tag(alg.CCM, 8)}, {"aes-mmo", alg.AESMMOZigbee},
		{"rsa-pss-sha256", alg.RSAPSS(alg.SHA256)}, {"rsa-oaep-sha256", alg.RSAOAEP(alg.SHA256)}, {"rsassa-pss(sha512)", alg.RSAPSS(alg.SHA512)},
		{"rsa-pkcs1v15-sha256", alg.RSAPKCS1V15Sign(alg.SHA256)}, {"chacha20-poly1305", alg.ChaCha20Poly1305}, {"chacha20", alg.StreamCipher},
		{"pbkdf2-hmac-sha256", alg.PBKDF2HMAC(alg.SHA256)}, {"pbkdf2-sha512", alg.PBKDF2HMAC(alg.SHA512)}, {"hkdf-expand-sha256", alg.HKDFExpand(alg.SHA256)},
		{"sha256", alg.SHA256}, {"SHA2-256", alg.SHA256}, {"sha-1", alg.SHA1}, {"blake2b", alg.BLAKE2bHash512}, {"shake256", alg.SHAKE256}, {"shake256/512", alg.SHAKE256_512},
		{"ed25519", alg.PureEdDSA}, {"eddsa", alg.PureEdDSA}, {"ed25519ph", alg.Ed25519ph}, {"x25519", alg.ECDH}, {"ml-dsa-65", alg.MLDSA}, {"ml-kem-768", alg.MLKEM},
		{"es256", alg.ECDSA(alg.SHA256)}, {"RS512", alg.RSAPKCS1V15Sign(alg.SHA512)}, {"PS384", alg.RSAPSS(alg.SHA384)}, {"HS256", alg.HMAC(alg.SHA256)},
		{"hmac-sha256(len>=8)", leastMAC(alg.HMAC(alg.SHA256), 8)}, {"spake2plus-hmac-sha512", alg.SPAKE2PHMAC(alg.SHA512)}, {"ecjpake-sha256", alg.JPAKE(alg.SHA256)},

		// C
		{"PSA_ALG_GCM", alg.GCM}, {"psa_alg_gcm", alg.GCM}, {"PSA_ALG_HMAC(PSA_ALG_SHA_256)", alg.HMAC(alg.SHA256)}, {"PSA_ALG_NONE", alg.None},
		{"PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8)", tag(alg.GCM, 8)}, {"PSA_ALG_ECDSA(PSA_ALG_ANY_HASH)", alg.ECDSA(alg.AnyHash)},
		{"PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256),16)", leastMAC(alg.HMAC(alg.SHA256), 16)},
		{"PSA_ALG_KEY_AGREEMENT( PSA_ALG_ECDH , PSA_ALG_HKDF( PSA_ALG_SHA_256 ) )", alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))},
		{"PSA_ALG_FULL_LENGTH_MAC(PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 8))", alg.CMAC}, {"PSA_ALG_ECDSA_ANY", alg.ECDSAAny},
		{"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 4))", alg.CCM},

		// numbers, of what is no algorithm too
		{"0x03800009", alg.HMAC(alg.SHA256)}, {"0X5500200", alg.GCM}, {"0xffffffff", 0xffffffff},
	} {
		if got, err := alg.Parse(c.name); got != c.want || err != nil {
			t.Errorf("%q: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"", "empty"}, {strings.Repeat("(", 300), "too long"}, {"gmc", `did you mean "GCM"?`}, {"ecdsa-sha265", `"ECDSA(SHA-256)"`},
		{"PSA_ALG_GCN", `"PSA_ALG_GCM"`}, {"ecdsa-any", `"ECDSA(ANY)"`}, {"rsa", `"RSA-PSS"`}, {"qqqqqqqq", "named like GCM"},
		{"ecdsa", "ECDSA needs a hash, as ECDSA(SHA-256)"}, {"rsa-pkcs1v15", "RSA-PKCS1v15 needs a hash"}, {"hmac(len=8)", "HMAC needs a hash"},
		{"ecdh+hkdf", "HKDF needs a hash"}, {"GCM(tag=9)", "4, 8, 12, 13, 14, 15 or 16"}, {"gcm(len=8)", "tag=8"}, {"hmac(sha256,tag=8)", "len=8"},
		{"gcm(tag=x)", "from 1 to 63"}, {"gcm(tag=0)", "from 1 to 63"}, {"gcm(tag=99)", "from 1 to 63"}, {"ctr(tag=8)", "takes no length"}, {"gcm(sha256)", "takes no hash"},
		{"hmac(sha-265)", `"SHA-256"`}, {"hmac(gcm)", "not a hash"}, {"hmac(sha256,sha1)", "already"}, {"hmac()", "not a hash"}, {"hmac(sha256", "closing parenthesis"},
		{"hmac(any)", "can't have ANY"}, {"hmac-sha256(sha1)", "already"}, {"HMAC(SHA-256,len=40)", "at most 32"}, {"spake2+-hmac(sha1)", "SHA-256 or SHA-512"},
		{"ECDH+HMAC(SHA-256)", "key derivation"}, {"ECDH+nonsense", "not an algorithm"}, {"ECDH+WPA3-SAE-H2E(ANY)", "wildcard"}, {"HKDF(SHA-256)+ECDH", "closing parenthesis"},
		{"none(5)", "not an algorithm"}, {"0x123456789", "up to 8 hexadecimal digits"}, {"0x", "up to 8 hexadecimal digits"},
		{"PSA_ALG_HMAC", "takes 1 arguments, not 0"}, {"PSA_ALG_HMAC(PSA_ALG_GCM)", "takes a hash"}, {"PSA_ALG_HMAC(5)", "takes an algorithm"},
		{"PSA_ALG_HMAC(PSA_ALG_SHA_256, 5)", "takes 1 arguments, not 2"}, {"PSA_ALG_GCM()", "takes no arguments"}, {"PSA_ALG_HMAC(PSA_ALG_NONE)", "takes a hash"},
		{"PSA_ALG_TRUNCATED_MAC(PSA_ALG_GCM, 8)", "does not take GCM"}, {"PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 64)", "1 to 63"},
		{"PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC)", "takes 2 arguments"}, {"PSA_ALG_FULL_LENGTH_MAC(PSA_ALG_GCM)", "does not take GCM"},
		{"PSA_ALG_KEY_AGREEMENT(PSA_ALG_HKDF(PSA_ALG_SHA_256), PSA_ALG_ECDH)", "key agreement and a key derivation"},
		{"PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, 7)", "takes an algorithm"}, {"PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CHACHA20_POLY1305, 8)", "16 bytes, not 8"},
	} {
		got, err := alg.Parse(c.name)
		if err == nil || !strings.Contains(err.Error(), c.want) || got != alg.None {
			t.Errorf("%q: %v, %v; want an error with %q", c.name, got, err, c.want)
		}
	}
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		a           alg.Algorithm
		name, cName string
	}{
		{alg.GCM, "GCM", "PSA_ALG_GCM"},
		{tag(alg.GCM, 8), "GCM(tag=8)", "PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8)"},
		{leastTag(alg.GCM, 8), "GCM(tag>=8)", "PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 8)"},
		{leastTag(alg.GCM, 16), "GCM(tag>=16)", "PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 16)"},
		{alg.HMAC(alg.SHA256), "HMAC(SHA-256)", "PSA_ALG_HMAC(PSA_ALG_SHA_256)"},
		{mac(alg.HMAC(alg.SHA256), 16), "HMAC(SHA-256,len=16)", "PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 16)"},
		{leastMAC(alg.CMAC, 4), "CMAC(len>=4)", "PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(PSA_ALG_CMAC, 4)"},
		{alg.ECDSA(alg.AnyHash), "ECDSA(ANY)", "PSA_ALG_ECDSA(PSA_ALG_ANY_HASH)"},
		{alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), "ECDH+HKDF(SHA-256)", "PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256))"},
		{alg.None, "none", "PSA_ALG_NONE"}, {alg.AnyHash, "ANY", "PSA_ALG_ANY_HASH"}, {tag(alg.GCM, 9), "0x05490200", "0x05490200"}, {0x80000001, "0x80000001", "0x80000001"},
	} {
		if c.a.String() != c.name || c.a.CName() != c.cName {
			t.Errorf("%s, %s; want %s, %s", c.a.String(), c.a.CName(), c.name, c.cName)
		}
	}
}

func TestNamesParse(t *testing.T) {
	seen := map[string]alg.Algorithm{}
	for a := range alg.All() {
		name, cName, number := a.String(), a.CName(), fmt.Sprintf("0x%08x", uint32(a))
		for _, s := range []string{name, strings.ToLower(name), strings.ToUpper(name), cName, strings.ToLower(cName), number} {
			if got, err := alg.Parse(s); got != a || err != nil {
				t.Errorf("Parse(%q) = %v, %v; want %v", s, got, err, a)
			}
		}
		if other, ok := seen[name]; ok && other != a {
			t.Errorf("%q is the name of two algorithms", name)
		}
		seen[name] = a
	}
	for _, r := range alg.Rows() {
		for alias := range strings.FieldsSeq(r.Aliases) {
			if strings.ToLower(alias) != alias || strings.Trim(alias, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
				t.Errorf("the alias %q of %s has letters that no folded name has", alias, r.Name)
			}
			s := alias
			if r.Params&alg.TakesHash != 0 {
				s += "(" + r.Hashes.Hashes()[0].String() + ")"
			}
			if got, err := alg.Parse(s); err != nil || got != r.Base|got&0xff {
				t.Errorf("the alias %q of %s parses to %v, %v", alias, r.Name, got, err)
			}
		}
	}
}

// FuzzParse: no text panics, and every algorithm that a text gives has names that give it back.
func FuzzParse(f *testing.F) {
	for a := range alg.All() {
		f.Add(a.String(), uint32(a))
		f.Add(a.CName(), ^uint32(a))
	}
	f.Add("aes-256-gcm", uint32(1))
	f.Add("ecdh+hkdf-sha256(", uint32(0x7fffffff))
	f.Fuzz(func(t *testing.T, s string, value uint32) {
		a, err := alg.Parse(s)
		if err != nil && a != alg.None {
			t.Fatalf("%q gives %v beside an error", s, a)
		}
		for _, a := range []alg.Algorithm{a, alg.Algorithm(value)} {
			for _, name := range []string{a.String(), a.CName()} {
				if again, err := alg.Parse(name); again != a || err != nil {
					t.Fatalf("0x%08x has the name %q, which gives %v, %v", uint32(a), name, again, err)
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := alg.Parse("ECDSA(SHA-256)"); err != nil {
			b.Fatal(err)
		}
	}
}
