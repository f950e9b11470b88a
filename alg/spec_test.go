package alg_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// constants are the specification's names of the constants of this package.
var constants = map[string]uint64{
	"PSA_ALG_NONE":                            uint64(alg.None),
	"PSA_ALG_MD2":                             uint64(alg.MD2),
	"PSA_ALG_MD4":                             uint64(alg.MD4),
	"PSA_ALG_MD5":                             uint64(alg.MD5),
	"PSA_ALG_RIPEMD160":                       uint64(alg.RIPEMD160),
	"PSA_ALG_AES_MMO_ZIGBEE":                  uint64(alg.AESMMOZigbee),
	"PSA_ALG_SHA_1":                           uint64(alg.SHA1),
	"PSA_ALG_SHA_224":                         uint64(alg.SHA224),
	"PSA_ALG_SHA_256":                         uint64(alg.SHA256),
	"PSA_ALG_SHA_384":                         uint64(alg.SHA384),
	"PSA_ALG_SHA_512":                         uint64(alg.SHA512),
	"PSA_ALG_SHA_512_224":                     uint64(alg.SHA512_224),
	"PSA_ALG_SHA_512_256":                     uint64(alg.SHA512_256),
	"PSA_ALG_SHA_256_192":                     uint64(alg.SHA256_192),
	"PSA_ALG_SHA3_224":                        uint64(alg.SHA3_224),
	"PSA_ALG_SHA3_256":                        uint64(alg.SHA3_256),
	"PSA_ALG_SHA3_384":                        uint64(alg.SHA3_384),
	"PSA_ALG_SHA3_512":                        uint64(alg.SHA3_512),
	"PSA_ALG_SHAKE256_512":                    uint64(alg.SHAKE256_512),
	"PSA_ALG_SHAKE128_256":                    uint64(alg.SHAKE128_256),
	"PSA_ALG_SHAKE256_192":                    uint64(alg.SHAKE256_192),
	"PSA_ALG_SHAKE256_256":                    uint64(alg.SHAKE256_256),
	"PSA_ALG_SM3":                             uint64(alg.SM3),
	"PSA_ALG_ASCON_HASH256":                   uint64(alg.AsconHash256),
	"PSA_ALG_BLAKE2S_HASH256":                 uint64(alg.BLAKE2sHash256),
	"PSA_ALG_BLAKE2SP_HASH256":                uint64(alg.BLAKE2spHash256),
	"PSA_ALG_BLAKE2B_HASH512":                 uint64(alg.BLAKE2bHash512),
	"PSA_ALG_BLAKE2BP_HASH512":                uint64(alg.BLAKE2bpHash512),
	"PSA_ALG_ANY_HASH":                        uint64(alg.AnyHash),
	"PSA_ALG_SHAKE128":                        uint64(alg.SHAKE128),
	"PSA_ALG_SHAKE256":                        uint64(alg.SHAKE256),
	"PSA_ALG_ASCON_XOF128":                    uint64(alg.AsconXOF128),
	"PSA_ALG_ASCON_CXOF128":                   uint64(alg.AsconCXOF128),
	"PSA_ALG_CBC_MAC":                         uint64(alg.CBCMAC),
	"PSA_ALG_CMAC":                            uint64(alg.CMAC),
	"PSA_ALG_STREAM_CIPHER":                   uint64(alg.StreamCipher),
	"PSA_ALG_CTR":                             uint64(alg.CTR),
	"PSA_ALG_CCM_STAR_NO_TAG":                 uint64(alg.CCMStarNoTag),
	"PSA_ALG_CCM_STAR_ANY_TAG":                uint64(alg.CCMStarAnyTag),
	"PSA_ALG_CFB":                             uint64(alg.CFB),
	"PSA_ALG_OFB":                             uint64(alg.OFB),
	"PSA_ALG_XTS":                             uint64(alg.XTS),
	"PSA_ALG_ECB_NO_PADDING":                  uint64(alg.ECBNoPadding),
	"PSA_ALG_CBC_NO_PADDING":                  uint64(alg.CBCNoPadding),
	"PSA_ALG_CBC_PKCS7":                       uint64(alg.CBCPKCS7),
	"PSA_ALG_CCM":                             uint64(alg.CCM),
	"PSA_ALG_GCM":                             uint64(alg.GCM),
	"PSA_ALG_CHACHA20_POLY1305":               uint64(alg.ChaCha20Poly1305),
	"PSA_ALG_XCHACHA20_POLY1305":              uint64(alg.XChaCha20Poly1305),
	"PSA_ALG_ASCON_AEAD128":                   uint64(alg.AsconAEAD128),
	"PSA_ALG_KW":                              uint64(alg.KW),
	"PSA_ALG_KWP":                             uint64(alg.KWP),
	"PSA_ALG_SP800_108_COUNTER_CMAC":          uint64(alg.SP800108CounterCMAC),
	"PSA_ALG_TLS12_ECJPAKE_TO_PMS":            uint64(alg.TLS12ECJPAKEToPMS),
	"PSA_ALG_PBKDF2_AES_CMAC_PRF_128":         uint64(alg.PBKDF2AESCMACPRF128),
	"PSA_ALG_RSA_PKCS1V15_SIGN_RAW":           uint64(alg.RSAPKCS1V15SignRaw),
	"PSA_ALG_ECDSA_ANY":                       uint64(alg.ECDSAAny),
	"PSA_ALG_PURE_EDDSA":                      uint64(alg.PureEdDSA),
	"PSA_ALG_EDDSA_CTX":                       uint64(alg.EdDSACtx),
	"PSA_ALG_ED25519PH":                       uint64(alg.Ed25519ph),
	"PSA_ALG_ED448PH":                         uint64(alg.Ed448ph),
	"PSA_ALG_SLH_DSA":                         uint64(alg.SLHDSA),
	"PSA_ALG_DETERMINISTIC_SLH_DSA":           uint64(alg.DeterministicSLHDSA),
	"PSA_ALG_ML_DSA":                          uint64(alg.MLDSA),
	"PSA_ALG_DETERMINISTIC_ML_DSA":            uint64(alg.DeterministicMLDSA),
	"PSA_ALG_LMS":                             uint64(alg.LMS),
	"PSA_ALG_HSS":                             uint64(alg.HSS),
	"PSA_ALG_XMSS":                            uint64(alg.XMSS),
	"PSA_ALG_XMSS_MT":                         uint64(alg.XMSSMT),
	"PSA_ALG_RSA_PKCS1V15_CRYPT":              uint64(alg.RSAPKCS1V15Crypt),
	"PSA_ALG_FFDH":                            uint64(alg.FFDH),
	"PSA_ALG_ECDH":                            uint64(alg.ECDH),
	"PSA_ALG_ECIES_SEC1":                      uint64(alg.ECIESSEC1),
	"PSA_ALG_ML_KEM":                          uint64(alg.MLKEM),
	"PSA_ALG_SPAKE2P_MATTER":                  uint64(alg.SPAKE2PMatter),
	"PSA_ALG_WPA3_SAE_ANY":                    uint64(alg.WPA3SAEAny),
	"PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH": alg.HashSuspendAlgorithmFieldLength,
	"PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE":    alg.TLS12ECJPAKEToPMSOutputSize,
}

// ofThisPackage tells whether a constant or macro of a page of the specification belongs here.
func ofThisPackage(name, page string) bool {
	return strings.HasPrefix(page, "doc/crypto/api/ops/") && !strings.HasPrefix(name, "PSA_PAKE_") && !strings.HasSuffix(name, "_OPERATION_INIT") &&
		!strings.HasPrefix(name, "PSA_KEY_DERIVATION_") && !strings.HasPrefix(name, "PSA_BLOCK_CIPHER_")
}

func TestSpecConstants(t *testing.T) {
	seen := 0
	since := map[string]string{}
	for _, row := range vectors.Spec(t, "constants.tsv") {
		name, value, page := row[0], row[1], row[3]
		if !ofThisPackage(name, page) {
			continue
		}
		seen++
		since[name] = row[2]
		want, err := strconv.ParseUint(value, 0, 32)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := constants[name]; !ok || got != want {
			t.Errorf("%s is 0x%08x here (known: %v), and %s in the specification", name, got, ok, value)
		}
		if a := alg.Algorithm(want); strings.HasPrefix(name, "PSA_ALG_") {
			if got, err := alg.Parse(name); got != a || err != nil || a.CName() != name {
				t.Errorf("%s parses to %v, %v, and has the name %s", name, got, err, a.CName())
			}
		}
	}
	if seen != len(constants) {
		t.Errorf("the specification has %d constants, this test %d", seen, len(constants))
	}
	pages := map[string]string{}
	for _, file := range []string{"constants.tsv", "macros.tsv"} {
		for _, row := range vectors.Spec(t, file) {
			pages[row[0]] = row[len(row)-1]
			since[row[0]] = row[len(row)-2]
		}
	}
	for _, r := range alg.Rows() {
		if since[r.CName] != r.Since {
			t.Errorf("%s is of version %q here, and of %q in the specification", r.CName, r.Since, since[r.CName])
		}
		if want := pages[r.CName] + ", " + r.CName; r.Section != want {
			t.Errorf("%s has the section %q, want %q", r.CName, r.Section, want)
		}
	}
}

// macros are the Go counterparts of the specification's function-like macros about algorithms and sizes. Those without parameters that the
// specification lets be constants are constants.
var macros = map[string]any{
	"PSA_ALG_AEAD_WITH_SHORTENED_TAG":            alg.AEADWithShortenedTag,
	"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG":       alg.AEADWithDefaultLengthTag,
	"PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG": alg.AEADWithAtLeastThisLengthTag,
	"PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER":            alg.Algorithm.IsAEADOnBlockCipher,
	"PSA_AEAD_ENCRYPT_OUTPUT_SIZE":               alg.AEADEncryptOutputSize,
	"PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE":           alg.AEADEncryptOutputMaxSize,
	"PSA_AEAD_DECRYPT_OUTPUT_SIZE":               alg.AEADDecryptOutputSize,
	"PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE":           alg.AEADDecryptOutputMaxSize,
	"PSA_AEAD_NONCE_LENGTH":                      alg.NonceLength,
	"PSA_AEAD_NONCE_MAX_SIZE":                    alg.AEADNonceMaxSize,
	"PSA_AEAD_UPDATE_OUTPUT_SIZE":                alg.AEADUpdateOutputSize,
	"PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE":            alg.AEADUpdateOutputMaxSize,
	"PSA_AEAD_FINISH_OUTPUT_SIZE":                alg.AEADFinishOutputSize,
	"PSA_AEAD_FINISH_OUTPUT_MAX_SIZE":            alg.AEADFinishOutputMaxSize,
	"PSA_AEAD_TAG_LENGTH":                        alg.Algorithm.TagLength,
	"PSA_AEAD_TAG_MAX_SIZE":                      alg.AEADTagMaxSize,
	"PSA_AEAD_VERIFY_OUTPUT_SIZE":                alg.AEADVerifyOutputSize,
	"PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE":            alg.AEADVerifyOutputMaxSize,
	"PSA_ALG_IS_HASH":                            alg.Algorithm.IsHash,
	"PSA_ALG_IS_XOF":                             alg.Algorithm.IsXOF,
	"PSA_ALG_IS_MAC":                             alg.Algorithm.IsMAC,
	"PSA_ALG_IS_CIPHER":                          alg.Algorithm.IsCipher,
	"PSA_ALG_IS_AEAD":                            alg.Algorithm.IsAEAD,
	"PSA_ALG_IS_KEY_WRAP":                        alg.Algorithm.IsKeyWrap,
	"PSA_ALG_IS_KEY_DERIVATION":                  alg.Algorithm.IsKeyDerivation,
	"PSA_ALG_IS_SIGN":                            alg.Algorithm.IsSign,
	"PSA_ALG_IS_ASYMMETRIC_ENCRYPTION":           alg.Algorithm.IsAsymmetricEncryption,
	"PSA_ALG_IS_KEY_AGREEMENT":                   alg.Algorithm.IsKeyAgreement,
	"PSA_ALG_IS_PAKE":                            alg.Algorithm.IsPAKE,
	"PSA_ALG_IS_KEY_ENCAPSULATION":               alg.Algorithm.IsKeyEncapsulation,
	"PSA_ALG_IS_WILDCARD":                        alg.Algorithm.IsWildcard,
	"PSA_ALG_GET_HASH":                           alg.Algorithm.Hash,
	"PSA_ALG_IS_STREAM_CIPHER":                   alg.Algorithm.IsStreamCipher,
	"PSA_CIPHER_ENCRYPT_OUTPUT_SIZE":             alg.CipherEncryptOutputSize,
	"PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE":         alg.CipherEncryptOutputMaxSize,
	"PSA_CIPHER_DECRYPT_OUTPUT_SIZE":             alg.CipherDecryptOutputSize,
	"PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE":         alg.CipherDecryptOutputMaxSize,
	"PSA_CIPHER_IV_LENGTH":                       alg.IVLength,
	"PSA_CIPHER_IV_MAX_SIZE":                     alg.CipherIVMaxSize,
	"PSA_CIPHER_UPDATE_OUTPUT_SIZE":              alg.CipherUpdateOutputSize,
	"PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE":          alg.CipherUpdateOutputMaxSize,
	"PSA_CIPHER_FINISH_OUTPUT_SIZE":              alg.CipherFinishOutputSize,
	"PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE":          alg.CipherFinishOutputMaxSize,
	"PSA_ALG_IS_BLAKE2_HASH":                     alg.Algorithm.IsBLAKE2Hash,
	"PSA_HASH_LENGTH":                            alg.Algorithm.HashLength,
	"PSA_HASH_MAX_SIZE":                          alg.HashMaxSize,
	"PSA_HASH_SUSPEND_OUTPUT_SIZE":               alg.HashSuspendOutputSize,
	"PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE":           alg.HashSuspendOutputMaxSize,
	"PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH": alg.HashSuspendInputLengthFieldLength,
	"PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH":   alg.HashSuspendHashStateFieldLength,
	"PSA_HASH_BLOCK_LENGTH":                      alg.Algorithm.HashBlockLength,
	"PSA_ALG_KEY_AGREEMENT":                      alg.KeyAgreement,
	"PSA_ALG_KEY_AGREEMENT_GET_BASE":             alg.Algorithm.KeyAgreementBase,
	"PSA_ALG_KEY_AGREEMENT_GET_KDF":              alg.Algorithm.KeyAgreementKDF,
	"PSA_ALG_IS_STANDALONE_KEY_AGREEMENT":        alg.Algorithm.IsStandaloneKeyAgreement,
	"PSA_ALG_IS_RAW_KEY_AGREEMENT":               alg.Algorithm.IsRawKeyAgreement,
	"PSA_ALG_IS_FFDH":                            alg.Algorithm.IsFFDH,
	"PSA_ALG_IS_ECDH":                            alg.Algorithm.IsECDH,
	"PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE":          alg.RawKeyAgreementOutputSize,
	"PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE":      alg.RawKeyAgreementOutputMaxSize,
	"PSA_ALG_HKDF":                               alg.HKDF,
	"PSA_ALG_HKDF_EXTRACT":                       alg.HKDFExtract,
	"PSA_ALG_HKDF_EXPAND":                        alg.HKDFExpand,
	"PSA_ALG_SP800_108_COUNTER_HMAC":             alg.SP800108CounterHMAC,
	"PSA_ALG_TLS12_PRF":                          alg.TLS12PRF,
	"PSA_ALG_TLS12_PSK_TO_MS":                    alg.TLS12PSKToMS,
	"PSA_ALG_WPA3_SAE_H2E":                       alg.WPA3SAEH2E,
	"PSA_ALG_PBKDF2_HMAC":                        alg.PBKDF2HMAC,
	"PSA_ALG_IS_KEY_DERIVATION_STRETCHING":       alg.Algorithm.IsKeyDerivationStretching,
	"PSA_ALG_IS_HKDF":                            alg.Algorithm.IsHKDF,
	"PSA_ALG_IS_HKDF_EXTRACT":                    alg.Algorithm.IsHKDFExtract,
	"PSA_ALG_IS_HKDF_EXPAND":                     alg.Algorithm.IsHKDFExpand,
	"PSA_ALG_IS_SP800_108_COUNTER_HMAC":          alg.Algorithm.IsSP800108CounterHMAC,
	"PSA_ALG_IS_TLS12_PRF":                       alg.Algorithm.IsTLS12PRF,
	"PSA_ALG_IS_TLS12_PSK_TO_MS":                 alg.Algorithm.IsTLS12PSKToMS,
	"PSA_ALG_IS_PBKDF2_HMAC":                     alg.Algorithm.IsPBKDF2HMAC,
	"PSA_ALG_IS_WPA3_SAE_H2E":                    alg.Algorithm.IsWPA3SAEH2E,
	"PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE":           alg.TLS12PSKToMSPSKMaxSize,
	"PSA_ENCAPSULATE_CIPHERTEXT_SIZE":            alg.EncapsulateCiphertextSize,
	"PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE":        alg.EncapsulateCiphertextMaxSize,
	"PSA_WRAP_KEY_OUTPUT_SIZE":                   alg.WrapKeyOutputSize,
	"PSA_WRAP_KEY_PAIR_MAX_SIZE":                 alg.WrapKeyPairMaxSize,
	"PSA_ALG_HMAC":                               alg.HMAC,
	"PSA_ALG_BLAKE2_MAC":                         alg.BLAKE2MAC,
	"PSA_ALG_TRUNCATED_MAC":                      alg.TruncatedMAC,
	"PSA_ALG_FULL_LENGTH_MAC":                    alg.FullLengthMAC,
	"PSA_ALG_AT_LEAST_THIS_LENGTH_MAC":           alg.AtLeastThisLengthMAC,
	"PSA_ALG_IS_HMAC":                            alg.Algorithm.IsHMAC,
	"PSA_ALG_IS_BLAKE2_MAC":                      alg.Algorithm.IsBLAKE2MAC,
	"PSA_ALG_IS_BLOCK_CIPHER_MAC":                alg.Algorithm.IsBlockCipherMAC,
	"PSA_MAC_LENGTH":                             alg.MACLength,
	"PSA_MAC_MAX_SIZE":                           alg.MACMaxSize,
	"PSA_ALG_JPAKE":                              alg.JPAKE,
	"PSA_ALG_IS_JPAKE":                           alg.Algorithm.IsJPAKE,
	"PSA_ALG_SPAKE2P_HMAC":                       alg.SPAKE2PHMAC,
	"PSA_ALG_SPAKE2P_CMAC":                       alg.SPAKE2PCMAC,
	"PSA_ALG_IS_SPAKE2P":                         alg.Algorithm.IsSPAKE2P,
	"PSA_ALG_IS_SPAKE2P_HMAC":                    alg.Algorithm.IsSPAKE2PHMAC,
	"PSA_ALG_IS_SPAKE2P_CMAC":                    alg.Algorithm.IsSPAKE2PCMAC,
	"PSA_ALG_WPA3_SAE_FIXED":                     alg.WPA3SAEFixed,
	"PSA_ALG_WPA3_SAE_GDH":                       alg.WPA3SAEGDH,
	"PSA_ALG_IS_WPA3_SAE":                        alg.Algorithm.IsWPA3SAE,
	"PSA_ALG_IS_WPA3_SAE_FIXED":                  alg.Algorithm.IsWPA3SAEFixed,
	"PSA_ALG_IS_WPA3_SAE_GDH":                    alg.Algorithm.IsWPA3SAEGDH,
	"PSA_ALG_RSA_OAEP":                           alg.RSAOAEP,
	"PSA_ALG_IS_RSA_OAEP":                        alg.Algorithm.IsRSAOAEP,
	"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE":         alg.AsymmetricEncryptOutputSize,
	"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE":     alg.AsymmetricEncryptOutputMaxSize,
	"PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE":         alg.AsymmetricDecryptOutputSize,
	"PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE":     alg.AsymmetricDecryptOutputMaxSize,
	"PSA_ALG_RSA_PKCS1V15_SIGN":                  alg.RSAPKCS1V15Sign,
	"PSA_ALG_RSA_PSS":                            alg.RSAPSS,
	"PSA_ALG_RSA_PSS_ANY_SALT":                   alg.RSAPSSAnySalt,
	"PSA_ALG_IS_RSA_PKCS1V15_SIGN":               alg.Algorithm.IsRSAPKCS1V15Sign,
	"PSA_ALG_IS_RSA_PSS":                         alg.Algorithm.IsRSAPSS,
	"PSA_ALG_IS_RSA_PSS_ANY_SALT":                alg.Algorithm.IsRSAPSSAnySalt,
	"PSA_ALG_IS_RSA_PSS_STANDARD_SALT":           alg.Algorithm.IsRSAPSSStandardSalt,
	"PSA_ALG_ECDSA":                              alg.ECDSA,
	"PSA_ALG_DETERMINISTIC_ECDSA":                alg.DeterministicECDSA,
	"PSA_ALG_IS_ECDSA":                           alg.Algorithm.IsECDSA,
	"PSA_ALG_IS_DETERMINISTIC_ECDSA":             alg.Algorithm.IsDeterministicECDSA,
	"PSA_ALG_IS_RANDOMIZED_ECDSA":                alg.Algorithm.IsRandomizedECDSA,
	"PSA_ALG_IS_HASH_EDDSA":                      alg.Algorithm.IsHashEdDSA,
	"PSA_ALG_HASH_SLH_DSA":                       alg.HashSLHDSA,
	"PSA_ALG_DETERMINISTIC_HASH_SLH_DSA":         alg.DeterministicHashSLHDSA,
	"PSA_ALG_IS_SLH_DSA":                         alg.Algorithm.IsSLHDSA,
	"PSA_ALG_IS_HASH_SLH_DSA":                    alg.Algorithm.IsHashSLHDSA,
	"PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA":      alg.Algorithm.IsDeterministicHashSLHDSA,
	"PSA_ALG_IS_HEDGED_HASH_SLH_DSA":             alg.Algorithm.IsHedgedHashSLHDSA,
	"PSA_ALG_HASH_ML_DSA":                        alg.HashMLDSA,
	"PSA_ALG_DETERMINISTIC_HASH_ML_DSA":          alg.DeterministicHashMLDSA,
	"PSA_ALG_IS_ML_DSA":                          alg.Algorithm.IsMLDSA,
	"PSA_ALG_IS_HASH_ML_DSA":                     alg.Algorithm.IsHashMLDSA,
	"PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA":       alg.Algorithm.IsDeterministicHashMLDSA,
	"PSA_ALG_IS_HEDGED_HASH_ML_DSA":              alg.Algorithm.IsHedgedHashMLDSA,
	"PSA_ALG_IS_SIGN_MESSAGE":                    alg.Algorithm.IsSignMessage,
	"PSA_ALG_IS_SIGN_HASH":                       alg.Algorithm.IsSignHash,
	"PSA_ALG_IS_HASH_AND_SIGN":                   alg.Algorithm.IsHashAndSign,
	"PSA_ALG_SIGN_SUPPORTS_CONTEXT":              alg.Algorithm.SignSupportsContext,
	"PSA_SIGN_OUTPUT_SIZE":                       alg.SignOutputSize,
	"PSA_SIGNATURE_MAX_SIZE":                     alg.SignatureMaxSize,
	"PSA_ALG_XOF_HAS_CONTEXT":                    alg.Algorithm.XOFHasContext,
}

func TestSpecMacrosComplete(t *testing.T) {
	known := map[string]bool{}
	for _, row := range vectors.Spec(t, "macros.tsv") {
		if name, page := row[0], row[2]; ofThisPackage(name, page) {
			known[name] = true
			if macros[name] == nil {
				t.Errorf("%s has no counterpart", name)
			}
		}
	}
	for name := range macros {
		if !known[name] {
			t.Errorf("%s is not in the specification", name)
		}
	}
	// What the specification defines by an example macro is compared in TestSpecMacroValues.
	for _, name := range vectors.SpecMacros(t).Names() {
		if strings.HasPrefix(name, "PSA_ALG_") && macros[name] == nil {
			t.Errorf("%s has no counterpart", name)
		}
	}
}

// samples are algorithms of every row, and the values that differ from those in one bit.
func samples() []alg.Algorithm {
	var all []alg.Algorithm
	for _, r := range alg.Rows() {
		for _, a := range []alg.Algorithm{r.Base, r.Base | 0x09, r.Base | 0xff, r.Base | 0x00048000} {
			all = append(all, a)
			for bit := range 32 {
				all = append(all, a^1<<bit)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// isErratum tells for which values the example macro contradicts the description of the macro.
func isErratum(name string, a alg.Algorithm) bool {
	switch base := a &^ 0x003f8000; name {
	case "PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG": // leaves out two algorithms
		return base == 0x05000600 || base == 0x05000700
	case "PSA_ALG_IS_ECDH", "PSA_ALG_IS_FFDH": // leave out combinations with stretching derivations
		return a&0x7f800000 == 0x09800000
	}
	return false
}

func TestSpecMacroValues(t *testing.T) {
	spec := vectors.SpecMacros(t)
	spec.Func("PSA_HASH_BLOCK_LENGTH", func(args []uint64) uint64 { return uint64(alg.Algorithm(args[0]).HashBlockLength()) })
	all := samples()
	hashes := []alg.Algorithm{alg.SHA256, alg.AnyHash, alg.None, alg.MD2, 0x0200001f}
	for name, f := range macros {
		if !spec.Has(name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			switch f := f.(type) {
			case func(alg.Algorithm) bool:
				for _, a := range all {
					if isErratum(name, a) {
						continue
					}
					if got, want := f(a), spec.Eval(name, uint64(a)) != 0; got != want {
						t.Fatalf("0x%08x: %v, want %v", uint32(a), got, want)
					}
				}
			case func(alg.Algorithm) alg.Algorithm:
				for _, a := range append(hashes, all...) {
					if isErratum(name, a) {
						continue
					}
					if got, want := f(a), alg.Algorithm(spec.Eval(name, uint64(a))); got != want {
						t.Fatalf("0x%08x: 0x%08x, want 0x%08x", uint32(a), uint32(got), uint32(want))
					}
				}
			case func(alg.Algorithm, int) alg.Algorithm:
				for _, a := range all {
					for _, n := range []int{0, 1, 16, 63, 64} {
						if got, want := f(a, n), alg.Algorithm(spec.Eval(name, uint64(a), uint64(n))); got != want {
							t.Fatalf("0x%08x, %d: 0x%08x, want 0x%08x", uint32(a), n, uint32(got), uint32(want))
						}
					}
				}
			case func(alg.Algorithm, alg.Algorithm) alg.Algorithm:
				for _, a := range all {
					if got, want := f(alg.ECDH, a), alg.Algorithm(spec.Eval(name, uint64(alg.ECDH), uint64(a))); got != want {
						t.Fatalf("0x%08x: 0x%08x, want 0x%08x", uint32(a), uint32(got), uint32(want))
					}
				}
			case func(alg.Algorithm) int:
				for _, a := range all {
					// "If the hash algorithm is not recognized, or is not supported by psa_hash_suspend(), return 0": the example macro adds up
					// field lengths all the same.
					if name == "PSA_HASH_SUSPEND_OUTPUT_SIZE" && spec.Eval("PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH", uint64(a)) == 0 {
						if f(a) != 0 {
							t.Fatalf("0x%08x: %d, want 0", uint32(a), f(a))
						}
						continue
					}
					if got, want := f(a), int(spec.Eval(name, uint64(a))); got != want {
						t.Fatalf("0x%08x: %d, want %d", uint32(a), got, want)
					}
				}
			default:
				t.Fatalf("no comparison for %T", f)
			}
		})
	}
}

// TestErrata: the descriptions of macros hold where their examples contradict them. PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG covers all AEAD algorithms;
// PSA_ALG_IS_ECDH "includes the standalone elliptic curve Diffie-Hellman algorithm, as well as elliptic curve Diffie-Hellman combined with any supported
// key-derivation algorithm".
func TestErrata(t *testing.T) {
	for _, a := range []alg.Algorithm{alg.XChaCha20Poly1305, alg.AsconAEAD128} {
		for n := 1; n <= 16; n++ {
			if got := alg.AEADWithDefaultLengthTag(alg.AEADWithAtLeastThisLengthTag(a, n)); got != a {
				t.Errorf("%v with at least %d bytes has the base %v", a, n, got)
			}
		}
	}
	pbkdf2 := alg.PBKDF2HMAC(alg.SHA256)
	if a := alg.KeyAgreement(alg.ECDH, pbkdf2); !a.IsECDH() || a.IsFFDH() {
		t.Errorf("%v: ECDH %v, FFDH %v", a, a.IsECDH(), a.IsFFDH())
	}
	if a := alg.KeyAgreement(alg.FFDH, pbkdf2); a.IsECDH() || !a.IsFFDH() {
		t.Errorf("%v: ECDH %v, FFDH %v", a, a.IsECDH(), a.IsFFDH())
	}
}

// TestEncodings holds the constructors to the tables of the appendix "Algorithm identifier encoding", with SHA-256 as hash.
func TestEncodings(t *testing.T) {
	h := alg.SHA256
	for _, c := range []struct{ got, want alg.Algorithm }{
		{alg.HMAC(h), 0x03800009}, {alg.BLAKE2MAC(alg.BLAKE2sHash256), 0x0380031c}, {alg.HKDF(h), 0x08000109}, {alg.TLS12PRF(h), 0x08000209},
		{alg.TLS12PSKToMS(h), 0x08000309}, {alg.HKDFExtract(h), 0x08000409}, {alg.HKDFExpand(h), 0x08000509}, {alg.SP800108CounterHMAC(h), 0x08000709},
		{alg.PBKDF2HMAC(h), 0x08800109}, {alg.WPA3SAEH2E(h), 0x08800409}, {alg.RSAPKCS1V15Sign(h), 0x06000209}, {alg.RSAPSS(h), 0x06000309},
		{alg.RSAPSSAnySalt(h), 0x06001309}, {alg.ECDSA(h), 0x06000609}, {alg.DeterministicECDSA(h), 0x06000709}, {alg.HashSLHDSA(h), 0x06004209},
		{alg.DeterministicHashSLHDSA(h), 0x06004309}, {alg.HashMLDSA(h), 0x06004609}, {alg.DeterministicHashMLDSA(h), 0x06004709},
		{alg.RSAOAEP(h), 0x07000309}, {alg.JPAKE(h), 0x0a000109}, {alg.SPAKE2PHMAC(h), 0x0a000409}, {alg.SPAKE2PCMAC(h), 0x0a000509},
		{alg.WPA3SAEFixed(h), 0x0a000809}, {alg.WPA3SAEGDH(h), 0x0a000909}, {alg.KeyAgreement(alg.ECDH, alg.HKDF(h)), 0x09020109},
		{alg.KeyAgreement(alg.FFDH, alg.PBKDF2HMAC(h)), 0x09810109}, {alg.TruncatedMAC(alg.CMAC, 8), 0x03c80200},
		{alg.AtLeastThisLengthMAC(alg.CMAC, 8), 0x03c88200}, {alg.AEADWithShortenedTag(alg.CCM, 4), 0x05440100},
		{alg.AEADWithAtLeastThisLengthTag(alg.ChaCha20Poly1305, 16), 0x05108500},
	} {
		if c.got != c.want || !c.got.Valid() {
			t.Errorf("0x%08x (valid: %v), want 0x%08x", uint32(c.got), c.got.Valid(), uint32(c.want))
		}
	}
	if k := keytype.AES; alg.TruncatedMAC(alg.HMAC(alg.SHA512), 64) != alg.HMAC(alg.SHA512) || alg.MACLength(alg.CMAC, k, 128) != 16 {
		t.Error("a MAC of 64 bytes is not the whole HMAC-SHA-512")
	}
}
