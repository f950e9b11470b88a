// Package edwards25519 computes on the curve of RFC 8032, section 5.1, what crypto/ed25519 keeps to itself: whether bytes are a public key, whether
// a signature is one of a message that comes in fragments, and Ed25519ctx with any context, the empty one too. The arithmetic is
// filippo.io/edwards25519's, on which the standard library is built.
//
// A [PrivateKey] is used in constant time. All other inputs are public: time depends on them.
package edwards25519

import (
	"bytes"

	"filippo.io/edwards25519"
)

// PublicKeySize is the length of an encoded point in bytes.
const PublicKeySize = 32

// Valid tells whether p is the encoding of a point: 32 bytes that section 5.1.3 decodes. Like the RFC it refuses coordinates that are not reduced, and takes
// points of small order.
func Valid(p []byte) bool {
	_, ok := decode(p)
	return ok
}

// decode is section 5.1.3. The library also takes coordinates that are not reduced, which encode otherwise than they came.
func decode(p []byte) (*edwards25519.Point, bool) {
	a, err := new(edwards25519.Point).SetBytes(p)
	if err != nil || !bytes.Equal(a.Bytes(), p) {
		return nil, false
	}
	return a, true
}
