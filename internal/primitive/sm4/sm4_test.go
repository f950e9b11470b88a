package sm4

import (
	"bytes"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"os/exec"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// answers are GB/T 32907-2016, appendix A.1 (draft-ribose-cfrg-sm4-10, appendix A.1.1), and OpenSSL's of all zeros.
var answers = []struct{ key, plaintext, ciphertext string }{
	{"0123456789abcdeffedcba9876543210", "0123456789abcdeffedcba9876543210",
		"681edf34d206965e86b3e94f536e4246"},
	{"00000000000000000000000000000000", "00000000000000000000000000000000",
		"9f1f7bff6f5511384d9430531e538fd3"},
}

func TestKnownAnswers(t *testing.T) {
	for _, a := range answers {
		c, err := New(vectors.Hex(t, a.key))
		if err != nil {
			t.Fatal(err)
		}
		b := vectors.Hex(t, a.plaintext)
		c.Encrypt(b, b)
		if hex.EncodeToString(b) != a.ciphertext {
			t.Errorf("key %s: %x, want %s", a.key, b, a.ciphertext)
		}
		c.Decrypt(b, b)
		if hex.EncodeToString(b) != a.plaintext {
			t.Errorf("key %s: decryption gives %x", a.key, b)
		}
	}
}

func random(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestManyBlocks holds any number of blocks together to one after the other, in place and apart.
func TestManyBlocks(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	for n := range 40 {
		c, err := New(random(r, KeySize))
		if err != nil {
			t.Fatal(err)
		}
		text := random(r, n*BlockSize)
		one, many, back := make([]byte, len(text)), make([]byte, len(text)+5), make([]byte, len(text))
		for i := 0; i < len(text); i += BlockSize {
			c.Encrypt(one[i:], text[i:])
			c.Decrypt(back[i:], one[i:])
		}
		c.EncryptBlocks(many, text)
		if !bytes.Equal(many[:len(text)], one) || !bytes.Equal(many[len(text):], make([]byte, 5)) {
			t.Fatalf("%d blocks together differ from one after the other", n)
		}
		if !bytes.Equal(back, text) {
			t.Fatal("decryption of single blocks does not lead back")
		}
		c.DecryptBlocks(one, one)
		if !bytes.Equal(one, text) {
			t.Fatalf("decryption of %d blocks in place does not lead back", n)
		}
	}
}

func TestAgainstOpenSSL(t *testing.T) {
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("the openssl command is not installed, with which this test compares")
	}
	r := mathrand.New(mathrand.NewPCG(3, 4))
	for range 12 {
		key, text := random(r, KeySize), random(r, BlockSize*r.IntN(300))
		cmd := exec.Command(path, "enc", "-sm4-ecb", "-nopad", "-K", hex.EncodeToString(key))
		cmd.Stdin = bytes.NewReader(text)
		want, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		c, err := New(key)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(text))
		c.EncryptBlocks(got, text)
		if !bytes.Equal(got, want) {
			t.Fatalf("%d bytes differ from OpenSSL's", len(text))
		}
		c.DecryptBlocks(got, got)
		if !bytes.Equal(got, text) {
			t.Fatal("decryption does not lead back")
		}
	}
}

func TestRefused(t *testing.T) {
	for _, n := range []int{0, 15, 17, 32} {
		if _, err := New(make([]byte, n)); err != ErrKey {
			t.Errorf("a key of %d bytes: %v", n, err)
		}
	}
	c, err := New(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"half a block":      func() { c.EncryptBlocks(make([]byte, 16), make([]byte, 8)) },
		"too little room":   func() { c.DecryptBlocks(make([]byte, 16), make([]byte, 32)) },
		"half a block, one": func() { c.Encrypt(make([]byte, 16), make([]byte, 8)) },
	} {
		if !panics(f) {
			t.Errorf("%s does not panic", name)
		}
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

// TestTables runs what there is for processors for which the library has no code for many blocks.
func TestTables(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(5, 6))
	c, err := New(random(r, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	tables := &Cipher{block: c.block}
	text := random(r, 20*BlockSize)
	want, got := make([]byte, len(text)), make([]byte, len(text))
	c.EncryptBlocks(want, text)
	if tables.EncryptBlocks(got, text); !bytes.Equal(got, want) {
		t.Error("encryption without code for many blocks differs")
	}
	if tables.DecryptBlocks(got, got); !bytes.Equal(got, text) {
		t.Error("decryption without code for many blocks differs")
	}
	tables.Encrypt(got, text)
	tables.Decrypt(got, got)
	if !bytes.Equal(got[:BlockSize], text[:BlockSize]) {
		t.Error("decryption of a block does not lead back")
	}
	if !panics(func() { tables.EncryptBlocks(got, text[:8]) }) {
		t.Error("half a block does not panic")
	}
}

func BenchmarkEncryptBlocks(b *testing.B) {
	c, err := New(make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 4, 8, 64, 1024} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			text := make([]byte, n*BlockSize)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				c.EncryptBlocks(text, text)
			}
		})
	}
}

func BenchmarkEncrypt(b *testing.B) {
	c, err := New(make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	text := make([]byte, BlockSize)
	b.SetBytes(BlockSize)
	b.ReportAllocs()
	for b.Loop() {
		c.Encrypt(text, text)
	}
}

func BenchmarkNew(b *testing.B) {
	key := make([]byte, 16)
	for b.Loop() {
		if _, err := New(key); err != nil {
			b.Fatal(err)
		}
	}
}
