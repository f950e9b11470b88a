package ripemd160

import (
	"bytes"
	"encoding/hex"
	"hash"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	other "golang.org/x/crypto/ripemd160" //lint:ignore SA1019 the second implementation of a test

	"github.com/psacrypto/psa/internal/vectors"
)

var _ hash.Cloner = (*Digest)(nil)

func bytesOf(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestKnownAnswers: RIPEMD-160, appendix B, and the file of Botan.
func TestKnownAnswers(t *testing.T) {
	for msg, want := range map[string]string{
		"":                           "9c1185a5c5e9fc54612808977ee8f548b2258d31",
		"a":                          "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe",
		"abc":                        "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
		"message digest":             "5d0689ef49d2fae572b881b123a85ffa21595f36",
		"abcdefghijklmnopqrstuvwxyz": "f71c27109c692c1b56bbdceb5b9d2865b3708dbc",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789":                   "b0e20b6e3116640286ed3a87a5713079b21f5189",
		"12345678901234567890123456789012345678901234567890123456789012345678901234567890": "9b752e45573d4b39f4dbd3323cab82bf63326bfb",
		strings.Repeat("a", 1000000): "52783243c1697bdbe16d37f97f68f08325dc1528",
	} {
		if got := hex.EncodeToString(Sum(nil, []byte(msg))); got != want {
			t.Errorf("of %d bytes: %s, want %s", len(msg), got, want)
		}
	}
	n := 0
	var in string
	for line := range strings.Lines(string(vectors.Read(t, "hash/ripemd160.vec"))) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " =")
		switch name {
		case "In":
			in = value
		case "Out":
			n++
			if got := Sum(nil, vectors.Hex(t, in)); !bytes.Equal(got, vectors.Hex(t, value)) {
				t.Errorf("of %s: %x, want %s", in, got, value)
			}
		}
	}
	if n < 20 {
		t.Errorf("the file has only %d cases", n)
	}
}

// TestAgainstExtendedLibrary compares with golang.org/x/crypto for every length up to five blocks.
func TestAgainstExtendedLibrary(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for n := range 5*BlockSize + 1 {
		msg := bytesOf(r, n)
		x := other.New()
		x.Write(msg)
		if got, want := Sum(nil, msg), x.Sum(nil); !bytes.Equal(got, want) {
			t.Fatalf("of %d bytes: %x, want %x", n, got, want)
		}
	}
}

// TestInParts writes in random pieces, and goes on from clones and from states.
func TestInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(2, 2))
	for range 500 {
		msg := bytesOf(r, r.IntN(5*BlockSize))
		h := New()
		h.Write([]byte("what Reset forgets"))
		h.Reset()
		for rest := msg; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			h.Write(rest[:n])
			rest = rest[n:]
			switch r.IntN(3) {
			case 0:
				c, err := h.Clone()
				if err != nil {
					t.Fatal(err)
				}
				h.Write([]byte("something else"))
				h = c.(*Digest)
			case 1:
				state, err := h.AppendBinary([]byte("head"))
				if err != nil || len(state) != 4+stateSize {
					t.Fatalf("state %x, %v", state, err)
				}
				h = New()
				h.Write([]byte("what a state replaces"))
				if err := h.UnmarshalBinary(state[4:]); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 2 { // Sum does not change the hash
			if got, want := h.Sum([]byte("head")), Sum([]byte("head"), msg); !bytes.Equal(got, want) {
				t.Fatalf("of %d bytes in parts: %x, want %x", len(msg), got, want)
			}
		}
	}
}

func TestStatesRefused(t *testing.T) {
	state, err := New().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string][]byte{"nothing": nil, "a byte less": state[:len(state)-1], "a byte more": append(state, 0), "zeros": make([]byte, len(state))} {
		if New().UnmarshalBinary(b) == nil {
			t.Errorf("%s is taken for a state", what)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	dst, msg := make([]byte, 0, Size), make([]byte, 500)
	if n := testing.AllocsPerRun(100, func() { Sum(dst, msg) }); n != 0 {
		t.Errorf("Sum allocates %v times", n)
	}
}

func FuzzParts(f *testing.F) {
	f.Add(bytes.Repeat([]byte("m"), 200), uint8(20))
	f.Fuzz(func(t *testing.T, msg []byte, piece uint8) {
		h := New()
		for rest := msg; len(rest) > 0; {
			n := min(int(piece)+1, len(rest))
			h.Write(rest[:n])
			rest = rest[n:]
		}
		if got, want := h.Sum(nil), Sum(nil, msg); !bytes.Equal(got, want) {
			t.Fatalf("in pieces of %d: %x, want %x", int(piece)+1, got, want)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	dst, msg := make([]byte, 0, Size), make([]byte, 65536)
	b.SetBytes(int64(len(msg)))
	for b.Loop() {
		Sum(dst, msg)
	}
}
