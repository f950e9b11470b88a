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

const (
	sp80038aText = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
	sp80038aIV   = "000102030405060708090a0b0c0d0e0f"
	sp80038aCtr  = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
)

var sp80038aKeys = [...]string{
	"2b7e151628aed2a6abf7158809cf4f3c",
	"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
	"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
}

// cipherAnswers are NIST SP 800-38A, appendices F.1 to F.5, for the keys of 128, 192 and 256 bits.
var cipherAnswers = []struct {
	a           alg.Algorithm
	iv          string
	ciphertexts [3]string
}{
	{alg.ECBNoPadding, "", [3]string{
		"3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4",
		"bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eefef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e",
		"f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7",
	}},
	{alg.CBCNoPadding, sp80038aIV, [3]string{
		"7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7",
		"4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd",
		"f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
	}},
	{alg.CFB, sp80038aIV, [3]string{
		"3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6",
		"cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff",
		"dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407bdf10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471",
	}},
	{alg.OFB, sp80038aIV, [3]string{
		"3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed8259740051e9c5fecf64344f7a82260edcc304c6528f659c77866a510d9c1d6ae5e",
		"cdc80d6fddf18cab34c25909c99a4174fcc28b8d4c63837c09e81700c11004018d9a9aeac0f6596f559c6d4daf59a5f26d9f200857ca6c3e9cac524bd9acc92a",
		"dc7e84bfda79164b7ecd8486985d38604febdc6740d20b3ac88f6ad82a4fb08d71ab47a086e86eedf39d1c5bba97c4080126141d67f37be8538f5a8be740e484",
	}},
	{alg.CTR, sp80038aCtr, [3]string{
		"874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
		"1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e941e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050",
		"601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
	}},
}

func TestCipherKnownAnswers(t *testing.T) {
	ctx := context.Background()
	text := vectors.Hex(t, sp80038aText)
	for _, c := range cipherAnswers {
		for i, want := range c.ciphertexts {
			k, iv := importSym(t, keytype.AES, vectors.Hex(t, sp80038aKeys[i])), vectors.Hex(t, c.iv)
			got, err := k.d.EncryptCipher(ctx, k.grant(c.a), []byte("head"), iv, text)
			if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != want {
				t.Errorf("%v, key %d: %x, %v, want %s", c.a, i, got, err, want)
			}
			got, err = k.d.DecryptCipher(ctx, k.grant(c.a), []byte("head"), iv, vectors.Hex(t, want))
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], text) {
				t.Errorf("%v, key %d: decryption gives %x, %v", c.a, i, got, err)
			}
		}
	}
	// Wycheproof, aes_cbc_pkcs5_test.json, cases 1 and 2.
	for _, c := range [][4]string{
		{"e34f15c7bd819930fe9d66e0c166e61c", "da9520f7d3520277035173299388bee2", "", "b10ab60153276941361000414aed0a9d"},
		{"e09eaa5a3f5e56d279d5e7a03373f6ea", "c9ee3cd746bf208c65ca9e72a266d54f", "ef4eab37181f98423e53e947e7050fd0", "d1fa697f3e2e04d64f1a0da203813ca5bc226a0b1d42287b2a5b994a66eaf14a"},
	} {
		k := importSym(t, keytype.AES, vectors.Hex(t, c[0]))
		got, err := k.d.EncryptCipher(ctx, k.grant(alg.CBCPKCS7), nil, vectors.Hex(t, c[1]), vectors.Hex(t, c[2]))
		if err != nil || hex.EncodeToString(got) != c[3] {
			t.Errorf("CBC with PKCS#7 of %s: %x, %v, want %s", c[2], got, err, c[3])
		}
	}
}

func TestCiphersAgainstOpenSSL(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(7, 7))
	for _, size := range []int{16, 24, 32} {
		for _, mode := range []struct {
			a    alg.Algorithm
			name string
			more []string
		}{
			{alg.CBCPKCS7, "cbc", nil}, {alg.CBCNoPadding, "cbc", []string{"-nopad"}}, {alg.CTR, "ctr", nil}, {alg.ECBNoPadding, "ecb", []string{"-nopad"}},
			{alg.CFB, "cfb", nil}, {alg.OFB, "ofb", nil},
		} {
			data, iv, text := randomBytes(r, size), randomBytes(r, 16), randomBytes(r, 16*r.IntN(10))
			if mode.more == nil {
				text = randomBytes(r, r.IntN(200))
			}
			args := append([]string{"enc", fmt.Sprintf("-aes-%d-%s", 8*size, mode.name), "-K", hex.EncodeToString(data)}, mode.more...)
			if mode.a == alg.ECBNoPadding {
				iv = nil
			} else {
				args = append(args, "-iv", hex.EncodeToString(iv))
			}
			want := openssl(t, text, args...)
			k := importSym(t, keytype.AES, data)
			got, err := k.d.EncryptCipher(ctx, k.grant(mode.a), nil, iv, text)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%v of %d bytes = %x, %v, OpenSSL says %x", mode.a, len(text), got, err, want)
			}
		}
	}
}

// TestCTRCounter: an IV shorter than a block is padded with zeros, and the whole block counts, round to zero (PSA Crypto 1.5, PSA_ALG_CTR). The key
// stream comes from ECB.
func TestCTRCounter(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.AES, vectors.Hex(t, sp80038aKeys[0]))
	for _, c := range []struct{ iv, counters string }{
		{"ffffffffffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffff" + "00000000000000000000000000000000" + "00000000000000000000000000000001"},
		{"0001ffffffffffffffffffffffffffff", "0001ffffffffffffffffffffffffffff" + "00020000000000000000000000000000"},
		{"ab", "ab000000000000000000000000000000" + "ab000000000000000000000000000001"},
		{"000102030405060708090a0b", "000102030405060708090a0b00000000" + "000102030405060708090a0b00000001"},
	} {
		want, err := k.d.EncryptCipher(ctx, k.grant(alg.ECBNoPadding), nil, nil, vectors.Hex(t, c.counters))
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.d.EncryptCipher(ctx, k.grant(alg.CTR), nil, vectors.Hex(t, c.iv), make([]byte, len(want)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("key stream for the IV %s = %x, %v, want %x", c.iv, got, err, want)
		}
	}
}

var blockCiphers = []struct {
	a      alg.Algorithm
	ivSize int
	whole  bool // whether the text has to be whole blocks
}{{alg.CTR, 16, false}, {alg.CTR, 5, false}, {alg.CBCNoPadding, 16, true}, {alg.CBCPKCS7, 16, false}, {alg.ECBNoPadding, 0, true}}

// cipherInChunks runs an operation in parts, and checks that nothing can follow its end.
func cipherInChunks(t testing.TB, r *mathrand.Rand, k symKey, a alg.Algorithm, encrypt bool, iv, text []byte) ([]byte, error) {
	t.Helper()
	ctx := context.Background()
	c, err := k.d.NewCipher(ctx, k.grant(a), encrypt, iv)
	if err != nil {
		t.Fatal(err)
	}
	out := updateInChunks(t, r, c, text)
	last, err := c.Finish(ctx, []byte("head"))
	if err == nil {
		if string(last[:4]) != "head" {
			t.Fatal("Finish changed what was in front of its output")
		}
		out = append(out, last[4:]...)
	} else if last != nil {
		t.Fatal("Finish gave something beside an error")
	}
	_, after := c.Update(ctx, nil, make([]byte, 16))
	wantStatus(t, "Update after Finish", after, psa.ErrBadState)
	_, after = c.Finish(ctx, nil)
	wantStatus(t, "Finish after Finish", after, psa.ErrBadState)
	c.Close()
	c.Close()
	return out, err
}

func TestCiphersInChunks(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(8, 8))
	for _, c := range blockCiphers {
		for range 150 {
			k := importSym(t, keytype.AES, randomBytes(r, []int{16, 24, 32}[r.IntN(3)]))
			iv, text := randomBytes(r, c.ivSize), randomBytes(r, r.IntN(300))
			if c.whole {
				text = text[:len(text)/16*16]
			}
			sealed, err := k.d.EncryptCipher(ctx, k.grant(c.a), nil, iv, text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cipherInChunks(t, r, k, c.a, true, iv, text)
			if err != nil || !bytes.Equal(got, sealed) {
				t.Fatalf("%v of %d bytes in parts: %x, %v, in one piece %x", c.a, len(text), got, err, sealed)
			}
			got, err = cipherInChunks(t, r, k, c.a, false, iv, sealed)
			if err != nil || !bytes.Equal(got, text) {
				t.Fatalf("%v of %d bytes, decryption in parts: %x, %v", c.a, len(text), got, err)
			}
			// In place, with just the room that is needed.
			room := make([]byte, len(sealed))
			copy(room, text)
			got, err = k.d.EncryptCipher(ctx, k.grant(c.a), room[:0], iv, room[:len(text)])
			if err != nil || !bytes.Equal(got, sealed) || len(got) > 0 && &got[0] != &room[0] {
				t.Fatalf("%v of %d bytes in place: %x, %v", c.a, len(text), got, err)
			}
			got, err = k.d.DecryptCipher(ctx, k.grant(c.a), room[:0], iv, room)
			if err != nil || !bytes.Equal(got, text) || len(got) > 0 && &got[0] != &room[0] {
				t.Fatalf("%v of %d bytes, decryption in place: %x, %v", c.a, len(text), got, err)
			}
			// The IV may be in the place of the output as well.
			room = append(bytes.Clone(iv), make([]byte, len(sealed)+16)...)
			got, err = k.d.EncryptCipher(ctx, k.grant(c.a), room[:0], room[:len(iv)], text)
			if err != nil || !bytes.Equal(got, sealed) {
				t.Fatalf("%v of %d bytes over its IV: %x, %v", c.a, len(text), got, err)
			}
		}
	}
}

func TestCiphersRefused(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(9, 9))
	aes := importSym(t, keytype.AES, make([]byte, 16))
	for _, c := range []struct {
		what     string
		a        alg.Algorithm
		iv, text int
		want     psa.Status
		both     bool // the same for encryption
	}{
		{"an empty IV", alg.CTR, 0, 16, psa.ErrInvalidArgument, true},
		{"an IV longer than a block", alg.CTR, 17, 16, psa.ErrInvalidArgument, true},
		{"an empty IV", alg.CBCNoPadding, 0, 16, psa.ErrInvalidArgument, true},
		{"a short IV", alg.CBCNoPadding, 15, 16, psa.ErrInvalidArgument, true},
		{"a long IV", alg.CBCPKCS7, 17, 16, psa.ErrInvalidArgument, true},
		{"an IV", alg.ECBNoPadding, 16, 16, psa.ErrInvalidArgument, true},
		{"half a block", alg.CBCNoPadding, 16, 8, psa.ErrInvalidArgument, true},
		{"a block and a half", alg.ECBNoPadding, 0, 24, psa.ErrInvalidArgument, true},
		{"a block and a half", alg.CBCPKCS7, 16, 24, psa.ErrInvalidArgument, false},
		{"nothing", alg.CBCPKCS7, 16, 0, psa.ErrInvalidArgument, false},
		{"nothing", alg.CBCNoPadding, 16, 0, psa.Success, true},
		{"another kind of algorithm", alg.GCM, 12, 16, psa.ErrNotSupported, true},
		{"an algorithm of other keys", alg.StreamCipher, 12, 16, psa.ErrNotSupported, true},
	} {
		iv, text := make([]byte, c.iv), make([]byte, c.text)
		g := aes.grant(c.a)
		what := fmt.Sprintf("%v with %s", c.a, c.what)
		_, err := aes.d.DecryptCipher(ctx, g, nil, iv, text)
		wantStatus(t, what, err, c.want)
		if c.both {
			_, err := aes.d.EncryptCipher(ctx, g, nil, iv, text)
			wantStatus(t, what+", encryption", err, c.want)
		}
		for _, encrypt := range []bool{false, true} {
			if encrypt && !c.both {
				continue
			}
			op, err := aes.d.NewCipher(ctx, g, encrypt, iv)
			if err == nil {
				op.Close()
				_, err = cipherInChunks(t, r, aes, c.a, encrypt, iv, text)
			}
			wantStatus(t, what+", in parts", err, c.want)
		}
	}
}

// TestPadding decrypts every last byte with every number of right bytes before it.
func TestPadding(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(10, 10))
	k := importSym(t, keytype.AES, randomBytes(r, 16))
	iv := randomBytes(r, 16)
	cbc, pkcs7 := k.grant(alg.CBCNoPadding), k.grant(alg.CBCPKCS7)
	for last := range 256 {
		for right := 1; right <= 17; right++ {
			text := randomBytes(r, 32)
			for i := range text {
				text[i] |= 0x80 // no number of a padding by chance
			}
			for i := range min(right, 16) {
				text[31-i] = byte(last)
			}
			if right == 17 {
				text[15] = byte(last) // the padding does not reach into the block before
			}
			sealed, err := k.d.EncryptCipher(ctx, cbc, nil, iv, text)
			if err != nil {
				t.Fatal(err)
			}
			good := 1 <= last && last <= 16 && right >= last
			room := make([]byte, 32)
			got, err := k.d.DecryptCipher(ctx, pkcs7, room[:0], iv, sealed)
			parts, errParts := cipherInChunks(t, r, k, alg.CBCPKCS7, false, iv, sealed)
			if good {
				if err != nil || !bytes.Equal(got, text[:32-last]) || errParts != nil || !bytes.Equal(parts, got) {
					t.Fatalf("%d right bytes of padding %d: %v, in parts %v", right, last, err, errParts)
				}
				continue
			}
			if err != psa.ErrInvalidPadding || got != nil || errParts != psa.ErrInvalidPadding {
				t.Fatalf("%d right bytes of padding %d: %v, in parts %v, want nothing but INVALID_PADDING", right, last, err, errParts)
			}
			if !bytes.Equal(room, make([]byte, 32)) {
				t.Fatal("a decryption that failed left something behind")
			}
		}
	}
}

func TestCipherAllocations(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.AES, make([]byte, 16))
	dst, iv, text := make([]byte, 0, 300), make([]byte, 16), make([]byte, 256)
	for _, c := range []struct {
		a  alg.Algorithm
		iv []byte
		// n is what the standard library's mode itself takes.
		n float64
	}{{alg.CBCNoPadding, iv, 0}, {alg.CBCPKCS7, iv, 0}, {alg.ECBNoPadding, nil, 0}, {alg.CTR, iv, 1}} {
		g := k.grant(c.a)
		sealed, err := k.d.EncryptCipher(ctx, g, nil, c.iv, text)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { k.d.EncryptCipher(ctx, g, dst, c.iv, text) }); n > c.n {
			t.Errorf("%v: encryption allocates %v times, want %v", c.a, n, c.n)
		}
		if n := testing.AllocsPerRun(100, func() { k.d.DecryptCipher(ctx, g, dst, c.iv, sealed) }); n > c.n {
			t.Errorf("%v: decryption allocates %v times, want %v", c.a, n, c.n)
		}
		var op driver.Cipher
		if op, err = k.d.NewCipher(ctx, g, true, c.iv); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { op.Update(ctx, dst, text[:100]) }); n != 0 {
			t.Errorf("%v: Update allocates %v times", c.a, n)
		}
	}
}

func FuzzCipherChunks(f *testing.F) {
	for i := range blockCiphers {
		f.Add(uint8(i), []byte("0123456789abcdef"), []byte("the text of the message, which is longer than a few blocks"), uint64(i))
	}
	f.Fuzz(func(t *testing.T, which uint8, data, text []byte, seed uint64) {
		if len(data) != 16 && len(data) != 24 && len(data) != 32 {
			return
		}
		ctx := context.Background()
		c := blockCiphers[int(which)%len(blockCiphers)]
		k := importSym(t, keytype.AES, data)
		r := mathrand.New(mathrand.NewPCG(seed, 0))
		iv := randomBytes(r, c.ivSize)
		for _, encrypt := range []bool{true, false} {
			do := k.d.DecryptCipher
			if encrypt {
				do = k.d.EncryptCipher
			}
			want, wantErr := do(ctx, k.grant(c.a), nil, iv, text)
			got, err := cipherInChunks(t, r, k, c.a, encrypt, iv, text)
			if psa.StatusOf(err) != psa.StatusOf(wantErr) || err == nil && !bytes.Equal(got, want) {
				t.Fatalf("%v in parts: %x, %v, in one piece %x, %v", c.a, got, err, want, wantErr)
			}
		}
	})
}
