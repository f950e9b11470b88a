package soft

import (
	"crypto"
	"crypto/ed25519"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/edwards25519"
	"github.com/psacrypto/psa/keytype"
)

// edwardsFamily has key pairs and public keys on the curves of edwardsCurves (PSA Crypto 1.5, "Elliptic Curve keys"). Their material is the
// specification's format, the private and public keys of RFC 8032.
var edwardsFamily = family{
	has:      func(t keytype.Type) bool { return t.IsECC() && t.Family() == keytype.TwistedEdwards },
	holds:    func(_ keytype.Type, bits int) bool { return edwardsCurveOf(bits) != nil },
	runs:     edwardsRuns,
	generate: generateEdwards,
	parse:    parseEdwards,
	load:     loadEdwards,
}

// edwardsCurve is a twisted Edwards curve.
type edwardsCurve struct {
	bits int
	// size is the length of private and public keys in bytes.
	size int
	// valid tells whether a public key is the encoding of a point.
	valid func(public []byte) bool
	// runs tells which algorithms there are.
	runs func(a alg.Algorithm) bool
	// pair and public make keys usable; material is of the right length.
	pair   func(material []byte) key
	public func(material []byte) key
}

// edwardsCurves has a row for each curve.
var edwardsCurves = [...]edwardsCurve{{
	bits:   255,
	size:   ed25519.SeedSize,
	valid:  edwards25519.Valid,
	runs:   func(a alg.Algorithm) bool { return a == alg.PureEdDSA || a == alg.Ed25519ph },
	pair:   loadEd25519Pair,
	public: func(material []byte) key { return &ed25519PublicKey{ed25519.PublicKey(material)} },
}}

func edwardsCurveOf(bits int) *edwardsCurve {
	for i := range edwardsCurves {
		if edwardsCurves[i].bits == bits {
			return &edwardsCurves[i]
		}
	}
	return nil
}

func edwardsRuns(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	return edwardsCurveOf(bits).runs(a) && signatureRole(t.IsKeyPair(), a, u)
}

func generateEdwards(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	private := make([]byte, edwardsCurveOf(attrs.Bits).size)
	if err := d.random(private); err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: private, Bits: attrs.Bits}, nil
}

func parseEdwards(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := curveBits(attrs, len(data), edwardsSize, func(bits int) bool { return edwardsCurveOf(bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	if attrs.Type.IsPublicKey() && !edwardsCurveOf(bits).valid(data) {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is not the encoding of a point of the curve (RFC 8032, 5.1.3)")
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

// edwardsSize is the length of keys in bytes: a coordinate and a bit (RFC 8032, 5.1.5 and 5.2.5).
func edwardsSize(bits int) int { return (bits + 1 + 7) / 8 }

func loadEdwards(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	c := edwardsCurveOf(attrs.Bits)
	switch {
	case len(material) != c.size:
		return nil, damagedKey(attrs)
	case attrs.Type.IsKeyPair():
		return c.pair(material), nil
	}
	return c.public(material), nil
}

// ed25519PublicKey is a loaded public key of 255 bits. crypto/ed25519 decodes it in each verification.
type ed25519PublicKey struct {
	public ed25519.PublicKey
}

// Wipe implements driver.Key; there is nothing secret.
func (*ed25519PublicKey) Wipe() {}

func (k *ed25519PublicKey) export(dst []byte) ([]byte, error) { return append(dst, k.public...), nil }
func (k *ed25519PublicKey) exportPublic(dst []byte) ([]byte, error) {
	return append(dst, k.public...), nil
}

// verifyMessage implements verifyKey.
func (k *ed25519PublicKey) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	switch a {
	case alg.PureEdDSA:
		if err := checkSignatureLength(sig, ed25519.SignatureSize); err != nil {
			return err
		}
		if !ed25519.Verify(k.public, msg, sig) {
			return psa.ErrInvalidSignature
		}
		return nil
	case alg.Ed25519ph:
		return verifyMessageHash(k, a, msg, sig, context)
	}
	return wrongUse(a)
}

// verifyHash implements verifyKey.
func (k *ed25519PublicKey) verifyHash(a alg.Algorithm, h, sig, context []byte) error {
	if a != alg.Ed25519ph {
		return wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, ed25519.SignatureSize); err != nil {
		return err
	}
	return verified(ed25519.VerifyWithOptions(k.public, h, sig, ed25519phOptions(context)))
}

// newVerify implements verifyKey.
func (k *ed25519PublicKey) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	switch a {
	case alg.PureEdDSA:
		return newEd25519Verify(k.public, sig), nil
	case alg.Ed25519ph:
		return newHashVerify(k, a, sig, context)
	}
	return nil, wrongUse(a)
}

// ed25519ph without a context, which is what nearly all uses want.
var ed25519ph = ed25519.Options{Hash: crypto.SHA512}

func ed25519phOptions(context []byte) *ed25519.Options {
	if len(context) == 0 {
		return &ed25519ph
	}
	return &ed25519.Options{Hash: crypto.SHA512, Context: string(context)}
}

// ed25519KeyPair is a loaded key pair of 255 bits.
type ed25519KeyPair struct {
	ed25519PublicKey
	// private is the seed and the public key. crypto/ed25519 caches what it expands it to for as long as this very slice lives.
	private ed25519.PrivateKey
}

func loadEd25519Pair(material []byte) key {
	private := ed25519.NewKeyFromSeed(material)
	return &ed25519KeyPair{ed25519PublicKey{ed25519.PublicKey(private[ed25519.SeedSize:])}, private}
}

// Wipe implements driver.Key. The expanded key in the cache of crypto/ed25519 is out of reach; it goes when the garbage collector takes the key.
func (k *ed25519KeyPair) Wipe() { clear(k.private) }

func (k *ed25519KeyPair) export(dst []byte) ([]byte, error) {
	return append(dst, k.private[:ed25519.SeedSize]...), nil
}

// signMessage implements signKey.
func (k *ed25519KeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	switch a {
	case alg.PureEdDSA:
		return append(dst, ed25519.Sign(k.private, msg)...), nil
	case alg.Ed25519ph:
		return signMessageHash(k, a, dst, msg, context)
	}
	return nil, wrongUse(a)
}

// signHash implements signKey.
func (k *ed25519KeyPair) signHash(a alg.Algorithm, dst, h, context []byte) ([]byte, error) {
	if a != alg.Ed25519ph {
		return nil, wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return nil, err
	}
	sig, err := k.private.Sign(nil, h, ed25519phOptions(context))
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "crypto/ed25519 does not sign: %w", err)
	}
	return append(dst, sig...), nil
}

// newSign implements signKey. Ed25519 reads the message twice (PSA Crypto 1.5, PSA_ALG_PURE_EDDSA).
func (k *ed25519KeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	switch a {
	case alg.PureEdDSA:
		return nil, psa.Errorf(psa.ErrNotSupported, "%v reads the message twice, so that it can't sign one in fragments", a)
	case alg.Ed25519ph:
		return newHashSign(k, a, context)
	}
	return nil, wrongUse(a)
}
