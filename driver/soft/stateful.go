package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/lms"
	"github.com/psacrypto/psa/internal/primitive/xmss"
	"github.com/psacrypto/psa/keytype"
)

// statefulFamily has the public keys of the stateful hash-based signatures, which the specification has only verified (PSA Crypto 1.5, "Leighton-Micali Signature
// keys" and "XMSS and XMSS^MT keys"). Their material is the specification's format, which names the parameter set.
var statefulFamily = family{
	has:   func(t keytype.Type) bool { return statefulSchemeOf(t) != nil },
	holds: keytype.Type.BitsValid,
	runs: func(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return a == statefulSchemeOf(t).alg && u == psa.VerifyMessage
	},
	generate: func(_ *Driver, attrs *psa.Attributes, _ driver.Parameters) (driver.Material, error) {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "a public key can't be generated, and keys of type %v are only verified with", attrs.Type)
	},
	parse: parseStateful,
	load:  loadStateful,
}

// statefulVerifier begins the verification of a signature, which it keeps.
type statefulVerifier func(sig []byte) messageVerifier

// statefulScheme is a scheme: the algorithm of a type, and how a key is read. size is the output length of the key's hash in bytes.
type statefulScheme struct {
	t     keytype.Type
	alg   alg.Algorithm
	parse func(data []byte) (verifier statefulVerifier, size int, err error)
}

var statefulSchemes = [...]statefulScheme{
	{keytype.LMSPublicKey, alg.LMS, func(data []byte) (statefulVerifier, int, error) {
		k, err := lms.ParsePublicKey(data)
		if err != nil {
			return nil, 0, err
		}
		return func(sig []byte) messageVerifier { return k.NewVerifier(sig) }, k.HashSize(), nil
	}},
	{keytype.HSSPublicKey, alg.HSS, func(data []byte) (statefulVerifier, int, error) {
		k, err := lms.ParseHSSPublicKey(data)
		if err != nil {
			return nil, 0, err
		}
		return func(sig []byte) messageVerifier { return k.NewVerifier(sig) }, k.HashSize(), nil
	}},
	{keytype.XMSSPublicKey, alg.XMSS, parseXMSS(xmss.ParsePublicKey)},
	{keytype.XMSSMTPublicKey, alg.XMSSMT, parseXMSS(xmss.ParseMTPublicKey)},
}

func parseXMSS(parse func(data []byte) (*xmss.PublicKey, error)) func(data []byte) (statefulVerifier, int, error) {
	return func(data []byte) (statefulVerifier, int, error) {
		k, err := parse(data)
		if err != nil {
			return nil, 0, err
		}
		return func(sig []byte) messageVerifier { return k.NewVerifier(sig) }, k.HashSize(), nil
	}
}

func statefulSchemeOf(t keytype.Type) *statefulScheme {
	for i := range statefulSchemes {
		if statefulSchemes[i].t == t {
			return &statefulSchemes[i]
		}
	}
	return nil
}

// parseStateful takes keys of all registered parameter sets that the specification has a size for: those of XMSS with SHA-512 and with 512 bits of SHAKE256 it has
// none for.
func parseStateful(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	_, size, err := statefulSchemeOf(attrs.Type).parse(data)
	if err != nil {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is no key of type %v: %w", attrs.Type, err)
	}
	if !attrs.Type.BitsValid(8 * size) {
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "the key names a parameter set with a hash of %d bits; the specification has those with %s", 8*size,
			attrs.Type.LegalBits())
	}
	if err := checkBits(attrs, 8*size); err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: 8 * size}, nil
}

func loadStateful(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	s := statefulSchemeOf(attrs.Type)
	verifier, size, err := s.parse(material)
	if err != nil || 8*size != attrs.Bits {
		return nil, damagedKey(attrs)
	}
	return &statefulKey{s.alg, material, verifier}, nil
}

// statefulKey is a loaded public key.
type statefulKey struct {
	alg      alg.Algorithm
	data     []byte
	verifier statefulVerifier
}

// Wipe implements driver.Key; there is nothing secret.
func (*statefulKey) Wipe() {}

func (k *statefulKey) export(dst []byte) ([]byte, error)       { return append(dst, k.data...), nil }
func (k *statefulKey) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.data...), nil }

// verifyMessage implements verifyKey.
func (k *statefulKey) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	if err := k.check(a, context); err != nil {
		return err
	}
	v := k.verifier(sig)
	v.Write(msg)
	if !v.Verify() {
		return psa.ErrInvalidSignature
	}
	return nil
}

// verifyHash implements verifyKey.
func (*statefulKey) verifyHash(a alg.Algorithm, _, _, _ []byte) error { return wrongUse(a) }

// newVerify implements verifyKey.
func (k *statefulKey) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	if err := k.check(a, context); err != nil {
		return nil, err
	}
	return &messageVerify{k.verifier(append([]byte(nil), sig...))}, nil
}

func (k *statefulKey) check(a alg.Algorithm, context []byte) error {
	switch {
	case a != k.alg:
		return wrongUse(a)
	case len(context) > 0:
		return psa.Errorf(psa.ErrInvalidArgument, "%v has no context", a)
	}
	return nil
}
