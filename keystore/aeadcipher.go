package keystore

import (
	"context"
	"crypto/cipher"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// aeadCipher is a key as a cipher.AEAD.
type aeadCipher struct {
	ctx             context.Context
	key             Key
	alg             alg.Algorithm
	nonce, overhead int
}

// AEADCipher returns a key in local storage as a [cipher.AEAD] for the specific algorithm a; [alg.None] stands for the algorithm of the key's policy.
// The key is asked for anew in each call, under ctx. The result is safe for concurrent use.
//
// Seal of cipher.AEAD can't return an error, so it panics with the *psa.Error: where the key has been destroyed or the store closed, where its policy
// does not permit to encrypt, where the nonce has another length than NonceSize, and where the record of a persistent key can't be read; ask
// for a handle with [Store.Open], or give the key the usage flag CACHE, so that it stays in memory. Open returns its errors, also for
// nonces. Keys in other locations, where every call may fail, are refused: use [Key.Seal] and [Key.Unseal] with them.
//
// Errors: as any use of a key; [psa.ErrNotSupported] for keys in other locations; [psa.ErrInvalidArgument] for algorithms that are no AEAD or not
// specific; [psa.ErrNotPermitted] where the policy permits neither to encrypt nor to decrypt with a.
func (k Key) AEADCipher(ctx context.Context, a alg.Algorithm) (cipher.AEAD, error) {
	const call = "make an AEAD of key"
	attrs, err := k.Attributes(ctx)
	if err != nil {
		return nil, err
	}
	if at := attrs.Lifetime.Location(); at != psa.LocationLocalStorage {
		return nil, psa.At(psa.Errorf(psa.ErrNotSupported, "the key is in %v, where a call may fail, which cipher.AEAD can't tell; use Seal and Unseal", at), call, k.id)
	}
	if a == alg.None {
		a = attrs.Policy.Alg
	}
	if !a.IsAEAD() || a.IsWildcard() {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "%v is no specific AEAD algorithm", a), call, k.id)
	}
	if err := k.CheckUsage(ctx, a, psa.Encrypt); err != nil && k.CheckUsage(ctx, a, psa.Decrypt) != nil {
		return nil, err
	}
	return &aeadCipher{ctx, k, a, alg.NonceLength(attrs.Type, a), a.TagLength()}, nil
}

// NonceSize implements cipher.AEAD.
func (c *aeadCipher) NonceSize() int { return c.nonce }

// Overhead implements cipher.AEAD.
func (c *aeadCipher) Overhead() int { return c.overhead }

func (c *aeadCipher) checkNonce(call string, nonce []byte) error {
	if len(nonce) == c.nonce {
		return nil
	}
	return psa.At(psa.Errorf(psa.ErrInvalidArgument, "the nonce has %d bytes, not %d", len(nonce), c.nonce), call, c.key.id)
}

// Seal implements cipher.AEAD.
func (c *aeadCipher) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	err := c.checkNonce("aead_encrypt", nonce)
	if err == nil {
		dst, err = c.key.Seal(c.ctx, c.alg, dst, nonce, plaintext, additionalData)
	}
	if err != nil {
		panic(err)
	}
	return dst
}

// Open implements cipher.AEAD.
func (c *aeadCipher) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	if err := c.checkNonce("aead_decrypt", nonce); err != nil {
		return nil, err
	}
	return c.key.Unseal(c.ctx, c.alg, dst, nonce, ciphertext, additionalData)
}
