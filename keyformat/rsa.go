package keyformat

import (
	"bytes"
	"crypto/x509"
	"math/bits"

	"github.com/psacrypto/psa"
)

// rsaForm has key pairs as RSAPrivateKey and public keys as RSAPublicKey (RFC 8017, appendix A.1), which are the formats of PSA.
var rsaForm = form{
	parsePrivate: func(_ *row, content []byte) (data, public []byte, err error) {
		return bytes.Clone(content), nil, nil
	},
	marshalPrivate: func(_ *row, data, _ []byte) []byte { return bytes.Clone(data) },
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		n, e, err := readRSAPair(data)
		if err != nil {
			return 0, nil, err
		}
		public := fieldOf(tagSequence, integerOf(n), integerOf(e))
		size, err := r.form.checkPublic(r, public)
		return size, public, err
	},
	checkPublic: func(r *row, data []byte) (int, error) {
		d := &reader{rest: data}
		s := d.sequence(tagSequence)
		n, e := s.unsigned(), s.unsigned()
		if err := firstError(s.done(), d.done()); err != nil {
			return 0, malformed("RSA public key", err)
		}
		if len(n) == 0 || n[len(n)-1]&1 == 0 {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the modulus of the RSA key is even")
		}
		if len(e) == 0 || e[len(e)-1]&1 == 0 || len(e) == 1 && e[0] == 1 {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the public exponent of the RSA key is not an odd number from 3 upwards")
		}
		size := 8*len(n) - bits.LeadingZeros8(n[0])
		if !r.public().BitsValid(size) {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "%s", r.public().BitsRule(size))
		}
		return size, nil
	},
}

// readRSAPair reads an RSAPrivateKey of two primes, whose numbers have to agree with each other.
func readRSAPair(der []byte) (n, e []byte, err error) {
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	version := s.version()
	if s.err == nil && version == 1 {
		return nil, nil, psa.Errorf(psa.ErrNotSupported, "the RSA key has more than two primes")
	}
	n, e = s.unsigned(), s.unsigned()
	for range 6 {
		s.unsigned()
	}
	if err := firstError(s.done(), d.done()); err != nil {
		return nil, nil, malformed("RSA private key", err)
	}
	if version != 0 {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the version of the RSA private key is not 0")
	}
	if len(e) > 4 || len(e) == 4 && e[0] >= 0x80 {
		return nil, nil, psa.Errorf(psa.ErrNotSupported, "the public exponent of the RSA key has more than 31 bits")
	}
	// The standard library checks in constant time what has to hold between the numbers. Its error says nothing of them but which rule failed.
	if _, err := x509.ParsePKCS1PrivateKey(der); err != nil {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the numbers of the RSA key don't fit together: %v", err)
	}
	return n, e, nil
}
