package specmodel

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"math/big"

	"crypto"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// The answers to the random calls come from Go's standard library, of which the product uses some; its primitives are held against outside
// vectors elsewhere. Here it is which key was used, for what, and whether.

// sizeOf returns the size in bits of a key to be imported, false where the data can't be one.
func sizeOf(t keytype.Type, data []byte) (bits int, ok bool) {
	switch t {
	case p256Pair:
		_, err := ecdh.P256().NewPrivateKey(data)
		return 256, err == nil
	case p256Public:
		_, err := ecdh.P256().NewPublicKey(data)
		return 256, err == nil
	}
	return 8 * len(data), sizes(t, 8*len(data))
}

func macOf(a alg.Algorithm, k, msg []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write(msg)
	return h.Sum(nil)[:algorithms[a].length]
}

// crypt runs CTR or CBC. It returns nil for text of a length that the mode can't take.
func crypt(a alg.Algorithm, k, iv, text []byte, encrypt bool) []byte {
	block, err := aes.NewCipher(k)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(text))
	switch {
	case a == alg.CTR:
		cipher.NewCTR(block, iv).XORKeyStream(out, text)
	case encrypt:
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, text)
	default:
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, text)
	}
	return out
}

func gcm(k []byte) cipher.AEAD {
	block, err := aes.NewCipher(k)
	if err != nil {
		panic(err)
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return g
}

// seal encrypts with a tag of the algorithm's length, which is the beginning of the whole one.
func seal(a alg.Algorithm, k, nonce, text, ad []byte) []byte {
	out := gcm(k).Seal(nil, nonce, text, ad)
	return out[:len(text)+algorithms[a].length]
}

// unseal decrypts; it fails where the tag is another.
func unseal(a alg.Algorithm, k, nonce, sealed, ad []byte) ([]byte, bool) {
	n := len(sealed) - algorithms[a].length
	if n < 0 || k == nil || len(nonce) != 12 {
		return nil, false
	}
	text := crypt(alg.CTR, k, append(bytes.Clone(nonce), 0, 0, 0, 2), sealed[:n], false)
	return text, bytes.Equal(seal(a, k, nonce, text, ad), sealed)
}

func privateKey(k []byte) *ecdsa.PrivateKey {
	p, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), k)
	if err != nil {
		panic(err)
	}
	return p
}

func publicOf(k []byte) []byte {
	p, err := ecdh.P256().NewPrivateKey(k)
	if err != nil {
		panic(err)
	}
	return p.PublicKey().Bytes()
}

// signature makes the deterministic one (RFC 6979).
func signature(k, digest []byte) []byte {
	der, err := privateKey(k).Sign(nil, digest, crypto.SHA256)
	if err != nil {
		panic(err)
	}
	// DER with two integers, each below 2^256.
	out := make([]byte, 64)
	at := 2
	for i := range 2 {
		n := int(der[at+1])
		new(big.Int).SetBytes(der[at+2 : at+2+n]).FillBytes(out[32*i : 32*i+32])
		at += 2 + n
	}
	return out
}

// verifies checks a signature by a key, pair or public.
func verifies(t keytype.Type, k, digest, sig []byte) bool {
	if len(sig) != 64 || k == nil {
		return false
	}
	if t == p256Pair {
		k = publicOf(k)
	}
	p, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), k)
	if err != nil {
		panic(err)
	}
	return ecdsa.Verify(p, digest, new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
}

// agreed is the shared secret; it fails where the peer's key is none.
func agreed(k, peer []byte) ([]byte, bool) {
	p, err := ecdh.P256().NewPublicKey(peer)
	if err != nil {
		return nil, false
	}
	if k == nil {
		return nil, true
	}
	own, err := ecdh.P256().NewPrivateKey(k)
	if err != nil {
		panic(err)
	}
	secret, err := own.ECDH(p)
	return secret, err == nil
}

// stretched is the whole output of HKDF up to n bytes.
func stretched(secret, salt, info []byte, n int) []byte {
	out, err := hkdf.Key(sha256.New, secret, salt, string(info), n)
	if err != nil {
		panic(err)
	}
	return out
}

func digest(p []byte) []byte {
	sum := sha256.Sum256(p)
	return sum[:]
}
