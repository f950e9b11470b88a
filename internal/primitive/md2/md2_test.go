package md2

import (
	"bytes"
	"encoding/hex"
	"hash"
	mathrand "math/rand/v2"
	"testing"
)

var _ hash.Cloner = (*Digest)(nil)

func bytesOf(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestKnownAnswers: RFC 1319, appendix A.5.
func TestKnownAnswers(t *testing.T) {
	for msg, want := range map[string]string{
		"":                           "8350e5a3e24c153df2275c9f80692773",
		"a":                          "32ec01ec4a6dac72c0ab96fb34c0b5d1",
		"abc":                        "da853b0d3f88d99b30283a69e6ded6bb",
		"message digest":             "ab4f496bfb2a530b219ff33031fe06b0",
		"abcdefghijklmnopqrstuvwxyz": "4e8ddff3650292ab5a4108c3aa47940b",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789":                   "da33def2a42df13975352846c30338cd",
		"12345678901234567890123456789012345678901234567890123456789012345678901234567890": "d5976f79d83d3a0dc9806c3c66f3efd8",
	} {
		if got := hex.EncodeToString(Sum(nil, []byte(msg))); got != want {
			t.Errorf("of %q: %s, want %s", msg, got, want)
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
