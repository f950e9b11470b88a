package soft

import (
	"crypto"
	"sync"

	filippo "filippo.io/mldsa"
	"filippo.io/mldsa/mldsacrypto"
	"github.com/cloudflare/circl/sign/mldsa/mldsa44"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	"github.com/cloudflare/circl/sign/mldsa/mldsa87"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/mldsa"
	"github.com/psacrypto/psa/keytype"
)

// mldsaFamily has the key pairs and public keys of ML-DSA (PSA Crypto 1.5, "Module Lattice-based signature keys"). Their material is the specification's format: the
// seed ξ, and pk.
//
// Three pieces work together. filippo.io/mldsa signs, in constant time but for the number of attempts that FIPS 204 lets show, and takes the message representative μ,
// through which HashML-DSA and messages in fragments go; it draws the randomness of hedged signatures from crypto/rand itself. circl verifies messages in
// one piece several times faster than others. What it has no door to, μ again, internal/primitive/mldsa verifies.
var mldsaFamily = family{
	has:      keytype.Type.IsMLDSA,
	holds:    func(_ keytype.Type, bits int) bool { return mldsaSetOf(bits) != nil },
	runs:     mldsaRuns,
	generate: generateSeed,
	parse:    parseMLDSA,
	load:     loadMLDSA,
}

// mldsaVerify verifies a message with the empty or another context; the signature may have any length.
type mldsaVerify func(msg, context, sig []byte) bool

// mldsaSet is a parameter set.
type mldsaSet struct {
	// bits is the strength by which the specification knows it.
	bits    int
	params  *mldsa.ParameterSet
	private func() filippo.Parameters
	// pure expands a public key for messages in one piece.
	pure func(data []byte) mldsaVerify
}

// mldsaSets has ML-DSA-44, ML-DSA-65 and ML-DSA-87.
var mldsaSets = [...]mldsaSet{
	{128, mldsa.Find(128), filippo.MLDSA44, func(data []byte) mldsaVerify {
		k := new(mldsa44.PublicKey)
		k.Unpack((*[mldsa44.PublicKeySize]byte)(data))
		return func(msg, context, sig []byte) bool { return mldsa44.Verify(k, msg, context, sig) }
	}},
	{192, mldsa.Find(192), filippo.MLDSA65, func(data []byte) mldsaVerify {
		k := new(mldsa65.PublicKey)
		k.Unpack((*[mldsa65.PublicKeySize]byte)(data))
		return func(msg, context, sig []byte) bool { return mldsa65.Verify(k, msg, context, sig) }
	}},
	{256, mldsa.Find(256), filippo.MLDSA87, func(data []byte) mldsaVerify {
		k := new(mldsa87.PublicKey)
		k.Unpack((*[mldsa87.PublicKeySize]byte)(data))
		return func(msg, context, sig []byte) bool { return mldsa87.Verify(k, msg, context, sig) }
	}},
}

func mldsaSetOf(bits int) *mldsaSet {
	for i := range mldsaSets {
		if mldsaSets[i].bits == bits {
			return &mldsaSets[i]
		}
	}
	return nil
}

func mldsaRuns(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
	return (a.IsMLDSA() || a.IsHashMLDSA() && hasPrehash(a.Hash())) && signatureRole(t.IsKeyPair(), a, u)
}

// generateSeed generates a key pair whose format is a seed, all of which are good.
func generateSeed(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	seed := make([]byte, attrs.Type.ExportSize(attrs.Bits))
	if err := d.random(seed); err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: seed, Bits: attrs.Bits}, nil
}

// parseMLDSA takes any bytes of the right length. Seeds of all parameter sets are as long, so the attributes have to say which it is.
func parseMLDSA(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := bitsOfLength(attrs, len(data), func(bits int) bool { return mldsaSetOf(bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

// bitsOfLength is curveBits for types whose formats have an exact length.
func bitsOfLength(attrs *psa.Attributes, length int, holds func(bits int) bool) (int, error) {
	return curveBits(attrs, length, attrs.Type.ExportSize, holds)
}

func loadMLDSA(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	set := mldsaSetOf(attrs.Bits)
	if len(material) != attrs.Type.ExportSize(attrs.Bits) {
		return nil, damagedKey(attrs)
	}
	if attrs.Type.IsPublicKey() {
		return &mldsaPublicKey{newMLDSAVerifier(set, material)}, nil
	}
	private, err := filippo.NewPrivateKey(set.private(), material)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "filippo.io/mldsa does not take the seed: %w", err)
	}
	return &mldsaKeyPair{newMLDSAVerifier(set, private.PublicKey().Bytes()), private, material}, nil
}

// mldsaVerifier is the public key of a loaded key. What verification expands it to has up to 70 kilobytes, so it is made when it is wanted first, and once.
type mldsaVerifier struct {
	set  *mldsaSet
	data []byte
	// hash is tr, which stands before the message in μ.
	hash   [64]byte
	pure   func() mldsaVerify
	fromMu func() *mldsa.PublicKey
}

func newMLDSAVerifier(set *mldsaSet, data []byte) mldsaVerifier {
	return mldsaVerifier{
		set: set, data: data, hash: mldsa.HashOf(data),
		pure:   sync.OnceValue(func() mldsaVerify { return set.pure(data) }),
		fromMu: sync.OnceValue(func() *mldsa.PublicKey { return mldsa.NewPublicKey(set.params, data) }),
	}
}

func (k *mldsaVerifier) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.data...), nil }

// verifyMessage implements verifyKey.
func (k *mldsaVerifier) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	switch {
	case a.IsHashMLDSA():
		return verifyMessageHash(k, a, msg, sig, context)
	case !a.IsMLDSA():
		return wrongUse(a)
	}
	if _, err := newFrame(a, context); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, k.set.params.SignatureSize()); err != nil {
		return err
	}
	if !k.pure()(msg, context, sig) {
		return psa.ErrInvalidSignature
	}
	return nil
}

// verifyHash implements verifyKey.
func (k *mldsaVerifier) verifyHash(a alg.Algorithm, h, sig, context []byte) error {
	if !a.IsHashMLDSA() {
		return wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, k.set.params.SignatureSize()); err != nil {
		return err
	}
	r, err := k.representative(a, h, context)
	if err != nil {
		return err
	}
	defer r.free()
	return k.verifyMu(&r.mu, sig)
}

func (k *mldsaVerifier) verifyMu(mu *[64]byte, sig []byte) error {
	if !k.fromMu().Verify(mu, sig) {
		return psa.ErrInvalidSignature
	}
	return nil
}

// mldsaPublicKey is a loaded public key.
type mldsaPublicKey struct{ mldsaVerifier }

// Wipe implements driver.Key; there is nothing secret.
func (*mldsaPublicKey) Wipe() {}

func (k *mldsaPublicKey) export(dst []byte) ([]byte, error) { return k.exportPublic(dst) }

// mldsaKeyPair is a loaded key pair.
type mldsaKeyPair struct {
	mldsaVerifier
	private *filippo.PrivateKey
	// seed belongs to whoever loaded the key.
	seed []byte
}

// Wipe implements driver.Key. The expanded key inside filippo.io/mldsa is out of reach; it goes when the garbage collector takes it.
func (k *mldsaKeyPair) Wipe() { k.private = nil }

func (k *mldsaKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.seed...), nil }

// signMessage implements signKey.
func (k *mldsaKeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	switch {
	case a.IsHashMLDSA():
		return signMessageHash(k, a, dst, msg, context)
	case !a.IsMLDSA():
		return nil, wrongUse(a)
	}
	if _, err := newFrame(a, context); err != nil {
		return nil, err
	}
	var options crypto.SignerOpts
	if len(context) > 0 {
		options = &filippo.Options{Context: string(context)}
	}
	return k.sign(a, dst, msg, options)
}

// sign signs a message or, with the options mldsacrypto.MLDSAMu, its representative.
func (k *mldsaKeyPair) sign(a alg.Algorithm, dst, msg []byte, options crypto.SignerOpts) ([]byte, error) {
	var sig []byte
	var err error
	if a == alg.MLDSA || a.IsHedgedHashMLDSA() {
		sig, err = k.private.Sign(nil, msg, options)
	} else {
		sig, err = k.private.SignDeterministic(msg, options)
	}
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "filippo.io/mldsa does not sign: %w", err)
	}
	return append(dst, sig...), nil
}

// signHash implements signKey.
func (k *mldsaKeyPair) signHash(a alg.Algorithm, dst, h, context []byte) ([]byte, error) {
	if !a.IsHashMLDSA() {
		return nil, wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return nil, err
	}
	r, err := k.representative(a, h, context)
	if err != nil {
		return nil, err
	}
	defer r.free()
	return k.sign(a, dst, r.mu[:], mldsacrypto.MLDSAMu)
}
