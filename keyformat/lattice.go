package keyformat

import (
	"bytes"
	"crypto/subtle"

	"github.com/cloudflare/circl/kem"
	"github.com/cloudflare/circl/sign"

	"github.com/psacrypto/psa"
)

// latticeForm has the keys of ML-DSA (RFC 9881) and ML-KEM (RFC 9935). A private key is a seed, the key that is expanded from it, or both; the format of PSA
// is the seed, and the seed alone is written.
var latticeForm = form{
	parsePrivate: func(r *row, content []byte) (data, public []byte, err error) {
		d := &reader{rest: content}
		var seed, expanded []byte
		switch {
		case d.next(tagOctetString):
			expanded = d.field(tagOctetString)
			if err := d.done(); err != nil {
				return nil, nil, malformed(r.name+" private key", err)
			}
			return nil, nil, psa.Errorf(psa.ErrNotSupported, "the %s private key has no seed, but only the %d bytes that are expanded from it, from which it can't be had; "+
				"the PSA Crypto API has seeds", r.name, len(expanded))
		case d.next(tagSequence):
			both := d.sequence(tagSequence)
			seed, expanded = both.field(tagOctetString), both.field(tagOctetString)
			err = both.done()
		default:
			seed = d.field(tagPrimitive0)
		}
		if err := firstError(err, d.done()); err != nil {
			return nil, nil, malformed(r.name+" private key", err)
		}
		if len(seed) != r.size {
			return nil, nil, r.wrongSeed(len(seed))
		}
		if expanded != nil {
			_, own := r.lattice.expand(seed)
			same := subtle.ConstantTimeCompare(own, expanded)
			clear(own)
			if same != 1 {
				return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the seed and the expanded key in the %s private key are not of one key", r.name)
			}
		}
		return bytes.Clone(seed), nil, nil
	},
	marshalPrivate: func(_ *row, data, _ []byte) []byte { return fieldOf(tagPrimitive0, data) },
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if len(data) != r.size {
			return 0, nil, r.wrongSeed(len(data))
		}
		public, expanded := r.lattice.expand(data)
		clear(expanded)
		return r.bits, public, nil
	},
	checkPublic: func(r *row, data []byte) (int, error) {
		if want := r.public().ExportSize(r.bits); len(data) != want {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key of %s has %d bytes, not %d", r.name, want, len(data))
		}
		if !r.lattice.valid(data) {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the public key of %s has a coefficient beyond the modulus", r.name)
		}
		return r.bits, nil
	},
}

func (r *row) wrongSeed(length int) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the seed of a private key of %s has %d bytes, not %d", r.name, r.size, length)
}

// lattice is what is computed with the keys of a row of latticeForm.
type lattice struct {
	// expand makes the public key and the expanded private key of a seed of the right length.
	expand func(seed []byte) (public, private []byte)
	// valid tells whether a public key of the right length is one.
	valid func(public []byte) bool
}

// marshaler is a key of circl. That it can be written is certain.
type marshaler interface{ MarshalBinary() ([]byte, error) }

func written(k marshaler) []byte {
	b, err := k.MarshalBinary()
	if err != nil {
		panic("keyformat: circl does not write a key that it made: " + err.Error())
	}
	return b
}

func mldsaLattice(s sign.Scheme) *lattice {
	return &lattice{
		expand: func(seed []byte) (public, private []byte) {
			p, k := s.DeriveKey(seed)
			return written(p), written(k)
		},
		valid: func([]byte) bool { return true },
	}
}

func mlkemLattice(s kem.Scheme) *lattice {
	return &lattice{
		expand: func(seed []byte) (public, private []byte) {
			p, k := s.DeriveKeyPair(seed)
			return written(p), written(k)
		},
		valid: func(public []byte) bool {
			_, err := s.UnmarshalBinaryPublicKey(public)
			return err == nil
		},
	}
}
