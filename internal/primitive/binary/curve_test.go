package binary

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"testing"
)

func all() map[*Curve]int {
	return map[*Curve]int{
		SECT163k1(): 163, SECT163r1(): 162, SECT163r2(): 163, SECT233k1(): 232, SECT233r1(): 233, SECT239k1(): 238, SECT283k1(): 281, SECT283r1(): 282,
		SECT409k1(): 407, SECT409r1(): 409, SECT571k1(): 570, SECT571r1(): 570,
	}
}

// plain is a field and a curve over it as in the textbook: polynomials are the bits of a big.Int.
type plain struct {
	m          int
	modulus, a *big.Int
	*testing.T
}

type plainPoint struct{ x, y *big.Int } // nil at infinity

func textbook(t *testing.T, c *Curve) plain {
	p := plain{c.field.m, new(big.Int), c.number(&c.a), t}
	p.modulus.SetBit(p.modulus, c.field.m, 1)
	for _, f := range c.field.folds {
		p.modulus.SetBit(p.modulus, f.e, 1)
	}
	return p
}

func (c *Curve) number(x *element) *big.Int { return new(big.Int).SetBytes(c.field.append(nil, x)) }

func (c *Curve) element(t testing.TB, x *big.Int) (z element) {
	t.Helper()
	if !c.field.setBytes(&z, x.FillBytes(make([]byte, c.field.size()))) {
		t.Fatalf("%x is refused", x)
	}
	return z
}

func (p plain) mul(x, y *big.Int) *big.Int {
	z, shifted := new(big.Int), new(big.Int)
	for i := range y.BitLen() {
		if y.Bit(i) == 1 {
			z.Xor(z, shifted.Lsh(x, uint(i)))
		}
	}
	for z.BitLen() > p.m {
		z.Xor(z, shifted.Lsh(p.modulus, uint(z.BitLen()-1-p.m)))
	}
	return z
}

// inverse is Euclid's: u = g·x and v = h·x modulo the reduction polynomial.
func (p plain) inverse(x *big.Int) *big.Int {
	u, v := new(big.Int).Set(x), new(big.Int).Set(p.modulus)
	g, h, shifted := big.NewInt(1), new(big.Int), new(big.Int)
	for u.BitLen() > 1 {
		j := u.BitLen() - v.BitLen()
		if j < 0 {
			u, v, g, h, j = v, u, h, g, -j
		}
		u.Xor(u, shifted.Lsh(v, uint(j)))
		g.Xor(g, shifted.Lsh(h, uint(j)))
	}
	if u.Sign() == 0 {
		return u
	}
	return p.mul(g, big.NewInt(1))
}

func xor(x ...*big.Int) *big.Int {
	z := new(big.Int)
	for _, v := range x {
		z.Xor(z, v)
	}
	return z
}

func (p plain) add(v, w plainPoint) plainPoint {
	switch {
	case v.x == nil:
		return w
	case w.x == nil:
		return v
	case v.x.Cmp(w.x) == 0 && (v.y.Cmp(w.y) != 0 || v.x.Sign() == 0):
		return plainPoint{}
	}
	var l, x *big.Int
	if v.x.Cmp(w.x) == 0 {
		l = xor(v.x, p.mul(v.y, p.inverse(v.x)))
		x = xor(p.mul(l, l), l, p.a)
	} else {
		l = p.mul(xor(v.y, w.y), p.inverse(xor(v.x, w.x)))
		x = xor(p.mul(l, l), l, v.x, w.x, p.a)
	}
	return plainPoint{x, xor(p.mul(l, xor(v.x, x)), x, v.y)}
}

func (p plain) multiply(v plainPoint, k []byte) plainPoint {
	var r plainPoint
	for _, b := range k {
		for i := 7; i >= 0; i-- {
			r = p.add(r, r)
			if b>>i&1 == 1 {
				r = p.add(r, v)
			}
		}
	}
	return r
}

func (c *Curve) plain(p *Point) plainPoint {
	if p.infinity == 1 {
		return plainPoint{}
	}
	return plainPoint{c.number(&p.x), c.number(&p.y)}
}

func (v plainPoint) equal(w plainPoint) bool {
	if v.x == nil || w.x == nil {
		return v.x == w.x
	}
	return v.x.Cmp(w.x) == 0 && v.y.Cmp(w.y) == 0
}

func randomBelow(t testing.TB, bits int) *big.Int {
	t.Helper()
	x, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestField(t *testing.T) {
	for c := range all() {
		p, f := textbook(t, c), c.field
		ones := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(f.m)), big.NewInt(1))
		numbers := []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2), ones, new(big.Int).Lsh(big.NewInt(1), uint(f.m-1))}
		for range 10 {
			numbers = append(numbers, randomBelow(t, f.m))
		}
		var traces [2]int
		for _, x := range numbers {
			a := c.element(t, x)
			var z element
			for _, y := range numbers {
				b := c.element(t, y)
				if f.mul(&z, &a, &b); c.number(&z).Cmp(p.mul(x, y)) != 0 {
					t.Errorf("%s: %x * %x = %x", c.name, x, y, c.number(&z))
				}
				if f.add(&z, &a, &b); c.number(&z).Cmp(xor(x, y)) != 0 {
					t.Errorf("%s: %x + %x = %x", c.name, x, y, c.number(&z))
				}
			}
			if f.square(&z, &a); c.number(&z).Cmp(p.mul(x, x)) != 0 {
				t.Errorf("%s: the square of %x is %x", c.name, x, c.number(&z))
			}
			if f.invert(&z, &a); c.number(&z).Cmp(p.inverse(x)) != 0 {
				t.Errorf("%s: the inverse of %x is %x", c.name, x, c.number(&z))
			}
			if got, want := f.isZero(&a) == 1, x.Sign() == 0; got != want {
				t.Errorf("%s: %x is 0: %t", c.name, x, got)
			}
			trace := f.trace(&a)
			if traces[trace]++; trace == 0 {
				f.halfTrace(&z, &a)
				h := c.number(&z)
				if xor(p.mul(h, h), h).Cmp(x) != 0 {
					t.Errorf("%s: %x solves no equation with %x", c.name, h, x)
				}
			}
		}
		if traces[0] == 0 || traces[1] == 0 {
			t.Errorf("%s: %d and %d elements of each trace", c.name, traces[0], traces[1])
		}
		for _, bad := range [][]byte{nil, make([]byte, f.size()-1), make([]byte, f.size()+1), p.modulus.Bytes(), bytes.Repeat([]byte{0xff}, f.size())} {
			var z element
			if f.setBytes(&z, bad) {
				t.Errorf("%s: %x is an element", c.name, bad)
			}
		}
	}
}

func FuzzCarryless(f *testing.F) {
	f.Add(^uint64(0), ^uint64(0))
	f.Add(uint64(1)<<63, uint64(1)<<60)
	f.Fuzz(func(t *testing.T, x, y uint64) {
		var wantHi, wantLo uint64
		for i := range 64 {
			if y>>i&1 == 1 {
				wantLo ^= x << i
				wantHi ^= x >> 1 >> (63 - i)
			}
		}
		if hi, lo := carryless(x, y); hi != wantHi || lo != wantLo {
			t.Errorf("%x * %x = %x, %x; want %x, %x", x, y, hi, lo, wantHi, wantLo)
		}
	})
}

// TestCurves: the base point is on the curve, and of the order, a prime that by Hasse's theorem goes cofactor times into that of the curve.
func TestCurves(t *testing.T) {
	for c, bits := range all() {
		n := new(big.Int).SetBytes(c.order)
		far := new(big.Int).Mul(n, big.NewInt(int64(c.cofactor)))
		far.Sub(far, new(big.Int).Lsh(big.NewInt(1), uint(c.field.m)))
		if n.BitLen() != bits || !n.ProbablyPrime(20) || far.BitLen() > c.field.m/2+2 {
			t.Errorf("%s: the order %x", c.name, n)
		}
		if !c.onCurve(&c.generator) || !c.inSubgroup(&c.generator) {
			t.Errorf("%s: the base point is not in the subgroup", c.name)
		}
		var r, minus Point
		if c.ScalarBaseMult(&r, c.order); r.infinity != 1 || r != (Point{infinity: 1}) {
			t.Errorf("%s: the order is not that of the base point", c.name)
		}
		// The product with the order less 1 has infinity for the other point of the ladder.
		c.Negate(&minus, &c.generator)
		if c.ScalarBaseMult(&r, new(big.Int).Sub(n, big.NewInt(1)).FillBytes(make([]byte, len(c.order)))); r != minus {
			t.Errorf("%s: (n-1)G is not -G", c.name)
		}
		if c.ScalarBaseMult(&r, make([]byte, len(c.order))); r.infinity != 1 {
			t.Errorf("%s: 0 G is not infinity", c.name)
		}
	}
}

// TestAgainstTextbook compares with affine arithmetic over math/big.
func TestAgainstTextbook(t *testing.T) {
	for c := range all() {
		tb := textbook(t, c)
		g := c.plain(&c.generator)
		var p, q, r Point
		k := randomBelow(t, 8*len(c.order)).FillBytes(make([]byte, len(c.order)))
		if c.ScalarBaseMult(&p, k); !c.plain(&p).equal(tb.multiply(g, k)) {
			t.Errorf("%s: %x G is %v", c.name, k, c.plain(&p))
		}
		for i := range byte(10) {
			small := make([]byte, len(c.order))
			small[len(small)-1] = i
			if c.ScalarMult(&q, &p, small); !c.plain(&q).equal(tb.multiply(c.plain(&p), small)) {
				t.Errorf("%s: %d times a point is %v", c.name, i, c.plain(&q))
			}
		}
		var o, minus Point
		c.Infinity(&o)
		c.Negate(&minus, &p)
		points := []*Point{&o, &c.generator, &p, &q, &minus}
		for _, x := range points {
			for _, y := range points {
				if c.Add(&r, x, y); !c.plain(&r).equal(tb.add(c.plain(x), c.plain(y))) {
					t.Errorf("%s: %v + %v is %v", c.name, c.plain(x), c.plain(y), c.plain(&r))
				}
			}
			r = *x
			if c.Add(&r, &r, &r); !c.plain(&r).equal(tb.add(c.plain(x), c.plain(x))) {
				t.Errorf("%s: an addition in place", c.name)
			}
		}
		if c.ScalarMult(&r, &o, k); r.infinity != 1 {
			t.Errorf("%s: a multiple of infinity", c.name)
		}
	}
}

// TestSubgroup compares the test for the subgroup with a multiplication by its order, for points from all cosets.
func TestSubgroup(t *testing.T) {
	for c := range all() {
		f := c.field
		var in, out int
		for in < 2 || out < 4 {
			// y = xz with z² + z = x + a + b/x².
			var p Point
			var z element
			p.x = c.element(t, randomBelow(t, f.m))
			f.invert(&z, &p.x)
			f.square(&z, &z)
			f.mul(&z, &z, &c.b)
			f.add(&z, &z, &p.x)
			f.add(&z, &z, &c.a)
			if f.trace(&z) == 1 {
				continue
			}
			f.halfTrace(&z, &z)
			f.mul(&p.y, &p.x, &z)
			if !c.onCurve(&p) {
				t.Fatalf("%s: %v is not on the curve", c.name, c.plain(&p))
			}
			var multiple Point
			c.Infinity(&multiple)
			for _, b := range c.order {
				for i := 7; i >= 0; i-- {
					if c.Add(&multiple, &multiple, &multiple); b>>i&1 == 1 {
						c.Add(&multiple, &multiple, &p)
					}
				}
			}
			want := multiple.infinity == 1
			if got := c.inSubgroup(&p); got != want {
				t.Errorf("%s: %v is in the subgroup: %t, not %t", c.name, c.plain(&p), got, want)
			}
			if want {
				in++
			} else {
				out++
			}
		}
		if in == 0 || out == 0 {
			t.Errorf("%s: %d points in the subgroup, %d others", c.name, in, out)
		}
	}
}

func TestEncodings(t *testing.T) {
	for c := range all() {
		var p, q Point
		k := randomBelow(t, 8*len(c.order)).FillBytes(make([]byte, len(c.order)))
		c.ScalarBaseMult(&p, k)
		b := c.Append(nil, &p)
		if !c.SetBytes(&q, b) || p != q || len(b) != c.PointSize() {
			t.Errorf("%s: %x does not come back", c.name, b)
		}
		size := c.field.size()
		other, order2 := bytes.Clone(b), make([]byte, 1+2*size)
		other[len(other)-1] ^= 1
		// The point of order 2 is (0, √b).
		var root element
		c.field.squares(&root, &c.b, c.field.m-1)
		order2[0] = 4
		copy(order2[1+size:], c.field.append(nil, &root))
		if !c.onCurve(&Point{y: root}) {
			t.Fatalf("%s: no point of order 2", c.name)
		}
		for name, bad := range map[string][]byte{
			"nothing": {}, "infinity": {0}, "compressed": append([]byte{2}, b[1:1+size]...), "another head": append([]byte{6}, b[1:]...),
			"not on the curve": other, "a byte more": append(bytes.Clone(b), 0), "a byte less": b[:len(b)-1], "the point of order 2": order2,
			"ones": append([]byte{4}, bytes.Repeat([]byte{0xff}, 2*size)...), "zeros": append([]byte{4}, make([]byte, 2*size)...),
		} {
			if c.SetBytes(&q, bad) || q.infinity != 1 {
				t.Errorf("%s: %s is taken for a point", c.name, name)
			}
		}
		c.Infinity(&q)
		if got := c.Append(nil, &q); !bytes.Equal(got, []byte{0}) {
			t.Errorf("%s: infinity is %x", c.name, got)
		}
	}
}

func BenchmarkMul(b *testing.B) {
	for c := range all() {
		b.Run(c.name, func(b *testing.B) {
			z := c.generator.x
			for b.Loop() {
				c.field.mul(&z, &z, &c.generator.y)
			}
		})
	}
}

func BenchmarkScalarMult(b *testing.B) {
	for c := range all() {
		b.Run(c.name, func(b *testing.B) {
			p := c.generator
			b.ReportAllocs()
			for b.Loop() {
				c.ScalarMult(&p, &p, c.order[:])
				p = c.generator
			}
		})
	}
}

func BenchmarkSetBytes(b *testing.B) {
	for c := range all() {
		b.Run(c.name, func(b *testing.B) {
			data := c.Append(nil, &c.generator)
			var p Point
			for b.Loop() {
				c.SetBytes(&p, data)
			}
		})
	}
}
