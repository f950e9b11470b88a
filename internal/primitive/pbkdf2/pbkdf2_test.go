package pbkdf2

import (
	"bytes"
	"context"
	stdpbkdf2 "crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

// TestKnownAnswers has the test vectors of RFC 6070 (all but that with 16777216 iterations) and of RFC 7914, section 11.
func TestKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		hash           func() hash.Hash
		password, salt string
		iterations     uint64
		want           string
	}{
		{sha1.New, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"},
		{sha1.New, "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
		{sha1.New, "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"},
		{sha1.New, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
		{sha1.New, "pass\x00word", "sa\x00lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"},
		{sha256.New, "passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc" +
			"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{sha256.New, "Password", "NaCl", 80000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56" +
			"a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
	} {
		got := make([]byte, len(c.want)/2)
		s := New(prf.NewHMAC(c.hash, []byte(c.password)), []byte(c.salt), c.iterations)
		if err := s.Read(t.Context(), got); err != nil || hex.EncodeToString(got) != c.want {
			t.Errorf("%q, %q, %d: %x (%v), want %s", c.password, c.salt, c.iterations, got, err, c.want)
		}
		s.Close()
	}
}

// TestAgainstStandardLibrary takes crypto/pbkdf2 as the second implementation, and reads in pieces.
func TestAgainstStandardLibrary(t *testing.T) {
	for _, newHash := range []func() hash.Hash{sha1.New, sha256.New, sha512.New} {
		for _, iterations := range []int{1, 2, 3, 100} {
			salt := []byte("a salt of the caller's")
			want, err := stdpbkdf2.Key(newHash, "correct horse", salt, iterations, 333)
			if err != nil {
				t.Fatal(err)
			}
			s := New(prf.NewHMAC(newHash, []byte("correct horse")), salt, uint64(iterations))
			clear(salt)
			got := make([]byte, 333)
			for at, piece := 0, 0; at < len(got); at, piece = at+piece, piece+5 {
				if err := s.Read(t.Context(), got[at:min(at+piece, len(got))]); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%d iterations: %x, want %x", iterations, got, want)
			}
		}
	}
}

func TestContextEndsRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := New(prf.NewHMAC(sha256.New, []byte("password")), []byte("salt"), looks+1)
	got := make([]byte, 32)
	if err := s.Read(ctx, got); !errors.Is(err, context.Canceled) || !bytes.Equal(got, make([]byte, 32)) {
		t.Errorf("%x, error %v", got, err)
	}
	// The stream has not lost the block.
	want, err := stdpbkdf2.Key(sha256.New, "password", []byte("salt"), looks+1, 32)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Read(t.Context(), got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("after the cancelled read: %x (%v), want %x", got, err, want)
	}
}

func BenchmarkPBKDF2(b *testing.B) {
	out := make([]byte, 32)
	b.Run("stream", func(b *testing.B) {
		for b.Loop() {
			s := New(prf.NewHMAC(sha256.New, []byte("password")), []byte("salt"), 10000)
			if err := s.Read(b.Context(), out); err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
	})
	b.Run("standard library", func(b *testing.B) {
		for b.Loop() {
			if _, err := stdpbkdf2.Key(sha256.New, "password", []byte("salt"), 10000, 32); err != nil {
				b.Fatal(err)
			}
		}
	})
}
