package soft

import (
	"context"
	"encoding/binary"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// stateLayout is how a suspended hash is laid out (PSA Crypto 1.5, "Hash suspend state"): the length of the input so far, the chaining value, and
// the part of a block that has not been hashed. Beside it stands the layout in which the standard library, and internal/primitive after it, writes the same
// things: magic, chaining value, a whole block with the unhashed part in front, and the length in 8 bytes.
type stateLayout struct {
	magic string
	// All three are in bytes. A length field of one byte has the length of the unhashed part alone.
	lengthField, stateField, block int
	// swapped tells that the words of 32 bits of the chaining value are little-endian in the specification's layout and big-endian in the other.
	swapped bool
}

// maxState is the longest state of the standard library in bytes, that of SHA-512.
const maxState = 4 + 64 + 128 + 8

// The lengths in bytes of the longest inputs that are met by going on from a suspended state.
const (
	// countedInBits is that of hashes that count bits in 64 bits: SHA-1 and the SHA-2 with words of 32 bits end there (FIPS 180-4, section 1). The SHA-2 with
	// words of 64 bits go on to 2^125 bytes, but the standard library doesn't.
	countedInBits = 1<<61 - 1
	// countedInBytes is that of hashes that take the length in bits modulo 2^64, as MD4 does (RFC 1320, section 3.2): what the length field holds.
	countedInBytes = 1<<64 - 1
)

// checkLength tells whether an input of n bytes can be hashed.
func (r *hashRow) checkLength(n uint64) error {
	if r.longest == 0 || n <= r.longest {
		return nil
	}
	return r.tooLong()
}

// extend adds the length of p to an input of n bytes, and tells whether that can be hashed.
func (r *hashRow) extend(n uint64, p []byte) (uint64, error) {
	sum := n + uint64(len(p))
	if r.longest != 0 && sum < n {
		return 0, r.tooLong()
	}
	return sum, r.checkLength(sum)
}

func (r *hashRow) tooLong() error {
	if l := r.suspended; l != nil && (l.lengthField == 16 || r.longest == countedInBytes) {
		return psa.Errorf(psa.ErrNotSupported, "the input of %v is too long for the software driver: it may have up to %d bytes", r.alg, r.longest)
	}
	return psa.Errorf(psa.ErrInvalidArgument, "the input of %v is too long: it may have up to %d bytes", r.alg, r.longest)
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
	b, err := s.h.(stdHash).AppendBinary(buf[:0])
	if err != nil || len(b) != l.stdSize() {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the state of %v can't be read", s.row.alg)
	}
	b = b[len(l.magic):]
	l.swap(b)
	dst = append(dst, zeros[:max(l.lengthField-8, 0)]...)
	dst = append(dst, b[len(b)-min(l.lengthField, 8):]...)
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
	l.swap(b[len(l.magic):])
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

// swap turns the words of a chaining value around, if it has to be.
func (l *stateLayout) swap(b []byte) {
	if l.swapped {
		for i := 0; i < l.stateField; i += 4 {
			b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
		}
	}
}

// readLength reads the length of the input so far.
func (r *hashRow) readLength(b []byte) (uint64, error) {
	if len(b) == 1 {
		if int(b[0]) >= r.suspended.block {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "a suspended state of %v holds fewer than %d unhashed bytes, not %d", r.alg, r.suspended.block, b[0])
		}
		return uint64(b[0]), nil
	}
	var high uint64
	if len(b) == 16 {
		high = binary.BigEndian.Uint64(b)
	}
	n := binary.BigEndian.Uint64(b[len(b)-8:])
	// FIPS 180-4, section 1: SHA-384 and the others of its kind take fewer than 2^128 bits.
	if high > countedInBits {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the input of %v is too long: it has to be shorter than 2^125 bytes", r.alg)
	}
	if high != 0 {
		return 0, r.tooLong()
	}
	return n, r.checkLength(n)
}

// stdSize is the length in bytes of a state of the standard library.
func (l *stateLayout) stdSize() int { return len(l.magic) + l.stateField + l.block + 8 }
