// Package alg names the algorithms of the PSA Certified Crypto API 1.5 and says which of them are legal, which keys they take, how they relate in
// policies, and how long their results are. It computes no cryptography.
//
// An algorithm is an [Algorithm], the same 32-bit value as psa_algorithm_t in C, with all its parameters but the key:
//
//	alg.GCM                                   // with AES, ARIA, Camellia or SM4: the key says
//	alg.AEADWithShortenedTag(alg.GCM, 12)     // with a tag of 12 bytes
//	alg.HMAC(alg.SHA256)
//	alg.ECDSA(alg.SHA384)
//	alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
//
// In the policy of a key it may also be a wildcard, which stands for several algorithms and is none to compute with:
//
//	alg.AEADWithAtLeastThisLengthTag(alg.GCM, 12)
//	alg.ECDSA(alg.AnyHash)
//
// # Questions
//
// [Algorithm.Check] tells whether a value is an algorithm of the specification, and if not, why. [Algorithm.Class] says which operations it
// belongs to; the methods Is… are the macros PSA_ALG_IS_… [KeyFits] judges an algorithm together with a key's type and size. [Includes] and [Meet] are
// the relation of policies: what a policy permits, and what two of them have in common. The sizes of results are functions of the names of the C
// macros, as [SignOutputSize].
//
// # Names
//
// [Parse] takes what people write, as "aes-gcm", "hmac-sha256" or "ECDH+HKDF(SHA-256)", and expressions of the C macros; [Algorithm.String] and
// [Algorithm.CName] give both forms back.
//
// # The table
//
// [Rows] has a row for each algorithm without its parameters: names, class, parameters, hashes, kinds of keys, lengths, and where in the specification it
// is. [All] yields every algorithm with typical parameters.
//
// All functions and methods may be called concurrently. Lengths are in bytes and sizes of keys in bits.
package alg
