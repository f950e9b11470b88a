package soft

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ed448"
)

// ed448PublicKey is a loaded public key of 448 bits.
type ed448PublicKey struct {
	public *ed448.PublicKey
}

func loadEd448Public(material []byte) key {
	public, ok := ed448.ParsePublicKey(material)
	if !ok {
		return nil
	}
	return &ed448PublicKey{public}
}

// Wipe implements driver.Key; there is nothing secret.
func (*ed448PublicKey) Wipe() {}

func (k *ed448PublicKey) export(dst []byte) ([]byte, error) {
	return append(dst, k.public.Bytes()...), nil
}

func (k *ed448PublicKey) exportPublic(dst []byte) ([]byte, error) {
	return append(dst, k.public.Bytes()...), nil
}

// verifyMessage implements verifyKey. Ed448 is the same with an empty context as without one (PSA Crypto 1.5, table "EdDSA algorithm identifiers").
func (k *ed448PublicKey) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx:
		if err := checkSignatureLength(sig, ed448.SignatureSize); err != nil {
			return err
		}
		return ifVerified(k.public.Verify(ed448.Pure, context, msg, sig))
	case alg.Ed448ph:
		return verifyMessageHash(k, a, msg, sig, context)
	}
	return wrongUse(a)
}

// verifyHash implements verifyKey.
func (k *ed448PublicKey) verifyHash(a alg.Algorithm, h, sig, context []byte) error {
	if a != alg.Ed448ph {
		return wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, ed448.SignatureSize); err != nil {
		return err
	}
	return ifVerified(k.public.Verify(ed448.Prehashed, context, h, sig))
}

// newVerify implements verifyKey.
func (k *ed448PublicKey) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx:
		return &edwardsVerify{ed448.NewVerifier(k.public, ed448.Pure, context, sig)}, nil
	case alg.Ed448ph:
		return newHashVerify(k, a, sig, context)
	}
	return nil, wrongUse(a)
}

// ed448KeyPair is a loaded key pair of 448 bits.
type ed448KeyPair struct {
	ed448PublicKey
	private  *ed448.PrivateKey
	material []byte
}

func loadEd448Pair(material []byte) key {
	private := ed448.NewPrivateKey(material)
	public, ok := ed448.ParsePublicKey(private.Public())
	if !ok {
		return nil
	}
	return &ed448KeyPair{ed448PublicKey{public}, private, material}
}

// Wipe implements driver.Key.
func (k *ed448KeyPair) Wipe() { k.private.Wipe() }

func (k *ed448KeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }

// signMessage implements signKey.
func (k *ed448KeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx:
		return k.private.Sign(dst, ed448.Pure, context, msg), nil
	case alg.Ed448ph:
		return signMessageHash(k, a, dst, msg, context)
	}
	return nil, wrongUse(a)
}

// signHash implements signKey.
func (k *ed448KeyPair) signHash(a alg.Algorithm, dst, h, context []byte) ([]byte, error) {
	if a != alg.Ed448ph {
		return nil, wrongUse(a)
	}
	if err := checkHashLength(a, h); err != nil {
		return nil, err
	}
	return k.private.Sign(dst, ed448.Prehashed, context, h), nil
}

// newSign implements signKey.
func (k *ed448KeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx:
		return nil, noFragments(a)
	case alg.Ed448ph:
		return newHashSign(k, a, context)
	}
	return nil, wrongUse(a)
}
