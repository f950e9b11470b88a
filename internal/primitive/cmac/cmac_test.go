package cmac

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	"hash"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

var _ hash.Hash = (*MAC)(nil)

const (
	rfc4493Key = "2b7e151628aed2a6abf7158809cf4f3c"
	// message is the example message of NIST SP 800-38A, appendix F, that RFC 4493 and SP 800-38B's examples use.
	message = "6bc1bee22e409f96e93d7e117393172a" + "ae2d8a571e03ac9c9eb76fac45af8e51" +
		"30c81c46a35ce411e5fbc1191a0a52ef" + "f69f2445df4f9b17ad2b417be66c3710"
)

// knownAnswers are RFC 4493, section 4, and the CMAC examples that NIST publishes with SP 800-38B (appendix D of its first edition).
var knownAnswers = []struct {
	name, key, k1, k2 string
	cipher            func([]byte) (cipher.Block, error)
	macs              map[int]string // by length of the message in bytes
}{
	{
		"AES-128", rfc4493Key, "fbeed618357133667c85e08f7236a8de", "f7ddac306ae266ccf90bc11ee46d513b", aes.NewCipher,
		map[int]string{
			0:  "bb1d6929e95937287fa37d129b756746",
			16: "070a16b46b4d4144f79bdd9dd04a287c",
			40: "dfa66747de9ae63030ca32611497c827",
			64: "51f0bebf7e3b9d92fc49741779363cfe",
		},
	},
	{
		"AES-192", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "448a5b1c93514b273ee6439dd4daa296", "8914b63926a2964e7dcc873ba9b5452c", aes.NewCipher,
		map[int]string{
			0:  "d17ddf46adaacde531cac483de7a9367",
			16: "9e99a7bf31e710900662f65e617c5184",
			40: "8a1de5be2eb31aad089a82e6ee908b0e",
			64: "a1d5df0eed790f794d77589659f39a11",
		},
	},
	{
		"AES-256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "cad1ed03299eedac2e9a99808621502f", "95a3da06533ddb585d3533010c42a0d9", aes.NewCipher,
		map[int]string{
			0:  "028962f61b7bf89efc6b551f4667d983",
			16: "28a7023f452e8f82bd4bf28d8c37c35c",
			40: "aaf3d8f1de5640c232f5b169b9c911e6",
			64: "e1992190549f6ed5696a2c056c315410",
		},
	},
	{
		"three-key TDES", "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5", "9198e9d314e6535f", "2331d3a629cca6a5", des.NewTripleDESCipher,
		map[int]string{
			0:  "b7a688e122ffaf95",
			8:  "8e8f293136283797",
			20: "743ddbe0ce2dc2ed",
			32: "33e6b1092400eae5",
		},
	},
}

func TestKnownAnswers(t *testing.T) {
	for _, c := range knownAnswers {
		block, err := c.cipher(vectors.Hex(t, c.key))
		if err != nil {
			t.Fatal(err)
		}
		k, err := New(block)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(k.k1[:k.size]); got != c.k1 {
			t.Errorf("%s: K1 = %s, want %s", c.name, got, c.k1)
		}
		if got := hex.EncodeToString(k.k2[:k.size]); got != c.k2 {
			t.Errorf("%s: K2 = %s, want %s", c.name, got, c.k2)
		}
		for n, want := range c.macs {
			msg := vectors.Hex(t, message)[:n]
			if got := hex.EncodeToString(k.Sum(nil, msg)); got != want {
				t.Errorf("%s: MAC of %d bytes = %s, want %s", c.name, n, got, want)
			}
			m := k.NewMAC()
			for _, b := range msg {
				m.Write([]byte{b})
				m.Sum(nil) // must not disturb what follows
			}
			if got := hex.EncodeToString(m.Sum(nil)); got != want {
				t.Errorf("%s: MAC of %d bytes byte by byte = %s, want %s", c.name, n, got, want)
			}
			m.Reset()
			m.Write(msg)
			if got := hex.EncodeToString(m.Sum(nil)); got != want {
				t.Errorf("%s: MAC of %d bytes after a reset = %s, want %s", c.name, n, got, want)
			}
		}
	}
}

type oddBlock struct{ cipher.Block }

func (oddBlock) BlockSize() int { return 12 }

func TestBlockSize(t *testing.T) {
	if _, err := New(oddBlock{}); err == nil {
		t.Error("a block size of 12 bytes was accepted")
	}
}

func TestChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range knownAnswers {
		block, _ := c.cipher(vectors.Hex(t, c.key))
		k, _ := New(block)
		msg := make([]byte, 200)
		for i := range msg {
			msg[i] = byte(r.Uint32())
		}
		for range 200 {
			n := r.IntN(len(msg) + 1)
			m := k.NewMAC()
			for rest := msg[:n]; len(rest) > 0; {
				take := r.IntN(len(rest) + 1)
				m.Write(rest[:take])
				rest = rest[take:]
			}
			if got, want := m.Sum(nil), byTheBook(block, msg[:n], vectors.Hex(t, c.k1), vectors.Hex(t, c.k2)); !bytes.Equal(got, want) {
				t.Fatalf("%s: MAC of %d bytes in chunks = %x, want %x", c.name, n, got, want)
			}
		}
	}
}

// byTheBook is SP 800-38B, section 6.2, with the standard library's CBC and the subkeys of the examples.
func byTheBook(block cipher.Block, msg, k1, k2 []byte) []byte {
	size := block.BlockSize()
	m := bytes.Clone(msg)
	sub := k1
	if len(m) == 0 || len(m)%size != 0 {
		m = append(m, 0x80)
		for len(m)%size != 0 {
			m = append(m, 0)
		}
		sub = k2
	}
	for i, b := range sub {
		m[len(m)-size+i] ^= b
	}
	cipher.NewCBCEncrypter(block, make([]byte, size)).CryptBlocks(m, m)
	return m[len(m)-size:]
}

func TestWipe(t *testing.T) {
	block, _ := aes.NewCipher(vectors.Hex(t, rfc4493Key))
	k, _ := New(block)
	k.Wipe()
	if k.k1 != [16]byte{} || k.k2 != [16]byte{} {
		t.Error("subkeys are left after Wipe")
	}
}

func TestSumAllocatesNothing(t *testing.T) {
	block, _ := aes.NewCipher(vectors.Hex(t, rfc4493Key))
	k, _ := New(block)
	msg, dst := make([]byte, 100), make([]byte, 0, 16)
	if n := testing.AllocsPerRun(100, func() { k.Sum(dst, msg) }); n != 0 {
		t.Errorf("Sum allocates %v times", n)
	}
}

func BenchmarkSum(b *testing.B) {
	block, _ := aes.NewCipher(vectors.Hex(b, rfc4493Key))
	k, _ := New(block)
	for _, n := range []int{64, 1024, 65536} {
		msg, dst := make([]byte, n), make([]byte, 0, 16)
		b.Run(sizeName(n)+"/ours", func(b *testing.B) {
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				k.Sum(dst, msg)
			}
		})
		b.Run(sizeName(n)+"/bare", func(b *testing.B) { // one block after the other, which is the least that CMAC costs
			b.SetBytes(int64(n))
			x := make([]byte, 16)
			for b.Loop() {
				for range n / 16 {
					block.Encrypt(x, x)
				}
			}
		})
	}
}

func sizeName(n int) string {
	return map[int]string{64: "64B", 1024: "1KiB", 65536: "64KiB"}[n]
}
