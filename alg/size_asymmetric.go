package alg

import "github.com/psacrypto/psa/keytype"

// Sizes of asymmetric operations, in bytes, for keys of any supported type and size.
const (
	SignatureMaxSize               = 49856                                // PSA_SIGNATURE_MAX_SIZE: SLH-DSA with 256f
	AsymmetricEncryptOutputMaxSize = 1024                                 // PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE: RSA of 8192 bits
	AsymmetricDecryptOutputMaxSize = 1024 - 11                            // PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE: the same with PKCS#1 v1.5
	RawKeyAgreementOutputMaxSize   = 1024                                 // PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE: FFDH of 8192 bits
	EncapsulateCiphertextMaxSize   = 1568                                 // PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE: ML-KEM-1024
	WrapKeyPairMaxSize             = keytype.ExportKeyPairMaxSize + 3 + 8 // PSA_WRAP_KEY_PAIR_MAX_SIZE: KWP rounds up to 8 bytes and adds 8
	TLS12ECJPAKEToPMSOutputSize    = 32                                   // PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE
	TLS12PSKToMSPSKMaxSize         = 128                                  // PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE, as in Mbed TLS; RFC 4279 asks for 64
)

// SignOutputSize is the size in bytes of a signature by a with a key pair or public key of type t and a size of bits; 0 when they do not
// go together, and for the algorithms that only verify. It mirrors PSA_SIGN_OUTPUT_SIZE.
func SignOutputSize(t keytype.Type, bits int, a Algorithm) int {
	if keyed(t, a, ClassSign) == nil || !t.BitsValid(bits) {
		return 0
	}
	switch {
	case t.IsRSA():
		return (bits + 7) / 8
	case a.IsECDSA():
		g, _ := keytype.GroupOf(t.Family(), bits)
		return 2 * ((g.OrderBits + 7) / 8) // r and s, each as long as the order
	case t.IsECC():
		return 2 * t.ExportPublicSize(bits) // RFC 8032: R as long as a public key, and S as long as R
	case t.IsMLDSA():
		return signatureOf(mldsaSignatures, bits)
	case t.IsSLHDSA():
		return signatureOf(slhdsaSignatures[t.Family()], bits)
	}
	return 0
}

// Sizes in bytes of signatures with strengths of 128, 192 and 256 bits.
var (
	mldsaSignatures  = [3]int{2420, 3309, 4627}   // FIPS 204, table 2
	slhdsaSignatures = map[keytype.Family][3]int{ // FIPS 205, table 2
		keytype.SLHDSASHA2S:  {7856, 16224, 29792},
		keytype.SLHDSASHA2F:  {17088, 35664, 49856},
		keytype.SLHDSASHAKES: {7856, 16224, 29792},
		keytype.SLHDSASHAKEF: {17088, 35664, 49856},
	}
)

func signatureOf(sizes [3]int, bits int) int { return sizes[bits/64-2] }

// AsymmetricEncryptOutputSize is the size in bytes of a ciphertext of a with a key of type t and a size of bits; 0 when they do not go
// together. It mirrors PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE.
func AsymmetricEncryptOutputSize(t keytype.Type, bits int, a Algorithm) int {
	if keyed(t, a, ClassAsymmetricEncryption) == nil || !t.BitsValid(bits) {
		return 0
	}
	return (bits + 7) / 8
}

// AsymmetricDecryptOutputSize is the size in bytes of the longest plaintext of a with a key of type t and a size of bits; 0 when they do
// not go together. It mirrors PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE.
func AsymmetricDecryptOutputSize(t keytype.Type, bits int, a Algorithm) int {
	padding := 11 // RFC 8017, section 7.2.1
	if a.IsRSAOAEP() {
		padding = 2*a.HashLength() + 2 // RFC 8017, section 7.1.1
	}
	return max(0, AsymmetricEncryptOutputSize(t, bits, a)-padding)
}

// RawKeyAgreementOutputSize is the size in bytes of the shared secret with a key pair or public key of type t and a size of bits; 0 for a
// key that agrees on none. It mirrors PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE.
func RawKeyAgreementOutputSize(t keytype.Type, bits int) int {
	pair := t.KeyPairOf()
	if !t.IsAsymmetric() || !t.BitsValid(bits) || keyed(pair, ECDH, ClassKeyAgreement) == nil && keyed(pair, FFDH, ClassKeyAgreement) == nil {
		return 0
	}
	g, _ := keytype.GroupOf(t.Family(), bits)
	return (g.FieldBits + 7) / 8
}

// EncapsulateCiphertextSize is the size in bytes of the ciphertext of the encapsulation a with a key of type t and a size of bits; 0 when
// they do not go together. It mirrors PSA_ENCAPSULATE_CIPHERTEXT_SIZE.
func EncapsulateCiphertextSize(t keytype.Type, bits int, a Algorithm) int {
	switch {
	case keyed(t, a, ClassKeyEncapsulation) == nil || !t.BitsValid(bits):
		return 0
	case a == MLKEM && bits == 512:
		return 768 // FIPS 203, table 3
	case a == MLKEM && bits == 768:
		return 1088
	case a == MLKEM:
		return 1568
	}
	return t.ExportPublicSize(bits) // SEC 1: the ephemeral public key
}

// WrapKeyOutputSize is the size in bytes of a key of type t and a size of bits, wrapped by a with a key of type wrap; 0 when a and wrap do
// not go together, or a does not take that size. It mirrors PSA_WRAP_KEY_OUTPUT_SIZE.
func WrapKeyOutputSize(wrap keytype.Type, a Algorithm, t keytype.Type, bits int) int {
	n := t.ExportSize(bits)
	switch {
	case keyed(wrap, a, ClassKeyWrap) == nil || n == 0:
		return 0
	case a == KWP || t.IsRSA(): // the DER form of an RSA key is not of a known size, which may be a multiple of 8
		return roundUp(n, 8) + 8
	case n%8 != 0:
		return 0
	}
	return n + 8
}
