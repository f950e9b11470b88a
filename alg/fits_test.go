package alg_test

import (
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// compatible is the lists "Compatible key types" of the specification's pages, of the names without PSA_ALG_ and PSA_KEY_TYPE_. In the place of a curve
// family stand W for all Weierstrass families, M for Montgomery and E for twisted Edwards curves.
const compatible = `
HMAC: HMAC
CBC_MAC: AES ARIA DES CAMELLIA SM4
CMAC: AES ARIA DES CAMELLIA SM4
BLAKE2_MAC: BLAKE2
STREAM_CIPHER: ARC4 CHACHA20 XCHACHA20
CTR: AES ARIA DES CAMELLIA SM4
CCM_STAR_NO_TAG: AES ARIA CAMELLIA SM4
CFB: AES ARIA DES CAMELLIA SM4
OFB: AES ARIA DES CAMELLIA SM4
XTS: AES ARIA DES CAMELLIA SM4
ECB_NO_PADDING: AES ARIA DES CAMELLIA SM4
CBC_NO_PADDING: AES ARIA DES CAMELLIA SM4
CBC_PKCS7: AES ARIA DES CAMELLIA SM4
CCM: AES ARIA CAMELLIA SM4
GCM: AES ARIA CAMELLIA SM4
CHACHA20_POLY1305: CHACHA20
XCHACHA20_POLY1305: XCHACHA20
ASCON_AEAD128: ASCON
KW: AES ARIA CAMELLIA SM4
KWP: AES ARIA CAMELLIA SM4
HKDF: DERIVE RAW_DATA
HKDF_EXTRACT: DERIVE RAW_DATA
HKDF_EXPAND: DERIVE RAW_DATA
SP800_108_COUNTER_HMAC: HMAC DERIVE RAW_DATA
SP800_108_COUNTER_CMAC: AES ARIA CAMELLIA SM4 RAW_DATA
TLS12_PRF: DERIVE RAW_DATA
TLS12_PSK_TO_MS: DERIVE RAW_DATA
TLS12_ECJPAKE_TO_PMS: DERIVE
PBKDF2_HMAC: DERIVE PASSWORD PEPPER RAW_DATA PASSWORD_HASH
PBKDF2_AES_CMAC_PRF_128: DERIVE PASSWORD PEPPER RAW_DATA PASSWORD_HASH
RSA_PKCS1V15_SIGN: RSA_KEY_PAIR RSA_PUBLIC_KEY
RSA_PKCS1V15_SIGN_RAW: RSA_KEY_PAIR RSA_PUBLIC_KEY
RSA_PSS: RSA_KEY_PAIR RSA_PUBLIC_KEY
RSA_PSS_ANY_SALT: RSA_KEY_PAIR RSA_PUBLIC_KEY
ECDSA: ECC_KEY_PAIR/W ECC_PUBLIC_KEY/W
ECDSA_ANY: ECC_KEY_PAIR/W ECC_PUBLIC_KEY/W
DETERMINISTIC_ECDSA: ECC_KEY_PAIR/W ECC_PUBLIC_KEY/W
PURE_EDDSA: ECC_KEY_PAIR/E ECC_PUBLIC_KEY/E
EDDSA_CTX: ECC_KEY_PAIR/E ECC_PUBLIC_KEY/E
ED25519PH: ECC_KEY_PAIR/E ECC_PUBLIC_KEY/E
ED448PH: ECC_KEY_PAIR/E ECC_PUBLIC_KEY/E
SLH_DSA: SLH_DSA_KEY_PAIR SLH_DSA_PUBLIC_KEY
DETERMINISTIC_SLH_DSA: SLH_DSA_KEY_PAIR SLH_DSA_PUBLIC_KEY
HASH_SLH_DSA: SLH_DSA_KEY_PAIR SLH_DSA_PUBLIC_KEY
DETERMINISTIC_HASH_SLH_DSA: SLH_DSA_KEY_PAIR SLH_DSA_PUBLIC_KEY
ML_DSA: ML_DSA_KEY_PAIR ML_DSA_PUBLIC_KEY
DETERMINISTIC_ML_DSA: ML_DSA_KEY_PAIR ML_DSA_PUBLIC_KEY
HASH_ML_DSA: ML_DSA_KEY_PAIR ML_DSA_PUBLIC_KEY
DETERMINISTIC_HASH_ML_DSA: ML_DSA_KEY_PAIR ML_DSA_PUBLIC_KEY
LMS: LMS_PUBLIC_KEY
HSS: HSS_PUBLIC_KEY
XMSS: XMSS_PUBLIC_KEY
XMSS_MT: XMSS_MT_PUBLIC_KEY
RSA_PKCS1V15_CRYPT: RSA_KEY_PAIR RSA_PUBLIC_KEY
RSA_OAEP: RSA_KEY_PAIR RSA_PUBLIC_KEY
FFDH: DH_KEY_PAIR
ECDH: ECC_KEY_PAIR/W ECC_KEY_PAIR/M
ECIES_SEC1: ECC_KEY_PAIR/W ECC_PUBLIC_KEY/W ECC_KEY_PAIR/M ECC_PUBLIC_KEY/M
ML_KEM: ML_KEM_KEY_PAIR ML_KEM_PUBLIC_KEY
JPAKE: PASSWORD PASSWORD_HASH
SPAKE2P_HMAC: SPAKE2P_KEY_PAIR SPAKE2P_PUBLIC_KEY
SPAKE2P_CMAC: SPAKE2P_KEY_PAIR SPAKE2P_PUBLIC_KEY
SPAKE2P_MATTER: SPAKE2P_KEY_PAIR SPAKE2P_PUBLIC_KEY
WPA3_SAE_FIXED: PASSWORD WPA3_SAE_ECC WPA3_SAE_DH
WPA3_SAE_GDH: WPA3_SAE_ECC WPA3_SAE_DH
`

// unlisted are the algorithms whose pages have no such list, with what their text says.
const unlisted = `
CCM_STAR_ANY_TAG: AES ARIA CAMELLIA SM4
WPA3_SAE_H2E: PASSWORD RAW_DATA
WPA3_SAE_ANY: PASSWORD WPA3_SAE_ECC WPA3_SAE_DH
`

// kindName is the name of t as the lists have it.
func kindName(t keytype.Type) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(t.CName(), "PSA_KEY_TYPE_"), "(")
	switch {
	case !t.IsECC():
		return name
	case t.Family() == keytype.Montgomery:
		return name + "/M"
	case t.Family() == keytype.TwistedEdwards:
		return name + "/E"
	}
	return name + "/W"
}

func TestCompatibleKeyTypes(t *testing.T) {
	lists := map[string]string{}
	for line := range strings.Lines(compatible + unlisted) {
		if name, list, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			lists["PSA_ALG_"+name] = list + " "
		}
	}
	for _, r := range alg.Rows() {
		if r.Class == alg.ClassHash || r.Class == alg.ClassXOF {
			continue
		}
		list, ok := lists[r.CName]
		if !ok {
			t.Errorf("%s has no list", r.CName)
		}
		delete(lists, r.CName)
		for _, kt := range keytype.All() {
			want := strings.Contains(list, " "+kindName(kt)+" ")
			if r.Base == alg.XTS && kt == keytype.DES {
				want = false // listed, but no size of a DES key is one for XTS, which has no form for blocks of 64 bits
			}
			for a := range alg.Examples(r) {
				if a.IsMAC() && kt == keytype.DES && a.TagLength() == 0 && alg.MACLength(a, keytype.AES, 128) > 8 {
					continue // the length that is too long for DES is tested below
				}
				if reason, ok := alg.KeyFits(a, kt, 0); ok != want || ok != (reason == "") {
					t.Errorf("%v with a key of type %v: %v, %q", a, kt, ok, reason)
				}
			}
		}
	}
	for name := range lists {
		t.Errorf("%s has a list and no row", name)
	}
}

func TestKeyFitsSizes(t *testing.T) {
	ecc, public := keytype.ECCKeyPair, keytype.ECCPublicKey
	token := keytype.WPA3SAEECC
	for _, c := range []struct {
		a    alg.Algorithm
		t    keytype.Type
		bits int
		want string // a part of the reason; "" when it fits
	}{
		// The examples of psa_check_key_usage.
		{alg.ECDSA(alg.SHA256), ecc(keytype.TwistedEdwards), 255, "Weierstrass"},
		{alg.RSAOAEP(alg.SHA512), keytype.RSAKeyPair, 512, "larger RSA key"},
		{alg.CTR, keytype.AES, 512, "for XTS"},
		{alg.AEADWithShortenedTag(alg.GCM, 9), keytype.AES, 128, "not 9"},

		{alg.GCM, keytype.AES, 128, ""}, {alg.GCM, keytype.AES, 192, ""}, {alg.GCM, keytype.AES, 256, ""}, {alg.GCM, keytype.AES, 384, "for XTS"},
		{alg.GCM, keytype.AES, 100, "128, 192 or 256"}, {alg.GCM, keytype.HMAC, 128, "AES, ARIA, Camellia or SM4"}, {alg.GCM, keytype.DES, 192, "SM4"},
		{alg.GCM, keytype.SM4, 128, ""}, {alg.GCM, keytype.SM4, 256, "for XTS"},
		{alg.XTS, keytype.AES, 256, ""}, {alg.XTS, keytype.AES, 384, ""}, {alg.XTS, keytype.ARIA, 512, ""}, {alg.XTS, keytype.AES, 128, "two keys"},
		{alg.XTS, keytype.AES, 192, "two keys"}, {alg.XTS, keytype.SM4, 256, ""}, {alg.XTS, keytype.SM4, 128, "two keys"}, {alg.XTS, keytype.DES, 128, "AES"},
		{alg.CBCPKCS7, keytype.DES, 64, ""}, {alg.CMAC, keytype.DES, 192, ""}, {alg.TruncatedMAC(alg.CMAC, 8), keytype.DES, 192, ""},
		{alg.TruncatedMAC(alg.CMAC, 9), keytype.DES, 192, "longer than the 8 bytes"}, {alg.AtLeastThisLengthMAC(alg.CMAC, 9), keytype.DES, 0, "longer"},
		{alg.TruncatedMAC(alg.CMAC, 9), keytype.AES, 256, ""}, {alg.SP800108CounterCMAC, keytype.AES, 512, "for XTS"},
		{alg.SP800108CounterCMAC, keytype.RawData, 4096, ""}, {alg.KW, keytype.AES, 512, "for XTS"}, {alg.CCMStarAnyTag, keytype.AES, 128, ""},
		{alg.StreamCipher, keytype.ARC4, 40, ""}, {alg.StreamCipher, keytype.ChaCha20, 128, "256"}, {alg.AsconAEAD128, keytype.Ascon, 256, ""},
		{alg.HMAC(alg.SHA256), keytype.HMAC, 8, ""}, {alg.HMAC(alg.SHA256), keytype.HMAC, 4096, ""}, {alg.HMAC(alg.SHA256), keytype.HMAC, 7, "multiple of 8"},
		{alg.BLAKE2MAC(alg.BLAKE2sHash256), keytype.BLAKE2, 256, ""}, {alg.BLAKE2MAC(alg.BLAKE2spHash256), keytype.BLAKE2, 264, "up to 256"},
		{alg.BLAKE2MAC(alg.BLAKE2bHash512), keytype.BLAKE2, 512, ""},
		{alg.SHA256, keytype.AES, 128, "takes no key"}, {alg.SHAKE128, keytype.AES, 128, "takes no key"}, {alg.None, keytype.AES, 128, "no algorithm"},

		// RFC 8017: 2hLen + 2, tLen + 11, and emLen >= hLen + 2 with the shortest salt.
		{alg.RSAOAEP(alg.SHA512), keytype.RSAKeyPair, 1040, ""}, {alg.RSAOAEP(alg.SHA512), keytype.RSAPublicKey, 1032, "130 bytes"},
		{alg.RSAOAEP(alg.SHA256), keytype.RSAPublicKey, 528, ""}, {alg.RSAPKCS1V15Crypt, keytype.RSAKeyPair, 512, ""},
		{alg.RSAPKCS1V15Sign(alg.SHA512), keytype.RSAKeyPair, 744, "94 bytes"}, {alg.RSAPKCS1V15Sign(alg.SHA512), keytype.RSAKeyPair, 745, ""},
		{alg.RSAPKCS1V15Sign(alg.SHA256), keytype.RSAKeyPair, 512, ""}, {alg.RSAPKCS1V15SignRaw, keytype.RSAKeyPair, 512, ""},
		{alg.RSAPKCS1V15Sign(alg.AnyHash), keytype.RSAKeyPair, 512, ""}, {alg.RSAPSS(alg.SHA512), keytype.RSAKeyPair, 521, "66 bytes"},
		{alg.RSAPSS(alg.SHA512), keytype.RSAKeyPair, 522, ""}, {alg.RSAPSSAnySalt(alg.SHA256), keytype.RSAKeyPair, 512, ""},
		{alg.RSAPSS(alg.SHA256), keytype.RSAKeyPair, 100, "512 to 8192"},

		{alg.ECDSA(alg.SHA256), public(keytype.SECPR1), 521, ""}, {alg.ECDSAAny, ecc(keytype.SECTK1), 233, ""}, {alg.ECDSAAny, ecc(keytype.SECTK1), 234, "233"},
		{alg.PureEdDSA, ecc(keytype.TwistedEdwards), 448, ""}, {alg.Ed25519ph, public(keytype.TwistedEdwards), 255, ""},
		{alg.Ed25519ph, public(keytype.TwistedEdwards), 448, "of 255 bits"}, {alg.Ed448ph, ecc(keytype.TwistedEdwards), 255, "of 448 bits"},
		{alg.ECDH, ecc(keytype.Montgomery), 255, ""}, {alg.ECDH, public(keytype.Montgomery), 255, "key pair"},
		{alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), ecc(keytype.SECPR1), 256, ""},
		{alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), keytype.Derive, 256, "ECC key pair"},
		{alg.FFDH, keytype.DHKeyPair(keytype.RFC7919), 2048, ""}, {alg.MLKEM, keytype.MLKEMPublicKey, 1024, ""},
		{alg.TLS12ECJPAKEToPMS, keytype.Derive, 520, ""}, {alg.TLS12ECJPAKEToPMS, keytype.Derive, 256, "of 520 bits"},

		// RFC 9383, section 4.
		{alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""}, {alg.SPAKE2PHMAC(alg.SHA512), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""},
		{alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 384, ""}, {alg.SPAKE2PHMAC(alg.SHA512), keytype.SPAKE2PKeyPair(keytype.SECPR1), 384, ""},
		{alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 521, "no cipher suite"}, {alg.SPAKE2PHMAC(alg.SHA512), keytype.SPAKE2PKeyPair(keytype.SECPR1), 521, ""},
		{alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 255, ""},
		{alg.SPAKE2PHMAC(alg.SHA512), keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 255, "no cipher suite"},
		{alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 448, "no cipher suite"},
		{alg.SPAKE2PHMAC(alg.SHA512), keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 448, ""},
		{alg.SPAKE2PCMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""}, {alg.SPAKE2PCMAC(alg.SHA512), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""},
		{alg.SPAKE2PCMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 384, "P-256"}, {alg.SPAKE2PMatter, keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""},
		{alg.SPAKE2PMatter, keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 255, "P-256"},

		// The table "WPA3-SAE algorithm variants", and table 12-1 of IEEE 802.11.
		{alg.WPA3SAEFixed(alg.SHA256), keytype.Password, 64, ""}, {alg.WPA3SAEFixed(alg.SHA384), keytype.Password, 64, "SHA-256"},
		{alg.WPA3SAEGDH(alg.SHA256), keytype.Password, 64, "WPA3-SAE token"}, {alg.WPA3SAEAny, keytype.Password, 64, ""},
		{alg.WPA3SAEFixed(alg.SHA256), token(keytype.SECPR1), 256, ""}, {alg.WPA3SAEGDH(alg.SHA384), token(keytype.SECPR1), 384, ""},
		{alg.WPA3SAEGDH(alg.SHA512), token(keytype.SECPR1), 521, ""}, {alg.WPA3SAEGDH(alg.SHA256), token(keytype.BrainpoolPR1), 384, "SHA-384"},
		{alg.WPA3SAEGDH(alg.SHA384), keytype.WPA3SAEDH(keytype.RFC3526), 3072, ""}, {alg.WPA3SAEGDH(alg.SHA512), keytype.WPA3SAEDH(keytype.RFC3526), 4096, ""},
		{alg.WPA3SAEGDH(alg.SHA512), keytype.WPA3SAEDH(keytype.RFC3526), 2048, "SHA-256"},
	} {
		reason, ok := alg.KeyFits(c.a, c.t, c.bits)
		if ok != (c.want == "") || !strings.Contains(reason, c.want) || ok != (reason == "") {
			t.Errorf("%v with %s: %v, %q; want %q", c.a, keytype.Name(c.t, c.bits), ok, reason, c.want)
		}
	}
}

// TestKeyFitsUnknown: a key of a type that the specification does not define fits nothing.
func TestKeyFitsUnknown(t *testing.T) {
	for a := range alg.All() {
		for _, kt := range []keytype.Type{keytype.None, 0x8000, keytype.ECCKeyPair(0), keytype.ECCKeyPair(keytype.RFC7919)} {
			if _, ok := alg.KeyFits(a, kt, 0); ok {
				t.Errorf("%v takes a key of type %v", a, kt)
			}
		}
	}
}

func TestKeyFitsAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		_, ok1 := alg.KeyFits(alg.GCM, keytype.AES, 256)
		_, ok2 := alg.KeyFits(alg.ECDSA(alg.SHA256), keytype.ECCKeyPair(keytype.SECPR1), 256)
		_, ok3 := alg.KeyFits(alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), keytype.ECCKeyPair(keytype.Montgomery), 255)
		_, ok4 := alg.KeyFits(alg.SPAKE2PHMAC(alg.SHA256), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256)
		if !ok1 || !ok2 || !ok3 || !ok4 {
			t.Error("a key does not fit")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkKeyFits(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		alg.KeyFits(alg.ECDSA(alg.SHA256), keytype.ECCKeyPair(keytype.SECPR1), 256)
	}
}
