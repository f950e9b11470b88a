package soft

import (
	"io"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// weierstrassCurve is a curve y^2 = x^3 + ax + b, or its counterpart over a binary field.
type weierstrassCurve struct {
	family keytype.Family
	// bits is the size of keys, which is that of the field.
	bits int
	// order is the order of the base point in big-endian order, as long as a private key, and orderBits its size in bits.
	order     []byte
	orderBits int
	weierstrassArithmetic
}

// weierstrassArithmetic computes on one curve. Its values are safe for concurrent use.
type weierstrassArithmetic interface {
	// private makes a private key of a scalar that is known to be in [1, order-1] and lasts as long as the key. It costs little: what costs is done
	// by the first use that needs it.
	private(scalar []byte, rand io.Reader) weierstrassPrivate
	// public makes a public key of 0x04 || x || y, which lasts as long as the key; false for what is not a point of the curve.
	public(point []byte) (weierstrassPublic, bool)
	// nonces tells whether private keys sign deterministically with a hash.
	nonces(h alg.Algorithm) bool
}

// weierstrassPublic is a public key.
type weierstrassPublic interface {
	// point returns 0x04 || x || y; it belongs to the key.
	point() []byte
	// verify tells whether sig, which is r || s and of the right length, is a signature of h.
	verify(h, sig []byte) bool
}

// weierstrassPrivate is a private key. The methods that append take input that may be the free part of dst.
type weierstrassPrivate interface {
	weierstrassPublic
	// sign appends r || s with a random nonce.
	sign(dst, h []byte) ([]byte, error)
	// signDeterministic appends r || s with the nonce of RFC 6979 for a hash that nonces has.
	signDeterministic(dst []byte, hash alg.Algorithm, h []byte) ([]byte, error)
	// agree appends the x-coordinate of the private key times a point 0x04 || x || y; false for what is not a point of the curve.
	agree(dst, point []byte) ([]byte, bool)
	// wipe clears copies of the scalar; the key is not used afterwards.
	wipe()
}

// weierstrassCurves has a row for each curve.
var weierstrassCurves = [...]weierstrassCurve{
	{keytype.SECPR1, 256, orderP256[:], 256, curveP256},
	{keytype.SECPR1, 384, orderP384[:], 384, curveP384},
	{keytype.SECPR1, 521, orderP521[:], 521, curveP521},
}

// weierstrassCurveOf finds the curve of keys of a type and size; nil for one that the driver hasn't.
func weierstrassCurveOf(t keytype.Type, bits int) *weierstrassCurve {
	if !t.IsECC() {
		return nil
	}
	for i := range weierstrassCurves {
		if c := &weierstrassCurves[i]; c.family == t.Family() && c.bits == bits {
			return c
		}
	}
	return nil
}

// scalarSize is the length of a private key in bytes (PSA Crypto 1.5, table "Key-pair formats for elliptic curve keys").
func (c *weierstrassCurve) scalarSize() int { return weierstrassScalarSize(c.bits) }

// signatureSize is the length of r || s in bytes (PSA Crypto 1.5, PSA_ALG_ECDSA).
func (c *weierstrassCurve) signatureSize() int { return 2 * ((c.orderBits + 7) / 8) }

func weierstrassScalarSize(bits int) int { return (bits + 7) / 8 }

// weierstrassPointSize is the length of a public key in bytes.
func weierstrassPointSize(bits int) int { return 1 + 2*weierstrassScalarSize(bits) }
