// Package primefield computes modulo the primes of elliptic curves: those of their coordinates and those of their orders.
//
//	f := primefield.New(p)     // big-endian, 129 to 576 bits
//	var x, y, z primefield.Element
//	if !f.SetBytes(&x, data) { // not below p, or another length
//	f.Mul(&z, &x, &y)          // x, y and z may be one
//	out := f.Append(nil, &z)
//
// Elements are arrays on the caller's stack or in its structures, and belong to the field that set them; nothing is allocated. All methods take constant
// time in the elements, unless they say otherwise: no branch and no index depends on them. The field itself is public.
package primefield

import "math/bits"

//go:generate sh -c "go run generate.go > limbs.go"

// MaxLimbs is the number of limbs of the greatest field, that of P-521.
const MaxLimbs = 9

// Element is an element of a field, in Montgomery's form: x·2^(64n) modulo p in n limbs, the least first; limbs above are 0. Only its field can read it,
// but copies can be made, and the zero value is 0 in each field.
type Element [MaxLimbs]uint64

// Field is the integers modulo a prime. It is safe for concurrent use.
type Field struct {
	limbs, bits int
	m           Element
	// inverse is -1/m modulo 2^64.
	inverse uint64
	// one and square are 2^(64n) and its square modulo m, which are 1 and 2^(64n) in Montgomery's form.
	one, square Element
	// limb is 2^64.
	limb Element
	// The constants of RFC 9380, appendix I.4: m-1 is 2^twos·odd. half is (odd-1)/2 and root is a generator of the roots of unity of order 2^twos.
	twos int
	half []uint64
	root Element
	// less2 is m-2, the exponent of Fermat's inversion.
	less2 []uint64
}

// New makes the field of a prime p, which is big-endian and odd. It panics where p has leading zeros, is even or is not of 129 to 576 bits;
// that p is prime is for the caller to know. It takes time that depends on p.
func New(p []byte) *Field {
	f := &Field{limbs: (len(p) + 7) / 8}
	if f.limbs < 3 || f.limbs > MaxLimbs {
		panic("primefield: no field has a prime of that length")
	}
	f.read(&f.m, p)
	if p[0] == 0 || f.m[0]&1 == 0 {
		panic("primefield: the prime has leading zeros or is even")
	}
	f.bits = 8*len(p) - bits.LeadingZeros8(p[0])
	// Newton's iteration doubles the bits that are right: an odd number is its own inverse modulo 8.
	inverse := f.m[0]
	for range 5 {
		inverse *= 2 - f.m[0]*inverse
	}
	f.inverse = -inverse

	// 2^(64n) and 2^(128n) by doubling 1.
	x := Element{1}
	for i := range 128 * f.limbs {
		f.Add(&x, &x, &x)
		if i == 64*f.limbs-1 {
			f.one = x
		}
	}
	f.square = x
	f.limb = f.one
	for range 64 {
		f.Add(&f.limb, &f.limb, &f.limb)
	}

	f.less2 = f.exponent(2, 0)
	f.twos = bits.TrailingZeros64(f.m[0] - 1)
	if f.m[0] == 1 {
		f.twos = 64 + bits.TrailingZeros64(f.m[1])
	}
	f.half = f.exponent(1, f.twos+1)
	f.setRoot()
	return f
}

// exponent is (m - less) >> shift.
func (f *Field) exponent(less uint64, shift int) []uint64 {
	e := make([]uint64, f.limbs)
	b := less
	for i := range e {
		e[i], b = bits.Sub64(f.m[i], b, 0)
	}
	for range shift {
		for i := range e {
			e[i] >>= 1
			if i+1 < len(e) {
				e[i] |= e[i+1] << 63
			}
		}
	}
	return e
}

// setRoot finds the least number that is no square, and raises it to the odd part of m-1.
func (f *Field) setRoot() {
	odd, minusOne := f.exponent(1, f.twos), Element{}
	f.Neg(&minusOne, &f.one)
	x := f.one
	for {
		f.Add(&x, &x, &f.one)
		f.pow(&f.root, &x, odd)
		r := f.root
		for range f.twos - 1 {
			f.Square(&r, &r)
		}
		if f.Equal(&r, &minusOne) == 1 {
			return
		}
	}
}

// Bits returns the size of the prime in bits.
func (f *Field) Bits() int { return f.bits }

// Size returns the length of encoded elements in bytes, which is that of the prime.
func (f *Field) Size() int { return (f.bits + 7) / 8 }

// Limbs returns how many limbs of an Element the field uses.
func (f *Field) Limbs() int { return f.limbs }

// One sets z to 1.
func (f *Field) One(z *Element) { *z = f.one }

// Add sets z to x + y.
func (f *Field) Add(z, x, y *Element) {
	switch f.limbs {
	case 3:
		add3(z, x, y, &f.m)
	case 4:
		add4(z, x, y, &f.m)
	case 5:
		add5(z, x, y, &f.m)
	case 6:
		add6(z, x, y, &f.m)
	case 7:
		add7(z, x, y, &f.m)
	case 8:
		add8(z, x, y, &f.m)
	default:
		add9(z, x, y, &f.m)
	}
}

// Sub sets z to x - y.
func (f *Field) Sub(z, x, y *Element) {
	switch f.limbs {
	case 3:
		sub3(z, x, y, &f.m)
	case 4:
		sub4(z, x, y, &f.m)
	case 5:
		sub5(z, x, y, &f.m)
	case 6:
		sub6(z, x, y, &f.m)
	case 7:
		sub7(z, x, y, &f.m)
	case 8:
		sub8(z, x, y, &f.m)
	default:
		sub9(z, x, y, &f.m)
	}
}

// Neg sets z to -x.
func (f *Field) Neg(z, x *Element) {
	var zero Element
	f.Sub(z, &zero, x)
}

// Mul sets z to x · y.
func (f *Field) Mul(z, x, y *Element) {
	switch f.limbs {
	case 3:
		mul3(z, x, y, &f.m, f.inverse)
	case 4:
		mul4(z, x, y, &f.m, f.inverse)
	case 5:
		mul5(z, x, y, &f.m, f.inverse)
	case 6:
		mul6(z, x, y, &f.m, f.inverse)
	case 7:
		mul7(z, x, y, &f.m, f.inverse)
	case 8:
		mul8(z, x, y, &f.m, f.inverse)
	default:
		mul9(z, x, y, &f.m, f.inverse)
	}
}

// Square sets z to x · x.
func (f *Field) Square(z, x *Element) { f.Mul(z, x, x) }
