package keyformat

import (
	"bytes"

	"github.com/psacrypto/psa"
)

// ParseSPKI reads a public key as SubjectPublicKeyInfo (RFC 5280, section 4.1) in DER. The data of the Key are new, and belong to the caller.
// Errors: INVALID_ARGUMENT; NOT_SUPPORTED for an algorithm or curve that the package has not, and for compressed points.
func ParseSPKI(der []byte) (Key, error) {
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	id := s.sequence(tagSequence)
	public := s.bitString(tagBitString)
	if err := firstError(s.done(), d.done()); err != nil {
		return Key{}, malformed("SPKI public key", err)
	}
	r, err := readAlgorithm(id)
	if err != nil {
		return Key{}, err
	}
	return r.parsePublic(public)
}

func (r *row) parsePublic(public []byte) (Key, error) {
	size, err := r.form.checkPublic(r, public)
	if err != nil {
		return Key{}, err
	}
	return Key{Type: r.public(), Bits: size, Data: bytes.Clone(public)}, nil
}

// MarshalSPKI writes a public key as SubjectPublicKeyInfo (RFC 5280, section 4.1) in DER.
// Errors: INVALID_ARGUMENT for a key that is no public key, or data that don't fit the type and size; NOT_SUPPORTED for a key that the format
// has not.
func MarshalSPKI(k Key) ([]byte, error) {
	if !k.Type.IsPublicKey() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a key of type %v is no public key, and SPKI is for public keys alone", k.Type)
	}
	r, public, err := k.check()
	if err != nil {
		return nil, err
	}
	return fieldOf(tagSequence, r.algorithm(), bitStringOf(public)), nil
}

// readAlgorithm finds the row of an AlgorithmIdentifier (RFC 5280, section 4.1.1.2), whose reader is inside its sequence.
func readAlgorithm(d *reader) (*row, error) {
	oid := d.oid()
	var known *row
	for i := range rows {
		if rows[i].oid == oid {
			known = &rows[i]
			break
		}
	}
	if d.err != nil {
		return nil, malformed("algorithm of the key", d.err)
	}
	if known == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the key has the algorithm %s; there are formats for %s", describeOID(oid), names())
	}
	if known.curve != "" {
		if d.next(tagSequence) {
			return nil, explicitCurve()
		}
		curve := d.oid()
		if err := d.done(); err != nil {
			return nil, malformed("curve of the key", err)
		}
		return rowOfCurve(curve)
	}
	if known.nullParameters {
		if b := d.field(tagNull); len(b) > 0 {
			d.fail(errLength)
		}
	}
	if err := d.done(); err != nil {
		return nil, malformed("algorithm of the key", err)
	}
	return known, nil
}

// rowOfCurve finds the row of a named curve.
func rowOfCurve(curve string) (*row, error) {
	for i := range rows {
		if rows[i].curve == curve && curve != "" {
			return &rows[i], nil
		}
	}
	return nil, psa.Errorf(psa.ErrNotSupported, "the key is on the curve %s; there are formats for %s", curve, names())
}

// algorithm is the AlgorithmIdentifier of the row.
func (r *row) algorithm() []byte {
	switch {
	case r.curve != "":
		return fieldOf(tagSequence, oidOf(r.oid), oidOf(r.curve))
	case r.nullParameters:
		return fieldOf(tagSequence, oidOf(r.oid), fieldOf(tagNull))
	}
	return fieldOf(tagSequence, oidOf(r.oid))
}

// describeOID adds what people call it to the algorithms that are met most among those that are not here.
func describeOID(oid string) string {
	for _, k := range [...]struct{ oid, name string }{
		{"1.2.840.113549.1.1.10", "RSASSA-PSS; write the key as one for RSA, if it may be used with other algorithms too"},
		{"1.2.840.113549.1.1.7", "RSAES-OAEP; write the key as one for RSA, if it may be used with other algorithms too"},
		{"1.2.840.10040.4.1", "DSA"}, {"1.2.840.113549.1.3.1", "Diffie-Hellman"},
	} {
		if k.oid == oid {
			return oid + " (" + k.name + ")"
		}
	}
	return oid
}

// malformed tells what is wrong with the encoding of a thing.
func malformed(thing string, err error) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the %s is malformed: %w", thing, err)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
