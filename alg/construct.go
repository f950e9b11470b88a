package alg

// The fields of an algorithm identifier (PSA Crypto 1.5, appendix "Algorithm identifier encoding").
const (
	hashField     Algorithm = 0x000000ff
	lengthField   Algorithm = 0x003f0000
	atLeastFlag   Algorithm = 0x00008000
	lengthAndFlag           = lengthField | atLeastFlag
	categoryField Algorithm = 0x7f000000
)

// The fixed part of every algorithm that takes a hash.
const (
	baseHMAC                    Algorithm = 0x03800000
	baseBLAKE2MAC               Algorithm = 0x03800300
	baseHKDF                    Algorithm = 0x08000100
	baseTLS12PRF                Algorithm = 0x08000200
	baseTLS12PSKToMS            Algorithm = 0x08000300
	baseHKDFExtract             Algorithm = 0x08000400
	baseHKDFExpand              Algorithm = 0x08000500
	baseSP800108CounterHMAC     Algorithm = 0x08000700
	basePBKDF2HMAC              Algorithm = 0x08800100
	baseWPA3SAEH2E              Algorithm = 0x08800400
	baseRSAPKCS1V15Sign         Algorithm = 0x06000200
	baseRSAPSS                  Algorithm = 0x06000300
	baseRSAPSSAnySalt           Algorithm = 0x06001300
	baseECDSA                   Algorithm = 0x06000600
	baseDeterministicECDSA      Algorithm = 0x06000700
	baseHashEdDSA               Algorithm = 0x06000900
	baseHashSLHDSA              Algorithm = 0x06004200
	baseDeterministicHashSLHDSA Algorithm = 0x06004300
	baseHashMLDSA               Algorithm = 0x06004600
	baseDeterministicHashMLDSA  Algorithm = 0x06004700
	baseRSAOAEP                 Algorithm = 0x07000300
	baseJPAKE                   Algorithm = 0x0a000100
	baseSPAKE2PHMAC             Algorithm = 0x0a000400
	baseSPAKE2PCMAC             Algorithm = 0x0a000500
	baseWPA3SAEFixed            Algorithm = 0x0a000800
	baseWPA3SAEGDH              Algorithm = 0x0a000900
)

// The constructors below do what the C macros do: they combine bits and check nothing. [Algorithm.Check] tells whether the result is
// an algorithm of the specification.

func withHash(base, h Algorithm) Algorithm { return base | h&hashField }

// HMAC is PSA_ALG_HMAC: HMAC over the hash h, with the hash's full length.
func HMAC(h Algorithm) Algorithm { return withHash(baseHMAC, h) }

// BLAKE2MAC is PSA_ALG_BLAKE2_MAC: the keyed mode of the BLAKE2 hash h, with the hash's full length.
func BLAKE2MAC(h Algorithm) Algorithm { return withHash(baseBLAKE2MAC, h) }

// TruncatedMAC is PSA_ALG_TRUNCATED_MAC: mac cut to its first n bytes.
func TruncatedMAC(mac Algorithm, n int) Algorithm {
	return mac&^lengthAndFlag | Algorithm(n)<<16&lengthField
}

// FullLengthMAC is PSA_ALG_FULL_LENGTH_MAC: mac without truncation and without a minimum length.
func FullLengthMAC(mac Algorithm) Algorithm { return mac &^ lengthAndFlag }

// AtLeastThisLengthMAC is PSA_ALG_AT_LEAST_THIS_LENGTH_MAC: the policy wildcard for mac with n bytes or more.
func AtLeastThisLengthMAC(mac Algorithm, n int) Algorithm { return TruncatedMAC(mac, n) | atLeastFlag }

// AEADWithShortenedTag is PSA_ALG_AEAD_WITH_SHORTENED_TAG: a with a tag of n bytes.
func AEADWithShortenedTag(a Algorithm, n int) Algorithm { return TruncatedMAC(a, n) }

// AEADWithDefaultLengthTag is PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG: a with the tag length that its constant has, 16 bytes. It is
// [None] for anything but the AEAD algorithms of the specification.
func AEADWithDefaultLengthTag(a Algorithm) Algorithm {
	// The example macro of the appendix leaves out XChaCha20-Poly1305 and Ascon-AEAD128; the macro's description covers them.
	for _, full := range [...]Algorithm{CCM, GCM, ChaCha20Poly1305, XChaCha20Poly1305, AsconAEAD128} {
		if a&^lengthAndFlag == full&^lengthAndFlag {
			return full
		}
	}
	return None
}

// AEADWithAtLeastThisLengthTag is PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG: the policy wildcard for a with a tag of n bytes or more.
func AEADWithAtLeastThisLengthTag(a Algorithm, n int) Algorithm {
	return AEADWithShortenedTag(a, n) | atLeastFlag
}

// HKDF is PSA_ALG_HKDF (RFC 5869) with the hash h.
func HKDF(h Algorithm) Algorithm { return withHash(baseHKDF, h) }

// HKDFExtract is PSA_ALG_HKDF_EXTRACT: the first half of HKDF alone.
func HKDFExtract(h Algorithm) Algorithm { return withHash(baseHKDFExtract, h) }

// HKDFExpand is PSA_ALG_HKDF_EXPAND: the second half of HKDF alone.
func HKDFExpand(h Algorithm) Algorithm { return withHash(baseHKDFExpand, h) }

// SP800108CounterHMAC is PSA_ALG_SP800_108_COUNTER_HMAC: the counter-mode derivation of NIST SP 800-108 with HMAC.
func SP800108CounterHMAC(h Algorithm) Algorithm { return withHash(baseSP800108CounterHMAC, h) }

// TLS12PRF is PSA_ALG_TLS12_PRF: the pseudo-random function of TLS 1.2.
func TLS12PRF(h Algorithm) Algorithm { return withHash(baseTLS12PRF, h) }

// TLS12PSKToMS is PSA_ALG_TLS12_PSK_TO_MS: the TLS 1.2 master secret from a pre-shared key.
func TLS12PSKToMS(h Algorithm) Algorithm { return withHash(baseTLS12PSKToMS, h) }

// PBKDF2HMAC is PSA_ALG_PBKDF2_HMAC (PKCS#5 v2.1) with HMAC over h.
func PBKDF2HMAC(h Algorithm) Algorithm { return withHash(basePBKDF2HMAC, h) }

// WPA3SAEH2E is PSA_ALG_WPA3_SAE_H2E: the WPA3-SAE password token from a password, by hash to element.
func WPA3SAEH2E(h Algorithm) Algorithm { return withHash(baseWPA3SAEH2E, h) }

// RSAPKCS1V15Sign is PSA_ALG_RSA_PKCS1V15_SIGN: RSASSA-PKCS1-v1_5 with the hash h, which may be [AnyHash] in a policy.
func RSAPKCS1V15Sign(h Algorithm) Algorithm { return withHash(baseRSAPKCS1V15Sign, h) }

// RSAPSS is PSA_ALG_RSA_PSS: RSASSA-PSS with a salt as long as the hash; h may be [AnyHash] in a policy.
func RSAPSS(h Algorithm) Algorithm { return withHash(baseRSAPSS, h) }

// RSAPSSAnySalt is PSA_ALG_RSA_PSS_ANY_SALT: as [RSAPSS], but verification takes a salt of any length.
func RSAPSSAnySalt(h Algorithm) Algorithm { return withHash(baseRSAPSSAnySalt, h) }

// ECDSA is PSA_ALG_ECDSA: randomised ECDSA; h may be [AnyHash] in a policy.
func ECDSA(h Algorithm) Algorithm { return withHash(baseECDSA, h) }

// DeterministicECDSA is PSA_ALG_DETERMINISTIC_ECDSA (RFC 6979); h may be [AnyHash] in a policy.
func DeterministicECDSA(h Algorithm) Algorithm { return withHash(baseDeterministicECDSA, h) }

// HashSLHDSA is PSA_ALG_HASH_SLH_DSA: hedged HashSLH-DSA (FIPS 205); h may be [AnyHash] in a policy.
func HashSLHDSA(h Algorithm) Algorithm { return withHash(baseHashSLHDSA, h) }

// DeterministicHashSLHDSA is PSA_ALG_DETERMINISTIC_HASH_SLH_DSA; h may be [AnyHash] in a policy.
func DeterministicHashSLHDSA(h Algorithm) Algorithm { return withHash(baseDeterministicHashSLHDSA, h) }

// HashMLDSA is PSA_ALG_HASH_ML_DSA: hedged HashML-DSA (FIPS 204); h may be [AnyHash] in a policy.
func HashMLDSA(h Algorithm) Algorithm { return withHash(baseHashMLDSA, h) }

// DeterministicHashMLDSA is PSA_ALG_DETERMINISTIC_HASH_ML_DSA; h may be [AnyHash] in a policy.
func DeterministicHashMLDSA(h Algorithm) Algorithm { return withHash(baseDeterministicHashMLDSA, h) }

// RSAOAEP is PSA_ALG_RSA_OAEP: RSAES-OAEP with h for the label and for MGF1.
func RSAOAEP(h Algorithm) Algorithm { return withHash(baseRSAOAEP, h) }

// KeyAgreement is PSA_ALG_KEY_AGREEMENT: the agreement ka ([ECDH] or [FFDH]) whose secret goes straight into the derivation kdf.
func KeyAgreement(ka, kdf Algorithm) Algorithm { return ka | kdf }

// JPAKE is PSA_ALG_JPAKE with the hash h.
func JPAKE(h Algorithm) Algorithm { return withHash(baseJPAKE, h) }

// SPAKE2PHMAC is PSA_ALG_SPAKE2P_HMAC: SPAKE2+ (RFC 9383) confirmed with HMAC over h.
func SPAKE2PHMAC(h Algorithm) Algorithm { return withHash(baseSPAKE2PHMAC, h) }

// SPAKE2PCMAC is PSA_ALG_SPAKE2P_CMAC: SPAKE2+ with the hash h, confirmed with CMAC-AES-128.
func SPAKE2PCMAC(h Algorithm) Algorithm { return withHash(baseSPAKE2PCMAC, h) }

// WPA3SAEFixed is PSA_ALG_WPA3_SAE_FIXED with the hash h.
func WPA3SAEFixed(h Algorithm) Algorithm { return withHash(baseWPA3SAEFixed, h) }

// WPA3SAEGDH is PSA_ALG_WPA3_SAE_GDH: WPA3-SAE with group-dependent hash, with the hash h.
func WPA3SAEGDH(h Algorithm) Algorithm { return withHash(baseWPA3SAEGDH, h) }
