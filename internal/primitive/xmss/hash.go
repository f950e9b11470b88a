package xmss

import (
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"hash"
)

// The numbers in front of the inputs of the functions (RFC 8391, section 5.1).
const (
	padF = iota
	padH
	padHMsg
	padPRF
)

// hashing computes the hash functions of a parameter set.
type hashing struct {
	set *parameterSet
	// One of them is in use.
	x   *sha3.SHAKE
	h   hash.Hash
	pad [64]byte
	out [sha512.Size]byte
}

func (f *hashing) init(p *parameterSet) {
	f.set = p
	switch p.function {
	case sha2_256:
		f.h = sha256.New()
	case sha2_512:
		f.h = sha512.New()
	case shake128:
		f.x = sha3.NewSHAKE128()
	case shake256:
		f.x = sha3.NewSHAKE256()
	}
}

// begin starts the hash of a function: toByte(number, padding).
func (f *hashing) begin(number byte) {
	if f.x != nil {
		f.x.Reset()
	} else {
		f.h.Reset()
	}
	f.pad[f.set.padding-1] = number
	f.Write(f.pad[:f.set.padding])
}

// Write adds to the input.
func (f *hashing) Write(p []byte) {
	if f.x != nil {
		f.x.Write(p)
	} else {
		f.h.Write(p)
	}
}

// sum writes the n bytes of the hash.
func (f *hashing) sum(out []byte) {
	if f.x != nil {
		f.x.Read(out[:f.set.n])
	} else {
		copy(out[:f.set.n], f.h.Sum(f.out[:0]))
	}
}

// The types of addresses (RFC 8391, section 2.5).
const (
	otsAddress = iota
	lTreeAddress
	hashTreeAddress
)

// address is ADRS.
type address struct {
	layer uint32
	tree  uint64
	kind  uint32
	// number is the OTS or the L-tree address; height is the chain address or a tree height, index the hash address or a tree index.
	number, height, index uint32
	keyAndMask            uint32
}

const addressSize = 32

func (a *address) put(b []byte) {
	binary.BigEndian.PutUint32(b, a.layer)
	binary.BigEndian.PutUint64(b[4:], a.tree)
	binary.BigEndian.PutUint32(b[12:], a.kind)
	binary.BigEndian.PutUint32(b[16:], a.number)
	binary.BigEndian.PutUint32(b[20:], a.height)
	binary.BigEndian.PutUint32(b[24:], a.index)
	binary.BigEndian.PutUint32(b[28:], a.keyAndMask)
}
