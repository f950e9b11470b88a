package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var gcmTags = []int{4, 8, 12, 13, 14, 15, 16}

func gcmWithTag(n int) alg.Algorithm { return alg.AEADWithShortenedTag(alg.GCM, n) }

// TestGCMKnownAnswers: McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 4, 5 and 6; package gcm has more of them.
func TestGCMKnownAnswers(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(11, 11))
	k := importSym(t, keytype.AES, vectors.Hex(t, "feffe9928665731c6d6a8f9467308308"))
	text := vectors.Hex(t, "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
	ad := vectors.Hex(t, "feedfacedeadbeeffeedfacedeadbeefabaddad2")
	for _, c := range []struct{ nonce, want string }{
		{"cafebabefacedbaddecaf888", "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091" +
			"5bc94fbc3221a5db94fae95ae7121a47"},
		{"cafebabefacedbad", "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c742373806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598" +
			"3612d2e79e3b0785561be14aaca2fccb"},
		{"9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
			"8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca701e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5" +
				"619cc5aefffe0bfa462af43c1699d050"},
	} {
		nonce := vectors.Hex(t, c.nonce)
		for _, tag := range gcmTags {
			g := k.grant(gcmWithTag(tag))
			want := vectors.Hex(t, c.want)[:len(text)+tag]
			got, err := k.d.Seal(ctx, g, []byte("head"), nonce, text, ad)
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], want) {
				t.Errorf("GCM with a tag of %d bytes: %x, %v, want %x", tag, got, err, want)
			}
			got, err = k.d.Open(ctx, g, []byte("head"), nonce, want, ad)
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], text) {
				t.Errorf("GCM with a tag of %d bytes: decryption gives %x, %v", tag, got, err)
			}
			if got := sealInChunks(t, r, k, gcmWithTag(tag), nonce, text, ad); !bytes.Equal(got, want) {
				t.Errorf("GCM with a tag of %d bytes in parts: %x, want %x", tag, got, want)
			}
		}
	}
}

func sealInChunks(t testing.TB, r *mathrand.Rand, k symKey, a alg.Algorithm, nonce, text, ad []byte) []byte {
	t.Helper()
	ctx := context.Background()
	op := beginAEAD(t, r, k, a, true, nonce, ad, len(text))
	out := updateInChunks(t, r, op, text)
	rest, tag, err := op.Finish(ctx, []byte("head"), []byte("tag:"))
	if err != nil || string(rest[:4]) != "head" || string(tag[:4]) != "tag:" {
		t.Fatalf("Finish: %q, %q, %v", rest, tag, err)
	}
	closedAEAD(t, op)
	return append(append(out, rest[4:]...), tag[4:]...)
}

func openInChunks(t testing.TB, r *mathrand.Rand, k symKey, a alg.Algorithm, nonce, text, tag, ad []byte) ([]byte, error) {
	t.Helper()
	op := beginAEAD(t, r, k, a, false, nonce, ad, len(text))
	out := updateInChunks(t, r, op, text)
	rest, err := op.Verify(context.Background(), []byte("head"), tag)
	closedAEAD(t, op)
	if err != nil {
		if rest != nil {
			t.Fatal("Verify gave something beside an error")
		}
		return nil, err
	}
	if string(rest[:4]) != "head" {
		t.Fatal("Verify changed what was in front of its output")
	}
	return append(out, rest[4:]...), nil
}

func beginAEAD(t testing.TB, r *mathrand.Rand, k symKey, a alg.Algorithm, encrypt bool, nonce, ad []byte, text int) driver.AEAD {
	t.Helper()
	ctx := context.Background()
	s := driver.AEADSetup{Encrypt: encrypt, Nonce: nonce}
	if alg.AEADWithDefaultLengthTag(a) == alg.CCM {
		s.HasLengths, s.ADLen, s.TextLen = true, uint64(len(ad)), uint64(text)
	}
	op, err := k.d.NewAEAD(ctx, k.grant(a), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range cut(r, ad) {
		if err := op.UpdateAD(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	return op
}

// closedAEAD checks that nothing can follow the end of an operation.
func closedAEAD(t testing.TB, op driver.AEAD) {
	t.Helper()
	ctx := context.Background()
	wantStatus(t, "UpdateAD after the end", op.UpdateAD(ctx, nil), psa.ErrBadState)
	_, err := op.Update(ctx, nil, nil)
	wantStatus(t, "Update after the end", err, psa.ErrBadState)
	_, _, err = op.Finish(ctx, nil, nil)
	wantStatus(t, "Finish after the end", err, psa.ErrBadState)
	_, err = op.Verify(ctx, nil, make([]byte, 16))
	wantStatus(t, "Verify after the end", err, psa.ErrBadState)
	op.Close()
	op.Close()
}

// aeadCase is a random use of an AEAD algorithm.
type aeadCase struct {
	k               symKey
	a               alg.Algorithm
	tag             int
	nonce, text, ad []byte
}

func randomAEAD(t testing.TB, r *mathrand.Rand) aeadCase {
	c := aeadCase{a: alg.ChaCha20Poly1305, tag: 16, nonce: randomBytes(r, 12), text: randomBytes(r, r.IntN(700)), ad: randomBytes(r, r.IntN(100))}
	if r.IntN(4) == 0 {
		return randomAscon(t, r)
	}
	if r.IntN(3) == 0 {
		c.k = importSym(t, keytype.ChaCha20, randomBytes(r, 32))
		return c
	}
	c.tag = gcmTags[r.IntN(len(gcmTags))]
	c.a = gcmWithTag(c.tag)
	if r.IntN(2) == 0 {
		c.nonce = randomBytes(r, 1+r.IntN(40))
	}
	c.k = importSym(t, keytype.AES, randomBytes(r, []int{16, 24, 32}[r.IntN(3)]))
	return c
}

func (c aeadCase) String() string {
	return fmt.Sprintf("%v, nonce of %d, text of %d, additional data of %d bytes", c.a, len(c.nonce), len(c.text), len(c.ad))
}

func TestAEADsInChunksAndInPlace(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(12, 12))
	for range 500 {
		c := randomAEAD(t, r)
		g := c.k.grant(c.a)
		sealed, err := c.k.d.Seal(ctx, g, nil, c.nonce, c.text, c.ad)
		if err != nil || len(sealed) != len(c.text)+c.tag {
			t.Fatalf("%v: %v", c, err)
		}
		if got := sealInChunks(t, r, c.k, c.a, c.nonce, c.text, c.ad); !bytes.Equal(got, sealed) {
			t.Fatalf("%v: encryption in parts gives %x, in one piece %x", c, got, sealed)
		}
		n := len(c.text)
		got, err := openInChunks(t, r, c.k, c.a, c.nonce, sealed[:n], sealed[n:], c.ad)
		if err != nil || !bytes.Equal(got, c.text) {
			t.Fatalf("%v: decryption in parts gives %x, %v", c, got, err)
		}
		room := append([]byte("head"), sealed...)
		copy(room[4:], c.text)
		got, err = c.k.d.Seal(ctx, g, room[:4], c.nonce, room[4:4+n], c.ad)
		if err != nil || &got[0] != &room[0] || string(got) != "head"+string(sealed) {
			t.Fatalf("%v: encryption in place: %x, %v", c, got, err)
		}
		got, err = c.k.d.Open(ctx, g, room[:4], c.nonce, room[4:], c.ad)
		if err != nil || &got[0] != &room[0] || string(got) != "head"+string(c.text) {
			t.Fatalf("%v: decryption in place: %x, %v", c, got, err)
		}
		// The additional data and the nonce in the place of the output.
		room = append(bytes.Clone(c.ad), make([]byte, len(sealed)+16)...)
		got, err = c.k.d.Seal(ctx, g, room[:0], c.nonce, c.text, room[:len(c.ad)])
		if err != nil || !bytes.Equal(got, sealed) {
			t.Fatalf("%v: encryption over the additional data: %x, %v", c, got, err)
		}
		room = append(bytes.Clone(c.ad), make([]byte, len(sealed)+16)...)
		got, err = c.k.d.Open(ctx, g, room[:0], c.nonce, sealed, room[:len(c.ad)])
		if err != nil || !bytes.Equal(got, c.text) {
			t.Fatalf("%v: decryption over the additional data: %x, %v", c, got, err)
		}
		room = append(bytes.Clone(c.nonce), make([]byte, len(sealed)+50)...)
		got, err = c.k.d.Seal(ctx, g, room[:0], room[:len(c.nonce)], c.text, c.ad)
		if err != nil || !bytes.Equal(got, sealed) {
			t.Fatalf("%v: encryption over the nonce: %x, %v", c, got, err)
		}
	}
}

func TestAEADForgeries(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(13, 13))
	for range 300 {
		c := randomAEAD(t, r)
		g := c.k.grant(c.a)
		sealed, err := c.k.d.Seal(ctx, g, nil, c.nonce, c.text, c.ad)
		if err != nil {
			t.Fatal(err)
		}
		n := len(c.text)
		bad, ad := bytes.Clone(sealed), bytes.Clone(c.ad)
		if len(ad) > 0 && r.IntN(4) == 0 {
			ad[r.IntN(len(ad))] ^= 1 << r.IntN(8)
		} else {
			bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
		}
		room := make([]byte, n+16)
		got, err := c.k.d.Open(ctx, g, room[:0], c.nonce, bad, ad)
		if got != nil || err != psa.ErrInvalidSignature {
			t.Fatalf("%v: Open of a forgery = %x, %v", c, got, err)
		}
		if !bytes.Equal(room, make([]byte, len(room))) {
			t.Fatalf("%v: Open of a forgery left something behind", c)
		}
		_, err = openInChunks(t, r, c.k, c.a, c.nonce, bad[:n], bad[n:], ad)
		wantStatus(t, c.String()+": forgery in parts", err, psa.ErrInvalidSignature)
		for _, tag := range [][]byte{nil, sealed[n : len(sealed)-1], append(bytes.Clone(sealed[n:]), 0)} {
			_, err = openInChunks(t, r, c.k, c.a, c.nonce, sealed[:n], tag, c.ad)
			wantStatus(t, fmt.Sprintf("%v: tag of %d bytes", c, len(tag)), err, psa.ErrInvalidSignature)
		}
		_, err = c.k.d.Open(ctx, g, nil, c.nonce, sealed[:c.tag-1], c.ad)
		wantStatus(t, c.String()+": less than a tag", err, psa.ErrInvalidSignature)
	}
}

func TestAEADsRefused(t *testing.T) {
	ctx := context.Background()
	aes, chacha := importSym(t, keytype.AES, make([]byte, 16)), importSym(t, keytype.ChaCha20, make([]byte, 32))
	for _, c := range []struct {
		what  string
		k     symKey
		a     alg.Algorithm
		nonce int
		want  psa.Status
	}{
		{"an empty nonce", aes, alg.GCM, 0, psa.ErrInvalidArgument},
		{"an empty nonce and a short tag", aes, gcmWithTag(8), 0, psa.ErrInvalidArgument},
		{"a tag of 5 bytes", aes, gcmWithTag(5), 12, psa.ErrInvalidArgument},
		{"a tag of 11 bytes", aes, gcmWithTag(11), 12, psa.ErrInvalidArgument},
		{"a tag of 17 bytes", aes, gcmWithTag(17), 12, psa.ErrInvalidArgument},
		{"an algorithm of other keys", aes, alg.ChaCha20Poly1305, 12, psa.ErrNotSupported},
		{"no AEAD", aes, alg.CTR, 16, psa.ErrNotSupported},
		{"a nonce of the original variant", chacha, alg.ChaCha20Poly1305, 8, psa.ErrNotSupported},
		{"an empty nonce", chacha, alg.ChaCha20Poly1305, 0, psa.ErrInvalidArgument},
		{"a nonce of 11 bytes", chacha, alg.ChaCha20Poly1305, 11, psa.ErrInvalidArgument},
		{"a nonce of 13 bytes", chacha, alg.ChaCha20Poly1305, 13, psa.ErrInvalidArgument},
		{"a nonce of 24 bytes", chacha, alg.ChaCha20Poly1305, 24, psa.ErrInvalidArgument},
		{"a short tag", chacha, alg.AEADWithShortenedTag(alg.ChaCha20Poly1305, 12), 12, psa.ErrNotSupported},
		{"an algorithm of other keys", chacha, alg.GCM, 12, psa.ErrNotSupported},
	} {
		g, nonce := c.k.grant(c.a), make([]byte, c.nonce)
		_, err := c.k.d.Seal(ctx, g, nil, nonce, nil, nil)
		wantStatus(t, "Seal with "+c.what, err, c.want)
		_, err = c.k.d.Open(ctx, g, nil, nonce, make([]byte, 32), nil)
		wantStatus(t, "Open with "+c.what, err, c.want)
		_, err = c.k.d.NewAEAD(ctx, g, driver.AEADSetup{Encrypt: true, Nonce: nonce})
		wantStatus(t, "NewAEAD with "+c.what, err, c.want)
	}
	for _, c := range []struct {
		k    symKey
		a    alg.Algorithm
		most uint64
	}{{aes, alg.GCM, 1<<36 - 32}, {chacha, alg.ChaCha20Poly1305, 1<<38 - 64}} {
		for text, want := range map[uint64]psa.Status{c.most: psa.Success, c.most + 1: psa.ErrInvalidArgument, ^uint64(0): psa.ErrInvalidArgument} {
			_, err := c.k.d.NewAEAD(ctx, c.k.grant(c.a), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 12), HasLengths: true, TextLen: text})
			wantStatus(t, fmt.Sprintf("%v with %d bytes of text announced", c.a, text), err, want)
		}
		op, err := c.k.d.NewAEAD(ctx, c.k.grant(c.a), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 12)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := op.Update(ctx, nil, []byte("text")); err != nil {
			t.Fatal(err)
		}
		wantStatus(t, "additional data after text", op.UpdateAD(ctx, []byte("late")), psa.ErrBadState)
	}
	_, err := aes.d.NewAEAD(ctx, aes.grant(alg.GCM), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 12), HasLengths: true, ADLen: 1 << 61})
	wantStatus(t, "GCM with 2^61 bytes of additional data announced", err, psa.ErrInvalidArgument)
}

func TestAEADAllocatesNothing(t *testing.T) {
	ctx := context.Background()
	dst, nonce, text, ad := make([]byte, 0, 300), make([]byte, 12), make([]byte, 256), make([]byte, 13)
	aes, chacha := importSym(t, keytype.AES, make([]byte, 16)), importSym(t, keytype.ChaCha20, make([]byte, 32))
	for _, c := range []struct {
		k symKey
		a alg.Algorithm
	}{{aes, alg.GCM}, {aes, gcmWithTag(12)}, {chacha, alg.ChaCha20Poly1305}} {
		g := c.k.grant(c.a)
		sealed, err := c.k.d.Seal(ctx, g, nil, nonce, text, ad)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { c.k.d.Seal(ctx, g, dst, nonce, text, ad) }); n != 0 {
			t.Errorf("%v: Seal allocates %v times", c.a, n)
		}
		if n := testing.AllocsPerRun(100, func() { c.k.d.Open(ctx, g, dst, nonce, sealed, ad) }); n != 0 {
			t.Errorf("%v: Open allocates %v times", c.a, n)
		}
		op, err := c.k.d.NewAEAD(ctx, g, driver.AEADSetup{Encrypt: true, Nonce: nonce})
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { op.Update(ctx, dst, text) }); n != 0 {
			t.Errorf("%v: Update allocates %v times", c.a, n)
		}
	}
}

func FuzzGCMChunks(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte("nonce nonce!"), []byte("additional"), []byte("the text"), uint8(6), uint64(1))
	f.Add(bytes.Repeat([]byte("k"), 32), []byte("n"), bytes.Repeat([]byte("a"), 300), bytes.Repeat([]byte("t"), 20000), uint8(0), uint64(2))
	f.Fuzz(func(t *testing.T, data, nonce, ad, text []byte, tag uint8, seed uint64) {
		if len(data) != 16 && len(data) != 24 && len(data) != 32 || len(nonce) == 0 {
			return
		}
		k, r := importSym(t, keytype.AES, data), mathrand.New(mathrand.NewPCG(seed, 0))
		a := gcmWithTag(gcmTags[int(tag)%len(gcmTags)])
		sealed, err := k.d.Seal(context.Background(), k.grant(a), nil, nonce, text, ad)
		if err != nil {
			t.Fatal(err)
		}
		if got := sealInChunks(t, r, k, a, nonce, text, ad); !bytes.Equal(got, sealed) {
			t.Fatalf("in parts %x, in one piece %x", got, sealed)
		}
		got, err := openInChunks(t, r, k, a, nonce, sealed[:len(text)], sealed[len(text):], ad)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("decryption in parts: %x, %v", got, err)
		}
	})
}

// TestChaChaPolyKnownAnswers: RFC 8439, section 2.8.2.
func TestChaChaPolyKnownAnswers(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.ChaCha20, vectors.Hex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"))
	got, err := k.d.Seal(ctx, k.grant(alg.ChaCha20Poly1305), nil, vectors.Hex(t, "070000004041424344454647"), []byte(sunscreen), vectors.Hex(t, "50515253c0c1c2c3c4c5c6c7"))
	const want = "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36" +
		"92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116" + "1ae10b594f09e26a7e902ecbd0600691"
	if err != nil || hex.EncodeToString(got) != want {
		t.Errorf("ChaCha20-Poly1305 = %x, %v", got, err)
	}
}

const sunscreen = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
