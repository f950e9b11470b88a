package sp80038a

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// wide takes many blocks at once.
type wide struct{ cipher.Block }

func (w wide) EncryptBlocks(dst, src []byte) { ECB(w.Block, true, dst, src) }
func (w wide) DecryptBlocks(dst, src []byte) { ECB(w.Block, false, dst, src) }

func random(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// inParts passes text through a stream in random parts, half of them in place.
func inParts(r *mathrand.Rand, s cipher.Stream, text []byte) []byte {
	out := bytes.Clone(text)
	for done := 0; done < len(text); {
		n := r.IntN(min(len(text)-done, 50) + 1)
		if r.IntN(4) == 0 {
			n = r.IntN(len(text) - done + 1)
		}
		if r.IntN(2) == 0 {
			s.XORKeyStream(out[done:], text[done:done+n])
		} else {
			s.XORKeyStream(out[done:done+n], out[done:done+n])
		}
		done += n
	}
	return out
}

const (
	exampleKey  = "2b7e151628aed2a6abf7158809cf4f3c"
	exampleIV   = "000102030405060708090a0b0c0d0e0f"
	exampleText = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)

// TestFeedback: SP 800-38A, appendices F.3.13 and F.4.1.
func TestFeedback(t *testing.T) {
	block, err := aes.NewCipher(vectors.Hex(t, exampleKey))
	if err != nil {
		t.Fatal(err)
	}
	r := mathrand.New(mathrand.NewPCG(1, 1))
	iv, text := vectors.Hex(t, exampleIV), vectors.Hex(t, exampleText)
	for _, b := range []cipher.Block{block, wide{block}} {
		var c CFB
		c.Begin(b, true, iv)
		sealed := inParts(r, &c, text)
		if hex.EncodeToString(sealed) != "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6" {
			t.Errorf("CFB: %x", sealed)
		}
		c.Begin(b, false, iv)
		if got := inParts(r, &c, sealed); !bytes.Equal(got, text) {
			t.Errorf("CFB, decryption: %x", got)
		}
		var o OFB
		o.Begin(b, iv)
		sealed = inParts(r, &o, text)
		if hex.EncodeToString(sealed) != "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed8259740051e9c5fecf64344f7a82260edcc304c6528f659c77866a510d9c1d6ae5e" {
			t.Errorf("OFB: %x", sealed)
		}
		c.Wipe()
		o.Wipe()
		if c != (CFB{}) || o != (OFB{}) {
			t.Error("a wiped mode still has something")
		}
	}
}

// TestAgainstStandardLibrary compares with crypto/cipher, whose CFB and OFB are deprecated, but right.
func TestAgainstStandardLibrary(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(2, 2))
	for i := range 400 {
		block, err := aes.NewCipher(random(r, 16))
		if i%4 == 3 {
			block, err = des.NewTripleDESCipher(random(r, 24))
		}
		if err != nil {
			t.Fatal(err)
		}
		b := block
		if i%2 == 0 {
			b = wide{block}
		}
		size := b.BlockSize()
		iv, text := random(r, size), random(r, r.IntN(3000))
		if r.IntN(3) == 0 {
			for j := range iv[1:] {
				iv[1+j] = 0xff // the counter carries
			}
		}
		want := make([]byte, len(text))
		compare := func(name string, std, ours cipher.Stream) {
			t.Helper()
			std.XORKeyStream(want, text)
			if got := inParts(r, ours, text); !bytes.Equal(got, want) {
				t.Fatalf("%s of %d bytes in parts differs from the standard library", name, len(text))
			}
		}
		compare("CTR", cipher.NewCTR(block, iv), NewCTR(b, iv))
		var c CFB
		c.Begin(b, true, iv)
		compare("CFB encryption", cipher.NewCFBEncrypter(block, iv), &c) //lint:ignore SA1019 the second implementation to compare with
		c.Begin(b, false, iv)
		compare("CFB decryption", cipher.NewCFBDecrypter(block, iv), &c) //lint:ignore SA1019 the second implementation to compare with
		var o OFB
		o.Begin(b, iv)
		compare("OFB", cipher.NewOFB(block, iv), &o) //lint:ignore SA1019 the second implementation to compare with

		whole := text[:len(text)/size*size]
		std, ours := cipher.NewCBCDecrypter(block, iv), NewCBCDecrypter(b, iv)
		std.CryptBlocks(want, whole)
		if ours.BlockSize() != size {
			t.Fatalf("blocks of %d bytes", ours.BlockSize())
		}
		got := bytes.Clone(whole)
		cut := r.IntN(len(got)/size+1) * size
		ours.CryptBlocks(got[:cut], got[:cut])
		ours.CryptBlocks(got[cut:], whole[cut:])
		if !bytes.Equal(got, want[:len(got)]) {
			t.Fatalf("CBC decryption of %d bytes differs from the standard library", len(got))
		}
	}
}

func TestCTRGoesRound(t *testing.T) {
	block, err := aes.NewCipher(vectors.Hex(t, exampleKey))
	if err != nil {
		t.Fatal(err)
	}
	ones := bytes.Repeat([]byte{0xff}, 16)
	got, want := make([]byte, 48), make([]byte, 48)
	NewCTR(wide{block}, ones).XORKeyStream(got, got)
	copy(want, ones)
	want[47] = 1
	ECB(block, true, want, want)
	if !bytes.Equal(got, want) {
		t.Errorf("after the last counter block: %x, want %x", got, want)
	}
}
