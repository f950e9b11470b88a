// Package slhdsa is SLH-DSA, the stateless hash-based signature of FIPS 205, in all twelve parameter sets.
//
//	set := slhdsa.Find(slhdsa.SHA2, 16, true)                  // SLH-DSA-SHA2-128f
//	key := slhdsa.NewPrivateKey(set, set.KeyGen(nil, seeds))   // seeds: SK.seed, SK.prf and PK.seed at random
//	sig := key.Sign(nil, random, header, context, message)     // slh_sign_internal over the concatenation
//	ok := key.Verify(sig, header, context, message)
//
// It has the internal functions of the standard (algorithms 18 to 20). What stands before a message, that is the domain, the context and the
// OID of a pre-hash (algorithms 22 to 25), the caller writes; several slices stand for the message, so that nobody joins them. A signature reads
// the message twice, a verification once, so [Verifier] takes it in fragments.
//
// # How it is laid out
//
// The files go with the sections: address.go is section 4.2, wots.go 5, xmss.go 6, hypertree.go 7, fors.go 8, slhdsa.go 9, and tweak.go with
// sha2.go, shake.go and shake4.go section 11. The standard's recursions over trees are loops over levels here, and everything that can be done for four
// chains, leaves or trees at once is, because SHAKE256 can be computed four times in the time of one with AVX2. The tweakable hashes on
// SHA-2 begin behind the block with PK.seed, whose state is kept.
//
// # Timing
//
// Signing takes a time that depends on the message and the randomness alone: branches and indices come from digests that the signature shows. The
// secret values go only through SHA-2, SHAKE256 and HMAC.
//
// Keys are safe for concurrent use. A [Verifier] is used by one goroutine at a time.
package slhdsa
