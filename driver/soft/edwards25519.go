package soft

import (
	"crypto"
	"crypto/ed25519"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/edwards25519"
)

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
		return ifVerified(ed25519.Verify(k.public, msg, sig))
	case alg.EdDSACtx:
		if err := checkSignatureLength(sig, ed25519.SignatureSize); err != nil {
			return err
		}
		if len(context) == 0 {
			// crypto/ed25519 takes the empty context for none.
			v := edwards25519.NewContextVerifier(k.public, sig, nil)
			v.Write(msg)
			return ifVerified(v.Verify())
		}
		return verified(ed25519.VerifyWithOptions(k.public, msg, sig, &ed25519.Options{Context: string(context)}))
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
		return &edwardsVerify{edwards25519.NewVerifier(k.public, sig)}, nil
	case alg.EdDSACtx:
		return &edwardsVerify{edwards25519.NewContextVerifier(k.public, sig, context)}, nil
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
	// context signs with Ed25519ctx.
	context *edwards25519.PrivateKey
}

func loadEd25519Pair(material []byte) key {
	private := ed25519.NewKeyFromSeed(material)
	public := ed25519.PublicKey(private[ed25519.SeedSize:])
	return &ed25519KeyPair{ed25519PublicKey{public}, private, edwards25519.NewPrivateKey(material, public)}
}

// Wipe implements driver.Key. The expanded key in the cache of crypto/ed25519 is out of reach; it goes when the garbage collector takes the key.
func (k *ed25519KeyPair) Wipe() {
	clear(k.private)
	k.context.Wipe()
}

func (k *ed25519KeyPair) export(dst []byte) ([]byte, error) {
	return append(dst, k.private[:ed25519.SeedSize]...), nil
}

// signMessage implements signKey.
func (k *ed25519KeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	switch a {
	case alg.PureEdDSA:
		return append(dst, ed25519.Sign(k.private, msg)...), nil
	case alg.EdDSACtx:
		return k.context.SignContext(dst, context, msg), nil
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

// newSign implements signKey.
func (k *ed25519KeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx:
		return nil, noFragments(a)
	case alg.Ed25519ph:
		return newHashSign(k, a, context)
	}
	return nil, wrongUse(a)
}
