package soft

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ccm"
)

func sealCCM(k *blockKey, dst, nonce, plaintext, ad []byte, tag int) ([]byte, error) {
	c, err := k.forCCM()
	if err != nil {
		return nil, err
	}
	dst, err = c.Seal(dst, nonce, plaintext, ad, tag)
	if err != nil {
		return nil, ccmError(err)
	}
	return dst, nil
}

func openCCM(k *blockKey, dst, nonce, ciphertext, ad []byte, tag int) ([]byte, error) {
	c, err := k.forCCM()
	if err != nil {
		return nil, err
	}
	dst, err = c.Open(dst, nonce, ciphertext, ad, tag)
	if err != nil {
		return nil, ccmError(err)
	}
	return dst, nil
}

// ccmError gives an error of package ccm its status.
func ccmError(err error) error {
	if errors.Is(err, ccm.ErrTag) {
		return psa.ErrInvalidSignature
	}
	return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
}

func beginCCM(k *blockKey, s driver.AEADSetup, tag int) (driver.AEAD, error) {
	if !s.HasLengths {
		return nil, psa.Errorf(psa.ErrBadState, "CCM needs the lengths of additional data and text before it begins")
	}
	c, err := k.forCCM()
	if err != nil {
		return nil, err
	}
	stream, err := c.Begin(s.Nonce, s.ADLen, s.TextLen, tag)
	if err != nil {
		return nil, ccmError(err)
	}
	return &ccming{stream: stream, encrypt: s.Encrypt}, nil
}

// ccming is CCM under way. Output comes byte for byte with input.
type ccming struct {
	// stream is nil once the operation has ended.
	stream  *ccm.Stream
	encrypt bool
	// inText tells that no more additional data can come.
	inText bool
}

// UpdateAD implements driver.AEAD.
func (c *ccming) UpdateAD(_ context.Context, p []byte) error {
	switch {
	case c.stream == nil:
		return ended("AEAD")
	case c.inText:
		return lateAD()
	}
	if err := c.stream.AddAD(p); err != nil {
		return ccmError(err)
	}
	return nil
}

// Update implements driver.AEAD.
func (c *ccming) Update(_ context.Context, dst, p []byte) ([]byte, error) {
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
		return nil, ccmError(err)
	}
	return dst, nil
}

// Pending implements driver.AEAD.
func (c *ccming) Pending(n int) int { return n }

// Finish implements driver.AEAD.
func (c *ccming) Finish(_ context.Context, dst, tag []byte) (text, fullTag []byte, err error) {
	if c.stream == nil {
		return nil, nil, ended("AEAD")
	}
	defer c.Close()
	full, err := c.stream.Tag()
	if err != nil {
		return nil, nil, ccmError(err)
	}
	return dst, append(tag, full...), nil
}

// Verify implements driver.AEAD.
func (c *ccming) Verify(_ context.Context, dst, tag []byte) ([]byte, error) {
	if c.stream == nil {
		return nil, ended("AEAD")
	}
	defer c.Close()
	if err := c.stream.Verify(tag); err != nil {
		return nil, ccmError(err)
	}
	return dst, nil
}

// Close implements driver.AEAD.
func (c *ccming) Close() {
	if c.stream != nil {
		c.stream.Wipe()
		c.stream = nil
	}
}
