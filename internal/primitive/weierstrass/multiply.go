package weierstrass

import "github.com/psacrypto/psa/internal/primitive/primefield"

// Multiplication is by windows of 4 bits. A table has the multiples of a point by 1 to 15, each as the limbs of x, y and z, and a lookup reads all of it.

const multiples = 15

// pointTable is room for the table of any curve.
type pointTable [multiples * 3 * primefield.MaxLimbs]uint64

// entry is the limbs of a point of the table.
func (c *Curve) entry(table []uint64, i int) []uint64 {
	n := 3 * c.field.Limbs()
	return table[i*n : (i+1)*n]
}

func (c *Curve) store(table []uint64, i int, p *Point) {
	n := c.field.Limbs()
	e := c.entry(table, i)
	copy(e[:n], p.x[:])
	copy(e[n:2*n], p.y[:])
	copy(e[2*n:], p.z[:])
}

// fill makes the table of p.
func (c *Curve) fill(table []uint64, p *Point) {
	m := *p
	c.store(table, 0, &m)
	for i := 1; i < multiples; i++ {
		c.Add(&m, &m, p)
		c.store(table, i, &m)
	}
}

// lookup sets r to the multiple of the table's point by digit, which is from 0 to 15.
func (c *Curve) lookup(r *Point, table []uint64, digit byte) {
	var found [3 * primefield.MaxLimbs]uint64
	for i := range multiples {
		mask := equalMask(digit, byte(i+1))
		for j, v := range c.entry(table, i) {
			found[j] |= v & mask
		}
	}
	n := c.field.Limbs()
	*r = Point{}
	copy(r.x[:], found[:n])
	copy(r.y[:], found[n:2*n])
	copy(r.z[:], found[2*n:3*n])
	var infinity Point
	c.Infinity(&infinity)
	none := equalMask(digit, 0)
	for i := range r.y {
		r.y[i] |= infinity.y[i] & none
	}
}

// equalMask is all ones where x and y are equal, else 0.
func equalMask(x, y byte) uint64 { return -((uint64(x^y) - 1) >> 63) }

// ScalarMult sets r to k·p, where k is a big-endian number of any size that has as many bytes as the order; it panics for another length.
func (c *Curve) ScalarMult(r, p *Point, k []byte) {
	c.checkScalar(k)
	var table pointTable
	c.fill(table[:], p)
	var sum, m Point
	c.Infinity(&sum)
	for i, b := range k {
		if i > 0 {
			c.doubleFourTimes(&sum)
		}
		c.lookup(&m, table[:], b>>4)
		c.Add(&sum, &sum, &m)
		c.doubleFourTimes(&sum)
		c.lookup(&m, table[:], b&15)
		c.Add(&sum, &sum, &m)
	}
	*r = sum
}

func (c *Curve) doubleFourTimes(p *Point) {
	for range 4 {
		c.Double(p, p)
	}
}

// ScalarBaseMult sets r to k times the base point, with k as in ScalarMult.
func (c *Curve) ScalarBaseMult(r *Point, k []byte) {
	c.checkScalar(k)
	c.baseOnce.Do(c.makeBase)
	var sum, m Point
	c.Infinity(&sum)
	n := multiples * 3 * c.field.Limbs()
	for i := range 2 * len(k) {
		digit := k[len(k)-1-i/2] >> (4 * (i % 2)) & 15
		c.lookup(&m, c.base[i*n:(i+1)*n], digit)
		c.Add(&sum, &sum, &m)
	}
	*r = sum
}

// makeBase makes a table for each digit of a scalar, from the least: those of the base point times the powers of 16.
func (c *Curve) makeBase() {
	n := multiples * 3 * c.field.Limbs()
	digits := 2 * len(c.order)
	base := make([]uint64, digits*n)
	p := c.generator
	for i := range digits {
		c.fill(base[i*n:(i+1)*n], &p)
		c.doubleFourTimes(&p)
	}
	c.base = base
}

func (c *Curve) checkScalar(k []byte) {
	if len(k) != len(c.order) {
		panic("weierstrass: the scalar has another length than the order")
	}
}
