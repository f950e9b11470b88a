package ccm

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/sp80038a"
	"github.com/psacrypto/psa/internal/vectors"
)

// wide takes many blocks at once.
type wide struct{ cipher.Block }

func (w wide) EncryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, true, dst, src) }
func (w wide) DecryptBlocks(dst, src []byte) { sp80038a.ECB(w.Block, false, dst, src) }

func newKeys(t testing.TB, key []byte) []*Key {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := New(block)
	if err != nil {
		t.Fatal(err)
	}
	many, err := New(wide{block})
	if err != nil {
		t.Fatal(err)
	}
	return []*Key{narrow, many}
}

func ascending(from, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(from + i)
	}
	return b
}

// TestExamples: SP 800-38C, appendix C.
func TestExamples(t *testing.T) {
	for _, c := range []struct {
		nonce, ad, text, tag int
		want                 string
	}{
		{7, 8, 4, 4, "7162015b4dac255d"},
		{8, 16, 16, 6, "d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd"},
		{12, 20, 24, 8, "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951"},
		{13, 65536, 32, 14, "69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72b4ac6bec93e8598e7f0dadbcea5b"},
	} {
		for _, k := range newKeys(t, ascending(0x40, 16)) {
			nonce, ad, text := ascending(0x10, c.nonce), ascending(0, c.ad), ascending(0x20, c.text)
			got, err := k.Seal([]byte("head"), nonce, text, ad, c.tag)
			if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != c.want {
				t.Errorf("%d bytes: %x, %v, want %s", c.text, got, err, c.want)
			}
			got, err = k.Open([]byte("head"), nonce, vectors.Hex(t, c.want), ad, c.tag)
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], text) {
				t.Errorf("%d bytes: decryption gives %x, %v", c.text, got, err)
			}
		}
	}
}

func TestACVP(t *testing.T) {
	var file struct {
		TestGroups []struct {
			TagLen int
			Tests  []struct {
				TcID                 int
				Key, IV, AAD, PT, CT string
				TestPassed           *bool
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "aes/ACVP-AES-CCM-1.0.json"), &file); err != nil {
		t.Fatal(err)
	}
	n, refused := 0, 0
	for _, g := range file.TestGroups {
		for _, c := range g.Tests {
			n++
			for _, k := range newKeys(t, vectors.Hex(t, c.Key)) {
				nonce, ad, sealed := vectors.Hex(t, c.IV), vectors.Hex(t, c.AAD), vectors.Hex(t, c.CT)
				if c.TestPassed != nil && !*c.TestPassed {
					refused++
					if got, err := k.Open(nil, nonce, sealed, ad, g.TagLen/8); err != ErrTag || got != nil {
						t.Errorf("case %d: %x, %v, want an error", c.TcID, got, err)
					}
					continue
				}
				got, err := k.Seal(nil, nonce, vectors.Hex(t, c.PT), ad, g.TagLen/8)
				if err != nil || !bytes.Equal(got, sealed) {
					t.Errorf("case %d: %x, %v, want %x", c.TcID, got, err, sealed)
				}
				got, err = k.Open(nil, nonce, sealed, ad, g.TagLen/8)
				if err != nil || !bytes.Equal(got, vectors.Hex(t, c.PT)) {
					t.Errorf("case %d: decryption gives %x, %v", c.TcID, got, err)
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d cases, %d of them to be refused", n, refused)
	}
}

func random(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// byTheBook is SP 800-38C, section 6.1, with the formatting of appendix A, in the plainest way.
func byTheBook(block cipher.Block, nonce, text, ad []byte, tag int) []byte {
	q := 15 - len(nonce)
	first := append([]byte{byte((tag-2)/2<<3 | (q - 1))}, nonce...)
	first = append(first, make([]byte, q)...)
	for i, n := 15, len(text); n > 0; i, n = i-1, n>>8 {
		first[i] = byte(n)
	}
	b := first
	if len(ad) > 0 {
		b[0] |= 0x40
		if len(ad) < 65280 {
			b = binary.BigEndian.AppendUint16(b, uint16(len(ad)))
		} else {
			b = binary.BigEndian.AppendUint32(append(b, 0xff, 0xfe), uint32(len(ad)))
		}
		b = append(b, ad...)
		b = append(b, make([]byte, -len(b)&15)...)
	}
	b = append(b, text...)
	b = append(b, make([]byte, -len(b)&15)...)
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(b, b)
	counter := append(append([]byte{byte(q - 1)}, nonce...), make([]byte, q)...)
	ctr := cipher.NewCTR(block, counter)
	mac := b[len(b)-16:]
	ctr.XORKeyStream(mac, mac)
	out := make([]byte, len(text), len(text)+tag)
	ctr.XORKeyStream(out, text)
	return append(out, mac[:tag]...)
}

var tagSizes = []int{4, 6, 8, 10, 12, 14, 16}

func TestChunksAgainstTheBook(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for i := range 400 {
		key := random(r, []int{16, 24, 32}[r.IntN(3)])
		block, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		nonce, text, ad, tag := random(r, MinNonce+r.IntN(7)), random(r, r.IntN(1000)), random(r, r.IntN(60)), tagSizes[r.IntN(len(tagSizes))]
		if i%50 == 0 {
			ad = random(r, 65278+r.IntN(5))
		}
		want := byTheBook(block, nonce, text, ad, tag)
		k := newKeys(t, key)[i%2]
		got, err := k.Seal(nil, nonce, text, ad, tag)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("nonce of %d, text of %d, additional data of %d, tag of %d bytes: %x, %v, want %x", len(nonce), len(text), len(ad), tag, got, err, want)
		}
		if got := inChunks(t, r, k, nonce, text, ad, want[len(text):], true); !bytes.Equal(got, want[:len(text)]) {
			t.Fatal("encryption in chunks differs")
		}
		if got := inChunks(t, r, k, nonce, want[:len(text)], ad, want[len(text):], false); !bytes.Equal(got, text) {
			t.Fatal("decryption in chunks differs")
		}
		room := append(bytes.Clone(text), make([]byte, tag)...)
		if got, err := k.Seal(room[:0], nonce, room[:len(text)], ad, tag); err != nil || !bytes.Equal(got, want) || &got[0] != &room[0] {
			t.Fatalf("encryption in place: %x, %v", got, err)
		}
		if got, err := k.Open(room[:0], nonce, room, ad, tag); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("decryption in place: %x, %v", got, err)
		}
	}
}

func inChunks(t *testing.T, r *mathrand.Rand, k *Key, nonce, text, ad, tag []byte, encrypt bool) []byte {
	t.Helper()
	s, err := k.Begin(nonce, uint64(len(ad)), uint64(len(text)), len(tag))
	if err != nil {
		t.Fatal(err)
	}
	for len(ad) > 0 {
		n := r.IntN(len(ad) + 1)
		if err := s.AddAD(ad[:n]); err != nil {
			t.Fatal(err)
		}
		ad = ad[n:]
	}
	out := bytes.Clone(text)
	for done := 0; done < len(text); {
		n := r.IntN(len(text) - done + 1)
		crypt := s.Decrypt
		if encrypt {
			crypt = s.Encrypt
		}
		if err := crypt(out[done:], text[done:done+n]); err != nil {
			t.Fatal(err)
		}
		done += n
	}
	if err := s.Verify(tag); err != nil {
		t.Fatalf("the tag is refused: %v", err)
	}
	if s.Wipe(); *s != (Stream{wide: s.wide}) || s.wide != nil && *s.wide != (sp80038a.CTR{}) {
		t.Fatal("a wiped stream still has something")
	}
	return out
}

func TestNoTag(t *testing.T) {
	k := newKeys(t, ascending(0x40, 16))[0]
	for n := range 20 {
		s, err := k.NoTag(ascending(0x10, n))
		if n < MinNonce || n > MaxNonce {
			if err != ErrNonce {
				t.Errorf("a nonce of %d bytes: %v", n, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		// The ciphertext of CCM is the same whatever the tag.
		text := ascending(0x20, 50)
		want, err := k.Seal(nil, ascending(0x10, n), text, nil, 4)
		if err != nil {
			t.Fatal(err)
		}
		if s.XORKeyStream(text, text); !bytes.Equal(text, want[:50]) {
			t.Errorf("a nonce of %d bytes: %x, want %x", n, text, want[:50])
		}
	}
}

func TestRefused(t *testing.T) {
	k := newKeys(t, make([]byte, 16))[0]
	for n := range 20 {
		if ok := n == 4 || n == 6 || n == 8 || n == 10 || n == 12 || n == 14 || n == 16; ok != ValidTagLength(n) {
			t.Errorf("ValidTagLength(%d) = %v", n, !ok)
		}
	}
	for nonce, most := range map[int]uint64{13: 1<<16 - 1, 12: 1<<24 - 1, 8: 1<<56 - 1, 7: 1<<64 - 1} {
		if got := MaxText(nonce); got != most {
			t.Errorf("MaxText(%d) = %d", nonce, got)
		}
	}
	long := make([]byte, 1<<16)
	for _, c := range []struct {
		what       string
		nonce, tag int
		text       []byte
		want       error
	}{
		{"a nonce of 6 bytes", 6, 16, nil, ErrNonce}, {"a nonce of 14 bytes", 14, 16, nil, ErrNonce},
		{"a tag of 2 bytes", 13, 2, nil, ErrTagLength}, {"a tag of 5 bytes", 13, 5, nil, ErrTagLength}, {"a tag of 18 bytes", 13, 18, nil, ErrTagLength},
		{"a text that is too long", 13, 16, long, ErrTooLong}, {"the longest text", 13, 16, long[1:], nil}, {"a longer text", 12, 16, long, nil},
	} {
		if _, err := k.Seal(nil, make([]byte, c.nonce), c.text, nil, c.tag); err != c.want {
			t.Errorf("Seal of %s: %v", c.what, err)
		}
		if _, err := k.Open(nil, make([]byte, c.nonce), append(bytes.Clone(c.text), make([]byte, c.tag)...), nil, c.tag); err != c.want && (c.want != nil || err != ErrTag) {
			t.Errorf("Open of %s: %v", c.what, err)
		}
		if _, err := k.Begin(make([]byte, c.nonce), 0, uint64(len(c.text)), c.tag); err != c.want {
			t.Errorf("Begin of %s: %v", c.what, err)
		}
	}
	if _, err := k.Open(nil, make([]byte, 13), make([]byte, 15), nil, 16); err != ErrTag {
		t.Errorf("less than a tag: %v", err)
	}
	s, err := k.Begin(make([]byte, 13), 3, 5, 8)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Encrypt(long, nil); err != ErrLengths {
		t.Errorf("text before all of the additional data: %v", err)
	}
	if err := s.AddAD(make([]byte, 4)); err != ErrLengths {
		t.Errorf("more additional data than announced: %v", err)
	}
	if err := s.AddAD(make([]byte, 3)); err != nil {
		t.Error(err)
	}
	if err := s.Decrypt(long, make([]byte, 6)); err != ErrLengths {
		t.Errorf("more text than announced: %v", err)
	}
	if _, err := s.Tag(); err != ErrLengths {
		t.Errorf("less text than announced: %v", err)
	}
	if err := s.Verify(make([]byte, 8)); err != ErrLengths {
		t.Errorf("less text than announced: %v", err)
	}
	small, err := des.NewCipher(make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(small); err != ErrBlockSize {
		t.Errorf("blocks of 8 bytes: %v", err)
	}
}

func TestForgeries(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(2, 2))
	for i := range 300 {
		k := newKeys(t, random(r, 16))[i%2]
		nonce, text, ad, tag := random(r, 13), random(r, r.IntN(100)), random(r, r.IntN(20)), tagSizes[r.IntN(len(tagSizes))]
		sealed, err := k.Seal(nil, nonce, text, ad, tag)
		if err != nil {
			t.Fatal(err)
		}
		sealed[r.IntN(len(sealed))] ^= 1 << r.IntN(8)
		room := make([]byte, len(text)+1)
		if got, err := k.Open(room[:0], nonce, sealed, ad, tag); err != ErrTag || got != nil || !bytes.Equal(room, make([]byte, len(room))) {
			t.Fatalf("a forgery gives %x, %v, and leaves %x", got, err, room)
		}
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte("nonce nonce!!"), []byte("additional"), []byte("the text"), uint8(3), uint64(1))
	f.Add(bytes.Repeat([]byte("k"), 32), []byte("7 bytes"), bytes.Repeat([]byte("a"), 65280), bytes.Repeat([]byte("t"), 2000), uint8(0), uint64(2))
	f.Fuzz(func(t *testing.T, key, nonce, ad, text []byte, size uint8, seed uint64) {
		block, err := aes.NewCipher(key)
		if err != nil || len(nonce) < MinNonce || len(nonce) > MaxNonce || uint64(len(text)) > MaxText(len(nonce)) {
			return
		}
		tag := tagSizes[int(size)%len(tagSizes)]
		want := byTheBook(block, nonce, text, ad, tag)
		k, r := newKeys(t, key)[seed%2], mathrand.New(mathrand.NewPCG(seed, 0))
		if got := inChunks(t, r, k, nonce, text, ad, want[len(text):], true); !bytes.Equal(got, want[:len(text)]) {
			t.Fatal("encryption in chunks differs")
		}
		if got := inChunks(t, r, k, nonce, want[:len(text)], ad, want[len(text):], false); !bytes.Equal(got, text) {
			t.Fatal("decryption in chunks differs")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	k := newKeys(b, make([]byte, 16))[0]
	nonce, dst, text := make([]byte, 13), make([]byte, 0, 5000), make([]byte, 4096)
	b.SetBytes(4096)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Seal(dst, nonce, text, nil, 16); err != nil {
			b.Fatal(err)
		}
	}
}
