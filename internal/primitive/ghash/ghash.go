// Package ghash implements the field GF(2^128) and the function GHASH of NIST SP 800-38D, sections 6.3 and 6.4, in constant time
// where the processor multiplies integers in constant time.
//
// It serves block ciphers for which crypto/cipher has no GHASH but one by tables, and the arithmetic around the one that crypto/cipher has for AES.
package ghash

import "encoding/binary"

// BlockSize is the size of a block in bytes.
const BlockSize = 16

// An Element of GF(2^128) as SP 800-38D, section 6.3, writes it: the first bit of the first byte of a block is the coefficient of 1, the last bit of
// the last byte that of u^127. Hi has the first 8 bytes of the block as a big-endian number, Lo the last 8.
type Element struct{ Hi, Lo uint64 }

// ElementOf reads a block.
func ElementOf(b []byte) Element {
	return Element{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

// Put writes a block.
func (x Element) Put(b []byte) {
	binary.BigEndian.PutUint64(b, x.Hi)
	binary.BigEndian.PutUint64(b[8:], x.Lo)
}

// Plus is addition, and subtraction.
func (x Element) Plus(y Element) Element { return Element{x.Hi ^ y.Hi, x.Lo ^ y.Lo} }

// Times is the multiplication x • y. For many with the same y a [Key] is quicker.
func (x Element) Times(y Element) Element {
	k := NewKey(y)
	return k.Times(x)
}

// A Key is an element prepared to multiply by. It is safe for concurrent use.
type Key struct{ hi, lo, mid spread }

// NewKey prepares the element h.
func NewKey(h Element) Key { return Key{spreadOf(h.Hi), spreadOf(h.Lo), spreadOf(h.Hi ^ h.Lo)} }

// Times is the multiplication x • h.
//
// The product of the numbers, without carries, is the product of the polynomials with the bits in reverse order and one place too far right: 255
// bits, top to bottom the coefficients of u^0 to u^254.
func (k *Key) Times(x Element) Element {
	// Karatsuba: three products of 64 by 64 bits.
	h1, h0 := clmul(x.Hi, &k.hi)
	l1, l0 := clmul(x.Lo, &k.lo)
	m1, m0 := clmul(x.Hi^x.Lo, &k.mid)
	m1 ^= h1 ^ l1
	m0 ^= h0 ^ l0
	p3, p2, p1, p0 := h1, h0^m1, l1^m0, l0

	// Up by one place, so that the top bit of p3 is the coefficient of 1.
	p3 = p3<<1 | p2>>63
	p2 = p2<<1 | p1>>63
	p1 = p1<<1 | p0>>63
	p0 <<= 1

	// Reduce by u^128 = 1 + u + u^2 + u^7: what stands at u^(128+i) comes in at u^i, u^(i+1), u^(i+2) and u^(i+7). First p0, the coefficients
	// from u^192, whose upper part falls into p1; then p1, from u^128.
	p2 ^= p0 ^ p0>>1 ^ p0>>2 ^ p0>>7
	p1 ^= p0<<63 ^ p0<<62 ^ p0<<57
	p3 ^= p1 ^ p1>>1 ^ p1>>2 ^ p1>>7
	p2 ^= p1<<63 ^ p1<<62 ^ p1<<57
	return Element{p3, p2}
}

// Absorb goes on from y = GHASH(what came before), which was whole blocks, with p, whose last block is filled up with zeros. It begins with the
// zero element.
func (k *Key) Absorb(y Element, p []byte) Element {
	for len(p) >= BlockSize {
		y = k.Times(y.Plus(ElementOf(p)))
		p = p[BlockSize:]
	}
	if len(p) > 0 {
		var last [BlockSize]byte
		copy(last[:], p)
		y = k.Times(y.Plus(ElementOf(last[:])))
	}
	return y
}
