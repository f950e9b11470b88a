/* The library's own states: before psa_crypto_init, after it, and after mbedtls_psa_crypto_free; and reasons in words. */
#include "calls.h"

#define NOT_READY(call)                                \
    do {                                               \
        l = l2 = 99;                                   \
        id_out = 99;                                   \
        WANT(PSA_ERROR_BAD_STATE, call);               \
        CHECK(l == 0 || l == 99);                      \
        CHECK(id_out == 0 || id_out == 99);            \
        CHECK(strstr(psacrypto_last_error(), "psa_crypto_init") != NULL); \
    } while (0)

#define INACTIVE(call)                                 \
    do {                                               \
        l = 99;                                        \
        id_out = 99;                                   \
        WANT(PSA_ERROR_BAD_STATE, call);               \
        CHECK(l == 0 || l == 99);                      \
        CHECK(id_out == 0 || id_out == 99);            \
    } while (0)

static void before(void)
{
    CHECK(strcmp(psacrypto_last_error(), "") == 0);
    EACH(NOT_READY);
    mbedtls_psa_crypto_free(); /* does nothing */
    WANT(PSA_ERROR_BAD_STATE, psa_generate_random(b, 1));
}

static void after_init(void)
{
    OK(psa_crypto_init());
    OK(psa_crypto_init());
    EACH_STEP(INACTIVE);
    EACH_ABORT(OK);
    EACH_ABORT(OK);
}

static void after_free(void)
{
    psa_hash_operation_t forgotten = PSA_HASH_OPERATION_INIT;
    const psa_key_id_t key = generate(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);

    OK(generate_as(0x3001, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
    OK(psa_hash_setup(&forgotten, PSA_ALG_SHA_256));
    mbedtls_psa_crypto_free();
    mbedtls_psa_crypto_free();
    EACH(NOT_READY);
    OK(psa_crypto_init());
    WANT(PSA_ERROR_INVALID_HANDLE, psa_export_key(key, b, 64, &l)); /* volatile keys are gone */
    OK(psa_export_key(0x3001, b, 64, &l));
    OK(psa_destroy_key(0x3001));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_update(&forgotten, b, 1)); /* operations, too */
    OK(psa_hash_abort(&forgotten));
    CHECK(forgotten.id == 0);
    OK(psa_hash_setup(&forgotten, PSA_ALG_SHA_256));
    OK(psa_hash_finish(&forgotten, b, 64, &l));
}

static void many_times(void)
{
    for (int i = 0; i < 20; i++) {
        mbedtls_psa_crypto_free();
        OK(psa_crypto_init());
        OK(psa_generate_random(b, 1));
    }
}

static void reasons(void)
{
    const psa_key_id_t key = generate(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR);

    WANT(PSA_ERROR_NOT_PERMITTED, psa_export_key(key, b, 64, &l));
    CHECK(strstr(psacrypto_last_error(), "EXPORT") != NULL);
    OK(psa_generate_random(b, 1)); /* a success leaves the reason of the last failure */
    CHECK(strstr(psacrypto_last_error(), "EXPORT") != NULL);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_export_key(key, b, 64, NULL));
    CHECK(strstr(psacrypto_last_error(), "psa_export_key") != NULL);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_hash_compute(PSA_ALG_SHA_256, b, 1, c, 31, &l));
    CHECK(strstr(psacrypto_last_error(), "31") != NULL && strstr(psacrypto_last_error(), "32") != NULL);
}

int main(void)
{
    RUN(before);
    RUN(after_init);
    RUN(after_free);
    RUN(many_times);
    RUN(reasons);
    return result();
}
