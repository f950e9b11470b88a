package cheader_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// counterpart is the Go function that answers as a macro does, and which lists of arguments, by their names, it is asked with.
type counterpart struct {
	domains string
	value   func(v []uint64) uint64
}

func truth(ok bool) uint64 {
	if ok {
		return 1
	}
	return 0
}

func isAlg(f func(alg.Algorithm) bool) counterpart {
	return counterpart{"anyAlg", func(v []uint64) uint64 { return truth(f(alg.Algorithm(v[0]))) }}
}

func algOf(f func(alg.Algorithm) alg.Algorithm) counterpart {
	return counterpart{"anyAlg", func(v []uint64) uint64 { return uint64(f(alg.Algorithm(v[0]))) }}
}

func cut(f func(alg.Algorithm, int) alg.Algorithm) counterpart {
	return counterpart{"alg tag", func(v []uint64) uint64 { return uint64(f(alg.Algorithm(v[0]), int(v[1]))) }}
}

func sizeOf(f func(alg.Algorithm) int) counterpart {
	return counterpart{"anyAlg", func(v []uint64) uint64 { return uint64(f(alg.Algorithm(v[0]))) }}
}

func isType(f func(keytype.Type) bool) counterpart {
	return counterpart{"anyType", func(v []uint64) uint64 { return truth(f(keytype.Type(v[0]))) }}
}

func typeOf(f func(keytype.Type) keytype.Type) counterpart {
	return counterpart{"anyType", func(v []uint64) uint64 { return uint64(f(keytype.Type(v[0]))) }}
}

func ofFamily(f func(keytype.Family) keytype.Type) counterpart {
	return counterpart{"family", func(v []uint64) uint64 { return uint64(f(keytype.Family(v[0]))) }}
}

func familyOf(domain string) counterpart {
	return counterpart{domain, func(v []uint64) uint64 { return uint64(keytype.Type(v[0]).Family()) }}
}

func atLength(f func(keytype.Type, alg.Algorithm, int) int) counterpart {
	return counterpart{"type alg length", func(v []uint64) uint64 { return uint64(f(keytype.Type(v[0]), alg.Algorithm(v[1]), int(v[2]))) }}
}

func atMost(f func(int) int) counterpart {
	return counterpart{"length", func(v []uint64) uint64 { return uint64(f(int(v[0]))) }}
}

func withKey(f func(keytype.Type, alg.Algorithm) int) counterpart {
	return counterpart{"type alg", func(v []uint64) uint64 { return uint64(f(keytype.Type(v[0]), alg.Algorithm(v[1]))) }}
}

func ofKey(f func(keytype.Type, int, alg.Algorithm) int) counterpart {
	return counterpart{"type someBits alg", func(v []uint64) uint64 { return uint64(f(keytype.Type(v[0]), int(v[1]), alg.Algorithm(v[2]))) }}
}

func ofSize(f func(keytype.Type, int) int) counterpart {
	return counterpart{"type bits", func(v []uint64) uint64 { return uint64(f(keytype.Type(v[0]), int(v[1]))) }}
}

func ofStep(f func(alg.Algorithm, psa.PAKEPrimitive, psa.PAKEStep) int) counterpart {
	return counterpart{"pake primitive step", func(v []uint64) uint64 {
		return uint64(f(alg.Algorithm(v[0]), psa.PAKEPrimitive(v[1]), psa.PAKEStep(v[2])))
	}}
}

func ofPrimitive(f func(psa.PAKEPrimitive) uint64) counterpart {
	return counterpart{"primitive", func(v []uint64) uint64 { return f(psa.PAKEPrimitive(v[0])) }}
}

func ofLifetime(f func(psa.Lifetime) uint64) counterpart {
	return counterpart{"lifetime", func(v []uint64) uint64 { return f(psa.Lifetime(v[0])) }}
}

// macros are the Go counterparts of all macros of the specification that take arguments.
var macros = map[string]counterpart{
	"PSA_KEY_LIFETIME_GET_PERSISTENCE": ofLifetime(func(l psa.Lifetime) uint64 { return uint64(l.Persistence()) }),
	"PSA_KEY_LIFETIME_GET_LOCATION":    ofLifetime(func(l psa.Lifetime) uint64 { return uint64(l.Location()) }),
	"PSA_KEY_LIFETIME_IS_VOLATILE":     ofLifetime(func(l psa.Lifetime) uint64 { return truth(l.IsVolatile()) }),
	"PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION": {"persistence location", func(v []uint64) uint64 {
		return uint64(psa.MakeLifetime(psa.Persistence(v[0]), psa.Location(v[1])))
	}},

	"PSA_KEY_TYPE_IS_UNSTRUCTURED":         isType(keytype.Type.IsUnstructured),
	"PSA_KEY_TYPE_IS_ASYMMETRIC":           isType(keytype.Type.IsAsymmetric),
	"PSA_KEY_TYPE_IS_PUBLIC_KEY":           isType(keytype.Type.IsPublicKey),
	"PSA_KEY_TYPE_IS_KEY_PAIR":             isType(keytype.Type.IsKeyPair),
	"PSA_KEY_TYPE_IS_WPA3_SAE_ECC":         isType(keytype.Type.IsWPA3SAEECC),
	"PSA_KEY_TYPE_IS_WPA3_SAE_DH":          isType(keytype.Type.IsWPA3SAEDH),
	"PSA_KEY_TYPE_IS_RSA":                  isType(keytype.Type.IsRSA),
	"PSA_KEY_TYPE_IS_ECC":                  isType(keytype.Type.IsECC),
	"PSA_KEY_TYPE_IS_ECC_KEY_PAIR":         isType(keytype.Type.IsECCKeyPair),
	"PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY":       isType(keytype.Type.IsECCPublicKey),
	"PSA_KEY_TYPE_IS_DH":                   isType(keytype.Type.IsDH),
	"PSA_KEY_TYPE_IS_DH_KEY_PAIR":          isType(keytype.Type.IsDHKeyPair),
	"PSA_KEY_TYPE_IS_DH_PUBLIC_KEY":        isType(keytype.Type.IsDHPublicKey),
	"PSA_KEY_TYPE_IS_ML_DSA":               isType(keytype.Type.IsMLDSA),
	"PSA_KEY_TYPE_IS_SLH_DSA":              isType(keytype.Type.IsSLHDSA),
	"PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR":     isType(keytype.Type.IsSLHDSAKeyPair),
	"PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY":   isType(keytype.Type.IsSLHDSAPublicKey),
	"PSA_KEY_TYPE_IS_ML_KEM":               isType(keytype.Type.IsMLKEM),
	"PSA_KEY_TYPE_IS_SPAKE2P":              isType(keytype.Type.IsSPAKE2P),
	"PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR":     isType(keytype.Type.IsSPAKE2PKeyPair),
	"PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY":   isType(keytype.Type.IsSPAKE2PPublicKey),
	"PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY":  typeOf(keytype.Type.KeyPairOf),
	"PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR":  typeOf(keytype.Type.PublicKeyOf),
	"PSA_BLOCK_CIPHER_BLOCK_LENGTH":        {"anyType", func(v []uint64) uint64 { return uint64(keytype.Type(v[0]).BlockCipherBlockLength()) }},
	"PSA_KEY_TYPE_ECC_KEY_PAIR":            ofFamily(keytype.ECCKeyPair),
	"PSA_KEY_TYPE_ECC_PUBLIC_KEY":          ofFamily(keytype.ECCPublicKey),
	"PSA_KEY_TYPE_DH_KEY_PAIR":             ofFamily(keytype.DHKeyPair),
	"PSA_KEY_TYPE_DH_PUBLIC_KEY":           ofFamily(keytype.DHPublicKey),
	"PSA_KEY_TYPE_SLH_DSA_KEY_PAIR":        ofFamily(keytype.SLHDSAKeyPair),
	"PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY":      ofFamily(keytype.SLHDSAPublicKey),
	"PSA_KEY_TYPE_SPAKE2P_KEY_PAIR":        ofFamily(keytype.SPAKE2PKeyPair),
	"PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY":      ofFamily(keytype.SPAKE2PPublicKey),
	"PSA_KEY_TYPE_WPA3_SAE_ECC":            ofFamily(keytype.WPA3SAEECC),
	"PSA_KEY_TYPE_WPA3_SAE_DH":             ofFamily(keytype.WPA3SAEDH),
	"PSA_KEY_TYPE_ECC_GET_FAMILY":          familyOf("familyType"),
	"PSA_KEY_TYPE_DH_GET_FAMILY":           familyOf("familyType"),
	"PSA_KEY_TYPE_SLH_DSA_GET_FAMILY":      familyOf("familyType"),
	"PSA_KEY_TYPE_SPAKE2P_GET_FAMILY":      familyOf("familyType"),
	"PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY": familyOf("familyType"),
	"PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY":  familyOf("familyType"),
	"PSA_EXPORT_KEY_OUTPUT_SIZE":           ofSize(keytype.Type.ExportSize),
	"PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE":    ofSize(keytype.Type.ExportPublicSize),

	"PSA_ALG_IS_HASH":                       isAlg(alg.Algorithm.IsHash),
	"PSA_ALG_IS_XOF":                        isAlg(alg.Algorithm.IsXOF),
	"PSA_ALG_IS_MAC":                        isAlg(alg.Algorithm.IsMAC),
	"PSA_ALG_IS_CIPHER":                     isAlg(alg.Algorithm.IsCipher),
	"PSA_ALG_IS_AEAD":                       isAlg(alg.Algorithm.IsAEAD),
	"PSA_ALG_IS_KEY_WRAP":                   isAlg(alg.Algorithm.IsKeyWrap),
	"PSA_ALG_IS_KEY_DERIVATION":             isAlg(alg.Algorithm.IsKeyDerivation),
	"PSA_ALG_IS_SIGN":                       isAlg(alg.Algorithm.IsSign),
	"PSA_ALG_IS_ASYMMETRIC_ENCRYPTION":      isAlg(alg.Algorithm.IsAsymmetricEncryption),
	"PSA_ALG_IS_KEY_AGREEMENT":              isAlg(alg.Algorithm.IsKeyAgreement),
	"PSA_ALG_IS_PAKE":                       isAlg(alg.Algorithm.IsPAKE),
	"PSA_ALG_IS_KEY_ENCAPSULATION":          isAlg(alg.Algorithm.IsKeyEncapsulation),
	"PSA_ALG_IS_WILDCARD":                   isAlg(alg.Algorithm.IsWildcard),
	"PSA_ALG_GET_HASH":                      algOf(alg.Algorithm.Hash),
	"PSA_ALG_IS_STREAM_CIPHER":              isAlg(alg.Algorithm.IsStreamCipher),
	"PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER":       isAlg(alg.Algorithm.IsAEADOnBlockCipher),
	"PSA_ALG_IS_BLAKE2_HASH":                isAlg(alg.Algorithm.IsBLAKE2Hash),
	"PSA_ALG_IS_STANDALONE_KEY_AGREEMENT":   isAlg(alg.Algorithm.IsStandaloneKeyAgreement),
	"PSA_ALG_IS_RAW_KEY_AGREEMENT":          isAlg(alg.Algorithm.IsStandaloneKeyAgreement),
	"PSA_ALG_IS_FFDH":                       isAlg(alg.Algorithm.IsFFDH),
	"PSA_ALG_IS_ECDH":                       isAlg(alg.Algorithm.IsECDH),
	"PSA_ALG_IS_KEY_DERIVATION_STRETCHING":  isAlg(alg.Algorithm.IsKeyDerivationStretching),
	"PSA_ALG_IS_HKDF":                       isAlg(alg.Algorithm.IsHKDF),
	"PSA_ALG_IS_HKDF_EXTRACT":               isAlg(alg.Algorithm.IsHKDFExtract),
	"PSA_ALG_IS_HKDF_EXPAND":                isAlg(alg.Algorithm.IsHKDFExpand),
	"PSA_ALG_IS_SP800_108_COUNTER_HMAC":     isAlg(alg.Algorithm.IsSP800108CounterHMAC),
	"PSA_ALG_IS_TLS12_PRF":                  isAlg(alg.Algorithm.IsTLS12PRF),
	"PSA_ALG_IS_TLS12_PSK_TO_MS":            isAlg(alg.Algorithm.IsTLS12PSKToMS),
	"PSA_ALG_IS_PBKDF2_HMAC":                isAlg(alg.Algorithm.IsPBKDF2HMAC),
	"PSA_ALG_IS_WPA3_SAE_H2E":               isAlg(alg.Algorithm.IsWPA3SAEH2E),
	"PSA_ALG_IS_HMAC":                       isAlg(alg.Algorithm.IsHMAC),
	"PSA_ALG_IS_BLAKE2_MAC":                 isAlg(alg.Algorithm.IsBLAKE2MAC),
	"PSA_ALG_IS_BLOCK_CIPHER_MAC":           isAlg(alg.Algorithm.IsBlockCipherMAC),
	"PSA_ALG_IS_JPAKE":                      isAlg(alg.Algorithm.IsJPAKE),
	"PSA_ALG_IS_SPAKE2P":                    isAlg(alg.Algorithm.IsSPAKE2P),
	"PSA_ALG_IS_SPAKE2P_HMAC":               isAlg(alg.Algorithm.IsSPAKE2PHMAC),
	"PSA_ALG_IS_SPAKE2P_CMAC":               isAlg(alg.Algorithm.IsSPAKE2PCMAC),
	"PSA_ALG_IS_WPA3_SAE":                   isAlg(alg.Algorithm.IsWPA3SAE),
	"PSA_ALG_IS_WPA3_SAE_FIXED":             isAlg(alg.Algorithm.IsWPA3SAEFixed),
	"PSA_ALG_IS_WPA3_SAE_GDH":               isAlg(alg.Algorithm.IsWPA3SAEGDH),
	"PSA_ALG_IS_RSA_OAEP":                   isAlg(alg.Algorithm.IsRSAOAEP),
	"PSA_ALG_IS_RSA_PKCS1V15_SIGN":          isAlg(alg.Algorithm.IsRSAPKCS1V15Sign),
	"PSA_ALG_IS_RSA_PSS":                    isAlg(alg.Algorithm.IsRSAPSS),
	"PSA_ALG_IS_RSA_PSS_ANY_SALT":           isAlg(alg.Algorithm.IsRSAPSSAnySalt),
	"PSA_ALG_IS_RSA_PSS_STANDARD_SALT":      isAlg(alg.Algorithm.IsRSAPSSStandardSalt),
	"PSA_ALG_IS_ECDSA":                      isAlg(alg.Algorithm.IsECDSA),
	"PSA_ALG_IS_DETERMINISTIC_ECDSA":        isAlg(alg.Algorithm.IsDeterministicECDSA),
	"PSA_ALG_IS_RANDOMIZED_ECDSA":           isAlg(alg.Algorithm.IsRandomizedECDSA),
	"PSA_ALG_IS_HASH_EDDSA":                 isAlg(alg.Algorithm.IsHashEdDSA),
	"PSA_ALG_IS_SLH_DSA":                    isAlg(alg.Algorithm.IsSLHDSA),
	"PSA_ALG_IS_HASH_SLH_DSA":               isAlg(alg.Algorithm.IsHashSLHDSA),
	"PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA": isAlg(alg.Algorithm.IsDeterministicHashSLHDSA),
	"PSA_ALG_IS_HEDGED_HASH_SLH_DSA":        isAlg(alg.Algorithm.IsHedgedHashSLHDSA),
	"PSA_ALG_IS_ML_DSA":                     isAlg(alg.Algorithm.IsMLDSA),
	"PSA_ALG_IS_HASH_ML_DSA":                isAlg(alg.Algorithm.IsHashMLDSA),
	"PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA":  isAlg(alg.Algorithm.IsDeterministicHashMLDSA),
	"PSA_ALG_IS_HEDGED_HASH_ML_DSA":         isAlg(alg.Algorithm.IsHedgedHashMLDSA),
	"PSA_ALG_IS_SIGN_MESSAGE":               isAlg(alg.Algorithm.IsSignMessage),
	"PSA_ALG_IS_SIGN_HASH":                  isAlg(alg.Algorithm.IsSignHash),
	"PSA_ALG_IS_HASH_AND_SIGN":              isAlg(alg.Algorithm.IsHashAndSign),
	"PSA_ALG_SIGN_SUPPORTS_CONTEXT":         isAlg(alg.Algorithm.SignSupportsContext),
	"PSA_ALG_XOF_HAS_CONTEXT":               isAlg(alg.Algorithm.XOFHasContext),

	"PSA_ALG_AEAD_WITH_SHORTENED_TAG":            cut(alg.AEADWithShortenedTag),
	"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG":       algOf(alg.AEADWithDefaultLengthTag),
	"PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG": cut(alg.AEADWithAtLeastThisLengthTag),
	"PSA_ALG_TRUNCATED_MAC":                      cut(alg.TruncatedMAC),
	"PSA_ALG_FULL_LENGTH_MAC":                    algOf(alg.FullLengthMAC),
	"PSA_ALG_AT_LEAST_THIS_LENGTH_MAC":           cut(alg.AtLeastThisLengthMAC),
	"PSA_ALG_KEY_AGREEMENT": {"agreement alg", func(v []uint64) uint64 {
		return uint64(alg.KeyAgreement(alg.Algorithm(v[0]), alg.Algorithm(v[1])))
	}},
	"PSA_ALG_KEY_AGREEMENT_GET_BASE":     algOf(alg.Algorithm.KeyAgreementBase),
	"PSA_ALG_KEY_AGREEMENT_GET_KDF":      algOf(alg.Algorithm.KeyAgreementKDF),
	"PSA_ALG_HKDF":                       algOf(alg.HKDF),
	"PSA_ALG_HKDF_EXTRACT":               algOf(alg.HKDFExtract),
	"PSA_ALG_HKDF_EXPAND":                algOf(alg.HKDFExpand),
	"PSA_ALG_SP800_108_COUNTER_HMAC":     algOf(alg.SP800108CounterHMAC),
	"PSA_ALG_TLS12_PRF":                  algOf(alg.TLS12PRF),
	"PSA_ALG_TLS12_PSK_TO_MS":            algOf(alg.TLS12PSKToMS),
	"PSA_ALG_WPA3_SAE_H2E":               algOf(alg.WPA3SAEH2E),
	"PSA_ALG_PBKDF2_HMAC":                algOf(alg.PBKDF2HMAC),
	"PSA_ALG_HMAC":                       algOf(alg.HMAC),
	"PSA_ALG_BLAKE2_MAC":                 algOf(alg.BLAKE2MAC),
	"PSA_ALG_JPAKE":                      algOf(alg.JPAKE),
	"PSA_ALG_SPAKE2P_HMAC":               algOf(alg.SPAKE2PHMAC),
	"PSA_ALG_SPAKE2P_CMAC":               algOf(alg.SPAKE2PCMAC),
	"PSA_ALG_WPA3_SAE_FIXED":             algOf(alg.WPA3SAEFixed),
	"PSA_ALG_WPA3_SAE_GDH":               algOf(alg.WPA3SAEGDH),
	"PSA_ALG_RSA_OAEP":                   algOf(alg.RSAOAEP),
	"PSA_ALG_RSA_PKCS1V15_SIGN":          algOf(alg.RSAPKCS1V15Sign),
	"PSA_ALG_RSA_PSS":                    algOf(alg.RSAPSS),
	"PSA_ALG_RSA_PSS_ANY_SALT":           algOf(alg.RSAPSSAnySalt),
	"PSA_ALG_ECDSA":                      algOf(alg.ECDSA),
	"PSA_ALG_DETERMINISTIC_ECDSA":        algOf(alg.DeterministicECDSA),
	"PSA_ALG_HASH_SLH_DSA":               algOf(alg.HashSLHDSA),
	"PSA_ALG_DETERMINISTIC_HASH_SLH_DSA": algOf(alg.DeterministicHashSLHDSA),
	"PSA_ALG_HASH_ML_DSA":                algOf(alg.HashMLDSA),
	"PSA_ALG_DETERMINISTIC_HASH_ML_DSA":  algOf(alg.DeterministicHashMLDSA),

	"PSA_HASH_LENGTH":                            sizeOf(alg.Algorithm.HashLength),
	"PSA_HASH_BLOCK_LENGTH":                      sizeOf(alg.Algorithm.HashBlockLength),
	"PSA_HASH_SUSPEND_OUTPUT_SIZE":               sizeOf(alg.HashSuspendOutputSize),
	"PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH": sizeOf(alg.HashSuspendInputLengthFieldLength),
	"PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH":   sizeOf(alg.HashSuspendHashStateFieldLength),
	"PSA_MAC_LENGTH":                             ofKey(func(t keytype.Type, bits int, a alg.Algorithm) int { return alg.MACLength(a, t, bits) }),
	"PSA_CIPHER_IV_LENGTH":                       withKey(alg.IVLength),
	"PSA_CIPHER_ENCRYPT_OUTPUT_SIZE":             atLength(alg.CipherEncryptOutputSize),
	"PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE":         atMost(alg.CipherEncryptOutputMaxSize),
	"PSA_CIPHER_DECRYPT_OUTPUT_SIZE":             atLength(alg.CipherDecryptOutputSize),
	"PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE":         atMost(alg.CipherDecryptOutputMaxSize),
	"PSA_CIPHER_UPDATE_OUTPUT_SIZE":              atLength(alg.CipherUpdateOutputSize),
	"PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE":          atMost(alg.CipherUpdateOutputMaxSize),
	"PSA_CIPHER_FINISH_OUTPUT_SIZE":              withKey(alg.CipherFinishOutputSize),
	"PSA_AEAD_TAG_LENGTH":                        ofKey(func(_ keytype.Type, _ int, a alg.Algorithm) int { return a.TagLength() }),
	"PSA_AEAD_NONCE_LENGTH":                      withKey(alg.NonceLength),
	"PSA_AEAD_ENCRYPT_OUTPUT_SIZE":               atLength(alg.AEADEncryptOutputSize),
	"PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE":           atMost(alg.AEADEncryptOutputMaxSize),
	"PSA_AEAD_DECRYPT_OUTPUT_SIZE":               atLength(alg.AEADDecryptOutputSize),
	"PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE":           atMost(alg.AEADDecryptOutputMaxSize),
	"PSA_AEAD_UPDATE_OUTPUT_SIZE":                atLength(alg.AEADUpdateOutputSize),
	"PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE":            atMost(alg.AEADUpdateOutputMaxSize),
	"PSA_AEAD_FINISH_OUTPUT_SIZE":                withKey(alg.AEADFinishOutputSize),
	"PSA_AEAD_VERIFY_OUTPUT_SIZE":                withKey(alg.AEADVerifyOutputSize),
	"PSA_SIGN_OUTPUT_SIZE":                       ofKey(alg.SignOutputSize),
	"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE":         ofKey(alg.AsymmetricEncryptOutputSize),
	"PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE":         ofKey(alg.AsymmetricDecryptOutputSize),
	"PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE":          ofSize(alg.RawKeyAgreementOutputSize),
	"PSA_ENCAPSULATE_CIPHERTEXT_SIZE":            ofKey(alg.EncapsulateCiphertextSize),
	"PSA_WRAP_KEY_OUTPUT_SIZE": {"wrapType wrap type bits", func(v []uint64) uint64 {
		return uint64(alg.WrapKeyOutputSize(keytype.Type(v[0]), alg.Algorithm(v[1]), keytype.Type(v[2]), int(v[3])))
	}},

	"PSA_PAKE_PRIMITIVE": {"small family pakeBits", func(v []uint64) uint64 {
		return uint64(psa.MakePAKEPrimitive(psa.PAKEPrimitiveType(v[0]), keytype.Family(v[1]), int(v[2])))
	}},
	"PSA_PAKE_PRIMITIVE_GET_TYPE":   ofPrimitive(func(p psa.PAKEPrimitive) uint64 { return uint64(p.Type()) }),
	"PSA_PAKE_PRIMITIVE_GET_FAMILY": ofPrimitive(func(p psa.PAKEPrimitive) uint64 { return uint64(p.Family()) }),
	"PSA_PAKE_PRIMITIVE_GET_BITS":   ofPrimitive(func(p psa.PAKEPrimitive) uint64 { return uint64(p.Bits()) }),
	"PSA_PAKE_OUTPUT_SIZE":          ofStep(psa.PAKEOutputSize),
	"PSA_PAKE_INPUT_SIZE":           ofStep(psa.PAKEInputSize),
}

// domain is a list of arguments of a C type.
type domain struct {
	ctype  string
	values []uint64
}

func upTo(n uint64, more ...uint64) []uint64 {
	var all []uint64
	for v := range n {
		all = append(all, v)
	}
	return append(all, more...)
}

// domains are what the macros are asked with. Those of macros with one argument are the widest; none is limited to what is legal.
func domains() map[string]domain {
	var algs, anyAlgs, pakes []uint64
	for a := range alg.All() {
		anyAlgs = append(anyAlgs, uint64(a))
	}
	for _, r := range alg.Rows() {
		for _, a := range []alg.Algorithm{r.Base, r.Base | 0x09, r.Base | 0xff, r.Base | 0x8000} {
			for bit := range 32 {
				anyAlgs = append(anyAlgs, uint64(a^1<<bit))
			}
		}
		// Two of a class with hashes are enough where the key counts.
		for _, a := range []alg.Algorithm{r.Base, r.Base | 0x09} {
			algs = append(algs, uint64(a))
			if r.Params&(alg.TakesMACLength|alg.TakesTagLength) != 0 {
				algs = append(algs, uint64(alg.TruncatedMAC(a, 8)), uint64(alg.AtLeastThisLengthMAC(a, 4)))
			}
		}
		if r.Class == alg.ClassPAKE {
			pakes = append(pakes, uint64(r.Base), uint64(r.Base|0x09), uint64(r.Base|0x0b))
		}
	}
	random := rand.New(rand.NewPCG(1, 5))
	for range 5000 {
		anyAlgs = append(anyAlgs, uint64(random.Uint32()))
	}
	var types, familyTypes []uint64
	for _, t := range keytype.All() {
		types = append(types, uint64(t))
		if t.Family() != 0 {
			familyTypes = append(familyTypes, uint64(t))
		}
	}
	types = append(types, 0, 0x2401, 0x1000, 0x4003, 0x7003, 0x7100, 0x7103, 0x4113, 0x5112, 0x6112, 0x3281, 0x3303, 0x7241, 0x7183, 0x7430, 0xf112, 0xffff)
	legal := upTo(0)
	for _, t := range keytype.All() {
		for _, bits := range t.AllBits() {
			legal = append(legal, uint64(bits), uint64(bits+1))
		}
	}
	legal = append(legal, 0, 1, 511, 512, 513, 1023, 2049, 8191, 8193)
	var primitives []uint64
	for _, g := range keytype.Groups() {
		for _, kind := range []psa.PAKEPrimitiveType{psa.PAKEPrimitiveTypeECC, psa.PAKEPrimitiveTypeDH, 3} {
			primitives = append(primitives, uint64(psa.MakePAKEPrimitive(kind, g.Family, g.Bits)), uint64(psa.MakePAKEPrimitive(kind, g.Family, g.Bits+1)))
		}
	}
	primitives = append(primitives, 0, 0xffffffff)
	for _, list := range []*[]uint64{&algs, &anyAlgs, &legal, &primitives} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return map[string]domain{
		"alg": {"psa_algorithm_t", algs}, "anyAlg": {"psa_algorithm_t", anyAlgs}, "pake": {"psa_algorithm_t", pakes},
		"agreement": {"psa_algorithm_t", []uint64{uint64(alg.ECDH), uint64(alg.FFDH)}},
		"wrap":      {"psa_algorithm_t", []uint64{uint64(alg.KW), uint64(alg.KWP), uint64(alg.GCM), 0}},
		"type":      {"psa_key_type_t", types}, "anyType": {"psa_key_type_t", upTo(1 << 16)}, "familyType": {"psa_key_type_t", familyTypes},
		"wrapType":  {"psa_key_type_t", []uint64{uint64(keytype.AES), uint64(keytype.SM4), uint64(keytype.DES), uint64(keytype.HMAC)}},
		"primitive": {"psa_pake_primitive_t", primitives},
		"family":    {"psa_ecc_family_t", upTo(256)}, "small": {"psa_pake_primitive_type_t", upTo(4)}, "step": {"psa_pake_step_t", upTo(10)},
		"bits": {"size_t", upTo(1100, 1536, 2047, 2048, 2049, 3072, 4096, 6144, 8191, 8192, 8193, 65528, 1<<20)}, "someBits": {"size_t", legal},
		"pakeBits": {"size_t", []uint64{0, 1, 255, 256, 0xffff, 0x10000, 1 << 24}},
		"length":   {"size_t", upTo(70, 255, 256, 1000, 65535, 1<<20)}, "tag": {"size_t", upTo(70)},
		"lifetime":    {"psa_key_lifetime_t", []uint64{0, 1, 0xff, 0x100, 0x101, 0x1ff, 0x80000000, 0x812345ff, 0xffffffff}},
		"persistence": {"psa_key_persistence_t", []uint64{0, 1, 0x7f, 0xff}}, "location": {"psa_key_location_t", []uint64{0, 1, 0x800000, 0xffffff}},
	}
}

// each calls f with all combinations of the values, the last argument the fastest.
func each(lists []domain, f func(v []uint64)) {
	v := make([]uint64, len(lists))
	var walk func(i int)
	walk = func(i int) {
		if i == len(lists) {
			f(v)
			return
		}
		for _, v[i] = range lists[i].values {
			walk(i + 1)
		}
	}
	walk(0)
}

// TestMacros has C programs tell the values of every macro for all combinations of arguments in the domains, and compares them with its Go
// counterpart, and where the specification has an example macro, with that one.
func TestMacros(t *testing.T) {
	if testing.Short() {
		t.Skip("millions of values")
	}
	lists := domains()
	var names []string
	for name := range macros {
		names = append(names, name)
	}
	slices.Sort(names)
	values := macroValues(t, names, lists)
	spec := vectors.SpecMacros(t)
	spec.Func("PSA_HASH_BLOCK_LENGTH", func(args []uint64) uint64 { return uint64(alg.Algorithm(args[0]).HashBlockLength()) })
	compared := 0
	for _, name := range names {
		m := macros[name]
		args := argumentsOf(m, lists)
		wrong := 0
		each(args, func(v []uint64) {
			var got uint32
			if len(values) < 4 {
				t.Fatalf("%s: the program told too few values", name)
			}
			got, values = binary.LittleEndian.Uint32(values), values[4:]
			compared++
			if want := uint32(m.value(v)); got != want {
				if wrong++; wrong < 5 {
					t.Errorf("%s(%x) is %d, and in Go %d", name, v, got, want)
				}
			}
			if spec.Has(name) && !isErratum(name, v) {
				if want := uint32(spec.Eval(name, v...)); got != want {
					if wrong++; wrong < 5 {
						t.Errorf("%s(%x) is 0x%x, and in the specification 0x%x", name, v, got, want)
					}
				}
			}
		})
	}
	if len(values) != 0 {
		t.Errorf("the program told %d bytes too many", len(values))
	}
	t.Logf("%d values of %d macros", compared, len(names))
}

// isErratum tells for which arguments the example macro contradicts the description of the macro, or does not follow it.
func isErratum(name string, v []uint64) bool {
	switch a := alg.Algorithm(v[0]); name {
	case "PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG": // leaves out two algorithms
		return a&^0x003f8000 == 0x05000600 || a&^0x003f8000 == 0x05000700
	case "PSA_ALG_IS_ECDH", "PSA_ALG_IS_FFDH": // leave out combinations with stretching derivations
		return a&0x7f800000 == 0x09800000
	case "PSA_HASH_SUSPEND_OUTPUT_SIZE": // adds up the fields of hashes that have no such state, where 0 is asked for
		return alg.HashSuspendHashStateFieldLength(a) == 0
	}
	return false
}

func argumentsOf(m counterpart, lists map[string]domain) []domain {
	var args []domain
	for name := range strings.FieldsSeq(m.domains) {
		args = append(args, lists[name])
	}
	return args
}

// macroValues compiles a program that tells, as 32-bit numbers, what the macros are for all combinations of arguments.
func macroValues(t *testing.T, names []string, lists map[string]domain) []byte {
	var b bytes.Buffer
	b.WriteString("#include <psa/crypto.h>\n#include <stdio.h>\n" +
		"static void tell(size_t v)\n{\n    int i;\n    for (i = 0; i < 4; i++) putchar((int)(v >> (8 * i) & 0xff));\n}\n")
	for name, d := range lists {
		fmt.Fprintf(&b, "static const %s %s[] = {", d.ctype, name)
		for i, v := range d.values {
			if i%16 == 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "0x%x,", v)
		}
		b.WriteString("};\n")
	}
	b.WriteString("#define LOOP(i, list) for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)\n")
	for i, name := range names {
		fmt.Fprintf(&b, "static void macro%d(void)\n{\n    size_t ", i)
		var indices, loops, args []string
		for j, list := range strings.Fields(macros[name].domains) {
			index := string(rune('i' + j))
			indices = append(indices, index)
			loops = append(loops, fmt.Sprintf("LOOP(%s, %s)", index, list))
			args = append(args, fmt.Sprintf("%s[%s]", list, index))
		}
		fmt.Fprintf(&b, "%s;\n    %s tell((size_t)%s(%s));\n}\n", strings.Join(indices, ", "), strings.Join(loops, " "), name, strings.Join(args, ", "))
	}
	b.WriteString("int main(void)\n{\n")
	for i := range names {
		fmt.Fprintf(&b, "    macro%d();\n", i)
	}
	b.WriteString("    return 0;\n}\n")
	return output(t, cCompiler(t), b.String(), "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable", "-Wno-unused-const-variable")
}
