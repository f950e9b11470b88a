package gcm

import (
	"bytes"
	"crypto/aes"
	"testing"
)

// Nothing is written behind the output, where other objects are: the assembly behind crypto/cipher writes the last block of a text whole, which with a short
// tag after it is more than there is room for.
func TestNothingIsWrittenBehindTheOutput(t *testing.T) {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	k, err := New(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce, ad := make([]byte, 12), []byte("data")
	for tag := range stdTagSize + 1 {
		if !ValidTagLength(tag) {
			continue
		}
		for n := range 5 * blockSize {
			text := bytes.Repeat([]byte{0x5a}, n)
			room := bytes.Repeat([]byte{0xaa}, n+tag+2*blockSize)
			sealed, err := k.Seal(room[:0:n+tag], nonce, text, ad, tag)
			if err != nil || &sealed[0] != &room[0] {
				t.Fatal(err)
			}
			if !bytes.Equal(room[n+tag:], bytes.Repeat([]byte{0xaa}, 2*blockSize)) {
				t.Fatalf("Seal of %d bytes with a tag of %d: %x is written behind the output", n, tag, room[n+tag:])
			}
			back := bytes.Repeat([]byte{0xaa}, n+2*blockSize)
			got, err := k.Open(back[:0:n], nonce, sealed, ad, tag)
			if err != nil || !bytes.Equal(got, text) || !bytes.Equal(back[n:], bytes.Repeat([]byte{0xaa}, 2*blockSize)) {
				t.Fatalf("Open of %d bytes with a tag of %d: %v, %x", n, tag, err, back[n:])
			}
		}
	}
}
