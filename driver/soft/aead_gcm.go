package soft

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/gcm"
)

func sealGCM(k *blockKey, dst, nonce, plaintext, ad []byte, tag int) ([]byte, error) {
	g, err := k.forGCM()
	if err != nil {
		return nil, err
	}
	dst, err = g.Seal(dst, nonce, plaintext, ad, tag)
	if err != nil {
		return nil, gcmError(err)
	}
	return dst, nil
}

func openGCM(k *blockKey, dst, nonce, ciphertext, ad []byte, tag int) ([]byte, error) {
	g, err := k.forGCM()
	if err != nil {
		return nil, err
	}
	dst, err = g.Open(dst, nonce, ciphertext, ad, tag)
	if err != nil {
		return nil, gcmError(err)
	}
	return dst, nil
}

// gcmError gives an error of package gcm its status.
func gcmError(err error) error {
	if errors.Is(err, gcm.ErrTag) {
		return psa.ErrInvalidSignature
	}
	return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
}

func beginGCM(k *blockKey, s driver.AEADSetup, tag int) (driver.AEAD, error) {
	if s.HasLengths && (s.TextLen > gcm.MaxText || s.ADLen > gcm.MaxAD) {
		return nil, gcmError(gcm.ErrTooLong)
	}
	g, err := k.forGCM()
	if err != nil {
		return nil, err
	}
	stream, err := g.Begin(s.Nonce)
	if err != nil {
		return nil, gcmError(err)
	}
	return &gcming{stream: stream, encrypt: s.Encrypt, tag: tag}, nil
}

// gcming is GCM under way. Output comes byte for byte with input.
type gcming struct {
	// stream is nil once the operation has ended.
	stream  *gcm.Stream
	encrypt bool
	// inText tells that no more additional data can come.
	inText bool
	tag    int
}

// UpdateAD implements driver.AEAD.
func (g *gcming) UpdateAD(_ context.Context, p []byte) error {
	switch {
	case g.stream == nil:
		return ended("AEAD")
	case g.inText:
		return lateAD()
	}
	if err := g.stream.AddAD(p); err != nil {
		return gcmError(err)
	}
	return nil
}

// lateAD tells of additional data after text, which the core never gives.
func lateAD() error {
	return psa.Errorf(psa.ErrBadState, "additional data can't follow the text")
}

// Update implements driver.AEAD.
func (g *gcming) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if g.stream == nil {
		return nil, ended("AEAD")
	}
	g.inText = true
	dst, out := extend(dst, len(p))
	crypt := g.stream.Decrypt
	if g.encrypt {
		crypt = g.stream.Encrypt
	}
	if err := crypt(out, p); err != nil {
		return nil, gcmError(err)
	}
	return dst, nil
}

// Pending implements driver.AEAD.
func (g *gcming) Pending(n int) int { return n }

// Finish implements driver.AEAD.
func (g *gcming) Finish(_ context.Context, dst, tag []byte) (text, fullTag []byte, err error) {
	if g.stream == nil {
		return nil, nil, ended("AEAD")
	}
	defer g.Close()
	full := g.stream.Tag()
	return dst, append(tag, full[:g.tag]...), nil
}

// Verify implements driver.AEAD.
func (g *gcming) Verify(_ context.Context, dst, tag []byte) ([]byte, error) {
	if g.stream == nil {
		return nil, ended("AEAD")
	}
	defer g.Close()
	if len(tag) != g.tag || g.stream.Verify(tag) != nil {
		return nil, psa.ErrInvalidSignature
	}
	return dst, nil
}

// Close implements driver.AEAD.
func (g *gcming) Close() {
	if g.stream != nil {
		g.stream.Wipe()
		g.stream = nil
	}
}
