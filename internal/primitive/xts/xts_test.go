package xts

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/json"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/sp80038a"
	"github.com/psacrypto/psa/internal/vectors"
)

// wide takes many blocks at once.
type wide struct{ cipher.Block }

func (w wide) EncryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, true, dst, src) }
func (w wide) DecryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, false, dst, src) }

// newKeys makes AES-XTS of a key of twice the size of AES, with the cipher as it is and as a wide one.
func newKeys(t testing.TB, key []byte) []*Key {
	t.Helper()
	data, err := aes.NewCipher(key[:len(key)/2])
	if err != nil {
		t.Fatal(err)
	}
	tweak, err := aes.NewCipher(key[len(key)/2:])
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := New(data, tweak)
	if err != nil {
		t.Fatal(err)
	}
	many, err := New(wide{data}, wide{tweak})
	if err != nil {
		t.Fatal(err)
	}
	return []*Key{narrow, many}
}

// check runs one case in both directions.
func check(t *testing.T, name, key, tweak, plaintext, ciphertext string) {
	t.Helper()
	p, c, i := vectors.Hex(t, plaintext), vectors.Hex(t, ciphertext), vectors.Hex(t, tweak)
	for _, k := range newKeys(t, vectors.Hex(t, key)) {
		got := make([]byte, len(p))
		if err := k.Encrypt(got, p, i); err != nil || !bytes.Equal(got, c) {
			t.Errorf("%s: %x, %v, want %x", name, got, err, c)
		}
		if err := k.Decrypt(got, got, i); err != nil || !bytes.Equal(got, p) {
			t.Errorf("%s: decryption gives %x, %v", name, got, err)
		}
	}
}

// TestKnownAnswers: IEEE 1619-2007, appendix B, vectors 1, 15 and 16.
func TestKnownAnswers(t *testing.T) {
	const zeros = "00000000000000000000000000000000"
	check(t, "vector 1", zeros+zeros, zeros, zeros+zeros, "917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e")
	const stealing = "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0"
	const sector = "9a785634120000000000000000000000"
	check(t, "vector 15", stealing, sector, "000102030405060708090a0b0c0d0e0f10", "6c1625db4671522d3d7599601de7ca09ed")
	check(t, "vector 16", stealing, sector, "000102030405060708090a0b0c0d0e0f1011", "d069444b7a7e0cab09e24447d24deb1fedbf")
}

func TestACVP(t *testing.T) {
	var file struct {
		TestGroups []struct {
			PayloadLen int
			Tests      []struct {
				Key, PT, CT, TweakValue, I string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "aes/ACVP-AES-XTS-1.0.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range file.TestGroups {
		for _, c := range g.Tests {
			tweak := c.TweakValue + c.I
			if len(tweak) != 32 || g.PayloadLen%8 != 0 || len(c.PT)*4 != g.PayloadLen {
				continue
			}
			n++
			check(t, "ACVP", c.Key, tweak, c.PT, c.CT)
		}
	}
	if n < 10 {
		t.Errorf("only %d cases", n)
	}
}

// TestCAVP runs the cases of whole bytes.
func TestCAVP(t *testing.T) {
	for _, name := range []string{"aes/XTSGenAES128.rsp", "aes/XTSGenAES256.rsp"} {
		n := 0
		at := map[string]string{}
		lines := bufio.NewScanner(vectors.Open(t, name))
		for lines.Scan() {
			field, value, ok := strings.Cut(lines.Text(), " = ")
			if !ok {
				continue
			}
			at[field] = value
			_, p := at["PT"]
			_, c := at["CT"]
			if p && c {
				if at["DataUnitLen"] == hexBits(at["PT"]) {
					n++
					check(t, name+" "+at["COUNT"], at["Key"], at["i"], at["PT"], at["CT"])
				}
				delete(at, "PT")
				delete(at, "CT")
			}
		}
		if n < 60 {
			t.Errorf("%s: only %d cases", name, n)
		}
	}
}

func hexBits(s string) string { return strconv.Itoa(4 * len(s)) }

// TestParts holds a text in parts, and a wide cipher, to one piece, for every length up to four blocks and some more.
func TestParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for n := BlockSize; n < 3000; n += 1 + n/64*(n/16) {
		key, tweak, text := make([]byte, 64), make([]byte, BlockSize), make([]byte, n)
		for _, b := range [][]byte{key, tweak, text} {
			for i := range b {
				b[i] = byte(r.Uint32())
			}
		}
		keys := newKeys(t, key)
		want := make([]byte, n)
		if err := keys[0].Encrypt(want, text, tweak); err != nil {
			t.Fatal(err)
		}
		for i, k := range keys {
			for _, encrypt := range []bool{true, false} {
				from, to := text, want
				if !encrypt {
					from, to = want, text
				}
				got := bytes.Clone(from)
				s, err := k.Begin(encrypt, tweak)
				if err != nil {
					t.Fatal(err)
				}
				whole := (n - BlockSize) &^ (BlockSize - 1)
				cut := r.IntN(whole/BlockSize+1) * BlockSize
				s.Blocks(got[:cut], got[:cut])
				s.Blocks(got[cut:whole], from[cut:whole])
				s.Last(got[whole:], got[whole:])
				if !bytes.Equal(got, to) {
					t.Fatalf("cipher %d, encrypt %v, %d bytes in parts differ", i, encrypt, n)
				}
				if s.Wipe(); *s != (Stream{}) {
					t.Fatal("a wiped stream still has something")
				}
			}
		}
	}
}

func TestRefused(t *testing.T) {
	k := newKeys(t, make([]byte, 32))[0]
	for n, want := range map[int]error{0: ErrText, 15: ErrText, 16: nil, MaxText: nil, MaxText + 1: ErrText} {
		b := make([]byte, n)
		if err := k.Encrypt(b, b, make([]byte, 16)); err != want {
			t.Errorf("a text of %d bytes: %v", n, err)
		}
	}
	for _, n := range []int{0, 8, 15, 17} {
		if err := k.Decrypt(make([]byte, 16), make([]byte, 16), make([]byte, n)); err != ErrTweak {
			t.Errorf("a tweak of %d bytes: %v", n, err)
		}
		if _, err := k.Begin(true, make([]byte, n)); err != ErrTweak {
			t.Errorf("a tweak of %d bytes: %v", n, err)
		}
	}
	small, err := des.NewCipher(make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(small, small); err != ErrBlockSize {
		t.Errorf("blocks of 8 bytes: %v", err)
	}
	if k.Wipe(); *k != (Key{}) {
		t.Error("a wiped key still has something")
	}
}

func BenchmarkEncrypt(b *testing.B) {
	k := newKeys(b, make([]byte, 64))[0]
	text, tweak := make([]byte, 4096), make([]byte, 16)
	b.SetBytes(4096)
	b.ReportAllocs()
	for b.Loop() {
		if err := k.Encrypt(text, text, tweak); err != nil {
			b.Fatal(err)
		}
	}
}
