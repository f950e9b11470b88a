package primefield

import "math/bits"

// read reads a big-endian number of at most 8·limbs bytes.
func (f *Field) read(z *Element, b []byte) {
	*z = Element{}
	for i := range b {
		z[i/8] |= uint64(b[len(b)-1-i]) << (8 * (i % 8))
	}
}

// SetBytes sets z to a big-endian number of Size bytes, and returns false, with z 0, for another length or a number that is not below the prime. It takes
// constant time but for that answer.
func (f *Field) SetBytes(z *Element, b []byte) bool {
	*z = Element{}
	if len(b) != f.Size() {
		return false
	}
	var x Element
	f.read(&x, b)
	var borrow uint64
	for i := range f.limbs {
		_, borrow = bits.Sub64(x[i], f.m[i], borrow)
	}
	if borrow == 0 {
		return false
	}
	f.Mul(z, &x, &f.square)
	return true
}

// Reduce sets z to a big-endian number of any length, modulo the prime.
func (f *Field) Reduce(z *Element, b []byte) {
	var r, x Element
	for len(b) > 0 {
		n := (len(b)-1)%8 + 1
		// A limb is below every prime that the package takes.
		f.read(&x, b[:n])
		f.Mul(&x, &x, &f.square)
		f.Mul(&r, &r, &f.limb)
		f.Add(&r, &r, &x)
		b = b[n:]
	}
	*z = r
}

// Append appends x as a big-endian number of Size bytes.
func (f *Field) Append(dst []byte, x *Element) []byte {
	var n Element
	f.Mul(&n, x, &Element{1})
	for i := f.Size() - 1; i >= 0; i-- {
		dst = append(dst, byte(n[i/8]>>(8*(i%8))))
	}
	return dst
}

// Odd returns 1 if x is an odd number, else 0: sgn0 of RFC 9380, section 4.1.
func (f *Field) Odd(x *Element) int {
	var n Element
	f.Mul(&n, x, &Element{1})
	return int(n[0] & 1)
}
