package primegroup

import (
	"bytes"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	cryptoed25519 "crypto/ed25519"

	circled448 "github.com/cloudflare/circl/sign/ed448"

	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
)

type named struct {
	name string
	Group
}

func modp(t testing.TB, digits string) Group {
	p, ok := new(big.Int).SetString(strings.Join(strings.Fields(digits), ""), 16)
	if !ok {
		t.Fatal("no number")
	}
	g, err := NewMODP(p.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The group of 1536 bits of RFC 3526, section 2.
const modp1536 = `
	ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437
	4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05
	98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca237327ffffffffffffffff`

func groups(t testing.TB) []named {
	return []named{{"P-224", P224()}, {"P-256", P256()}, {"P-384", P384()}, {"P-521", P521()}, {"edwards25519", Edwards25519()},
		{"edwards448", Edwards448()}, {"modp1536", modp(t, modp1536)}, {"secp256k1", Weierstrass(weierstrass.SECP256k1())},
		{"secp224k1", Weierstrass(weierstrass.SECP224k1())}, {"brainpoolP512r1", Weierstrass(weierstrass.BrainpoolP512r1())},
		{"sect163k1", Binary(binary.SECT163k1())}, {"sect571r1", Binary(binary.SECT571r1())}, {"sect283k1", Binary(binary.SECT283k1())}}
}

func random(t testing.TB, g Group) []byte {
	k, err := g.Order().Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestLaws: the group is one, of the order that it says.
func TestLaws(t *testing.T) {
	for _, g := range groups(t) {
		o := g.Order()
		x, y := random(t, g), random(t, g)
		p, q := g.ScalarBaseMult(x), g.ScalarBaseMult(y)
		if !p.Add(q).Equal(q.Add(p)) || !p.Add(q).Equal(g.ScalarBaseMult(o.Add(x, y))) {
			t.Errorf("%s: sums", g.name)
		}
		if !p.ScalarMult(y).Equal(q.ScalarMult(x)) || !p.ScalarMult(y).Equal(g.ScalarBaseMult(o.Mul(x, y))) {
			t.Errorf("%s: products", g.name)
		}
		if !p.Equal(g.Generator().ScalarMult(x)) || p.Equal(q) {
			t.Errorf("%s: the generator", g.name)
		}
		if !p.Add(g.ScalarBaseMult(o.Neg(x))).IsIdentity() || p.IsIdentity() || !p.ScalarMult(make([]byte, o.Size())).IsIdentity() {
			t.Errorf("%s: the identity", g.name)
		}
		if !new(big.Int).SetBytes(o.Bytes()).ProbablyPrime(4) {
			t.Errorf("%s: the order is no prime", g.name)
		}
		b := p.Append([]byte("x"))
		if len(b) != 1+g.ElementSize() || b[0] != 'x' {
			t.Fatalf("%s: %d bytes", g.name, len(b))
		}
		for _, decode := range []func([]byte) (Element, bool){g.Decode, g.DecodeLoosely} {
			if e, ok := decode(b[1:]); !ok || !e.Equal(p) {
				t.Errorf("%s: an element does not decode", g.name)
			}
			if _, ok := decode(b); ok {
				t.Errorf("%s: a byte more is taken", g.name)
			}
			if _, ok := decode(b[1:g.ElementSize()]); ok {
				t.Errorf("%s: a byte less is taken", g.name)
			}
		}
	}
}

// TestPublicKeys compares with the keys that other implementations derive.
func TestPublicKeys(t *testing.T) {
	for name, c := range map[string]ecdh.Curve{"P-256": ecdh.P256(), "P-384": ecdh.P384(), "P-521": ecdh.P521()} {
		g := groups(t)[map[string]int{"P-256": 1, "P-384": 2, "P-521": 3}[name]]
		x := random(t, g)
		priv, err := c.NewPrivateKey(x)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(g.ScalarBaseMult(x).Append(nil), priv.PublicKey().Bytes()) {
			t.Errorf("%s: another public key", name)
		}
	}
	x := random(t, P224())
	//lint:ignore SA1019 there is no crypto/ecdh for P-224
	wantX, wantY := elliptic.P224().ScalarBaseMult(x)
	//lint:ignore SA1019 as above
	if want := elliptic.Marshal(elliptic.P224(), wantX, wantY); !bytes.Equal(P224().ScalarBaseMult(x).Append(nil), want) {
		t.Error("P-224: another public key")
	}
	// RFC 8032, section 5.1.5: the scalar is the first half of the hash, with bits set and cleared.
	seed := make([]byte, 32)
	rand.Read(seed)
	h := sha512.Sum512(seed)
	h[0] &= 248
	h[31] = h[31]&127 | 64
	slices.Reverse(h[:32])
	g := Edwards25519()
	public := cryptoed25519.NewKeyFromSeed(seed).Public().(cryptoed25519.PublicKey)
	if !bytes.Equal(g.ScalarBaseMult(g.Order().Reduce(h[:32])).Append(nil), public) {
		t.Error("edwards25519: another public key")
	}
	// RFC 8032, section 7.4: the first public key of Ed448 is an element.
	pub, _ := hex.DecodeString("5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180")
	if _, ok := Edwards448().Decode(pub); !ok || len(pub) != circled448.PublicKeySize {
		t.Error("edwards448: a public key is no element")
	}
}

// TestRefused: points of other cosets, other encodings, and what is no point.
func TestRefused(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	c25519, c448 := Edwards25519(), Edwards448()
	// The points of order 8 and 2 of RFC 7748's curves, on their Edwards forms.
	order8 := unhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
	order2 := unhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
	mixed, ok := c25519.DecodeLoosely(order8)
	if !ok {
		t.Fatal("the point of order 8 is none")
	}
	ed448Order2 := unhex("fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffff00")
	mixed448, ok := c448.DecodeLoosely(ed448Order2)
	if !ok {
		t.Fatal("the point of order 2 is none")
	}
	// Points for the loose form.
	for name, c := range map[string]struct {
		g     Group
		b     []byte
		loose bool
	}{
		"edwards25519, order 8":          {c25519, order8, true},
		"edwards25519, order 2":          {c25519, order2, true},
		"edwards25519, another coset":    {c25519, c25519.Generator().Add(mixed).Append(nil), true},
		"edwards25519, identity":         {c25519, append([]byte{1}, make([]byte, 31)...), true},
		"edwards25519, identity, signed": {c25519, append(append([]byte{1}, make([]byte, 30)...), 0x80), false},
		"edwards25519, y not reduced":    {c25519, unhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), false},
		"edwards25519, no point":         {c25519, append([]byte{2}, make([]byte, 31)...), false},
		"edwards448, order 2":            {c448, ed448Order2, true},
		"edwards448, another coset":      {c448, c448.Generator().Add(mixed448).Append(nil), true},
		"edwards448, identity":           {c448, append([]byte{1}, make([]byte, 56)...), true},
		"edwards448, identity, signed":   {c448, append(append([]byte{1}, make([]byte, 55)...), 0x80), false},
		"edwards448, bits above":         {c448, append(append([]byte{1}, make([]byte, 55)...), 0x01), false},
		"P-256, compressed":              {P256(), unhex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"), false},
		"P-256, infinity":                {P256(), []byte{0}, false},
		"P-256, hybrid":                  {P256(), append([]byte{7}, P256().Generator().Append(nil)[1:]...), false},
		"P-256, off the curve":           {P256(), append([]byte{4}, make([]byte, 64)...), false},
		"brainpoolP256r1, infinity":      {Weierstrass(weierstrass.BrainpoolP256r1()), []byte{0}, false},
		"brainpoolP256r1, off the curve": {Weierstrass(weierstrass.BrainpoolP256r1()), append([]byte{4}, make([]byte, 64)...), false},
		"P-521, off the curve":           {P521(), append([]byte{4}, bytes.Repeat([]byte{1}, 132)...), false},
	} {
		if _, ok := c.g.Decode(c.b); ok {
			t.Errorf("%s is taken", name)
		}
		if e, ok := c.g.DecodeLoosely(c.b); ok != c.loose {
			t.Errorf("%s: taken loosely: %v", name, ok)
		} else if ok && !bytes.Equal(e.Append(nil), c.b) {
			t.Errorf("%s: encodes as %x", name, e.Append(nil))
		}
	}
	g := modp(t, modp1536)
	p := new(big.Int).SetBytes(unhex(modp1536))
	for name, n := range map[string]*big.Int{
		"0": new(big.Int), "1": big.NewInt(1), "p-1": new(big.Int).Sub(p, big.NewInt(1)), "p": p, "p+2": new(big.Int).Add(p, big.NewInt(2)),
		"no square": new(big.Int).Sub(p, big.NewInt(2)),
	} {
		if _, ok := g.Decode(n.FillBytes(make([]byte, g.ElementSize()))); ok {
			t.Errorf("modp: %s is taken", name)
		}
	}
	for name, b := range map[string][]byte{"nothing": nil, "a byte": {7}, "even": {1, 2}, "5 modulo 8": {1, 5}, "leading zero": {0, 7}} {
		if _, err := NewMODP(b); err == nil {
			t.Errorf("modp: the prime %s is taken", name)
		}
	}
}

// TestOrder compares with math/big.
func TestOrder(t *testing.T) {
	for _, g := range groups(t) {
		o := g.Order()
		n := new(big.Int).SetBytes(o.Bytes())
		equal := func(what string, got []byte, want *big.Int) {
			want.Mod(want, n)
			if len(got) != o.Size() || new(big.Int).SetBytes(got).Cmp(want) != 0 {
				t.Errorf("%s: %s is %x, not %x", g.name, what, got, want)
			}
		}
		for range 20 {
			a, b := random(t, g), random(t, g)
			x, y := new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
			equal("a sum", o.Add(a, b), new(big.Int).Add(x, y))
			equal("a product", o.Mul(a, b), new(big.Int).Mul(x, y))
			equal("a negative", o.Neg(a), new(big.Int).Neg(x))
			if !o.IsKey(a) || !o.IsScalar(a) || o.IsZero(a) {
				t.Errorf("%s: a random scalar is none", g.name)
			}
		}
		equal("-0", o.Neg(make([]byte, o.Size())), new(big.Int))
		for size := range 3*o.Size() + 2 {
			b := make([]byte, size)
			rand.Read(b)
			equal("a reduction", o.Reduce(b), new(big.Int).SetBytes(b))
			equal("a reduction", o.Reduce(bytes.Repeat([]byte{0xff}, size)), new(big.Int).SetBytes(bytes.Repeat([]byte{0xff}, size)))
		}
		if o.IsScalar(o.Bytes()) || o.IsKey(make([]byte, o.Size())) || !o.IsScalar(make([]byte, o.Size())) || o.IsScalar(make([]byte, o.Size()+1)) {
			t.Errorf("%s: limits of scalars", g.name)
		}
		if _, err := o.Random(io.LimitReader(rand.Reader, 3)); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", g.name, err)
		}
		if _, err := o.Random(zeros{}); err == nil {
			t.Errorf("%s: zeros are random", g.name)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func BenchmarkScalarMult(b *testing.B) {
	for _, g := range groups(b) {
		k := random(b, g)
		e := g.ScalarBaseMult(k)
		b.Run(g.name+"/base", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.ScalarBaseMult(k)
			}
		})
		b.Run(g.name+"/element", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.ScalarMult(k)
			}
		})
		b.Run(g.name+"/decode", func(b *testing.B) {
			data := e.Append(nil)
			b.ReportAllocs()
			for b.Loop() {
				g.Decode(data)
			}
		})
	}
}
