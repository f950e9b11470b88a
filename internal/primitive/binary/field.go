package binary

import "math/bits"

// maxLimbs is the number of limbs of the greatest field.
const maxLimbs = 9

// element is a polynomial over GF(2) of a degree below the field's, the least coefficients first.
type element [maxLimbs]uint64

// product is a polynomial that is not reduced.
type product [2 * maxLimbs]uint64

// field is GF(2^m) in a polynomial basis. No branch and no index depends on elements.
type field struct {
	m, limbs int
	// folds are where the terms of the reduction polynomial below x^m put a limb that is reduced.
	folds []fold
}

// fold puts a limb words below its place and shift bits up, which is x^e times the limb, reduced.
type fold struct {
	e            int
	words, shift int
}

// newField makes the field of x^m + the sum of x^e + 1.
func newField(m int, terms ...int) *field {
	f := &field{m: m, limbs: (m + 63) / 64}
	for _, e := range append(terms, 0) {
		words := (m - e + 63) / 64
		f.folds = append(f.folds, fold{e, words, 64*words - (m - e)})
	}
	return f
}

// size is the length of encoded elements in bytes.
func (f *field) size() int { return (f.m + 7) / 8 }

// carryless multiplies two polynomials of 64 coefficients. The processor's integer multiplication does it: coefficients are spread over every fourth
// bit, so that the sums of a column, at most 15, stay in its four bits, of which the lowest is the sum modulo 2 (after T. Pornin's BearSSL, ghash_ctmul).
// The last four coefficients of y, which would make it 16, are multiplied by themselves.
func carryless(x, y uint64) (hi, lo uint64) {
	const m0, m1, m2, m3 = 0x1111111111111111, 0x2222222222222222, 0x4444444444444444, 0x8888888888888888
	x0, x1, x2, x3 := x&m0, x&m1, x&m2, x&m3
	v := y << 4 >> 4
	y0, y1, y2, y3 := v&m0, v&m1, v&m2, v&m3

	ha, la := bits.Mul64(x0, y0)
	hb, lb := bits.Mul64(x1, y3)
	hc, lc := bits.Mul64(x2, y2)
	hd, ld := bits.Mul64(x3, y1)
	hi, lo = (ha^hb^hc^hd)&m0, (la^lb^lc^ld)&m0

	ha, la = bits.Mul64(x0, y1)
	hb, lb = bits.Mul64(x1, y0)
	hc, lc = bits.Mul64(x2, y3)
	hd, ld = bits.Mul64(x3, y2)
	hi, lo = hi|(ha^hb^hc^hd)&m1, lo|(la^lb^lc^ld)&m1

	ha, la = bits.Mul64(x0, y2)
	hb, lb = bits.Mul64(x1, y1)
	hc, lc = bits.Mul64(x2, y0)
	hd, ld = bits.Mul64(x3, y3)
	hi, lo = hi|(ha^hb^hc^hd)&m2, lo|(la^lb^lc^ld)&m2

	ha, la = bits.Mul64(x0, y3)
	hb, lb = bits.Mul64(x1, y2)
	hc, lc = bits.Mul64(x2, y1)
	hd, ld = bits.Mul64(x3, y0)
	hi, lo = hi|(ha^hb^hc^hd)&m3, lo|(la^lb^lc^ld)&m3

	t0, t1, t2, t3 := x&-(y>>60&1), x&-(y>>61&1), x&-(y>>62&1), x&-(y>>63)
	hi ^= t0>>4 ^ t1>>3 ^ t2>>2 ^ t3>>1
	lo ^= t0<<60 ^ t1<<61 ^ t2<<62 ^ t3<<63
	return hi, lo
}

// mul sets z to x · y. The products of different limbs come from Karatsuba's identity x_i·y_j + x_j·y_i = (x_i+x_j)(y_i+y_j) + x_i·y_i + x_j·y_j.
func (f *field) mul(z, x, y *element) {
	n := f.limbs
	var dh, dl element
	for i := range n {
		dh[i], dl[i] = carryless(x[i], y[i])
	}
	var p product
	for c := range 2*n - 1 {
		first, last := max(0, c-n+1), min(c, n-1)
		var hi, lo uint64
		for i := first; i <= last; i++ {
			hi ^= dh[i]
			lo ^= dl[i]
		}
		for i, j := first, last; i < j; i, j = i+1, j-1 {
			h, l := carryless(x[i]^x[j], y[i]^y[j])
			hi ^= h
			lo ^= l
		}
		p[c] ^= lo
		p[c+1] ^= hi
	}
	f.reduce(z, &p)
}

// square sets z to x · x, whose coefficients are those of x with zeros between.
func (f *field) square(z, x *element) {
	var p product
	for i := range f.limbs {
		p[2*i], p[2*i+1] = spread(x[i]&0xffffffff), spread(x[i]>>32)
	}
	f.reduce(z, &p)
}

func spread(x uint64) uint64 {
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

// reduce sets z to p modulo the reduction polynomial, a limb at a time from the top. All terms are so far below x^m that a limb never folds onto itself.
func (f *field) reduce(z *element, p *product) {
	n := f.limbs
	for i := 2*n - 1; i >= n; i-- {
		w := p[i]
		for _, t := range f.folds {
			p[i-t.words] ^= w << t.shift
			p[i-t.words+1] ^= w >> 1 >> (63 - t.shift)
		}
	}
	top := f.m % 64
	w := p[n-1] >> top
	p[n-1] &= 1<<top - 1
	for _, t := range f.folds {
		i, shift := t.e/64, t.e%64
		p[i] ^= w << shift
		p[i+1] ^= w >> 1 >> (63 - shift)
	}
	*z = element{}
	copy(z[:n], p[:n])
}

func (f *field) add(z, x, y *element) {
	for i := range z {
		z[i] = x[i] ^ y[i]
	}
}

// squares sets z to x after n squarings.
func (f *field) squares(z, x *element, n int) {
	*z = *x
	for range n {
		f.square(z, z)
	}
}

// invert sets z to 1/x, and to 0 for 0: x^(2^m-2), after T. Itoh and S. Tsujii. r is x^(2^k-1) throughout.
func (f *field) invert(z, x *element) {
	r, k := *x, 1
	var t element
	for i := bits.Len(uint(f.m-1)) - 2; i >= 0; i-- {
		f.squares(&t, &r, k)
		f.mul(&r, &r, &t)
		k *= 2
		if (f.m-1)>>i&1 == 1 {
			f.square(&r, &r)
			f.mul(&r, &r, x)
			k++
		}
	}
	f.square(z, &r)
}

// trace is the sum of x^(2^i) for i below m, which is 0 or 1.
func (f *field) trace(x *element) int {
	sum, t := *x, *x
	for range f.m - 1 {
		f.square(&t, &t)
		f.add(&sum, &sum, &t)
	}
	return int(sum[0] & 1)
}

// halfTrace sets z to a solution of z² + z = x, which there is where the trace of x is 0: the sum of x^(4^i) for i to (m-1)/2. m is odd.
func (f *field) halfTrace(z, x *element) {
	sum, t := *x, *x
	for range (f.m - 1) / 2 {
		f.squares(&t, &t, 2)
		f.add(&sum, &sum, &t)
	}
	*z = sum
}

// isZero returns 1 if x is 0, else 0.
func (f *field) isZero(x *element) int {
	var all uint64
	for _, v := range x {
		all |= v
	}
	return int(^(all | -all) >> 63)
}

// swap exchanges x and y where choice is 1, and not where it is 0.
func swap(x, y *element, choice uint64) {
	mask := -choice
	for i := range x {
		t := mask & (x[i] ^ y[i])
		x[i] ^= t
		y[i] ^= t
	}
}

// choose sets z to x where choice is 1 and to y where it is 0.
func choose(z, x, y *element, choice int) {
	mask := -uint64(choice)
	for i := range z {
		z[i] = y[i] ^ mask&(x[i]^y[i])
	}
}

// setBytes sets z to an element encoded big-endian (SEC 1, section 2.3.6), and returns false for another length or coefficients beyond x^(m-1).
func (f *field) setBytes(z *element, b []byte) bool {
	*z = element{}
	if len(b) != f.size() || b[0]>>(f.m-8*(len(b)-1)) != 0 {
		return false
	}
	for i := range b {
		z[i/8] |= uint64(b[len(b)-1-i]) << (8 * (i % 8))
	}
	return true
}

// append appends x in big-endian order.
func (f *field) append(dst []byte, x *element) []byte {
	for i := f.size() - 1; i >= 0; i-- {
		dst = append(dst, byte(x[i/8]>>(8*(i%8))))
	}
	return dst
}
