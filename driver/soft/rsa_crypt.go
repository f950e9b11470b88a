package soft

import (
	"bytes"
	"crypto/rsa"

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
	if err := k.checkSalt(a, salt); err != nil {
		return nil, err
	}
	if a == alg.RSAPKCS1V15Crypt {
		if err := k.checkMessage(msg, pkcs1Room(len(k.modulus))); err != nil {
			return nil, err
		}
		//lint:ignore SA1019 PSA_ALG_RSA_PKCS1V15_CRYPT is what was asked for.
		out, err := rsa.EncryptPKCS1v15(k.rand, k.pub, msg)
		if err != nil {
			return nil, rsaRandomFailure(err)
		}
		return append(dst, out...), nil
	}
	h, ok := newHash(a.Hash())
	if !ok || !a.IsRSAOAEP() {
		return nil, wrongUse(a)
	}
	if err := k.checkMessage(msg, oaepRoom(len(k.modulus), h.Size())); err != nil {
		return nil, err
	}
	out, err := rsa.EncryptOAEP(h, k.rand, k.pub, msg, salt)
	if err != nil {
		return nil, rsaRandomFailure(err)
	}
	return append(dst, out...), nil
}

// decryptAsymmetric implements decryptKey. Padding is checked in constant time, and nothing but the status tells what was wrong with it. With PKCS
// #1 v1.5 the status alone, and the length of the message, are an oracle for whoever can choose ciphertexts (Bleichenbacher 1998): the
// specification's call can't hide them.
func (k *rsaKeyPair) decryptAsymmetric(a alg.Algorithm, dst, msg, salt []byte) ([]byte, error) {
	if err := k.checkSalt(a, salt); err != nil {
		return nil, err
	}
	// RFC 8017, 7.1.2 and 7.2.2, step 1, and 5.1.2, step 1: everyone can see these.
	if len(msg) != len(k.modulus) || bytes.Compare(msg, k.modulus) >= 0 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the ciphertext is not a number below the modulus in %d bytes", len(k.modulus))
	}
	var out []byte
	var err error
	if a == alg.RSAPKCS1V15Crypt {
		//lint:ignore SA1019 PSA_ALG_RSA_PKCS1V15_CRYPT is what was asked for.
		out, err = rsa.DecryptPKCS1v15(nil, k.priv, msg)
	} else {
		h, ok := newHash(a.Hash())
		if !ok || !a.IsRSAOAEP() || oaepRoom(len(k.modulus), h.Size()) < 0 {
			return nil, wrongUse(a)
		}
		out, err = rsa.DecryptOAEP(h, nil, k.priv, msg, salt)
	}
	if err != nil {
		return nil, psa.ErrInvalidPadding
	}
	dst = append(dst, out...)
	clear(out)
	return dst, nil
}

// checkSalt refuses a salt where there is none (PSA Crypto 1.5, psa_asymmetric_encrypt).
func (k *rsaPublicKey) checkSalt(a alg.Algorithm, salt []byte) error {
	if a == alg.RSAPKCS1V15Crypt && len(salt) != 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "%v takes no salt", a)
	}
	return nil
}

func (k *rsaPublicKey) checkMessage(msg []byte, most int) error {
	if len(msg) > most {
		return psa.Errorf(psa.ErrInvalidArgument, "the message has %d bytes; a key of %d bits encrypts at most %d", len(msg), k.pub.N.BitLen(), max(most, 0))
	}
	return nil
}
