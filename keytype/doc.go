// Package keytype names the kinds of keys of the PSA Certified Crypto API 1.5 and says which sizes they have.
//
// A key's kind is a [Type], the same 16-bit value as psa_key_type_t in C. Simple kinds are constants; kinds over a group take its family:
//
//	keytype.AES                                // AES, of 128, 192 or 256 bits
//	keytype.ECCKeyPair(keytype.SECPR1)         // with 256 bits: NIST P-256
//	keytype.ECCPublicKey(keytype.Montgomery)   // with 255 bits: X25519
//	keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S) // with 128 bits: SLH-DSA-SHA2-128s
//
// A type says only together with a size in bits which key it is. What the size counts is the specification's choice for each type: the modulus of
// RSA, the field of a curve, the strength of an ML-DSA parameter set. [Type.LegalBits] tells the legal sizes in words, [Type.BitsValid] checks one.
//
// # Names
//
// [Parse] and [ParseWithBits] take what people write: "aes-256", "p-256", "secp256r1", "ed25519-public", "rsa-3072", "ml-kem-768", and the names of the C
// interface, as "PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)". [Name] gives the short name of a type and a size back, [Type.String] the
// longer one of a type alone, and [Type.CName] the C form; all of them parse again.
//
// # Tables
//
// Everything comes from three tables: [Rows] has a row for each kind, [Families] one for each family, [Groups] one for each curve, finite-field
// group and SLH-DSA parameter set.
//
// All functions and methods may be called concurrently, and none of them keeps what it is given.
package keytype
