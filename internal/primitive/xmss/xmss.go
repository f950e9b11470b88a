// Package xmss verifies signatures of XMSS and XMSS^MT (RFC 8391), with all parameter sets of the registries: those of RFC 8391 on SHA-256, SHA-512, SHAKE128 and
// SHAKE256, and those of NIST SP 800-208 on SHA-256/192, SHAKE256/256 and SHAKE256/192.
//
//	key, err := xmss.ParsePublicKey(data)     // an xmss_public_key; ParseMTPublicKey for an xmssmt_public_key
//	ok := key.Verify(sig, message)
//
//	v := key.NewVerifier(sig)                 // the message in fragments
//	v.Write(part)
//	ok := v.Verify()
//
// There are no secrets here, so nothing takes constant time. Keys are safe for concurrent use; a [Verifier] is used by one goroutine at a time.
package xmss

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The errors of parsing a public key.
var (
	errLength = errors.New("the public key has not the length of its parameter set")
	errType   = errors.New("the public key names a parameter set that is not registered")
)

// PublicKey is a public key of XMSS or XMSS^MT.
type PublicKey struct {
	set        parameterSet
	root, seed []byte
}

// ParsePublicKey reads an xmss_public_key (RFC 8391, appendix B.3), of which the key keeps a copy.
func ParsePublicKey(data []byte) (*PublicKey, error) { return parse(data, setOf) }

// ParseMTPublicKey reads an xmssmt_public_key (RFC 8391, appendix C.3), of which the key keeps a copy.
func ParseMTPublicKey(data []byte) (*PublicKey, error) { return parse(data, mtSetOf) }

func parse(data []byte, find func(code uint32) (parameterSet, bool)) (*PublicKey, error) {
	if len(data) < 4 {
		return nil, errLength
	}
	p, ok := find(binary.BigEndian.Uint32(data))
	switch {
	case !ok:
		return nil, errType
	case len(data) != 4+2*p.n:
		return nil, errLength
	}
	data = bytes.Clone(data[4:])
	return &PublicKey{p, data[:p.n], data[p.n:]}, nil
}

// HashSize is the output length of the key's hash in bytes: 24, 32 or 64.
func (k *PublicKey) HashSize() int { return k.set.n }

// SignatureSize is the length of signatures in bytes.
func (k *PublicKey) SignatureSize() int {
	p := &k.set
	return p.indexSize() + p.n + p.d*p.treeSize()
}

// Verifier is a verification whose message comes in fragments.
type Verifier struct {
	key *PublicKey
	idx uint64
	// sig is the part of the signature behind the index and the randomness; nil when the signature can't be one of the key.
	sig  []byte
	hash hashing
}

// NewVerifier begins the verification of sig, which it keeps; the caller does not change it.
func (k *PublicKey) NewVerifier(sig []byte) *Verifier {
	p := &k.set
	v := &Verifier{key: k}
	if len(sig) != k.SignatureSize() {
		return v
	}
	for _, b := range sig[:p.indexSize()] {
		v.idx = v.idx<<8 | uint64(b)
	}
	if v.idx>>p.h != 0 {
		return v
	}
	r := sig[p.indexSize():][:p.n]
	v.sig = sig[p.indexSize()+p.n:]
	// H_msg(r || getRoot(PK) || toByte(idx_sig, n), M) (RFC 8391, algorithm 14).
	v.hash.init(p)
	v.hash.begin(padHMsg)
	v.hash.Write(r)
	v.hash.Write(k.root)
	index := make([]byte, p.n)
	binary.BigEndian.PutUint64(index[p.n-8:], v.idx)
	v.hash.Write(index)
	return v
}

// Write adds a fragment of the message.
func (v *Verifier) Write(p []byte) {
	if v.sig != nil {
		v.hash.Write(p)
	}
}

// Verify tells whether the signature is one of the message (RFC 8391, algorithms 14 and 17). It may be called once.
func (v *Verifier) Verify() bool {
	if v.sig == nil {
		return false
	}
	k, p := v.key, &v.key.set
	node := make([]byte, p.n)
	v.hash.sum(node)
	s := newState(k)
	height := p.h / p.d
	tree := v.idx
	for layer := range p.d {
		leaf := uint32(tree & (1<<height - 1))
		tree >>= height
		s.at = address{layer: uint32(layer), tree: tree}
		s.rootFromSig(node, v.sig[layer*p.treeSize():][:p.treeSize()], leaf)
	}
	return bytes.Equal(node, k.root)
}

// Verify tells whether sig is a signature of message.
func (k *PublicKey) Verify(sig, message []byte) bool {
	v := k.NewVerifier(sig)
	v.Write(message)
	return v.Verify()
}
