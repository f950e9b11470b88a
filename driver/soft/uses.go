package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// What a loaded key can do. The methods get the specific algorithm, which fits the key; the rules for slices are those of package driver.

type macKey interface {
	mac(a alg.Algorithm, dst, msg []byte) ([]byte, error)
	verifyMAC(a alg.Algorithm, msg, mac []byte) error
	newMAC(a alg.Algorithm) (driver.MAC, error)
}

type cipherKey interface {
	encryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error)
	decryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error)
	newCipher(a alg.Algorithm, encrypt bool, iv []byte) (driver.Cipher, error)
}

type aeadKey interface {
	seal(a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error)
	open(a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error)
	newAEAD(a alg.Algorithm, s driver.AEADSetup) (driver.AEAD, error)
}

type verifyKey interface {
	verifyMessage(a alg.Algorithm, msg, sig, context []byte) error
	verifyHash(a alg.Algorithm, hash, sig, context []byte) error
	newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error)
}

type signKey interface {
	signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error)
	signHash(a alg.Algorithm, dst, hash, context []byte) ([]byte, error)
	newSign(a alg.Algorithm, context []byte) (driver.Sign, error)
}

type encryptKey interface {
	encryptAsymmetric(a alg.Algorithm, dst, msg, salt []byte) ([]byte, error)
}

type decryptKey interface {
	decryptAsymmetric(a alg.Algorithm, dst, msg, salt []byte) ([]byte, error)
}

type agreementKey interface {
	agree(a alg.Algorithm, dst, peer []byte) ([]byte, error)
}

// secretKey is a key whose bytes go into derivations.
type secretKey interface {
	// secret returns the bytes of the key; they belong to the key.
	secret() []byte
}

// use finds what a granted key can do.
func use[T any](g driver.Grant) (T, error) {
	k, ok := g.Key().(T)
	if !ok {
		return k, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of type %v with %v", g.Attributes().Type, g.Alg())
	}
	return k, nil
}

// MAC implements driver.MACs.
func (*Driver) MAC(_ context.Context, g driver.Grant, dst, msg []byte) ([]byte, error) {
	k, err := use[macKey](g)
	if err != nil {
		return nil, err
	}
	return k.mac(g.Alg(), dst, msg)
}

// VerifyMAC implements driver.MACs.
func (*Driver) VerifyMAC(_ context.Context, g driver.Grant, msg, mac []byte) error {
	k, err := use[macKey](g)
	if err != nil {
		return err
	}
	return k.verifyMAC(g.Alg(), msg, mac)
}

// NewMAC implements driver.MACs.
func (*Driver) NewMAC(_ context.Context, g driver.Grant) (driver.MAC, error) {
	k, err := use[macKey](g)
	if err != nil {
		return nil, err
	}
	return k.newMAC(g.Alg())
}

// EncryptCipher implements driver.Ciphers.
func (*Driver) EncryptCipher(_ context.Context, g driver.Grant, dst, iv, msg []byte) ([]byte, error) {
	k, err := use[cipherKey](g)
	if err != nil {
		return nil, err
	}
	return k.encryptCipher(g.Alg(), dst, iv, msg)
}

// DecryptCipher implements driver.Ciphers.
func (*Driver) DecryptCipher(_ context.Context, g driver.Grant, dst, iv, msg []byte) ([]byte, error) {
	k, err := use[cipherKey](g)
	if err != nil {
		return nil, err
	}
	return k.decryptCipher(g.Alg(), dst, iv, msg)
}

// NewCipher implements driver.Ciphers.
func (*Driver) NewCipher(_ context.Context, g driver.Grant, encrypt bool, iv []byte) (driver.Cipher, error) {
	k, err := use[cipherKey](g)
	if err != nil {
		return nil, err
	}
	return k.newCipher(g.Alg(), encrypt, iv)
}

// Seal implements driver.AEADs.
func (*Driver) Seal(_ context.Context, g driver.Grant, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	k, err := use[aeadKey](g)
	if err != nil {
		return nil, err
	}
	return k.seal(g.Alg(), dst, nonce, plaintext, ad)
}

// Open implements driver.AEADs.
func (*Driver) Open(_ context.Context, g driver.Grant, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	k, err := use[aeadKey](g)
	if err != nil {
		return nil, err
	}
	return k.open(g.Alg(), dst, nonce, ciphertext, ad)
}

// NewAEAD implements driver.AEADs.
func (*Driver) NewAEAD(_ context.Context, g driver.Grant, s driver.AEADSetup) (driver.AEAD, error) {
	k, err := use[aeadKey](g)
	if err != nil {
		return nil, err
	}
	return k.newAEAD(g.Alg(), s)
}

// SignMessage implements driver.Signatures.
func (*Driver) SignMessage(_ context.Context, g driver.Grant, dst, msg, context []byte) ([]byte, error) {
	k, err := use[signKey](g)
	if err != nil {
		return nil, err
	}
	return k.signMessage(g.Alg(), dst, msg, context)
}

// SignHash implements driver.Signatures.
func (*Driver) SignHash(_ context.Context, g driver.Grant, dst, hash, context []byte) ([]byte, error) {
	k, err := use[signKey](g)
	if err != nil {
		return nil, err
	}
	return k.signHash(g.Alg(), dst, hash, context)
}

// VerifyMessage implements driver.Signatures.
func (*Driver) VerifyMessage(_ context.Context, g driver.Grant, msg, sig, context []byte) error {
	k, err := use[verifyKey](g)
	if err != nil {
		return err
	}
	return k.verifyMessage(g.Alg(), msg, sig, context)
}

// VerifyHash implements driver.Signatures.
func (*Driver) VerifyHash(_ context.Context, g driver.Grant, hash, sig, context []byte) error {
	k, err := use[verifyKey](g)
	if err != nil {
		return err
	}
	return k.verifyHash(g.Alg(), hash, sig, context)
}

// NewSign implements driver.Signatures.
func (*Driver) NewSign(_ context.Context, g driver.Grant, context []byte) (driver.Sign, error) {
	k, err := use[signKey](g)
	if err != nil {
		return nil, err
	}
	return k.newSign(g.Alg(), context)
}

// NewVerify implements driver.Signatures.
func (*Driver) NewVerify(_ context.Context, g driver.Grant, sig, context []byte) (driver.Verify, error) {
	k, err := use[verifyKey](g)
	if err != nil {
		return nil, err
	}
	return k.newVerify(g.Alg(), sig, context)
}

// EncryptAsymmetric implements driver.AsymmetricEncryption.
func (*Driver) EncryptAsymmetric(_ context.Context, g driver.Grant, dst, msg, salt []byte) ([]byte, error) {
	k, err := use[encryptKey](g)
	if err != nil {
		return nil, err
	}
	return k.encryptAsymmetric(g.Alg(), dst, msg, salt)
}

// DecryptAsymmetric implements driver.AsymmetricEncryption.
func (*Driver) DecryptAsymmetric(_ context.Context, g driver.Grant, dst, msg, salt []byte) ([]byte, error) {
	k, err := use[decryptKey](g)
	if err != nil {
		return nil, err
	}
	return k.decryptAsymmetric(g.Alg(), dst, msg, salt)
}

// Agree implements driver.KeyAgreement.
func (*Driver) Agree(_ context.Context, g driver.Grant, dst, peer []byte) ([]byte, error) {
	k, err := use[agreementKey](g)
	if err != nil {
		return nil, err
	}
	return k.agree(g.Alg(), dst, peer)
}
