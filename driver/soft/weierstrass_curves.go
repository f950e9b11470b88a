package soft

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"io"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/keytype"
)

// weierstrassCurve is a curve y^2 = x^3 + ax + b, or its counterpart over a binary field. Its sizes are those of keytype.
type weierstrassCurve struct {
	family keytype.Family
	// bits is the size by which keys are known.
	bits int
	weierstrassArithmetic
}

// weierstrassArithmetic computes on one curve. Its values are safe for concurrent use.
type weierstrassArithmetic interface {
	// private makes a private key of a scalar that is known to be in [1, order-1] and lasts as long as the key. It costs little: what costs is done
	// by the first use that needs it.
	private(scalar []byte, rand io.Reader) weierstrassPrivate
	// public makes a public key of 0x04 || x || y, which lasts as long as the key; false for what is not a point of the curve, or not in the subgroup of
	// the base point.
	public(point []byte) (weierstrassPublic, bool)
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
	// signDeterministic appends r || s with the nonce of RFC 6979 for a hash that HMAC is defined for.
	signDeterministic(dst []byte, hash alg.Algorithm, h []byte) ([]byte, error)
	// agree appends the x-coordinate of the private key times the cofactor times a point 0x04 || x || y; false for what public takes for none.
	agree(dst, point []byte) ([]byte, bool)
	// wipe clears copies of the scalar; the key is not used afterwards.
	wipe()
}

// weierstrassCurves has a row for each curve.
var weierstrassCurves = [...]weierstrassCurve{
	{keytype.SECPK1, 192, primeCurve(weierstrass.SECP192k1)},
	{keytype.SECPK1, 225, primeCurve(weierstrass.SECP224k1)},
	{keytype.SECPK1, 256, primeCurve(weierstrass.SECP256k1)},
	{keytype.SECPR1, 192, primeCurve(weierstrass.SECP192r1)},
	{keytype.SECPR1, 224, primeCurve(weierstrass.SECP224r1)},
	{keytype.SECPR1, 256, &nistCurve{elliptic.P256(), ecdh.P256(), 32, newOwn(weierstrass.SECP256r1)}},
	{keytype.SECPR1, 384, &nistCurve{elliptic.P384(), ecdh.P384(), 48, newOwn(weierstrass.SECP384r1)}},
	{keytype.SECPR1, 521, &nistCurve{elliptic.P521(), ecdh.P521(), 66, newOwn(weierstrass.SECP521r1)}},
	{keytype.SECPR2, 160, primeCurve(weierstrass.SECP160r2)},
	{keytype.SECTK1, 163, binaryCurve(binary.SECT163k1)},
	{keytype.SECTK1, 233, binaryCurve(binary.SECT233k1)},
	{keytype.SECTK1, 239, binaryCurve(binary.SECT239k1)},
	{keytype.SECTK1, 283, binaryCurve(binary.SECT283k1)},
	{keytype.SECTK1, 409, binaryCurve(binary.SECT409k1)},
	{keytype.SECTK1, 571, binaryCurve(binary.SECT571k1)},
	{keytype.SECTR1, 163, binaryCurve(binary.SECT163r1)},
	{keytype.SECTR1, 233, binaryCurve(binary.SECT233r1)},
	{keytype.SECTR1, 283, binaryCurve(binary.SECT283r1)},
	{keytype.SECTR1, 409, binaryCurve(binary.SECT409r1)},
	{keytype.SECTR1, 571, binaryCurve(binary.SECT571r1)},
	{keytype.SECTR2, 163, binaryCurve(binary.SECT163r2)},
	{keytype.BrainpoolPR1, 160, primeCurve(weierstrass.BrainpoolP160r1)},
	{keytype.BrainpoolPR1, 192, primeCurve(weierstrass.BrainpoolP192r1)},
	{keytype.BrainpoolPR1, 224, primeCurve(weierstrass.BrainpoolP224r1)},
	{keytype.BrainpoolPR1, 256, primeCurve(weierstrass.BrainpoolP256r1)},
	{keytype.BrainpoolPR1, 320, primeCurve(weierstrass.BrainpoolP320r1)},
	{keytype.BrainpoolPR1, 384, primeCurve(weierstrass.BrainpoolP384r1)},
	{keytype.BrainpoolPR1, 512, primeCurve(weierstrass.BrainpoolP512r1)},
	{keytype.FRP, 256, primeCurve(weierstrass.FRP256v1)},
}

// primeCurve and binaryCurve are the arithmetic of curves whose parameters a function makes when they are first wanted.
func primeCurve(c func() *weierstrass.Curve) weierstrassArithmetic { return newOwn(c) }
func binaryCurve(c func() *binary.Curve) weierstrassArithmetic     { return newOwn(c) }

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

// pair is the type of the curve's key pairs.
func (c *weierstrassCurve) pair() keytype.Type { return keytype.ECCKeyPair(c.family) }

// scalarSize is the length of a private key in bytes (PSA Crypto 1.5, table "Key-pair formats for elliptic curve keys").
func (c *weierstrassCurve) scalarSize() int { return c.pair().ExportSize(c.bits) }

// pointSize is the length of a public key in bytes.
func (c *weierstrassCurve) pointSize() int { return c.pair().ExportPublicSize(c.bits) }

// order is the order of the base point, big-endian and as long as a private key.
func (c *weierstrassCurve) order() []byte {
	n := derivation.CurveOrder(c.family, c.bits)
	return append(make([]byte, c.scalarSize()-len(n)), n...)
}

// signatureSize is the length of r || s in bytes (PSA Crypto 1.5, PSA_ALG_ECDSA).
func (c *weierstrassCurve) signatureSize() int {
	return 2 * len(derivation.CurveOrder(c.family, c.bits))
}

// validScalar tells whether x is a private key of the curve: a number in [1, order-1].
func (c *weierstrassCurve) validScalar(x []byte) bool {
	return len(x) == c.scalarSize() && belowOrder(x, c.order())&isNonzero(x) == 1
}
