package primegroup

import (
	"errors"
	"math/big"

	"filippo.io/bigmod"
)

// modpGroup is the group of squares modulo a safe prime p, of the order q = (p-1)/2, with the generator 2, as RFC 3526 and RFC 7919 have them.
type modpGroup struct {
	p     *bigmod.Modulus
	big   *big.Int
	order *Order
	two   *bigmod.Nat
}

type modpElement struct {
	group *modpGroup
	n     *bigmod.Nat
}

var errNotSafe = errors.New("primegroup: not a big-endian safe prime that is 7 modulo 8")

// NewMODP makes the group of squares modulo a safe prime p, which is big-endian and 7 modulo 8, so that 2 is a square and generates the group. That p and (p-1)/2 are
// primes is the caller's duty.
func NewMODP(p []byte) (Group, error) {
	if len(p) < 2 || p[0] == 0 || p[len(p)-1]&7 != 7 {
		return nil, errNotSafe
	}
	m, err := bigmod.NewModulus(p)
	if err != nil {
		return nil, err
	}
	g := &modpGroup{p: m, big: new(big.Int).SetBytes(p)}
	g.order = newOrder(new(big.Int).Rsh(g.big, 1).Bytes())
	g.two = bigmod.NewNat().SetUint(2).ExpandFor(m)
	return g, nil
}

func (g *modpGroup) Order() *Order      { return g.order }
func (g *modpGroup) ElementSize() int   { return g.p.Size() }
func (*modpGroup) Cofactor() byte       { return 2 }
func (g *modpGroup) Generator() Element { return &modpElement{g, g.two} }

func (g *modpGroup) ScalarBaseMult(k []byte) Element {
	return &modpElement{g, bigmod.NewNat().Exp(g.two, k, g.p)}
}

// Decode takes 2 to p-2 (NIST SP 800-56A, section 5.6.2.3.1). That a number is a square it learns from the Jacobi symbol, in variable time: what is decoded
// comes from the wire.
func (g *modpGroup) Decode(b []byte) (Element, bool) {
	e, ok := g.DecodeLoosely(b)
	if !ok || e.IsIdentity() {
		return nil, false
	}
	return e, big.Jacobi(new(big.Int).SetBytes(b), g.big) == 1
}

func (g *modpGroup) DecodeLoosely(b []byte) (Element, bool) {
	if len(b) != g.ElementSize() {
		return nil, false
	}
	n, err := bigmod.NewNat().SetBytes(b, g.p)
	if err != nil || n.IsZero() == 1 {
		return nil, false
	}
	return &modpElement{g, n}, true
}

func (e *modpElement) Append(dst []byte) []byte { return append(dst, e.n.Bytes(e.group.p)...) }
func (e *modpElement) IsIdentity() bool         { return e.n.IsOne() == 1 }
func (e *modpElement) Equal(q Element) bool     { return e.n.Equal(q.(*modpElement).n) == 1 }

func (e *modpElement) Add(q Element) Element {
	// Mul changes its receiver.
	product := bigmod.NewNat().SetUint(1).ExpandFor(e.group.p)
	product.Mul(e.n, e.group.p).Mul(q.(*modpElement).n, e.group.p)
	return &modpElement{e.group, product}
}

func (e *modpElement) ScalarMult(k []byte) Element {
	return &modpElement{e.group, bigmod.NewNat().Exp(e.n, k, e.group.p)}
}
