package primefield

// pow sets z to x^e by windows of 4 bits. The exponent is public; x is not.
func (f *Field) pow(z, x *Element, e []uint64) {
	var powers [16]Element
	powers[0] = f.one
	for i := 1; i < len(powers); i++ {
		f.Mul(&powers[i], &powers[i-1], x)
	}
	r := f.one
	started := false
	for i := len(e) - 1; i >= 0; i-- {
		for shift := 60; shift >= 0; shift -= 4 {
			if started {
				for range 4 {
					f.Square(&r, &r)
				}
			}
			if d := e[i] >> shift & 15; d != 0 {
				f.Mul(&r, &r, &powers[d])
				started = true
			}
		}
	}
	*z = r
}

// Invert sets z to 1/x, and to 0 for 0.
func (f *Field) Invert(z, x *Element) { f.pow(z, x, f.less2) }

// Sqrt sets z to a square root of x and returns 1, or returns 0 where there is none; z is then without meaning. Of the two roots it is not said which it is.
//
// It is RFC 9380, appendix I.4, in whose words: for primes that are 3 modulo 4 only the power remains.
func (f *Field) Sqrt(z, x *Element) int {
	var r, t, b, s Element
	f.pow(&r, x, f.half)
	f.Square(&t, &r)
	f.Mul(&t, &t, x)
	f.Mul(&r, &r, x)
	b = t
	c := f.root
	for i := f.twos; i >= 2; i-- {
		for range i - 2 {
			f.Square(&b, &b)
		}
		e := f.Equal(&b, &f.one)
		f.Mul(&s, &r, &c)
		f.Select(&r, &r, &s, e)
		f.Square(&c, &c)
		f.Mul(&s, &t, &c)
		f.Select(&t, &t, &s, e)
		b = t
	}
	f.Square(&s, &r)
	ok := f.Equal(&s, x)
	*z = r
	return ok
}

// IsSquare returns 1 if x is a square, as 0 is, else 0.
func (f *Field) IsSquare(x *Element) int {
	var z Element
	return f.Sqrt(&z, x)
}

// IsZero returns 1 if x is 0, else 0.
func (f *Field) IsZero(x *Element) int {
	var all uint64
	for _, v := range x {
		all |= v
	}
	return int(^(all | -all) >> 63)
}

// Equal returns 1 if x and y are equal, else 0.
func (f *Field) Equal(x, y *Element) int {
	var all uint64
	for i, v := range x {
		all |= v ^ y[i]
	}
	return int(^(all | -all) >> 63)
}

// Select sets z to x where choice is 1 and to y where it is 0.
func (f *Field) Select(z, x, y *Element, choice int) {
	mask := -uint64(choice)
	for i := range f.limbs {
		z[i] = y[i] ^ mask&(x[i]^y[i])
	}
}
