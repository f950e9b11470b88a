package soft

import (
	"context"
	"crypto/sha3"
	"sync"

	"filippo.io/mldsa/mldsacrypto"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// mldsaRepresentative computes μ, the hash of tr, the frame and the message (FIPS 204, algorithm 7, line 6).
type mldsaRepresentative struct {
	x  *sha3.SHAKE
	mu [64]byte
}

// representatives keeps idle ones, so that a use allocates none.
var representatives = sync.Pool{New: func() any { return &mldsaRepresentative{x: sha3.NewSHAKE256()} }}

// free gives the memory back.
func (r *mldsaRepresentative) free() {
	r.x.Reset()
	clear(r.mu[:])
	representatives.Put(r)
}

// begin starts μ of a message in fragments.
func (k *mldsaVerifier) begin(a alg.Algorithm, context []byte) (*mldsaRepresentative, error) {
	f, err := newFrame(a, context)
	if err != nil {
		return nil, err
	}
	r := representatives.Get().(*mldsaRepresentative)
	r.x.Write(k.hash[:])
	r.x.Write(f.head[:])
	r.x.Write(f.context)
	r.x.Write(f.oid)
	return r, nil
}

// representative is μ of a message, or of a hash for the algorithms that sign hashes. The caller frees it.
func (k *mldsaVerifier) representative(a alg.Algorithm, msg, context []byte) (*mldsaRepresentative, error) {
	r, err := k.begin(a, context)
	if err != nil {
		return nil, err
	}
	r.x.Write(msg)
	r.finish()
	return r, nil
}

func (r *mldsaRepresentative) finish() { r.x.Read(r.mu[:]) }

// newSign implements signKey.
func (k *mldsaKeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	switch {
	case a.IsHashMLDSA():
		return newHashSign(k, a, context)
	case !a.IsMLDSA():
		return nil, wrongUse(a)
	}
	r, err := k.begin(a, context)
	if err != nil {
		return nil, err
	}
	return &mldsaSign{k, a, r}, nil
}

// mldsaSign is a multi-part signature of a message as it is.
type mldsaSign struct {
	key *mldsaKeyPair
	alg alg.Algorithm
	// r is nil once the signature has ended.
	r *mldsaRepresentative
}

// Update implements driver.Sign.
func (s *mldsaSign) Update(_ context.Context, p []byte) error {
	if s.r == nil {
		return ended("signature")
	}
	s.r.x.Write(p)
	return nil
}

// Finish implements driver.Sign.
func (s *mldsaSign) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if s.r == nil {
		return nil, ended("signature")
	}
	defer s.Close()
	s.r.finish()
	return s.key.sign(s.alg, dst, s.r.mu[:], mldsacrypto.MLDSAMu)
}

// Close implements driver.Sign.
func (s *mldsaSign) Close() {
	if s.r != nil {
		s.r.free()
		s.r = nil
	}
}

// newVerify implements verifyKey.
func (k *mldsaVerifier) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	switch {
	case a.IsHashMLDSA():
		return newHashVerify(k, a, sig, context)
	case !a.IsMLDSA():
		return nil, wrongUse(a)
	}
	r, err := k.begin(a, context)
	if err != nil {
		return nil, err
	}
	return &messageVerify{&mldsaMessage{k, append([]byte(nil), sig...), r}}, nil
}

// mldsaMessage is a verification of a message as it is.
type mldsaMessage struct {
	key *mldsaVerifier
	sig []byte
	r   *mldsaRepresentative
}

func (m *mldsaMessage) Write(p []byte) { m.r.x.Write(p) }

func (m *mldsaMessage) Verify() bool {
	m.r.finish()
	return m.key.verifyMu(&m.r.mu, m.sig) == nil
}

// messageVerifier is a verification whose message comes in fragments, as the primitives have it. Verify is called at most once.
type messageVerifier interface {
	Write(p []byte)
	Verify() bool
}

// messageVerify is a multi-part verification with an algorithm that takes the message itself.
type messageVerify struct {
	// v is nil once the verification has ended.
	v messageVerifier
}

// Update implements driver.Verify.
func (s *messageVerify) Update(_ context.Context, p []byte) error {
	if s.v == nil {
		return ended("verification")
	}
	s.v.Write(p)
	return nil
}

// Finish implements driver.Verify.
func (s *messageVerify) Finish(context.Context) error {
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

// Close implements driver.Verify. What has been hashed of the message goes with the garbage; nothing of a verification is secret.
func (s *messageVerify) Close() { s.v = nil }
