package soft

import (
	"bytes"
	"crypto/fips140"
	"hash"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/rfc8017"
)

// The uses that crypto/rsa does not have, with internal/primitive/rfc8017.

// ownAllowed refuses them where only the validated module of the standard library may compute.
func ownAllowed() error {
	if fips140.Enforced() {
		return psa.Errorf(psa.ErrNotSupported, "the key or the hash is not permitted in FIPS 140-3 mode")
	}
	return nil
}

// applyPrivate is RSADP for a number of the length of the modulus and below it.
func (k *rsaKeyPair) applyPrivate(x []byte) ([]byte, error) {
	if err := ownAllowed(); err != nil {
		return nil, err
	}
	private, err := k.ownPrivate()
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the loaded key has changed")
	}
	out, err := private.Apply(x)
	if err != nil {
		return nil, rsaFailure(err)
	}
	return out, nil
}

// ownSign appends the signature of an encoded message.
func (k *rsaKeyPair) ownSign(dst, em []byte) ([]byte, error) {
	sig, err := k.applyPrivate(em)
	if err != nil {
		return nil, err
	}
	return append(dst, sig...), nil
}

// ownSignPSS is RSASSA-PSS-SIGN (RFC 8017, section 8.1.1) for the hash h of a message.
func (k *rsaKeyPair) ownSignPSS(dst []byte, a alg.Algorithm, h []byte) ([]byte, error) {
	f, ok := newHash(a)
	if !ok {
		return nil, noSuchHash(a)
	}
	salt := make([]byte, k.pssSalt(len(h)))
	if _, err := io.ReadFull(k.rand, salt); err != nil {
		return nil, psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	em, ok := rfc8017.EncodePSS(f, h, salt, k.bits-1)
	if !ok {
		return nil, psa.Errorf(psa.ErrNotSupported, "a key of %d bits has no room for a hash of %d bytes", k.bits, len(h))
	}
	return k.ownSign(dst, em)
}

// applyPublic is RSAVP1 for a signature of the length of the modulus; false for one that is not below it.
func (k *rsaPublicKey) applyPublic(sig []byte) ([]byte, bool, error) {
	if err := ownAllowed(); err != nil {
		return nil, false, err
	}
	public, err := k.own()
	if err != nil {
		return nil, false, psa.Errorf(psa.ErrCorruptionDetected, "the loaded key has changed")
	}
	em, ok := public.Apply(sig)
	return em, ok, nil
}

// ownVerify is RSASSA-PKCS1-V1_5-VERIFY (section 8.2.2) for T of the encoding, which fits.
func (k *rsaPublicKey) ownVerify(t, sig []byte) error {
	em, ok, err := k.applyPublic(sig)
	if err != nil {
		return err
	}
	want, fits := rfc8017.EncodeSignature(t, len(k.modulus))
	return ifVerified(ok && fits && bytes.Equal(em, want))
}

// ownVerifyPSS is RSASSA-PSS-VERIFY (section 8.1.2) for the hash h of a message.
func (k *rsaPublicKey) ownVerifyPSS(a alg.Algorithm, h, sig []byte, salt int) error {
	f, ok := newHash(a)
	if !ok {
		return noSuchHash(a)
	}
	em, ok, err := k.applyPublic(sig)
	if err != nil {
		return err
	}
	// The encoded message has a bit less than the modulus, which can be a byte.
	if extra := len(em) - (k.bits-1+7)/8; ok && extra > 0 {
		ok = em[0] == 0
		em = em[extra:]
	}
	return ifVerified(ok && rfc8017.VerifyPSS(f, h, em, k.bits-1, salt))
}

// ownEncrypt encrypts a message that fits, with OAEP where f is a hash, and else with PKCS #1 v1.5 (sections 7.1.1 and 7.2.1).
func (k *rsaPublicKey) ownEncrypt(dst []byte, f hash.Hash, msg, label []byte) ([]byte, error) {
	var em []byte
	var err error
	if f != nil {
		em, err = rfc8017.EncodeOAEP(f, k.rand, msg, label, len(k.modulus))
	} else {
		em, err = rfc8017.EncodePKCS1(k.rand, msg, len(k.modulus))
	}
	if err != nil {
		return nil, psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	defer clear(em)
	out, ok, err := k.applyPublic(em)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the encoded message is not below the modulus")
	}
	return append(dst, out...), nil
}

// ownDecrypt decrypts, with OAEP where f is a hash, and else with PKCS #1 v1.5 (sections 7.1.2 and 7.2.2). The message is nil for wrong padding, as
// long as the caller makes no difference.
func (k *rsaKeyPair) ownDecrypt(f hash.Hash, ciphertext, label []byte) (msg []byte, ok bool, err error) {
	em, err := k.applyPrivate(ciphertext)
	if err != nil {
		return nil, false, err
	}
	if f != nil {
		msg, ok = rfc8017.DecodeOAEP(f, em, label)
	} else {
		msg, ok = rfc8017.DecodePKCS1(em)
	}
	return msg, ok, nil
}
