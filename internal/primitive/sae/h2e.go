package sae

import (
	"bytes"
	"hash"
	"math/big"
	"slices"

	"github.com/psacrypto/psa/internal/primitive/hkdf"
)

// Seed makes of the name of a network and its password what all tokens derive from: the pwd-seed. identifier is that of the password, empty where there is none. The
// caller wipes it.
func Seed(newHash func() hash.Hash, ssid, password, identifier []byte) []byte {
	ikm := slices.Concat(password, identifier)
	defer clear(ikm)
	return hkdf.Extract(newHash, ssid, ikm)
}

// Token derives the secret element PT of a seed by hash-to-element, encoded (sections 12.4.4.2.3 and 12.4.4.3.3). It is false for one password in as many as
// the group has elements, for which there is no PT. The caller wipes it.
func (g *Group) Token(newHash func() hash.Hash, seed []byte) ([]byte, bool) {
	n := g.field.size + g.field.size/2
	value := func(label string) []byte { return expand(newHash, seed, label, n) }
	if g.a == nil {
		v := value("SAE Hash to Element")
		defer clear(v)
		return g.ffcToken(v), true
	}
	pt := g.sswu(value("SAE Hash to Element u1 P1")).Add(g.sswu(value("SAE Hash to Element u2 P2")))
	if pt.IsIdentity() {
		return nil, false
	}
	return g.encode(pt), true
}

// ffcToken is ((value mod (p-2)) + 2)^((p-1)/q) mod p.
func (g *Group) ffcToken(value []byte) []byte {
	f := g.field
	r := newRing(f.less2)
	u := f.overflowing(r.bytes(r.reduce(value)))
	u = f.add(u, f.small(2))
	// For safe primes (p-1)/q is 2.
	return f.bytes(f.mul(u, u))
}

// sswu is the simplified Shallue-van de Woestijne-Ulas method (section 12.4.4.2.3), without a branch. It wipes value.
func (g *Group) sswu(value []byte) Element {
	f := g.field
	u := f.reduce(value)
	clear(value)
	u2 := f.mul(u, u)
	zu2 := f.mul(g.z, u2)
	// m = z^2 u^4 + z u^2
	m := f.add(f.mul(zu2, zu2), zu2)
	l := int(m.IsZero())
	// 1/0 is 0 here, so that t needs no choice.
	t := f.inverse(m)
	// x1 = b/(za) if m is 0, else (-b/a)(1+t)
	minusB := f.neg(g.b)
	x1 := f.choose(l, f.mul(g.b, f.inverse(f.mul(g.z, g.a))), f.mul(f.mul(minusB, f.inverse(g.a)), f.add(f.small(1), t)))
	gx1 := g.polynomial(x1)
	x2 := f.mul(zu2, x1)
	gx2 := g.polynomial(x2)
	l = f.isSquare(gx1)
	x := f.choose(l, x1, x2)
	y := f.sqrt(f.choose(l, gx1, gx2))
	return g.point(x, y, int(u.IsOdd()))
}

// polynomial is x^3 + ax + b.
func (g *Group) polynomial(x num) num {
	f := g.field
	return f.add(f.mul(f.add(f.mul(x, x), g.a), x), g.b)
}

// point is the point (x, y) or (x, p-y), whichever has the last bit odd in its second coordinate.
func (g *Group) point(x, y num, odd int) Element {
	f := g.field
	y = f.choose(1^odd^int(y.IsOdd()), y, f.neg(y))
	return g.trusted(append(f.bytes(x), f.bytes(y)...))
}

// ValidToken tells whether b is an element that can be a PT, in constant time where it is.
func (g *Group) ValidToken(b []byte) bool {
	if len(b) != g.elementSize() {
		return false
	}
	e, ok := g.group.DecodeLoosely(g.uncompressed(b))
	if !ok || e.IsIdentity() {
		return false
	}
	if g.group.Cofactor() == 1 {
		return true
	}
	o := g.group.Order()
	one := make([]byte, o.Size())
	one[len(one)-1] = 1
	return e.ScalarMult(o.Neg(one)).Add(e).IsIdentity()
}

// ElementOfToken makes the PWE for two addresses from a valid PT (section 12.4.4.2.3): PT times (H(0, max || min) mod (q-1)) + 1. Addresses are public.
func (g *Group) ElementOfToken(newHash func() hash.Hash, pt, addressA, addressB []byte) Element {
	v := new(big.Int).SetBytes(mac(newHash, make([]byte, newHash().Size()), ordered(addressA, addressB)))
	o := g.group.Order()
	less := new(big.Int).SetBytes(o.Bytes())
	less.Sub(less, big.NewInt(1))
	v.Mod(v, less).Add(v, big.NewInt(1))
	return g.trusted(pt).ScalarMult(v.FillBytes(make([]byte, o.Size())))
}

// ordered is MAX(a, b) || MIN(a, b).
func ordered(a, b []byte) []byte {
	if bytes.Compare(a, b) < 0 {
		a, b = b, a
	}
	return slices.Concat(a, b)
}
