package gcm

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/ghash"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
	"github.com/psacrypto/psa/internal/vectors"
)

const (
	vectorKey   = "feffe9928665731c6d6a8f9467308308"
	vectorText  = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
	vectorAD    = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
	longNonce   = "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"
	vectorKey32 = vectorKey + vectorKey
)

// knownAnswers are test cases of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, which NIST names beside SP 800-38D.
var knownAnswers = []struct {
	number                                   int
	key, nonce, plaintext, ad, ciphertext, t string
}{
	{1, "00000000000000000000000000000000", "000000000000000000000000", "", "", "", "58e2fccefa7e3061367f1d57a4e7455a"},
	{2, "00000000000000000000000000000000", "000000000000000000000000", "00000000000000000000000000000000", "",
		"0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"},
	{3, vectorKey, "cafebabefacedbaddecaf888", vectorText + "1aafd255", "",
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
		"4d5c2af327cd64a62cf35abd2ba6fab4"},
	{4, vectorKey, "cafebabefacedbaddecaf888", vectorText, vectorAD,
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
		"5bc94fbc3221a5db94fae95ae7121a47"},
	{5, vectorKey, "cafebabefacedbad", vectorText, vectorAD,
		"61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c742373806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
		"3612d2e79e3b0785561be14aaca2fccb"},
	{6, vectorKey, longNonce, vectorText, vectorAD,
		"8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca701e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
		"619cc5aefffe0bfa462af43c1699d050"},
	{13, "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
	{14, "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "00000000000000000000000000000000", "",
		"cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
	{16, vectorKey32, "cafebabefacedbaddecaf888", vectorText, vectorAD,
		"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
		"76fc6ece0f4e1768cddf8853bb2d551b"},
	{17, vectorKey32, "cafebabefacedbad", vectorText, vectorAD,
		"c3762df1ca787d32ae47c13bf19844cbaf1ae14d0b976afac52ff7d79bba9de0feb582d33934a4f0954cc2363bc73f7862ac430e64abe499f47c9b1f",
		"3a337dbf46a792c45e454913fe2ea8f2"},
	{18, vectorKey32, longNonce, vectorText, vectorAD,
		"5a8def2f0c9e53f1f75d7853659e2a20eeb2b22aafde6419a058ab4f6f746bf40fc0c3b780f244452da3ebf1c5d82cdea2418997200ef82e44ae7e3f",
		"a44a8266ee1c8eb0c8b5d4cf5ae9f19a"},
}

var tagSizes = []int{4, 8, 12, 13, 14, 15, 16}

// plain hides what kind of block cipher there is, so that crypto/cipher takes its generic code.
type plain struct{ cipher.Block }

// wide takes many blocks at once.
type wide struct{ cipher.Block }

func (w wide) EncryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, true, dst, src) }
func (w wide) DecryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, false, dst, src) }

// kind is the way in which GCM is computed.
type kind int

const (
	hardware kind = iota
	generic
	own
	kinds
)

func newKey(t testing.TB, key []byte, how kind) *Key {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	switch how {
	case generic:
		block = plain{block}
	case own:
		block = wide{block}
	}
	k, err := New(block)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKnownAnswers(t *testing.T) {
	for _, c := range knownAnswers {
		for how := range kinds {
			k := newKey(t, vectors.Hex(t, c.key), how)
			nonce, plaintext, ad := vectors.Hex(t, c.nonce), vectors.Hex(t, c.plaintext), vectors.Hex(t, c.ad)
			for _, size := range tagSizes {
				want := c.ciphertext + c.t[:2*size]
				got, err := k.Seal(nil, nonce, plaintext, ad, size)
				if err != nil || hex.EncodeToString(got) != want {
					t.Errorf("case %d, tag of %d bytes: Seal = %x, %v, want %s", c.number, size, got, err, want)
				}
				got, err = k.Open(nil, nonce, vectors.Hex(t, want), ad, size)
				if err != nil || !bytes.Equal(got, plaintext) {
					t.Errorf("case %d, tag of %d bytes: Open = %x, %v", c.number, size, got, err)
				}
			}
			s, err := k.Begin(nonce)
			if err != nil {
				t.Fatal(err)
			}
			out := make([]byte, len(plaintext))
			s.AddAD(ad)
			s.Encrypt(out, plaintext)
			if tag := s.Tag(); hex.EncodeToString(out)+hex.EncodeToString(tag[:]) != c.ciphertext+c.t {
				t.Errorf("case %d: the stream gives %x %x", c.number, out, tag)
			}
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

// length chooses lengths near the borders of blocks, of what is collected, and of pieces.
func length(r *rand.Rand) int {
	switch r.IntN(5) {
	case 0:
		return r.IntN(40)
	case 1:
		return waitingSize - 20 + r.IntN(40)
	case 2:
		return pieceSize - 20 + r.IntN(40)
	case 3:
		return r.IntN(3*pieceSize + 100)
	}
	return r.IntN(2000)
}

func TestChunksAgainstStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 600 {
		how := hardware
		switch i % 4 {
		case 0:
			how = own
		case 1:
			how = generic
		}
		key := random(r, []int{16, 24, 32}[r.IntN(3)])
		k := newKey(t, key, how)
		nonce := random(r, 12)
		if r.IntN(2) == 0 {
			nonce = random(r, 1+r.IntN(80))
		}
		plaintext, ad := random(r, length(r)), random(r, length(r))
		block, _ := aes.NewCipher(key)
		std, err := cipher.NewGCMWithNonceSize(block, len(nonce))
		if err != nil {
			t.Fatal(err)
		}
		want := std.Seal(nil, nonce, plaintext, ad)
		where := fmt.Sprintf("nonce of %d, additional data of %d, text of %d bytes", len(nonce), len(ad), len(plaintext))

		got := inChunks(t, r, k, nonce, ad, plaintext, true)
		if !bytes.Equal(got, want) {
			t.Fatalf("%s: encryption in chunks differs from the standard library", where)
		}
		back := inChunks(t, r, k, nonce, ad, want, false)
		if !bytes.Equal(back, plaintext) {
			t.Fatalf("%s: decryption in chunks does not give the plaintext", where)
		}
		for _, size := range tagSizes {
			short := want[:len(plaintext)+size]
			got, err := k.Seal(nil, nonce, plaintext, ad, size)
			if err != nil || !bytes.Equal(got, short) {
				t.Fatalf("%s: Seal with a tag of %d bytes: %v", where, size, err)
			}
			got, err = k.Open(nil, nonce, short, ad, size)
			if err != nil || !bytes.Equal(got, plaintext) {
				t.Fatalf("%s: Open with a tag of %d bytes: %v", where, size, err)
			}
		}
	}
}

// inChunks passes a message through a stream in random parts, half of them in place. A decryption takes the text with its full tag.
func inChunks(t testing.TB, r *rand.Rand, k *Key, nonce, ad, text []byte, encrypt bool) []byte {
	t.Helper()
	s, err := k.Begin(nonce)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Wipe()
	n := len(text)
	if !encrypt {
		n -= stdTagSize
	}
	for rest := ad; len(rest) > 0; {
		c := r.IntN(len(rest) + 1)
		if r.IntN(2) == 0 {
			c = min(c, 30)
		}
		if err := s.AddAD(rest[:c]); err != nil {
			t.Fatal(err)
		}
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

// inverse is x^(2^128-2), by Fermat.
func inverse(x ghash.Element) ghash.Element {
	z := x
	for range 126 {
		z = z.Times(z).Times(x)
	}
	return z.Times(z)
}

// TestCounterWraps takes nonces whose first counter blocks end in numbers near 2^32: from there, only the last 32 bits go round (inc32). Such a
// nonce of 16 bytes N is found from J = (N • H ⊕ L) • H.
func TestCounterWraps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 200 {
		key := random(r, 16)
		k := newKey(t, key, kind(i)%kinds)
		j := ghash.Element{Hi: r.Uint64(), Lo: r.Uint64()<<32 | uint64(^uint32(0)-uint32(r.IntN(600)))}
		if i == 0 {
			j.Lo |= 0xffffffff // the wrap comes before the first block of text
		}
		back := inverse(k.powers[0])
		nonce := make([]byte, 16)
		j.Times(back).Plus(lengths(0, 16)).Times(back).Put(nonce)
		s, _ := k.Begin(nonce)
		if got := ghash.ElementOf(s.counter[:]); k.wide == nil && (got.Hi != j.Hi || got.Lo>>32 != j.Lo>>32 || uint32(got.Lo) != uint32(j.Lo)+1) {
			t.Fatalf("the counter begins at %x, want the one after %x", got, j)
		}
		plaintext, ad := random(r, r.IntN(12000)), random(r, r.IntN(50))
		block, _ := aes.NewCipher(key)
		std, _ := cipher.NewGCMWithNonceSize(block, len(nonce))
		want := std.Seal(nil, nonce, plaintext, ad)
		if got := inChunks(t, r, k, nonce, ad, plaintext, true); !bytes.Equal(got, want) {
			t.Fatalf("encryption over the wrap of the counter differs from the standard library")
		}
		if got, err := k.Seal(nil, nonce, plaintext, ad, 8); err != nil || !bytes.Equal(got, want[:len(plaintext)+8]) {
			t.Fatalf("Seal over the wrap of the counter differs from the standard library")
		}
	}
}

func TestForgeries(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	k := newKey(t, random(r, 16), hardware)
	for i, nonceSize := range []int{8, 12, 12} {
		if i == 2 {
			k = newKey(t, random(r, 16), own)
		}
		nonce, plaintext, ad := random(r, nonceSize), random(r, 100), random(r, 20)
		for _, size := range tagSizes {
			sealed, err := k.Seal(nil, nonce, plaintext, ad, size)
			if err != nil {
				t.Fatal(err)
			}
			for range 50 {
				bad := bytes.Clone(sealed)
				bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
				out := make([]byte, len(plaintext)+16)
				got, err := k.Open(out[:0], nonce, bad, ad, size)
				if got != nil || !errors.Is(err, ErrTag) {
					t.Fatalf("Open of a forgery = %x, %v", got, err)
				}
				if !bytes.Equal(out, make([]byte, len(out))) {
					t.Fatal("Open of a forgery left something in the output")
				}
				s, _ := k.Begin(nonce)
				s.AddAD(ad)
				s.Decrypt(out, bad[:len(plaintext)])
				if err := s.Verify(bad[len(plaintext):]); !errors.Is(err, ErrTag) {
					t.Fatalf("Verify of a forgery: %v", err)
				}
			}
			if _, err := k.Open(nil, nonce, sealed[:size-1], ad, size); !errors.Is(err, ErrTag) {
				t.Errorf("Open of %d bytes with a tag of %d: %v", size-1, size, err)
			}
		}
	}
}

func TestLengthsRefused(t *testing.T) {
	k := newKey(t, make([]byte, 16), hardware)
	for _, size := range []int{-1, 0, 1, 3, 5, 7, 9, 10, 11, 17} {
		if _, err := k.Seal(nil, make([]byte, 12), nil, nil, size); !errors.Is(err, ErrTagLength) {
			t.Errorf("Seal with a tag of %d bytes: %v", size, err)
		}
		if _, err := k.Open(nil, make([]byte, 12), make([]byte, 20), nil, size); !errors.Is(err, ErrTagLength) {
			t.Errorf("Open with a tag of %d bytes: %v", size, err)
		}
		s, _ := k.Begin(make([]byte, 12))
		if size >= 0 {
			if err := s.Verify(make([]byte, size)); !errors.Is(err, ErrTagLength) {
				t.Errorf("Verify with a tag of %d bytes: %v", size, err)
			}
		}
	}
	if _, err := k.Seal(nil, nil, nil, nil, 16); !errors.Is(err, ErrNonce) {
		t.Errorf("Seal with an empty nonce: %v", err)
	}
	if _, err := k.Begin(nil); !errors.Is(err, ErrNonce) {
		t.Errorf("Begin with an empty nonce: %v", err)
	}
	s, _ := k.Begin(make([]byte, 12))
	s.textLen = MaxText - 3
	if err := s.Encrypt(make([]byte, 4), make([]byte, 4)); !errors.Is(err, ErrTooLong) {
		t.Errorf("Encrypt beyond the longest text: %v", err)
	}
	if err := s.Decrypt(make([]byte, 4), make([]byte, 4)); !errors.Is(err, ErrTooLong) {
		t.Errorf("Decrypt beyond the longest text: %v", err)
	}
	s, _ = k.Begin(make([]byte, 12))
	s.adLen = MaxAD - 3
	if err := s.AddAD(make([]byte, 4)); !errors.Is(err, ErrTooLong) {
		t.Errorf("AddAD beyond the longest additional data: %v", err)
	}
}

func TestInPlaceKeepsWhatIsBefore(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	k := newKey(t, random(r, 16), hardware)
	for i, nonceSize := range []int{7, 12, 12} {
		if i == 2 {
			k = newKey(t, random(r, 16), own)
		}
		for _, size := range tagSizes {
			nonce, plaintext := random(r, nonceSize), random(r, 77)
			buf := append(make([]byte, 0, 200), "head"...)
			text := append(buf[4:4], plaintext...)
			sealed, err := k.Seal(buf, nonce, text, nil, size)
			if err != nil || !bytes.HasPrefix(sealed, []byte("head")) || &sealed[0] != &buf[0] {
				t.Fatalf("Seal in place: %v", err)
			}
			apart, _ := k.Seal(nil, nonce, plaintext, nil, size)
			if !bytes.Equal(sealed[4:], apart) {
				t.Fatalf("Seal in place, nonce of %d, tag of %d bytes, differs from Seal apart", nonceSize, size)
			}
			opened, err := k.Open(buf, nonce, sealed[4:], nil, size)
			if err != nil || string(opened) != "head"+string(plaintext) || &opened[0] != &buf[0] {
				t.Fatalf("Open in place: %v", err)
			}
		}
	}
}

func TestWipe(t *testing.T) {
	for how := range kinds {
		k := newKey(t, make([]byte, 16), how)
		s, _ := k.Begin(make([]byte, 12))
		s.AddAD(make([]byte, 100))
		s.Encrypt(make([]byte, 100), make([]byte, 100))
		s.Wipe()
		if s.wide != nil && *s.wide != (sp80038a.CTR{}) {
			t.Error("a wiped stream still has a key stream")
		}
		if *s != (Stream{wide: s.wide}) {
			t.Error("a wiped stream still has something")
		}
		k.Wipe()
		if k.powers != [pieceLog + 1]ghash.Element{} || k.mask != (ghash.Element{}) || k.piece != (ghash.Element{}) || k.h != (ghash.Key{}) {
			t.Error("a wiped key still has something of its own")
		}
	}
}

func TestAllocations(t *testing.T) {
	dst, text := make([]byte, 0, 1100), make([]byte, 1000)
	nonce, ad := make([]byte, 12), make([]byte, 30)
	for _, how := range []kind{hardware, own} {
		k := newKey(t, make([]byte, 16), how)
		for _, size := range []int{4, 8, 12, 13, 14, 15, 16} {
			if how == hardware && size < 12 {
				continue // counter mode of crypto/cipher allocates
			}
			sealed, _ := k.Seal(nil, nonce, text, ad, size)
			if n := testing.AllocsPerRun(100, func() { k.Seal(dst, nonce, text, ad, size) }); n != 0 {
				t.Errorf("kind %d: Seal with a tag of %d bytes allocates %v times", how, size, n)
			}
			if n := testing.AllocsPerRun(100, func() { k.Open(dst, nonce, sealed, ad, size) }); n != 0 {
				t.Errorf("kind %d: Open with a tag of %d bytes allocates %v times", how, size, n)
			}
		}
		s, _ := k.Begin(nonce)
		if n := testing.AllocsPerRun(100, func() { s.Encrypt(text, text) }); n != 0 {
			t.Errorf("kind %d: Encrypt allocates %v times", how, n)
		}
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte("nonce nonce!"), []byte("additional"), []byte("the text"), uint64(1))
	f.Add([]byte("0123456789abcdef"), []byte("n"), bytes.Repeat([]byte("a"), 300), bytes.Repeat([]byte("t"), 20000), uint64(2))
	f.Fuzz(func(t *testing.T, key, nonce, ad, text []byte, seed uint64) {
		block, err := aes.NewCipher(key)
		if err != nil || len(nonce) == 0 {
			return
		}
		k := newKey(t, key, kind(seed%uint64(kinds)))
		std, err := cipher.NewGCMWithNonceSize(block, len(nonce))
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 0))
		want := std.Seal(nil, nonce, text, ad)
		if got := inChunks(t, r, k, nonce, ad, text, true); !bytes.Equal(got, want) {
			t.Fatal("encryption in chunks differs from the standard library")
		}
		if got := inChunks(t, r, k, nonce, ad, want, false); !bytes.Equal(got, text) {
			t.Fatal("decryption in chunks differs")
		}
	})
}

func BenchmarkStream(b *testing.B) {
	k := newKey(b, make([]byte, 16), hardware)
	nonce := make([]byte, 12)
	for _, n := range []int{64, 1024, 65536} {
		dst, text := make([]byte, n+16), make([]byte, n)
		name := map[int]string{64: "64B", 1024: "1KiB", 65536: "64KiB"}[n]
		run := func(what string, f func()) {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.SetBytes(int64(n))
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
			})
		}
		run("encrypt", func() {
			s, _ := k.Begin(nonce)
			s.Encrypt(dst, text)
			s.Tag()
		})
		run("decrypt", func() {
			s, _ := k.Begin(nonce)
			s.Decrypt(dst, text)
			s.Tag()
		})
		run("seal8", func() { k.Seal(dst[:0], nonce, text, nil, 8) })
		run("bare", func() { k.aead.Seal(dst[:0], nonce, text, nil) })
	}
}
