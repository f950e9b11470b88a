// Package weierstrass computes on the short Weierstrass curves y² = x³ + ax + b over prime fields, of prime order: SEC 2, RFC 5639 and FRP256v1.
//
//	c := weierstrass.BrainpoolP256r1()
//	var q, s weierstrass.Point
//	if !c.SetBytes(&q, peer) {     // 0x04 || x || y; not on the curve
//	c.ScalarMult(&s, &q, k)        // k is big-endian, as long as the order
//	var x, y primefield.Element
//	if !c.Affine(&x, &y, &s) {     // infinity
//	out := c.Field().Append(nil, &x)
//
// For other maps, such as the simplified SWU of RFC 9380, Field has the arithmetic of coordinates with square roots, and A, B are the equation;
// SetAffine makes a point of what they give. Scalars is the arithmetic modulo the order.
//
// Points are projective, and added by the complete formulas of J. Renes, C. Costello and L. Batina, Complete addition formulas for prime order elliptic
// curves, 2016, which know no exceptions. Points are structures of the caller; nothing is allocated. All methods take constant time in points and
// scalars: no branch and no index depends on them, but for the answers true and false, which the callers' next steps tell anyway.
package weierstrass

import (
	"sync"

	"github.com/psacrypto/psa/internal/primitive/primefield"
)

// Curve is a curve. It is safe for concurrent use.
type Curve struct {
	name    string
	field   *primefield.Field
	scalars *primefield.Field
	order   []byte
	a, b    primefield.Element
	// b3 is 3b.
	b3        primefield.Element
	formulas  formulas
	generator Point
	// base is the table of multiples of the generator, which the first multiplication makes.
	base     []uint64
	baseOnce sync.Once
}

// formulas tells which of the complete formulas a curve has.
type formulas uint8

const (
	anyA    formulas = iota // algorithms 1 and 3
	aMinus3                 // algorithms 4 and 6
	aZero                   // algorithms 7 and 9
)

func (p parameters) curve() *Curve {
	c := &Curve{name: p.name, field: primefield.New(number(p.p)), order: number(p.n)}
	c.scalars = primefield.New(c.order)
	f := c.field
	set := func(z *primefield.Element, s string) {
		if !f.SetBytes(z, number(s)) {
			panic("weierstrass: a constant is not below the prime")
		}
	}
	set(&c.a, p.a)
	set(&c.b, p.b)
	f.Add(&c.b3, &c.b, &c.b)
	f.Add(&c.b3, &c.b3, &c.b)
	var minus3 primefield.Element
	f.One(&minus3)
	f.Add(&minus3, &minus3, &minus3)
	f.Add(&minus3, &minus3, one(f))
	f.Neg(&minus3, &minus3)
	switch {
	case f.IsZero(&c.a) == 1:
		c.formulas = aZero
	case f.Equal(&c.a, &minus3) == 1:
		c.formulas = aMinus3
	}
	var x, y primefield.Element
	set(&x, p.x)
	set(&y, p.y)
	if !c.SetAffine(&c.generator, &x, &y) {
		panic("weierstrass: the base point is not on the curve")
	}
	return c
}

func one(f *primefield.Field) *primefield.Element {
	var z primefield.Element
	f.One(&z)
	return &z
}

// Name returns the curve's name in the document that defines it, as "brainpoolP256r1".
func (c *Curve) Name() string { return c.name }

// Field is the field of the coordinates.
func (c *Curve) Field() *primefield.Field { return c.field }

// Scalars is the field of the integers modulo the order.
func (c *Curve) Scalars() *primefield.Field { return c.scalars }

// Order returns the order of the curve, big-endian and without leading zeros. It belongs to the curve.
func (c *Curve) Order() []byte { return c.order }

// Cofactor returns 1: the curves are of prime order.
func (c *Curve) Cofactor() int { return 1 }

// A returns a of the equation.
func (c *Curve) A() primefield.Element { return c.a }

// B returns b of the equation.
func (c *Curve) B() primefield.Element { return c.b }

// PointSize returns the length of encoded points in bytes.
func (c *Curve) PointSize() int { return 1 + 2*c.field.Size() }

// Point is a point of a curve. Its zero value is none: set it first. Only the curve that set it can read it; copies can be made.
type Point struct {
	x, y, z primefield.Element
}

// Infinity sets r to the point at infinity.
func (c *Curve) Infinity(r *Point) {
	*r = Point{}
	c.field.One(&r.y)
}

// Generator sets r to the base point.
func (c *Curve) Generator(r *Point) { *r = c.generator }

// SetAffine sets r to the point with the coordinates x and y, and returns false, with r infinity, where they are not of a point of the curve.
func (c *Curve) SetAffine(r *Point, x, y *primefield.Element) bool {
	var left, right primefield.Element
	f := c.field
	f.Square(&left, y)
	c.RightSide(&right, x)
	if f.Equal(&left, &right) == 0 {
		c.Infinity(r)
		return false
	}
	r.x, r.y = *x, *y
	f.One(&r.z)
	return true
}

// RightSide sets z to x³ + ax + b.
func (c *Curve) RightSide(z, x *primefield.Element) {
	var t primefield.Element
	f := c.field
	f.Square(&t, x)
	f.Add(&t, &t, &c.a)
	f.Mul(&t, &t, x)
	f.Add(z, &t, &c.b)
}

// Affine sets x and y to the coordinates of p, and returns false, with both 0, for infinity.
func (c *Curve) Affine(x, y *primefield.Element, p *Point) bool {
	f := c.field
	var inverse primefield.Element
	f.Invert(&inverse, &p.z)
	f.Mul(x, &p.x, &inverse)
	f.Mul(y, &p.y, &inverse)
	if c.IsInfinity(p) == 1 {
		*x, *y = primefield.Element{}, primefield.Element{}
		return false
	}
	return true
}

// SetBytes sets r to the point encoded as 0x04 || x || y (SEC 1, section 2.3.4), and returns false, with r infinity, for what is not that of a point.
func (c *Curve) SetBytes(r *Point, b []byte) bool {
	var x, y primefield.Element
	n := c.field.Size()
	if len(b) != 1+2*n || b[0] != 4 || !c.field.SetBytes(&x, b[1:1+n]) || !c.field.SetBytes(&y, b[1+n:]) {
		c.Infinity(r)
		return false
	}
	return c.SetAffine(r, &x, &y)
}

// Append appends p as 0x04 || x || y (SEC 1, section 2.3.3), or as the single byte 0 for infinity.
func (c *Curve) Append(dst []byte, p *Point) []byte {
	var x, y primefield.Element
	if !c.Affine(&x, &y, p) {
		return append(dst, 0)
	}
	return c.field.Append(c.field.Append(append(dst, 4), &x), &y)
}

// IsInfinity returns 1 if p is the point at infinity, else 0.
func (c *Curve) IsInfinity(p *Point) int { return c.field.IsZero(&p.z) }

// Equal returns 1 if p and q are one point, else 0.
func (c *Curve) Equal(p, q *Point) int {
	f := c.field
	var s, t primefield.Element
	f.Mul(&s, &p.x, &q.z)
	f.Mul(&t, &q.x, &p.z)
	same := f.Equal(&s, &t)
	f.Mul(&s, &p.y, &q.z)
	f.Mul(&t, &q.y, &p.z)
	return same & f.Equal(&s, &t)
}

// Negate sets r to -p.
func (c *Curve) Negate(r, p *Point) {
	r.x, r.z = p.x, p.z
	c.field.Neg(&r.y, &p.y)
}

// Select sets r to p where choice is 1 and to q where it is 0.
func (c *Curve) Select(r, p, q *Point, choice int) {
	c.field.Select(&r.x, &p.x, &q.x, choice)
	c.field.Select(&r.y, &p.y, &q.y, choice)
	c.field.Select(&r.z, &p.z, &q.z, choice)
}
