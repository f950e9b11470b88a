package soft

import (
	"crypto/ed25519"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ed448"
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
	// pair and public make keys usable; material is of the right length. They return nil for material that is no key.
	pair   func(material []byte) key
	public func(material []byte) key
}

// edwardsCurves has a row for each curve.
var edwardsCurves = [...]edwardsCurve{{
	bits:   255,
	size:   ed25519.SeedSize,
	valid:  edwards25519.Valid,
	runs:   func(a alg.Algorithm) bool { return edwardsPure(a) || a == alg.Ed25519ph },
	pair:   loadEd25519Pair,
	public: func(material []byte) key { return &ed25519PublicKey{ed25519.PublicKey(material)} },
}, {
	bits:   448,
	size:   ed448.KeySize,
	valid:  func(public []byte) bool { _, ok := ed448.ParsePublicKey(public); return ok },
	runs:   func(a alg.Algorithm) bool { return edwardsPure(a) || a == alg.Ed448ph && hashOf(a.Hash()) != nil },
	pair:   loadEd448Pair,
	public: loadEd448Public,
}}

// edwardsPure tells whether a signs the message itself, which takes reading it twice.
func edwardsPure(a alg.Algorithm) bool { return a == alg.PureEdDSA || a == alg.EdDSACtx }

// noFragments tells that a message can't be signed in parts (PSA Crypto 1.5, PSA_ALG_PURE_EDDSA and PSA_ALG_EDDSA_CTX).
func noFragments(a alg.Algorithm) error {
	return psa.Errorf(psa.ErrNotSupported, "%v reads the message twice, so that it can't sign one in fragments", a)
}

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
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is not the encoding of a point of the curve (RFC 8032, 5.1.3 and 5.2.3)")
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

// edwardsSize is the length of keys in bytes: a coordinate and a bit (RFC 8032, 5.1.5 and 5.2.5).
func edwardsSize(bits int) int { return (bits + 1 + 7) / 8 }

func loadEdwards(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	c := edwardsCurveOf(attrs.Bits)
	if len(material) != c.size {
		return nil, damagedKey(attrs)
	}
	load := c.public
	if attrs.Type.IsKeyPair() {
		load = c.pair
	}
	if k := load(material); k != nil {
		return k, nil
	}
	return nil, damagedKey(attrs)
}
