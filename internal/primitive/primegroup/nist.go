package primegroup

import (
	"crypto/elliptic"
	"math/big"
	"sync"

	"filippo.io/nistec"
)

// nistPoint is what the point types of filippo.io/nistec have in common; P is the pointer type itself.
type nistPoint[P any] interface {
	SetBytes(b []byte) (P, error)
	Bytes() []byte
	SetGenerator() P
	Add(p, q P) P
	ScalarMult(q P, k []byte) (P, error)
	ScalarBaseMult(k []byte) (P, error)
	IsInfinity() int
	Equal(q P) int
}

// nistGroup is a curve of FIPS 186.
type nistGroup[P nistPoint[P]] struct {
	order  *Order
	coords int
	point  func() P
}

type nistElement[P nistPoint[P]] struct {
	group *nistGroup[P]
	p     P
}

func newNIST[P nistPoint[P]](c elliptic.Curve, point func() P) func() Group {
	return sync.OnceValue(func() Group {
		return &nistGroup[P]{order: newOrder(c.Params().N.Bytes()), coords: (c.Params().BitSize + 7) / 8, point: point}
	})
}

var (
	p224 = newNIST(elliptic.P224(), nistec.NewP224Point)
	p256 = newNIST(elliptic.P256(), nistec.NewP256Point)
	p384 = newNIST(elliptic.P384(), nistec.NewP384Point)
	p521 = newNIST(elliptic.P521(), nistec.NewP521Point)
)

// P224 is the group of the curve P-224 (NIST SP 800-186, section 3.2.1.2).
func P224() Group { return p224() }

// P256 is the group of the curve P-256 (NIST SP 800-186, section 3.2.1.3).
func P256() Group { return p256() }

// P384 is the group of the curve P-384 (NIST SP 800-186, section 3.2.1.4).
func P384() Group { return p384() }

// P521 is the group of the curve P-521 (NIST SP 800-186, section 3.2.1.5).
func P521() Group { return p521() }

func (g *nistGroup[P]) Order() *Order    { return g.order }
func (g *nistGroup[P]) ElementSize() int { return 1 + 2*g.coords }
func (*nistGroup[P]) Cofactor() byte     { return 1 }

func (g *nistGroup[P]) Generator() Element { return &nistElement[P]{g, g.point().SetGenerator()} }

func (g *nistGroup[P]) ScalarBaseMult(k []byte) Element {
	return &nistElement[P]{g, multiply(g.point().ScalarBaseMult(k))}
}

func (g *nistGroup[P]) Decode(b []byte) (Element, bool) {
	// nistec also takes compressed points and the point at infinity.
	if len(b) != g.ElementSize() || b[0] != 4 {
		return nil, false
	}
	p, err := g.point().SetBytes(b)
	if err != nil {
		return nil, false
	}
	return &nistElement[P]{g, p}, true
}

func (g *nistGroup[P]) DecodeLoosely(b []byte) (Element, bool) { return g.Decode(b) }

func (e *nistElement[P]) Append(dst []byte) []byte { return append(dst, e.p.Bytes()...) }
func (e *nistElement[P]) IsIdentity() bool         { return e.p.IsInfinity() == 1 }
func (e *nistElement[P]) Equal(q Element) bool     { return e.p.Equal(q.(*nistElement[P]).p) == 1 }

func (e *nistElement[P]) Add(q Element) Element {
	return &nistElement[P]{e.group, e.group.point().Add(e.p, q.(*nistElement[P]).p)}
}

func (e *nistElement[P]) ScalarMult(k []byte) Element {
	return &nistElement[P]{e.group, multiply(e.group.point().ScalarMult(e.p, k))}
}

// hexNumber reads a constant of this package.
func hexNumber(s string) []byte {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("primegroup: a constant is no hexadecimal number")
	}
	return n.Bytes()
}
