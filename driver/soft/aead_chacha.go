package soft

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/chachapoly"
)

// checkPoly checks an algorithm and a nonce. Shorter tags are refused, which the specification recommends; the original variant of ChaCha20-Poly1305
// with 8 bytes of nonce is optional (PSA Crypto 1.5, PSA_ALG_CHACHA20_POLY1305).
func (k *chachaKey) checkPoly(a alg.Algorithm, nonce []byte) error {
	switch {
	case a != k.row.aead:
		return psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of type %v with %v", k.row.keyType, a)
	case a == alg.ChaCha20Poly1305 && len(nonce) == 8:
		return psa.Errorf(psa.ErrNotSupported, "the software driver has ChaCha20-Poly1305 of RFC 8439 alone, with a nonce of 12 bytes, not 8")
	case len(nonce) != k.poly.NonceSize():
		return psa.Errorf(psa.ErrInvalidArgument, "the nonce of %v has %d bytes, not %d", a, k.poly.NonceSize(), len(nonce))
	}
	return nil
}

func (k *chachaKey) seal(a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	if err := k.checkPoly(a, nonce); err != nil {
		return nil, err
	}
	dst, err := k.poly.Seal(dst, nonce, plaintext, apart(dst, ad))
	if err != nil {
		return nil, chachaPolyError(err)
	}
	return dst, nil
}

func (k *chachaKey) open(a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	if err := k.checkPoly(a, nonce); err != nil {
		return nil, err
	}
	dst, err := k.poly.Open(dst, nonce, ciphertext, apart(dst, ad))
	if err != nil {
		return nil, chachaPolyError(err)
	}
	return dst, nil
}

// chachaPolyError gives an error of package chachapoly its status.
func chachaPolyError(err error) error {
	if errors.Is(err, chachapoly.ErrTag) {
		return psa.ErrInvalidSignature
	}
	return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
}

func (k *chachaKey) newAEAD(a alg.Algorithm, s driver.AEADSetup) (driver.AEAD, error) {
	if err := k.checkPoly(a, s.Nonce); err != nil {
		return nil, err
	}
	if s.HasLengths && s.TextLen > chachapoly.MaxText {
		return nil, chachaPolyError(chachapoly.ErrTooLong)
	}
	stream, err := k.poly.Begin(s.Nonce)
	if err != nil {
		return nil, chachaPolyError(err)
	}
	return &chachaPolying{stream: stream, encrypt: s.Encrypt}, nil
}

// chachaPolying is ChaCha20-Poly1305 or XChaCha20-Poly1305 under way. Output comes byte for byte with input.
type chachaPolying struct {
	// stream is nil once the operation has ended.
	stream  *chachapoly.Stream
	encrypt bool
	// inText tells that no more additional data can come.
	inText bool
}

// UpdateAD implements driver.AEAD.
func (c *chachaPolying) UpdateAD(_ context.Context, p []byte) error {
	switch {
	case c.stream == nil:
		return ended("AEAD")
	case c.inText:
		return lateAD()
	}
	c.stream.AddAD(p)
	return nil
}

// Update implements driver.AEAD.
func (c *chachaPolying) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if c.stream == nil {
		return nil, ended("AEAD")
	}
	c.inText = true
	dst, out := extend(dst, len(p))
	crypt := c.stream.Decrypt
	if c.encrypt {
		crypt = c.stream.Encrypt
	}
	if err := crypt(out, p); err != nil {
		return nil, chachaPolyError(err)
	}
	return dst, nil
}

// Pending implements driver.AEAD.
func (c *chachaPolying) Pending(n int) int { return n }

// Finish implements driver.AEAD.
func (c *chachaPolying) Finish(_ context.Context, dst, tag []byte) (text, fullTag []byte, err error) {
	if c.stream == nil {
		return nil, nil, ended("AEAD")
	}
	defer c.Close()
	full := c.stream.Tag()
	return dst, append(tag, full[:]...), nil
}

// Verify implements driver.AEAD.
func (c *chachaPolying) Verify(_ context.Context, dst, tag []byte) ([]byte, error) {
	if c.stream == nil {
		return nil, ended("AEAD")
	}
	defer c.Close()
	if err := c.stream.Verify(tag); err != nil {
		return nil, chachaPolyError(err)
	}
	return dst, nil
}

// Close implements driver.AEAD.
func (c *chachaPolying) Close() {
	if c.stream != nil {
		c.stream.Wipe()
		c.stream = nil
	}
}
