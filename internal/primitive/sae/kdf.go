package sae

import (
	"context"
	"encoding/binary"
	"hash"

	"github.com/psacrypto/psa/internal/primitive/hkdf"
	"github.com/psacrypto/psa/internal/primitive/prf"
)

// mac is HMAC over the items one after the other.
func mac(newHash func() hash.Hash, key []byte, items ...[]byte) []byte {
	f := prf.NewHMAC(newHash, key)
	defer f.Wipe()
	for _, b := range items {
		f.Write(b)
	}
	out := make([]byte, f.Size())
	f.Sum(out)
	return out
}

// kdf is KDF-Hash-Length (IEEE 802.11-2024, section 12.7.1.6.2): a length in bits, and the output in as many bytes as that needs. Bits after the last are
// not cleared.
func kdf(newHash func() hash.Hash, key []byte, label string, context []byte, bits int) []byte {
	f := prf.NewHMAC(newHash, key)
	defer f.Wipe()
	n := (bits + 7) / 8
	out := make([]byte, 0, n+f.Size())
	block := make([]byte, f.Size())
	defer clear(block)
	for i := uint16(1); len(out) < n; i++ {
		f.Write(binary.LittleEndian.AppendUint16(nil, i))
		f.Write([]byte(label))
		f.Write(context)
		f.Write(binary.LittleEndian.AppendUint16(nil, uint16(bits)))
		f.Sum(block)
		out = append(out, block...)
	}
	clear(out[n:])
	return out[:n]
}

// expand is HKDF-Expand (RFC 5869).
func expand(newHash func() hash.Hash, prk []byte, info string, n int) []byte {
	stream := hkdf.Expand(newHash, prk, []byte(info))
	defer stream.Close()
	out := make([]byte, n)
	if err := stream.Read(context.Background(), out); err != nil {
		panic("sae: " + err.Error())
	}
	return out
}
