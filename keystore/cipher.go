package keystore

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// Encrypt appends a random IV, where the algorithm has one, and the ciphertext of msg (psa_cipher_encrypt). Nothing authenticates the result;
// [Key.Seal] does that.
// Errors: also [psa.ErrInvalidArgument] for a length that the algorithm can't take, [psa.ErrInsufficientEntropy].
func (k Key) Encrypt(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.CipherEncrypt(ctx, r, a, dst, msg)
}

// Decrypt appends the plaintext of what [Key.Encrypt] made: the IV comes first (psa_cipher_decrypt).
// Errors: also [psa.ErrInvalidArgument] for a length that can't be, [psa.ErrInvalidPadding].
func (k Key) Decrypt(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.CipherDecrypt(ctx, r, a, dst, msg)
}

// Cipher is an unauthenticated encryption or decryption in parts (psa_cipher_operation_t). It may be used by several goroutines, one call after the
// other. All its calls run under the context that it was made with. After an error only Close is left.
type Cipher struct {
	ctx context.Context
	op  *core.Cipher
}

// NewEncrypt begins an encryption in parts (psa_cipher_encrypt_setup). Where the algorithm has an IV, GenerateIV or SetIV comes next.
func (k Key) NewEncrypt(ctx context.Context, a alg.Algorithm) (*Cipher, error) {
	return k.newCipher(ctx, a, true)
}

// NewDecrypt begins a decryption in parts (psa_cipher_decrypt_setup). Where the algorithm has an IV, SetIV comes next.
func (k Key) NewDecrypt(ctx context.Context, a alg.Algorithm) (*Cipher, error) {
	return k.newCipher(ctx, a, false)
}

func (k Key) newCipher(ctx context.Context, a alg.Algorithm, encrypt bool) (*Cipher, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	c, err := e.NewCipher(ctx, r, a, encrypt)
	if err != nil {
		return nil, err
	}
	return &Cipher{ctx, c}, nil
}

// GenerateIV makes a random IV for an encryption, uses it and appends it to dst (psa_cipher_generate_iv).
// Errors: [psa.ErrBadState] for a decryption or an algorithm without IV, [psa.ErrInsufficientEntropy].
func (c *Cipher) GenerateIV(dst []byte) ([]byte, error) {
	if c == nil || c.op == nil {
		return nil, inactive("cipher_generate_iv")
	}
	return c.op.GenerateIV(c.ctx, dst)
}

// SetIV sets the IV (psa_cipher_set_iv). Errors: [psa.ErrBadState] for an algorithm without one, [psa.ErrInvalidArgument] for a wrong length.
func (c *Cipher) SetIV(iv []byte) error {
	if c == nil || c.op == nil {
		return inactive("cipher_set_iv")
	}
	return c.op.SetIV(c.ctx, iv)
}

// Update appends as much output as can be had with p (psa_cipher_update).
func (c *Cipher) Update(dst, p []byte) ([]byte, error) {
	if c == nil || c.op == nil {
		return nil, inactive("cipher_update")
	}
	return c.op.Update(c.ctx, dst, p)
}

// Pending returns how many bytes an Update with n bytes would append.
func (c *Cipher) Pending(n int) int {
	if c == nil || c.op == nil {
		return 0
	}
	return c.op.Pending(n)
}

// Finish appends the rest of the output and ends the operation (psa_cipher_finish).
// Errors: [psa.ErrInvalidArgument] for input of a length that the algorithm can't take, [psa.ErrInvalidPadding].
func (c *Cipher) Finish(dst []byte) ([]byte, error) {
	if c == nil || c.op == nil {
		return nil, inactive("cipher_finish")
	}
	return c.op.Finish(c.ctx, dst)
}

// Close ends the operation and wipes its state (psa_cipher_abort). It is always safe, also twice, and its error is always nil.
func (c *Cipher) Close() error {
	if c != nil && c.op != nil {
		c.op.Abort()
	}
	return nil
}
