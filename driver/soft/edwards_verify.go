package soft

import (
	"context"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

// edwardsVerifier is a verification of an EdDSA signature, which reads the message once.
type edwardsVerifier interface {
	io.Writer
	Verify() bool
	Reset()
}

var _ driver.Verify = (*edwardsVerify)(nil)

// edwardsVerify is a multi-part verification of an EdDSA signature without prehash.
type edwardsVerify struct {
	// v is nil once the verification has ended.
	v edwardsVerifier
}

// Update implements driver.Verify.
func (s *edwardsVerify) Update(_ context.Context, p []byte) error {
	if s.v == nil {
		return ended("verification")
	}
	_, err := s.v.Write(p)
	return err
}

// Finish implements driver.Verify.
func (s *edwardsVerify) Finish(context.Context) error {
	if s.v == nil {
		return ended("verification")
	}
	ok := s.v.Verify()
	s.Close()
	return ifVerified(ok)
}

// Close implements driver.Verify.
func (s *edwardsVerify) Close() {
	if s.v != nil {
		s.v.Reset()
		s.v = nil
	}
}

// ifVerified is the status of a signature that is right or wrong.
func ifVerified(ok bool) error {
	if !ok {
		return psa.ErrInvalidSignature
	}
	return nil
}
