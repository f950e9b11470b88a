package soft

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"hash"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// oaepRoom is the length in bytes of the longest message that OAEP takes (RFC 8017, 7.1.1, step 1), negative where it takes none. size is that of
// the modulus in bytes.
func oaepRoom(size, hash int) int { return size - 2*hash - 2 }

// pkcs1Room is the length in bytes of the longest message of RFC 8017, 7.2.1, step 1.
func pkcs1Room(size int) int { return size - 11 }

// encryptAsymmetric implements encryptKey. salt is the label of OAEP.
func (k *rsaPublicKey) encryptAsymmetric(a alg.Algorithm, dst, msg, salt []byte) ([]byte, error) {
	h, err := k.cryptHash(a, salt)
	if err != nil {
		return nil, err
	}
	most := pkcs1Room(len(k.modulus))
	if h != nil {
		most = oaepRoom(len(k.modulus), h.Size())
	}
	if len(msg) > most {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the message has %d bytes; a key of %d bits encrypts at most %d", len(msg), k.bits, max(most, 0))
	}
	var out []byte
	switch {
	case k.pub == nil:
		return k.ownEncrypt(dst, h, msg, salt)
	case h == nil:
		//lint:ignore SA1019 PSA_ALG_RSA_PKCS1V15_CRYPT is what was asked for.
		out, err = rsa.EncryptPKCS1v15(k.rand, k.pub, msg)
	default:
		out, err = rsa.EncryptOAEP(h, k.rand, k.pub, msg, salt)
	}
	if err != nil {
		return nil, rsaRandomFailure(err)
	}
	return append(dst, out...), nil
}

// cryptHash is the hash of OAEP, nil for PKCS #1 v1.5, which takes no salt (PSA Crypto 1.5, psa_asymmetric_encrypt).
func (k *rsaPublicKey) cryptHash(a alg.Algorithm, salt []byte) (hash.Hash, error) {
	if a == alg.RSAPKCS1V15Crypt {
		if len(salt) != 0 {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "%v takes no salt", a)
		}
		return nil, nil
	}
	h, ok := newHash(a.Hash())
	if !ok || !a.IsRSAOAEP() || oaepRoom(len(k.modulus), h.Size()) < 0 {
		return nil, wrongUse(a)
	}
	return h, nil
}

// decryptAsymmetric implements decryptKey. Padding is checked in constant time, and nothing but the status tells what was wrong with it: a ciphertext
// with wrong padding takes the way of one of an empty message to the end. With PKCS #1 v1.5 the status alone, and the length of the message, are an
// oracle for whoever can choose ciphertexts (Bleichenbacher 1998): the specification's call can't hide them.
func (k *rsaKeyPair) decryptAsymmetric(a alg.Algorithm, dst, msg, salt []byte) ([]byte, error) {
	h, err := k.cryptHash(a, salt)
	if err != nil {
		return nil, err
	}
	// RFC 8017, 7.1.2 and 7.2.2, step 1, and 5.1.2, step 1: everyone can see these.
	if len(msg) != len(k.modulus) || bytes.Compare(msg, k.modulus) >= 0 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the ciphertext is not a number below the modulus in %d bytes", len(k.modulus))
	}
	out, ok, err := k.decryptMessage(h, msg, salt)
	if err != nil {
		return nil, err
	}
	dst = append(dst, out...)
	clear(out)
	if !ok {
		return nil, psa.ErrInvalidPadding
	}
	return dst, nil
}

// decryptMessage returns the message and whether there is one; h is nil for PKCS #1 v1.5.
func (k *rsaKeyPair) decryptMessage(h hash.Hash, ciphertext, label []byte) (msg []byte, ok bool, err error) {
	switch {
	case k.priv == nil:
		return k.ownDecrypt(h, ciphertext, label)
	case h == nil:
		//lint:ignore SA1019 PSA_ALG_RSA_PKCS1V15_CRYPT is what was asked for.
		msg, err = rsa.DecryptPKCS1v15(nil, k.priv, ciphertext)
	default:
		msg, err = rsa.DecryptOAEP(h, nil, k.priv, ciphertext, label)
	}
	// Of crypto/rsa's errors all others come before the computation: those of FIPS 140-3 mode.
	if err != nil && !errors.Is(err, rsa.ErrDecryption) {
		return nil, false, rsaFailure(err)
	}
	return msg, err == nil, nil
}
