package soft

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

var benchSizes = []struct {
	n    int
	name string
}{{64, "64B"}, {1024, "1KiB"}, {65536, "64KiB"}}

// compare runs the driver and the bare primitive on texts of each size. What set up returns is run for each text.
func compare(b *testing.B, sides map[string]func(dst, text []byte) func()) {
	for _, size := range benchSizes {
		for _, side := range []string{"ours", "parts", "bare", "reused"} {
			setUp, ok := sides[side]
			if !ok {
				continue
			}
			b.Run(size.name+"/"+side, func(b *testing.B) {
				do := setUp(make([]byte, 0, size.n+64), make([]byte, size.n))
				b.SetBytes(int64(size.n))
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
			})
		}
	}
}

// must ends a benchmark that would measure errors.
func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkHash(b *testing.B) {
	ctx, d := context.Background(), New(nil)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := d.Hash(ctx, alg.SHA256, dst, text)
				must(b, err)
			}
		},
		"bare": func(dst, text []byte) func() {
			return func() {
				s := sha256.Sum256(text)
				_ = append(dst, s[:]...)
			}
		},
	})
}

func BenchmarkHMAC(b *testing.B) {
	ctx := context.Background()
	secret := make([]byte, 32)
	k := importSym(b, keytype.HMAC, secret)
	g := k.grant(alg.HMAC(alg.SHA256))
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.MAC(ctx, g, dst, text)
				must(b, err)
			}
		},
		"bare": func(dst, text []byte) func() {
			return func() {
				m := hmac.New(sha256.New, secret)
				m.Write(text)
				m.Sum(dst)
			}
		},
		"reused": func(dst, text []byte) func() {
			m := hmac.New(sha256.New, secret)
			return func() {
				m.Reset()
				m.Write(text)
				m.Sum(dst)
			}
		},
	})
}

// BenchmarkCMAC has as its bare side one block after the other, which is the least that CMAC costs; the standard library has no CMAC.
func BenchmarkCMAC(b *testing.B) {
	ctx := context.Background()
	k := importSym(b, keytype.AES, make([]byte, 16))
	g := k.grant(alg.CMAC)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.MAC(ctx, g, dst, text)
				must(b, err)
			}
		},
		"bare": func(_, text []byte) func() {
			block, err := aes.NewCipher(make([]byte, 16))
			must(b, err)
			x := make([]byte, 16)
			return func() {
				for range len(text) / 16 {
					block.Encrypt(x, x)
				}
			}
		},
	})
}

func benchAEAD(b *testing.B, k symKey, a alg.Algorithm, bare cipher.AEAD) {
	ctx := context.Background()
	g := k.grant(a)
	nonce, ad := make([]byte, 12), make([]byte, 13)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.Seal(ctx, g, dst, nonce, text, ad)
				must(b, err)
			}
		},
		"parts": func(dst, text []byte) func() {
			tag := make([]byte, 0, 16)
			return func() {
				op, err := k.d.NewAEAD(ctx, g, driver.AEADSetup{Encrypt: true, Nonce: nonce})
				must(b, err)
				must(b, op.UpdateAD(ctx, ad))
				_, err = op.Update(ctx, dst, text)
				must(b, err)
				_, _, err = op.Finish(ctx, dst, tag)
				must(b, err)
			}
		},
		"bare": func(dst, text []byte) func() { return func() { bare.Seal(dst, nonce, text, ad) } },
	})
}

func BenchmarkAESGCM(b *testing.B) {
	key := make([]byte, 16)
	block, err := aes.NewCipher(key)
	must(b, err)
	bare, err := cipher.NewGCM(block)
	must(b, err)
	benchAEAD(b, importSym(b, keytype.AES, key), alg.GCM, bare)
}

func BenchmarkChaCha20Poly1305(b *testing.B) {
	key := make([]byte, 32)
	bare, err := chacha20poly1305.New(key)
	must(b, err)
	benchAEAD(b, importSym(b, keytype.ChaCha20, key), alg.ChaCha20Poly1305, bare)
}

func BenchmarkAESCBC(b *testing.B) {
	ctx := context.Background()
	key, iv := make([]byte, 16), make([]byte, 16)
	k := importSym(b, keytype.AES, key)
	g := k.grant(alg.CBCNoPadding)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.DecryptCipher(ctx, g, dst, iv, text)
				must(b, err)
			}
		},
		"bare": func(dst, text []byte) func() {
			block, err := aes.NewCipher(key)
			must(b, err)
			return func() { cipher.NewCBCDecrypter(block, iv).CryptBlocks(dst[:len(text)], text) }
		},
	})
}

func BenchmarkAESCTR(b *testing.B) {
	ctx := context.Background()
	key, iv := make([]byte, 16), make([]byte, 16)
	k := importSym(b, keytype.AES, key)
	g := k.grant(alg.CTR)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.EncryptCipher(ctx, g, dst, iv, text)
				must(b, err)
			}
		},
		"bare": func(dst, text []byte) func() {
			block, err := aes.NewCipher(key)
			must(b, err)
			return func() { cipher.NewCTR(block, iv).XORKeyStream(dst[:len(text)], text) }
		},
	})
}
