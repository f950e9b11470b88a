package cbcmac

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

// TestKnownAnswer: FIPS 113, appendix, "Binary Coded Authentication Example", whose text is filled up with zeros. Its code is the first half.
func TestKnownAnswer(t *testing.T) {
	block, err := des.NewCipher(vectors.Hex(t, "0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	if got := Sum(block, nil, []byte("7654321 Now is the time for ")); hex.EncodeToString(got) != "f1d30f6849312ca4" {
		t.Errorf("MAC = %x", got)
	}
}

// TestAgainstCBC: the MAC is the last block of CBC with an IV of zeros.
func TestAgainstCBC(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for i := range 300 {
		key := make([]byte, 24)
		for j := range key {
			key[j] = byte(r.Uint32())
		}
		block, err := aes.NewCipher(key)
		if i%2 == 0 {
			block, err = des.NewTripleDESCipher(key)
		}
		if err != nil {
			t.Fatal(err)
		}
		size := block.BlockSize()
		msg := make([]byte, r.IntN(100))
		for j := range msg {
			msg[j] = byte(r.Uint32())
		}
		padded := append(bytes.Clone(msg), make([]byte, (size-len(msg)%size)%size)...)
		if len(msg) == 0 {
			padded = make([]byte, size)
		}
		cipher.NewCBCEncrypter(block, make([]byte, size)).CryptBlocks(padded, padded)
		want := "head" + string(padded[len(padded)-size:])
		if got := Sum(block, []byte("head"), msg); string(got) != want {
			t.Fatalf("MAC of %d bytes = %x, want %x", len(msg), got, want)
		}
		m := New(block)
		for rest := msg; len(rest) > 0; {
			n := r.IntN(len(rest) + 1)
			m.Write(rest[:n])
			rest = rest[n:]
		}
		if got := m.Sum([]byte("head")); string(got) != want {
			t.Fatalf("MAC of %d bytes in parts = %x, want %x", len(msg), got, want)
		}
		if m.Wipe(); *m != (MAC{}) {
			t.Fatal("a wiped MAC still has something")
		}
	}
}
