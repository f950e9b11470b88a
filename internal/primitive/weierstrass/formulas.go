package weierstrass

import "github.com/psacrypto/psa/internal/primitive/primefield"

// Add sets r to p + q, any of which may be one.
func (c *Curve) Add(r, p, q *Point) {
	switch c.formulas {
	case aZero:
		c.addZero(r, p, q)
	case aMinus3:
		c.addMinus3(r, p, q)
	default:
		c.addAnyA(r, p, q)
	}
}

// Double sets r to p + p.
func (c *Curve) Double(r, p *Point) {
	switch c.formulas {
	case aZero:
		c.doubleZero(r, p)
	case aMinus3:
		c.doubleMinus3(r, p)
	default:
		c.doubleAnyA(r, p)
	}
}

// The formulas are those of Renes, Costello and Batina, step by step.

// addAnyA is Algorithm 1.
func (c *Curve) addAnyA(r, p, q *Point) {
	var t0, t1, t2, t3, t4, t5, x3, y3, z3 primefield.Element
	f := c.field
	f.Mul(&t0, &p.x, &q.x)
	f.Mul(&t1, &p.y, &q.y)
	f.Mul(&t2, &p.z, &q.z)
	f.Add(&t3, &p.x, &p.y)
	f.Add(&t4, &q.x, &q.y)
	f.Mul(&t3, &t3, &t4)
	f.Add(&t4, &t0, &t1)
	f.Sub(&t3, &t3, &t4)
	f.Add(&t4, &p.x, &p.z)
	f.Add(&t5, &q.x, &q.z)
	f.Mul(&t4, &t4, &t5)
	f.Add(&t5, &t0, &t2)
	f.Sub(&t4, &t4, &t5)
	f.Add(&t5, &p.y, &p.z)
	f.Add(&x3, &q.y, &q.z)
	f.Mul(&t5, &t5, &x3)
	f.Add(&x3, &t1, &t2)
	f.Sub(&t5, &t5, &x3)
	f.Mul(&z3, &c.a, &t4)
	f.Mul(&x3, &c.b3, &t2)
	f.Add(&z3, &x3, &z3)
	f.Sub(&x3, &t1, &z3)
	f.Add(&z3, &t1, &z3)
	f.Mul(&y3, &x3, &z3)
	f.Add(&t1, &t0, &t0)
	f.Add(&t1, &t1, &t0)
	f.Mul(&t2, &c.a, &t2)
	f.Mul(&t4, &c.b3, &t4)
	f.Add(&t1, &t1, &t2)
	f.Sub(&t2, &t0, &t2)
	f.Mul(&t2, &c.a, &t2)
	f.Add(&t4, &t4, &t2)
	f.Mul(&t0, &t1, &t4)
	f.Add(&y3, &y3, &t0)
	f.Mul(&t0, &t5, &t4)
	f.Mul(&x3, &t3, &x3)
	f.Sub(&x3, &x3, &t0)
	f.Mul(&t0, &t3, &t1)
	f.Mul(&z3, &t5, &z3)
	f.Add(&z3, &z3, &t0)
	r.x, r.y, r.z = x3, y3, z3
}

// doubleAnyA is Algorithm 3.
func (c *Curve) doubleAnyA(r, p *Point) {
	var t0, t1, t2, t3, x3, y3, z3 primefield.Element
	f := c.field
	f.Square(&t0, &p.x)
	f.Square(&t1, &p.y)
	f.Square(&t2, &p.z)
	f.Mul(&t3, &p.x, &p.y)
	f.Add(&t3, &t3, &t3)
	f.Mul(&z3, &p.x, &p.z)
	f.Add(&z3, &z3, &z3)
	f.Mul(&x3, &c.a, &z3)
	f.Mul(&y3, &c.b3, &t2)
	f.Add(&y3, &x3, &y3)
	f.Sub(&x3, &t1, &y3)
	f.Add(&y3, &t1, &y3)
	f.Mul(&y3, &x3, &y3)
	f.Mul(&x3, &t3, &x3)
	f.Mul(&z3, &c.b3, &z3)
	f.Mul(&t2, &c.a, &t2)
	f.Sub(&t3, &t0, &t2)
	f.Mul(&t3, &c.a, &t3)
	f.Add(&t3, &t3, &z3)
	f.Add(&z3, &t0, &t0)
	f.Add(&t0, &z3, &t0)
	f.Add(&t0, &t0, &t2)
	f.Mul(&t0, &t0, &t3)
	f.Add(&y3, &y3, &t0)
	f.Mul(&t2, &p.y, &p.z)
	f.Add(&t2, &t2, &t2)
	f.Mul(&t0, &t2, &t3)
	f.Sub(&x3, &x3, &t0)
	f.Mul(&z3, &t2, &t1)
	f.Add(&z3, &z3, &z3)
	f.Add(&z3, &z3, &z3)
	r.x, r.y, r.z = x3, y3, z3
}

// addMinus3 is Algorithm 4.
func (c *Curve) addMinus3(r, p, q *Point) {
	var t0, t1, t2, t3, t4, x3, y3, z3 primefield.Element
	f := c.field
	f.Mul(&t0, &p.x, &q.x)
	f.Mul(&t1, &p.y, &q.y)
	f.Mul(&t2, &p.z, &q.z)
	f.Add(&t3, &p.x, &p.y)
	f.Add(&t4, &q.x, &q.y)
	f.Mul(&t3, &t3, &t4)
	f.Add(&t4, &t0, &t1)
	f.Sub(&t3, &t3, &t4)
	f.Add(&t4, &p.y, &p.z)
	f.Add(&x3, &q.y, &q.z)
	f.Mul(&t4, &t4, &x3)
	f.Add(&x3, &t1, &t2)
	f.Sub(&t4, &t4, &x3)
	f.Add(&x3, &p.x, &p.z)
	f.Add(&y3, &q.x, &q.z)
	f.Mul(&x3, &x3, &y3)
	f.Add(&y3, &t0, &t2)
	f.Sub(&y3, &x3, &y3)
	f.Mul(&z3, &c.b, &t2)
	f.Sub(&x3, &y3, &z3)
	f.Add(&z3, &x3, &x3)
	f.Add(&x3, &x3, &z3)
	f.Sub(&z3, &t1, &x3)
	f.Add(&x3, &t1, &x3)
	f.Mul(&y3, &c.b, &y3)
	f.Add(&t1, &t2, &t2)
	f.Add(&t2, &t1, &t2)
	f.Sub(&y3, &y3, &t2)
	f.Sub(&y3, &y3, &t0)
	f.Add(&t1, &y3, &y3)
	f.Add(&y3, &t1, &y3)
	f.Add(&t1, &t0, &t0)
	f.Add(&t0, &t1, &t0)
	f.Sub(&t0, &t0, &t2)
	f.Mul(&t1, &t4, &y3)
	f.Mul(&t2, &t0, &y3)
	f.Mul(&y3, &x3, &z3)
	f.Add(&y3, &y3, &t2)
	f.Mul(&x3, &t3, &x3)
	f.Sub(&x3, &x3, &t1)
	f.Mul(&z3, &t4, &z3)
	f.Mul(&t1, &t3, &t0)
	f.Add(&z3, &z3, &t1)
	r.x, r.y, r.z = x3, y3, z3
}

// doubleMinus3 is Algorithm 6.
func (c *Curve) doubleMinus3(r, p *Point) {
	var t0, t1, t2, t3, x3, y3, z3 primefield.Element
	f := c.field
	f.Square(&t0, &p.x)
	f.Square(&t1, &p.y)
	f.Square(&t2, &p.z)
	f.Mul(&t3, &p.x, &p.y)
	f.Add(&t3, &t3, &t3)
	f.Mul(&z3, &p.x, &p.z)
	f.Add(&z3, &z3, &z3)
	f.Mul(&y3, &c.b, &t2)
	f.Sub(&y3, &y3, &z3)
	f.Add(&x3, &y3, &y3)
	f.Add(&y3, &x3, &y3)
	f.Sub(&x3, &t1, &y3)
	f.Add(&y3, &t1, &y3)
	f.Mul(&y3, &x3, &y3)
	f.Mul(&x3, &x3, &t3)
	f.Add(&t3, &t2, &t2)
	f.Add(&t2, &t2, &t3)
	f.Mul(&z3, &c.b, &z3)
	f.Sub(&z3, &z3, &t2)
	f.Sub(&z3, &z3, &t0)
	f.Add(&t3, &z3, &z3)
	f.Add(&z3, &z3, &t3)
	f.Add(&t3, &t0, &t0)
	f.Add(&t0, &t3, &t0)
	f.Sub(&t0, &t0, &t2)
	f.Mul(&t0, &t0, &z3)
	f.Add(&y3, &y3, &t0)
	f.Mul(&t0, &p.y, &p.z)
	f.Add(&t0, &t0, &t0)
	f.Mul(&z3, &t0, &z3)
	f.Sub(&x3, &x3, &z3)
	f.Mul(&z3, &t0, &t1)
	f.Add(&z3, &z3, &z3)
	f.Add(&z3, &z3, &z3)
	r.x, r.y, r.z = x3, y3, z3
}

// addZero is Algorithm 7.
func (c *Curve) addZero(r, p, q *Point) {
	var t0, t1, t2, t3, t4, x3, y3, z3 primefield.Element
	f := c.field
	f.Mul(&t0, &p.x, &q.x)
	f.Mul(&t1, &p.y, &q.y)
	f.Mul(&t2, &p.z, &q.z)
	f.Add(&t3, &p.x, &p.y)
	f.Add(&t4, &q.x, &q.y)
	f.Mul(&t3, &t3, &t4)
	f.Add(&t4, &t0, &t1)
	f.Sub(&t3, &t3, &t4)
	f.Add(&t4, &p.y, &p.z)
	f.Add(&x3, &q.y, &q.z)
	f.Mul(&t4, &t4, &x3)
	f.Add(&x3, &t1, &t2)
	f.Sub(&t4, &t4, &x3)
	f.Add(&x3, &p.x, &p.z)
	f.Add(&y3, &q.x, &q.z)
	f.Mul(&x3, &x3, &y3)
	f.Add(&y3, &t0, &t2)
	f.Sub(&y3, &x3, &y3)
	f.Add(&x3, &t0, &t0)
	f.Add(&t0, &x3, &t0)
	f.Mul(&t2, &c.b3, &t2)
	f.Add(&z3, &t1, &t2)
	f.Sub(&t1, &t1, &t2)
	f.Mul(&y3, &c.b3, &y3)
	f.Mul(&x3, &t4, &y3)
	f.Mul(&t2, &t3, &t1)
	f.Sub(&x3, &t2, &x3)
	f.Mul(&y3, &y3, &t0)
	f.Mul(&t1, &t1, &z3)
	f.Add(&y3, &t1, &y3)
	f.Mul(&t0, &t0, &t3)
	f.Mul(&z3, &z3, &t4)
	f.Add(&z3, &z3, &t0)
	r.x, r.y, r.z = x3, y3, z3
}

// doubleZero is Algorithm 9.
func (c *Curve) doubleZero(r, p *Point) {
	var t0, t1, t2, x3, y3, z3 primefield.Element
	f := c.field
	f.Square(&t0, &p.y)
	f.Add(&z3, &t0, &t0)
	f.Add(&z3, &z3, &z3)
	f.Add(&z3, &z3, &z3)
	f.Mul(&t1, &p.y, &p.z)
	f.Square(&t2, &p.z)
	f.Mul(&t2, &c.b3, &t2)
	f.Mul(&x3, &t2, &z3)
	f.Add(&y3, &t0, &t2)
	f.Mul(&z3, &t1, &z3)
	f.Add(&t1, &t2, &t2)
	f.Add(&t2, &t1, &t2)
	f.Sub(&t0, &t0, &t2)
	f.Mul(&y3, &t0, &y3)
	f.Add(&y3, &x3, &y3)
	f.Mul(&t1, &p.x, &p.y)
	f.Mul(&x3, &t0, &t1)
	f.Add(&x3, &x3, &x3)
	r.x, r.y, r.z = x3, y3, z3
}
