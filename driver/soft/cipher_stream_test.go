package soft

import (
	"bytes"
	"context"
	"encoding/json"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// RFC 6229: the first 16 bytes of the key stream.
func TestARC4(t *testing.T) {
	ctx := context.Background()
	for _, v := range [][2]string{
		{"0102030405", "b2396305f03dc027ccc3524a0a1118a8"},
		{"0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97"},
		{"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", "eaa6bd25880bf93d3f5d1e4ca2611d91"},
	} {
		k := importSym(t, keytype.ARC4, vectors.Hex(t, v[0]))
		out, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, nil, make([]byte, 16))
		if err != nil || !bytes.Equal(out, vectors.Hex(t, v[1])) {
			t.Errorf("key %s: %x, %v", v[0], out, err)
		}
		_, err = k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, make([]byte, 8), nil)
		wantStatus(t, "an IV", err, psa.ErrInvalidArgument)
		_, err = k.d.NewCipher(ctx, k.grant(alg.StreamCipher), true, make([]byte, 8))
		wantStatus(t, "an IV in parts", err, psa.ErrInvalidArgument)
	}
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.2, which has the counters 0 and 1.
func TestXChaCha20(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.XChaCha20, vectors.Hex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"))
	nonce := vectors.Hex(t, "404142434445464748494a4b4c4d4e4f5051525354555658")
	text := []byte(`The dhole (pronounced "dole") is also known as the Asiatic wild dog, red dog, and whistling dog. It is about the size of a German shepherd but looks more like a long-legged fox. This highly elusive and skilled jumper is classified with wolves, coyotes, jackals, and foxes in the taxonomic family Canidae.`)
	for counter, want := range map[byte]string{0: "4559abba4e48c16102e8bb2c05e6947f50a786de162f9b0b7e592a9b53d0d4e9", 1: "7d0a2e6b7f7c65a236542630294e063b7ab9b555a5d5149aa21e4ae1e4fbce87"} {
		iv := append([]byte{counter, 0, 0, 0, 0, 0, 0, 0}, nonce...)
		got, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, iv, text)
		if err != nil || !bytes.HasPrefix(got, vectors.Hex(t, want)) {
			t.Errorf("counter %d: %x, %v", counter, got, err)
		}
		back, err := k.d.DecryptCipher(ctx, k.grant(alg.StreamCipher), nil, iv, got)
		if err != nil || !bytes.Equal(back, text) {
			t.Errorf("counter %d: back comes %q, %v", counter, back, err)
		}
		// The counter has 64 bits: behind block 2^32-1 comes block 2^32.
		if counter == 0 {
			plain, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, nonce, text)
			if err != nil || !bytes.Equal(plain, got) {
				t.Errorf("without counter: %x, %v", plain, err)
			}
		}
	}
	crossing := append([]byte{255, 255, 255, 255, 0, 0, 0, 0}, nonce...)
	both, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, crossing, make([]byte, 128))
	wantStatus(t, "over the border of the lower half", err, psa.Success)
	next := append([]byte{0, 0, 0, 0, 1, 0, 0, 0}, nonce...)
	second, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, next, make([]byte, 64))
	wantStatus(t, "the upper half", err, psa.Success)
	if !bytes.Equal(both[64:], second) {
		t.Errorf("block 2^32 is %x and %x", both[64:], second)
	}
	for _, n := range []int{0, 8, 12, 16, 23, 25, 31, 33} {
		_, err := k.d.EncryptCipher(ctx, k.grant(alg.StreamCipher), nil, make([]byte, n), nil)
		wantStatus(t, "an IV of a wrong length", err, psa.ErrInvalidArgument)
	}
}

// The samples of NIST's ACVP for CFB with segments of 128 bits, and OFB.
func TestFeedbackACVP(t *testing.T) {
	ctx := context.Background()
	for name, a := range map[string]alg.Algorithm{"aes/ACVP-AES-CFB128-1.0.json": alg.CFB, "aes/ACVP-AES-OFB-1.0.json": alg.OFB} {
		var set struct {
			TestGroups []struct {
				TestType string
				Tests    []struct{ Key, IV, Pt, Ct string }
			}
		}
		if err := json.Unmarshal(vectors.Read(t, name), &set); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, g := range set.TestGroups {
			if g.TestType != "AFT" {
				continue
			}
			for _, c := range g.Tests {
				k, iv, pt, ct := importSym(t, keytype.AES, vectors.Hex(t, c.Key)), vectors.Hex(t, c.IV), vectors.Hex(t, c.Pt), vectors.Hex(t, c.Ct)
				got, err := k.d.EncryptCipher(ctx, k.grant(a), nil, iv, pt)
				if err != nil || !bytes.Equal(got, ct) {
					t.Errorf("%v encrypts %s to %x, %v", a, c.Pt, got, err)
				}
				got, err = k.d.DecryptCipher(ctx, k.grant(a), nil, iv, ct)
				if err != nil || !bytes.Equal(got, pt) {
					t.Errorf("%v decrypts %s to %x, %v", a, c.Ct, got, err)
				}
				n++
			}
		}
		if n < 100 {
			t.Errorf("%s has %d cases", name, n)
		}
	}
}

// XTS in parts, cut anywhere, in place and apart, is XTS in one piece.
func TestXTSInParts(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(3, 9))
	k := importSym(t, keytype.AES, vectors.Hex(t, strings.Repeat("0123456789abcdef", 8)))
	g := k.grant(alg.XTS)
	for n := 16; n < 100; n++ {
		for _, encrypt := range []bool{true, false} {
			text, iv := randomBytes(r, n), randomBytes(r, 16)
			crypt := k.d.DecryptCipher
			if encrypt {
				crypt = k.d.EncryptCipher
			}
			want, err := crypt(ctx, g, nil, iv, text)
			wantStatus(t, "in one piece", err, psa.Success)
			op, err := k.d.NewCipher(ctx, g, encrypt, iv)
			wantStatus(t, "setup", err, psa.Success)
			var got []byte
			for _, part := range cut(r, bytes.Clone(text)) {
				promised := op.Pending(len(part))
				// The output begins where the input does.
				room := append(make([]byte, 0, len(part)+32), part...)
				out, err := op.Update(ctx, room[:0], room)
				wantStatus(t, "update", err, psa.Success)
				if len(out) != promised {
					t.Errorf("%d bytes come, %d were promised", len(out), promised)
				}
				got = append(got, out...)
			}
			got, err = op.Finish(ctx, got)
			wantStatus(t, "finish", err, psa.Success)
			if !bytes.Equal(got, want) {
				t.Errorf("%d bytes in parts: %x, want %x", n, got, want)
			}
		}
	}
	op, err := k.d.NewCipher(ctx, g, true, make([]byte, 16))
	wantStatus(t, "setup", err, psa.Success)
	_, err = op.Update(ctx, nil, make([]byte, 15))
	wantStatus(t, "update", err, psa.Success)
	_, err = op.Finish(ctx, nil)
	wantStatus(t, "15 bytes", err, psa.ErrInvalidArgument)
	_, err = k.d.EncryptCipher(ctx, g, nil, make([]byte, 16), make([]byte, 15))
	wantStatus(t, "15 bytes", err, psa.ErrInvalidArgument)
}
