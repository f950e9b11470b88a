package slhdsa

import "encoding/binary"

// The types of addresses (FIPS 205, section 4.2).
const (
	wotsHash = iota
	wotsPK
	tree
	forsTree
	forsRoots
	wotsPRF
	forsPRF
)

// address is ADRS. What the last three words mean depends on the type; the highest 4 bytes of the tree address are 0 in all parameter sets.
type address struct {
	layer uint32
	tree  uint64
	kind  uint32
	// keyPair is the first of the three words, 0 in a tree address.
	keyPair uint32
	// chain is also the tree height, and hash the tree index.
	chain, hash uint32
}

// of is the address of another type in the same tree, with its words 0 (setTypeAndClear).
func (a address) of(kind uint32) address { return address{layer: a.layer, tree: a.tree, kind: kind} }

const (
	addressSize    = 32
	compressedSize = 22
	// compressedHash is where the last word of a compressed address begins.
	compressedHash = compressedSize - 4
)

// compressed writes ADRSc of section 11.2.
func (a *address) compressed(b []byte) {
	_ = b[compressedSize-1]
	b[0] = byte(a.layer)
	binary.BigEndian.PutUint64(b[1:], a.tree)
	b[9] = byte(a.kind)
	binary.BigEndian.PutUint32(b[10:], a.keyPair)
	binary.BigEndian.PutUint32(b[14:], a.chain)
	binary.BigEndian.PutUint32(b[compressedHash:], a.hash)
}

// whole writes the 32 bytes of ADRS.
func (a *address) whole(b []byte) {
	_ = b[addressSize-1]
	binary.BigEndian.PutUint32(b[0:], a.layer)
	binary.BigEndian.PutUint32(b[4:], 0)
	binary.BigEndian.PutUint64(b[8:], a.tree)
	binary.BigEndian.PutUint32(b[16:], a.kind)
	binary.BigEndian.PutUint32(b[20:], a.keyPair)
	binary.BigEndian.PutUint32(b[24:], a.chain)
	binary.BigEndian.PutUint32(b[28:], a.hash)
}
