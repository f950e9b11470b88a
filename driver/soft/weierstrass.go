package soft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/keytype"
)

// weierstrassFamily has key pairs and public keys on the curves of weierstrassCurves (PSA Crypto 1.5, "Elliptic Curve keys"). Their material is the
// specification's format: a scalar, or a point.
var weierstrassFamily = family{
	has: func(t keytype.Type) bool {
		return t.IsECC() && slices.ContainsFunc(weierstrassCurves[:], func(c weierstrassCurve) bool { return c.family == t.Family() })
	},
	holds:    func(t keytype.Type, bits int) bool { return weierstrassCurveOf(t, bits) != nil },
	runs:     weierstrassRuns,
	generate: generateWeierstrass,
	parse:    parseWeierstrass,
	load:     loadWeierstrass,
}

func weierstrassRuns(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
	switch {
	case u == psa.Derive:
		return t.IsECCKeyPair() && agreementRuns(a)
	case a == alg.ECIESSEC1:
		return encapsulationRole(t, u)
	case !a.IsECDSA() || !signatureRole(t.IsECCKeyPair(), a, u):
		return false
	case a == alg.ECDSAAny:
		return true
	}
	row := hashOf(a.Hash())
	// PSA Crypto 1.5, PSA_ALG_DETERMINISTIC_ECDSA: not with hashes that HMAC isn't defined for.
	return row != nil && (!a.IsDeterministicECDSA() || row.hmacBlock != 0)
}

// agreementRuns tells whether a is ECDH, alone or with a derivation that the driver has.
func agreementRuns(a alg.Algorithm) bool {
	return a.IsECDH() && (a.IsStandaloneKeyAgreement() || supportsKeyless(a.KeyAgreementKDF()))
}

func generateWeierstrass(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	// PSA Crypto 1.5, table "Key derivation for elliptic curve keys", which is FIPS 186-5, A.2.2.
	scalar, err := derivation.KeyFromStream(attrs.Type, attrs.Bits, d.random)
	if err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: scalar, Bits: attrs.Bits}, nil
}

// checkPairGeneration checks what is alike in the generation of all elliptic-curve keys.
func checkPairGeneration(attrs *psa.Attributes, p driver.Parameters) error {
	if !attrs.Type.IsKeyPair() {
		return noPublicGeneration(attrs)
	}
	if !p.IsDefault() {
		return psa.Errorf(psa.ErrInvalidArgument, "keys of type %v take no production parameters", attrs.Type)
	}
	return nil
}

func parseWeierstrass(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	// A compressed point of one curve can be as long as an uncompressed one of another.
	if attrs.Type.IsPublicKey() && len(data) > 0 && data[0] != 4 {
		return driver.Material{}, notAPoint()
	}
	bits, err := curveBits(attrs, len(data), attrs.Type.ExportSize, func(bits int) bool { return weierstrassCurveOf(attrs.Type, bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	c := weierstrassCurveOf(attrs.Type, bits)
	if attrs.Type.IsPublicKey() {
		if _, ok := c.public(data); !ok {
			return driver.Material{}, notAPoint()
		}
	} else if !c.validScalar(data) {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the private key is not between 1 and the order of the curve less 1")
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

func notAPoint() error {
	return psa.Errorf(psa.ErrInvalidArgument, "the public key is not 0x04 || x || y of a point of the curve, in the subgroup of its base point")
}

// curveBits finds the size in bits of a key from the length of its data: the one of the attributes, or the only one of its type whose keys, by size, are
// as long. holds tells which sizes the driver has.
func curveBits(attrs *psa.Attributes, length int, size func(bits int) int, holds func(bits int) bool) (int, error) {
	if attrs.Bits != 0 {
		if n := size(attrs.Bits); n != length {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the data has %d bytes; a key of type %v with %d bits has %d", length, attrs.Type, attrs.Bits, n)
		}
		return attrs.Bits, nil
	}
	fit := slices.DeleteFunc(attrs.Type.AllBits(), func(bits int) bool { return size(bits) != length })
	switch {
	case len(fit) == 0:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "no key of type %v has %d bytes", attrs.Type, length)
	case len(fit) > 1:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "keys of type %v with %d bytes have %s bits: the attributes must say which",
			attrs.Type, length, strings.Join(strings.Fields(strings.Trim(fmt.Sprint(fit), "[]")), " or "))
	case !holds(fit[0]):
		return 0, psa.Errorf(psa.ErrNotSupported, "the software driver has no keys of type %v with %d bits", attrs.Type, fit[0])
	}
	return fit[0], nil
}

func loadWeierstrass(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	c := weierstrassCurveOf(attrs.Type, attrs.Bits)
	if attrs.Type.IsKeyPair() {
		if !c.validScalar(material) {
			return nil, damagedKey(attrs)
		}
		private := c.private(material, d.rand)
		return &weierstrassKeyPair{weierstrassPublicKey{d, c, private, c.signatureSize()}, private, material}, nil
	}
	public, ok := c.public(material)
	if !ok {
		return nil, damagedKey(attrs)
	}
	return &weierstrassPublicKey{d, c, public, c.signatureSize()}, nil
}

// weierstrassPublicKey is a loaded public key.
type weierstrassPublicKey struct {
	driver *Driver
	curve  *weierstrassCurve
	public weierstrassPublic
	// size is the length of signatures in bytes.
	size int
}

// Wipe implements driver.Key; there is nothing secret.
func (*weierstrassPublicKey) Wipe() {}

func (k *weierstrassPublicKey) export(dst []byte) ([]byte, error) { return k.exportPublic(dst) }

func (k *weierstrassPublicKey) exportPublic(dst []byte) ([]byte, error) {
	return append(dst, k.public.point()...), nil
}

// verifyMessage implements verifyKey.
func (k *weierstrassPublicKey) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	return verifyMessageHash(k, a, msg, sig, context)
}

// newVerify implements verifyKey.
func (k *weierstrassPublicKey) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	return newHashVerify(k, a, sig, context)
}

// verifyHash implements verifyKey. ECDSA has no context, and deterministic signatures are verified as others.
func (k *weierstrassPublicKey) verifyHash(a alg.Algorithm, h, sig, _ []byte) error {
	if err := checkECDSAHash(a, h); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, k.size); err != nil {
		return err
	}
	if !k.public.verify(h, sig) {
		return psa.ErrInvalidSignature
	}
	return nil
}

// checkECDSAHash checks the length of a given hash; ECDSA_ANY takes any.
func checkECDSAHash(a alg.Algorithm, h []byte) error {
	if a == alg.ECDSAAny {
		return nil
	}
	return checkHashLength(a, h)
}

// weierstrassKeyPair is a loaded key pair.
type weierstrassKeyPair struct {
	weierstrassPublicKey
	private weierstrassPrivate
	scalar  []byte
}

// Wipe implements driver.Key.
func (k *weierstrassKeyPair) Wipe() { k.private.wipe() }

func (k *weierstrassKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.scalar...), nil }

// signMessage implements signKey.
func (k *weierstrassKeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	return signMessageHash(k, a, dst, msg, context)
}

// newSign implements signKey.
func (k *weierstrassKeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	return newHashSign(k, a, context)
}

// signHash implements signKey.
func (k *weierstrassKeyPair) signHash(a alg.Algorithm, dst, h, _ []byte) ([]byte, error) {
	if err := checkECDSAHash(a, h); err != nil {
		return nil, err
	}
	if a.IsDeterministicECDSA() {
		return k.private.signDeterministic(dst, a.Hash(), h)
	}
	return k.private.sign(dst, h)
}

// agree implements agreementKey.
func (k *weierstrassKeyPair) agree(_ alg.Algorithm, dst, peer []byte) ([]byte, error) {
	if size := k.curve.pointSize(); len(peer) != size {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key has %d bytes; one for the key has %d", len(peer), size)
	}
	secret, ok := k.private.agree(dst, peer)
	if !ok {
		return nil, notAPoint()
	}
	return secret, nil
}
