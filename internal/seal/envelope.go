package seal

import (
	"bytes"
	"encoding/binary"
)

// Sealed is a record as it is stored: the envelope's version, the generation of the master key, the hash of the label if the key has one, a nonce,
// and the ciphertext with its tag. It is not secret, and nothing in it is to be believed before [Vault.Unseal].
type Sealed []byte

const (
	envelopeVersion = 1
	// The bytes before the label's hash: version, generation, length of the hash.
	envelopeFixed = 1 + 4 + 1
	// Overhead is how many bytes a sealed record has beyond its plaintext; with a label, there are OverheadLabel more.
	Overhead      = envelopeFixed + nonceLen + tagLen
	OverheadLabel = labelHashLen
)

// envelope is a sealed record taken apart. Its slices lie in the record.
type envelope struct {
	generation uint32
	// head is everything before the nonce.
	head, label, nonce, sealed []byte
}

// open takes a sealed record of a known version apart.
func (s Sealed) open() (e envelope, ok bool) {
	if len(s) < Overhead || s[0] != envelopeVersion {
		return e, false
	}
	n := int(s[envelopeFixed-1])
	if n != 0 && n != labelHashLen || len(s) < Overhead+n {
		return e, false
	}
	e.generation = binary.BigEndian.Uint32(s[1:])
	e.head, s = s[:envelopeFixed+n], s[envelopeFixed+n:]
	e.label = e.head[envelopeFixed:]
	e.nonce, e.sealed = s[:nonceLen], s[nonceLen:]
	return e, true
}

// label returns the label's hash as the envelope says it, nil if it says none.
func (s Sealed) label() []byte {
	if e, ok := s.open(); ok && len(e.label) > 0 {
		return e.label
	}
	return nil
}

// version returns the number of the envelope's format, 0 for an empty record.
func (s Sealed) version() byte {
	if len(s) == 0 {
		return 0
	}
	return s[0]
}

// Same tells whether two sealed records are of one and the same key, although the master key may have been rotated between. A key that was destroyed
// and made again under its old name is another one.
//
// A record keeps its random nonce when it is sealed again under a new master key, so the nonce names the creation.
func (s Sealed) Same(t Sealed) bool {
	a, ok := s.open()
	b, ok2 := t.open()
	return ok && ok2 && bytes.Equal(a.nonce, b.nonce) && bytes.Equal(a.label, b.label)
}

// appendHead appends what stands before the nonce.
func appendHead(dst []byte, generation uint32, label []byte) []byte {
	dst = append(dst, envelopeVersion)
	dst = binary.BigEndian.AppendUint32(dst, generation)
	dst = append(dst, byte(len(label)))
	return append(dst, label...)
}
