package prf

import (
	"crypto/subtle"
	"encoding"
	"hash"
)

// HMAC is the function of FIPS 198-1 and RFC 2104 over any hash.
type HMAC struct {
	inner, outer hash.Hash
	// innerPad and outerPad are the padded key, each a block of the hash.
	innerPad, outerPad []byte
	// innerState and outerState are the hashes' states after those blocks, where the hash gives them out: half of the work of a value
	// over a short argument (FIPS 198-1, section 6).
	innerState, outerState []byte
	digest                 []byte
}

// NewHMAC keys the function. newHash returns a new hash at each call; the block size of HMAC is the hash's BlockSize. The key is not kept.
func NewHMAC(newHash func() hash.Hash, key []byte) *HMAC {
	h := &HMAC{inner: newHash(), outer: newHash()}
	size := h.inner.BlockSize()
	pads := make([]byte, 2*size)
	h.innerPad, h.outerPad = pads[:size:size], pads[size:]
	h.digest = make([]byte, 0, h.inner.Size())
	if len(key) > size {
		h.inner.Write(key)
		h.digest = h.inner.Sum(h.digest[:0])
		copy(h.innerPad, h.digest)
		clear(h.digest)
	} else {
		copy(h.innerPad, key)
	}
	for i := range h.innerPad {
		h.outerPad[i] = h.innerPad[i] ^ 0x5c
		h.innerPad[i] ^= 0x36
	}
	h.inner.Reset()
	h.inner.Write(h.innerPad)
	h.innerState = state(h.inner)
	h.outer.Write(h.outerPad)
	h.outerState = state(h.outer)
	return h
}

func state(h hash.Hash) []byte {
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		return nil
	}
	if _, ok := h.(encoding.BinaryUnmarshaler); !ok {
		return nil
	}
	s, err := m.MarshalBinary()
	if err != nil {
		return nil
	}
	return s
}

func restore(h hash.Hash, state, pad []byte) {
	if state != nil && h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state) == nil {
		return
	}
	h.Reset()
	h.Write(pad)
}

// Size implements [Function].
func (h *HMAC) Size() int { return h.inner.Size() }

// Write implements [Function].
func (h *HMAC) Write(p []byte) { h.inner.Write(p) }

// Sum implements [Function].
func (h *HMAC) Sum(out []byte) {
	h.digest = h.inner.Sum(h.digest[:0])
	restore(h.outer, h.outerState, h.outerPad)
	h.outer.Write(h.digest)
	h.digest = h.outer.Sum(h.digest[:0])
	copy(out[:h.Size()], h.digest)
	restore(h.inner, h.innerState, h.innerPad)
}

// Wipe implements [Function]. The hash's own state is overwritten by hashing zeros, as far as its implementation keeps no copies.
func (h *HMAC) Wipe() {
	clear(h.innerPad)
	clear(h.outerPad)
	clear(h.innerState)
	clear(h.outerState)
	clear(h.digest[:cap(h.digest)])
	h.innerState, h.outerState = nil, nil
	WipeHash(h.inner)
	WipeHash(h.outer)
}

// WipeHash overwrites what a hash has seen: its buffer with zeros, in two pieces because implementations bypass it for a whole block, and its
// chaining value with the initial one.
func WipeHash(h hash.Hash) {
	zeros := make([]byte, h.BlockSize())
	h.Reset()
	h.Write(zeros[1:])
	h.Write(zeros[:1])
	h.Reset()
}

// XOR sets dst to dst XOR x; both have the same length.
func XOR(dst, x []byte) { subtle.XORBytes(dst, dst, x) }
