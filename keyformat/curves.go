package keyformat

import (
	"bytes"
	"crypto/ecdh"

	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/keytype"
)

// group is what the formats ask of a curve. The functions are called where a key is on it, so that nothing is prepared for curves that nobody uses.
type group struct {
	// public returns the public key of a private one, which has the length of the row; false for one that is not between 1 and the order.
	public func(private []byte) ([]byte, bool)
	// holds tells whether an uncompressed point is one of the curve.
	holds func(point []byte) bool
	// coordinate is the length of a coordinate in bytes, 0 where it is that of a private key.
	coordinate int
	// order is the length of the order of the base point in bytes, 0 where it is that of a private key. In an ECPrivateKey a private key is as long as
	// the order (RFC 5915, section 3); in the specification's format, where it matters, as long as an element of the field.
	order int
}

// within sets the length of the order.
func (g *group) within(order int) *group {
	g.order = order
	return g
}

// standard is a curve of the standard library.
func standard(c ecdh.Curve) *group {
	return &group{
		public: func(private []byte) ([]byte, bool) {
			k, err := c.NewPrivateKey(private)
			if err != nil {
				return nil, false
			}
			return k.PublicKey().Bytes(), true
		},
		holds: func(point []byte) bool { _, err := c.NewPublicKey(point); return err == nil },
	}
}

// inRange tells whether a private key is between 1 and the order of its curve.
func inRange(private, order []byte) bool {
	most := make([]byte, max(len(private), len(order)))
	copy(most[len(most)-len(order):], order)
	padded := make([]byte, len(most))
	defer clear(padded)
	copy(padded[len(most)-len(private):], private)
	return bytes.Compare(padded, most) < 0 && !bytes.Equal(padded, make([]byte, len(most)))
}

// prime is a curve of package weierstrass, and even one of package binary.
func prime(curve func() *weierstrass.Curve, coordinate int) *group {
	return &group{
		public: func(private []byte) ([]byte, bool) {
			c := curve()
			if !inRange(private, c.Order()) {
				return nil, false
			}
			var p weierstrass.Point
			c.ScalarBaseMult(&p, private[len(private)-len(c.Order()):])
			return c.Append(nil, &p), true
		},
		holds:      func(point []byte) bool { var p weierstrass.Point; return curve().SetBytes(&p, point) },
		coordinate: coordinate,
	}
}

func even(curve func() *binary.Curve, coordinate int) *group {
	return &group{
		public: func(private []byte) ([]byte, bool) {
			c := curve()
			if !inRange(private, c.Order()) {
				return nil, false
			}
			var p binary.Point
			c.ScalarBaseMult(&p, private[len(private)-len(c.Order()):])
			return c.Append(nil, &p), true
		},
		holds:      func(point []byte) bool { var p binary.Point; return curve().SetBytes(&p, point) },
		coordinate: coordinate,
	}
}

// The object identifiers of named curves: SEC 2, appendix A.2; RFC 5480, section 2.1.1.1; RFC 5639, section 4.1; for FRP256v1 the one that ANSSI gave. Of all of
// them only secp256k1 has a name in JWK (RFC 8812, section 3.1).
const (
	oidSECG      = "1.3.132.0."
	oidBrainpool = "1.3.36.3.3.2.8.1.1."
)

// onCurve is the row of the keys on a named curve.
func onCurve(name string, family keytype.Family, bits int, oid string, g *group) row {
	pair := keytype.ECCKeyPair(family)
	return row{name: name, pair: pair, bits: bits, oid: oidEC, curve: oid, form: &weierstrassForm, group: g, size: pair.ExportSize(bits)}
}

// withJWK adds the names in JWK.
func (r row) withJWK(crv string) row {
	r.kty, r.crv = "EC", crv
	return r
}
