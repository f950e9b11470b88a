package keyformat

import (
	"bytes"
	"crypto/ed25519"

	"github.com/psacrypto/psa"
)

// weierstrassForm has key pairs as ECPrivateKey (RFC 5915, section 3), and public keys as uncompressed points.
var weierstrassForm = form{
	parsePrivate: func(r *row, content []byte) (data, public []byte, err error) {
		data, public, curve, err := readECPrivateKey(content)
		if err != nil {
			return nil, nil, err
		}
		if curve != "" && curve != r.curve {
			return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the key on %s names the curve %s inside, not %s", r.name, curve, r.curve)
		}
		if r.group.order != 0 && len(data) == r.group.order {
			return append(make([]byte, r.size-len(data), r.size), data...), public, nil
		}
		return bytes.Clone(data), public, nil
	},
	// The curve is named outside, so it is left out here, as OpenSSL and Go do.
	marshalPrivate: func(r *row, data, public []byte) []byte {
		if r.group.order != 0 {
			data = data[r.size-r.group.order:] // a key below the order has zeros there
		}
		private := fieldOf(tagOctetString, data)
		defer clear(private)
		return fieldOf(tagSequence, integerOf([]byte{1}), private, fieldOf(tagContext1, bitStringOf(public)))
	},
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if err := r.checkSize(data); err != nil {
			return 0, nil, err
		}
		public, ok := r.group.public(data)
		if !ok {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the private key is not between 1 and the order of %s", r.name)
		}
		return r.bits, public, nil
	},
	checkPublic: func(r *row, data []byte) (int, error) {
		switch {
		case len(data) > 0 && (data[0] == 2 || data[0] == 3):
			return 0, psa.Errorf(psa.ErrNotSupported, "the point of the public key on %s is compressed; write the key with the whole point, as "+
				"openssl pkey -pubin -pubout -ec_conv_form uncompressed does", r.name)
		case len(data) != 1+2*r.coordinate():
			return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key on %s has %d bytes, not %d", r.name, 1+2*r.coordinate(), len(data))
		}
		if !r.group.holds(data) {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the public key is no point of %s", r.name)
		}
		return r.bits, nil
	},
}

// readECPrivateKey reads an ECPrivateKey (RFC 5915, section 3). What it returns is part of der; curve and public are empty where they are left out.
func readECPrivateKey(der []byte) (data, public []byte, curve string, err error) {
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	version := s.version()
	data = s.field(tagOctetString)
	if s.next(tagContext0) {
		p := s.sequence(tagContext0)
		if p.next(tagSequence) {
			return nil, nil, "", explicitCurve()
		}
		curve = p.oid()
		if err := p.done(); err != nil {
			return nil, nil, "", malformed("EC private key", err)
		}
	}
	if s.next(tagContext1) {
		p := s.sequence(tagContext1)
		public = p.bitString(tagBitString)
		if err := p.done(); err != nil {
			return nil, nil, "", malformed("EC private key", err)
		}
		if len(public) == 0 {
			return nil, nil, "", psa.Errorf(psa.ErrInvalidArgument, "the public key in the EC private key is empty")
		}
	}
	if err := firstError(s.done(), d.done()); err != nil {
		return nil, nil, "", malformed("EC private key", err)
	}
	if version != 1 {
		return nil, nil, "", psa.Errorf(psa.ErrInvalidArgument, "the version of the EC private key is not 1")
	}
	return data, public, curve, nil
}

func explicitCurve() error {
	return psa.Errorf(psa.ErrNotSupported, "the curve of the key is given by its numbers; write the key with the name of the curve, as "+
		"openssl pkey -ec_param_enc named_curve does")
}

// parseOctets reads a private key that is an OCTET STRING (CurvePrivateKey of RFC 8410, section 7).
func parseOctets(r *row, content []byte) (data, public []byte, err error) {
	d := &reader{rest: content}
	data = d.field(tagOctetString)
	if err := d.done(); err != nil {
		return nil, nil, malformed(r.name+" private key", err)
	}
	data = bytes.Clone(data)
	if r.form.force != nil {
		r.form.force(data)
	}
	return data, nil, nil
}

func marshalOctets(_ *row, data, _ []byte) []byte { return fieldOf(tagOctetString, data) }

// montgomeryForm is for X25519. Other software keeps private keys as they came from the random generator; the specification wants the bits set that
// X25519 forces (RFC 7748, section 5), which makes no difference to any computation.
var montgomeryForm = form{
	force:          clampX25519,
	parsePrivate:   parseOctets,
	marshalPrivate: marshalOctets,
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if err := r.checkSize(data); err != nil {
			return 0, nil, err
		}
		if data[0]&7 != 0 || data[31]&0xc0 != 0x40 {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the private key of %s has not the bits set that RFC 7748, section 5, forces", r.name)
		}
		public, ok := r.group.public(data)
		if !ok {
			return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the private key of %s is not valid", r.name)
		}
		return r.bits, public, nil
	},
	checkPublic: checkPublicSize,
}

// clampX25519 sets the forced bits in data that have the length of a key.
func clampX25519(data []byte) {
	if len(data) == 32 {
		data[0] &= 248
		data[31] = data[31]&127 | 64
	}
}

// edwardsForm is for Ed25519, whose private key is the seed of RFC 8032, section 5.1.5.
var edwardsForm = form{
	parsePrivate:   parseOctets,
	marshalPrivate: marshalOctets,
	checkPair: func(r *row, data []byte) (int, []byte, error) {
		if err := r.checkSize(data); err != nil {
			return 0, nil, err
		}
		k := ed25519.NewKeyFromSeed(data)
		defer clear(k)
		return r.bits, bytes.Clone(k[ed25519.SeedSize:]), nil
	},
	checkPublic: checkPublicSize,
}

// checkPublicSize is all that is said here of a public key that is a string of bytes: X25519 and X448 take any, and whether they are a point of an
// Edwards curve is looked at by who verifies with them.
func checkPublicSize(r *row, data []byte) (int, error) {
	if len(data) != r.size {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key of %s has %d bytes, not %d", r.name, r.size, len(data))
	}
	return r.bits, nil
}

func (r *row) checkSize(data []byte) error {
	if len(data) != r.size {
		return psa.Errorf(psa.ErrInvalidArgument, "a private key of %s has %d bytes, with leading zeros if it needs them, not %d", r.name, r.size, len(data))
	}
	return nil
}

// coordinate is the length in bytes of a coordinate of a point, which on some curves is not that of a private key.
func (r *row) coordinate() int {
	if r.group.coordinate != 0 {
		return r.group.coordinate
	}
	return r.size
}
