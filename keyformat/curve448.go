package keyformat

import (
	"bytes"

	"github.com/cloudflare/circl/dh/x448"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/ed448"
)

// x448Form is montgomeryForm for X448.
var x448Form = form{
	force:          clampX448,
	parsePrivate:   parseOctets,
	marshalPrivate: marshalOctets,
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if err := r.checkSize(data); err != nil {
			return 0, nil, err
		}
		if data[0]&3 != 0 || data[55]&0x80 == 0 {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the private key of %s has not the bits set that RFC 7748, section 5, forces", r.name)
		}
		private := x448.Key(data)
		defer clear(private[:])
		var public x448.Key
		x448.KeyGen(&public, &private)
		return r.bits, public[:], nil
	},
	checkPublic: checkPublicSize,
}

// clampX448 sets the forced bits in data that have the length of a key.
func clampX448(data []byte) {
	if len(data) == x448.Size {
		data[0] &= 252
		data[55] |= 128
	}
}

// ed448Form is edwardsForm for Ed448, whose private key is the seed of RFC 8032, section 5.2.5.
var ed448Form = form{
	parsePrivate:   parseOctets,
	marshalPrivate: marshalOctets,
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if err := r.checkSize(data); err != nil {
			return 0, nil, err
		}
		k := ed448.NewPrivateKey(data)
		defer k.Wipe()
		return r.bits, bytes.Clone(k.Public()), nil
	},
	checkPublic: checkPublicSize,
}
