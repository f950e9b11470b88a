package rfc6979

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"hash"
	"math/big"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

var hashes = map[string]func() hash.Hash{
	"SHA-1": sha1.New, "SHA-224": sha256.New224, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New,
}

// number reads a hexadecimal number into as many bytes as the order has.
func number(t *testing.T, s string, size int) []byte {
	t.Helper()
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return n.FillBytes(make([]byte, size))
}

// TestRFC6979 compares with the nonces of RFC 6979, A.2, on curves over prime and binary fields, whose orders have 163 to 571 bits.
func TestRFC6979(t *testing.T) {
	var groups []struct {
		Curve, Q, Private string
		Cases             []struct{ Hash, Message, K string }
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/rfc6979-vectors.json"), &groups); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range groups {
		if g.Q == "" {
			continue
		}
		q, _ := new(big.Int).SetString(g.Q, 16)
		size := (q.BitLen() + 7) / 8
		order := q.FillBytes(make([]byte, size))
		for _, c := range g.Cases {
			h := hashes[c.Hash]()
			h.Write([]byte(c.Message))
			got := make([]byte, size)
			New(hashes[c.Hash], order, number(t, g.Private, size), h.Sum(nil)).Next(got)
			if want := number(t, c.K, size); !bytes.Equal(got, want) {
				t.Errorf("%s, %s, %q: nonce %x, want %x", g.Curve, c.Hash, c.Message, got, want)
			}
			n++
		}
	}
	if n < 100 {
		t.Errorf("only %d nonces were compared", n)
	}
}

// TestDetailedExample is the detailed example of RFC 6979, A.1, whose first two candidates are rejected.
func TestDetailedExample(t *testing.T) {
	decode := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	q := decode("04000000000000000000020108a2e0cc0d99f8a5ef")
	x := decode("009a4d6792295a7f730fc3f2b49cbc0f62e862272f")
	h := sha256.Sum256([]byte("sample"))
	g := New(sha256.New, q, x, h[:])
	k := make([]byte, len(q))
	g.Next(k)
	if want := decode("023af4074c90a02b3fe61d286d5c87f425e6bdd81b"); !bytes.Equal(k, want) {
		t.Errorf("nonce %x, want %x", k, want)
	}
	if want := decode("01795edf0d54db760f156d0dac04c0322b3a204224"); !bytes.Equal(g.bits2octets(h[:]), want) {
		t.Errorf("bits2octets %x, want %x", g.bits2octets(h[:]), want)
	}
	second := make([]byte, len(q))
	g.Next(second)
	if bytes.Equal(k, second) {
		t.Error("the second nonce is the first again")
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		x, y  []byte
		below int
		zero  int
	}{
		{[]byte{0, 0}, []byte{0, 0}, 0, 1},
		{[]byte{0, 1}, []byte{1, 0}, 1, 0},
		{[]byte{1, 0}, []byte{0, 0xff}, 0, 0},
		{[]byte{0xff, 0xff}, []byte{0xff, 0xff}, 0, 0},
		{[]byte{0xff, 0xfe}, []byte{0xff, 0xff}, 1, 0},
	} {
		if got := below(c.x, c.y); got != c.below {
			t.Errorf("below(%x, %x) = %d", c.x, c.y, got)
		}
		if got := isZero(c.x); got != c.zero {
			t.Errorf("isZero(%x) = %d", c.x, got)
		}
	}
	x := []byte{0x81, 0x42, 0x03}
	shiftRight(x, 3)
	if want := []byte{0x10, 0x28, 0x40}; !bytes.Equal(x, want) {
		t.Errorf("shifted: %x, want %x", x, want)
	}
}

func TestWrongLengthsPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"order with a leading zero": func() { New(sha256.New, []byte{0, 7}, []byte{0, 1}, nil) },
		"short private key":         func() { New(sha256.New, []byte{7, 7}, []byte{1}, nil) },
		"short nonce":               func() { New(sha256.New, []byte{7, 7}, []byte{1, 1}, nil).Next(make([]byte, 1)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}
