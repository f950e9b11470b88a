package aesmmo

import (
	"bytes"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

var _ hash.Cloner = (*Digest)(nil)

// counting is 00 01 ... FF 00 ..., of which the Zigbee specification hashes pieces.
func counting(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

// TestKnownAnswers has sections C.5.1 to C.5.6 of the Zigbee specification (document 05-3474-21): both forms of padding, with the length in the last block and in
// one more.
func TestKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		msg  []byte
		want string
	}{
		{[]byte{0xc0}, "ae3a102a28d43ee0d4a09e22788b206c"},
		{counting(0xc0, 16), "a7977e88bc0b61e8210827109a228f2d"},
		{counting(0, 8191), "24ec2fe75bbffcb34789bc0610e7f165"},
		{counting(0, 8192), "dc6b0687f09f8607131c170b3bd31591"},
		{counting(0, 8201), "72c9b15e178aa843e4a16c58e33643a3"},
		{counting(0, 8202), "bc9828d59b2aa323daf20be5f2e66511"},
	} {
		got, err := Sum([]byte("head"), c.msg)
		if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != c.want {
			t.Errorf("of %d bytes: %x, %v, want %s", len(c.msg), got, err, c.want)
		}
		h := New()
		h.Write(c.msg)
		if got := h.Sum(nil); !bytes.Equal(got, vectors.Hex(t, c.want)) {
			t.Errorf("of %d bytes in parts: %x, want %s", len(c.msg), got, c.want)
		}
	}
}

func TestInPartsAndStates(t *testing.T) {
	msg := counting(7, 100)
	for n := range msg {
		want, err := Sum(nil, msg[:n])
		if err != nil {
			t.Fatal(err)
		}
		for cut := range n + 1 {
			h := New()
			h.Write(msg[:cut])
			c, _ := h.Clone()
			state, err := h.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			h.Write([]byte("something else"))
			g := New()
			if err := g.UnmarshalBinary(state); err != nil {
				t.Fatal(err)
			}
			g.Write(msg[cut:n])
			c.Write(msg[cut:n])
			if !bytes.Equal(g.Sum(nil), want) || !bytes.Equal(c.Sum(nil), want) {
				t.Fatalf("%d bytes cut at %d: %x and %x, want %x", n, cut, g.Sum(nil), c.Sum(nil), want)
			}
			g.Reset()
			if *g != (Digest{}) {
				t.Fatal("Reset left something")
			}
		}
	}
	long := append(append([]byte(magic), make([]byte, Size+BlockSize)...), 0, 0, 0, 0, 0x20, 0, 0, 0)
	for _, b := range [][]byte{nil, make([]byte, stateSize), long, long[:stateSize-1], append(long, 0)} {
		if New().UnmarshalBinary(b) == nil {
			t.Errorf("%x is taken for a state", b)
		}
	}
}

func TestLongest(t *testing.T) {
	h := New()
	state, _ := h.MarshalBinary()
	copy(state[stateSize-8:], "\x00\x00\x00\x00\x1f\xff\xff\xfe")
	if err := h.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Write(make([]byte, 2)); err != ErrTooLong {
		t.Errorf("2^29 bytes: %v", err)
	}
	if n, err := h.Write(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("2^29-1 bytes: %d, %v", n, err)
	}
	if _, err := h.Write(make([]byte, 1)); err != ErrTooLong {
		t.Errorf("2^29 bytes: %v", err)
	}
	if n, err := h.Write(nil); n != 0 || err != nil {
		t.Errorf("nothing more: %d, %v", n, err)
	}
}

func BenchmarkSum(b *testing.B) {
	dst, msg := make([]byte, 0, Size), make([]byte, 65536)
	b.SetBytes(int64(len(msg)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sum(dst, msg); err != nil {
			b.Fatal(err)
		}
	}
}
