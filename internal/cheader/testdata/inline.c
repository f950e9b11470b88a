/* What the inline functions do, by the sentences of the specification. The program fails with the line of the first wrong one. */
#include <psa/crypto.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition) \
    do { if (!(condition)) { fprintf(stderr, "line %d: %s\n", __LINE__, #condition); return 1; } } while (0)

/* "A freshly initialized attribute object contains the following values". */
static int is_fresh(const psa_key_attributes_t *a)
{
    return psa_get_key_lifetime(a) == PSA_KEY_LIFETIME_VOLATILE && psa_get_key_id(a) == PSA_KEY_ID_NULL &&
           psa_get_key_type(a) == PSA_KEY_TYPE_NONE && psa_get_key_bits(a) == 0 && psa_get_key_usage_flags(a) == 0 &&
           psa_get_key_algorithm(a) == PSA_ALG_NONE && psa_get_key_enrollment_algorithm(a) == PSA_ALG_NONE;
}

static psa_key_attributes_t global_attributes; /* "declaring the object as static or global without an explicit initializer" */

static int attributes(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT, b, c;
    const psa_key_lifetime_t elsewhere = PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 0x812345);

    memset(&b, 0, sizeof(b));
    memset(&c, 0xff, sizeof(c));
    c = psa_key_attributes_init();
    CHECK(is_fresh(&a) && is_fresh(&b) && is_fresh(&c) && is_fresh(&global_attributes));

    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&a, 70000);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_CACHE);
    psa_set_key_algorithm(&a, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
    CHECK(psa_get_key_type(&a) == 0x7112 && psa_get_key_bits(&a) == 70000 && psa_get_key_algorithm(&a) == 0x060006ff);
    CHECK(psa_get_key_usage_flags(&a) == (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_CACHE));

    /* "If the attribute object currently declares the key as volatile, this function sets the persistence level in the lifetime
       attribute to PSA_KEY_PERSISTENCE_DEFAULT without changing the key location." */
    psa_set_key_id(&a, 0x1001);
    CHECK(psa_get_key_id(&a) == 0x1001 && psa_get_key_lifetime(&a) == PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_lifetime(&b, elsewhere);
    psa_set_key_id(&b, 7);
    CHECK(psa_get_key_id(&b) == 7 && psa_get_key_lifetime(&b) == 0x81234501);
    psa_set_key_lifetime(&c, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_READ_ONLY, 1));
    psa_set_key_id(&c, 8);
    CHECK(psa_get_key_id(&c) == 8 && psa_get_key_lifetime(&c) == 0x1ff);

    /* "If this is a volatile lifetime (such that PSA_KEY_LIFETIME_IS_VOLATILE(lifetime) is true), the key identifier attribute is
       reset to PSA_KEY_ID_NULL." */
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
    CHECK(psa_get_key_id(&a) == 0x1001);
    psa_set_key_lifetime(&a, elsewhere);
    CHECK(psa_get_key_id(&a) == PSA_KEY_ID_NULL && psa_get_key_lifetime(&a) == elsewhere);

    psa_reset_key_attributes(&a);
    CHECK(is_fresh(&a));
    return 0;
}

/* An operation is inactive after its macro, its function, and bytes of 0. */
#define INACTIVE(kind, INIT)                                                              \
    do {                                                                                  \
        psa_##kind##_operation_t by_macro = INIT, by_function, by_zero;                   \
        memset(&by_function, 0xff, sizeof(by_function));                                  \
        by_function = psa_##kind##_operation_init();                                      \
        memset(&by_zero, 0, sizeof(by_zero));                                             \
        CHECK(by_macro.id == 0 && by_function.id == 0 && by_zero.id == 0);                \
        CHECK(offsetof(struct psa_##kind##_operation_s, id) == 0 && sizeof(by_zero.id) == 4); \
    } while (0)

static int operations(void)
{
    psa_aead_operation_t aead = PSA_AEAD_OPERATION_INIT;

    INACTIVE(hash, PSA_HASH_OPERATION_INIT);
    INACTIVE(xof, PSA_XOF_OPERATION_INIT);
    INACTIVE(mac, PSA_MAC_OPERATION_INIT);
    INACTIVE(cipher, PSA_CIPHER_OPERATION_INIT);
    INACTIVE(aead, PSA_AEAD_OPERATION_INIT);
    INACTIVE(key_derivation, PSA_KEY_DERIVATION_OPERATION_INIT);
    INACTIVE(sign, PSA_SIGN_OPERATION_INIT);
    INACTIVE(verify, PSA_VERIFY_OPERATION_INIT);
    INACTIVE(pake, PSA_PAKE_OPERATION_INIT);
    CHECK(aead.alg == PSA_ALG_NONE && offsetof(struct psa_aead_operation_s, alg) == 4);
    return 0;
}

static int cipher_suites(void)
{
    psa_pake_cipher_suite_t a = PSA_PAKE_CIPHER_SUITE_INIT, b;
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;

    memset(&b, 0xff, sizeof(b));
    b = psa_pake_cipher_suite_init();
    CHECK(psa_pake_cs_get_algorithm(&a) == PSA_ALG_NONE && psa_pake_cs_get_algorithm(&b) == PSA_ALG_NONE);
    CHECK(psa_pake_cs_get_primitive(&a) == 0 && psa_pake_cs_get_primitive(&b) == 0);
    CHECK(psa_pake_cs_get_key_confirmation(&a) == PSA_PAKE_CONFIRMED_KEY && psa_pake_cs_get_key_confirmation(&b) == PSA_PAKE_CONFIRMED_KEY);
    psa_pake_cs_set_algorithm(&a, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    psa_pake_cs_set_primitive(&a, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&a, PSA_PAKE_UNCONFIRMED_KEY);
    CHECK(psa_pake_cs_get_algorithm(&a) == 0x0a000109 && psa_pake_cs_get_primitive(&a) == 0x01120100);
    CHECK(psa_pake_cs_get_key_confirmation(&a) == PSA_PAKE_UNCONFIRMED_KEY && custom.flags == 0);
    return 0;
}

/* The macros and functions of Mbed TLS 3.x about identifiers. */
static int identifiers(void)
{
    mbedtls_svc_key_id_t id = MBEDTLS_SVC_KEY_ID_INIT, other = mbedtls_svc_key_id_make(5, 0x1234);
    psa_key_handle_t handle = PSA_KEY_HANDLE_INIT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t byte = 0;
    size_t length = 9;

    CHECK(mbedtls_svc_key_id_is_null(id) && !mbedtls_svc_key_id_is_null(other) && psa_key_handle_is_null(handle));
    CHECK(mbedtls_svc_key_id_equal(other, 0x1234) && !mbedtls_svc_key_id_equal(other, id));
    CHECK(MBEDTLS_SVC_KEY_ID_GET_KEY_ID(other) == 0x1234 && MBEDTLS_SVC_KEY_ID_GET_OWNER_ID(other) == 0);
    CHECK(psa_key_id_is_builtin(MBEDTLS_PSA_KEY_ID_BUILTIN_MIN) && psa_key_id_is_builtin(MBEDTLS_PSA_KEY_ID_BUILTIN_MAX));
    CHECK(!psa_key_id_is_builtin(PSA_KEY_ID_USER_MAX) && !psa_key_id_is_builtin(MBEDTLS_PSA_KEY_ID_BUILTIN_MAX + 1));
    psa_set_key_enrollment_algorithm(&a, PSA_ALG_ECDH);
    CHECK(psa_get_key_enrollment_algorithm(&a) == PSA_ALG_ECDH && psa_get_key_algorithm(&a) == PSA_ALG_NONE);
    CHECK(psa_set_key_domain_parameters(&a, PSA_KEY_TYPE_AES, NULL, 0) == PSA_SUCCESS && psa_get_key_type(&a) == PSA_KEY_TYPE_AES);
    CHECK(psa_set_key_domain_parameters(&a, PSA_KEY_TYPE_AES, &byte, 1) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(psa_get_key_domain_parameters(&a, &byte, PSA_KEY_DOMAIN_PARAMETERS_SIZE(PSA_KEY_TYPE_AES, 128), &length) == PSA_SUCCESS && length == 0);
    return 0;
}

int main(void)
{
    return attributes() || operations() || cipher_suites() || identifiers();
}
