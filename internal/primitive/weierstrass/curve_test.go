package weierstrass

import (
	"bytes"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/primefield"
)

// all is every curve, with its parameters once more.
func all() map[*Curve]int {
	return map[*Curve]int{
		SECP160r2(): 161, SECP192k1(): 192, SECP192r1(): 192, SECP224k1(): 225, SECP224r1(): 224, SECP256k1(): 256, SECP256r1(): 256, SECP384r1(): 384,
		SECP521r1(): 521, BrainpoolP160r1(): 160, BrainpoolP192r1(): 192, BrainpoolP224r1(): 224, BrainpoolP256r1(): 256, BrainpoolP320r1(): 320,
		BrainpoolP384r1(): 384, BrainpoolP512r1(): 512, FRP256v1(): 256,
	}
}

// randomScalar is a number of the order's length, above the order too.
func randomScalar(c *Curve) []byte {
	k := make([]byte, len(c.order))
	rand.Read(k)
	return k
}

func (c *Curve) scalar(n *big.Int) []byte { return n.FillBytes(make([]byte, len(c.order))) }

// TestCurves: the base point is on the curve, of the right prime order, and the equation has no multiple root.
func TestCurves(t *testing.T) {
	for c, bits := range all() {
		n := new(big.Int).SetBytes(c.order)
		if n.BitLen() != bits || !n.ProbablyPrime(20) {
			t.Errorf("%s: the order has %d bits, prime %t", c.name, n.BitLen(), n.ProbablyPrime(20))
		}
		// By Hasse's theorem a curve has p + 1 ± 2√p points: with a multiple of an order so near to p, that is all of them, and the cofactor is 1.
		far := new(big.Int).Sub(n, c.affine().p)
		if far.BitLen() > bits/2+2 {
			t.Errorf("%s: the order is further from the prime than Hasse's theorem lets it be", c.name)
		}
		var g, r, s Point
		c.Generator(&g)
		c.ScalarMult(&r, &g, c.order)
		c.ScalarBaseMult(&s, c.order)
		if c.IsInfinity(&g) == 1 || c.IsInfinity(&r) == 0 || c.IsInfinity(&s) == 0 {
			t.Errorf("%s: the order is not that of the base point", c.name)
		}
		less := c.scalar(new(big.Int).Sub(n, big.NewInt(1)))
		c.ScalarMult(&r, &g, less)
		c.Negate(&s, &g)
		if c.Equal(&r, &s) == 0 {
			t.Errorf("%s: (n-1)G is not -G", c.name)
		}
		// 4a³ + 27b² is not 0.
		f := c.field
		var d, e primefield.Element
		f.Square(&d, &c.a)
		f.Mul(&d, &d, &c.a)
		f.Add(&d, &d, &d)
		f.Add(&d, &d, &d)
		f.Square(&e, &c.b)
		for range 27 {
			f.Add(&d, &d, &e)
		}
		if f.IsZero(&d) == 1 {
			t.Errorf("%s is singular", c.name)
		}
	}
}

// affine is the textbook's arithmetic on a curve, with math/big.
type affine struct{ p, a *big.Int }

type affinePoint struct{ x, y *big.Int } // nil at infinity

func (c affine) add(p, q affinePoint) affinePoint {
	if p.x == nil {
		return q
	}
	if q.x == nil {
		return p
	}
	l, d := new(big.Int), new(big.Int)
	if p.x.Cmp(q.x) == 0 {
		if d.Add(p.y, q.y).Mod(d, c.p).Sign() == 0 {
			return affinePoint{}
		}
		l.Mul(p.x, p.x).Mul(l, big.NewInt(3)).Add(l, c.a)
		d.Lsh(p.y, 1)
	} else {
		l.Sub(q.y, p.y)
		d.Sub(q.x, p.x)
	}
	l.Mul(l, d.ModInverse(d.Mod(d, c.p), c.p)).Mod(l, c.p)
	x := new(big.Int).Mul(l, l)
	x.Sub(x, p.x).Sub(x, q.x).Mod(x, c.p)
	y := new(big.Int).Sub(p.x, x)
	y.Mul(y, l).Sub(y, p.y).Mod(y, c.p)
	return affinePoint{x, y}
}

func (c affine) multiply(p affinePoint, k []byte) affinePoint {
	var r affinePoint
	for _, b := range k {
		for i := 7; i >= 0; i-- {
			r = c.add(r, r)
			if b>>i&1 == 1 {
				r = c.add(r, p)
			}
		}
	}
	return r
}

func (c *Curve) affine() affine {
	var minus primefield.Element
	f := c.field
	f.Neg(&minus, one(f))
	p := new(big.Int).SetBytes(f.Append(nil, &minus))
	return affine{p.Add(p, big.NewInt(1)), new(big.Int).SetBytes(f.Append(nil, &c.a))}
}

func (c *Curve) big(p *Point) affinePoint {
	b := c.Append(nil, p)
	if len(b) == 1 {
		return affinePoint{}
	}
	n := c.field.Size()
	return affinePoint{new(big.Int).SetBytes(b[1 : 1+n]), new(big.Int).SetBytes(b[1+n:])}
}

func (p affinePoint) equal(q affinePoint) bool {
	if p.x == nil || q.x == nil {
		return p.x == q.x
	}
	return p.x.Cmp(q.x) == 0 && p.y.Cmp(q.y) == 0
}

// TestAgainstTextbook compares with affine arithmetic over math/big: multiplications, and additions of points in every relation.
func TestAgainstTextbook(t *testing.T) {
	for c := range all() {
		plain := c.affine()
		var g, p, q, r Point
		c.Generator(&g)
		base := c.big(&g)
		for range 3 {
			k := randomScalar(c)
			c.ScalarBaseMult(&p, k)
			if want := plain.multiply(base, k); !c.big(&p).equal(want) {
				t.Errorf("%s: %x G is %v, not %v", c.name, k, c.big(&p), want)
			}
			k2 := randomScalar(c)
			c.ScalarMult(&q, &p, k2)
			if want := plain.multiply(c.big(&p), k2); !c.big(&q).equal(want) {
				t.Errorf("%s: the multiple by %x is %v, not %v", c.name, k2, c.big(&q), want)
			}
		}
		var o, minus Point
		c.Infinity(&o)
		c.Negate(&minus, &p)
		points := []*Point{&o, &g, &p, &q, &minus}
		for _, x := range points {
			for _, y := range points {
				c.Add(&r, x, y)
				if want := plain.add(c.big(x), c.big(y)); !c.big(&r).equal(want) {
					t.Errorf("%s: %v + %v is %v, not %v", c.name, c.big(x), c.big(y), c.big(&r), want)
				}
				if got := c.Equal(x, y) == 1; got != (x == y) {
					t.Errorf("%s: %v and %v are equal: %t", c.name, c.big(x), c.big(y), got)
				}
				for choice, want := range []*Point{y, x} {
					if c.Select(&r, x, y, choice); c.Equal(&r, want) == 0 {
						t.Errorf("%s: the wrong point is selected", c.name)
					}
				}
			}
			c.Double(&r, x)
			if want := plain.add(c.big(x), c.big(x)); !c.big(&r).equal(want) {
				t.Errorf("%s: twice %v is %v, not %v", c.name, c.big(x), c.big(&r), want)
			}
			r = *x
			if c.Add(&r, &r, &r); !c.big(&r).equal(plain.add(c.big(x), c.big(x))) {
				t.Errorf("%s: an addition in place", c.name)
			}
			k := make([]byte, len(c.order))
			if c.ScalarMult(&r, x, k); c.IsInfinity(&r) == 0 {
				t.Errorf("%s: 0 times %v", c.name, c.big(x))
			}
			k[len(k)-1] = 1
			if c.ScalarMult(&r, x, k); c.Equal(&r, x) == 0 {
				t.Errorf("%s: 1 times %v", c.name, c.big(x))
			}
		}
	}
}

// TestAgainstStandardLibrary multiplies on the curves that crypto/ecdh has.
func TestAgainstStandardLibrary(t *testing.T) {
	for c, std := range map[*Curve]ecdh.Curve{SECP256r1(): ecdh.P256(), SECP384r1(): ecdh.P384(), SECP521r1(): ecdh.P521()} {
		for range 10 {
			k, err := std.GenerateKey(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			peer, err := std.GenerateKey(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			var p Point
			c.ScalarBaseMult(&p, k.Bytes())
			if got := c.Append(nil, &p); !bytes.Equal(got, k.PublicKey().Bytes()) {
				t.Errorf("%s: the public key is %x, not %x", c.name, got, k.PublicKey().Bytes())
			}
			want, err := k.ECDH(peer.PublicKey())
			if err != nil {
				t.Fatal(err)
			}
			if !c.SetBytes(&p, peer.PublicKey().Bytes()) {
				t.Fatalf("%s: the peer's point is refused", c.name)
			}
			c.ScalarMult(&p, &p, k.Bytes())
			if got := c.Append(nil, &p)[1 : 1+c.field.Size()]; !bytes.Equal(got, want) {
				t.Errorf("%s: the secret is %x, not %x", c.name, got, want)
			}
		}
	}
	if c, p := SECP224r1(), elliptic.P224().Params(); !bytes.Equal(c.order, p.N.Bytes()) || !c.big(&c.generator).equal(affinePoint{p.Gx, p.Gy}) {
		t.Error("P-224 is another curve")
	}
}

func TestEncodings(t *testing.T) {
	for c := range all() {
		var p, q Point
		c.ScalarBaseMult(&p, randomScalar(c))
		b := c.Append(nil, &p)
		if !c.SetBytes(&q, b) || c.Equal(&p, &q) == 0 || len(b) != c.PointSize() {
			t.Errorf("%s: %x does not come back", c.name, b)
		}
		other := bytes.Clone(b)
		other[len(other)-1] ^= 1
		minus := c.field.Size()
		for name, bad := range map[string][]byte{
			"nothing": {}, "infinity": {0}, "compressed": append([]byte{2}, b[1:1+minus]...), "another head": append([]byte{6}, b[1:]...),
			"not on the curve": other, "a byte more": append(bytes.Clone(b), 0), "a byte less": b[:len(b)-1],
			"ones": append([]byte{4}, bytes.Repeat([]byte{0xff}, 2*minus)...), "zeros": append([]byte{4}, make([]byte, 2*minus)...),
		} {
			if c.SetBytes(&q, bad) || c.IsInfinity(&q) == 0 {
				t.Errorf("%s: %s is taken for a point", c.name, name)
			}
		}
		c.Infinity(&q)
		if got := c.Append(nil, &q); !bytes.Equal(got, []byte{0}) {
			t.Errorf("%s: infinity is %x", c.name, got)
		}
	}
}

func BenchmarkScalarMult(b *testing.B) {
	for c := range all() {
		b.Run(c.name, func(b *testing.B) {
			k := randomScalar(c)
			var p Point
			c.Generator(&p)
			b.ReportAllocs()
			for b.Loop() {
				c.ScalarMult(&p, &p, k)
			}
		})
	}
}

func BenchmarkScalarBaseMult(b *testing.B) {
	for c := range all() {
		b.Run(c.name, func(b *testing.B) {
			k := randomScalar(c)
			var p Point
			c.ScalarBaseMult(&p, k)
			b.ReportAllocs()
			for b.Loop() {
				c.ScalarBaseMult(&p, k)
			}
		})
	}
}
