package soft

import (
	"crypto/sha3"
	"encoding"
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// Hashes that libraries have under another shape.

// shortHash is the beginning of another hash, of size bytes.
type shortHash struct {
	hash.Cloner
	size int
}

func (h *shortHash) Size() int { return h.size }

// Sum leaves what is behind its result alone: b may be the beginning of something longer.
func (h *shortHash) Sum(b []byte) []byte {
	var whole [64]byte
	return append(b, h.Cloner.Sum(whole[:0])[:h.size]...)
}

func (h *shortHash) Clone() (hash.Cloner, error) {
	c, err := h.Cloner.Clone()
	if err != nil {
		return nil, err
	}
	return &shortHash{c, h.size}, nil
}

// shakeHash is the beginning of SHAKE128 or SHAKE256, of size bytes.
type shakeHash struct {
	sha3.SHAKE
	size int
}

func (h *shakeHash) Size() int { return h.size }

func (h *shakeHash) Sum(b []byte) []byte {
	var out [64]byte
	end := h.SHAKE
	end.Read(out[:h.size])
	return append(b, out[:h.size]...)
}

func (h *shakeHash) Clone() (hash.Cloner, error) {
	c := *h
	return &c, nil
}

// markedHash is a hash whose state can be written to bytes and back.
type markedHash interface {
	hash.Hash
	encoding.BinaryMarshaler
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// sm3Hash adds the copying that gmsm's SM3 lacks.
type sm3Hash struct{ markedHash }

func newSM3() hash.Hash { return sm3Hash{sm3.New().(markedHash)} }

func (h sm3Hash) Clone() (hash.Cloner, error) {
	state, err := h.MarshalBinary()
	if err != nil {
		return nil, err
	}
	c := newSM3().(sm3Hash)
	err = c.UnmarshalBinary(state)
	clear(state)
	return c, err
}

// blake2Hash begins a BLAKE2 without a key.
func blake2Hash(h hash.Hash) hash.Hash {
	h.Reset()
	return h
}
