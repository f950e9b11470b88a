package chachapoly

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

var knownAnswers = []struct{ name, key, nonce, ad, plaintext, sealed string }{
	{"RFC 8439, section 2.8.2", "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
		"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
		"d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36" +
			"92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116" + "1ae10b594f09e26a7e902ecbd0600691"},
	{"RFC 8439, appendix A.5", "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0", "000000000102030405060708", "f33388860000000000004e91",
		"Internet-Drafts are draft documents valid for a maximum of six months and may be updated, replaced, or obsoleted by other documents at any time. It is inappropriate to use Internet-Drafts as reference material or to cite them other than as /\u201cwork in progress./\u201d",
		"64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf" +
			"332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c8559797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4" +
			"b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a" +
			"0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29" +
			"a6ad5cb4022b02709b" + "eead9d67890cbb22392336fea1851f38"},
}

func newKey(t testing.TB, key []byte) *Key {
	t.Helper()
	k, err := New(key)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKnownAnswers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range knownAnswers {
		k := newKey(t, vectors.Hex(t, c.key))
		nonce, ad := vectors.Hex(t, c.nonce), vectors.Hex(t, c.ad)
		got, err := k.Seal(nil, nonce, []byte(c.plaintext), ad)
		if err != nil || hex.EncodeToString(got) != c.sealed {
			t.Errorf("%s: Seal = %x, %v", c.name, got, err)
		}
		back, err := k.Open(nil, nonce, got, ad)
		if err != nil || string(back) != c.plaintext {
			t.Errorf("%s: Open = %q, %v", c.name, back, err)
		}
		if got := inChunks(t, r, k, nonce, ad, []byte(c.plaintext), true); hex.EncodeToString(got) != c.sealed {
			t.Errorf("%s: in chunks %x", c.name, got)
		}
	}
}

func random(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// inChunks passes a message through a stream in random parts, half of them in place. A decryption takes the text with its tag.
func inChunks(t testing.TB, r *rand.Rand, k *Key, nonce, ad, text []byte, encrypt bool) []byte {
	t.Helper()
	s, err := k.Begin(nonce)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Wipe()
	n := len(text)
	if !encrypt {
		n -= TagSize
	}
	for rest := ad; len(rest) > 0; {
		c := r.IntN(len(rest) + 1)
		s.AddAD(rest[:c])
		rest = rest[c:]
	}
	out := bytes.Clone(text[:n])
	for at := 0; at < n; {
		c := r.IntN(n - at + 1)
		if r.IntN(2) == 0 {
			c = min(c, 30)
		}
		src := text[at : at+c]
		if r.IntN(2) == 0 {
			src = out[at : at+c]
		}
		do := s.Encrypt
		if !encrypt {
			do = s.Decrypt
		}
		if err := do(out[at:at+c], src); err != nil {
			t.Fatal(err)
		}
		at += c
	}
	if !encrypt {
		if err := s.Verify(text[n:]); err != nil {
			t.Fatal(err)
		}
		return out
	}
	tag := s.Tag()
	return append(out, tag[:]...)
}

func TestChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		k, nonce := newKey(t, random(r, KeySize)), random(r, NonceSize)
		ad, plaintext := random(r, r.IntN(100)), random(r, r.IntN(2000))
		sealed, err := k.Seal(nil, nonce, plaintext, ad)
		if err != nil {
			t.Fatal(err)
		}
		if got := inChunks(t, r, k, nonce, ad, plaintext, true); !bytes.Equal(got, sealed) {
			t.Fatalf("%d bytes in chunks: %x, in one piece %x", len(plaintext), got, sealed)
		}
		if got := inChunks(t, r, k, nonce, ad, sealed, false); !bytes.Equal(got, plaintext) {
			t.Fatalf("decryption of %d bytes in chunks differs", len(plaintext))
		}
	}
}

func TestForgeries(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	k, nonce := newKey(t, random(r, KeySize)), random(r, NonceSize)
	sealed, err := k.Seal(nil, nonce, []byte("plaintext"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1 << r.IntN(8)
		if got, err := k.Open(nil, nonce, bad, nil); got != nil || !errors.Is(err, ErrTag) {
			t.Errorf("Open of a forgery = %x, %v", got, err)
		}
		s, _ := k.Begin(nonce)
		s.Decrypt(make([]byte, 9), bad[:9])
		if err := s.Verify(bad[9:]); !errors.Is(err, ErrTag) {
			t.Errorf("Verify of a forgery: %v", err)
		}
	}
	for _, n := range []int{0, 15, 17} {
		s, _ := k.Begin(nonce)
		if err := s.Verify(make([]byte, n)); !errors.Is(err, ErrTag) {
			t.Errorf("Verify of a tag of %d bytes: %v", n, err)
		}
	}
	if _, err := k.Open(nil, nonce, sealed[:15], nil); !errors.Is(err, ErrTag) {
		t.Errorf("Open of 15 bytes: %v", err)
	}
}

func TestLengthsRefused(t *testing.T) {
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := New(make([]byte, n)); !errors.Is(err, ErrKey) {
			t.Errorf("New with %d bytes: %v", n, err)
		}
	}
	k := newKey(t, make([]byte, KeySize))
	for _, n := range []int{0, 8, 11, 13, 24} {
		if _, err := k.Seal(nil, make([]byte, n), nil, nil); !errors.Is(err, ErrNonce) {
			t.Errorf("Seal with a nonce of %d bytes: %v", n, err)
		}
		if _, err := k.Open(nil, make([]byte, n), make([]byte, 16), nil); !errors.Is(err, ErrNonce) {
			t.Errorf("Open with a nonce of %d bytes: %v", n, err)
		}
		if _, err := k.Begin(make([]byte, n)); !errors.Is(err, ErrNonce) {
			t.Errorf("Begin with a nonce of %d bytes: %v", n, err)
		}
	}
	s, _ := k.Begin(make([]byte, NonceSize))
	s.textLen = MaxText - 3
	for _, do := range []func(dst, src []byte) error{s.Encrypt, s.Decrypt} {
		if err := do(make([]byte, 4), make([]byte, 4)); !errors.Is(err, ErrTooLong) {
			t.Errorf("beyond the longest text: %v", err)
		}
	}
}

func TestWipe(t *testing.T) {
	k := newKey(t, bytes.Repeat([]byte{1}, KeySize))
	s, _ := k.Begin(make([]byte, NonceSize))
	c := s.cipher
	s.Wipe()
	s.Wipe()
	if *s != (Stream{}) {
		t.Error("a wiped stream still has something")
	}
	key := make([]byte, 64)
	c.XORKeyStream(key, key) // a cleared cipher has the key zero, nonce zero and counter 0: RFC 8439, appendix A.1, vector 1
	if hex.EncodeToString(key[:8]) != "76b8e0ada0f13d90" {
		t.Error("a wiped stream's cipher still has its key")
	}
	k.Wipe()
	if k.key != [KeySize]byte{} {
		t.Error("a wiped key still has its bytes")
	}
}

func TestSealAllocatesNothing(t *testing.T) {
	k := newKey(t, make([]byte, KeySize))
	dst, nonce, text := make([]byte, 0, 200), make([]byte, NonceSize), make([]byte, 100)
	sealed, _ := k.Seal(nil, nonce, text, nil)
	if n := testing.AllocsPerRun(100, func() { k.Seal(dst, nonce, text, nil) }); n != 0 {
		t.Errorf("Seal allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { k.Open(dst, nonce, sealed, nil) }); n != 0 {
		t.Errorf("Open allocates %v times", n)
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("additional"), []byte("text"), uint64(1))
	f.Fuzz(func(t *testing.T, ad, text []byte, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		k, nonce := newKey(t, random(r, KeySize)), random(r, NonceSize)
		sealed, err := k.Seal(nil, nonce, text, ad)
		if err != nil {
			t.Fatal(err)
		}
		if got := inChunks(t, r, k, nonce, ad, text, true); !bytes.Equal(got, sealed) {
			t.Fatalf("in chunks %x, in one piece %x", got, sealed)
		}
		if got := inChunks(t, r, k, nonce, ad, sealed, false); !bytes.Equal(got, text) {
			t.Fatal("decryption in chunks differs")
		}
	})
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1, in one piece and in parts.
func TestXChaCha20Poly1305(t *testing.T) {
	key, nonce := vectors.Hex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"), vectors.Hex(t, "404142434445464748494a4b4c4d4e4f5051525354555657")
	ad := vectors.Hex(t, "50515253c0c1c2c3c4c5c6c7")
	text := []byte("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")
	want := vectors.Hex(t, "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"+
		"2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"+"c0875924c1c7987947deafd8780acf49")
	k, err := NewX(key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Seal(nil, nonce, text, ad); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v", got, err)
	}
	if got, err := k.Open(nil, nonce, want, ad); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%x, %v", got, err)
	}
	s, err := k.Begin(nonce)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(text))
	s.AddAD(ad)
	for i := range text {
		if err := s.Encrypt(got[i:i+1], text[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if tag := s.Tag(); !bytes.Equal(append(got, tag[:]...), want) {
		t.Errorf("in parts: %x %x", got, tag)
	}
	for _, n := range []int{0, 12, 23, 25} {
		if _, err := k.Seal(nil, make([]byte, n), nil, nil); !errors.Is(err, ErrNonce) {
			t.Errorf("a nonce of %d bytes gives %v", n, err)
		}
		if _, err := k.Begin(make([]byte, n)); !errors.Is(err, ErrNonce) {
			t.Errorf("a nonce of %d bytes gives %v", n, err)
		}
	}
}
