package keyformat

import (
	"bytes"
	"math/bits"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/rfc8017"
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
		if len(e) > maxRSAExponent {
			return 0, largeExponent()
		}
		size := 8*len(n) - bits.LeadingZeros8(n[0])
		if !r.public().BitsValid(size) {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "%s", r.public().BitsRule(size))
		}
		return size, nil
	},
}

// maxRSAExponent is the size in bytes of the largest public exponent that the sizes of keytype have room for (NIST SP 800-56B).
const maxRSAExponent = 32

func largeExponent() error {
	return psa.Errorf(psa.ErrNotSupported, "the public exponent of the RSA key has more than %d bits", 8*maxRSAExponent)
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
	var rest [6][]byte
	for i := range rest {
		rest[i] = s.unsigned()
	}
	if err := firstError(s.done(), d.done()); err != nil {
		return nil, nil, malformed("RSA private key", err)
	}
	if version != 0 {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the version of the RSA private key is not 0")
	}
	if len(e) > maxRSAExponent {
		return nil, nil, largeExponent()
	}
	// What has to hold between the numbers is checked in constant time. The error says nothing of them but which rule failed.
	k, err := rfc8017.NewPrivateKey(rfc8017.Parts{N: n, E: e, D: rest[0], P: rest[1], Q: rest[2], DP: rest[3], DQ: rest[4], QInv: rest[5]})
	if err != nil {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the numbers of the RSA key don't fit together: %w", err)
	}
	k.Wipe()
	return n, e, nil
}
