package alg

import "strings"

// HashSet is a set of hash algorithms, with a bit for each value of the hash field up to 31.
type HashSet uint32

func hashes(h ...Algorithm) HashSet {
	var s HashSet
	for _, a := range h {
		s |= 1 << (a & hashField)
	}
	return s
}

// Has reports whether the hash h is in the set.
func (s HashSet) Has(h Algorithm) bool { return h&hashField < 32 && s&(1<<(h&hashField)) != 0 }

// Hashes returns the hashes of the set in the order of the specification.
func (s HashSet) Hashes() []Algorithm {
	var list []Algorithm
	for _, r := range rowsOf(ClassHash) {
		if s.Has(r.Base) {
			list = append(list, r.Base)
		}
	}
	return list
}

// usual is a hash of the set to name in examples.
func (s HashSet) usual() Algorithm {
	if s.Has(SHA256) {
		return SHA256
	}
	return s.Hashes()[0]
}

// String lists the hashes, as "SHA-256 or SHA-384".
func (s HashSet) String() string {
	var names []string
	for _, h := range s.Hashes() {
		names = append(names, h.String())
	}
	return orList(names)
}

// orList joins words as people do: "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Sets of hashes that the specification's pages name.
var (
	everyHash = hashes(MD2, MD4, MD5, RIPEMD160, SHA1, AESMMOZigbee, SHA224, SHA256, SHA384, SHA512, SHA512_224, SHA512_256, SHA256_192,
		SHA3_224, SHA3_256, SHA3_384, SHA3_512, SM3, SHAKE256_512, SHAKE128_256, SHAKE256_192, SHAKE256_256, AsconHash256,
		BLAKE2sHash256, BLAKE2spHash256, BLAKE2bHash512, BLAKE2bpHash512)

	// hmacHashes is the table "Hash algorithms that can be used with HMAC". The page wants the others not supported, also where HMAC is
	// inside another algorithm.
	hmacHashes = hashes(AESMMOZigbee, MD2, MD4, MD5, RIPEMD160, SHA1, SHA224, SHA256, SHA384, SHA512, SHA512_224, SHA512_256,
		SHA3_224, SHA3_256, SHA3_384, SHA3_512, SM3, BLAKE2sHash256, BLAKE2bHash512)

	// pkcs1Hashes is the table "OID to use for RSA PKCS#1 v1.5".
	pkcs1Hashes = hashes(MD2, MD4, MD5, RIPEMD160, SHA1, SHA224, SHA256, SHA384, SHA512, SHA512_224, SHA512_256,
		SHA3_224, SHA3_256, SHA3_384, SHA3_512, SM3)

	// prehashes is the table "Hash algorithm OID to use in HashML-DSA", and the same one for HashSLH-DSA.
	prehashes = hashes(SHA256, SHA512_256, SHA384, SHA512, SHA3_256, SHA3_384, SHA3_512, SHAKE128_256, SHAKE256_512, SM3)

	blake2Hashes = hashes(BLAKE2sHash256, BLAKE2spHash256, BLAKE2bHash512, BLAKE2bpHash512)

	// tls12Hashes: "can be used with either SHA-256 or SHA-384" (PSA_ALG_TLS12_PRF).
	tls12Hashes = hashes(SHA256, SHA384)

	// spake2pHashes are those of the cipher suites of RFC 9383, section 4, which the specification makes binding
	// (psa_check_key_usage: SHA-1 "is invalid as SPAKE2+ does [not] have SHA-1 in any cipher-suite").
	spake2pHashes = hashes(SHA256, SHA512)

	// wpa3Hashes is the table "WPA3-SAE algorithm variants".
	wpa3Hashes = hashes(SHA256, SHA384, SHA512)
)
