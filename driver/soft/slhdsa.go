package soft

import (
	"context"
	"crypto/subtle"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/slhdsa"
	"github.com/psacrypto/psa/keytype"
)

// slhdsaFamily has the key pairs and public keys of SLH-DSA (PSA Crypto 1.5, "Stateless Hash-based signature keys"). Their material is the specification's format:
// SK.seed || SK.prf || PK.seed || PK.root, and PK.seed || PK.root.
//
// The secret parts of a key go only through hashes and HMAC, which take the same time for all of them.
var slhdsaFamily = family{
	has:   keytype.Type.IsSLHDSA,
	holds: func(t keytype.Type, bits int) bool { return slhdsaSetOf(t, bits) != nil },
	runs: func(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return (a.IsSLHDSA() || a.IsHashSLHDSA() && hasPrehash(a.Hash())) && signatureRole(t.IsKeyPair(), a, u)
	},
	generate: generateSLHDSA,
	parse:    parseSLHDSA,
	load:     loadSLHDSA,
}

// slhdsaSetOf is the parameter set of a type and size; nil for sizes that there are none of.
func slhdsaSetOf(t keytype.Type, bits int) *slhdsa.ParameterSet {
	family, fast := slhdsa.SHA2, false
	switch t.Family() {
	case keytype.SLHDSASHA2S:
	case keytype.SLHDSASHA2F:
		fast = true
	case keytype.SLHDSASHAKES:
		family = slhdsa.SHAKE
	case keytype.SLHDSASHAKEF:
		family, fast = slhdsa.SHAKE, true
	default:
		return nil
	}
	if bits%8 != 0 {
		return nil
	}
	return slhdsa.Find(family, bits/8, fast)
}

func generateSLHDSA(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	set := slhdsaSetOf(attrs.Type, attrs.Bits)
	seeds := make([]byte, 3*set.N())
	defer clear(seeds)
	if err := d.random(seeds); err != nil {
		return driver.Material{}, err
	}
	return completeSLHDSA(set, seeds, attrs.Bits), nil
}

// completeSLHDSA makes a key pair of SK.seed || SK.prf || PK.seed.
func completeSLHDSA(set *slhdsa.ParameterSet, seeds []byte, bits int) driver.Material {
	return driver.Material{Data: set.KeyGen(make([]byte, 0, 4*set.N()), seeds), Bits: bits}
}

// parseSLHDSA takes any public key. A key pair has to be one, that is, its PK.root has to be that of its seeds: signatures with another would not verify, and would tell of the
// secret seeds what was never meant to be told.
func parseSLHDSA(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := bitsOfLength(attrs, len(data), func(bits int) bool { return slhdsaSetOf(attrs.Type, bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	if attrs.Type.IsPublicKey() {
		return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
	}
	set := slhdsaSetOf(attrs.Type, bits)
	m := completeSLHDSA(set, data[:3*set.N()], bits)
	if subtle.ConstantTimeCompare(m.Data, data) != 1 {
		clear(m.Data)
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the last quarter of the key pair is not the PK.root of its seeds (FIPS 205, algorithm 18)")
	}
	return m, nil
}

// ImportDerived implements driver.DerivedImport.
func (d *Driver) ImportDerived(ctx context.Context, attrs *psa.Attributes, drawn []byte) (driver.Material, error) {
	if !attrs.Type.IsSLHDSAKeyPair() {
		return d.Import(ctx, attrs, drawn)
	}
	set := slhdsaSetOf(attrs.Type, attrs.Bits)
	switch {
	case set == nil:
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "%s", attrs.Type.BitsRule(attrs.Bits))
	case len(drawn) != 3*set.N():
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "%d bytes were drawn for a key pair of %v; it takes %d", len(drawn), set, 3*set.N())
	}
	return completeSLHDSA(set, drawn, attrs.Bits), nil
}

func loadSLHDSA(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	set := slhdsaSetOf(attrs.Type, attrs.Bits)
	if len(material) != attrs.Type.ExportSize(attrs.Bits) {
		return nil, damagedKey(attrs)
	}
	if attrs.Type.IsPublicKey() {
		return &slhdsaPublicKey{slhdsaVerifier{set, material, slhdsa.NewPublicKey(set, material)}}, nil
	}
	k := slhdsa.NewPrivateKey(set, material)
	return &slhdsaKeyPair{slhdsaVerifier{set, material[2*set.N():], &k.PublicKey}, k, d, material}, nil
}

// slhdsaVerifier is the public key of a loaded key.
type slhdsaVerifier struct {
	set    *slhdsa.ParameterSet
	data   []byte
	public *slhdsa.PublicKey
}

func (k *slhdsaVerifier) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.data...), nil }

// verifyMessage implements verifyKey.
func (k *slhdsaVerifier) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	switch {
	case a.IsHashSLHDSA():
		return verifyMessageHash(k, a, msg, sig, context)
	case !a.IsSLHDSA():
		return wrongUse(a)
	}
	return k.verify(a, msg, sig, context)
}

// verifyHash implements verifyKey.
func (k *slhdsaVerifier) verifyHash(a alg.Algorithm, h, sig, context []byte) error {
	if !a.IsHashSLHDSA() {
		return wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return err
	}
	return k.verify(a, h, sig, context)
}

// verify verifies the signature of a message or of its hash, behind the frame of the algorithm.
func (k *slhdsaVerifier) verify(a alg.Algorithm, msg, sig, context []byte) error {
	f, err := newFrame(a, context)
	if err != nil {
		return err
	}
	if err := checkSignatureLength(sig, k.set.SignatureSize()); err != nil {
		return err
	}
	if !k.public.Verify(sig, f.head[:], f.context, f.oid, msg) {
		return psa.ErrInvalidSignature
	}
	return nil
}

// newVerify implements verifyKey.
func (k *slhdsaVerifier) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	switch {
	case a.IsHashSLHDSA():
		return newHashVerify(k, a, sig, context)
	case !a.IsSLHDSA():
		return nil, wrongUse(a)
	}
	f, err := newFrame(a, context)
	if err != nil {
		return nil, err
	}
	v := k.public.NewVerifier(append([]byte(nil), sig...))
	v.Write(f.head[:])
	v.Write(f.context)
	return &messageVerify{v}, nil
}

// slhdsaPublicKey is a loaded public key.
type slhdsaPublicKey struct{ slhdsaVerifier }

// Wipe implements driver.Key; there is nothing secret.
func (*slhdsaPublicKey) Wipe() {}

func (k *slhdsaPublicKey) export(dst []byte) ([]byte, error) { return k.exportPublic(dst) }

// slhdsaKeyPair is a loaded key pair.
type slhdsaKeyPair struct {
	slhdsaVerifier
	private *slhdsa.PrivateKey
	d       *Driver
	// material belongs to whoever loaded the key, and private computes with it.
	material []byte
}

// Wipe implements driver.Key. There is no copy of the material to wipe: signing wipes its own memory.
func (k *slhdsaKeyPair) Wipe() { k.private = nil }

func (k *slhdsaKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }

// signMessage implements signKey.
func (k *slhdsaKeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	switch {
	case a.IsHashSLHDSA():
		return signMessageHash(k, a, dst, msg, context)
	case !a.IsSLHDSA():
		return nil, wrongUse(a)
	}
	return k.sign(a, dst, msg, context)
}

// signHash implements signKey.
func (k *slhdsaKeyPair) signHash(a alg.Algorithm, dst, h, context []byte) ([]byte, error) {
	if !a.IsHashSLHDSA() {
		return nil, wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return nil, err
	}
	return k.sign(a, dst, h, context)
}

// sign signs a message or its hash, behind the frame of the algorithm.
func (k *slhdsaKeyPair) sign(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	f, err := newFrame(a, context)
	if err != nil {
		return nil, err
	}
	var addrnd []byte
	if a == alg.SLHDSA || a.IsHedgedHashSLHDSA() {
		addrnd = make([]byte, k.set.N())
		if err := k.d.random(addrnd); err != nil {
			return nil, err
		}
	}
	return k.private.Sign(dst, addrnd, f.head[:], f.context, f.oid, msg), nil
}

// newSign implements signKey. SLH-DSA reads the message twice (PSA Crypto 1.5, PSA_ALG_SLH_DSA).
func (k *slhdsaKeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	switch {
	case a.IsHashSLHDSA():
		return newHashSign(k, a, context)
	case a.IsSLHDSA():
		return nil, psa.Errorf(psa.ErrNotSupported, "%v reads the message twice, so that it can't sign one in fragments", a)
	}
	return nil, wrongUse(a)
}
