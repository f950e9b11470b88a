package md4

import (
	"encoding/binary"
	"math/bits"
)

// compress takes whole blocks into the chaining value (RFC 1320, section 3.4).
func compress(h *[4]uint32, p []byte) {
	a, b, c, d := h[0], h[1], h[2], h[3]
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		x := (*[BlockSize]byte)(p)
		aa, bb, cc, dd := a, b, c, d

		a = round1(a, b, c, d, x, 0, 3)
		d = round1(d, a, b, c, x, 1, 7)
		c = round1(c, d, a, b, x, 2, 11)
		b = round1(b, c, d, a, x, 3, 19)
		a = round1(a, b, c, d, x, 4, 3)
		d = round1(d, a, b, c, x, 5, 7)
		c = round1(c, d, a, b, x, 6, 11)
		b = round1(b, c, d, a, x, 7, 19)
		a = round1(a, b, c, d, x, 8, 3)
		d = round1(d, a, b, c, x, 9, 7)
		c = round1(c, d, a, b, x, 10, 11)
		b = round1(b, c, d, a, x, 11, 19)
		a = round1(a, b, c, d, x, 12, 3)
		d = round1(d, a, b, c, x, 13, 7)
		c = round1(c, d, a, b, x, 14, 11)
		b = round1(b, c, d, a, x, 15, 19)

		a = round2(a, b, c, d, x, 0, 3)
		d = round2(d, a, b, c, x, 4, 5)
		c = round2(c, d, a, b, x, 8, 9)
		b = round2(b, c, d, a, x, 12, 13)
		a = round2(a, b, c, d, x, 1, 3)
		d = round2(d, a, b, c, x, 5, 5)
		c = round2(c, d, a, b, x, 9, 9)
		b = round2(b, c, d, a, x, 13, 13)
		a = round2(a, b, c, d, x, 2, 3)
		d = round2(d, a, b, c, x, 6, 5)
		c = round2(c, d, a, b, x, 10, 9)
		b = round2(b, c, d, a, x, 14, 13)
		a = round2(a, b, c, d, x, 3, 3)
		d = round2(d, a, b, c, x, 7, 5)
		c = round2(c, d, a, b, x, 11, 9)
		b = round2(b, c, d, a, x, 15, 13)

		a = round3(a, b, c, d, x, 0, 3)
		d = round3(d, a, b, c, x, 8, 9)
		c = round3(c, d, a, b, x, 4, 11)
		b = round3(b, c, d, a, x, 12, 15)
		a = round3(a, b, c, d, x, 2, 3)
		d = round3(d, a, b, c, x, 10, 9)
		c = round3(c, d, a, b, x, 6, 11)
		b = round3(b, c, d, a, x, 14, 15)
		a = round3(a, b, c, d, x, 1, 3)
		d = round3(d, a, b, c, x, 9, 9)
		c = round3(c, d, a, b, x, 5, 11)
		b = round3(b, c, d, a, x, 13, 15)
		a = round3(a, b, c, d, x, 3, 3)
		d = round3(d, a, b, c, x, 11, 9)
		c = round3(c, d, a, b, x, 7, 11)
		b = round3(b, c, d, a, x, 15, 15)

		a, b, c, d = a+aa, b+bb, c+cc, d+dd
	}
	h[0], h[1], h[2], h[3] = a, b, c, d
}

// The operations of the three rounds, with F, G and H of RFC 1320, section 3.4; k is the number of a word of the block.

func round1(a, b, c, d uint32, x *[BlockSize]byte, k, s int) uint32 {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*k:])+(d^b&(c^d)), s)
}

func round2(a, b, c, d uint32, x *[BlockSize]byte, k, s int) uint32 {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*k:])+0x5a827999+(b&(c|d)|c&d), s)
}

func round3(a, b, c, d uint32, x *[BlockSize]byte, k, s int) uint32 {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*k:])+0x6ed9eba1+(b^(c^d)), s)
}
