package gcm

import (
	"encoding/binary"
	"math/bits"
)

// An element of GF(2^128) as SP 800-38D, section 6.3, writes it: the first bit of the first byte of a block is the coefficient of 1, the last bit of
// the last byte that of u^127. hi has the first 8 bytes of the block as a big-endian number, lo the last 8.
type element struct{ hi, lo uint64 }

// elementOf reads a block.
func elementOf(b []byte) element {
	return element{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

// put writes a block.
func (x element) put(b []byte) {
	binary.BigEndian.PutUint64(b, x.hi)
	binary.BigEndian.PutUint64(b[8:], x.lo)
}

// plus is addition, and subtraction.
func (x element) plus(y element) element { return element{x.hi ^ y.hi, x.lo ^ y.lo} }

// times is the multiplication x • y. It runs in constant time where the processor multiplies integers in constant time.
//
// The product of the numbers, without carries, is the product of the polynomials with the bits in reverse order and one place too far right: 255
// bits, top to bottom the coefficients of u^0 to u^254.
func (x element) times(y element) element {
	// Karatsuba: three products of 64 by 64 bits.
	h1, h0 := clmul(x.hi, y.hi)
	l1, l0 := clmul(x.lo, y.lo)
	m1, m0 := clmul(x.hi^x.lo, y.hi^y.lo)
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
	return element{p3, p2}
}

// clmul multiplies without carries. The upper half of the product is the lower half of that of the reversed numbers, reversed, one place up.
func clmul(x, y uint64) (hi, lo uint64) {
	lo = clmulLow(x, y)
	hi = bits.Reverse64(clmulLow(bits.Reverse64(x), bits.Reverse64(y))) >> 1
	return hi, lo
}

// clmulLow is the lower half of the product without carries. It uses integer multiplication on numbers of which only every fourth bit can be set: 16
// terms at most meet at one place, and while there are fewer their sum stays in the 4 bits before the next place that counts. All 16 meet
// at the topmost place only, where the excess falls out.
func clmulLow(x, y uint64) uint64 {
	const m0, m1, m2, m3 = 0x1111111111111111, 0x2222222222222222, 0x4444444444444444, 0x8888888888888888
	x0, x1, x2, x3 := x&m0, x&m1, x&m2, x&m3
	y0, y1, y2, y3 := y&m0, y&m1, y&m2, y&m3
	z0 := x0*y0 ^ x1*y3 ^ x2*y2 ^ x3*y1
	z1 := x0*y1 ^ x1*y0 ^ x2*y3 ^ x3*y2
	z2 := x0*y2 ^ x1*y1 ^ x2*y0 ^ x3*y3
	z3 := x0*y3 ^ x1*y2 ^ x2*y1 ^ x3*y0
	return z0&m0 | z1&m1 | z2&m2 | z3&m3
}
