package keystore

import (
	"bytes"
	"crypto"

	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keytype"
)

// PublicKey is a public key that the standard library has no type for, as those of Ed448 and ML-DSA. [Signer.Public] returns it.
type PublicKey struct {
	// Type and Bits say what key it is, Data is the key in the specification's format.
	Type keytype.Type
	Bits int
	Data []byte
}

// Equal tells whether x is the same public key.
func (p *PublicKey) Equal(x crypto.PublicKey) bool {
	q, ok := x.(*PublicKey)
	return ok && p.Type == q.Type && p.Bits == q.Bits && bytes.Equal(p.Data, q.Data)
}

// MarshalSPKI returns the key as a SubjectPublicKeyInfo in DER, as certificates have it. Error: [psa.ErrNotSupported] for keys that have no registered
// form.
func (p *PublicKey) MarshalSPKI() ([]byte, error) {
	return keyformat.MarshalSPKI(keyformat.Key{Type: p.Type, Bits: p.Bits, Data: p.Data})
}
