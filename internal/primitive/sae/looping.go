package sae

import (
	"crypto/subtle"
	"hash"
	"slices"
)

// rounds is the number k of rounds that looping makes at least, which is more than nearly every password needs (section 12.4.4.2.2).
const rounds = 40

// ElementByLooping makes the PWE of a password for two addresses by hunting and pecking (sections 12.4.4.2.2 and 12.4.4.3.2). It is false for one password in
// 2^255, or more in some groups, for which no round gives an element.
func (g *Group) ElementByLooping(newHash func() hash.Hash, password, addressA, addressB []byte) (Element, bool) {
	f := g.field
	key := ordered(addressA, addressB)
	base := append(slices.Clone(password), 0)
	defer clear(base)
	chosen := make([]byte, f.size)
	defer clear(chosen)
	found, odd := 0, 0
	for counter := 1; counter <= rounds || found == 0; counter++ {
		if counter > 255 {
			return nil, false
		}
		base[len(base)-1] = byte(counter)
		seed := mac(newHash, key, base)
		value := kdf(newHash, seed, "SAE Hunting and Pecking", f.p, f.m.BitLen())
		shiftRight(value, uint(8*f.size-f.m.BitLen()))
		candidate, good := g.candidate(value)
		take := good & f.below(value) & (1 ^ found)
		subtle.ConstantTimeCopy(take, chosen, candidate)
		odd = subtle.ConstantTimeSelect(take, int(seed[len(seed)-1]&1), odd)
		found |= take
		clear(seed)
		clear(value)
		clear(candidate)
	}
	if g.a == nil {
		return g.trusted(chosen), true
	}
	x := f.overflowing(chosen)
	return g.point(x, f.sqrt(g.polynomial(x)), odd), true
}

// candidate tells what a value less than the prime would give, and whether that is any good: the x-coordinate of a point, or a square other than 0 and 1.
func (g *Group) candidate(value []byte) ([]byte, int) {
	f := g.field
	v := f.overflowing(value)
	defer clear(v.Bits())
	if g.a != nil {
		return f.bytes(v), f.isSquare(g.polynomial(v))
	}
	s := f.mul(v, v)
	defer clear(s.Bits())
	return f.bytes(s), int(1 ^ (s.IsZero() | s.IsOne()))
}

// shiftRight divides a big-endian number by 2^n; n is less than 8.
func shiftRight(b []byte, n uint) {
	if n == 0 {
		return
	}
	for i := len(b) - 1; i > 0; i-- {
		b[i] = b[i]>>n | b[i-1]<<(8-n)
	}
	b[0] >>= n
}
