/* Keys: every function of key management, and every status of their pages that can be provoked. */
#include "check.h"

#define AES128 "000102030405060708090a0b0c0d0e0f"
#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)

static uint8_t out[2048];
static size_t n;

static void attribute_objects(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT, b = psa_key_attributes_init();

    CHECK(psa_get_key_id(&a) == 0 && psa_get_key_lifetime(&a) == PSA_KEY_LIFETIME_VOLATILE && psa_get_key_bits(&a) == 0);
    CHECK(psa_get_key_type(&a) == PSA_KEY_TYPE_NONE && psa_get_key_algorithm(&a) == PSA_ALG_NONE && psa_get_key_usage_flags(&a) == 0);
    psa_set_key_id(&a, 5);
    CHECK(psa_get_key_lifetime(&a) == PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    CHECK(psa_get_key_id(&a) == 0);
    /* "set_key_id on volatile attributes sets the persistence and keeps the location" */
    psa_set_key_lifetime(&b, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 1));
    psa_set_key_id(&b, 5);
    CHECK(psa_get_key_lifetime(&b) == 0x101);
    psa_reset_key_attributes(&b);
    CHECK(psa_get_key_lifetime(&b) == 0);
}

static void attributes_of_keys(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH | PSA_KEY_USAGE_CACHE, PSA_ALG_CTR, AES128);

    OK(psa_get_key_attributes(key, &a));
    CHECK(psa_get_key_type(&a) == PSA_KEY_TYPE_AES && psa_get_key_bits(&a) == 128 && psa_get_key_algorithm(&a) == PSA_ALG_CTR);
    CHECK(psa_get_key_usage_flags(&a) == (BOTH | PSA_KEY_USAGE_CACHE) && psa_get_key_lifetime(&a) == PSA_KEY_LIFETIME_VOLATILE);
    OK(generate_as(0x1001, PSA_KEY_TYPE_HMAC, 256, PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_HMAC(PSA_ALG_SHA_256)));
    OK(psa_get_key_attributes(0x1001, &a));
    CHECK(psa_get_key_id(&a) == 0x1001 && psa_get_key_lifetime(&a) == PSA_KEY_LIFETIME_PERSISTENT);
    CHECK(psa_get_key_usage_flags(&a) == (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE)); /* the one implies the other */
    WANT(PSA_ERROR_INVALID_HANDLE, psa_get_key_attributes(0x1002, &a));
    CHECK(psa_get_key_id(&a) == 0 && psa_get_key_type(&a) == 0 && psa_get_key_usage_flags(&a) == 0);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_get_key_attributes(PSA_KEY_ID_NULL, &a));
    OK(psa_destroy_key(0x1001));
}

static void creation(void)
{
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, BOTH, PSA_ALG_CTR);
    const psa_custom_key_parameters_t usual = PSA_CUSTOM_KEY_PARAMETERS_INIT, flags = {1};
    const uint8_t exponent[] = {1, 0, 1}; /* 65537 */
    uint8_t data[16] = {0};
    psa_key_id_t key = 1;

    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_import_key(&a, data, 0, &key));
    CHECK(key == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_import_key(&a, data, 15, &key));
    psa_set_key_bits(&a, 192);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_import_key(&a, data, 16, &key));
    psa_set_key_bits(&a, (size_t)1 << 40);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_import_key(&a, data, 16, &key));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key));
    psa_set_key_bits(&a, 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key)); /* the size is wanted */
    psa_set_key_bits(&a, 128);
    psa_set_key_usage_flags(&a, 0x80000000);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key));
    psa_set_key_usage_flags(&a, BOTH);
    psa_set_key_type(&a, 0x7fff);
    CHECK(psa_generate_key(&a, &key) == PSA_ERROR_NOT_SUPPORTED || psa_generate_key(&a, &key) == PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_type(&a, PSA_KEY_TYPE_RSA_PUBLIC_KEY);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key));
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_enrollment_algorithm(&a, PSA_ALG_GCM);
    WANT(PSA_ERROR_NOT_SUPPORTED, psa_generate_key(&a, &key));
    psa_set_key_enrollment_algorithm(&a, PSA_ALG_NONE);
    OK(psa_generate_key_custom(&a, &usual, NULL, 0, &key));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key_custom(&a, &usual, exponent, 3, &key));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key_custom(&a, &flags, NULL, 0, &key));
    CHECK(key == 0);
    a = attributes(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    OK(psa_generate_key_custom(&a, &usual, exponent, 3, &key));
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 0x800001));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key)); /* nobody is there */
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_attach_key(&a, data, 16, &key));
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_attach_key(&a, data, 16, &key));
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    WANT(PSA_ERROR_NOT_SUPPORTED, psa_attach_key(&a, data, 16, &key)); /* the software has no keys of its own */
    CHECK(key == 0);

    WANT(PSA_ERROR_INVALID_ARGUMENT, generate_as(0x40000000, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    OK(generate_as(PSA_KEY_ID_USER_MAX, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    WANT(PSA_ERROR_ALREADY_EXISTS, generate_as(PSA_KEY_ID_USER_MAX, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    OK(psa_destroy_key(PSA_KEY_ID_USER_MAX));
    a = attributes(PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_generate_key(&a, &key)); /* persistent without an identifier */
}

static void exports(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, AES128);
    const psa_key_id_t stays = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, AES128);
    /* RFC 5903, 8.1: the initiator's key. */
    const psa_key_id_t pair = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ALG_NONE,
                                     "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");

    OK(psa_export_key(key, out, 16, &n));
    BYTES(out, n, AES128);
    memset(out, 0, sizeof out);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_export_key(key, out, 15, &n));
    CHECK(n == 0 && all_zero(out, 16));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_export_key(stays, out, 16, &n));
    CHECK(n == 0 && all_zero(out, 16));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_export_public_key(key, out, sizeof out, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_export_key(pair, out, sizeof out, &n));
    OK(psa_export_public_key(pair, out, 65, &n)); /* needs no permission */
    BYTES(out, n, "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
                  "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3");
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_export_public_key(pair, out, 64, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_export_key(2, out, 16, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_export_public_key(2, out, 16, &n));
}

static void copies(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH | PSA_KEY_USAGE_COPY, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 12), AES128);
    const psa_key_id_t no_copy = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, AES128);
    psa_key_attributes_t a = attributes(0, 0, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM);
    psa_key_id_t copy = 1;

    OK(psa_copy_key(key, &a, &copy));
    OK(psa_get_key_attributes(copy, &a));
    CHECK(psa_get_key_usage_flags(&a) == PSA_KEY_USAGE_ENCRYPT && psa_get_key_algorithm(&a) == PSA_ALG_GCM && psa_get_key_bits(&a) == 128);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_copy_key(no_copy, &a, &copy));
    CHECK(copy == 0);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_copy_key(2, &a, &copy));
    psa_set_key_bits(&a, 256);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(key, &a, &copy));
    a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CCM);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(key, &a, &copy));
    psa_set_key_algorithm(&a, PSA_ALG_GCM);
    psa_set_key_id(&a, 0x1003);
    OK(psa_copy_key(key, &a, &copy));
    CHECK(copy == 0x1003);
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_copy_key(key, &a, &copy));
    CHECK(copy == 0);
    OK(psa_destroy_key(0x1003));
}

static void destruction(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, AES128);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    psa_key_id_t other;

    OK(psa_destroy_key(PSA_KEY_ID_NULL));
    OK(psa_purge_key(key));
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_destroy_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_purge_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_purge_key(PSA_KEY_ID_NULL));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_destroy_key(0x1004));
    psa_set_key_id(&a, 0x3ffffff1);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_READ_ONLY, 0));
    if (psa_generate_key(&a, &other) == PSA_SUCCESS) {
        WANT(PSA_ERROR_NOT_PERMITTED, psa_destroy_key(0x3ffffff1));
        OK(psa_purge_key(0x3ffffff1));
        OK(psa_export_key(0x3ffffff1, out, 16, &n));
    }
}

static void usage(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH | PSA_KEY_USAGE_COPY, PSA_ALG_CTR, AES128);

    OK(psa_check_key_usage(key, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT));
    OK(psa_check_key_usage(key, PSA_ALG_NONE, PSA_KEY_USAGE_COPY));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_check_key_usage(key, PSA_ALG_NONE, PSA_KEY_USAGE_EXPORT));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_check_key_usage(key, PSA_ALG_CBC_NO_PADDING, PSA_KEY_USAGE_ENCRYPT));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_check_key_usage(key, PSA_ALG_CTR, BOTH));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_check_key_usage(key, PSA_ALG_CTR, 0));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_check_key_usage(key, PSA_ALG_CTR, PSA_KEY_USAGE_COPY));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_check_key_usage(key, PSA_ALG_NONE, PSA_KEY_USAGE_ENCRYPT));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_check_key_usage(key, PSA_ALG_CTR, PSA_KEY_USAGE_SIGN_HASH));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_check_key_usage(2, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT));
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(attribute_objects);
    RUN(attributes_of_keys);
    RUN(creation);
    RUN(exports);
    RUN(copies);
    RUN(destruction);
    RUN(usage);
    return result();
}
