// Package keyformat converts keys between the formats of the PSA Crypto API, which a store imports and exports, and those of other software:
// PKCS#8 private keys and SubjectPublicKeyInfo public keys (DER), both in PEM, and JSON Web Keys.
//
//	k, format, err := keyformat.Detect(fileContents) // PEM, DER or JWK, private or public
//	if err != nil {
//		return err
//	}
//	defer k.Wipe()
//	key, err := st.Import(ctx, psa.Attributes{Type: k.Type, Bits: k.Bits, Policy: policy}, k.Data)
//
//	k := keyformat.Key{Type: attrs.Type, Bits: attrs.Bits, Data: exported}
//	pem, err := keyformat.MarshalPEM(k)
//
// It knows RSA, the named curves of SEC 2, Brainpool and ANSSI, Ed25519, X25519, Ed448 and X448, ML-DSA, ML-KEM and SLH-DSA, as key pairs and as
// public keys, the public keys of HSS, XMSS and XMSS^MT, and for JWK also symmetric keys. Of the post-quantum keys only those of ML-DSA have a registered JWK.
// RSA keys have two primes and public exponents of at most 256 bits.
// The old forms "RSA PRIVATE KEY", "RSA PUBLIC KEY" and "EC PRIVATE KEY" are read but not written. A public key is never made of a
// private one: export the public key for that.
//
// # What is refused
//
// Parsing is strict. There is one encoding of a key that is accepted, apart from optional fields; nothing may follow it; and parts that are in a key twice
// have to agree: a public key with its private key, curve names with each other, the numbers of an RSA key among themselves. What is wrong with a key
// is an INVALID_ARGUMENT that says where. What is right but beyond this package, such as another algorithm or an encrypted key, is a NOT_SUPPORTED
// that says what to do.
//
// # Secrets
//
// A [Key] prints as its type and size; see [Key.Wipe]. Neither base64 nor JSON are read in constant time by the standard library, and strings that JSON
// is made of can't be wiped: convert keys where nobody else measures or reads this process's memory.
//
// Functions of this package are safe for concurrent use.
package keyformat
