package keywrap

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"encoding/json"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

type mode struct {
	name         string
	wrap, unwrap func(c cipher.Block, dst, data []byte) ([]byte, error)
}

var (
	kw  = mode{"KW", Wrap, Unwrap}
	kwp = mode{"KWP", WrapPadded, UnwrapPadded}
)

// answers are RFC 3394, section 4, and RFC 5649, section 6.
var answers = []struct {
	mode               mode
	kek, data, wrapped string
}{
	{kw, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
	{kw, "000102030405060708090a0b0c0d0e0f1011121314151617", "00112233445566778899aabbccddeeff", "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"},
	{kw, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
		"28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
	{kwp, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "c37b7e6492584340bed12207808941155068f738",
		"138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"},
	{kwp, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"},
}

func start(t testing.TB, key []byte) cipher.Block {
	t.Helper()
	c, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKnownAnswers(t *testing.T) {
	for _, a := range answers {
		c, data, wrapped := start(t, vectors.Hex(t, a.kek)), vectors.Hex(t, a.data), vectors.Hex(t, a.wrapped)
		got, err := a.mode.wrap(c, []byte("head"), data)
		if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != a.wrapped {
			t.Errorf("%s of %s: %x, %v", a.mode.name, a.data, got, err)
		}
		got, err = a.mode.unwrap(c, []byte("head"), wrapped)
		if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], data) {
			t.Errorf("%s, unwrapping %s: %x, %v", a.mode.name, a.wrapped, got, err)
		}
	}
}

// TestACVP runs the cases that are in the direction of RFC 3394 and RFC 5649.
func TestACVP(t *testing.T) {
	for name, m := range map[string]mode{"aes/ACVP-AES-KW-1.0.json": kw, "aes/ACVP-AES-KWP-1.0.json": kwp} {
		var file struct {
			TestGroups []struct {
				Direction, KwCipher string
				Tests               []struct {
					TcID       int
					Key        string
					PT, CT     string
					TestPassed *bool
				}
			}
		}
		if err := json.Unmarshal(vectors.Read(t, name), &file); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, g := range file.TestGroups {
			if g.KwCipher != "cipher" {
				continue
			}
			for _, c := range g.Tests {
				n++
				block := start(t, vectors.Hex(t, c.Key))
				if c.TestPassed != nil && !*c.TestPassed {
					if got, err := m.unwrap(block, nil, vectors.Hex(t, c.CT)); err != ErrAuth || got != nil {
						t.Errorf("%s, case %d: %x, %v, want an error", m.name, c.TcID, got, err)
					}
					continue
				}
				if got, err := m.wrap(block, nil, vectors.Hex(t, c.PT)); err != nil || !bytes.Equal(got, vectors.Hex(t, c.CT)) {
					t.Errorf("%s, case %d: %x, %v", m.name, c.TcID, got, err)
				}
				if got, err := m.unwrap(block, nil, vectors.Hex(t, c.CT)); err != nil || !bytes.Equal(got, vectors.Hex(t, c.PT)) {
					t.Errorf("%s, case %d: unwrapping gives %x, %v", m.name, c.TcID, got, err)
				}
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d cases", name, n)
		}
	}
}

// TestLengths wraps in place and apart, for every length, and alters every bit once.
func TestLengths(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	c := start(t, []byte("0123456789abcdef"))
	for n := range 70 {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		for _, m := range []mode{kw, kwp} {
			wrapped, err := m.wrap(c, nil, data)
			if m.name == "KW" && (n%8 != 0 || n < 16) {
				if err != ErrKW || wrapped != nil {
					t.Errorf("KW of %d bytes: %v", n, err)
				}
				continue
			}
			if n == 0 {
				if err != ErrKWP || wrapped != nil {
					t.Errorf("KWP of nothing: %v", err)
				}
				continue
			}
			if err != nil || len(wrapped) != 8+(n+7)/8*8 {
				t.Fatalf("%s of %d bytes: %d bytes, %v", m.name, n, len(wrapped), err)
			}
			room := make([]byte, len(wrapped))
			copy(room, data)
			if got, err := m.wrap(c, room[:0], room[:n]); err != nil || !bytes.Equal(got, wrapped) {
				t.Fatalf("%s of %d bytes in place: %x, %v", m.name, n, got, err)
			}
			if got, err := m.unwrap(c, room[:0], room); err != nil || !bytes.Equal(got, data) || &got[0] != &room[0] {
				t.Fatalf("%s of %d bytes: unwrapping in place gives %x, %v", m.name, n, got, err)
			}
			for bit := range 8 * len(wrapped) {
				bad := bytes.Clone(wrapped)
				bad[bit/8] ^= 1 << (bit % 8)
				clear(room)
				if got, err := m.unwrap(c, room[:0], bad); err != ErrAuth || got != nil || !bytes.Equal(room, make([]byte, len(room))) {
					t.Fatalf("%s of %d bytes with bit %d altered: %x, %v", m.name, n, bit, got, err)
				}
			}
		}
	}
	for n := range 40 {
		for _, m := range []mode{kw, kwp} {
			if got, err := m.unwrap(c, nil, make([]byte, n)); err != ErrAuth || got != nil {
				t.Errorf("%s, unwrapping %d zeros: %x, %v", m.name, n, got, err)
			}
		}
	}
}

// TestPaddingRefused: wrapped data whose integrity value is right, but not its length or what is behind it (SP 800-38F, algorithm 6, steps 7 to 10).
func TestPaddingRefused(t *testing.T) {
	c := start(t, []byte("0123456789abcdef"))
	forge := func(a uint64, rest []byte) []byte {
		out := append(make([]byte, 8), rest...)
		if len(rest) > 8 {
			wrap(c, a, out)
			return out
		}
		for i := range 8 {
			out[i] = byte(a >> (56 - 8*i))
		}
		c.Encrypt(out, out)
		return out
	}
	for _, blocks := range []int{1, 2, 3, 5} {
		size := uint64(8 * blocks)
		for n := range size + 20 {
			rest := make([]byte, size)
			got, err := UnwrapPadded(c, nil, forge(icv2|n, rest))
			if good := size-8 < n && n <= size; good != (err == nil) || good && uint64(len(got)) != n {
				t.Errorf("a length of %d in %d bytes: %x, %v", n, size, got, err)
			}
			for i := range rest {
				clear(rest)
				rest[i] = 0x10
				_, err := UnwrapPadded(c, nil, forge(icv2|n, rest))
				if good := size-8 < n && n <= size && uint64(i) < n; good != (err == nil) {
					t.Errorf("a length of %d in %d bytes, and byte %d set: %v", n, size, i, err)
				}
			}
		}
		for _, a := range []uint64{icv1, icv2 | 1<<31 | size, icv2 | 0xffffffff, icv2 ^ 1<<32 | size, 0} {
			if got, err := UnwrapPadded(c, nil, forge(a, make([]byte, size))); err != ErrAuth || got != nil {
				t.Errorf("the integrity value %x: %x, %v", a, got, err)
			}
		}
	}
}
