package keyformat

import (
	"bytes"
	"crypto/subtle"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/lms"
	"github.com/psacrypto/psa/internal/primitive/slhdsa"
	"github.com/psacrypto/psa/internal/primitive/xmss"
	"github.com/psacrypto/psa/keytype"
)

// slhdsaForm has the keys of SLH-DSA as FIPS 205 lays them out, without any ASN.1 around them (RFC 9909, sections 5 and 6). Whether a private key is one
// takes the computation of a tree to know, for the slow parameter sets up to a tenth of a second.
var slhdsaForm = form{
	parsePrivate:   func(_ *row, content []byte) (data, public []byte, err error) { return bytes.Clone(content), nil, nil },
	marshalPrivate: func(_ *row, data, _ []byte) []byte { return bytes.Clone(data) },
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		n := r.bits / 8
		if len(data) != 4*n {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "a private key of %s has %d bytes, not %d", r.name, 4*n, len(data))
		}
		own := r.slhdsa().KeyGen(make([]byte, 0, 4*n), data[:3*n])
		defer clear(own)
		if subtle.ConstantTimeCompare(own, data) != 1 {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the last quarter of the %s private key is not the PK.root of its seeds", r.name)
		}
		return r.bits, bytes.Clone(data[2*n:]), nil
	},
	checkPublic: func(r *row, data []byte) (int, error) {
		if len(data) != r.bits/4 {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key of %s has %d bytes, not %d", r.name, r.bits/4, len(data))
		}
		return r.bits, nil
	},
}

// slhdsa is the parameter set of a row of slhdsaForm.
func (r *row) slhdsa() *slhdsa.ParameterSet {
	family, fast := slhdsa.SHA2, false
	switch r.pair.Family() {
	case keytype.SLHDSASHA2F:
		fast = true
	case keytype.SLHDSASHAKES:
		family = slhdsa.SHAKE
	case keytype.SLHDSASHAKEF:
		family, fast = slhdsa.SHAKE, true
	}
	return slhdsa.Find(family, r.bits/8, fast)
}

// statefulForm has public keys of HSS, XMSS and XMSS^MT, as their RFCs lay them out, without any ASN.1 around them (RFC 9802, section 5). The specification has
// no private keys of them, so that a check of one is never asked for.
var statefulForm = form{
	parsePrivate: func(r *row, _ []byte) (data, public []byte, err error) {
		return nil, nil, psa.Errorf(psa.ErrNotSupported, "there are no private keys of %s: the PSA Crypto API only verifies with it", r.name)
	},
	checkPublic: func(r *row, data []byte) (int, error) {
		size, err := statefulHashSize(r.pair, data)
		if err != nil && r.pair == keytype.HSSPublicKey && len(data) > 2 && data[0] == tagOctetString && int(data[1]) == len(data)-2 {
			return 0, psa.Errorf(psa.ErrNotSupported, "the public key of HSS is inside an OCTET STRING, as RFC 8708 had it; RFC 9708 and RFC 9802 write it without")
		}
		if err != nil {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "this is no public key of %s: %w", r.name, err)
		}
		if !r.pair.BitsValid(8 * size) {
			return 0, psa.Errorf(psa.ErrNotSupported, "the key names a parameter set with a hash of %d bits; the specification has those with %s", 8*size, r.pair.LegalBits())
		}
		return 8 * size, nil
	},
}

// statefulHashSize reads a key, and returns the output length of its hash in bytes.
func statefulHashSize(t keytype.Type, data []byte) (int, error) {
	if t == keytype.HSSPublicKey {
		k, err := lms.ParseHSSPublicKey(data)
		if err != nil {
			return 0, err
		}
		return k.HashSize(), nil
	}
	parse := xmss.ParsePublicKey
	if t == keytype.XMSSMTPublicKey {
		parse = xmss.ParseMTPublicKey
	}
	k, err := parse(data)
	if err != nil {
		return 0, err
	}
	return k.HashSize(), nil
}
