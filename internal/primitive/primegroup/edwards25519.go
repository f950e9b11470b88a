package primegroup

import (
	"bytes"
	"slices"
	"sync"

	"filippo.io/edwards25519"
)

// ed25519Group is the group of prime order on edwards25519 (RFC 8032, section 5.1), whose elements are a subgroup of the curve's points.
type ed25519Group struct {
	order *Order
	// lessOne is the order less 1 as a scalar.
	lessOne *edwards25519.Scalar
}

type ed25519Element struct{ p *edwards25519.Point }

var ed25519 = sync.OnceValue(func() Group {
	g := &ed25519Group{order: newOrder(hexNumber("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"))}
	one := make([]byte, 32)
	one[31] = 1
	g.lessOne = ed25519Scalar(g.order.Neg(one))
	return g
})

// Edwards25519 is the group of prime order of the curve edwards25519.
func Edwards25519() Group { return ed25519() }

func (g *ed25519Group) Order() *Order  { return g.order }
func (*ed25519Group) ElementSize() int { return 32 }
func (*ed25519Group) Cofactor() byte   { return 8 }

func (*ed25519Group) Generator() Element { return ed25519Element{edwards25519.NewGeneratorPoint()} }

// ed25519Scalar converts a scalar, whose bytes the library has in the other order.
func ed25519Scalar(k []byte) *edwards25519.Scalar {
	little := slices.Clone(k)
	slices.Reverse(little)
	defer clear(little)
	return multiply(edwards25519.NewScalar().SetCanonicalBytes(little))
}

func (g *ed25519Group) ScalarBaseMult(k []byte) Element {
	s := ed25519Scalar(k)
	defer s.Set(edwards25519.NewScalar())
	return ed25519Element{new(edwards25519.Point).ScalarBaseMult(s)}
}

func (g *ed25519Group) Decode(b []byte) (Element, bool) {
	e, ok := g.DecodeLoosely(b)
	if !ok || e.IsIdentity() {
		return nil, false
	}
	// The order times the point is the identity for members of the group alone. What is decoded comes from the wire, and takes variable time here.
	p := e.(ed25519Element).p
	less := new(edwards25519.Point).VarTimeDoubleScalarBaseMult(g.lessOne, p, edwards25519.NewScalar())
	return e, less.Add(less, p).Equal(edwards25519.NewIdentityPoint()) == 1
}

func (g *ed25519Group) DecodeLoosely(b []byte) (Element, bool) {
	p, err := new(edwards25519.Point).SetBytes(b)
	// The library also takes coordinates that are not below the prime, and a sign of x where x is 0.
	if err != nil || !bytes.Equal(p.Bytes(), b) {
		return nil, false
	}
	return ed25519Element{p}, true
}

func (e ed25519Element) Append(dst []byte) []byte { return append(dst, e.p.Bytes()...) }
func (e ed25519Element) Equal(q Element) bool     { return e.p.Equal(q.(ed25519Element).p) == 1 }

func (e ed25519Element) IsIdentity() bool {
	return e.p.Equal(edwards25519.NewIdentityPoint()) == 1
}

func (e ed25519Element) Add(q Element) Element {
	return ed25519Element{new(edwards25519.Point).Add(e.p, q.(ed25519Element).p)}
}

func (e ed25519Element) ScalarMult(k []byte) Element {
	s := ed25519Scalar(k)
	defer s.Set(edwards25519.NewScalar())
	return ed25519Element{new(edwards25519.Point).ScalarMult(s, e.p)}
}
