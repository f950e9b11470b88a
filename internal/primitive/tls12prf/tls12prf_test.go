package tls12prf

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestKnownAnswers has the vectors that the IETF's TLS working group exchanged
// (https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/).
func TestKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		hash               func() hash.Hash
		secret, seed, want string
	}{
		{sha256.New, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
			"e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab" +
				"4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66"},
		{sha512.New384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
			"7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd" +
				"8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6" +
				"91c8f3a26854308d5eaa3be85e0990703d73e56f"},
	} {
		want := unhex(t, c.want)
		for piece := 1; piece <= len(want); piece += 9 {
			s := New(prf.NewHMAC(c.hash, unhex(t, c.secret)), []byte("test label"), unhex(t, c.seed))
			got := make([]byte, len(want))
			for at := 0; at < len(got); at += piece {
				if err := s.Read(t.Context(), got[at:min(at+piece, len(got))]); err != nil {
					t.Fatal(err)
				}
			}
			s.Close()
			if !bytes.Equal(got, want) {
				t.Errorf("pieces of %d: %x, want %x", piece, got, want)
			}
		}
	}
}

// TestPremasterSecret: RFC 4279, section 2, "if the PSK is N octets long, concatenate a uint16 with the value N, N zero octets, a second uint16 with
// the value N, and the PSK itself".
func TestPremasterSecret(t *testing.T) {
	if got := PremasterSecret(make([]byte, 4), []byte{1, 2, 3, 4}); hex.EncodeToString(got) != "000400000000"+"000401020304" {
		t.Errorf("%x", got)
	}
	if got := PremasterSecret(bytes.Repeat([]byte{0xaa}, 258), []byte{9}); hex.EncodeToString(got[:3]) != "0102aa" || hex.EncodeToString(got[259:]) != "aa000109" {
		t.Errorf("%x", got)
	}
}
