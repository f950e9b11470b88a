package sae

import (
	"crypto/elliptic"
	"errors"
	"io"
	"math/big"
	"sync"

	"github.com/psacrypto/psa/internal/primitive/primefield"
	"github.com/psacrypto/psa/internal/primitive/primegroup"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
)

// Group is a group in which SAE computes. It is safe for concurrent use.
type Group struct {
	group primegroup.Group
	field *field
	// a, b and z are those of the curve y^2 = x^3 + ax + b and of its hash-to-element; they are nil for a finite-field group.
	a, b, z num
}

// Curve has the constants of a curve y^2 = x^3 + ax + b modulo a prime p that is 3 modulo 4, as big-endian numbers, and the z of its hash-to-element
// (IEEE 802.11-2024, section 12.4.4.2.3), which is that of RFC 9380, appendix H.2.
type Curve struct {
	P, A, B []byte
	Z       int
}

var errCurve = errors.New("sae: the prime of the curve is not 3 modulo 4, or a or b is 0")

// NewECC makes the group of a curve, whose elements g computes with and encodes as 0x04 || x || y.
func NewECC(g primegroup.Group, c Curve) (*Group, error) {
	if len(c.P) == 0 || c.P[len(c.P)-1]&3 != 3 {
		return nil, errCurve
	}
	f := newField(c.P)
	s := &Group{group: g, field: f, a: f.reduce(c.A), b: f.reduce(c.B), z: f.small(c.Z)}
	if s.a.IsZero() == 1 || s.b.IsZero() == 1 {
		return nil, errCurve
	}
	return s, nil
}

// NewFFC makes the group of squares modulo a safe prime.
func NewFFC(p []byte) (*Group, error) {
	g, err := primegroup.NewMODP(p)
	if err != nil {
		return nil, err
	}
	return &Group{group: g, field: newField(p)}, nil
}

// nist makes the group of a curve of FIPS 186, whose a is -3.
func nist(g func() primegroup.Group, c elliptic.Curve, z int) func() *Group {
	return sync.OnceValue(func() *Group {
		p := c.Params().P
		a := new(big.Int).Sub(p, big.NewInt(3))
		s, err := NewECC(g(), Curve{P: p.Bytes(), A: a.Bytes(), B: c.Params().B.Bytes(), Z: z})
		if err != nil {
			panic(err)
		}
		return s
	})
}

var (
	group19 = nist(primegroup.P256, elliptic.P256(), -10)
	group20 = nist(primegroup.P384, elliptic.P384(), -12)
	group21 = nist(primegroup.P521, elliptic.P521(), -4)
)

// P256 is the group 19 of the IANA registry of groups for IKE.
func P256() *Group { return group19() }

// P384 is the group 20.
func P384() *Group { return group20() }

// P521 is the group 21.
func P521() *Group { return group21() }

// brainpool makes the group of a curve of RFC 5639.
func brainpool(curve func() *weierstrass.Curve, z int) func() *Group {
	return sync.OnceValue(func() *Group {
		c := curve()
		a, b := c.A(), c.B()
		var one primefield.Element
		c.Field().One(&one)
		c.Field().Neg(&one, &one)
		p := new(big.Int).SetBytes(c.Field().Append(nil, &one))
		p.Add(p, big.NewInt(1))
		s, err := NewECC(primegroup.Weierstrass(c), Curve{P: p.Bytes(), A: c.Field().Append(nil, &a), B: c.Field().Append(nil, &b), Z: z})
		if err != nil {
			panic(err)
		}
		return s
	})
}

var (
	group28 = brainpool(weierstrass.BrainpoolP256r1, -2)
	group29 = brainpool(weierstrass.BrainpoolP384r1, -5)
	group30 = brainpool(weierstrass.BrainpoolP512r1, 7)
)

// BrainpoolP256r1 is the group 28.
func BrainpoolP256r1() *Group { return group28() }

// BrainpoolP384r1 is the group 29.
func BrainpoolP384r1() *Group { return group29() }

// BrainpoolP512r1 is the group 30.
func BrainpoolP512r1() *Group { return group30() }

// elementSize is the length of an element in bytes: both coordinates, or the number (section 12.4.7.2.4).
func (g *Group) elementSize() int {
	if g.a == nil {
		return g.field.size
	}
	return 2 * g.field.size
}

func (g *Group) encode(e Element) []byte {
	b := e.Append(nil)
	return b[len(b)-g.elementSize():]
}

// uncompressed puts back what encode leaves out.
func (g *Group) uncompressed(b []byte) []byte {
	if g.a == nil {
		return b
	}
	return append([]byte{4}, b...)
}

// decode reads an element that came from the wire.
func (g *Group) decode(b []byte) (Element, bool) { return g.group.Decode(g.uncompressed(b)) }

// trusted reads an element that was computed here, which takes constant time.
func (g *Group) trusted(b []byte) Element {
	e, ok := g.group.DecodeLoosely(g.uncompressed(b))
	if !ok {
		panic("sae: an element that was computed is none")
	}
	return e
}

// x is the function F (section 12.4.4): the x-coordinate of a point, or the number itself.
func (g *Group) x(e Element) []byte { return g.encode(e)[:g.field.size] }

// isCommitScalar tells whether 1 < k < order.
func (g *Group) isCommitScalar(k []byte) bool {
	o := g.group.Order()
	return o.IsKey(k) && !isOne(k)
}

// isOne compares all bytes.
func isOne(k []byte) bool {
	different := k[len(k)-1] ^ 1
	for _, b := range k[:len(k)-1] {
		different |= b
	}
	return different == 0
}

// atLeastTwo draws a number k with 1 < k < order.
func (g *Group) atLeastTwo(rand io.Reader) ([]byte, error) {
	for {
		k, err := g.group.Order().Random(rand)
		if err != nil || !isOne(k) {
			return k, err
		}
	}
}
