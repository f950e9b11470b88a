// Package binary computes on the curves y² + xy = x³ + ax² + b over binary fields of SEC 2, in their subgroups of prime order. The curves are legacy.
//
//	c := binary.SECT233k1()
//	var q, s binary.Point
//	if !c.SetBytes(&q, peer) {     // 0x04 || x || y; not a point of the subgroup
//	c.ScalarMult(&s, &q, k)        // k is big-endian, as long as the order
//	out := c.Append(nil, &s)
//
// Points are affine and structures of the caller; nothing is allocated. Multiplication takes constant time in the scalar and the point: a ladder
// (J. López and R. Dahab, Fast multiplication on elliptic curves over GF(2^m) without precomputation, 1999) that makes the same steps for every
// scalar, over a field whose arithmetic has no branches and tables. It needs the processor's multiplication of integers to take constant time, which those
// of amd64 and arm64 do. Add and SetBytes are for what is public.
package binary

import (
	"github.com/psacrypto/psa/internal/primitive/primefield"
)

// Curve is a curve. It is safe for concurrent use.
type Curve struct {
	name    string
	field   *field
	scalars *primefield.Field
	order   []byte
	a, b    element
	// bOne tells that b is 1, as Koblitz curves have it, and traceA is the trace of a.
	bOne      bool
	traceA    int
	cofactor  int
	generator Point
}

// Point is a point of the subgroup of prime order. Its zero value is no point: set it first.
type Point struct {
	x, y element
	// infinity is 1 for the point at infinity, else 0.
	infinity int
}

// Name returns the curve's name in SEC 2, as "sect233k1".
func (c *Curve) Name() string { return c.name }

// Scalars is the field of the integers modulo the order of the base point.
func (c *Curve) Scalars() *primefield.Field { return c.scalars }

// Order returns the order of the base point, big-endian and without leading zeros. It belongs to the curve.
func (c *Curve) Order() []byte { return c.order }

// Cofactor returns how many times the order of the base point goes into that of the curve: 2 or 4.
func (c *Curve) Cofactor() int { return c.cofactor }

// CoordinateSize returns the length of encoded coordinates in bytes.
func (c *Curve) CoordinateSize() int { return c.field.size() }

// PointSize returns the length of encoded points in bytes.
func (c *Curve) PointSize() int { return 1 + 2*c.field.size() }

// Generator sets r to the base point.
func (c *Curve) Generator(r *Point) { *r = c.generator }

// Infinity sets r to the point at infinity.
func (c *Curve) Infinity(r *Point) { *r = Point{infinity: 1} }

// IsInfinity returns 1 if p is the point at infinity, else 0.
func (c *Curve) IsInfinity(p *Point) int { return p.infinity }

// Append appends p as 0x04 || x || y (SEC 1, section 2.3.3), or as the single byte 0 for infinity.
func (c *Curve) Append(dst []byte, p *Point) []byte {
	if p.infinity == 1 {
		return append(dst, 0)
	}
	return c.field.append(c.field.append(append(dst, 4), &p.x), &p.y)
}

// SetBytes sets r to the point encoded as 0x04 || x || y (SEC 1, section 2.3.4), and returns false, with r infinity, for what is not that of a point of
// the subgroup of prime order. The time it takes depends on the encoding, which is public.
func (c *Curve) SetBytes(r *Point, b []byte) bool {
	c.Infinity(r)
	n := c.field.size()
	var p Point
	if len(b) != 1+2*n || b[0] != 4 || !c.field.setBytes(&p.x, b[1:1+n]) || !c.field.setBytes(&p.y, b[1+n:]) || !c.onCurve(&p) || !c.inSubgroup(&p) {
		return false
	}
	*r = p
	return true
}

// onCurve tells whether the coordinates of p, which is not infinity, satisfy the equation.
func (c *Curve) onCurve(p *Point) bool {
	var left, right element
	f := c.field
	f.add(&left, &p.x, &p.y)
	f.mul(&left, &left, &p.y)
	f.add(&right, &p.x, &c.a)
	f.mul(&right, &right, &p.x)
	f.mul(&right, &right, &p.x)
	f.add(&right, &right, &c.b)
	return left == right
}

// inSubgroup tells whether p, a point of the curve, has odd order, which is the prime one. The points of order 2^i make a cyclic group of the cofactor's
// size, so that p has odd order where it is the cofactor times another point. It is twice a point if the trace of its x is that of a; it is four times
// one if a half of it, which E. Knudsen's Elliptic scalar multiplication using point halving, 1999, finds, is twice a point.
func (c *Curve) inSubgroup(p *Point) bool {
	f := c.field
	if f.isZero(&p.x) == 1 {
		return false // the point of order 2
	}
	if f.trace(&p.x) != c.traceA {
		return false
	}
	if c.cofactor == 2 {
		return true
	}
	// p = 2(u, v) with l = u + v/u: x = l² + l + a and y = u² + (l+1)x. The other half has l+1, and u of the same trace, for that of x is 0 then.
	var l, u element
	f.add(&l, &p.x, &c.a)
	f.halfTrace(&l, &l)
	l[0] ^= 1
	f.mul(&u, &l, &p.x)
	f.add(&u, &u, &p.y)
	// The trace of u is that of u².
	return f.trace(&u) == c.traceA
}

// Add sets r to p + q. The time it takes depends on the points, which are public.
func (c *Curve) Add(r, p, q *Point) {
	f := c.field
	switch {
	case p.infinity == 1:
		*r = *q
		return
	case q.infinity == 1:
		*r = *p
		return
	case p.x == q.x && (p.y != q.y || f.isZero(&p.x) == 1):
		c.Infinity(r)
		return
	}
	var l, t, x element
	if p.x == q.x {
		// l = x + y/x; x3 = l² + l + a.
		f.invert(&l, &p.x)
		f.mul(&l, &l, &p.y)
		f.add(&l, &l, &p.x)
		f.square(&x, &l)
	} else {
		// l = (y1 + y2) / (x1 + x2); x3 = l² + l + x1 + x2 + a.
		f.add(&t, &p.x, &q.x)
		f.invert(&l, &t)
		f.add(&x, &p.y, &q.y)
		f.mul(&l, &l, &x)
		f.square(&x, &l)
		f.add(&x, &x, &t)
	}
	f.add(&x, &x, &l)
	f.add(&x, &x, &c.a)
	// y3 = l(x1 + x3) + x3 + y1.
	f.add(&t, &p.x, &x)
	f.mul(&t, &t, &l)
	f.add(&t, &t, &x)
	f.add(&t, &t, &p.y)
	*r = Point{x: x, y: t}
}

// Negate sets r to -p.
func (c *Curve) Negate(r, p *Point) {
	x := p.x
	c.field.add(&r.y, &p.x, &p.y)
	r.x, r.infinity = x, p.infinity
}
