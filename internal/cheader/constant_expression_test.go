package cheader_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestConstantExpressions uses every size macro, and the macros about identifiers, where C and C++ take nothing but integer constant expressions: for the length of
// an array at file scope, the value of an enumerator, a case, the width of a bit-field and an initialiser of static storage.
func TestConstantExpressions(t *testing.T) {
	const curve = "PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)"
	const primitive = "PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)"
	// Sizes by the algorithms' standards.
	want := map[string]int{
		"PSA_EXPORT_KEY_OUTPUT_SIZE(" + curve + ", 521)":                                                           66,
		"PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(" + curve + ", 256)":                                                    65,
		"PSA_HASH_LENGTH(PSA_ALG_SHA_384)":                                                                         48,
		"PSA_HASH_BLOCK_LENGTH(PSA_ALG_SHA3_256)":                                                                  136,
		"PSA_HASH_SUSPEND_OUTPUT_SIZE(PSA_ALG_SHA_256)":                                                            4 + 8 + 32 + 63,
		"PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(PSA_ALG_SHA_512)":                                              16,
		"PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(PSA_ALG_SHA_512)":                                                64,
		"PSA_MAC_LENGTH(PSA_KEY_TYPE_HMAC, 256, PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 12))":         12,
		"PSA_CIPHER_IV_LENGTH(PSA_KEY_TYPE_AES, PSA_ALG_CTR)":                                                      16,
		"PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, 16)":                                  48,
		"PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(1)":                                                                    32,
		"PSA_CIPHER_DECRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, 48)":                                  32,
		"PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE(48)":                                                                   48,
		"PSA_CIPHER_UPDATE_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, 17)":                                   32,
		"PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(17)":                                                                    32,
		"PSA_CIPHER_FINISH_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7)":                                       16,
		"PSA_AEAD_TAG_LENGTH(PSA_KEY_TYPE_AES, 256, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4))":              4,
		"PSA_AEAD_NONCE_LENGTH(PSA_KEY_TYPE_AES, PSA_ALG_GCM)":                                                     12,
		"PSA_AEAD_ENCRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 100)":                                         116,
		"PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE(100)":                                                                    116,
		"PSA_AEAD_DECRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 116)":                                         100,
		"PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE(116)":                                                                    116,
		"PSA_AEAD_UPDATE_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 17)":                                           32,
		"PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE(17)":                                                                      32,
		"PSA_AEAD_FINISH_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_GCM)":                                               16,
		"PSA_AEAD_VERIFY_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_GCM)":                                               16,
		"PSA_WRAP_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_KW, PSA_KEY_TYPE_AES, 128)":                            24,
		"PSA_SIGN_OUTPUT_SIZE(" + curve + ", 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256))":                                 64,
		"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_PUBLIC_KEY, 2048, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256))": 256,
		"PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256))":   190,
		"PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(" + curve + ", 384)":                                                    48,
		"PSA_ENCAPSULATE_CIPHERTEXT_SIZE(PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY, 768, PSA_ALG_ML_KEM)":                     1088,
		"PSA_PAKE_OUTPUT_SIZE(PSA_ALG_JPAKE(PSA_ALG_SHA_256), " + primitive + ", PSA_PAKE_STEP_KEY_SHARE)":         65,
		"PSA_PAKE_INPUT_SIZE(PSA_ALG_JPAKE(PSA_ALG_SHA_256), " + primitive + ", PSA_PAKE_STEP_ZK_PROOF)":           32,
		"PSA_PAKE_PRIMITIVE_GET_BITS(" + primitive + ")":                                                           256,
		"PSA_BLOCK_CIPHER_BLOCK_LENGTH(PSA_KEY_TYPE_DES)":                                                          8,
		"PSA_ALG_IS_WILDCARD(PSA_ALG_ECDSA(PSA_ALG_ANY_HASH))":                                                     1,
		"PSA_ALG_GET_HASH(PSA_ALG_HMAC(PSA_ALG_SHA_256)) == PSA_ALG_SHA_256":                                       1,
		"PSA_KEY_TYPE_IS_UNSTRUCTURED(PSA_KEY_TYPE_AES)":                                                           1,
		"PSA_HASH_MAX_SIZE":      64,
		"PSA_SIGNATURE_MAX_SIZE": 49856,
	}
	for name, m := range macros {
		sized := strings.HasSuffix(name, "_SIZE") || strings.HasSuffix(name, "_LENGTH")
		if !sized {
			continue
		}
		used := false
		for use := range want {
			used = used || strings.HasPrefix(use, name+"(")
		}
		if !used {
			t.Errorf("%s with %s is not used", name, m.domains)
		}
	}
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n")
	n := 0
	var cases strings.Builder
	for use, size := range want {
		fmt.Fprintf(&b, "extern char array%[1]d[%[2]s];\nextern char array%[1]d[%[3]d];\nenum enumerator%[1]d { value%[1]d = (int)(%[2]s) };\n"+
			"struct field%[1]d { unsigned f : (%[2]s) == %[3]d ? 1 : -1; };\nextern const size_t initial%[1]d;\nconst size_t initial%[1]d = (size_t)(%[2]s);\n", n, use, size)
		fmt.Fprintf(&cases, "    switch (n) { case (int)(%s): n++; break; default: break; }\n", use)
		n++
	}
	fmt.Fprintf(&b, "int cases(int n);\nint cases(int n)\n{\n%s    return n;\n}\n", cases.String())
	for _, c := range compilers(t) {
		t.Run(c.String(), func(t *testing.T) { compile(t, c, b.String(), strict...) })
	}
}

// TestArguments: arguments may be expressions of any operators and of types that programs use, signed ones too, without a warning.
func TestArguments(t *testing.T) {
	const source = `#include <psa/crypto.h>
size_t sizes(psa_key_type_t type, psa_algorithm_t alg, size_t bits, size_t length, int flag);
size_t sizes(psa_key_type_t type, psa_algorithm_t alg, size_t bits, size_t length, int flag)
{
    const psa_pake_primitive_t p = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, flag ? 256 : 384);
    size_t n = 0;
    n += PSA_EXPORT_KEY_OUTPUT_SIZE(flag ? type : PSA_KEY_TYPE_AES, flag ? bits : 128);
    n += PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(flag ? type : PSA_KEY_TYPE_AES, bits | 1);
    n += PSA_AEAD_ENCRYPT_OUTPUT_SIZE(type, flag ? alg : PSA_ALG_GCM, length + 1);
    n += PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE(flag ? length : 3) + PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE(length | 3);
    n += PSA_AEAD_TAG_LENGTH(type, bits, alg | 0) + PSA_AEAD_NONCE_LENGTH(type, alg | 0);
    n += PSA_AEAD_UPDATE_OUTPUT_SIZE(type, alg, length & 7) + PSA_AEAD_FINISH_OUTPUT_SIZE(type, alg);
    n += PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(type, alg, flag) + PSA_CIPHER_DECRYPT_OUTPUT_SIZE(type, alg, length >> 1);
    n += PSA_CIPHER_UPDATE_OUTPUT_SIZE(type, alg, flag ? 1 : 2) + PSA_CIPHER_FINISH_OUTPUT_SIZE(type, alg);
    n += PSA_MAC_LENGTH(type, flag, alg) + PSA_HASH_LENGTH(flag ? alg : PSA_ALG_SHA_256) + PSA_HASH_SUSPEND_OUTPUT_SIZE(alg | 0);
    n += PSA_SIGN_OUTPUT_SIZE(type, flag ? 256 : 384, alg) + PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(type, bits, alg);
    n += PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(type, bits, alg) + PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(type, bits);
    n += PSA_ENCAPSULATE_CIPHERTEXT_SIZE(type, bits, alg) + PSA_WRAP_KEY_OUTPUT_SIZE(type, alg, type, flag ? 1u : bits);
    n += PSA_PAKE_OUTPUT_SIZE(alg, p, PSA_PAKE_STEP_KEY_SHARE) + PSA_PAKE_INPUT_SIZE(alg, flag ? p : 0, PSA_PAKE_STEP_ZK_PROOF);
    n += PSA_ALG_TRUNCATED_MAC(alg, flag) + PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(alg, length);
    n += PSA_KEY_TYPE_ECC_KEY_PAIR(flag ? PSA_ECC_FAMILY_SECP_R1 : PSA_ECC_FAMILY_SECP_K1) + PSA_ALG_HMAC(flag ? alg : PSA_ALG_SHA_256);
    n += PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(flag ? 1 : 0, flag ? 1 : 0) + PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(flag ? type : 0);
    return n + (PSA_ALG_IS_HASH_AND_SIGN(flag ? alg : PSA_ALG_NONE) ? 1u : 0u) + (PSA_KEY_TYPE_IS_ECC(flag ? type : PSA_KEY_TYPE_NONE) ? 1u : 0u);
}

/* A variable that is only there for a macro that does not need it is used. */
size_t used(void);
size_t used(void)
{
    size_t bits = 128;
    psa_key_type_t type = PSA_KEY_TYPE_AES;
    size_t key_bits = 256;
    return PSA_AEAD_TAG_LENGTH(type, bits, PSA_ALG_GCM) + PSA_MAC_LENGTH(PSA_KEY_TYPE_HMAC, key_bits, PSA_ALG_HMAC(PSA_ALG_SHA_256));
}
`
	for _, c := range compilers(t) {
		t.Run(c.String(), func(t *testing.T) { compile(t, c, source, append([]string{"-O2"}, strict...)...) })
	}
}
