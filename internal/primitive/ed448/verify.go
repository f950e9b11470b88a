package ed448

import (
	"bytes"
	"crypto/sha3"

	"github.com/cloudflare/circl/ecc/goldilocks"
)

// PublicKey is a public key, decoded.
type PublicKey struct {
	encoded [KeySize]byte
	// minus is -A.
	minus *goldilocks.Point
}

// ParsePublicKey decodes a public key; false for bytes that are not the encoding of a point (section 5.2.3). Like the RFC it refuses coordinates that are not
// reduced, and takes points of small order.
func ParsePublicKey(p []byte) (*PublicKey, bool) {
	if len(p) != KeySize {
		return nil, false
	}
	a, err := goldilocks.FromBytes(p)
	if err != nil {
		return nil, false
	}
	a.Neg()
	return &PublicKey{[KeySize]byte(p), a}, true
}

// Bytes returns the encoding. It belongs to the key.
func (k *PublicKey) Bytes() []byte { return k.encoded[:] }

// Verify tells whether sig is a signature of msg, for Prehashed of the hash msg (section 5.2.7).
func (k *PublicKey) Verify(variant Variant, context, msg, sig []byte) bool {
	v := Verifier{public: k}
	v.begin(variant, context, sig)
	v.Write(msg)
	return v.Verify()
}

// Verifier verifies a signature of a message that is written to it, or for Prehashed of a hash.
type Verifier struct {
	public *PublicKey
	sig    [SignatureSize]byte
	// whole tells that the signature has the right length.
	whole bool
	hash  sha3.SHAKE
}

// NewVerifier begins the verification of a signature, which it copies. Whatever is wrong with it shows in Verify.
// It panics for a context of more than [MaxContext] bytes.
func NewVerifier(k *PublicKey, variant Variant, context, sig []byte) *Verifier {
	v := &Verifier{public: k}
	v.begin(variant, context, sig)
	return v
}

func (v *Verifier) begin(variant Variant, context, sig []byte) {
	v.whole = len(sig) == SignatureSize
	copy(v.sig[:], sig)
	writeDom4(&v.hash, variant, context)
	v.hash.Write(v.sig[:KeySize])
	v.hash.Write(v.public.encoded[:])
}

// Write takes the next fragment of the message. It never fails.
func (v *Verifier) Write(p []byte) (int, error) { return v.hash.Write(p) }

// Verify tells whether the signature is one of what has been written. It is called once.
func (v *Verifier) Verify() bool {
	if !v.whole || !reduced(v.sig[KeySize:]) {
		return false
	}
	var h [2 * KeySize]byte
	v.hash.Read(h[:])
	var k, s goldilocks.Scalar
	k.FromBytes(h[:])
	copy(s[:], v.sig[KeySize:])
	var r [KeySize]byte
	encode(r[:], goldilocks.Curve{}.CombinedMult(&s, &k, v.public.minus))
	return bytes.Equal(r[:], v.sig[:KeySize])
}

// Reset forgets the message.
func (v *Verifier) Reset() { v.hash.Reset() }

// reduced tells whether S is below the order (section 5.2.7, step 1).
func reduced(s []byte) bool {
	order := goldilocks.Curve{}.Order()
	if s[KeySize-1] != 0 {
		return false
	}
	for i := len(order) - 1; i >= 0; i-- {
		if s[i] != order[i] {
			return s[i] < order[i]
		}
	}
	return false
}
