package alg

import "fmt"

// Check reports whether a is a complete algorithm that PSA Crypto 1.5 defines, with legal parameters: a hash that goes with it, a MAC or tag
// of a legal length. Wildcards are complete: they are for policies, and [Algorithm.IsWildcard] tells them apart. [None] and [AnyHash] are
// no algorithms. When ok is false, reason says in words what is wrong and what would be right. It allocates nothing when ok.
func (a Algorithm) Check() (reason string, ok bool) { return rowOf(a).check(a) }

// check judges a, whose row is r, or nil where it has none.
func (r *Row) check(a Algorithm) (reason string, ok bool) {
	switch {
	case a == None:
		return "no algorithm is given", false
	case a == AnyHash:
		return "ANY stands for a hash inside a signature algorithm, and is no algorithm by itself", false
	case r == nil:
		return fmt.Sprintf("0x%08x is not an algorithm that the specification defines", uint32(a)), false
	}
	if r.Params&TakesHash != 0 {
		if reason, ok := r.checkHash(a.Hash()); !ok {
			return reason, false
		}
	}
	switch {
	case r.Params&TakesMACLength != 0:
		return r.checkMACLength(a)
	case r.Params&TakesTagLength != 0:
		return r.checkTagLength(a)
	case r.Params&TakesKDF != 0 && a != r.Base:
		return r.checkKDF(a.KeyAgreementKDF())
	}
	return "", true
}

// Valid reports whether [Algorithm.Check] finds nothing wrong.
func (a Algorithm) Valid() bool { _, ok := a.Check(); return ok }

// IsSpecific reports whether a names one algorithm, as an operation needs: neither [None] nor a wildcard.
func (a Algorithm) IsSpecific() bool { return a != None && !a.IsWildcard() }

func (r *Row) checkHash(h Algorithm) (reason string, ok bool) {
	switch {
	case h == None:
		return r.needsHash(), false
	case h == AnyHash:
		if r.Params&TakesAnyHash != 0 {
			return "", true
		}
		return fmt.Sprintf("%s can't have ANY as its hash, only %v", r.Name, r.Hashes), false
	case !r.Hashes.Has(h):
		return fmt.Sprintf("%s does not go with the hash %v, only with %v", r.Name, h, r.Hashes), false
	}
	return "", true
}

func (r *Row) needsHash() string {
	return fmt.Sprintf("%s needs a hash, as %s(%v)", r.Name, r.Name, r.Hashes.usual())
}

func (r *Row) checkMACLength(a Algorithm) (reason string, ok bool) {
	n, longest := a.lengthBits(), r.longestMAC(a)
	switch {
	case a&atLeastFlag != 0 && n == 0:
		return fmt.Sprintf("a least length of %s is 1 to %d bytes, not 0", r.Name, min(longest, 63)), false
	case n > longest:
		return fmt.Sprintf("%s has at most %d bytes, not %d", r.Name, longest, n), false
	case a&atLeastFlag == 0 && n != 0 && n < r.MinLength:
		return fmt.Sprintf("%s can be cut to %d bytes or more, not to %d", r.Name, r.MinLength, n), false
	}
	return "", true
}

// longestMAC is the length in bytes of the whole MAC a; for a block cipher that is not known yet, of the longest there is.
func (r *Row) longestMAC(a Algorithm) int {
	if r.Params&TakesHash != 0 {
		return digestOf(a.Hash()).Length
	}
	return 16
}

func (r *Row) checkTagLength(a Algorithm) (reason string, ok bool) {
	n := a.lengthBits()
	switch {
	case a&atLeastFlag != 0:
		if n < 1 || n > fullTag {
			return fmt.Sprintf("a least tag length of %s is 1 to %d bytes, not %d", r.Name, fullTag, n), false
		}
	case !r.Tags.Has(n):
		return fmt.Sprintf("%s has tags of %s bytes, not %d", r.Name, r.Tags, n), false
	}
	return "", true
}

func (r *Row) checkKDF(kdf Algorithm) (reason string, ok bool) {
	if reason, ok := kdf.Check(); !ok {
		return fmt.Sprintf("%s can't be combined: %s", r.Name, reason), false
	}
	if kdf.IsWildcard() {
		return fmt.Sprintf("%s can't be combined with the wildcard %v", r.Name, kdf), false
	}
	return "", true
}

// fullTag is the length in bytes of the tag of every AEAD algorithm that the specification defines, when it is not shortened.
const fullTag = 16

// lengthBits is the length field of a MAC or AEAD algorithm, in bytes.
func (a Algorithm) lengthBits() int { return int(a & lengthField >> 16) }
