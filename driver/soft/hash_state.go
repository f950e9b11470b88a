package soft

import (
	"context"
	"encoding/binary"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// stateLayout is how a suspended hash is laid out (PSA Crypto 1.5, "Hash suspend state"): the length of the input so far, the chaining value, and
// the part of a block that has not been hashed. Beside it stands the layout in which the standard library writes the same things:
// magic, chaining value, a whole block with the unhashed part in front, and the length in 8 bytes. Numbers are big-endian in both.
type stateLayout struct {
	magic string
	// All three are in bytes.
	lengthField, stateField, block int
}

// maxState is the longest state of the standard library in bytes, that of SHA-512.
const maxState = 4 + 64 + 128 + 8

// countLimit is the length in bytes from which on the length in bits does not fit into 64 bits. SHA-1 and the SHA-2 with words of 32 bits
// end there (FIPS 180-4, section 1). The others go on to 2^125 bytes, but the standard library doesn't: it counts in 64 bits.
const countLimit = 1 << 61

// checkLength tells whether an input of n bytes can be hashed.
func (r *hashRow) checkLength(n uint64) error {
	if n < countLimit || r.suspended == nil {
		return nil
	}
	if r.suspended.lengthField == 8 {
		return psa.Errorf(psa.ErrInvalidArgument, "the input of %v is too long: it has to be shorter than 2^61 bytes", r.alg)
	}
	return psa.Errorf(psa.ErrNotSupported, "the input of %v is too long for the software driver: it has to be shorter than 2^61 bytes", r.alg)
}

// Suspend implements driver.Hash.
func (s *hashing) Suspend(_ context.Context, dst []byte) ([]byte, error) {
	if s.h == nil {
		return nil, ended("hash")
	}
	l := s.row.suspended
	if l == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the specification has no suspended state for %v", s.row.alg)
	}
	var buf [maxState]byte
	b, err := s.h.AppendBinary(buf[:0])
	if err != nil || len(b) != l.stdSize() {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the state of %v can't be read", s.row.alg)
	}
	b = b[len(l.magic):]
	dst = append(dst, zeros[:l.lengthField-8]...)
	dst = append(dst, b[len(b)-8:]...)
	dst = append(dst, b[:l.stateField]...)
	dst = append(dst, b[l.stateField:][:s.n%uint64(l.block)]...)
	clear(buf[:])
	return dst, nil
}

// ResumeHash implements driver.Hashes.
func (*Driver) ResumeHash(_ context.Context, a alg.Algorithm, state []byte) (driver.Hash, error) {
	r := hashOf(a)
	if r == nil {
		return nil, noSuchHash(a)
	}
	l := r.suspended
	if l == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the specification has no suspended state for %v", a)
	}
	if len(state) < l.lengthField+l.stateField {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a suspended state of %v has at least %d bytes, not %d", a, l.lengthField+l.stateField, len(state))
	}
	n, err := r.readLength(state[:l.lengthField])
	if err != nil {
		return nil, err
	}
	chaining, rest := state[l.lengthField:][:l.stateField], state[l.lengthField+l.stateField:]
	if want := n % uint64(l.block); uint64(len(rest)) != want {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the suspended state of %v after %d bytes of input holds %d unhashed ones, not %d", a, n, want, len(rest))
	}
	var buf [maxState]byte
	b := append(buf[:0], l.magic...)
	b = append(b, chaining...)
	b = append(b, rest...)
	b = append(b, zeros[:l.block-len(rest)]...)
	b = binary.BigEndian.AppendUint64(b, n)
	h := r.start().(stdHash)
	err = h.UnmarshalBinary(b)
	clear(buf[:])
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the state of %v can't be set: %w", a, err)
	}
	return &hashing{row: r, h: h, n: n}, nil
}

// readLength reads the length of the input so far.
func (r *hashRow) readLength(b []byte) (uint64, error) {
	var high uint64
	if len(b) == 16 {
		high = binary.BigEndian.Uint64(b)
	}
	n := binary.BigEndian.Uint64(b[len(b)-8:])
	// FIPS 180-4, section 1: SHA-384 and the others of its kind take fewer than 2^128 bits.
	if high >= countLimit {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the input of %v is too long: it has to be shorter than 2^125 bytes", r.alg)
	}
	if high != 0 {
		n = countLimit
	}
	return n, r.checkLength(n)
}

// stdSize is the length in bytes of a state of the standard library.
func (l *stateLayout) stdSize() int { return len(l.magic) + l.stateField + l.block + 8 }
