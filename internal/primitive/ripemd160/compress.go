package ripemd160

import (
	"encoding/binary"
	"math/bits"
)

// The added constants of the left and of the right line (RIPEMD-160, appendix A).
const (
	k0, k1, k2, k3, k4 = 0x00000000, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e
	l0, l1, l2, l3, l4 = 0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0x00000000
)

// compress takes whole blocks into the chaining value (RIPEMD-160, appendix A), the steps of both lines written out.
func compress(h *[5]uint32, p []byte) {
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		x := (*[BlockSize]byte)(p)
		a, b, c, d, e := h[0], h[1], h[2], h[3], h[4]

		a, c = f1(a, b, c, d, e, x, 0, k0, 11)
		e, b = f1(e, a, b, c, d, x, 1, k0, 14)
		d, a = f1(d, e, a, b, c, x, 2, k0, 15)
		c, e = f1(c, d, e, a, b, x, 3, k0, 12)
		b, d = f1(b, c, d, e, a, x, 4, k0, 5)
		a, c = f1(a, b, c, d, e, x, 5, k0, 8)
		e, b = f1(e, a, b, c, d, x, 6, k0, 7)
		d, a = f1(d, e, a, b, c, x, 7, k0, 9)
		c, e = f1(c, d, e, a, b, x, 8, k0, 11)
		b, d = f1(b, c, d, e, a, x, 9, k0, 13)
		a, c = f1(a, b, c, d, e, x, 10, k0, 14)
		e, b = f1(e, a, b, c, d, x, 11, k0, 15)
		d, a = f1(d, e, a, b, c, x, 12, k0, 6)
		c, e = f1(c, d, e, a, b, x, 13, k0, 7)
		b, d = f1(b, c, d, e, a, x, 14, k0, 9)
		a, c = f1(a, b, c, d, e, x, 15, k0, 8)

		e, b = f2(e, a, b, c, d, x, 7, k1, 7)
		d, a = f2(d, e, a, b, c, x, 4, k1, 6)
		c, e = f2(c, d, e, a, b, x, 13, k1, 8)
		b, d = f2(b, c, d, e, a, x, 1, k1, 13)
		a, c = f2(a, b, c, d, e, x, 10, k1, 11)
		e, b = f2(e, a, b, c, d, x, 6, k1, 9)
		d, a = f2(d, e, a, b, c, x, 15, k1, 7)
		c, e = f2(c, d, e, a, b, x, 3, k1, 15)
		b, d = f2(b, c, d, e, a, x, 12, k1, 7)
		a, c = f2(a, b, c, d, e, x, 0, k1, 12)
		e, b = f2(e, a, b, c, d, x, 9, k1, 15)
		d, a = f2(d, e, a, b, c, x, 5, k1, 9)
		c, e = f2(c, d, e, a, b, x, 2, k1, 11)
		b, d = f2(b, c, d, e, a, x, 14, k1, 7)
		a, c = f2(a, b, c, d, e, x, 11, k1, 13)
		e, b = f2(e, a, b, c, d, x, 8, k1, 12)

		d, a = f3(d, e, a, b, c, x, 3, k2, 11)
		c, e = f3(c, d, e, a, b, x, 10, k2, 13)
		b, d = f3(b, c, d, e, a, x, 14, k2, 6)
		a, c = f3(a, b, c, d, e, x, 4, k2, 7)
		e, b = f3(e, a, b, c, d, x, 9, k2, 14)
		d, a = f3(d, e, a, b, c, x, 15, k2, 9)
		c, e = f3(c, d, e, a, b, x, 8, k2, 13)
		b, d = f3(b, c, d, e, a, x, 1, k2, 15)
		a, c = f3(a, b, c, d, e, x, 2, k2, 14)
		e, b = f3(e, a, b, c, d, x, 7, k2, 8)
		d, a = f3(d, e, a, b, c, x, 0, k2, 13)
		c, e = f3(c, d, e, a, b, x, 6, k2, 6)
		b, d = f3(b, c, d, e, a, x, 13, k2, 5)
		a, c = f3(a, b, c, d, e, x, 11, k2, 12)
		e, b = f3(e, a, b, c, d, x, 5, k2, 7)
		d, a = f3(d, e, a, b, c, x, 12, k2, 5)

		c, e = f4(c, d, e, a, b, x, 1, k3, 11)
		b, d = f4(b, c, d, e, a, x, 9, k3, 12)
		a, c = f4(a, b, c, d, e, x, 11, k3, 14)
		e, b = f4(e, a, b, c, d, x, 10, k3, 15)
		d, a = f4(d, e, a, b, c, x, 0, k3, 14)
		c, e = f4(c, d, e, a, b, x, 8, k3, 15)
		b, d = f4(b, c, d, e, a, x, 12, k3, 9)
		a, c = f4(a, b, c, d, e, x, 4, k3, 8)
		e, b = f4(e, a, b, c, d, x, 13, k3, 9)
		d, a = f4(d, e, a, b, c, x, 3, k3, 14)
		c, e = f4(c, d, e, a, b, x, 7, k3, 5)
		b, d = f4(b, c, d, e, a, x, 15, k3, 6)
		a, c = f4(a, b, c, d, e, x, 14, k3, 8)
		e, b = f4(e, a, b, c, d, x, 5, k3, 6)
		d, a = f4(d, e, a, b, c, x, 6, k3, 5)
		c, e = f4(c, d, e, a, b, x, 2, k3, 12)

		b, d = f5(b, c, d, e, a, x, 4, k4, 9)
		a, c = f5(a, b, c, d, e, x, 0, k4, 15)
		e, b = f5(e, a, b, c, d, x, 5, k4, 5)
		d, a = f5(d, e, a, b, c, x, 9, k4, 11)
		c, e = f5(c, d, e, a, b, x, 7, k4, 6)
		b, d = f5(b, c, d, e, a, x, 12, k4, 8)
		a, c = f5(a, b, c, d, e, x, 2, k4, 13)
		e, b = f5(e, a, b, c, d, x, 10, k4, 12)
		d, a = f5(d, e, a, b, c, x, 14, k4, 5)
		c, e = f5(c, d, e, a, b, x, 1, k4, 12)
		b, d = f5(b, c, d, e, a, x, 3, k4, 13)
		a, c = f5(a, b, c, d, e, x, 8, k4, 14)
		e, b = f5(e, a, b, c, d, x, 11, k4, 11)
		d, a = f5(d, e, a, b, c, x, 6, k4, 8)
		c, e = f5(c, d, e, a, b, x, 15, k4, 5)
		b, d = f5(b, c, d, e, a, x, 13, k4, 6)
		aa, bb, cc, dd, ee := h[0], h[1], h[2], h[3], h[4]

		aa, cc = f5(aa, bb, cc, dd, ee, x, 5, l0, 8)
		ee, bb = f5(ee, aa, bb, cc, dd, x, 14, l0, 9)
		dd, aa = f5(dd, ee, aa, bb, cc, x, 7, l0, 9)
		cc, ee = f5(cc, dd, ee, aa, bb, x, 0, l0, 11)
		bb, dd = f5(bb, cc, dd, ee, aa, x, 9, l0, 13)
		aa, cc = f5(aa, bb, cc, dd, ee, x, 2, l0, 15)
		ee, bb = f5(ee, aa, bb, cc, dd, x, 11, l0, 15)
		dd, aa = f5(dd, ee, aa, bb, cc, x, 4, l0, 5)
		cc, ee = f5(cc, dd, ee, aa, bb, x, 13, l0, 7)
		bb, dd = f5(bb, cc, dd, ee, aa, x, 6, l0, 7)
		aa, cc = f5(aa, bb, cc, dd, ee, x, 15, l0, 8)
		ee, bb = f5(ee, aa, bb, cc, dd, x, 8, l0, 11)
		dd, aa = f5(dd, ee, aa, bb, cc, x, 1, l0, 14)
		cc, ee = f5(cc, dd, ee, aa, bb, x, 10, l0, 14)
		bb, dd = f5(bb, cc, dd, ee, aa, x, 3, l0, 12)
		aa, cc = f5(aa, bb, cc, dd, ee, x, 12, l0, 6)

		ee, bb = f4(ee, aa, bb, cc, dd, x, 6, l1, 9)
		dd, aa = f4(dd, ee, aa, bb, cc, x, 11, l1, 13)
		cc, ee = f4(cc, dd, ee, aa, bb, x, 3, l1, 15)
		bb, dd = f4(bb, cc, dd, ee, aa, x, 7, l1, 7)
		aa, cc = f4(aa, bb, cc, dd, ee, x, 0, l1, 12)
		ee, bb = f4(ee, aa, bb, cc, dd, x, 13, l1, 8)
		dd, aa = f4(dd, ee, aa, bb, cc, x, 5, l1, 9)
		cc, ee = f4(cc, dd, ee, aa, bb, x, 10, l1, 11)
		bb, dd = f4(bb, cc, dd, ee, aa, x, 14, l1, 7)
		aa, cc = f4(aa, bb, cc, dd, ee, x, 15, l1, 7)
		ee, bb = f4(ee, aa, bb, cc, dd, x, 8, l1, 12)
		dd, aa = f4(dd, ee, aa, bb, cc, x, 12, l1, 7)
		cc, ee = f4(cc, dd, ee, aa, bb, x, 4, l1, 6)
		bb, dd = f4(bb, cc, dd, ee, aa, x, 9, l1, 15)
		aa, cc = f4(aa, bb, cc, dd, ee, x, 1, l1, 13)
		ee, bb = f4(ee, aa, bb, cc, dd, x, 2, l1, 11)

		dd, aa = f3(dd, ee, aa, bb, cc, x, 15, l2, 9)
		cc, ee = f3(cc, dd, ee, aa, bb, x, 5, l2, 7)
		bb, dd = f3(bb, cc, dd, ee, aa, x, 1, l2, 15)
		aa, cc = f3(aa, bb, cc, dd, ee, x, 3, l2, 11)
		ee, bb = f3(ee, aa, bb, cc, dd, x, 7, l2, 8)
		dd, aa = f3(dd, ee, aa, bb, cc, x, 14, l2, 6)
		cc, ee = f3(cc, dd, ee, aa, bb, x, 6, l2, 6)
		bb, dd = f3(bb, cc, dd, ee, aa, x, 9, l2, 14)
		aa, cc = f3(aa, bb, cc, dd, ee, x, 11, l2, 12)
		ee, bb = f3(ee, aa, bb, cc, dd, x, 8, l2, 13)
		dd, aa = f3(dd, ee, aa, bb, cc, x, 12, l2, 5)
		cc, ee = f3(cc, dd, ee, aa, bb, x, 2, l2, 14)
		bb, dd = f3(bb, cc, dd, ee, aa, x, 10, l2, 13)
		aa, cc = f3(aa, bb, cc, dd, ee, x, 0, l2, 13)
		ee, bb = f3(ee, aa, bb, cc, dd, x, 4, l2, 7)
		dd, aa = f3(dd, ee, aa, bb, cc, x, 13, l2, 5)

		cc, ee = f2(cc, dd, ee, aa, bb, x, 8, l3, 15)
		bb, dd = f2(bb, cc, dd, ee, aa, x, 6, l3, 5)
		aa, cc = f2(aa, bb, cc, dd, ee, x, 4, l3, 8)
		ee, bb = f2(ee, aa, bb, cc, dd, x, 1, l3, 11)
		dd, aa = f2(dd, ee, aa, bb, cc, x, 3, l3, 14)
		cc, ee = f2(cc, dd, ee, aa, bb, x, 11, l3, 14)
		bb, dd = f2(bb, cc, dd, ee, aa, x, 15, l3, 6)
		aa, cc = f2(aa, bb, cc, dd, ee, x, 0, l3, 14)
		ee, bb = f2(ee, aa, bb, cc, dd, x, 5, l3, 6)
		dd, aa = f2(dd, ee, aa, bb, cc, x, 12, l3, 9)
		cc, ee = f2(cc, dd, ee, aa, bb, x, 2, l3, 12)
		bb, dd = f2(bb, cc, dd, ee, aa, x, 13, l3, 9)
		aa, cc = f2(aa, bb, cc, dd, ee, x, 9, l3, 12)
		ee, bb = f2(ee, aa, bb, cc, dd, x, 7, l3, 5)
		dd, aa = f2(dd, ee, aa, bb, cc, x, 10, l3, 15)
		cc, ee = f2(cc, dd, ee, aa, bb, x, 14, l3, 8)

		bb, dd = f1(bb, cc, dd, ee, aa, x, 12, l4, 8)
		aa, cc = f1(aa, bb, cc, dd, ee, x, 15, l4, 5)
		ee, bb = f1(ee, aa, bb, cc, dd, x, 10, l4, 12)
		dd, aa = f1(dd, ee, aa, bb, cc, x, 4, l4, 9)
		cc, ee = f1(cc, dd, ee, aa, bb, x, 1, l4, 12)
		bb, dd = f1(bb, cc, dd, ee, aa, x, 5, l4, 5)
		aa, cc = f1(aa, bb, cc, dd, ee, x, 8, l4, 14)
		ee, bb = f1(ee, aa, bb, cc, dd, x, 7, l4, 6)
		dd, aa = f1(dd, ee, aa, bb, cc, x, 6, l4, 8)
		cc, ee = f1(cc, dd, ee, aa, bb, x, 2, l4, 13)
		bb, dd = f1(bb, cc, dd, ee, aa, x, 13, l4, 6)
		aa, cc = f1(aa, bb, cc, dd, ee, x, 14, l4, 5)
		ee, bb = f1(ee, aa, bb, cc, dd, x, 0, l4, 15)
		dd, aa = f1(dd, ee, aa, bb, cc, x, 3, l4, 13)
		cc, ee = f1(cc, dd, ee, aa, bb, x, 9, l4, 11)
		bb, dd = f1(bb, cc, dd, ee, aa, x, 11, l4, 11)
		h[0], h[1], h[2], h[3], h[4] = h[1]+c+dd, h[2]+d+ee, h[3]+e+aa, h[4]+a+bb, h[0]+b+cc
	}
}

// The steps with the five functions of RIPEMD-160, appendix A; r is the number of a word of the block, k the added constant and s the rotation. They return
// the new a and c; then the words change places.

func f1(a, b, c, d, e uint32, x *[BlockSize]byte, r int, k uint32, s int) (_, _ uint32) {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*r:])+k+(b^(c^d)), s) + e, bits.RotateLeft32(c, 10)
}

func f2(a, b, c, d, e uint32, x *[BlockSize]byte, r int, k uint32, s int) (_, _ uint32) {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*r:])+k+(d^b&(c^d)), s) + e, bits.RotateLeft32(c, 10)
}

func f3(a, b, c, d, e uint32, x *[BlockSize]byte, r int, k uint32, s int) (_, _ uint32) {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*r:])+k+((b|^c)^d), s) + e, bits.RotateLeft32(c, 10)
}

func f4(a, b, c, d, e uint32, x *[BlockSize]byte, r int, k uint32, s int) (_, _ uint32) {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*r:])+k+(b&d|c&^d), s) + e, bits.RotateLeft32(c, 10)
}

func f5(a, b, c, d, e uint32, x *[BlockSize]byte, r int, k uint32, s int) (_, _ uint32) {
	return bits.RotateLeft32(a+binary.LittleEndian.Uint32(x[4*r:])+k+(b^(c|^d)), s) + e, bits.RotateLeft32(c, 10)
}
