package alg_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/mlkem"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func TestMACLength(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		t    keytype.Type
		want int
	}{
		{alg.HMAC(alg.SHA256), keytype.HMAC, sha256.Size}, {alg.HMAC(alg.SHA512), keytype.HMAC, sha512.Size}, {mac(alg.HMAC(alg.SHA512), 20), keytype.HMAC, 20},
		{leastMAC(alg.HMAC(alg.SHA256), 8), keytype.HMAC, 8}, {alg.CMAC, keytype.AES, aes.BlockSize}, {alg.CMAC, keytype.DES, 8}, {alg.CBCMAC, keytype.SM4, 16},
		{mac(alg.CMAC, 4), keytype.DES, 4}, {alg.CMAC, keytype.HMAC, 0}, {mac(alg.CMAC, 4), keytype.HMAC, 0}, {alg.BLAKE2MAC(alg.BLAKE2bpHash512), keytype.BLAKE2, 64},
		{alg.BLAKE2MAC(alg.BLAKE2sHash256), keytype.BLAKE2, 32}, {alg.GCM, keytype.AES, 0}, {alg.SHA256, keytype.HMAC, 0},
	} {
		if got := alg.MACLength(c.a, c.t, 128); got != c.want {
			t.Errorf("%v with %v: %d, want %d", c.a, c.t, got, c.want)
		}
	}
}

func TestTagLength(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		want int
	}{
		{alg.GCM, 16}, {alg.CCM, 16}, {alg.ChaCha20Poly1305, 16}, {tag(alg.GCM, 12), 12}, {leastTag(alg.CCM, 4), 4}, {alg.CMAC, 0}, {alg.CTR, 0},
	} {
		if got := c.a.TagLength(); got != c.want {
			t.Errorf("%v: %d, want %d", c.a, got, c.want)
		}
	}
}

func TestNonceAndIVLength(t *testing.T) {
	for _, c := range []struct {
		t         keytype.Type
		a         alg.Algorithm
		nonce, iv int
	}{
		{keytype.AES, alg.GCM, 12, 0}, {keytype.AES, tag(alg.CCM, 8), 13, 0}, {keytype.ChaCha20, alg.ChaCha20Poly1305, 12, 0},
		{keytype.XChaCha20, alg.XChaCha20Poly1305, 24, 0}, {keytype.Ascon, alg.AsconAEAD128, 16, 0}, {keytype.DES, alg.GCM, 0, 0}, {keytype.AES, alg.ChaCha20Poly1305, 0, 0},
		{keytype.AES, alg.CTR, 0, 16}, {keytype.DES, alg.CTR, 0, 8}, {keytype.DES, alg.CBCPKCS7, 0, 8}, {keytype.ARIA, alg.XTS, 0, 16}, {keytype.AES, alg.ECBNoPadding, 0, 0},
		{keytype.AES, alg.CCMStarNoTag, 0, 13}, {keytype.ChaCha20, alg.StreamCipher, 0, 12}, {keytype.XChaCha20, alg.StreamCipher, 0, 24},
		{keytype.ARC4, alg.StreamCipher, 0, 0}, {keytype.AES, alg.StreamCipher, 0, 0}, {keytype.HMAC, alg.CTR, 0, 0}, {keytype.AES, alg.CCMStarAnyTag, 0, 0},
	} {
		if n, iv := alg.NonceLength(c.t, c.a), alg.IVLength(c.t, c.a); n != c.nonce || iv != c.iv {
			t.Errorf("%v with %v: nonce %d, IV %d; want %d, %d", c.a, c.t, n, iv, c.nonce, c.iv)
		}
	}
}

func TestCipherSizes(t *testing.T) {
	for _, c := range []struct {
		t                                   keytype.Type
		a                                   alg.Algorithm
		n, encrypt, decrypt, update, finish int
	}{
		{keytype.AES, alg.CBCPKCS7, 0, 32, 0, 0, 16}, {keytype.AES, alg.CBCPKCS7, 15, 32, 0, 16, 16}, {keytype.AES, alg.CBCPKCS7, 16, 48, 0, 16, 16},
		{keytype.AES, alg.CBCPKCS7, 48, 80, 32, 48, 16}, {keytype.DES, alg.CBCPKCS7, 8, 24, 0, 8, 8}, {keytype.AES, alg.CBCNoPadding, 32, 48, 16, 32, 0},
		{keytype.AES, alg.ECBNoPadding, 32, 32, 32, 32, 0}, {keytype.AES, alg.CTR, 5, 21, 0, 5, 0}, {keytype.AES, alg.XTS, 33, 49, 17, 48, 32},
		{keytype.ChaCha20, alg.StreamCipher, 5, 17, 0, 5, 0}, {keytype.ARC4, alg.StreamCipher, 5, 5, 5, 5, 0}, {keytype.AES, alg.CCMStarNoTag, 20, 33, 7, 20, 0},
		{keytype.HMAC, alg.CTR, 5, 0, 0, 0, 0}, {keytype.AES, alg.GCM, 5, 0, 0, 0, 0},
	} {
		got := [...]int{alg.CipherEncryptOutputSize(c.t, c.a, c.n), alg.CipherDecryptOutputSize(c.t, c.a, c.n), alg.CipherUpdateOutputSize(c.t, c.a, c.n),
			alg.CipherFinishOutputSize(c.t, c.a)}
		if want := [...]int{c.encrypt, c.decrypt, c.update, c.finish}; got != want {
			t.Errorf("%v with %v and %d bytes: %v, want %v", c.a, c.t, c.n, got, want)
		}
	}
}

func TestAEADSizes(t *testing.T) {
	for _, c := range []struct {
		t                                   keytype.Type
		a                                   alg.Algorithm
		n, encrypt, decrypt, update, finish int
	}{
		{keytype.AES, alg.GCM, 20, 36, 4, 32, 16}, {keytype.AES, tag(alg.GCM, 12), 20, 32, 8, 32, 16}, {keytype.AES, tag(alg.CCM, 4), 3, 7, 0, 16, 16},
		{keytype.ChaCha20, alg.ChaCha20Poly1305, 20, 36, 4, 20, 0}, {keytype.Ascon, alg.AsconAEAD128, 17, 33, 1, 32, 16}, {keytype.HMAC, alg.GCM, 20, 0, 0, 0, 0},
		{keytype.AES, alg.CTR, 20, 0, 0, 0, 0},
	} {
		got := [...]int{alg.AEADEncryptOutputSize(c.t, c.a, c.n), alg.AEADDecryptOutputSize(c.t, c.a, c.n), alg.AEADUpdateOutputSize(c.t, c.a, c.n),
			alg.AEADFinishOutputSize(c.t, c.a)}
		if want := [...]int{c.encrypt, c.decrypt, c.update, c.finish}; got != want || alg.AEADVerifyOutputSize(c.t, c.a) != c.finish {
			t.Errorf("%v with %v and %d bytes: %v, want %v", c.a, c.t, c.n, got, want)
		}
	}
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	if n := alg.NonceLength(keytype.AES, alg.GCM); n != gcm.NonceSize() {
		t.Errorf("GCM has a nonce of %d bytes", n)
	}
	if sealed := gcm.Seal(nil, make([]byte, 12), make([]byte, 100), nil); len(sealed) != alg.AEADEncryptOutputSize(keytype.AES, alg.GCM, 100) {
		t.Errorf("100 bytes are sealed to %d", len(sealed))
	}
}

// TestSignatureSizes has FIPS 204, table 2; FIPS 205, table 2; RFC 8032; and compares ECDSA with Go's library.
func TestSignatureSizes(t *testing.T) {
	ecc, slh := keytype.ECCKeyPair, keytype.SLHDSAPublicKey
	for _, c := range []struct {
		t    keytype.Type
		bits int
		a    alg.Algorithm
		want int
	}{
		{keytype.RSAKeyPair, 2048, alg.RSAPSS(alg.SHA256), 256}, {keytype.RSAPublicKey, 1023, alg.RSAPKCS1V15SignRaw, 128},
		{ecc(keytype.SECPR1), 521, alg.ECDSA(alg.SHA512), 132}, {ecc(keytype.SECTK1), 233, alg.ECDSAAny, 58}, {ecc(keytype.SECTK1), 409, alg.ECDSAAny, 102},
		{ecc(keytype.SECPK1), 225, alg.DeterministicECDSA(alg.SHA224), 58}, {ecc(keytype.SECPR2), 160, alg.ECDSAAny, 42},
		{ecc(keytype.TwistedEdwards), 255, alg.PureEdDSA, 64}, {ecc(keytype.TwistedEdwards), 448, alg.EdDSACtx, 114},
		{keytype.MLDSAKeyPair, 128, alg.MLDSA, 2420}, {keytype.MLDSAPublicKey, 192, alg.HashMLDSA(alg.SHA512), 3309}, {keytype.MLDSAKeyPair, 256, alg.DeterministicMLDSA, 4627},
		{slh(keytype.SLHDSASHA2S), 128, alg.SLHDSA, 7856}, {slh(keytype.SLHDSASHA2F), 128, alg.SLHDSA, 17088}, {slh(keytype.SLHDSASHAKES), 192, alg.SLHDSA, 16224},
		{slh(keytype.SLHDSASHAKEF), 192, alg.SLHDSA, 35664}, {slh(keytype.SLHDSASHA2S), 256, alg.HashSLHDSA(alg.SHA512), 29792}, {slh(keytype.SLHDSASHAKEF), 256, alg.SLHDSA, 49856},
		{keytype.LMSPublicKey, 256, alg.LMS, 0}, {keytype.XMSSPublicKey, 256, alg.XMSS, 0}, {ecc(keytype.Montgomery), 255, alg.PureEdDSA, 0},
		{ecc(keytype.SECPR1), 255, alg.ECDSAAny, 0}, {keytype.AES, 128, alg.CMAC, 0}, {keytype.RSAKeyPair, 2048, alg.ECDSAAny, 0},
	} {
		if got := alg.SignOutputSize(c.t, c.bits, c.a); got != c.want {
			t.Errorf("%v with %s: %d, want %d", c.a, keytype.Name(c.t, c.bits), got, c.want)
		}
	}
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		der, err := ecdsa.SignASN1(rand.Reader, k, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		var sig struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(der, &sig); err != nil {
			t.Fatal(err)
		}
		size := alg.SignOutputSize(ecc(keytype.SECPR1), curve.Params().BitSize, alg.ECDSA(alg.SHA256))
		if n := (curve.Params().N.BitLen() + 7) / 8; size != 2*n || len(sig.R.Bytes()) > n || len(sig.S.Bytes()) > n {
			t.Errorf("P-%d: %d bytes for a signature of twice %d", curve.Params().BitSize, size, n)
		}
	}
	if n := alg.SignOutputSize(ecc(keytype.TwistedEdwards), 255, alg.PureEdDSA); n != ed25519.SignatureSize {
		t.Errorf("Ed25519: %d bytes", n)
	}
}

func TestAsymmetricSizes(t *testing.T) {
	oaep := alg.RSAOAEP(alg.SHA256)
	if n := alg.AsymmetricEncryptOutputSize(keytype.RSAPublicKey, 2048, oaep); n != 256 {
		t.Errorf("RSA-OAEP gives %d bytes", n)
	}
	// RFC 8017: k - 2hLen - 2 and k - 11
	if n := alg.AsymmetricDecryptOutputSize(keytype.RSAKeyPair, 2048, oaep); n != 190 {
		t.Errorf("RSA-OAEP takes %d bytes", n)
	}
	if n := alg.AsymmetricDecryptOutputSize(keytype.RSAKeyPair, 2048, alg.RSAPKCS1V15Crypt); n != 245 {
		t.Errorf("RSA-PKCS1v15 takes %d bytes", n)
	}
	if n := alg.AsymmetricDecryptOutputSize(keytype.RSAKeyPair, 512, alg.RSAOAEP(alg.SHA512)); n != 0 {
		t.Errorf("RSA-OAEP with a key that is too short takes %d bytes", n)
	}
	if alg.AsymmetricEncryptOutputSize(keytype.AES, 128, oaep) != 0 || alg.AsymmetricEncryptOutputSize(keytype.RSAKeyPair, 100, oaep) != 0 {
		t.Error("a key that does not fit has a size")
	}

	for _, c := range []struct {
		t          keytype.Type
		bits, want int
	}{
		{keytype.ECCKeyPair(keytype.SECPR1), 521, 66}, {keytype.ECCPublicKey(keytype.Montgomery), 255, 32}, {keytype.ECCKeyPair(keytype.Montgomery), 448, 56},
		{keytype.ECCKeyPair(keytype.SECPK1), 225, 28}, {keytype.ECCKeyPair(keytype.SECTK1), 233, 30}, {keytype.DHKeyPair(keytype.RFC7919), 3072, 384},
		{keytype.DHPublicKey(keytype.RFC3526), 8192, 1024}, {keytype.ECCKeyPair(keytype.TwistedEdwards), 255, 0}, {keytype.RSAKeyPair, 2048, 0},
		{keytype.AES, 128, 0}, {keytype.ECCKeyPair(keytype.SECPR1), 100, 0},
	} {
		if got := alg.RawKeyAgreementOutputSize(c.t, c.bits); got != c.want {
			t.Errorf("the secret with %s has %d bytes, want %d", keytype.Name(c.t, c.bits), got, c.want)
		}
	}

	for _, c := range []struct {
		t    keytype.Type
		bits int
		a    alg.Algorithm
		want int
	}{
		{keytype.MLKEMPublicKey, 512, alg.MLKEM, 768}, {keytype.MLKEMKeyPair, 768, alg.MLKEM, mlkem.CiphertextSize768},
		{keytype.MLKEMPublicKey, 1024, alg.MLKEM, mlkem.CiphertextSize1024}, {keytype.ECCPublicKey(keytype.SECPR1), 256, alg.ECIESSEC1, 65},
		{keytype.ECCKeyPair(keytype.Montgomery), 448, alg.ECIESSEC1, 56}, {keytype.ECCKeyPair(keytype.TwistedEdwards), 255, alg.ECIESSEC1, 0},
		{keytype.MLKEMPublicKey, 512, alg.ECIESSEC1, 0}, {keytype.MLKEMPublicKey, 513, alg.MLKEM, 0},
	} {
		if got := alg.EncapsulateCiphertextSize(c.t, c.bits, c.a); got != c.want {
			t.Errorf("%v with %s: %d, want %d", c.a, keytype.Name(c.t, c.bits), got, c.want)
		}
	}

	for _, c := range []struct {
		wrap keytype.Type
		a    alg.Algorithm
		t    keytype.Type
		bits int
		want int
	}{
		// RFC 3394 and RFC 5649: 8 bytes more, after rounding up to 8.
		{keytype.AES, alg.KW, keytype.AES, 128, 24}, {keytype.AES, alg.KW, keytype.AES, 256, 40}, {keytype.AES, alg.KWP, keytype.AES, 128, 24},
		{keytype.AES, alg.KWP, keytype.HMAC, 160, 32}, {keytype.AES, alg.KW, keytype.HMAC, 160, 0}, {keytype.AES, alg.KWP, keytype.ECCKeyPair(keytype.SECPR1), 521, 80},
		{keytype.AES, alg.KW, keytype.ECCKeyPair(keytype.SECPR1), 521, 0}, {keytype.HMAC, alg.KW, keytype.AES, 128, 0}, {keytype.AES, alg.GCM, keytype.AES, 128, 0},
		{keytype.AES, alg.KW, keytype.AES, 100, 0},
	} {
		if got := alg.WrapKeyOutputSize(c.wrap, c.a, c.t, c.bits); got != c.want {
			t.Errorf("%v of %s: %d, want %d", c.a, keytype.Name(c.t, c.bits), got, c.want)
		}
	}
}

// TestMaxSizes: every size is reached by something and passed by nothing.
func TestMaxSizes(t *testing.T) {
	const n = 1000
	most := map[string]int{}
	note := func(name string, size int) { most[name] = max(most[name], size) }
	for _, kt := range keytype.All() {
		for _, bits := range append(kt.AllBits(), 8192) {
			if !kt.BitsValid(bits) {
				continue
			}
			note("agreement", alg.RawKeyAgreementOutputSize(kt, bits))
			if kt.IsKeyPair() {
				note("wrap", alg.WrapKeyOutputSize(keytype.AES, alg.KWP, kt, bits))
			}
			for _, r := range alg.Rows() {
				if !r.Keys.Has(kt) {
					continue
				}
				for a := range alg.Examples(r) {
					note("mac", alg.MACLength(a, kt, bits))
					note("tag", a.TagLength())
					note("nonce", alg.NonceLength(kt, a))
					note("iv", alg.IVLength(kt, a))
					note("aead encrypt", alg.AEADEncryptOutputSize(kt, a, n))
					note("aead update", alg.AEADUpdateOutputSize(kt, a, n))
					note("aead finish", alg.AEADFinishOutputSize(kt, a))
					note("aead verify", alg.AEADVerifyOutputSize(kt, a))
					note("cipher encrypt", alg.CipherEncryptOutputSize(kt, a, n))
					note("cipher decrypt", alg.CipherDecryptOutputSize(kt, a, n))
					note("cipher update", alg.CipherUpdateOutputSize(kt, a, n))
					note("cipher finish", alg.CipherFinishOutputSize(kt, a))
					note("sign", alg.SignOutputSize(kt, bits, a))
					note("encrypt", alg.AsymmetricEncryptOutputSize(kt, bits, a))
					note("decrypt", alg.AsymmetricDecryptOutputSize(kt, bits, a))
					note("encapsulate", alg.EncapsulateCiphertextSize(kt, bits, a))
				}
			}
		}
	}
	for _, r := range alg.Rows() {
		note("hash", r.Base.HashLength())
		note("suspend", alg.HashSuspendOutputSize(r.Base))
	}
	for _, c := range []struct {
		name  string
		limit int
	}{
		{"hash", alg.HashMaxSize}, {"suspend", alg.HashSuspendOutputMaxSize}, {"mac", alg.MACMaxSize}, {"tag", alg.AEADTagMaxSize}, {"nonce", alg.AEADNonceMaxSize},
		{"iv", alg.CipherIVMaxSize}, {"aead encrypt", alg.AEADEncryptOutputMaxSize(n)}, {"aead update", alg.AEADUpdateOutputMaxSize(n)},
		{"aead finish", alg.AEADFinishOutputMaxSize}, {"aead verify", alg.AEADVerifyOutputMaxSize}, {"cipher encrypt", alg.CipherEncryptOutputMaxSize(n)},
		{"cipher decrypt", alg.CipherDecryptOutputMaxSize(n)}, {"cipher update", alg.CipherUpdateOutputMaxSize(n)}, {"cipher finish", alg.CipherFinishOutputMaxSize},
		{"sign", alg.SignatureMaxSize}, {"encrypt", alg.AsymmetricEncryptOutputMaxSize}, {"decrypt", alg.AsymmetricDecryptOutputMaxSize},
		{"agreement", alg.RawKeyAgreementOutputMaxSize}, {"encapsulate", alg.EncapsulateCiphertextMaxSize}, {"wrap", alg.WrapKeyPairMaxSize},
	} {
		if most[c.name] != c.limit {
			t.Errorf("%s: the largest is %d, the limit %d", c.name, most[c.name], c.limit)
		}
		delete(most, c.name)
	}
	if len(most) != 0 {
		t.Errorf("no limits for %v", most)
	}
	if alg.AEADDecryptOutputMaxSize(n) < n-4 {
		t.Error("the limit of decryption is below a ciphertext with the shortest tag")
	}
}
