package soft

import (
	"context"
	"crypto/cipher"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
	"github.com/psacrypto/psa/keytype"
)

// BenchmarkBlockCiphers measures the modes over each cipher at 16 KiB, with the bare cipher beside them: many blocks at once, and one after the other, which is
// the least that modes cost where each block waits for the one before.
func BenchmarkBlockCiphers(b *testing.B) {
	ctx := context.Background()
	const size = 16384
	dst, text := make([]byte, 0, size+64), make([]byte, size)
	run := func(b *testing.B, name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, c := range []struct {
		typ  keytype.Type
		bits int
	}{{keytype.AES, 128}, {keytype.ARIA, 128}, {keytype.ARIA, 256}, {keytype.Camellia, 128}, {keytype.Camellia, 256}, {keytype.SM4, 128}, {keytype.DES, 192}} {
		data := make([]byte, c.bits/8)
		setParity(data)
		k := importSym(b, c.typ, data)
		block := k.key.(*blockKey).block
		b.Run(keytype.Name(c.typ, c.bits), func(b *testing.B) {
			run(b, "bare/many", func() error { sp80038a.ECB(block, true, dst[:size], text); return nil })
			run(b, "bare/serial", func() error { return serial(block, text) })
			for _, a := range []alg.Algorithm{alg.CTR, alg.CBCNoPadding, alg.CFB, alg.CCMStarNoTag, alg.XTS} {
				k := k
				if a == alg.XTS {
					k = importSym(b, c.typ, append(data[:len(data):len(data)], data...))
				}
				if _, ok := alg.KeyFits(a, c.typ, k.attrs.Bits); !ok {
					continue
				}
				iv := make([]byte, alg.IVLength(c.typ, a))
				run(b, a.String()+"/encrypt", func() error { _, err := k.d.EncryptCipher(ctx, k.grant(a), dst, iv, text); return err })
				run(b, a.String()+"/decrypt", func() error { _, err := k.d.DecryptCipher(ctx, k.grant(a), dst, iv, text); return err })
			}
			for _, a := range []alg.Algorithm{alg.GCM, alg.CCM} {
				if _, ok := alg.KeyFits(a, c.typ, c.bits); !ok {
					continue
				}
				nonce := make([]byte, alg.NonceLength(c.typ, a))
				run(b, a.String(), func() error { _, err := k.d.Seal(ctx, k.grant(a), dst, nonce, text, nil); return err })
			}
			run(b, "CMAC", func() error { _, err := k.d.MAC(ctx, k.grant(alg.CMAC), dst, text); return err })
		})
	}
}

func serial(block cipher.Block, text []byte) error {
	size := block.BlockSize()
	for i := 0; i < len(text); i += size {
		block.Encrypt(text[i:i+size], text[i:i+size])
	}
	return nil
}
