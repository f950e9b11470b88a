package primegroup

import "github.com/psacrypto/psa/internal/primitive/binary"

// binaryGroup is the subgroup of prime order of a curve of package binary.
type binaryGroup struct {
	order *Order
	curve *binary.Curve
}

type binaryElement struct {
	group *binaryGroup
	p     binary.Point
}

// Binary makes the group of a curve over a binary field. An addition branches where its two elements are equal or opposite, or one is the identity, and else takes
// the same time for all.
func Binary(c *binary.Curve) Group { return &binaryGroup{order: newOrder(c.Order()), curve: c} }

func (g *binaryGroup) Order() *Order    { return g.order }
func (g *binaryGroup) ElementSize() int { return g.curve.PointSize() }
func (g *binaryGroup) Cofactor() byte   { return byte(g.curve.Cofactor()) }

func (g *binaryGroup) Generator() Element {
	e := &binaryElement{group: g}
	g.curve.Generator(&e.p)
	return e
}

func (g *binaryGroup) ScalarBaseMult(k []byte) Element {
	e := &binaryElement{group: g}
	g.curve.ScalarBaseMult(&e.p, k)
	return e
}

func (g *binaryGroup) Decode(b []byte) (Element, bool) {
	e := &binaryElement{group: g}
	return e, g.curve.SetBytes(&e.p, b)
}

func (g *binaryGroup) DecodeLoosely(b []byte) (Element, bool) { return g.Decode(b) }

func (e *binaryElement) Append(dst []byte) []byte { return e.group.curve.Append(dst, &e.p) }
func (e *binaryElement) IsIdentity() bool         { return e.group.curve.IsInfinity(&e.p) == 1 }
func (e *binaryElement) Equal(q Element) bool     { return e.p == q.(*binaryElement).p }

func (e *binaryElement) Add(q Element) Element {
	r := &binaryElement{group: e.group}
	e.group.curve.Add(&r.p, &e.p, &q.(*binaryElement).p)
	return r
}

func (e *binaryElement) ScalarMult(k []byte) Element {
	r := &binaryElement{group: e.group}
	e.group.curve.ScalarMult(&r.p, &e.p, k)
	return r
}
