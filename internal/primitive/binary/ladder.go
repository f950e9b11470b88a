package binary

// ScalarMult sets r to k·p, where k is a big-endian number of any size that has as many bytes as the order; it panics for another length.
//
// The ladder holds the x-coordinates of jp and (j+1)p, as fractions, where j is the part of k that was read; it begins with infinity, which is 1/0, and p.
func (c *Curve) ScalarMult(r, p *Point, k []byte) {
	if len(k) != len(c.order) {
		panic("binary: the scalar has another length than the order")
	}
	if p.infinity == 1 {
		*r = *p
		return
	}
	x1, z1 := element{1}, element{}
	x2, z2 := p.x, element{1}
	var swapped uint64
	for _, b := range k {
		for i := 7; i >= 0; i-- {
			bit := uint64(b>>i) & 1
			swap(&x1, &x2, bit^swapped)
			swap(&z1, &z2, bit^swapped)
			swapped = bit
			c.step(&x1, &z1, &x2, &z2, &p.x)
		}
	}
	swap(&x1, &x2, swapped)
	swap(&z1, &z2, swapped)
	c.recover(r, p, &x1, &z1, &x2, &z2)
}

// ScalarBaseMult sets r to k times the base point, with k as in ScalarMult.
func (c *Curve) ScalarBaseMult(r *Point, k []byte) { c.ScalarMult(r, &c.generator, k) }

// step sets point 2 to the sum of 1 and 2, whose difference has the x-coordinate x, and point 1 to its double.
func (c *Curve) step(x1, z1, x2, z2, x *element) {
	f := c.field
	var s, t element
	// Madd of López and Dahab.
	f.mul(&s, x1, z2)
	f.mul(&t, x2, z1)
	f.add(z2, &s, &t)
	f.square(z2, z2)
	f.mul(&s, &s, &t)
	f.mul(x2, x, z2)
	f.add(x2, x2, &s)
	// Mdouble: x⁴ + bz⁴ and x²z².
	f.square(&s, x1)
	f.square(&t, z1)
	f.mul(z1, &s, &t)
	f.square(x1, &s)
	f.square(&t, &t)
	if !c.bOne {
		f.mul(&t, &t, &c.b)
	}
	f.add(x1, x1, &t)
}

// recover sets r to the point kp of the ladder with the y-coordinate that follows from (k+1)p (Mxy of López and Dahab). It is infinity where z1 is 0, and
// where z2 is 0, because (k+1)p is infinity, it is -p.
func (c *Curve) recover(r, p *Point, x1, z1, x2, z2 *element) {
	f := c.field
	var zz, inverse, x, s, t, y element
	f.mul(&zz, z1, z2)
	f.mul(&inverse, &zz, &p.x)
	f.invert(&inverse, &inverse)
	// x = x1/z1.
	f.mul(&x, x1, z2)
	f.mul(&x, &x, &p.x)
	f.mul(&x, &x, &inverse)
	// y = (x + px)[(x1 + px·z1)(x2 + px·z2) + (px² + py)z1·z2] / (px·z1·z2) + py.
	f.mul(&s, &p.x, z1)
	f.add(&s, &s, x1)
	f.mul(&t, &p.x, z2)
	f.add(&t, &t, x2)
	f.mul(&s, &s, &t)
	f.square(&t, &p.x)
	f.add(&t, &t, &p.y)
	f.mul(&t, &t, &zz)
	f.add(&s, &s, &t)
	f.mul(&s, &s, &inverse)
	f.add(&y, &x, &p.x)
	f.mul(&y, &y, &s)
	f.add(&y, &y, &p.y)

	var minus Point
	c.Negate(&minus, p)
	last := f.isZero(z2)
	choose(&x, &minus.x, &x, last)
	choose(&y, &minus.y, &y, last)
	var zero element
	r.infinity = f.isZero(z1)
	choose(&r.x, &zero, &x, r.infinity)
	choose(&r.y, &zero, &y, r.infinity)
}
