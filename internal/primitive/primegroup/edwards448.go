package primegroup

import (
	"bytes"
	"slices"
	"sync"

	"github.com/cloudflare/circl/ecc/goldilocks"
)

// ed448Group is the group of prime order on edwards448 (RFC 8032, section 5.2), whose elements are a subgroup of the curve's points.
type ed448Group struct{ order *Order }

// ed448Element is never changed: methods of goldilocks.Point that normalise their receiver get a copy.
type ed448Element struct{ p goldilocks.Point }

const ed448Size = 57

var ed448 = sync.OnceValue(func() Group {
	n := goldilocks.Curve{}.Order()
	slices.Reverse(n[:])
	return &ed448Group{newOrder(n[:])}
})

// Edwards448 is the group of prime order of the curve edwards448.
func Edwards448() Group { return ed448() }

func (g *ed448Group) Order() *Order  { return g.order }
func (*ed448Group) ElementSize() int { return ed448Size }
func (*ed448Group) Cofactor() byte   { return 4 }

func (*ed448Group) Generator() Element { return &ed448Element{*goldilocks.Curve{}.Generator()} }

// ed448Scalar converts a scalar, whose bytes the library has in the other order.
func ed448Scalar(k []byte) *goldilocks.Scalar {
	var s goldilocks.Scalar
	copy(s[:], k)
	slices.Reverse(s[:])
	return &s
}

func (*ed448Group) ScalarBaseMult(k []byte) Element {
	s := ed448Scalar(k)
	defer clear(s[:])
	return &ed448Element{*goldilocks.Curve{}.ScalarBaseMult(s)}
}

func (g *ed448Group) Decode(b []byte) (Element, bool) {
	e, ok := g.DecodeLoosely(b)
	if !ok || e.IsIdentity() {
		return nil, false
	}
	// The library's multiplication drops what is outside the group, so that 1 times a point is the point for members alone.
	one := make([]byte, g.order.Size())
	one[len(one)-1] = 1
	return e, e.ScalarMult(one).Equal(e)
}

func (*ed448Group) DecodeLoosely(b []byte) (Element, bool) {
	if len(b) != ed448Size {
		return nil, false
	}
	p, err := goldilocks.FromBytes(b)
	if err != nil {
		return nil, false
	}
	e := &ed448Element{*p}
	return e, bytes.Equal(e.Append(nil), b)
}

func (e *ed448Element) Append(dst []byte) []byte {
	p := e.p
	var out [ed448Size]byte
	if err := p.ToBytes(out[:]); err != nil {
		panic("primegroup: " + err.Error())
	}
	return append(dst, out[:]...)
}

func (e *ed448Element) Equal(q Element) bool {
	p, o := e.p, q.(*ed448Element).p
	return p.IsEqual(&o)
}

func (e *ed448Element) IsIdentity() bool {
	// goldilocks.Point.IsIdentity compares coordinates that need not be reduced.
	p := e.p
	return p.IsEqual(goldilocks.Curve{}.Identity())
}

func (e *ed448Element) Add(q Element) Element {
	p, o := e.p, q.(*ed448Element).p
	return &ed448Element{*goldilocks.Curve{}.Add(&p, &o)}
}

func (e *ed448Element) ScalarMult(k []byte) Element {
	s, p := ed448Scalar(k), e.p
	defer clear(s[:])
	return &ed448Element{*goldilocks.Curve{}.ScalarMult(s, &p)}
}
