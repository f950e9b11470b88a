package core

import (
	"context"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
)

// random fills p from the store's source.
func (e *Engine) random(p []byte) error {
	if _, err := io.ReadFull(e.rand, p); err != nil {
		clear(p)
		return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	return nil
}

// CipherEncrypt is psa_cipher_encrypt: it appends a random IV, where the algorithm has one, and the ciphertext to dst.
func (e *Engine) CipherEncrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	out, err := e.cipherEncrypt(ctx, k, a, dst, msg)
	if err != nil {
		return nil, psa.At(err, "cipher_encrypt", k.ID)
	}
	return out, nil
}

func (e *Engine) cipherEncrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.CipherEncrypt, a)
	if err != nil {
		return nil, err
	}
	defer u.release()
	if u.loc.ciphers == nil {
		return nil, u.loc.lacks("ciphers")
	}
	var buf [alg.CipherIVMaxSize]byte
	iv := buf[:alg.IVLength(u.slot.attrs.Type, a)]
	if err := e.random(iv); err != nil {
		return nil, err
	}
	// The IV goes before the ciphertext, so a message that shares the buffer would be overwritten.
	msg = aside(dst, msg)
	return u.loc.ciphers.EncryptCipher(ctx, u.grant, append(dst, iv...), iv, msg)
}

// CipherDecrypt is psa_cipher_decrypt: it takes the IV, where the algorithm has one, from the front of msg.
func (e *Engine) CipherDecrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	out, err := e.cipherDecrypt(ctx, k, a, dst, msg)
	if err != nil {
		return nil, psa.At(err, "cipher_decrypt", k.ID)
	}
	return out, nil
}

func (e *Engine) cipherDecrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.CipherDecrypt, a)
	if err != nil {
		return nil, err
	}
	defer u.release()
	if u.loc.ciphers == nil {
		return nil, u.loc.lacks("ciphers")
	}
	n := alg.IVLength(u.slot.attrs.Type, a)
	if len(msg) < n {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the input has %d bytes, but %v begins with an IV of %d bytes", len(msg), a, n)
	}
	msg = aside(dst, msg)
	return u.loc.ciphers.DecryptCipher(ctx, u.grant, dst, msg[:n], msg[n:])
}

// Cipher is a multi-part cipher operation (psa_cipher_operation_t).
type Cipher struct {
	multipart
	grant   driver.Grant
	ciphers driver.Ciphers
	encrypt bool
	ivLen   int
	cipher  driver.Cipher
}

// NewCipher is psa_cipher_encrypt_setup or psa_cipher_decrypt_setup.
func (e *Engine) NewCipher(ctx context.Context, k Ref, a alg.Algorithm, encrypt bool) (*Cipher, error) {
	o, call := op.CipherDecrypt, "cipher_decrypt_setup"
	if encrypt {
		o, call = op.CipherEncrypt, "cipher_encrypt_setup"
	}
	c := &Cipher{multipart: multipart{engine: e, family: "cipher", phase: begun}, encrypt: encrypt}
	err := e.hold(ctx, &c.multipart, k, o, a, func(u use) error {
		if u.loc.ciphers == nil {
			return u.loc.lacks("ciphers")
		}
		c.grant, c.ciphers = u.grant, u.loc.ciphers
		if c.ivLen = alg.IVLength(u.slot.attrs.Type, a); c.ivLen > 0 {
			return nil
		}
		c.phase = running
		return c.start(ctx, nil)
	})
	if err != nil {
		return nil, psa.At(err, call, k.ID)
	}
	return c, nil
}

func (c *Cipher) start(ctx context.Context, iv []byte) (err error) {
	if c.cipher, err = c.ciphers.NewCipher(ctx, c.grant, c.encrypt, iv); err == nil {
		c.inner = c.cipher
	}
	return err
}

// GenerateIV is psa_cipher_generate_iv; it appends to dst. Error: BAD_STATE also for a decryption.
func (c *Cipher) GenerateIV(ctx context.Context, dst []byte) (out []byte, err error) {
	err = c.step("cipher_generate_iv", c.beforeIV(c.encrypt), running, func() error {
		var buf [alg.CipherIVMaxSize]byte
		iv := buf[:c.ivLen]
		if err := c.engine.random(iv); err != nil {
			return err
		}
		if err := c.start(ctx, iv); err != nil {
			return err
		}
		out = append(dst, iv...)
		return nil
	})
	return out, err
}

func (c *Cipher) beforeIV(right bool) phase {
	if right {
		return begun
	}
	return 0
}

// SetIV is psa_cipher_set_iv.
func (c *Cipher) SetIV(ctx context.Context, iv []byte) error {
	return c.step("cipher_set_iv", begun, running, func() error { return c.start(ctx, iv) })
}

// Update is psa_cipher_update; it appends to dst.
func (c *Cipher) Update(ctx context.Context, dst, p []byte) (out []byte, err error) {
	err = c.step("cipher_update", running, running, func() (err error) {
		// Stream ciphers hold nothing back; of the others, output may run ahead of the input even in the same place.
		if c.grant.Alg().IsStreamCipher() {
			p = apart(dst, p)
		} else {
			p = aside(dst, p)
		}
		out, err = c.cipher.Update(ctx, dst, p)
		return err
	})
	return out, err
}

// Pending tells how many bytes an Update with n bytes would append, or 0 where the operation is not running.
func (c *Cipher) Pending(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != running {
		return 0
	}
	return c.cipher.Pending(n)
}

// Finish is psa_cipher_finish; it appends to dst.
func (c *Cipher) Finish(ctx context.Context, dst []byte) (out []byte, err error) {
	err = c.step("cipher_finish", running, finished, func() (err error) {
		out, err = c.cipher.Finish(ctx, dst)
		return err
	})
	return out, err
}
