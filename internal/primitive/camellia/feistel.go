package camellia

import "math/bits"

// The places of the bytes that get s2, s3 and s4; the others get s1.
const (
	second uint64 = 0x000000ff0000ff00
	third  uint64 = 0x0000ff0000ff0000
	fourth uint64 = 0x00ff0000ff000000
)

// feistel adds the F-function of x under a subkey to y (RFC 3713, section 2.4.1).
//
// s1 is linear in an inverse of GF(2^8) that is linear in its input, but for the bytes 0xc5 in front, which the subkey has, and 0x6e behind. So a linear map leads to
// the circuit of J. Boyar and R. Peralta for that inverse, "A Small Depth-16 Circuit for the AES S-Box", and a linear map from there; the order
// of additions was found by search. s2 and s3 are s1 with its output rotated, s4 is s1 with its input rotated: other planes, under a mask.
func (y *planes) feistel(x, key *planes) {
	x0 := x[0] ^ key[0]
	x1 := x[1] ^ key[1]
	x2 := x[2] ^ key[2]
	x3 := x[3] ^ key[3]
	x4 := x[4] ^ key[4]
	x5 := x[5] ^ key[5]
	x6 := x[6] ^ key[6]
	x7 := x[7] ^ key[7]

	// The input of s4 is rotated to the left by one bit.
	w0 := x0 ^ (x0^x7)&fourth
	w1 := x1 ^ (x1^x0)&fourth
	w2 := x2 ^ (x2^x1)&fourth
	w3 := x3 ^ (x3^x2)&fourth
	w4 := x4 ^ (x4^x3)&fourth
	w5 := x5 ^ (x5^x4)&fourth
	w6 := x6 ^ (x6^x5)&fourth
	w7 := x7 ^ (x7^x6)&fourth

	// The linear part in front.
	y7 := w2 ^ w4
	y9 := w5 ^ y7
	y2 := w0 ^ y9
	y15 := w3 ^ w6
	y17 := w1 ^ w4
	y16 := y15 ^ y17
	y1 := y7 ^ y16
	y18 := w0 ^ w5
	s0 := w7 ^ y1
	y0 := w0 ^ s0
	y3 := w2 ^ y0
	y6 := y15 ^ y0
	y10 := w1 ^ y3
	y11 := w4 ^ y3
	y12 := w0 ^ y3
	y20 := w5 ^ y0
	y21 := w3 ^ s0
	y13 := y16 ^ y21
	y5 := y2 ^ y13
	y8 := y3 ^ y5
	y14 := y9 ^ y8
	y19 := w1 ^ y5

	// The part that is not linear.
	t2 := y12 & y15
	t3 := y3 & y6
	t4 := t3 ^ t2
	t5 := w0 & y0
	t6 := t5 ^ t2
	t7 := y13 & y16
	t8 := y5 & y1
	t9 := t8 ^ t7
	t10 := y2 & y7
	t11 := t10 ^ t7
	t12 := y9 & y11
	t13 := y14 & y17
	t14 := t13 ^ t12
	t15 := y8 & y10
	t16 := t15 ^ t12
	t17 := t4 ^ t14
	t18 := t6 ^ t16
	t19 := t9 ^ t14
	t20 := t11 ^ t16
	t21 := t17 ^ y20
	t22 := t18 ^ y19
	t23 := t19 ^ y21
	t24 := t20 ^ y18
	t25 := t21 ^ t22
	t26 := t21 & t23
	t27 := t24 ^ t26
	t28 := t25 & t27
	t29 := t28 ^ t22
	t30 := t23 ^ t24
	t31 := t22 ^ t26
	t32 := t31 & t30
	t33 := t32 ^ t24
	t34 := t23 ^ t33
	t35 := t27 ^ t33
	t36 := t24 & t35
	t37 := t36 ^ t34
	t38 := t27 ^ t36
	t39 := t29 & t38
	t40 := t25 ^ t39
	t41 := t40 ^ t37
	t42 := t29 ^ t33
	t43 := t29 ^ t40
	t44 := t33 ^ t37
	t45 := t42 ^ t41
	z0 := t44 & y15
	z1 := t37 & y6
	z2 := t33 & y0
	z3 := t43 & y16
	z4 := t40 & y1
	z5 := t29 & y7
	z6 := t42 & y11
	z7 := t45 & y17
	z8 := t41 & y10
	z9 := t44 & y12
	z10 := t37 & y3
	z11 := t33 & w0
	z12 := t43 & y13
	z13 := t40 & y5
	z14 := t29 & y2
	z15 := t42 & y9
	z16 := t45 & y14
	z17 := t41 & y8

	// The linear part behind, and 0x6e.
	e0 := z1 ^ z2
	e1 := z7 ^ z8
	r6 := e0 ^ e1
	e2 := z10 ^ z11
	e3 := z14 ^ r6
	e4 := e2 ^ e3
	r7 := z13 ^ e4
	e5 := z5 ^ e0
	r1 := z4 ^ e5
	e6 := z12 ^ z15
	e7 := z2 ^ e1
	e8 := z0 ^ z4
	e9 := z3 ^ e7
	r3 := e8 ^ e9
	e10 := z9 ^ z10
	e11 := z16 ^ e4
	r4 := e6 ^ e11
	e12 := z13 ^ e10
	e13 := z12 ^ e12
	r0 := r3 ^ e13
	e14 := z13 ^ e6
	e15 := e2 ^ r1
	e16 := z17 ^ e15
	r2 := e14 ^ e16
	e17 := e5 ^ r4
	e18 := z3 ^ z7
	e19 := z6 ^ e13
	e20 := e18 ^ e19
	r5 := e17 ^ e20
	r1 = ^r1
	r2 = ^r2
	r3 = ^r3
	r5 = ^r5
	r6 = ^r6

	// The output of s2 is rotated to the left by one bit, that of s3 to the right.
	d0 := r0 ^ r7
	d1 := r1 ^ r0
	d2 := r2 ^ r1
	d3 := r3 ^ r2
	d4 := r4 ^ r3
	d5 := r5 ^ r4
	d6 := r6 ^ r5
	d7 := r7 ^ r6
	y[0] ^= permuted(r0 ^ d0&second ^ d1&third)
	y[1] ^= permuted(r1 ^ d1&second ^ d2&third)
	y[2] ^= permuted(r2 ^ d2&second ^ d3&third)
	y[3] ^= permuted(r3 ^ d3&second ^ d4&third)
	y[4] ^= permuted(r4 ^ d4&second ^ d5&third)
	y[5] ^= permuted(r5 ^ d5&second ^ d6&third)
	y[6] ^= permuted(r6 ^ d6&second ^ d7&third)
	y[7] ^= permuted(r7 ^ d7&second ^ d0&third)
}

// permuted is the P-function on a plane: y5 to y8 and y1 to y4 of the text come out of four additions of half to half.
func permuted(z uint64) uint64 {
	l, r := uint32(z), uint32(z>>32)
	l ^= bits.RotateLeft32(r, -8)
	r ^= bits.RotateLeft32(l, 16)
	l ^= bits.RotateLeft32(r, 8)
	r ^= bits.RotateLeft32(l, 8)
	return uint64(r) | uint64(l)<<32
}

// fl is the function FL (RFC 3713, section 2.4.2).
func (x *planes) fl(key *planes) {
	// The rotation to the left by one bit leads from plane to plane, and from the top one to the lowest of the next byte.
	carry := bits.RotateLeft32(uint32(x[7]&key[7]), -8)
	for i := range x {
		and := uint32(x[i] & key[i])
		r := uint32(x[i]>>32) ^ carry
		l := uint32(x[i]) ^ (r | uint32(key[i]>>32))
		x[i] = uint64(l) | uint64(r)<<32
		carry = and
	}
}

// flInverse is the function FLINV (RFC 3713, section 2.4.3).
func (x *planes) flInverse(key *planes) {
	for i := range x {
		x[i] ^= uint64(uint32(x[i]>>32) | uint32(key[i]>>32))
	}
	carry := bits.RotateLeft32(uint32(x[7]&key[7]), -8)
	for i := range x {
		and := uint32(x[i] & key[i])
		x[i] ^= uint64(carry) << 32
		carry = and
	}
}
