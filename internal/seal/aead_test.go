package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
	"golang.org/x/crypto/chacha20poly1305"
)

// The test vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
func TestXChaCha20Poly1305Vector(t *testing.T) {
	key := vectors.Hex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")
	nonce := vectors.Hex(t, "404142434445464748494a4b4c4d4e4f5051525354555657")
	ad := vectors.Hex(t, "50515253c0c1c2c3c4c5c6c7")
	plain := []byte("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")
	want := vectors.Hex(t, `
		bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
		731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
		2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
		21f9664c97637da9768812f615c68b13b52e
		c0875924c1c7987947deafd8780acf49`)
	got := sealX([]byte("x"), key, nonce, plain, ad)
	if !bytes.Equal(got[1:], want) || got[0] != 'x' {
		t.Errorf("sealX gives %x", got)
	}
	back := make([]byte, len(plain))
	if !openX(back, key, nonce, want, ad) || !bytes.Equal(back, plain) {
		t.Error("openX does not open the vector")
	}
}

// golang.org/x/crypto's XChaCha20-Poly1305 and crypto/hmac are the second implementations.
func TestAgainstOtherImplementations(t *testing.T) {
	r := rand.NewChaCha8([32]byte{1})
	bytesOf := func(n int) []byte {
		b := make([]byte, n)
		_, _ = r.Read(b)
		return b
	}
	for n := range 300 {
		key, nonce, plain, ad := bytesOf(32), bytesOf(24), bytesOf(n), bytesOf(n*7%65)
		other, err := chacha20poly1305.NewX(key)
		if err != nil {
			t.Fatal(err)
		}
		sealed := sealX(nil, key, nonce, plain, ad)
		if !bytes.Equal(sealed, other.Seal(nil, nonce, plain, ad)) {
			t.Fatalf("%d bytes, %d of associated data: sealed otherwise", n, len(ad))
		}
		back := bytes.Repeat([]byte{0xee}, n)
		if !openX(back, key, nonce, sealed, ad) || !bytes.Equal(back, plain) {
			t.Fatalf("%d bytes do not open", n)
		}
		sealed[n*3%len(sealed)] ^= 0x10
		back = bytes.Repeat([]byte{0xee}, n)
		if openX(back, key, nonce, sealed, ad) || !bytes.Equal(back, bytes.Repeat([]byte{0xee}, n)) {
			t.Fatalf("%d bytes open although they were altered, or left something behind", n)
		}

		want := hmac.New(sha256.New, key)
		want.Write(ad)
		want.Write(plain)
		if got := mac(key, ad, plain); !bytes.Equal(got[:], want.Sum(nil)) {
			t.Fatalf("HMAC of %d bytes differs", n+len(ad))
		}
	}
	if openX(nil, bytesOf(32), bytesOf(24), bytesOf(15), nil) {
		t.Error("less than a tag opens")
	}
}

func BenchmarkSealOpen(b *testing.B) {
	key, nonce, plain := make([]byte, 32), make([]byte, 24), make([]byte, 73)
	sealed := sealX(nil, key, nonce, plain, nil)
	b.ReportAllocs()
	for b.Loop() {
		if !openX(plain, key, nonce, sealed, nil) {
			b.Fatal("does not open")
		}
	}
}
