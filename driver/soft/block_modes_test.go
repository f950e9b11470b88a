package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/aria"
	"github.com/psacrypto/psa/internal/primitive/camellia"
	"github.com/psacrypto/psa/keytype"
)

// cipherTypes are the types of keys that encrypt.
var cipherTypes = []keytype.Type{keytype.AES, keytype.ARIA, keytype.DES, keytype.Camellia, keytype.SM4, keytype.ARC4, keytype.ChaCha20, keytype.XChaCha20}

// randomKey is data for a key, with good parity where the type has it.
func randomKey(r *mathrand.Rand, t keytype.Type, bits int) []byte {
	data := randomBytes(r, bits/8)
	if t == keytype.DES {
		setParity(data)
	}
	return data
}

// setParity sets the lowest bit of each byte so that the number of bits is odd.
func setParity(data []byte) {
	for i, b := range data {
		ones := 0
		for bit := 1; bit < 8; bit++ {
			ones += int(b >> bit & 1)
		}
		data[i] = b&^1 | byte(1-ones&1)
	}
}

// roles are what a key does with an algorithm of a class.
func roles(a alg.Algorithm) []psa.Usage {
	switch {
	case a.IsMAC():
		return []psa.Usage{psa.SignMessage, psa.VerifyMessage}
	case a.IsCipher(), a.IsAEAD():
		return []psa.Usage{psa.Encrypt, psa.Decrypt}
	case a == alg.KW, a == alg.KWP:
		return []psa.Usage{psa.Wrap, psa.Unwrap}
	}
	return nil
}

// everyUse calls f for each legal use of the types of keys above.
func everyUse(f func(t keytype.Type, bits int, a alg.Algorithm)) {
	for _, t := range cipherTypes {
		for _, bits := range t.AllBits() {
			for a := range alg.All() {
				if _, ok := alg.KeyFits(a, t, bits); !ok || !a.IsSpecific() || roles(a) == nil || a.IsMAC() && alg.FullLengthMAC(a) != a {
					continue
				}
				f(t, bits, a)
				for n := 4; a.IsMAC() && n <= t.BlockCipherBlockLength(); n++ {
					f(t, bits, alg.TruncatedMAC(a, n))
				}
			}
		}
	}
}

// TestBlockCiphersSupportTheTable: what the table of algorithms permits is there, in its roles and no others, and nothing that it does not permit.
func TestBlockCiphersSupportTheTable(t *testing.T) {
	d := New(rand.Reader)
	n := 0
	for _, typ := range cipherTypes {
		for _, bits := range append([]int{0, 8, 56, 136, 1024}, typ.AllBits()...) {
			if got := d.Supports(typ, bits, alg.None, 0); got != typ.BitsValid(bits) {
				t.Errorf("Supports(%v, %d) = %v", typ, bits, got)
			}
			for a := range alg.All() {
				if !a.IsSpecific() || roles(a) == nil {
					continue
				}
				_, fits := alg.KeyFits(a, typ, bits)
				fits = fits && typ.BitsValid(bits)
				for _, u := range psa.Usages() {
					want := false
					for _, role := range roles(a) {
						want = want || fits && role == u.Usage
					}
					if want {
						n++
					}
					if got := d.Supports(typ, bits, a, u.Usage); got != want {
						t.Errorf("Supports(%v, %d, %v, %v) = %v", typ, bits, a, u.Name, got)
					}
				}
			}
		}
	}
	if n < 700 {
		t.Errorf("only %d uses are legal", n)
	}
}

// anIV has a good length.
func anIV(r *mathrand.Rand, t keytype.Type, a alg.Algorithm) []byte {
	n := alg.IVLength(t, a)
	switch {
	case a == alg.CTR && r.IntN(3) == 0:
		n = 1 + r.IntN(n)
	case a == alg.CCMStarNoTag:
		n = 7 + r.IntN(7)
	case t == keytype.ChaCha20 && r.IntN(2) == 0:
		n = []int{8, 16}[r.IntN(2)]
	case t == keytype.XChaCha20 && r.IntN(2) == 0:
		n = 32
	}
	iv := randomBytes(r, n)
	if n == 16 && t == keytype.ChaCha20 {
		iv[3] &= 0x7f // far from the end
	}
	return iv
}

// aText has a good length.
func aText(r *mathrand.Rand, t keytype.Type, a alg.Algorithm, most int) []byte {
	n := r.IntN(most)
	switch {
	case a == alg.ECBNoPadding, a == alg.CBCNoPadding:
		n -= n % t.BlockCipherBlockLength()
	case a == alg.XTS:
		n += 16
	}
	return randomBytes(r, n)
}

// TestEveryCipherInChunks holds every cipher in parts, in place and over its IV to one piece.
func TestEveryCipherInChunks(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(31, 31))
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if !a.IsCipher() {
			return
		}
		for range 12 {
			checkCipher(t, r, typ, a, randomKey(r, typ, bits), anIV(r, typ, a), aText(r, typ, a, 1500))
		}
	})
}

func checkCipher(t *testing.T, r *mathrand.Rand, typ keytype.Type, a alg.Algorithm, data, iv, text []byte) {
	t.Helper()
	ctx := context.Background()
	k := importSym(t, typ, data)
	what := fmt.Sprintf("%v with a key of type %v, %d bits, of %d bytes", a, typ, 8*len(data), len(text))
	sealed, err := k.d.EncryptCipher(ctx, k.grant(a), nil, iv, text)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if len(text) > 24 && bytes.Equal(sealed, text) {
		t.Fatalf("%s: the ciphertext is the plaintext", what)
	}
	if got, err := cipherInChunks(t, r, k, a, true, iv, text); err != nil || !bytes.Equal(got, sealed) {
		t.Fatalf("%s, in parts: %x, %v, in one piece %x", what, got, err, sealed)
	}
	if got, err := cipherInChunks(t, r, k, a, false, iv, sealed); err != nil || !bytes.Equal(got, text) {
		t.Fatalf("%s, decryption in parts: %x, %v, want %x", what, got, err, text)
	}
	room := make([]byte, len(sealed))
	copy(room, text)
	got, err := k.d.EncryptCipher(ctx, k.grant(a), room[:0], iv, room[:len(text)])
	if err != nil || !bytes.Equal(got, sealed) || len(got) > 0 && &got[0] != &room[0] {
		t.Fatalf("%s, in place: %x, %v", what, got, err)
	}
	got, err = k.d.DecryptCipher(ctx, k.grant(a), room[:0], iv, room)
	if err != nil || !bytes.Equal(got, text) || len(got) > 0 && &got[0] != &room[0] {
		t.Fatalf("%s, decryption in place: %x, %v", what, got, err)
	}
	room = append(bytes.Clone(iv), make([]byte, len(sealed)+16)...)
	got, err = k.d.EncryptCipher(ctx, k.grant(a), room[:0], room[:len(iv)], text)
	if err != nil || !bytes.Equal(got, sealed) {
		t.Fatalf("%s, over its IV: %x, %v", what, got, err)
	}
	k.key.Wipe()
}

// randomUse is a random use of an AEAD algorithm with a key of a type.
func randomUse(t testing.TB, r *mathrand.Rand, typ keytype.Type, bits int, a alg.Algorithm) aeadCase {
	n := alg.NonceLength(typ, a)
	switch alg.AEADWithDefaultLengthTag(a) {
	case alg.CCM:
		n = 7 + r.IntN(7)
	case alg.GCM:
		if r.IntN(2) == 0 {
			n = 1 + r.IntN(40)
		}
	}
	return aeadCase{k: importSym(t, typ, randomKey(r, typ, bits)), a: a, tag: a.TagLength(), nonce: randomBytes(r, n), text: randomBytes(r, r.IntN(1200)),
		ad: randomBytes(r, r.IntN(100))}
}

// TestEveryAEADInChunks does the same for every AEAD, and alters a bit.
func TestEveryAEADInChunks(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(32, 32))
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if !a.IsAEAD() {
			return
		}
		for range 6 {
			c := randomUse(t, r, typ, bits, a)
			g := c.k.grant(a)
			sealed, err := c.k.d.Seal(ctx, g, nil, c.nonce, c.text, c.ad)
			if err != nil || len(sealed) != len(c.text)+c.tag {
				t.Fatalf("%v: %v", c, err)
			}
			n := len(c.text)
			if got := sealInChunks(t, r, c.k, a, c.nonce, c.text, c.ad); !bytes.Equal(got, sealed) {
				t.Fatalf("%v: encryption in parts gives %x, in one piece %x", c, got, sealed)
			}
			if got, err := openInChunks(t, r, c.k, a, c.nonce, sealed[:n], sealed[n:], c.ad); err != nil || !bytes.Equal(got, c.text) {
				t.Fatalf("%v: decryption in parts gives %x, %v", c, got, err)
			}
			room := append([]byte("head"), sealed...)
			copy(room[4:], c.text)
			if got, err := c.k.d.Seal(ctx, g, room[:4], c.nonce, room[4:4+n], c.ad); err != nil || string(got) != "head"+string(sealed) {
				t.Fatalf("%v: encryption in place: %x, %v", c, got, err)
			}
			if got, err := c.k.d.Open(ctx, g, room[:4], c.nonce, room[4:], c.ad); err != nil || string(got) != "head"+string(c.text) {
				t.Fatalf("%v: decryption in place: %x, %v", c, got, err)
			}
			room = append(bytes.Clone(c.ad), make([]byte, len(sealed)+16)...)
			if got, err := c.k.d.Seal(ctx, g, room[:0], c.nonce, c.text, room[:len(c.ad)]); err != nil || !bytes.Equal(got, sealed) {
				t.Fatalf("%v: encryption over the additional data: %x, %v", c, got, err)
			}
			sealed[r.IntN(len(sealed))] ^= 1 << r.IntN(8)
			room = make([]byte, n+16)
			if got, err := c.k.d.Open(ctx, g, room[:0], c.nonce, sealed, c.ad); err != psa.ErrInvalidSignature || got != nil || !bytes.Equal(room, make([]byte, n+16)) {
				t.Fatalf("%v: a forgery gives %x, %v, and leaves %x", c, got, err, room)
			}
			_, err = openInChunks(t, r, c.k, a, c.nonce, sealed[:n], sealed[n:], c.ad)
			wantStatus(t, c.String()+": forgery in parts", err, psa.ErrInvalidSignature)
			c.k.key.Wipe()
		}
	})
}

// TestEveryMACInChunks does the same for every MAC.
func TestEveryMACInChunks(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(33, 33))
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if !a.IsMAC() {
			return
		}
		k, msg := importSym(t, typ, randomKey(r, typ, bits)), randomBytes(r, r.IntN(200))
		g := k.grant(a)
		mac, err := k.d.MAC(ctx, g, nil, msg)
		if err != nil || len(mac) != alg.MACLength(a, typ, bits) {
			t.Fatalf("%v with %v: %x, %v", a, typ, mac, err)
		}
		if got := macInChunks(t, r, k, g, msg); !bytes.Equal(got, mac) {
			t.Fatalf("%v with %v in parts: %x, in one piece %x", a, typ, got, mac)
		}
		wantStatus(t, "the MAC itself", k.d.VerifyMAC(ctx, g, msg, mac), psa.Success)
		wantStatus(t, "a shorter MAC", k.d.VerifyMAC(ctx, g, msg, mac[1:]), psa.ErrInvalidSignature)
		wantStatus(t, "a longer MAC", k.d.VerifyMAC(ctx, g, msg, append(bytes.Clone(mac), 0)), psa.ErrInvalidSignature)
		mac[r.IntN(len(mac))] ^= 1 << r.IntN(8)
		wantStatus(t, "another MAC", k.d.VerifyMAC(ctx, g, msg, mac), psa.ErrInvalidSignature)
		op, err := k.d.NewMAC(ctx, g)
		if err != nil {
			t.Fatal(err)
		}
		if err := op.Update(ctx, msg); err != nil {
			t.Fatal(err)
		}
		wantStatus(t, "another MAC in parts", op.Verify(ctx, mac), psa.ErrInvalidSignature)
		wantStatus(t, "Update after the end", op.Update(ctx, nil), psa.ErrBadState)
		wantStatus(t, "Verify after the end", op.Verify(ctx, mac), psa.ErrBadState)
	})
}

// TestXTSKeysDoNothingElse: the core never asks for it.
func TestXTSKeysDoNothingElse(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(34, 34))
	for typ, bits := range map[keytype.Type]int{keytype.AES: 512, keytype.ARIA: 384, keytype.Camellia: 512, keytype.SM4: 256} {
		k := importSym(t, typ, randomKey(r, typ, bits))
		_, err := k.d.EncryptCipher(ctx, k.grant(alg.CTR), nil, make([]byte, 16), nil)
		wantStatus(t, "CTR", err, psa.ErrInvalidArgument)
		_, err = k.d.NewCipher(ctx, k.grant(alg.ECBNoPadding), true, nil)
		wantStatus(t, "ECB", err, psa.ErrInvalidArgument)
		_, err = k.d.Seal(ctx, k.grant(alg.GCM), nil, make([]byte, 12), nil, nil)
		wantStatus(t, "GCM", err, psa.ErrInvalidArgument)
		_, err = k.d.Open(ctx, k.grant(alg.CCM), nil, make([]byte, 12), make([]byte, 16), nil)
		wantStatus(t, "CCM", err, psa.ErrInvalidArgument)
		_, err = k.d.NewAEAD(ctx, k.grant(alg.GCM), driver.AEADSetup{Nonce: make([]byte, 12)})
		wantStatus(t, "GCM in parts", err, psa.ErrInvalidArgument)
		_, err = k.d.MAC(ctx, k.grant(alg.CMAC), nil, nil)
		wantStatus(t, "CMAC", err, psa.ErrInvalidArgument)
		_, err = k.d.NewMAC(ctx, k.grant(alg.CBCMAC))
		wantStatus(t, "CBC-MAC in parts", err, psa.ErrInvalidArgument)
		_, err = k.d.WrapKey(ctx, k.grant(alg.KW), nil, make([]byte, 16))
		wantStatus(t, "KW", err, psa.ErrInvalidArgument)
		k.key.Wipe()
	}
	k := importSym(t, keytype.AES, make([]byte, 16))
	_, err := k.d.EncryptCipher(ctx, k.grant(alg.XTS), nil, make([]byte, 16), make([]byte, 16))
	wantStatus(t, "XTS with a single key", err, psa.ErrInvalidArgument)
	_, err = k.d.NewCipher(ctx, k.grant(alg.XTS), true, make([]byte, 16))
	wantStatus(t, "XTS with a single key in parts", err, psa.ErrInvalidArgument)
}

// TestModesRefused: bad lengths, and what the specification has for them.
func TestModesRefused(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(35, 35))
	for _, c := range []struct {
		typ      keytype.Type
		bits     int
		a        alg.Algorithm
		iv, text int
		want     psa.Status
	}{
		{keytype.ARIA, 128, alg.CTR, 0, 16, psa.ErrInvalidArgument}, {keytype.ARIA, 128, alg.CTR, 17, 16, psa.ErrInvalidArgument},
		{keytype.DES, 192, alg.CTR, 8, 5, psa.Success}, {keytype.DES, 192, alg.CTR, 1, 5, psa.Success}, {keytype.DES, 192, alg.CTR, 9, 5, psa.ErrInvalidArgument},
		{keytype.DES, 64, alg.CBCNoPadding, 8, 24, psa.Success}, {keytype.DES, 64, alg.CBCNoPadding, 16, 24, psa.ErrInvalidArgument},
		{keytype.DES, 64, alg.CBCNoPadding, 8, 20, psa.ErrInvalidArgument}, {keytype.DES, 128, alg.ECBNoPadding, 0, 12, psa.ErrInvalidArgument},
		{keytype.Camellia, 192, alg.ECBNoPadding, 0, 8, psa.ErrInvalidArgument}, {keytype.Camellia, 192, alg.ECBNoPadding, 16, 16, psa.ErrInvalidArgument},
		{keytype.SM4, 128, alg.CBCPKCS7, 15, 16, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.CFB, 15, 16, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.CFB, 17, 16, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.CFB, 0, 16, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.CFB, 16, 7, psa.Success},
		{keytype.DES, 192, alg.CFB, 16, 7, psa.ErrInvalidArgument}, {keytype.DES, 192, alg.CFB, 8, 7, psa.Success},
		{keytype.AES, 128, alg.OFB, 15, 16, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.OFB, 16, 0, psa.Success},
		{keytype.AES, 256, alg.XTS, 15, 16, psa.ErrInvalidArgument}, {keytype.AES, 256, alg.XTS, 16, 15, psa.ErrInvalidArgument},
		{keytype.AES, 256, alg.XTS, 16, 0, psa.ErrInvalidArgument}, {keytype.AES, 512, alg.XTS, 16, 17, psa.Success},
		{keytype.AES, 512, alg.XTS, 16, 16 << 20, psa.Success}, {keytype.AES, 512, alg.XTS, 16, 16<<20 + 1, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.CCMStarNoTag, 6, 16, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.CCMStarNoTag, 14, 16, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.CCMStarNoTag, 0, 16, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.CCMStarNoTag, 13, 1<<16 - 1, psa.Success},
		{keytype.ARIA, 128, alg.CCMStarNoTag, 13, 1 << 16, psa.ErrInvalidArgument}, {keytype.ARIA, 128, alg.CCMStarNoTag, 12, 1 << 16, psa.Success},
		{keytype.ARC4, 128, alg.StreamCipher, 1, 16, psa.ErrInvalidArgument}, {keytype.ARC4, 128, alg.CTR, 0, 16, psa.ErrNotSupported},
		{keytype.XChaCha20, 256, alg.StreamCipher, 12, 16, psa.ErrInvalidArgument}, {keytype.XChaCha20, 256, alg.StreamCipher, 23, 16, psa.ErrInvalidArgument},
		{keytype.XChaCha20, 256, alg.StreamCipher, 31, 16, psa.ErrInvalidArgument}, {keytype.XChaCha20, 256, alg.StreamCipher, 0, 16, psa.ErrInvalidArgument},
		{keytype.XChaCha20, 256, alg.CTR, 24, 16, psa.ErrNotSupported},
		{keytype.AES, 128, alg.CCMStarAnyTag, 13, 16, psa.ErrNotSupported},
	} {
		k := importSym(t, c.typ, randomKey(r, c.typ, c.bits))
		what := fmt.Sprintf("%v with a key of type %v, an IV of %d and a text of %d bytes", c.a, c.typ, c.iv, c.text)
		iv, text := make([]byte, c.iv), make([]byte, c.text)
		for encrypt, crypt := range map[bool]func(context.Context, driver.Grant, []byte, []byte, []byte) ([]byte, error){true: k.d.EncryptCipher, false: k.d.DecryptCipher} {
			out, err := crypt(ctx, k.grant(c.a), nil, iv, text)
			wantStatus(t, what, err, c.want)
			if err != nil && out != nil {
				t.Errorf("%s: something beside an error", what)
			}
			op, err := k.d.NewCipher(ctx, k.grant(c.a), encrypt, iv)
			if err == nil {
				if _, err = op.Update(ctx, nil, text); err == nil {
					_, err = op.Finish(ctx, nil)
				}
				op.Close()
			}
			wantStatus(t, what+", in parts", err, c.want)
		}
	}
	for _, c := range []struct {
		typ   keytype.Type
		bits  int
		a     alg.Algorithm
		nonce int
		text  int
		want  psa.Status
	}{
		{keytype.AES, 128, alg.CCM, 6, 0, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.CCM, 14, 0, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.CCM, 0, 0, psa.ErrInvalidArgument}, {keytype.ARIA, 128, alg.CCM, 13, 1 << 16, psa.ErrInvalidArgument},
		{keytype.SM4, 128, alg.CCM, 13, 1<<16 - 1, psa.Success}, {keytype.AES, 128, alg.CCM, 12, 1 << 16, psa.Success},
		{keytype.AES, 128, alg.AEADWithShortenedTag(alg.CCM, 5), 13, 0, psa.ErrInvalidArgument},
		{keytype.AES, 128, alg.AEADWithShortenedTag(alg.CCM, 2), 13, 0, psa.ErrInvalidArgument},
		{keytype.Camellia, 128, alg.GCM, 0, 0, psa.ErrInvalidArgument}, {keytype.Camellia, 128, gcmWithTag(11), 12, 0, psa.ErrInvalidArgument},
		{keytype.XChaCha20, 256, alg.XChaCha20Poly1305, 12, 0, psa.ErrInvalidArgument}, {keytype.XChaCha20, 256, alg.XChaCha20Poly1305, 0, 0, psa.ErrInvalidArgument},
		{keytype.XChaCha20, 256, alg.ChaCha20Poly1305, 12, 0, psa.ErrNotSupported}, {keytype.ChaCha20, 256, alg.XChaCha20Poly1305, 24, 0, psa.ErrNotSupported},
		{keytype.XChaCha20, 256, alg.AEADWithShortenedTag(alg.XChaCha20Poly1305, 12), 24, 0, psa.ErrNotSupported},
	} {
		k := importSym(t, c.typ, randomKey(r, c.typ, c.bits))
		what := fmt.Sprintf("%v with a key of type %v, a nonce of %d and a text of %d bytes", c.a, c.typ, c.nonce, c.text)
		nonce := make([]byte, c.nonce)
		_, err := k.d.Seal(ctx, k.grant(c.a), nil, nonce, make([]byte, c.text), nil)
		wantStatus(t, "Seal: "+what, err, c.want)
		_, err = k.d.NewAEAD(ctx, k.grant(c.a), driver.AEADSetup{Encrypt: true, Nonce: nonce, HasLengths: true, TextLen: uint64(c.text)})
		wantStatus(t, "NewAEAD: "+what, err, c.want)
		if c.want == psa.Success {
			c.want = psa.ErrInvalidSignature
		}
		_, err = k.d.Open(ctx, k.grant(c.a), nil, nonce, make([]byte, c.text+max(c.a.TagLength(), 16)), nil)
		wantStatus(t, "Open: "+what, err, c.want)
	}
	// The core asks for the lengths and holds the data to them; the driver can do no better without.
	k := importSym(t, keytype.AES, make([]byte, 16))
	_, err := k.d.NewAEAD(ctx, k.grant(alg.CCM), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 13)})
	wantStatus(t, "CCM without lengths", err, psa.ErrBadState)
	op, err := k.d.NewAEAD(ctx, k.grant(alg.CCM), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 13), HasLengths: true, ADLen: 2, TextLen: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "too much additional data", op.UpdateAD(ctx, make([]byte, 3)), psa.ErrInvalidArgument)
	_, err = op.Update(ctx, nil, make([]byte, 1))
	wantStatus(t, "text too early", err, psa.ErrInvalidArgument)
	_, _, err = op.Finish(ctx, nil, nil)
	wantStatus(t, "an end too early", err, psa.ErrInvalidArgument)
}

func TestModesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("pools forget at random under the race detector")
	}
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(36, 36))
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if a.IsMAC() || a == alg.StreamCipher || typ != keytype.ARIA && typ != keytype.AES && typ != keytype.SM4 && typ != keytype.DES {
			return
		}
		// Counter mode of crypto/cipher is allocated for every message, with what it has inside.
		var most float64
		switch {
		case a == alg.CCMStarNoTag:
			most = 2
		case typ == keytype.DES && a == alg.CTR:
			most = 3
		case typ == keytype.AES && (a == alg.CTR || a.IsAEAD()):
			most = 1
		}
		k := importSym(t, typ, randomKey(r, typ, bits))
		g := k.grant(a)
		dst, text := make([]byte, 0, 300), make([]byte, 256)
		var do func()
		switch {
		case a.IsCipher():
			iv := make([]byte, alg.IVLength(typ, a))
			do = func() { k.d.EncryptCipher(ctx, g, dst, iv, text) }
		case a.IsAEAD():
			nonce := make([]byte, alg.NonceLength(typ, a))
			do = func() { k.d.Seal(ctx, g, dst, nonce, text, nil) }
		default:
			do = func() { k.d.WrapKey(ctx, g, dst, text) }
		}
		if n := testing.AllocsPerRun(50, do); n > most {
			t.Errorf("%v with a key of type %v, %d bits, allocates %v times, want %v", a, typ, bits, n, most)
		}
	})
}

// TestBlockKeysAreWiped: the ciphers of this module can be.
func TestBlockKeysAreWiped(t *testing.T) {
	ctx := context.Background()
	for _, typ := range []keytype.Type{keytype.ARIA, keytype.Camellia} {
		k := importSym(t, typ, bytes.Repeat([]byte{7}, 32))
		if _, err := k.d.EncryptCipher(ctx, k.grant(alg.XTS), nil, make([]byte, 16), make([]byte, 16)); err != nil {
			t.Fatal(err)
		}
		if _, err := k.d.Seal(ctx, k.grant(alg.CCM), nil, make([]byte, 13), nil, nil); err != nil {
			t.Fatal(err)
		}
		b := k.key.(*blockKey)
		block := b.block
		k.key.Wipe()
		if b.ccm.Load() != nil || b.xts.Load() != nil || b.block != nil || b.wide != nil || b.bytes != nil {
			t.Errorf("%v: a wiped key still has something", typ)
		}
		switch c := block.(type) {
		case *aria.Cipher:
			if *c != (aria.Cipher{}) {
				t.Error("a wiped ARIA key still has round keys")
			}
		case *camellia.Cipher:
			if *c != (camellia.Cipher{}) {
				t.Error("a wiped Camellia key still has subkeys")
			}
		default:
			t.Errorf("%v: a cipher of type %T", typ, c)
		}
	}
}

func FuzzEveryCipher(f *testing.F) {
	for i := range 60 {
		f.Add(uint16(i), []byte("the text of the message, which is longer than a few blocks, and has no special length"), uint64(i))
	}
	var uses []func(t *testing.T, r *mathrand.Rand, text []byte)
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if !a.IsCipher() {
			return
		}
		uses = append(uses, func(t *testing.T, r *mathrand.Rand, text []byte) {
			ctx := context.Background()
			k, iv := importSym(t, typ, randomKey(r, typ, bits)), anIV(r, typ, a)
			for encrypt, crypt := range map[bool]func(context.Context, driver.Grant, []byte, []byte, []byte) ([]byte, error){true: k.d.EncryptCipher, false: k.d.DecryptCipher} {
				want, wantErr := crypt(ctx, k.grant(a), nil, iv, text)
				op, err := k.d.NewCipher(ctx, k.grant(a), encrypt, iv)
				if err != nil {
					t.Fatal(err)
				}
				op.Close()
				if psa.StatusOf(wantErr) == psa.ErrInvalidArgument && a == alg.CCMStarNoTag {
					continue // too long, which shows before the end
				}
				got, err := cipherInChunks(t, r, k, a, encrypt, iv, text)
				if psa.StatusOf(err) != psa.StatusOf(wantErr) || err == nil && !bytes.Equal(got, want) {
					t.Fatalf("%v with a key of type %v in parts: %x, %v, in one piece %x, %v", a, typ, got, err, want, wantErr)
				}
			}
		})
	})
	f.Fuzz(func(t *testing.T, which uint16, text []byte, seed uint64) {
		uses[int(which)%len(uses)](t, mathrand.New(mathrand.NewPCG(seed, 0)), text)
	})
}

func FuzzEveryAEAD(f *testing.F) {
	for i := range 60 {
		f.Add(uint16(i), []byte("additional"), bytes.Repeat([]byte("the text "), i), uint64(i))
	}
	type use struct {
		t    keytype.Type
		bits int
		a    alg.Algorithm
	}
	var uses []use
	everyUse(func(typ keytype.Type, bits int, a alg.Algorithm) {
		if a.IsAEAD() {
			uses = append(uses, use{typ, bits, a})
		}
	})
	f.Fuzz(func(t *testing.T, which uint16, ad, text []byte, seed uint64) {
		u, r := uses[int(which)%len(uses)], mathrand.New(mathrand.NewPCG(seed, 0))
		if len(text) >= 1<<16 {
			return
		}
		c := randomUse(t, r, u.t, u.bits, u.a)
		c.text, c.ad = text, ad
		sealed, err := c.k.d.Seal(context.Background(), c.k.grant(c.a), nil, c.nonce, text, ad)
		if err != nil {
			t.Fatal(err)
		}
		if got := sealInChunks(t, r, c.k, c.a, c.nonce, text, ad); !bytes.Equal(got, sealed) {
			t.Fatalf("%v: in parts %x, in one piece %x", c, got, sealed)
		}
		got, err := openInChunks(t, r, c.k, c.a, c.nonce, sealed[:len(text)], sealed[len(text):], ad)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%v: decryption in parts: %x, %v", c, got, err)
		}
	})
}
