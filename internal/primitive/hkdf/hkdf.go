// Package hkdf has the two halves of RFC 5869, the second as a stream.
package hkdf

import (
	"context"
	"hash"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

// MaxBlocks is the greatest number of blocks of hash length that Expand gives (RFC 5869, section 2.3).
const MaxBlocks = 255

// Extract returns the pseudorandom key of RFC 5869, section 2.2, as long as the hash; it belongs to the caller, who wipes it. An empty salt
// is the same as the salt of zeros that the RFC sets for a missing one, because HMAC pads its key with zeros.
func Extract(newHash func() hash.Hash, salt, ikm []byte) []byte {
	f := prf.NewHMAC(newHash, salt)
	defer f.Wipe()
	prk := make([]byte, f.Size())
	f.Write(ikm)
	f.Sum(prk)
	return prk
}

// Expand returns the output of RFC 5869, section 2.3, which ends after [MaxBlocks] blocks. prk and info are not kept.
func Expand(newHash func() hash.Hash, prk, info []byte) *prf.Stream {
	f := prf.NewHMAC(newHash, prk)
	info = append([]byte(nil), info...)
	t := make([]byte, f.Size())
	i := 0
	next := func(_ context.Context, block []byte) error {
		if i == MaxBlocks {
			return prf.ErrExhausted
		}
		if i > 0 {
			f.Write(t)
		}
		i++
		f.Write(info)
		f.Write([]byte{byte(i)})
		f.Sum(t)
		copy(block, t)
		return nil
	}
	return prf.NewStream(f.Size(), next, func() {
		f.Wipe()
		clear(t)
		clear(info)
	})
}
