package alg

import "github.com/psacrypto/psa/keytype"

// One relation serves everything that compares the algorithm of a policy with another: [Meet] is the greatest policy inside two, and
// [Includes] asks whether that is the whole of the second.

// Includes reports whether a policy with the algorithm policy permits the algorithm requested for a key of type t (PSA Crypto 1.5,
// "Permitted algorithms"): the same one, or one that the wildcard policy stands for, or for a key agreement the one that combines it with a derivation.
// For a requested wildcard it says whether all that it permits is permitted. [None] permits nothing and is never permitted.
//
// The key type matters for MACs on block ciphers, whose whole length is that of the block; None counts as a block of 16 bytes. Two lengths of a
// MAC that are in effect the same, as the whole HMAC-SHA-256 and the same cut to 32 bytes, are one algorithm, which the specification leaves open.
//
// That a signature may be verified with both the randomised and the deterministic form is not part of the relation:
// compare [Algorithm.ForVerification] of both for that.
func Includes(policy, requested Algorithm, t keytype.Type) bool {
	if policy == None || requested == None {
		return false
	}
	if policy == requested {
		return true
	}
	both, ok := Meet(policy, requested, t)
	return ok && (both == requested || wholeMAC(both, t) == wholeMAC(requested, t))
}

// Meet returns the algorithm of the policy that permits what the policies a and b for a key of type t both permit, as copying a key needs
// (PSA Crypto 1.5, psa_copy_key), and false where they have nothing in common. Equal ones stay as they are, even [None]; a specific algorithm stays where the other
// is a wildcard that includes it; of two least lengths the greater is taken; a standalone key agreement gives way to its combination with a derivation.
//
// One case has no answer: CCMStarAnyTag with a least tag length of CCM of up to 8 bytes have tags of 8 and 16 bytes in common (and of 4), and no policy
// says that; the result is false.
func Meet(a, b Algorithm, t keytype.Type) (both Algorithm, ok bool) {
	switch {
	case a == b:
		return a, true
	case a == None || b == None || (a|b)&^0x7fffffff != 0: // an implementation-defined algorithm includes nothing but itself
		return None, false
	case a == CCMStarAnyTag:
		return meetCCMStar(b)
	case b == CCMStarAnyTag:
		return meetCCMStar(a)
	case a == WPA3SAEAny:
		return b, b.IsWPA3SAE() || b.IsWPA3SAEH2E()
	case b == WPA3SAEAny:
		return a, a.IsWPA3SAE() || a.IsWPA3SAEH2E()
	case a.IsMAC() && b.IsMAC():
		if FullLengthMAC(a) != FullLengthMAC(b) {
			return None, false
		}
		return meetLengths(a, b, effectiveMAC(a, t), effectiveMAC(b, t))
	case a.IsAEAD() && b.IsAEAD():
		if a.Base() != b.Base() || a.Base() == None {
			return None, false
		}
		return meetLengths(a, b, a.TagLength(), b.TagLength())
	case a.IsKeyAgreement() && b.IsKeyAgreement():
		return meetAgreements(a, b)
	case a.withoutHash() == b.withoutHash() && (a.IsSign() || a.IsWPA3SAEH2E()):
		return meetHashes(a, b)
	}
	return None, false
}

// meetLengths is the meet of two MACs or AEADs with one base, whose lengths, or least lengths, are la and lb.
func meetLengths(a, b Algorithm, la, lb int) (Algorithm, bool) {
	switch leastA, leastB := a&atLeastFlag != 0, b&atLeastFlag != 0; {
	case leastA && leastB:
		if la < lb {
			return b, true
		}
		return a, true
	case leastA:
		return b, lb >= la
	case leastB:
		return a, la >= lb
	}
	return min(a, b), la == lb // the lesser one is the one without a length, that is the whole MAC
}

// effectiveMAC is the length in bytes of the MAC a for a key of type t, or its least length.
func effectiveMAC(a Algorithm, t keytype.Type) int {
	if n := a.lengthBits(); n != 0 {
		return n
	}
	if !t.IsBlockCipher() && a.IsBlockCipherMAC() {
		return 16
	}
	return fullMAC(a, t)
}

// wholeMAC is a in the form without a length where it is a MAC that is cut to all the length it has.
func wholeMAC(a Algorithm, t keytype.Type) Algorithm {
	if a.IsMAC() && a&atLeastFlag == 0 && effectiveMAC(a, t) == effectiveMAC(FullLengthMAC(a), t) {
		return FullLengthMAC(a)
	}
	return a
}

// meetCCMStar is the meet of CCMStarAnyTag with another algorithm.
func meetCCMStar(b Algorithm) (Algorithm, bool) {
	switch {
	case b == CCMStarNoTag:
		return b, true
	case b.Base() != CCM:
		return None, false
	case b&atLeastFlag != 0:
		return CCM, b.TagLength() > 8 // of the tags of CCM*, only 16 bytes are as long as that
	}
	return b, ccmStarTags.Has(b.TagLength())
}

// ccmStarTags: "for tag_length equal to 4, 8 or 16" (PSA Crypto 1.5, "Permitted algorithms").
var ccmStarTags = lengths(4, 8, 16)

func meetAgreements(a, b Algorithm) (Algorithm, bool) {
	switch {
	case a.KeyAgreementBase() != b.KeyAgreementBase():
		return None, false
	case a.IsStandaloneKeyAgreement():
		return b, true
	case b.IsStandaloneKeyAgreement():
		return a, true
	}
	return None, false
}

// meetHashes is the meet of two algorithms that differ in nothing but the hash.
func meetHashes(a, b Algorithm) (Algorithm, bool) {
	if a.Hash() == AnyHash {
		return b, hashOrRaw(b)
	}
	if b.Hash() == AnyHash {
		return a, hashOrRaw(a)
	}
	return None, false
}

// hashOrRaw: ANY stands for every hash, and for RSA PKCS#1 v1.5 for signing without one, but not for ECDSA without one.
func hashOrRaw(a Algorithm) bool { return a.Hash() != None || a == RSAPKCS1V15SignRaw }

// Base is a without a length: for a MAC the whole one, for an AEAD the one with its default tag, or [None] where the specification does not
// define it. Any other algorithm is its own base.
func (a Algorithm) Base() Algorithm {
	switch {
	case a.IsMAC():
		return FullLengthMAC(a)
	case a.IsAEAD():
		return AEADWithDefaultLengthTag(a)
	}
	return a
}

// ForVerification is the form of a that stands for all algorithms with the same verification: the randomised form of ECDSA, and the
// hedged forms of ML-DSA, HashML-DSA, SLH-DSA and HashSLH-DSA, for the deterministic ones; a itself for others. A policy for one permits verifying with
// the other, and never signing (PSA Crypto 1.5, "Permitted algorithms", PSA_ALG_ML_DSA, PSA_ALG_SLH_DSA and their kin).
func (a Algorithm) ForVerification() Algorithm {
	const deterministic = 0x00000100
	if a.IsECDSA() || a.IsMLDSA() || a.IsHashMLDSA() || a.IsSLHDSA() || a.IsHashSLHDSA() {
		return a &^ deterministic
	}
	return a
}
