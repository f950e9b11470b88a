package prf

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"testing"
)

// bare hides all but the methods of hash.Hash, as a hash that gives its state to nobody.
type bare struct{ hash.Hash }

var testHashes = map[string]func() hash.Hash{
	"MD5": md5.New, "SHA-1": sha1.New, "SHA-224": sha256.New224, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New,
	"SHA3-256":      func() hash.Hash { return sha3.New256() },
	"SHA3-512":      func() hash.Hash { return sha3.New512() },
	"SHA-256, bare": func() hash.Hash { return bare{sha256.New()} },
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(7*i + n)
	}
	return b
}

// TestHMACAgainstStandardLibrary takes crypto/hmac as the second implementation, with keys around the block sizes and several values from one key.
func TestHMACAgainstStandardLibrary(t *testing.T) {
	for name, newHash := range testHashes {
		for _, n := range []int{0, 1, 20, 32, 63, 64, 65, 71, 72, 73, 127, 128, 129, 136, 137, 300} {
			f := NewHMAC(newHash, pattern(n))
			if f.Size() != newHash().Size() {
				t.Fatalf("%s: size %d", name, f.Size())
			}
			for m := range 5 {
				msg := pattern(61 * m)
				f.Write(msg[:len(msg)/3])
				f.Write(msg[len(msg)/3:])
				got := make([]byte, f.Size())
				f.Sum(got)
				want := hmac.New(newHash, pattern(n))
				want.Write(msg)
				if !bytes.Equal(got, want.Sum(nil)) {
					t.Errorf("%s, key of %d bytes, value %d: %x, want %x", name, n, m, got, want.Sum(nil))
				}
			}
		}
	}
}

func TestHMACWipe(t *testing.T) {
	f := NewHMAC(sha256.New, pattern(32))
	f.Write(pattern(10))
	f.Sum(make([]byte, 32))
	f.Write(pattern(40))
	kept := [][]byte{f.innerPad, f.outerPad, f.innerState, f.outerState, f.digest[:cap(f.digest)]}
	f.Wipe()
	f.Wipe()
	for i, b := range kept {
		if len(b) == 0 || !slices.Equal(b, make([]byte, len(b))) {
			t.Errorf("field %d is %x after Wipe", i, b)
		}
	}
	for _, h := range []hash.Hash{f.inner, f.outer} {
		if got, want := state(h), state(sha256.New()); !bytes.Equal(got, want) {
			t.Errorf("the state of the hash is %x after Wipe, a new one's %x", got, want)
		}
	}
}

// TestCMAC has the examples of RFC 4493, section 4.
func TestCMAC(t *testing.T) {
	key, _ := hex.DecodeString("2b7e151628aed2a6abf7158809cf4f3c")
	msg, _ := hex.DecodeString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewCMAC(block)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{
		0: "bb1d6929e95937287fa37d129b756746", 16: "070a16b46b4d4144f79bdd9dd04a287c",
		40: "dfa66747de9ae63030ca32611497c827", 64: "51f0bebf7e3b9d92fc49741779363cfe",
	} {
		for range 2 {
			f.Write(msg[:n/2])
			f.Write(msg[n/2 : n])
			got := make([]byte, f.Size())
			f.Sum(got)
			if hex.EncodeToString(got) != want {
				t.Errorf("%d bytes: %x, want %s", n, got, want)
			}
		}
	}
	f.Wipe()
	f.Wipe()
}

// counter is a stream of the blocks 0000, 0101, … that ends after 250 of them.
func counter() *Stream {
	i := 0
	return NewStream(2, func(_ context.Context, block []byte) error {
		if i == 250 {
			return ErrExhausted
		}
		block[0], block[1] = byte(i), byte(i)
		i++
		return nil
	}, func() { i = -1 })
}

func TestStreamInPieces(t *testing.T) {
	var want []byte
	for i := range 250 {
		want = append(want, byte(i), byte(i))
	}
	for piece := 1; piece <= 500; piece += 13 {
		s := counter()
		var got []byte
		for len(got) < 500 {
			p := make([]byte, min(piece, 500-len(got)))
			if err := s.Read(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			got = append(got, p...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("pieces of %d: %x", piece, got)
		}
		if err := s.Read(t.Context(), nil); err != nil {
			t.Errorf("a read of nothing at the end: %v", err)
		}
		if err := s.Read(t.Context(), make([]byte, 1)); !errors.Is(err, ErrExhausted) {
			t.Errorf("a read beyond the end: %v", err)
		}
	}
}

func TestStreamClearsOutputOnError(t *testing.T) {
	s := counter()
	p := bytes.Repeat([]byte{0xaa}, 501)
	if err := s.Read(t.Context(), p); !errors.Is(err, ErrExhausted) {
		t.Fatalf("error %v", err)
	}
	if !bytes.Equal(p, make([]byte, 501)) {
		t.Errorf("the output is %x after an error", p)
	}
}

func TestStreamClose(t *testing.T) {
	wiped := 0
	s := NewStream(4, func(_ context.Context, block []byte) error {
		copy(block, "abcd")
		return nil
	}, func() { wiped++ })
	if err := s.Read(t.Context(), make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	block := s.block
	s.Close()
	s.Close()
	if wiped != 1 || !bytes.Equal(block, make([]byte, 4)) {
		t.Errorf("wiped %d times, block %q", wiped, block)
	}
	if err := s.Read(t.Context(), make([]byte, 1)); !errors.Is(err, ErrExhausted) {
		t.Errorf("a read after Close: %v", err)
	}
}

func BenchmarkHMAC(b *testing.B) {
	f := NewHMAC(sha256.New, pattern(32))
	out := make([]byte, 32)
	b.ReportAllocs()
	for b.Loop() {
		f.Write(out)
		f.Sum(out)
	}
}
