package primegroup

import "github.com/psacrypto/psa/internal/primitive/weierstrass"

// weierstrassGroup is a curve of package weierstrass, all of which have prime order.
type weierstrassGroup struct {
	order *Order
	curve *weierstrass.Curve
}

type weierstrassElement struct {
	group *weierstrassGroup
	p     weierstrass.Point
}

// Weierstrass makes the group of a curve.
func Weierstrass(c *weierstrass.Curve) Group {
	return &weierstrassGroup{order: newOrder(c.Order()), curve: c}
}

func (g *weierstrassGroup) Order() *Order    { return g.order }
func (g *weierstrassGroup) ElementSize() int { return g.curve.PointSize() }
func (*weierstrassGroup) Cofactor() byte     { return 1 }

func (g *weierstrassGroup) Generator() Element {
	e := &weierstrassElement{group: g}
	g.curve.Generator(&e.p)
	return e
}

func (g *weierstrassGroup) ScalarBaseMult(k []byte) Element {
	e := &weierstrassElement{group: g}
	g.curve.ScalarBaseMult(&e.p, k)
	return e
}

func (g *weierstrassGroup) Decode(b []byte) (Element, bool) {
	e := &weierstrassElement{group: g}
	return e, g.curve.SetBytes(&e.p, b)
}

func (g *weierstrassGroup) DecodeLoosely(b []byte) (Element, bool) { return g.Decode(b) }

func (e *weierstrassElement) Append(dst []byte) []byte { return e.group.curve.Append(dst, &e.p) }
func (e *weierstrassElement) IsIdentity() bool         { return e.group.curve.IsInfinity(&e.p) == 1 }

func (e *weierstrassElement) Equal(q Element) bool {
	return e.group.curve.Equal(&e.p, &q.(*weierstrassElement).p) == 1
}

func (e *weierstrassElement) Add(q Element) Element {
	r := &weierstrassElement{group: e.group}
	e.group.curve.Add(&r.p, &e.p, &q.(*weierstrassElement).p)
	return r
}

func (e *weierstrassElement) ScalarMult(k []byte) Element {
	r := &weierstrassElement{group: e.group}
	e.group.curve.ScalarMult(&r.p, &e.p, k)
	return r
}
