package xts

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/des"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

func newKey(t testing.TB, key []byte) *Key {
	t.Helper()
	data, err := aes.NewCipher(key[:len(key)/2])
	if err != nil {
		t.Fatal(err)
	}
	tweak, err := aes.NewCipher(key[len(key)/2:])
	if err != nil {
		t.Fatal(err)
	}
	k, err := New(data, tweak)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// check encrypts and decrypts in one piece, in place, and as a stream that is cut after some blocks.
func check(t *testing.T, name string, key, tweak, pt, ct []byte) {
	t.Helper()
	k, i := newKey(t, key), [16]byte(tweak)
	for _, c := range []struct {
		in, out []byte
		encrypt bool
	}{{pt, ct, true}, {ct, pt, false}} {
		got := make([]byte, len(c.in))
		if err := k.Crypt(got, c.in, &i, c.encrypt); err != nil || !bytes.Equal(got, c.out) {
			t.Errorf("%s: encrypt %v: %x, %v, want %x", name, c.encrypt, got, err, c.out)
		}
		copy(got, c.in)
		if err := k.Crypt(got, got, &i, c.encrypt); err != nil || !bytes.Equal(got, c.out) {
			t.Errorf("%s: encrypt %v in place: %x, %v, want %x", name, c.encrypt, got, err, c.out)
		}
		for cut := 0; len(c.in)-cut >= BlockSize; cut += BlockSize {
			if len(c.in)-cut >= 2*BlockSize {
				continue
			}
			s := k.Begin(&i, c.encrypt)
			s.Blocks(got, c.in[:cut])
			if err := s.End(got[cut:], c.in[cut:]); err != nil || !bytes.Equal(got, c.out) {
				t.Errorf("%s: encrypt %v as a stream: %x, %v, want %x", name, c.encrypt, got, err, c.out)
			}
			s.Wipe()
		}
	}
}

// IEEE Std 1619-2018, Annex B: vectors 1 to 3 and 15 to 18, which have stealing.
func TestIEEE1619(t *testing.T) {
	for _, v := range [][4]string{
		{strings.Repeat("00", 32), "00", strings.Repeat("00", 32), "917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e"},
		{strings.Repeat("11", 16) + strings.Repeat("22", 16), "3333333333", strings.Repeat("44", 32), "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0"},
		{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0" + strings.Repeat("22", 16), "3333333333", strings.Repeat("44", 32), "af85336b597afc1a900b2eb21ec949d292df4c047e0b21532186a5971a227a89"},
		{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a78563412", "000102030405060708090a0b0c0d0e0f10", "6c1625db4671522d3d7599601de7ca09ed"},
		{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a78563412", "000102030405060708090a0b0c0d0e0f1011", "d069444b7a7e0cab09e24447d24deb1fedbf"},
		{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a78563412", "000102030405060708090a0b0c0d0e0f101112", "e5df1351c0544ba1350b3363cd8ef4beedbf9d"},
		{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a78563412", "000102030405060708090a0b0c0d0e0f10111213", "9d84c813f719aa2c7be3f66171c7c5c2edbf9dac"},
	} {
		var tweak [16]byte
		copy(tweak[:], vectors.Hex(t, v[1]))
		check(t, v[3], vectors.Hex(t, v[0]), tweak[:], vectors.Hex(t, v[2]), vectors.Hex(t, v[3]))
	}
}

// The vectors of NIST's CAVS, XTSGenAES; those of lengths that are no whole bytes are left out.
func TestCAVS(t *testing.T) {
	for _, name := range []string{"aes/XTSGenAES128.rsp", "aes/XTSGenAES256.rsp"} {
		n, v := 0, map[string]string{}
		for lines := bufio.NewScanner(vectors.Open(t, name)); lines.Scan(); {
			field, value, ok := strings.Cut(lines.Text(), " = ")
			if !ok {
				continue
			}
			v[field] = value
			if field == "COUNT" {
				v = map[string]string{}
			}
			if v["PT"] == "" || v["CT"] == "" {
				continue
			}
			var bits int
			if _, err := fmt.Sscan(v["DataUnitLen"], &bits); err != nil {
				t.Fatal(err)
			}
			if bits%8 == 0 {
				n++
				check(t, fmt.Sprintf("%s %d", name, n), vectors.Hex(t, v["Key"]), vectors.Hex(t, v["i"]), vectors.Hex(t, v["PT"]), vectors.Hex(t, v["CT"]))
			}
			v = map[string]string{}
		}
		if n < 60 {
			t.Errorf("%s has %d vectors", name, n)
		}
	}
}

func TestACVP(t *testing.T) {
	var set struct {
		TestGroups []struct {
			Tests []struct{ Key, Pt, Ct, TweakValue string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "aes/ACVP-AES-XTS-1.0.json"), &set); err != nil {
		t.Fatal(err)
	}
	for i, g := range set.TestGroups {
		for _, c := range g.Tests {
			check(t, fmt.Sprint("group ", i), vectors.Hex(t, c.Key), vectors.Hex(t, c.TweakValue), vectors.Hex(t, c.Pt), vectors.Hex(t, c.Ct))
		}
	}
}

func TestRefusals(t *testing.T) {
	small, err := des.NewCipher(make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(small, small); !errors.Is(err, ErrBlock) {
		t.Errorf("a cipher with blocks of 8 bytes gives %v", err)
	}
	k := newKey(t, make([]byte, 32))
	out := []byte("untouched bytes")
	if err := k.Crypt(out, make([]byte, 15), &[16]byte{}, true); !errors.Is(err, ErrShort) || string(out) != "untouched bytes" {
		t.Errorf("15 bytes give %v", err)
	}
	if err := k.Begin(&[16]byte{}, true).End(out, make([]byte, 15)); !errors.Is(err, ErrShort) {
		t.Errorf("15 bytes give %v", err)
	}
}

func BenchmarkXTS(b *testing.B) {
	for _, n := range []int{512, 4096, 65536} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			k, buf := newKey(b, make([]byte, 32)), make([]byte, n)
			b.SetBytes(int64(n))
			for b.Loop() {
				if err := k.Crypt(buf, buf, &[16]byte{}, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
