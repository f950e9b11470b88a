package soft

import (
	"crypto/ecdh"

	"github.com/cloudflare/circl/dh/x448"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// montgomeryFamily has key pairs and public keys on the curves of montgomeryCurves (PSA Crypto 1.5, "Elliptic Curve keys"). Their material is the
// specification's format: the private key of RFC 7748 with its forced bits set, or the u-coordinate.
var montgomeryFamily = family{
	has:      func(t keytype.Type) bool { return t.IsECC() && t.Family() == keytype.Montgomery },
	holds:    func(_ keytype.Type, bits int) bool { return montgomeryCurveOf(bits) != nil },
	runs:     montgomeryRuns,
	generate: generateMontgomery,
	parse:    parseMontgomery,
	load:     loadMontgomery,
}

// montgomeryCurve is a Montgomery curve.
type montgomeryCurve struct {
	bits int
	// size is the length of private keys, public keys and shared secrets in bytes.
	size int
	// force sets the bits of a private key that are fixed: decodeScalar25519 and decodeScalar448 of RFC 7748, section 5.
	force func(private []byte)
	// pair makes a key pair usable; material is of the right length, with the forced bits.
	pair func(material []byte) (montgomeryPrivate, error)
}

// montgomeryCurves has a row for each curve.
var montgomeryCurves = [...]montgomeryCurve{{
	bits: 255,
	size: 32,
	force: func(k []byte) {
		k[0] &= 248
		k[31] = k[31]&127 | 64
	},
	pair: loadX25519Pair,
}, {
	bits: 448,
	size: x448.Size,
	force: func(k []byte) {
		k[0] &= 252
		k[55] |= 128
	},
	pair: loadX448Pair,
}}

// montgomeryPrivate is the private key, and with it the public one, on one curve.
type montgomeryPrivate interface {
	publicKey
	agreementKey
}

func montgomeryCurveOf(bits int) *montgomeryCurve {
	for i := range montgomeryCurves {
		if montgomeryCurves[i].bits == bits {
			return &montgomeryCurves[i]
		}
	}
	return nil
}

func montgomeryRuns(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
	if a == alg.ECIESSEC1 {
		return encapsulationRole(t, u)
	}
	return u == psa.Derive && t.IsKeyPair() && agreementRuns(a)
}

func generateMontgomery(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	c := montgomeryCurveOf(attrs.Bits)
	private := make([]byte, c.size)
	if err := d.random(private); err != nil {
		return driver.Material{}, err
	}
	c.force(private)
	return driver.Material{Data: private, Bits: c.bits}, nil
}

// parseMontgomery takes any private key that RFC 7748 takes. The specification wants the forced bits set in the format: a key that comes without, as the
// RFC's own examples do, is the same key, and its material has them. Of public keys RFC 7748, section 5, refuses none; they are kept as they are.
func parseMontgomery(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := curveBits(attrs, len(data), attrs.Type.ExportSize, func(bits int) bool { return montgomeryCurveOf(bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	material := append([]byte(nil), data...)
	if attrs.Type.IsKeyPair() {
		montgomeryCurveOf(bits).force(material)
	}
	return driver.Material{Data: material, Bits: bits}, nil
}

func loadMontgomery(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	c := montgomeryCurveOf(attrs.Bits)
	if len(material) != c.size {
		return nil, damagedKey(attrs)
	}
	if attrs.Type.IsKeyPair() {
		pair, err := c.pair(material)
		if err != nil {
			return nil, err
		}
		return &montgomeryKeyPair{pair, d, c}, nil
	}
	return &montgomeryPublicKey{d, c, material}, nil
}

// montgomeryKeyPair is a loaded key pair.
type montgomeryKeyPair struct {
	montgomeryPrivate
	driver *Driver
	curve  *montgomeryCurve
}

// montgomeryPublicKey is a loaded public key. Key agreement takes the public keys of peers as data.
type montgomeryPublicKey struct {
	driver *Driver
	curve  *montgomeryCurve
	u      []byte
}

// Wipe implements driver.Key; there is nothing secret.
func (*montgomeryPublicKey) Wipe() {}

func (k *montgomeryPublicKey) export(dst []byte) ([]byte, error) { return append(dst, k.u...), nil }
func (k *montgomeryPublicKey) exportPublic(dst []byte) ([]byte, error) {
	return append(dst, k.u...), nil
}

// x25519KeyPair is a loaded key pair of 255 bits. crypto/ecdh computes in constant time.
type x25519KeyPair struct {
	private  *ecdh.PrivateKey
	material []byte
}

func loadX25519Pair(material []byte) (montgomeryPrivate, error) {
	private, err := ecdh.X25519().NewPrivateKey(material)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "crypto/ecdh does not take the key: %w", err)
	}
	return &x25519KeyPair{private, material}, nil
}

// Wipe implements driver.Key. The copy inside crypto/ecdh.PrivateKey is out of reach; it goes when the garbage collector takes the key.
func (k *x25519KeyPair) Wipe() { k.private = nil }

func (k *x25519KeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }

func (k *x25519KeyPair) exportPublic(dst []byte) ([]byte, error) {
	return append(dst, k.private.PublicKey().Bytes()...), nil
}

// agree implements agreementKey.
func (k *x25519KeyPair) agree(_ alg.Algorithm, dst, peer []byte) ([]byte, error) {
	public, err := ecdh.X25519().NewPublicKey(peer)
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key has %d bytes; one for the key has %d", len(peer), len(k.material))
	}
	secret, err := k.private.ECDH(public)
	if err != nil {
		// RFC 7748, section 6.1: the result would be the same for all private keys.
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key is a point of small order")
	}
	dst = append(dst, secret...)
	clear(secret)
	return dst, nil
}
