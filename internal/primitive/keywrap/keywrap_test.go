package keywrap

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/json"
	"errors"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

func newBlock(t testing.TB, key []byte) cipher.Block {
	t.Helper()
	b, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// method is KW or KWP in a form that both have.
type method struct {
	name   string
	size   func(n int) (int, bool)
	wrap   func(block cipher.Block, dst, data []byte) error
	unwrap func(block cipher.Block, dst, wrapped []byte) (int, error)
}

var kw = method{"KW", KWSize, WrapKW, func(b cipher.Block, dst, wrapped []byte) (int, error) { return len(dst), UnwrapKW(b, dst, wrapped) }}
var kwp = method{"KWP", KWPSize, WrapKWP, UnwrapKWP}

func (m method) check(t *testing.T, key, data, want []byte) {
	t.Helper()
	b := newBlock(t, key)
	n, ok := m.size(len(data))
	if !ok || n != len(want) {
		t.Fatalf("%s of %d bytes has %d, %v", m.name, len(data), n, ok)
	}
	got := make([]byte, n)
	if err := m.wrap(b, got, data); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s of %x = %x, %v, want %x", m.name, data, got, err, want)
	}
	m.opens(t, b, want, data)
}

// opens unwraps, apart and in place; data is nil where the wrapped data are not authentic.
func (m method) opens(t *testing.T, b cipher.Block, wrapped, data []byte) {
	t.Helper()
	out := make([]byte, max(len(wrapped)-8, 0))
	inPlace := bytes.Clone(wrapped)
	for _, c := range []struct{ dst, src []byte }{{out, wrapped}, {inPlace[:len(out)], inPlace}} {
		n, err := m.unwrap(b, c.dst, c.src)
		switch {
		case data != nil && (err != nil || !bytes.Equal(c.dst[:n], data)):
			t.Errorf("%s: %x opens as %x, %v, want %x", m.name, wrapped, c.dst, err, data)
		case data == nil && !errors.Is(err, ErrOpen):
			t.Errorf("%s: %x opens with %v", m.name, wrapped, err)
		case data == nil && !bytes.Equal(c.dst, make([]byte, len(out))):
			t.Errorf("%s: something is left of %x", m.name, wrapped)
		}
	}
}

// RFC 3394, sections 4.1 to 4.6, and RFC 5649, section 6.
func TestRFC(t *testing.T) {
	const key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	const data = "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"
	for _, v := range []struct {
		key, data int
		want      string
	}{
		{16, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
		{24, 16, "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"},
		{32, 16, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"},
		{24, 24, "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"},
		{32, 24, "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"},
		{32, 32, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
	} {
		kw.check(t, vectors.Hex(t, key)[:v.key], vectors.Hex(t, data)[:v.data], vectors.Hex(t, v.want))
	}
	const padKey = "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"
	kwp.check(t, vectors.Hex(t, padKey), vectors.Hex(t, "c37b7e6492584340bed12207808941155068f738"), vectors.Hex(t, "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"))
	kwp.check(t, vectors.Hex(t, padKey), vectors.Hex(t, "466f7250617369"), vectors.Hex(t, "afbeb0f07dfbf5419200f2ccb50bb24f"))
}

// The vectors of NIST's ACVP, but for those that use the inverse of the cipher, which the specification has not.
func TestACVP(t *testing.T) {
	for name, m := range map[string]method{"aes/ACVP-AES-KW-1.0.json": kw, "aes/ACVP-AES-KWP-1.0.json": kwp} {
		var set struct {
			TestGroups []struct {
				KwCipher, Direction string
				Tests               []struct {
					Key, Pt, Ct string
					TestPassed  *bool
				}
			}
		}
		if err := json.Unmarshal(vectors.Read(t, name), &set); err != nil {
			t.Fatal(err)
		}
		n, bad := 0, 0
		for _, g := range set.TestGroups {
			for _, c := range g.Tests {
				switch {
				case g.KwCipher != "cipher":
				case c.TestPassed != nil && !*c.TestPassed:
					m.opens(t, newBlock(t, vectors.Hex(t, c.Key)), vectors.Hex(t, c.Ct), nil)
					bad++
				case len(c.Pt)%2 == 0:
					m.check(t, vectors.Hex(t, c.Key), vectors.Hex(t, c.Pt), vectors.Hex(t, c.Ct))
					n++
				}
			}
		}
		if n < 30 || bad < 5 {
			t.Errorf("%s has %d good cases and %d bad ones", name, n, bad)
		}
	}
}

// Whatever bit is changed, and whatever is cut off, nothing comes out; and padding is checked even where the integrity check value is right.
func TestAlterations(t *testing.T) {
	b := newBlock(t, make([]byte, 16))
	for _, m := range []method{kw, kwp} {
		for _, n := range []int{16, 24, 40} {
			size, _ := m.size(n)
			wrapped := make([]byte, size)
			if err := m.wrap(b, wrapped, bytes.Repeat([]byte{7}, n)); err != nil {
				t.Fatal(err)
			}
			for bit := range 8 * size {
				other := bytes.Clone(wrapped)
				other[bit/8] ^= 1 << (bit % 8)
				m.opens(t, b, other, nil)
			}
			for cut := range size {
				m.opens(t, b, wrapped[:cut], nil)
			}
		}
	}
	// What W makes of an integrity check value that lies about the length, or of padding that is not zero (RFC 5649, section 3).
	for _, s := range []string{
		"a65959a600000010" + "00000000000000000000000000000000" + "0000000000000000", // a semiblock too many
		"a65959a600000019" + "00000000000000000000000000000000" + "0000000000000000", // longer than the data
		"a65959a600000014" + "00000000000000000000000000000000" + "0000000000000001", // padding that is not zero
		"a65959a600000000" + "00000000000000000000000000000000" + "0000000000000000",
		"a65959a7" + "00000018" + "00000000000000000000000000000000" + "0000000000000000",
	} {
		forged := vectors.Hex(t, s)
		w(b, forged)
		kwp.opens(t, b, forged, nil)
	}
}

func TestRefusals(t *testing.T) {
	small, err := des.NewCipher(make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if err := WrapKW(small, make([]byte, 24), make([]byte, 16)); !errors.Is(err, ErrBlock) {
		t.Errorf("a cipher with blocks of 8 bytes gives %v", err)
	}
	b := newBlock(t, make([]byte, 16))
	for n := range 40 {
		size, ok := KWSize(n)
		if want := n >= 16 && n%8 == 0; ok != want {
			t.Errorf("KW of %d bytes: %v", n, ok)
		}
		if err := WrapKW(b, make([]byte, size), make([]byte, n)); (err == nil) != ok {
			t.Errorf("KW of %d bytes gives %v", n, err)
		}
		size, ok = KWPSize(n)
		if err := WrapKWP(b, make([]byte, size), make([]byte, n)); (err == nil) != ok || ok != (n > 0) {
			t.Errorf("KWP of %d bytes gives %v", n, err)
		}
	}
}

func FuzzKWP(f *testing.F) {
	f.Add([]byte("a key"))
	b, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// Whatever opens is what its data are wrapped as.
		if len(data) >= 8 {
			out := make([]byte, len(data)-8)
			if n, err := UnwrapKWP(b, out, data); err == nil {
				again := make([]byte, len(data))
				if err := WrapKWP(b, again, out[:n]); err != nil || !bytes.Equal(again, data) {
					t.Errorf("%x opens as %x, which is wrapped as %x", data, out[:n], again)
				}
			}
		}
		size, ok := KWPSize(len(data))
		if !ok {
			return
		}
		wrapped, out := make([]byte, size), make([]byte, size-8)
		if err := WrapKWP(b, wrapped, data); err != nil {
			t.Fatal(err)
		}
		if n, err := UnwrapKWP(b, out, wrapped); err != nil || !bytes.Equal(out[:n], data) {
			t.Errorf("%x comes back as %x, %v", data, out[:n], err)
		}
	})
}
