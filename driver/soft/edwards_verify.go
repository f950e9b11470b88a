package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/edwards25519"
)

// ed25519Verify is a multi-part verification of an Ed25519 signature, which reads the message once.
type ed25519Verify struct {
	// v is nil once the verification has ended.
	v *edwards25519.Verifier
}

func newEd25519Verify(public, sig []byte) driver.Verify {
	return &ed25519Verify{edwards25519.NewVerifier(public, sig)}
}

// Update implements driver.Verify.
func (s *ed25519Verify) Update(_ context.Context, p []byte) error {
	if s.v == nil {
		return ended("verification")
	}
	s.v.Write(p)
	return nil
}

// Finish implements driver.Verify.
func (s *ed25519Verify) Finish(context.Context) error {
	if s.v == nil {
		return ended("verification")
	}
	ok := s.v.Verify()
	s.Close()
	if !ok {
		return psa.ErrInvalidSignature
	}
	return nil
}

// Close implements driver.Verify.
func (s *ed25519Verify) Close() {
	if s.v != nil {
		s.v.Reset()
		s.v = nil
	}
}
