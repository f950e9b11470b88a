// Package sp800108 has the counter mode of NIST SP 800-108r1, section 4.1, as a stream, with the counter as 32 bits before the fixed input.
package sp800108

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

// MaxBytes is the greatest output length, so that it can be written in 32 bits as a number of bits.
const MaxBytes = math.MaxUint32 / 8

// Counter returns the blocks F([i] || fixed) for i = 1, 2, 3, … The key-derivation key is that of f, which belongs to the stream from then
// on. fixed is not kept.
func Counter(f prf.Function, fixed []byte) *prf.Stream {
	fixed = append([]byte(nil), fixed...)
	i := uint64(0)
	next := func(_ context.Context, block []byte) error {
		if i == math.MaxUint32 {
			return prf.ErrExhausted
		}
		i++
		f.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		f.Write(fixed)
		f.Sum(block)
		return nil
	}
	return prf.NewStream(f.Size(), next, func() {
		f.Wipe()
		clear(fixed)
	})
}

// FixedInput returns Label || 0x00 || Context || [L], with L, the length of the output, given in bytes, at most [MaxBytes], and written in bits.
func FixedInput(label, context []byte, length uint32) []byte {
	fixed := make([]byte, 0, len(label)+1+len(context)+4)
	fixed = append(fixed, label...)
	fixed = append(fixed, 0)
	fixed = append(fixed, context...)
	return binary.BigEndian.AppendUint32(fixed, 8*length)
}

// RobustInput appends K(0) = F(fixed) to the fixed input: what section 4.1 has for CMAC, so that who chooses the input can't
// choose the output. f is ready for further arguments afterwards.
func RobustInput(f prf.Function, fixed []byte) []byte {
	k0 := make([]byte, f.Size())
	f.Write(fixed)
	f.Sum(k0)
	return append(fixed[:len(fixed):len(fixed)], k0...)
}
