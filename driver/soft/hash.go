package soft

import (
	"context"
	"crypto"
	"crypto/fips140"
	"encoding"
	"hash"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// A stdHash is what a hash must be where it is suspended or HMAC is made of it: its state can be copied, and written to bytes and back.
type stdHash interface {
	hash.Cloner
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// hashRow tells how one hash is computed. The hash that start makes is a hash.Cloner, and with hmacBlock or suspended a stdHash.
type hashRow struct {
	alg alg.Algorithm
	// std is the name of the hash in package crypto, 0 where it has none.
	std crypto.Hash
	// size is the length of the hash in bytes.
	size int
	// hmacBlock is the block size of HMAC in bytes (PSA Crypto 1.5, table "Hash algorithms that can be used with HMAC"), 0 for hashes that have none.
	hmacBlock int
	// longest is the length in bytes of the longest input, 0 where it is too long to be met.
	longest uint64
	// unapproved marks what the standard library refuses by a panic in FIPS 140-3 mode (GODEBUG=fips140=only).
	unapproved bool
	// start begins a hash, and sum appends the hash of msg, which is not too long, to dst.
	start func() hash.Hash
	sum   func(dst, msg []byte) []byte
	// suspended is the layout of a suspended state, nil where the specification has none.
	suspended *stateLayout
	// idle keeps hashes for short uses. What it keeps has been reset.
	idle sync.Pool
}

// hashOf finds a hash; nil for a hash that the driver hasn't, or can't use in FIPS 140-3 mode, and for what is no hash.
func hashOf(a alg.Algorithm) *hashRow {
	i := int(a & 0xff)
	if i >= len(hashes) || hashes[i] == nil || hashes[i].alg != a {
		return nil
	}
	if hashes[i].unapproved && fips140.Enforced() {
		return nil
	}
	return hashes[i]
}

// newHash begins a hash; false for one that the driver hasn't. What it returns is also a hash.Cloner. Its Write gives an error for an input that is too long,
// where that can be met.
func newHash(a alg.Algorithm) (hash.Hash, bool) {
	r := hashOf(a)
	if r == nil {
		return nil, false
	}
	return r.start(), true
}

// cryptoHash is the standard library's name of a hash; false for one that has none or that the driver hasn't.
func cryptoHash(a alg.Algorithm) (crypto.Hash, bool) {
	r := hashOf(a)
	if r == nil || r.std == 0 {
		return 0, false
	}
	return r.std, true
}

// hashSum appends the hash of msg to dst; false for a hash that the driver hasn't, or that can't take a message so long.
func hashSum(a alg.Algorithm, dst, msg []byte) ([]byte, bool) {
	r := hashOf(a)
	if r == nil || r.checkLength(uint64(len(msg))) != nil {
		return nil, false
	}
	return r.sum(dst, msg), true
}

// hashSize is the length of a hash in bytes; false for one that the driver hasn't.
func hashSize(a alg.Algorithm) (int, bool) {
	r := hashOf(a)
	if r == nil {
		return 0, false
	}
	return r.size, true
}

// supportsKeyless tells whether the driver can run an algorithm that needs no key.
func supportsKeyless(a alg.Algorithm) bool {
	return hashOf(a) != nil || xofOf(a) != nil || supportsDerivation(a)
}

// Hash implements driver.Hashes.
func (*Driver) Hash(_ context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	r := hashOf(a)
	if r == nil {
		return nil, noSuchHash(a)
	}
	if err := r.checkLength(uint64(len(msg))); err != nil {
		return nil, err
	}
	return r.sum(dst, msg), nil
}

// NewHash implements driver.Hashes.
func (*Driver) NewHash(_ context.Context, a alg.Algorithm) (driver.Hash, error) {
	r := hashOf(a)
	if r == nil {
		return nil, noSuchHash(a)
	}
	return &hashing{row: r, h: r.start().(hash.Cloner)}, nil
}

func noSuchHash(a alg.Algorithm) error {
	return psa.Errorf(psa.ErrNotSupported, "the software driver has no hash %v", a)
}

// hashing is a hash under way.
type hashing struct {
	row *hashRow
	// h is nil once the hash has ended.
	h hash.Cloner
	// n is the length of the input in bytes so far, or since the last suspension where the suspended state does not tell it.
	n uint64
}

// Update implements driver.Hash.
func (s *hashing) Update(_ context.Context, p []byte) error {
	if s.h == nil {
		return ended("hash")
	}
	n, err := s.row.extend(s.n, p)
	if err != nil {
		return err
	}
	s.n = n
	s.h.Write(p)
	return nil
}

// Finish implements driver.Hash.
func (s *hashing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if s.h == nil {
		return nil, ended("hash")
	}
	dst = s.h.Sum(dst)
	s.Close()
	return dst, nil
}

// Clone implements driver.Hash.
func (s *hashing) Clone(context.Context) (driver.Hash, error) {
	if s.h == nil {
		return nil, ended("hash")
	}
	c, err := s.h.Clone()
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the state of %v can't be copied: %w", s.row.alg, err)
	}
	return &hashing{row: s.row, h: c, n: s.n}, nil
}

// Close implements driver.Hash. The hash's buffer is overwritten by what follows it, and its chaining value by the reset.
func (s *hashing) Close() {
	if s.h != nil {
		wipeHash(s.h)
		s.h = nil
	}
}

// wipeHash overwrites the state of a hash, of the libraries' as far as their methods let it: the chaining value, and all of the buffer but its last byte.
func wipeHash(h hash.Hash) {
	if w, ok := h.(interface{ Wipe() }); ok {
		w.Wipe()
		return
	}
	h.Reset()
	h.Write(zeros[:h.BlockSize()-1])
	h.Reset()
}

// zeros is as long as the longest block of a hash.
var zeros [512]byte

// ended tells of a call to an operation that is over, which the core never makes.
func ended(what string) error {
	return psa.Errorf(psa.ErrBadState, "the %s has ended already", what)
}
