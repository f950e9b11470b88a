package soft

import (
	"bytes"
	"context"
	stdcipher "crypto/cipher"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/xts"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// opensslCipher is OpenSSL's name of a cipher, before that of the mode.
func opensslCipher(t keytype.Type, bits int) string {
	switch t {
	case keytype.SM4:
		return "sm4"
	case keytype.DES:
		return map[int]string{64: "des", 128: "des-ede", 192: "des-ede3"}[bits]
	}
	return fmt.Sprintf("%s-%d", strings.ToLower(t.String()), bits)
}

// TestModesAgainstOpenSSL compares random texts of up to 300 bytes.
func TestModesAgainstOpenSSL(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(51, 51))
	legacy := []string{"-provider", "legacy", "-provider", "default"}
	for _, c := range []struct {
		typ  keytype.Type
		bits []int
	}{{keytype.AES, []int{128, 192, 256}}, {keytype.ARIA, []int{128, 192, 256}}, {keytype.Camellia, []int{128, 192, 256}}, {keytype.SM4, []int{128}},
		{keytype.DES, []int{64, 128, 192}}} {
		for _, bits := range c.bits {
			for _, mode := range []struct {
				a    alg.Algorithm
				name string
			}{{alg.ECBNoPadding, "ecb"}, {alg.CBCNoPadding, "cbc"}, {alg.CBCPKCS7, "cbc"}, {alg.CFB, "cfb"}, {alg.OFB, "ofb"}, {alg.CTR, "ctr"}} {
				if c.typ == keytype.DES && mode.a == alg.CTR {
					continue // OpenSSL has none
				}
				for range 3 {
					data, text := randomKey(r, c.typ, bits), aText(r, c.typ, mode.a, 301)
					iv := randomBytes(r, alg.IVLength(c.typ, mode.a))
					name := opensslCipher(c.typ, bits) + "-" + mode.name
					if c.typ == keytype.DES && bits > 64 && mode.name == "ecb" {
						name = opensslCipher(c.typ, bits)
					}
					args := []string{"enc", "-" + name, "-K", hex.EncodeToString(data)}
					if len(iv) > 0 {
						args = append(args, "-iv", hex.EncodeToString(iv))
					}
					if mode.a == alg.ECBNoPadding || mode.a == alg.CBCNoPadding {
						args = append(args, "-nopad")
					}
					if bits == 64 {
						args = append(args, legacy...)
					}
					want := openssl(t, text, args...)
					k := importSym(t, c.typ, data)
					got, err := k.d.EncryptCipher(ctx, k.grant(mode.a), nil, iv, text)
					if err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s of %d bytes = %x, %v, OpenSSL says %x", name, len(text), got, err, want)
					}
					if got, err := cipherInChunks(t, r, k, mode.a, true, iv, text); err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s of %d bytes in parts = %x, %v, OpenSSL says %x", name, len(text), got, err, want)
					}
				}
			}
			// CBC-MAC is the end of CBC.
			data, msg := randomKey(r, c.typ, bits), randomBytes(r, r.IntN(301))
			k := importSym(t, c.typ, data)
			args := []string{"mac", "-cipher", strings.ToUpper(opensslCipher(c.typ, bits)) + "-CBC", "-macopt", "hexkey:" + hex.EncodeToString(data), "-in", "-"}
			if c.typ != keytype.DES || bits == 192 { // of DES, OpenSSL takes three keys alone
				want := strings.ToLower(strings.TrimSpace(string(openssl(t, msg, append(args, "CMAC")...))))
				if got, err := k.d.MAC(ctx, k.grant(alg.CMAC), nil, msg); err != nil || hex.EncodeToString(got) != want {
					t.Errorf("CMAC with %v, %d bits = %x, %v, OpenSSL says %s", c.typ, bits, got, err, want)
				}
			}
			size := c.typ.BlockCipherBlockLength()
			padded := append(bytes.Clone(msg), make([]byte, (size-len(msg)%size)%size)...)
			args = []string{"enc", "-" + opensslCipher(c.typ, bits) + "-cbc", "-nopad", "-K", hex.EncodeToString(data), "-iv", strings.Repeat("00", size)}
			if bits == 64 {
				args = append(args, legacy...)
			}
			if want := openssl(t, padded, args...); len(want) > 0 {
				if got, err := k.d.MAC(ctx, k.grant(alg.CBCMAC), nil, msg); err != nil || !bytes.Equal(got, want[len(want)-size:]) {
					t.Errorf("CBC-MAC with %v, %d bits = %x, %v, OpenSSL says %x", c.typ, bits, got, err, want[len(want)-size:])
				}
			}
		}
	}
}

func TestARC4AgainstOpenSSL(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(52, 52))
	for range 10 {
		data, text := randomBytes(r, 16), randomBytes(r, r.IntN(300))
		want := openssl(t, text, "enc", "-rc4", "-K", hex.EncodeToString(data), "-provider", "legacy", "-provider", "default")
		k := importSym(t, keytype.ARC4, data)
		got, err := k.d.EncryptCipher(context.Background(), k.grant(alg.StreamCipher), nil, nil, text)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("ARC4 of %d bytes = %x, %v, OpenSSL says %x", len(text), got, err, want)
		}
	}
}

// oneByOne hides that a cipher takes many blocks at once, so that crypto/cipher's own modes are taken.
type oneByOne struct{ stdcipher.Block }

// TestGCMAgainstStandardLibrary: crypto/cipher has GCM of any cipher, by tables.
func TestGCMAgainstStandardLibrary(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(53, 53))
	for range 100 {
		for _, typ := range []keytype.Type{keytype.ARIA, keytype.Camellia, keytype.SM4} {
			c := randomUse(t, r, typ, 128, alg.GCM)
			std, err := stdcipher.NewGCMWithNonceSize(oneByOne{c.k.key.(*blockKey).block}, len(c.nonce))
			if err != nil {
				t.Fatal(err)
			}
			want := std.Seal(nil, c.nonce, c.text, c.ad)
			got, err := c.k.d.Seal(ctx, c.k.grant(alg.GCM), nil, c.nonce, c.text, c.ad)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%v with %v differs from the standard library: %v", c, typ, err)
			}
		}
	}
}

// TestXTSAgainstLibrary: golang.org/x/crypto has XTS of any cipher for whole blocks.
func TestXTSAgainstLibrary(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(54, 54))
	for _, typ := range []keytype.Type{keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4} {
		for _, bits := range []int{256, 384, 512} {
			if !typ.BitsValid(bits) {
				continue
			}
			data := randomBytes(r, bits/8)
			k := importSym(t, typ, data)
			start := k.key.(*blockKey).row.start
			std, err := xts.NewCipher(start, data)
			if err != nil {
				t.Fatal(err)
			}
			for range 10 {
				sector, text := r.Uint64(), randomBytes(r, 16*(1+r.IntN(200)))
				iv := make([]byte, 16)
				for i := range 8 {
					iv[i] = byte(sector >> (8 * i))
				}
				want := make([]byte, len(text))
				std.Encrypt(want, text, sector)
				got, err := k.d.EncryptCipher(ctx, k.grant(alg.XTS), nil, iv, text)
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("XTS with %v, %d bits, of %d bytes differs: %v", typ, bits, len(text), err)
				}
			}
		}
	}
}

// TestCCMByTheBook: SP 800-38C, section 6.1, made of the driver's CBC and CTR.
func TestCCMByTheBook(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(55, 55))
	for range 60 {
		for _, typ := range []keytype.Type{keytype.ARIA, keytype.Camellia, keytype.SM4} {
			c := randomUse(t, r, typ, 128, alg.CCM)
			q := 15 - len(c.nonce)
			b := slices.Concat([]byte{byte(14/2<<3 | (q - 1))}, c.nonce, make([]byte, q))
			b[14], b[15] = byte(len(c.text)>>8), byte(len(c.text))
			if len(c.ad) > 0 {
				b[0] |= 0x40
				b = append(b, byte(len(c.ad)>>8), byte(len(c.ad)))
				b = append(b, c.ad...)
				b = append(b, make([]byte, -len(b)&15)...)
			}
			b = append(b, c.text...)
			b = append(b, make([]byte, -len(b)&15)...)
			mac, err := c.k.d.MAC(ctx, c.k.grant(alg.CBCMAC), nil, b)
			if err != nil {
				t.Fatal(err)
			}
			counter := slices.Concat([]byte{byte(q - 1)}, c.nonce, make([]byte, q))
			out, err := c.k.d.EncryptCipher(ctx, c.k.grant(alg.CTR), nil, counter, slices.Concat(mac, c.text))
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Concat(out[16:], out[:16])
			got, err := c.k.d.Seal(ctx, c.k.grant(alg.CCM), nil, c.nonce, c.text, c.ad)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%v with %v: %x, %v, want %x", c, typ, got, err, want)
			}
			free, err := c.k.d.EncryptCipher(ctx, c.k.grant(alg.CCMStarNoTag), nil, c.nonce, c.text)
			if err != nil || !bytes.Equal(free, out[16:]) {
				t.Fatalf("%v with %v: CCM* without a tag gives %x, %v, want %x", c, typ, free, err, out[16:])
			}
		}
	}
}
