package alg

// Algorithm names a cryptographic algorithm with all its parameters, or, as a wildcard, a set of them for a key's policy. It is the
// 32-bit value of the C type psa_algorithm_t, so conversions to and from C are plain conversions. The zero value is [None].
type Algorithm uint32

// None is PSA_ALG_NONE. As a policy it permits nothing.
const None Algorithm = 0

// Hash algorithms.
const (
	MD2             Algorithm = 0x02000001 // deprecated: broken
	MD4             Algorithm = 0x02000002 // deprecated: broken
	MD5             Algorithm = 0x02000003 // deprecated: broken
	RIPEMD160       Algorithm = 0x02000004
	SHA1            Algorithm = 0x02000005 // deprecated: weak
	AESMMOZigbee    Algorithm = 0x02000007
	SHA224          Algorithm = 0x02000008
	SHA256          Algorithm = 0x02000009
	SHA384          Algorithm = 0x0200000a
	SHA512          Algorithm = 0x0200000b
	SHA512_224      Algorithm = 0x0200000c
	SHA512_256      Algorithm = 0x0200000d
	SHA256_192      Algorithm = 0x0200000e
	SHA3_224        Algorithm = 0x02000010
	SHA3_256        Algorithm = 0x02000011
	SHA3_384        Algorithm = 0x02000012
	SHA3_512        Algorithm = 0x02000013
	SM3             Algorithm = 0x02000014
	SHAKE256_512    Algorithm = 0x02000015
	SHAKE128_256    Algorithm = 0x02000016
	SHAKE256_192    Algorithm = 0x02000017
	SHAKE256_256    Algorithm = 0x02000018
	AsconHash256    Algorithm = 0x02000019
	BLAKE2sHash256  Algorithm = 0x0200001c
	BLAKE2spHash256 Algorithm = 0x0200001d
	BLAKE2bHash512  Algorithm = 0x0200001e
	BLAKE2bpHash512 Algorithm = 0x0200001f

	// AnyHash is PSA_ALG_ANY_HASH. It stands for every hash inside a signature algorithm of a policy and is nothing by itself.
	AnyHash Algorithm = 0x020000ff
)

// Extendable-output functions.
const (
	SHAKE128     Algorithm = 0x0d000100
	SHAKE256     Algorithm = 0x0d000200
	AsconXOF128  Algorithm = 0x0d000300
	AsconCXOF128 Algorithm = 0x0d008300
)

// MAC algorithms built on a block cipher. The key's type says which cipher.
const (
	CBCMAC Algorithm = 0x03c00100 // only safe for messages of one fixed length
	CMAC   Algorithm = 0x03c00200
)

// Unauthenticated ciphers.
const (
	StreamCipher Algorithm = 0x04800100
	CTR          Algorithm = 0x04c01000
	CFB          Algorithm = 0x04c01100
	OFB          Algorithm = 0x04c01200
	CCMStarNoTag Algorithm = 0x04c01300
	XTS          Algorithm = 0x0440ff00
	CBCNoPadding Algorithm = 0x04404000
	CBCPKCS7     Algorithm = 0x04404100
	ECBNoPadding Algorithm = 0x04404400

	// CCMStarAnyTag is the wildcard PSA_ALG_CCM_STAR_ANY_TAG: CCM* without a tag, and CCM with the tag lengths of CCM*.
	CCMStarAnyTag Algorithm = 0x04c09300
)

// Authenticated encryption with associated data, each with its default tag length of 16 bytes.
const (
	CCM               Algorithm = 0x05500100
	GCM               Algorithm = 0x05500200
	ChaCha20Poly1305  Algorithm = 0x05100500
	XChaCha20Poly1305 Algorithm = 0x05100600
	AsconAEAD128      Algorithm = 0x05100700
)

// Key wrapping (RFC 3394, RFC 5649; NIST SP 800-38F).
const (
	KW  Algorithm = 0x0b400100
	KWP Algorithm = 0x0bc00200
)

// Key derivation without parameters.
const (
	TLS12ECJPAKEToPMS   Algorithm = 0x08000609
	SP800108CounterCMAC Algorithm = 0x08000800
	PBKDF2AESCMACPRF128 Algorithm = 0x08800200
)

// Signatures without parameters.
const (
	RSAPKCS1V15SignRaw  Algorithm = 0x06000200
	ECDSAAny            Algorithm = 0x06000600
	PureEdDSA           Algorithm = 0x06000800
	EdDSACtx            Algorithm = 0x06000a00
	Ed25519ph           Algorithm = 0x0600090b
	Ed448ph             Algorithm = 0x06000915
	SLHDSA              Algorithm = 0x06004000
	DeterministicSLHDSA Algorithm = 0x06004100
	MLDSA               Algorithm = 0x06004400
	DeterministicMLDSA  Algorithm = 0x06004500
	LMS                 Algorithm = 0x06004800
	HSS                 Algorithm = 0x06004900
	XMSS                Algorithm = 0x06004a00
	XMSSMT              Algorithm = 0x06004b00
)

// RSAPKCS1V15Crypt is RSA PKCS#1 v1.5 encryption (PSA_ALG_RSA_PKCS1V15_CRYPT).
const RSAPKCS1V15Crypt Algorithm = 0x07000200

// Standalone key agreement. [KeyAgreement] combines one with a key derivation.
const (
	FFDH Algorithm = 0x09010000
	ECDH Algorithm = 0x09020000
)

// Key encapsulation.
const (
	ECIESSEC1 Algorithm = 0x0c000100
	MLKEM     Algorithm = 0x0c000200
)

// Password-authenticated key exchange without parameters.
const (
	SPAKE2PMatter Algorithm = 0x0a000609

	// WPA3SAEAny is the wildcard PSA_ALG_WPA3_SAE_ANY: every WPA3-SAE cipher suite, and the derivation of its password token.
	WPA3SAEAny Algorithm = 0x0a0088ff
)
