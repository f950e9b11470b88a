package soft

import (
	"crypto"
	"crypto/fips140"
	"crypto/rsa"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/rfc8017"
)

// rsaHashes are the hashes that PKCS #1 v1.5 signatures can name, with the contents of their object identifiers (PSA Crypto 1.5, table "OID to use for RSA
// PKCS#1 v1.5"). crypto/rsa encodes those for which std is set; it has no others, and another identifier for RIPEMD-160.
var rsaHashes = [...]struct {
	hash alg.Algorithm
	oid  string
	std  bool
}{
	{alg.MD2, "\x2a\x86\x48\x86\xf7\x0d\x02\x02", false},
	{alg.MD4, "\x2a\x86\x48\x86\xf7\x0d\x02\x04", false},
	{alg.MD5, "\x2a\x86\x48\x86\xf7\x0d\x02\x05", true},
	{alg.RIPEMD160, "\x2b\x24\x03\x02\x01", false},
	{alg.SHA1, "\x2b\x0e\x03\x02\x1a", true},
	{alg.SHA224, "\x60\x86\x48\x01\x65\x03\x04\x02\x04", true},
	{alg.SHA256, "\x60\x86\x48\x01\x65\x03\x04\x02\x01", true},
	{alg.SHA384, "\x60\x86\x48\x01\x65\x03\x04\x02\x02", true},
	{alg.SHA512, "\x60\x86\x48\x01\x65\x03\x04\x02\x03", true},
	{alg.SHA512_224, "\x60\x86\x48\x01\x65\x03\x04\x02\x05", true},
	{alg.SHA512_256, "\x60\x86\x48\x01\x65\x03\x04\x02\x06", true},
	{alg.SHA3_224, "\x60\x86\x48\x01\x65\x03\x04\x02\x07", true},
	{alg.SHA3_256, "\x60\x86\x48\x01\x65\x03\x04\x02\x08", true},
	{alg.SHA3_384, "\x60\x86\x48\x01\x65\x03\x04\x02\x09", true},
	{alg.SHA3_512, "\x60\x86\x48\x01\x65\x03\x04\x02\x0a", true},
	{alg.SM3, "\x2a\x81\x1c\xcf\x55\x01\x83\x78", false},
}

// rsaOID finds how PKCS #1 v1.5 names a hash; "" for one that it can't name.
func rsaOID(h alg.Algorithm) (oid string, std bool) {
	for i := range rsaHashes {
		if rsaHashes[i].hash == h {
			return rsaHashes[i].oid, rsaHashes[i].std
		}
	}
	return "", false
}

// appendDigestInfo appends the DigestInfo of RFC 8017, 9.2: T of the encoding, for crypto/rsa to pad.
func appendDigestInfo(dst []byte, oid string, h []byte) []byte {
	dst = append(dst, 0x30, byte(8+len(oid)+len(h)), 0x30, byte(4+len(oid)), 0x06, byte(len(oid)))
	dst = append(dst, oid...)
	dst = append(dst, 0x05, 0x00, 0x04, byte(len(h)))
	return append(dst, h...)
}

// rsaSigns tells whether keys of a size can be used with a signature algorithm.
func rsaSigns(bits int, a alg.Algorithm) bool {
	if a == alg.RSAPKCS1V15SignRaw {
		return true
	}
	n, ok := hashSize(a.Hash())
	switch {
	case !ok:
		return false
	case a.IsRSAPKCS1V15Sign():
		oid, _ := rsaOID(a.Hash())
		return oid != "" && 10+len(oid)+n <= pkcs1Room(rsaSize(bits))
	case a.IsRSAPSS():
		return pssRoom(bits, n) >= 0
	}
	return false
}

// pssRoom is the length in bytes of the longest salt that fits (RFC 8017, 9.1.1, step 3), negative where none does.
func pssRoom(bits, hash int) int { return (bits-1+7)/8 - hash - 2 }

// pssSalt is the length of salts in bytes (PSA Crypto 1.5, PSA_ALG_RSA_PSS): that of the hash, or the longest that fits.
func (k *rsaPublicKey) pssSalt(hash int) int { return min(hash, pssRoom(k.bits, hash)) }

// rsaHash is the name of a hash with which crypto/rsa computes PSS; false for one that package crypto can't name, or that isn't there under its name.
func rsaHash(a alg.Algorithm) (crypto.Hash, bool) {
	h, ok := cryptoHash(a)
	return h, ok && h.Available()
}

// rsaFailure gives a status to an error of crypto/rsa, after its inputs have been checked, in a computation without randomness.
func rsaFailure(err error) error {
	if fips140.Enforced() {
		return psa.Errorf(psa.ErrNotSupported, "not permitted in FIPS 140-3 mode: %w", err)
	}
	return psa.Errorf(psa.ErrCorruptionDetected, "a computation with the private key gave a wrong result")
}

// rsaRandomFailure is rsaFailure for computations that take randomness.
func rsaRandomFailure(err error) error {
	if fips140.Enforced() || errors.Is(err, rsa.ErrDecryption) {
		return rsaFailure(err)
	}
	return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
}

// signMessage implements signKey.
func (k *rsaKeyPair) signMessage(a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	return signMessageHash(k, a, dst, msg, context)
}

// newSign implements signKey.
func (k *rsaKeyPair) newSign(a alg.Algorithm, context []byte) (driver.Sign, error) {
	return newHashSign(k, a, context)
}

// signHash implements signKey. RSA signatures have no context.
func (k *rsaKeyPair) signHash(a alg.Algorithm, dst, h, _ []byte) ([]byte, error) {
	if a == alg.RSAPKCS1V15SignRaw {
		return k.signRaw(dst, h)
	}
	if err := checkHashLength(a, h); err != nil {
		return nil, err
	}
	std, named := rsaHash(a.Hash())
	named = named && k.priv != nil
	switch oid, inStd := rsaOID(a.Hash()); {
	case a.IsRSAPSS() && named:
		options := rsa.PSSOptions{SaltLength: k.pssSalt(len(h))}
		sig, err := rsa.SignPSS(k.rand, k.priv, std, h, &options)
		if err != nil {
			return nil, rsaRandomFailure(err)
		}
		return append(dst, sig...), nil
	case a.IsRSAPSS():
		return k.ownSignPSS(dst, a.Hash(), h)
	case a.IsRSAPKCS1V15Sign() && named && inStd:
		sig, err := rsa.SignPKCS1v15(nil, k.priv, std, h)
		if err != nil {
			return nil, rsaFailure(err)
		}
		return append(dst, sig...), nil
	case a.IsRSAPKCS1V15Sign() && oid != "":
		s := takeScratch()
		t := appendDigestInfo(s[:0], oid, h)
		sig, err := k.signRaw(dst, t)
		s.free(len(t))
		return sig, err
	}
	return nil, wrongUse(a)
}

// signRaw pads and signs T of RFC 8017, 9.2, step 3.
func (k *rsaKeyPair) signRaw(dst, t []byte) ([]byte, error) {
	if err := k.checkRaw(t); err != nil {
		return nil, err
	}
	if k.priv == nil {
		em, _ := rfc8017.EncodeSignature(t, len(k.modulus))
		return k.ownSign(dst, em)
	}
	sig, err := rsa.SignPKCS1v15(nil, k.priv, 0, t)
	if err != nil {
		return nil, rsaFailure(err)
	}
	return append(dst, sig...), nil
}

// checkRaw checks the length of T of RFC 8017, 9.2, step 3.
func (k *rsaPublicKey) checkRaw(t []byte) error {
	if most := pkcs1Room(len(k.modulus)); len(t) > most {
		return psa.Errorf(psa.ErrInvalidArgument, "the hash has %d bytes; a key of %d bits signs at most %d", len(t), k.bits, most)
	}
	if fips140.Enforced() {
		return psa.Errorf(psa.ErrNotSupported, "raw PKCS #1 v1.5 signatures are not permitted in FIPS 140-3 mode")
	}
	return nil
}

// verifyMessage implements verifyKey.
func (k *rsaPublicKey) verifyMessage(a alg.Algorithm, msg, sig, context []byte) error {
	return verifyMessageHash(k, a, msg, sig, context)
}

// newVerify implements verifyKey.
func (k *rsaPublicKey) newVerify(a alg.Algorithm, sig, context []byte) (driver.Verify, error) {
	return newHashVerify(k, a, sig, context)
}

// verifyHash implements verifyKey.
func (k *rsaPublicKey) verifyHash(a alg.Algorithm, h, sig, _ []byte) error {
	if a == alg.RSAPKCS1V15SignRaw {
		return k.verifyRaw(h, sig)
	}
	if err := checkHashLength(a, h); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, len(k.modulus)); err != nil {
		return err
	}
	std, named := rsaHash(a.Hash())
	named = named && k.pub != nil
	switch oid, inStd := rsaOID(a.Hash()); {
	case a.IsRSAPSS() && named:
		options := rsa.PSSOptions{SaltLength: k.pssSalt(len(h))}
		if a.IsRSAPSSAnySalt() {
			options.SaltLength = rsa.PSSSaltLengthAuto
		}
		return verified(rsa.VerifyPSS(k.pub, std, h, sig, &options))
	case a.IsRSAPSS():
		salt := k.pssSalt(len(h))
		if a.IsRSAPSSAnySalt() {
			salt = rfc8017.AnySalt
		}
		return k.ownVerifyPSS(a.Hash(), h, sig, salt)
	case a.IsRSAPKCS1V15Sign() && named && inStd:
		return verified(rsa.VerifyPKCS1v15(k.pub, std, h, sig))
	case a.IsRSAPKCS1V15Sign() && oid != "":
		s := takeScratch()
		t := appendDigestInfo(s[:0], oid, h)
		err := k.verifyRaw(t, sig)
		s.free(len(t))
		return err
	}
	return wrongUse(a)
}

// verifyRaw is the counterpart of signRaw.
func (k *rsaPublicKey) verifyRaw(t, sig []byte) error {
	if err := k.checkRaw(t); err != nil {
		return err
	}
	if err := checkSignatureLength(sig, len(k.modulus)); err != nil {
		return err
	}
	if k.pub == nil {
		return k.ownVerify(t, sig)
	}
	return verified(rsa.VerifyPKCS1v15(k.pub, 0, t, sig))
}

// verified turns whatever a library says of a wrong signature into the status for it.
func verified(err error) error {
	if err != nil {
		return psa.ErrInvalidSignature
	}
	return nil
}
