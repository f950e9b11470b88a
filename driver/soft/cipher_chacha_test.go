package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// chachaAnswers are key streams where text is empty, and else ciphertexts.
var chachaAnswers = []struct{ name, key, iv, text, want string }{
	{"RFC 8439, A.1, 1", strings.Repeat("00", 32), strings.Repeat("00", 12), "",
		"76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"},
	{"RFC 8439, A.1, 2", strings.Repeat("00", 32), "01000000" + strings.Repeat("00", 12), "",
		"9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"},
	{"RFC 8439, 2.4.2", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "01000000" + "000000000000004a00000000", sunscreen,
		"6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8" +
			"07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab77937365af90bbf74a35be6b40b8eedf2785e42874d"},
	// The original nonce of 8 bytes.
	{"draft-agl-tls-chacha20poly1305-04, 7", strings.Repeat("00", 32), "0000000000000001", "",
		"de9cba7bf3d69ef5e786dc63973f653a0b49e015adbff7134fcb7df137821031e85a050278a7084527214f73efc7fa5b5277062eb7a0433e445f41e3"},
	{"draft-agl-tls-chacha20poly1305-04, 7", strings.Repeat("00", 32), "0100000000000000", "",
		"ef3fdfd6c61578fbf5cf35bd3dd33b8009631634d21e42ac33960bd138e50d32111e4caf237ee53ca8ad6426194a88545ddc497a0b466e7d6bbdb0041b2f586b"},
}

func TestChaCha20KnownAnswers(t *testing.T) {
	ctx := context.Background()
	for _, c := range chachaAnswers {
		k, iv := importSym(t, keytype.ChaCha20, vectors.Hex(t, c.key)), vectors.Hex(t, c.iv)
		text := []byte(c.text)
		if c.text == "" {
			text = make([]byte, len(c.want)/2)
		}
		g := k.grant(alg.StreamCipher)
		got, err := k.d.EncryptCipher(ctx, g, []byte("head"), iv, text)
		if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != c.want {
			t.Errorf("%s: %x, %v, want %s", c.name, got, err, c.want)
		}
		got, err = k.d.DecryptCipher(ctx, g, nil, iv, vectors.Hex(t, c.want))
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: decryption gives %x, %v", c.name, got, err)
		}
	}
}

func TestChaCha20InChunks(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(14, 14))
	for range 200 {
		k := importSym(t, keytype.ChaCha20, randomBytes(r, 32))
		iv, text := randomBytes(r, []int{8, 12, 16}[r.IntN(3)]), randomBytes(r, r.IntN(500))
		want, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, iv, text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cipherInChunks(t, r, k, alg.StreamCipher, true, iv, text)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("ChaCha20 of %d bytes in parts: %x, %v, in one piece %x", len(text), got, err, want)
		}
		if got, err = cipherInChunks(t, r, k, alg.StreamCipher, false, iv, want); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("ChaCha20 of %d bytes, decryption in parts: %x, %v", len(text), got, err)
		}
	}
}

// TestChaCha20AgainstOpenSSL: OpenSSL's IV is the counter and the nonce, and its counter runs on into the next word.
func TestChaCha20AgainstOpenSSL(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(15, 15))
	for _, size := range []int{8, 12, 16} {
		data, iv, text := randomBytes(r, 32), randomBytes(r, size), randomBytes(r, 1000)
		if size == 16 {
			iv[3] = 0 // far from the end
		}
		full := append(make([]byte, 16-size), iv...)
		want := openssl(t, text, "enc", "-chacha20", "-K", hex.EncodeToString(data), "-iv", hex.EncodeToString(full))
		k := importSym(t, keytype.ChaCha20, data)
		got, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, iv, text)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("ChaCha20 with an IV of %d bytes differs from OpenSSL: %v", size, err)
		}
	}
}

// TestChaCha20CounterEnds: the counter of 32 bits ends, that of 64 bits goes on.
func TestChaCha20CounterEnds(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(16, 16))
	k := importSym(t, keytype.ChaCha20, randomBytes(r, 32))
	g := k.grant(alg.StreamCipher)
	nonce := randomBytes(r, 8)
	at := func(low, high string) []byte { // one block of key stream
		b, err := k.d.EncryptCipher(ctx, g, nil, append(vectors.Hex(t, low+high), nonce...), make([]byte, 64))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	last := append(vectors.Hex(t, "ffffffff00000000"), nonce...)
	_, err := k.d.EncryptCipher(ctx, g, nil, last, make([]byte, 65))
	wantStatus(t, "a byte beyond the last block", err, psa.ErrInvalidArgument)
	op, err := k.d.NewCipher(ctx, g, true, last)
	if err != nil {
		t.Fatal(err)
	}
	for range 64 {
		if _, err := op.Update(ctx, nil, []byte{0}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = op.Update(ctx, nil, []byte{0})
	wantStatus(t, "a byte beyond the last block in parts", err, psa.ErrInvalidArgument)

	s, err := newChaChaStream(k.key.(*chachaKey).bytes, nonce)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.start(0xfffffffe); err != nil { // as if 2^38-128 bytes had passed
		t.Fatal(err)
	}
	want := bytes.Join([][]byte{at("feffffff", "00000000"), at("ffffffff", "00000000"), at("00000000", "01000000"), at("01000000", "01000000")}, nil)
	got := make([]byte, 256)
	for _, part := range cut(r, got) {
		if err := s.check(len(part)); err != nil {
			t.Fatal(err)
		}
		s.XORKeyStream(part, part)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("over the end of the lower half: %x, want %x", got, want)
	}
}

func TestChaCha20Refused(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.ChaCha20, make([]byte, 32))
	for _, size := range []int{0, 1, 7, 9, 11, 13, 15, 17, 24} {
		_, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, make([]byte, size), nil)
		wantStatus(t, "an IV of a wrong length", err, psa.ErrInvalidArgument)
		_, err = k.d.NewCipher(ctx, k.grant(alg.StreamCipher), false, make([]byte, size))
		wantStatus(t, "an IV of a wrong length in parts", err, psa.ErrInvalidArgument)
	}
	_, err := k.d.EncryptCipher(ctx, k.grant(alg.CTR), nil, make([]byte, 16), nil)
	wantStatus(t, "CTR", err, psa.ErrNotSupported)
}
