package edwards25519

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

type contextExample struct{ Name, SecretKey, PublicKey, Message, Context, Signature string }

// emptyContext is the first example of RFC 8032, section 7.2, without the octets of its context. The RFC has no example of an empty context; the signature
// was computed with the formulas of sections 2 and 5.1 in Python's integers, which give the RFC's signatures with its contexts.
var emptyContext = contextExample{
	Name:      "empty context",
	SecretKey: "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6",
	PublicKey: "dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292",
	Message:   "f726936d19c800494e3fdaff20b276a8",
	Signature: "cc5e63a27e94afd3418338d2486fa92af9917c2d989e06e50277721c343818b42196bc292e68f34d859bbead179f54542d4b04dcfbfa4a684e3950fb1ccd8d0d",
}

// TestRFC8032Context has the examples of RFC 8032, section 7.2.
func TestRFC8032Context(t *testing.T) {
	var examples []contextExample
	if err := json.Unmarshal(vectors.Read(t, "ecc/rfc8032-ed25519ctx.json"), &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 4 {
		t.Fatalf("only %d examples are there", len(examples))
	}
	for _, c := range append(examples, emptyContext) {
		public, msg, context, want := vectors.Hex(t, c.PublicKey), vectors.Hex(t, c.Message), vectors.Hex(t, c.Context), vectors.Hex(t, c.Signature)
		k := NewPrivateKey(vectors.Hex(t, c.SecretKey), public)
		if got := k.SignContext([]byte{'d'}, context, msg); !bytes.Equal(got, append([]byte{'d'}, want...)) {
			t.Errorf("%s: %x, want d and %s", c.Name, got, c.Signature)
		}
		if !verifyContext(public, msg, context, want) {
			t.Errorf("%s: refused", c.Name)
		}
		if verifyContext(public, msg, append(context, 0), want) || verify(public, msg, want) {
			t.Errorf("%s: accepted with another context or none", c.Name)
		}
	}
}

func verifyContext(public, msg, context, sig []byte) bool {
	v := NewContextVerifier(public, sig, context)
	v.Write(msg[:len(msg)/3])
	v.Write(msg[len(msg)/3:])
	return v.Verify()
}

// TestContextAgrees compares with crypto/ed25519, which has every context but the empty one.
func TestContextAgrees(t *testing.T) {
	r := rand.NewChaCha8([32]byte{1})
	for n := 1; n <= MaxContext; n += 127 {
		seed, msg := make([]byte, 32), make([]byte, n)
		r.Read(seed)
		r.Read(msg)
		context := strings.Repeat("c", n)
		private := ed25519.NewKeyFromSeed(seed)
		public := private.Public().(ed25519.PublicKey)
		want, err := private.Sign(nil, msg, &ed25519.Options{Context: context})
		if err != nil {
			t.Fatal(err)
		}
		if got := NewPrivateKey(seed, public).SignContext(nil, []byte(context), msg); !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %x, crypto/ed25519 has %x", n, got, want)
		}
		if !verifyContext(public, msg, []byte(context), want) {
			t.Errorf("%d bytes: refused", n)
		}
	}
}

func TestPrivateKeyWipe(t *testing.T) {
	k := NewPrivateKey(make([]byte, 32), make([]byte, 32))
	k.Wipe()
	if !bytes.Equal(k.s.Bytes(), make([]byte, 32)) || k.prefix != [32]byte{} {
		t.Error("the key is not cleared")
	}
}

func TestContextTooLong(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a context of 256 bytes was taken")
		}
	}()
	NewContextVerifier(make([]byte, 32), make([]byte, 64), make([]byte, 256))
}
