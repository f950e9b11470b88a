package soft

import (
	"context"
	"hash"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// signatureRole tells whether an algorithm has the role of a usage flag for a key pair, or for a public key, which only verifies.
func signatureRole(pair bool, a alg.Algorithm, u psa.Usage) bool {
	switch u {
	case psa.SignMessage:
		return pair && a.IsSignMessage()
	case psa.SignHash:
		return pair && a.IsSignHash()
	case psa.VerifyMessage:
		return a.IsSignMessage()
	case psa.VerifyHash:
		return a.IsSignHash()
	}
	return false
}

// scratch is memory for what passes between two steps of a use: the hash of a message, a signature in another encoding. It is on the heap because
// the libraries' functions let their arguments escape, and pooled so that a use allocates none.
type scratch [256]byte

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func takeScratch() *scratch { return scratches.Get().(*scratch) }

// free wipes the first n bytes, which are those that were used, and gives the memory back.
func (s *scratch) free(n int) {
	clear(s[:n])
	scratches.Put(s)
}

// signMessageHash signs a message with a hash-and-sign algorithm.
func signMessageHash(k signKey, a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	s := takeScratch()
	h, ok := hashSum(a.Hash(), s[:0], msg)
	if !ok {
		s.free(0)
		return nil, noSuchHash(a.Hash())
	}
	sig, err := k.signHash(a, dst, h, context)
	s.free(len(h))
	return sig, err
}

// verifyMessageHash verifies the signature of a message with a hash-and-sign algorithm.
func verifyMessageHash(k verifyKey, a alg.Algorithm, msg, sig, context []byte) error {
	s := takeScratch()
	h, ok := hashSum(a.Hash(), s[:0], msg)
	if !ok {
		s.free(0)
		return noSuchHash(a.Hash())
	}
	err := k.verifyHash(a, h, sig, context)
	s.free(len(h))
	return err
}

// checkHashLength holds a given hash to the length of the algorithm's.
func checkHashLength(a alg.Algorithm, h []byte) error {
	n, ok := hashSize(a.Hash())
	switch {
	case !ok:
		return noSuchHash(a.Hash())
	case len(h) != n:
		return psa.Errorf(psa.ErrInvalidArgument, "the hash has %d bytes; one for %v has %d", len(h), a, n)
	}
	return nil
}

// checkSignatureLength tells of a signature that can't be one of the key. Its status is that of any wrong signature.
func checkSignatureLength(sig []byte, n int) error {
	if len(sig) != n {
		return psa.Errorf(psa.ErrInvalidSignature, "the signature has %d bytes; those of the key have %d", len(sig), n)
	}
	return nil
}

// checkBits holds the size of a key's data to the size that was asked for.
func checkBits(attrs *psa.Attributes, bits int) error {
	if attrs.Bits != 0 && attrs.Bits != bits {
		return psa.Errorf(psa.ErrInvalidArgument, "the key has %d bits and the attributes say %d; say 0 or the size of the key", bits, attrs.Bits)
	}
	return nil
}

// hashSign is a multi-part signature with a hash-and-sign algorithm.
type hashSign struct {
	key     signKey
	alg     alg.Algorithm
	context []byte
	// h is nil once the signature has ended.
	h hash.Hash
}

func newHashSign(k signKey, a alg.Algorithm, context []byte) (driver.Sign, error) {
	h, ok := newHash(a.Hash())
	if !ok {
		return nil, noSuchHash(a.Hash())
	}
	return &hashSign{key: k, alg: a, context: append([]byte(nil), context...), h: h}, nil
}

// Update implements driver.Sign.
func (s *hashSign) Update(_ context.Context, p []byte) error {
	if s.h == nil {
		return ended("signature")
	}
	if _, err := s.h.Write(p); err != nil {
		return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
	}
	return nil
}

// Finish implements driver.Sign.
func (s *hashSign) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if s.h == nil {
		return nil, ended("signature")
	}
	b := takeScratch()
	h := s.h.Sum(b[:0])
	sig, err := s.key.signHash(s.alg, dst, h, s.context)
	b.free(len(h))
	s.Close()
	return sig, err
}

// Close implements driver.Sign.
func (s *hashSign) Close() {
	if s.h != nil {
		wipeHash(s.h)
		s.h = nil
	}
}

// hashVerify is a multi-part verification with a hash-and-sign algorithm.
type hashVerify struct {
	key          verifyKey
	alg          alg.Algorithm
	sig, context []byte
	// h is nil once the verification has ended.
	h hash.Hash
}

func newHashVerify(k verifyKey, a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	h, ok := newHash(a.Hash())
	if !ok {
		return nil, noSuchHash(a.Hash())
	}
	return &hashVerify{key: k, alg: a, sig: append([]byte(nil), sig...), context: append([]byte(nil), context...), h: h}, nil
}

// Update implements driver.Verify.
func (v *hashVerify) Update(_ context.Context, p []byte) error {
	if v.h == nil {
		return ended("verification")
	}
	if _, err := v.h.Write(p); err != nil {
		return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
	}
	return nil
}

// Finish implements driver.Verify.
func (v *hashVerify) Finish(context.Context) error {
	if v.h == nil {
		return ended("verification")
	}
	b := takeScratch()
	h := v.h.Sum(b[:0])
	err := v.key.verifyHash(v.alg, h, v.sig, v.context)
	b.free(len(h))
	v.Close()
	return err
}

// Close implements driver.Verify.
func (v *hashVerify) Close() {
	if v.h != nil {
		wipeHash(v.h)
		v.h = nil
	}
}

// wrongUse tells of an algorithm that a key's family doesn't run, with which the core never calls.
func wrongUse(a alg.Algorithm) error {
	return psa.Errorf(psa.ErrNotSupported, "the software driver can't use the key with %v in this way", a)
}
