// Package tls12prf has the pseudorandom function of TLS 1.2 (RFC 5246, section 5) as a stream, and the premaster secret of the PSK cipher
// suites (RFC 4279).
package tls12prf

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

// New returns P_hash(secret, label + seed), which never ends. The secret is the key of f, which belongs to the stream from then on.
// label and seed are not kept.
func New(f prf.Function, label, seed []byte) *prf.Stream {
	seed = append(append(make([]byte, 0, len(label)+len(seed)), label...), seed...)
	a := make([]byte, f.Size())
	first := true
	next := func(_ context.Context, block []byte) error {
		if first {
			f.Write(seed)
			first = false
		} else {
			f.Write(a)
		}
		f.Sum(a)
		f.Write(a)
		f.Write(seed)
		f.Sum(block)
		return nil
	}
	return prf.NewStream(f.Size(), next, func() {
		f.Wipe()
		clear(a)
		clear(seed)
	})
}

// MaxSecret is the greatest length in bytes of either secret of a premaster secret, whose lengths have 16 bits.
const MaxSecret = math.MaxUint16

// PremasterSecret returns the premaster secret of RFC 4279, section 2: other and psk, each after its length. It belongs to the caller, who
// wipes it. Where the cipher suite has no other secret, other is as many zeros as psk has bytes.
func PremasterSecret(other, psk []byte) []byte {
	pms := make([]byte, 0, 4+len(other)+len(psk))
	pms = binary.BigEndian.AppendUint16(pms, uint16(len(other)))
	pms = append(pms, other...)
	pms = binary.BigEndian.AppendUint16(pms, uint16(len(psk)))
	return append(pms, psk...)
}
