// Package lms verifies signatures of LMS and of its hierarchy HSS (RFC 8554), with all parameter sets of the registry: those of RFC 8554 on SHA-256, and those of
// NIST SP 800-208 and RFC 9858 on SHA-256/192, SHAKE256/256 and SHAKE256/192.
//
//	key, err := lms.ParsePublicKey(data)      // an lms_public_key; ParseHSSPublicKey for an hss_public_key
//	ok := key.Verify(sig, message)
//
//	v := key.NewVerifier(sig)                 // the message in fragments
//	v.Write(part)
//	ok := v.Verify()
//
// A key names its parameter sets, and a signature names them again; it is refused where they differ. As NIST SP 800-208, section 4, wants it, the one-time
// signatures and the tree of a key have the same hash, and the keys of the lower levels of a hierarchy that of the uppermost.
//
// There are no secrets here, so nothing takes constant time. Keys are safe for concurrent use; a [Verifier] is used by one goroutine at a time.
package lms

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// What a hash is for (RFC 8554, section 7.1).
const (
	dPBLC = 0x8080
	dMESG = 0x8181
	dLEAF = 0x8282
	dINTR = 0x8383
)

// Lengths of fields in bytes.
const (
	sizeU32 = 4
	sizeI   = 16
)

// The errors of parsing a public key.
var (
	errLength = errors.New("the public key has not the length of its parameter set")
	errType   = errors.New("the public key names an LMS or LM-OTS parameter set that is not registered")
	errMixed  = errors.New("the public key names LMS and LM-OTS parameter sets with different hashes")
	errLevels = errors.New("the public key has not 1 to 8 levels")
)

// PublicKey is an LMS public key.
type PublicKey struct {
	tree treeType
	ots  otsType
	// identifier is I, and root T[1].
	identifier, root []byte
}

// ParsePublicKey reads an lms_public_key (RFC 8554, section 5.3), of which the key keeps a copy.
func ParsePublicKey(data []byte) (*PublicKey, error) {
	k, rest, err := parseKey(bytes.Clone(data))
	switch {
	case err != nil:
		return nil, err
	case len(rest) > 0:
		return nil, errLength
	}
	return k, nil
}

// parseKey reads a key from the front of data.
func parseKey(data []byte) (k *PublicKey, rest []byte, err error) {
	if len(data) < 2*sizeU32 {
		return nil, nil, errLength
	}
	tree, ok := treeTypeOf(binary.BigEndian.Uint32(data))
	if !ok {
		return nil, nil, errType
	}
	ots, ok := otsTypeOf(binary.BigEndian.Uint32(data[sizeU32:]))
	if !ok {
		return nil, nil, errType
	}
	if ots.hash != tree.hash {
		return nil, nil, errMixed
	}
	data = data[2*sizeU32:]
	if len(data) < sizeI+tree.hash.size {
		return nil, nil, errLength
	}
	return &PublicKey{tree, ots, data[:sizeI], data[sizeI:][:tree.hash.size]}, data[sizeI+tree.hash.size:], nil
}

// HashSize is the output length of the key's hash in bytes, 24 or 32.
func (k *PublicKey) HashSize() int { return k.tree.hash.size }

// treeSignature is an LMS signature, in its parts.
type treeSignature struct {
	q uint32
	// c is the randomizer and y are the ends of the one-time signature.
	c, y []byte
	path []byte
}

// parseSignature reads an lms_signature from the front of data, with the parameter sets of the key (algorithm 6a, steps 1 and 2).
func (k *PublicKey) parseSignature(data []byte) (s treeSignature, rest []byte, ok bool) {
	n := k.tree.hash.size
	ots := sizeU32 + n + k.ots.p*n
	size := sizeU32 + ots + sizeU32 + k.tree.height*n
	if len(data) < size {
		return treeSignature{}, nil, false
	}
	data, rest = data[:size], data[size:]
	s.q = binary.BigEndian.Uint32(data)
	one, data := data[sizeU32:][:ots], data[sizeU32+ots:]
	if binary.BigEndian.Uint32(one) != k.ots.code || binary.BigEndian.Uint32(data) != k.tree.code || s.q>>k.tree.height != 0 {
		return treeSignature{}, nil, false
	}
	s.c, s.y = one[sizeU32:][:n], one[sizeU32+n:]
	s.path = data[sizeU32:]
	return s, rest, true
}

// begin starts the hash of the message (algorithm 4b, step 3).
func (k *PublicKey) begin(s *treeSignature) *hashing {
	h := k.tree.hash.start()
	h.prefix(k.identifier, s.q, dMESG)
	h.Write(s.c)
	return h
}

// finish tells whether the hash of the message leads to the root (algorithm 6a, steps 3 and 4).
func (k *PublicKey) finish(s *treeSignature, message *hashing) bool {
	n := k.tree.hash.size
	digest := message.sum(nil)
	node := k.candidate(s, digest)
	h := message
	number := uint32(1)<<k.tree.height + s.q
	h.restart()
	h.prefix(k.identifier, number, dLEAF)
	h.Write(node)
	node = h.sum(node[:0])
	for path := s.path; number > 1; path = path[n:] {
		h.restart()
		h.prefix(k.identifier, number/2, dINTR)
		if number&1 == 1 {
			h.Write(path[:n])
			h.Write(node)
		} else {
			h.Write(node)
			h.Write(path[:n])
		}
		node = h.sum(node[:0])
		number /= 2
	}
	return bytes.Equal(node, k.root)
}

// Verify tells whether sig is a signature of message.
func (k *PublicKey) Verify(sig, message []byte) bool {
	v := k.NewVerifier(sig)
	v.Write(message)
	return v.Verify()
}

// Verifier is a verification whose message comes in fragments.
type Verifier struct {
	key *PublicKey
	sig treeSignature
	// message is nil when the signature can't be one of the key.
	message *hashing
	// upper tells whether the levels above are right; nil where there are none.
	upper func() bool
}

// NewVerifier begins the verification of sig, which it keeps; the caller does not change it.
func (k *PublicKey) NewVerifier(sig []byte) *Verifier {
	s, rest, ok := k.parseSignature(sig)
	if !ok || len(rest) > 0 {
		return &Verifier{}
	}
	return &Verifier{key: k, sig: s, message: k.begin(&s)}
}

// Write adds a fragment of the message.
func (v *Verifier) Write(p []byte) {
	if v.message != nil {
		v.message.Write(p)
	}
}

// Verify tells whether the signature is one of the message. It may be called once.
func (v *Verifier) Verify() bool {
	return v.message != nil && v.key.finish(&v.sig, v.message) && (v.upper == nil || v.upper())
}
