// Package pbkdf2 has PBKDF2 of RFC 8018, section 5.2, as a stream.
package pbkdf2

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

// MaxBlocks is the greatest number of blocks that New gives (RFC 8018, section 5.2, step 1).
const MaxBlocks = math.MaxUint32

// looks is how many iterations pass between two looks at the context: about a millisecond.
const looks = 1 << 12

// New returns the derived key, which ends after [MaxBlocks] blocks. The password is the key of f, which belongs to the stream from then on.
// salt is not kept. iterations is at least 1.
//
// A read ends with the context's error when the context ends.
func New(f prf.Function, salt []byte, iterations uint64) *prf.Stream {
	salt = append([]byte(nil), salt...)
	u := make([]byte, f.Size())
	i := uint64(0)
	next := func(ctx context.Context, block []byte) error {
		if i == MaxBlocks {
			return prf.ErrExhausted
		}
		f.Write(salt)
		f.Write(binary.BigEndian.AppendUint32(nil, uint32(i+1)))
		f.Sum(u)
		copy(block, u)
		for n := uint64(1); n < iterations; n++ {
			if n%looks == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			f.Write(u)
			f.Sum(u)
			prf.XOR(block, u)
		}
		i++
		return nil
	}
	return prf.NewStream(f.Size(), next, func() {
		f.Wipe()
		clear(u)
		clear(salt)
	})
}
