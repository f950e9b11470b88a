package ecdsa_test

import (
	"bytes"
	stdecdsa "crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"math/big"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/ecdsa"
	"github.com/psacrypto/psa/internal/primitive/primefield"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/internal/vectors"
)

// group is a curve of either kind.
type group interface{ Scalars() *primefield.Field }

// x is the x-coordinate of k·G + l·Q.
func x(t *testing.T, g group, k, l, q []byte) []byte {
	t.Helper()
	switch c := g.(type) {
	case *weierstrass.Curve:
		var a, b weierstrass.Point
		var x, y primefield.Element
		c.ScalarBaseMult(&a, k)
		if q != nil {
			if !c.SetBytes(&b, q) {
				t.Fatalf("%s: %x is no point", c.Name(), q)
			}
			c.ScalarMult(&b, &b, l)
			c.Add(&a, &a, &b)
		}
		c.Affine(&x, &y, &a)
		return c.Field().Append(nil, &x)
	case *binary.Curve:
		var a, b binary.Point
		c.ScalarBaseMult(&a, k)
		if q != nil {
			if !c.SetBytes(&b, q) {
				t.Fatalf("%s: %x is no point", c.Name(), q)
			}
			c.ScalarMult(&b, &b, l)
			c.Add(&a, &a, &b)
		}
		return c.Append(nil, &a)[1 : 1+c.CoordinateSize()]
	}
	return nil
}

var groups = map[string]group{
	"NIST P-192": weierstrass.SECP192r1(), "NIST P-224": weierstrass.SECP224r1(), "NIST P-256": weierstrass.SECP256r1(), "NIST P-384": weierstrass.SECP384r1(),
	"NIST P-521": weierstrass.SECP521r1(), "NIST K-163": binary.SECT163k1(), "NIST K-233": binary.SECT233k1(), "NIST K-283": binary.SECT283k1(),
	"NIST K-409": binary.SECT409k1(), "NIST K-571": binary.SECT571k1(), "NIST B-163": binary.SECT163r2(), "NIST B-233": binary.SECT233r1(),
	"NIST B-283": binary.SECT283r1(), "NIST B-409": binary.SECT409r1(), "NIST B-571": binary.SECT571r1(),
}

func hashOf(name, message string) []byte {
	m := []byte(message)
	switch name {
	case "SHA-1":
		h := sha1.Sum(m)
		return h[:]
	case "SHA-224":
		h := sha256.Sum224(m)
		return h[:]
	case "SHA-256":
		h := sha256.Sum256(m)
		return h[:]
	case "SHA-384":
		h := sha512.Sum384(m)
		return h[:]
	}
	h := sha512.Sum512(m)
	return h[:]
}

// verify is the whole verification.
func verify(t *testing.T, g group, q, h, sig []byte) bool {
	t.Helper()
	n := g.Scalars()
	u1, u2 := make([]byte, n.Size()), make([]byte, n.Size())
	return ecdsa.Open(n, u1, u2, h, sig) && ecdsa.Matches(n, x(t, g, u1, u2, q), sig)
}

// TestRFC6979 takes the nonces of RFC 6979, appendix A.2.3 to A.2.17.
func TestRFC6979(t *testing.T) {
	var list []struct {
		Curve, Private, Ux, Uy string
		Cases                  []struct{ Hash, Message, K, R, S string }
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/rfc6979-vectors.json"), &list); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, v := range list {
		g := groups[v.Curve]
		if g == nil {
			continue
		}
		n := g.Scalars()
		number := func(s string, size int) []byte {
			x, ok := new(big.Int).SetString(s, 16)
			if !ok {
				t.Fatalf("%q is no number", s)
			}
			return x.FillBytes(make([]byte, size))
		}
		size := len(v.Ux)/2 + len(v.Ux)%2
		if c, ok := g.(*binary.Curve); ok {
			size = c.CoordinateSize()
		} else if c, ok := g.(*weierstrass.Curve); ok {
			size = c.Field().Size()
		}
		q := append(append([]byte{4}, number(v.Ux, size)...), number(v.Uy, size)...)
		var d primefield.Element
		n.Reduce(&d, number(v.Private, n.Size()))
		for _, c := range v.Cases {
			k, h := number(c.K, n.Size()), hashOf(c.Hash, c.Message)
			want := append(number(c.R, n.Size()), number(c.S, n.Size())...)
			sig := make([]byte, 2*n.Size())
			if !ecdsa.Sign(n, sig, x(t, g, k, nil, nil), k, &d, h) || !bytes.Equal(sig, want) {
				t.Errorf("%s, %s, %q: %x, want %x", v.Curve, c.Hash, c.Message, sig, want)
			}
			if !verify(t, g, q, h, want) {
				t.Errorf("%s, %s, %q: the signature is refused", v.Curve, c.Hash, c.Message)
			}
			for _, i := range []int{0, n.Size() - 1, n.Size(), 2*n.Size() - 1} {
				bad := bytes.Clone(want)
				bad[i] ^= 1
				if verify(t, g, q, h, bad) {
					t.Errorf("%s, %s, %q: verifies with byte %d altered", v.Curve, c.Hash, c.Message, i)
				}
			}
			h[0] ^= 0x80
			if verify(t, g, q, h, want) {
				t.Errorf("%s, %s, %q: verifies another hash", v.Curve, c.Hash, c.Message)
			}
			count++
		}
	}
	if count != 150 {
		t.Errorf("%d signatures were made, not 150", count)
	}
}

// TestHashLengths signs hashes of each length, which crypto/ecdsa verifies.
func TestHashLengths(t *testing.T) {
	for std, c := range map[elliptic.Curve]*weierstrass.Curve{
		elliptic.P224(): weierstrass.SECP224r1(), elliptic.P256(): weierstrass.SECP256r1(), elliptic.P521(): weierstrass.SECP521r1(),
	} {
		key, err := stdecdsa.GenerateKey(std, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := key.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		q, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		n := c.Scalars()
		var d primefield.Element
		n.SetBytes(&d, raw)
		for length := range 80 {
			h := bytes.Repeat([]byte{0xa7}, length)
			k, sig := make([]byte, n.Size()), make([]byte, 2*n.Size())
			rand.Read(k[1:])
			if !ecdsa.Sign(n, sig, x(t, c, k, nil, nil), k, &d, h) {
				t.Fatal("r or s is 0")
			}
			r, s := new(big.Int).SetBytes(sig[:n.Size()]), new(big.Int).SetBytes(sig[n.Size():])
			if !stdecdsa.Verify(&key.PublicKey, h, r, s) {
				t.Errorf("%s: a hash of %d bytes is signed wrongly", c.Name(), length)
			}
			if !verify(t, c, q, h, sig) {
				t.Errorf("%s: the signature of a hash of %d bytes is refused", c.Name(), length)
			}
		}
	}
}

// TestZeros: r and s are not 0 in any signature. s is 0 where the hash is -r·d.
func TestZeros(t *testing.T) {
	for name, g := range groups {
		n := g.Scalars()
		size := n.Size()
		var d, r, minus primefield.Element
		n.One(&d)
		n.Add(&d, &d, &d)
		k := make([]byte, size)
		k[size-1] = 5
		sig := make([]byte, 2*size)
		xk := x(t, g, k, nil, nil)
		n.Reduce(&r, xk)
		n.Mul(&minus, &r, &d)
		n.Neg(&minus, &minus)
		// A hash of whole bytes whose excess bits are below its end.
		h := append(n.Append(nil, &minus), 0)
		if excess := 8*size - n.Bits(); excess > 0 {
			v := new(big.Int).SetBytes(h)
			h = v.Lsh(v, uint(excess)).FillBytes(make([]byte, size+1))
		}
		if ecdsa.Sign(n, sig, xk, k, &d, h) || !bytes.Equal(sig, make([]byte, 2*size)) {
			t.Errorf("%s: a signature with s 0", name)
		}
		if ecdsa.Sign(n, sig, make([]byte, size), k, &d, h) {
			t.Errorf("%s: a signature with r 0", name)
		}
		order := new(big.Int).SetBytes(orderOf(g))
		one, zero := big.NewInt(1), new(big.Int)
		u := make([]byte, size)
		for _, c := range []struct {
			r, s *big.Int
			want bool
		}{{one, one, true}, {zero, one, false}, {one, zero, false}, {order, one, false}, {one, order, false}} {
			sig := append(c.r.FillBytes(make([]byte, size)), c.s.FillBytes(make([]byte, size))...)
			if got := ecdsa.Open(n, u, bytes.Clone(u), h, sig); got != c.want {
				t.Errorf("%s: r %x and s %x are taken: %t", name, c.r, c.s, got)
			}
			if ecdsa.Open(n, u, bytes.Clone(u), h, sig[1:]) || ecdsa.Open(n, u, bytes.Clone(u), h, append(sig, 0)) {
				t.Errorf("%s: a signature of the wrong length is taken", name)
			}
		}
	}
}

func orderOf(g group) []byte {
	if c, ok := g.(*binary.Curve); ok {
		return c.Order()
	}
	return g.(*weierstrass.Curve).Order()
}
