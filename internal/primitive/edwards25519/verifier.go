package edwards25519

import (
	"bytes"
	"crypto/sha512"
	"hash"

	"filippo.io/edwards25519"
)

// SignatureSize is the length of a signature in bytes.
const SignatureSize = 64

// Verifier verifies an Ed25519 or Ed25519ctx signature of a message that is written to it (RFC 8032, section 5.1.7, without prehash). It agrees with
// crypto/ed25519, which also checks the equation without the cofactor. It is for one goroutine at a time.
type Verifier struct {
	public, sig []byte
	hash        hash.Hash
}

// NewVerifier begins the verification of an Ed25519 signature. It copies the key and the signature; whatever is wrong with them shows in Verify.
func NewVerifier(public, sig []byte) *Verifier {
	v := &Verifier{public: bytes.Clone(public), sig: bytes.Clone(sig), hash: sha512.New()}
	v.begin()
	return v
}

// NewContextVerifier is NewVerifier for an Ed25519ctx signature. It panics for a context of more than [MaxContext] bytes.
func NewContextVerifier(public, sig, context []byte) *Verifier {
	v := &Verifier{public: bytes.Clone(public), sig: bytes.Clone(sig), hash: sha512.New()}
	writeDom2(v.hash, context)
	v.begin()
	return v
}

func (v *Verifier) begin() {
	if len(v.sig) == SignatureSize {
		v.hash.Write(v.sig[:32])
	}
	v.hash.Write(v.public)
}

// Write takes the next fragment of the message. It never fails.
func (v *Verifier) Write(p []byte) (int, error) { return v.hash.Write(p) }

// Verify tells whether the signature is one of what has been written.
func (v *Verifier) Verify() bool {
	if len(v.sig) != SignatureSize {
		return false
	}
	a, ok := decode(v.public)
	if !ok {
		return false
	}
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(v.sig[32:])
	if err != nil {
		return false
	}
	k, err := new(edwards25519.Scalar).SetUniformBytes(v.hash.Sum(nil))
	if err != nil {
		return false
	}
	// S*B = R + k*A
	r := new(edwards25519.Point).VarTimeDoubleScalarBaseMult(k, a.Negate(a), s)
	return bytes.Equal(r.Bytes(), v.sig[:32])
}

// Reset forgets the message.
func (v *Verifier) Reset() {
	v.hash.Reset()
}
