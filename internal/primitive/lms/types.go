package lms

import (
	"crypto/sha256"
	"crypto/sha3"
	"encoding/binary"
	"hash"
	"math/bits"
)

// hashType is a hash of the registry: SHA-256 or SHAKE256 with an output of size bytes.
type hashType struct {
	shake bool
	size  int
}

// The hashes, in the order in which the registries have their types.
var hashTypes = [...]hashType{{false, 32}, {false, 24}, {true, 32}, {true, 24}}

// treeType is an LMS parameter set.
type treeType struct {
	code   uint32
	hash   hashType
	height int
}

// otsType is an LM-OTS parameter set: w is the width of the coefficients in bits, p their number, ls the left shift of the checksum.
type otsType struct {
	code     uint32
	hash     hashType
	w, p, ls int
}

// treeTypeOf knows the registry "LMS Signatures", 5 to 24: for each hash the heights 5, 10, 15, 20 and 25.
func treeTypeOf(code uint32) (treeType, bool) {
	if code < 5 || code > 24 {
		return treeType{}, false
	}
	return treeType{code, hashTypes[(code-5)/5], 5 * int((code-5)%5+1)}, true
}

// otsTypeOf knows the registry "LM-OTS Signatures", 1 to 16: for each hash w of 1, 2, 4 and 8. The other parameters are computed as in RFC 8554, appendix B.
func otsTypeOf(code uint32) (otsType, bool) {
	if code < 1 || code > 16 {
		return otsType{}, false
	}
	h, w := hashTypes[(code-1)/4], 1<<((code-1)%4)
	u := 8 * h.size / w
	v := (bits.Len(uint((1<<w-1)*u)) + w - 1) / w
	return otsType{code, h, w, u + v, 16 - v*w}, true
}

// hashing is a hash under way.
type hashing struct {
	size int
	// One of them is in use.
	x *sha3.SHAKE
	h hash.Hash
	// whole is for the output of SHA-256 before it is cut.
	whole [sha256.Size]byte
	head  [sizeU32 + 2]byte
}

func (t hashType) start() *hashing {
	if t.shake {
		return &hashing{size: t.size, x: sha3.NewSHAKE256()}
	}
	return &hashing{size: t.size, h: sha256.New()}
}

func (h *hashing) restart() {
	if h.x != nil {
		h.x.Reset()
	} else {
		h.h.Reset()
	}
}

// Write adds to the input.
func (h *hashing) Write(p []byte) {
	if h.x != nil {
		h.x.Write(p)
	} else {
		h.h.Write(p)
	}
}

// prefix adds I || u32str(number) || u16str(purpose), with which all hashes but those of chains begin.
func (h *hashing) prefix(identifier []byte, number uint32, purpose uint16) {
	h.Write(identifier)
	binary.BigEndian.PutUint32(h.head[:], number)
	binary.BigEndian.PutUint16(h.head[sizeU32:], purpose)
	h.Write(h.head[:])
}

// sum appends the hash to dst. Afterwards only restart may be called.
func (h *hashing) sum(dst []byte) []byte {
	if h.x != nil {
		h.x.Read(h.whole[:h.size])
	} else {
		h.h.Sum(h.whole[:0])
	}
	return append(dst, h.whole[:h.size]...)
}
