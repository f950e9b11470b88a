package keyformat

import (
	"bytes"
	"crypto/subtle"

	"github.com/psacrypto/psa"
)

// ParsePKCS8 reads a private key as PrivateKeyInfo or OneAsymmetricKey (RFC 5208, RFC 5958) in DER. A public key inside has to be that of the private key. The private
// keys of X25519 and X448 come with the bits set that RFC 7748, section 5, forces. Attributes of the key are passed over.
// The data of the Key are new, and belong to the caller.
// Errors: INVALID_ARGUMENT; NOT_SUPPORTED for an algorithm or curve that the package has not, and for an encrypted key.
func ParsePKCS8(der []byte) (Key, error) {
	if isEncryptedPKCS8(der) {
		return Key{}, encrypted()
	}
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	version := s.version()
	id := s.sequence(tagSequence)
	content := s.field(tagOctetString)
	if s.next(tagContext0) {
		s.field(tagContext0)
	}
	var public []byte
	hasPublic := s.next(tagPrimitive1)
	if hasPublic {
		public = s.bitString(tagPrimitive1)
	}
	if err := firstError(s.done(), d.done()); err != nil {
		return Key{}, malformed("PKCS#8 private key", err)
	}
	if version != 0 && version != 1 {
		return Key{}, psa.Errorf(psa.ErrInvalidArgument, "the version of the PKCS#8 private key is neither 0 nor 1")
	}
	if hasPublic && version == 0 {
		return Key{}, psa.Errorf(psa.ErrInvalidArgument, "a PKCS#8 private key of version 0 can't hold a public key")
	}
	r, err := readAlgorithm(id)
	if err != nil {
		return Key{}, err
	}
	k, inner, err := r.parsePair(content)
	if err != nil {
		return Key{}, err
	}
	if hasPublic && !bytes.Equal(public, inner) {
		k.Wipe()
		return Key{}, mismatch(r)
	}
	return k, nil
}

// parsePair reads the privateKey field of PKCS#8, and returns the public key too.
func (r *row) parsePair(content []byte) (Key, []byte, error) {
	data, inside, err := r.form.parsePrivate(r, content)
	if err != nil {
		return Key{}, nil, err
	}
	size, public, err := r.form.checkPair(r, data)
	if err != nil {
		clear(data)
		return Key{}, nil, err
	}
	if inside != nil && subtle.ConstantTimeCompare(inside, public) != 1 {
		clear(data)
		return Key{}, nil, mismatch(r)
	}
	return Key{Type: r.pair, Bits: size, Data: data}, public, nil
}

func mismatch(r *row) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the public key in the %s private key is another one's", r.name)
}

// MarshalPKCS8 writes a key pair as PrivateKeyInfo (RFC 5208) in DER, not encrypted. The bytes belong to the caller, who wipes them.
// Errors: INVALID_ARGUMENT for a public key, or data that don't fit the type and size; NOT_SUPPORTED for a key that the format has not.
func MarshalPKCS8(k Key) ([]byte, error) {
	if k.Type.IsPublicKey() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a key of type %v is a public key, whose format is SPKI", k.Type)
	}
	r, public, err := k.check()
	if err != nil {
		return nil, err
	}
	content := r.form.marshalPrivate(r, k.Data, public)
	defer clear(content)
	field := fieldOf(tagOctetString, content)
	defer clear(field)
	return fieldOf(tagSequence, integerOf(nil), r.algorithm(), field), nil
}

// isEncryptedPKCS8 tells whether der looks like an EncryptedPrivateKeyInfo (RFC 5958, section 3): an algorithm where the version would be.
func isEncryptedPKCS8(der []byte) bool {
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	s.sequence(tagSequence)
	s.field(tagOctetString)
	return s.done() == nil && d.done() == nil
}

func encrypted() error {
	return psa.Errorf(psa.ErrNotSupported, "the private key is encrypted; decrypt it first, as openssl pkey -in FILE -out PLAIN does")
}
