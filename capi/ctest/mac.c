/* MACs: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* RFC 4231, test case 2. */
#define JEFE "4a656665"
#define TAG "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
#define SIGN_VERIFY (PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE)

static const psa_algorithm_t alg = PSA_ALG_HMAC(PSA_ALG_SHA_256);
static const uint8_t *const text = (const uint8_t *)"what do ya want for nothing?";
static uint8_t tag[64];
static size_t n;

static void one_shot(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, SIGN_VERIFY, alg, JEFE);

    OK(psa_mac_compute(key, alg, text, 28, tag, 32, &n));
    BYTES(tag, n, TAG);
    OK(psa_mac_verify(key, alg, text, 28, tag, 32));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_mac_verify(key, alg, text, 28, tag, 31));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_mac_verify(key, alg, text, 27, tag, 32));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_mac_compute(key, alg, text, 28, tag, 31, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_mac_compute(key, PSA_ALG_SHA_256, text, 28, tag, 32, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_512), text, 28, tag, 64, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_verify(key, PSA_ALG_TRUNCATED_MAC(alg, 16), text, 28, tag, 16));
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_mac_compute(key, alg, text, 28, tag, 32, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_mac_compute(PSA_KEY_ID_NULL, alg, text, 28, tag, 32, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_mac_verify(0x1234, alg, text, 28, tag, 32));
}

static void policies(void)
{
    const psa_key_id_t signs = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_MESSAGE, alg, JEFE);
    const psa_key_id_t verifies = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_VERIFY_MESSAGE, alg, JEFE);
    const psa_key_id_t least = import(PSA_KEY_TYPE_HMAC, SIGN_VERIFY, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(alg, 16), JEFE);
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;

    OK(psa_mac_compute(signs, alg, text, 28, tag, 32, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_verify(signs, alg, text, 28, tag, 32));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_verify_setup(&op, signs, alg));
    OK(psa_mac_verify(verifies, alg, text, 28, tag, 32));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_compute(verifies, alg, text, 28, tag, 32, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_sign_setup(&op, verifies, alg));
    CHECK(op.id == 0);
    OK(psa_mac_compute(least, PSA_ALG_TRUNCATED_MAC(alg, 16), text, 28, tag, 16, &n));
    BYTES(tag, n, "5bdcc146bf60754e6a042426089575c7");
    WANT(PSA_ERROR_NOT_PERMITTED, psa_mac_compute(least, PSA_ALG_TRUNCATED_MAC(alg, 15), text, 28, tag, 16, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_mac_compute(least, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(alg, 16), text, 28, tag, 32, &n));
}

static void parts(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, SIGN_VERIFY, alg, JEFE);
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;

    OK(psa_mac_sign_setup(&op, key, alg));
    OK(psa_mac_update(&op, text, 5));
    OK(psa_mac_update(&op, text + 5, 23));
    OK(psa_mac_sign_finish(&op, tag, sizeof tag, &n));
    BYTES(tag, n, TAG);
    CHECK(op.id == 0);
    OK(psa_mac_verify_setup(&op, key, alg));
    OK(psa_mac_update(&op, text, 28));
    OK(psa_mac_verify_finish(&op, tag, 32));
    CHECK(op.id == 0);
    OK(psa_mac_verify_setup(&op, key, alg));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_mac_verify_finish(&op, tag, 32));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_update(&op, text, 1));
    OK(psa_mac_abort(&op));
    OK(psa_mac_sign_setup(&op, key, alg));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_verify_finish(&op, tag, 32));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_finish(&op, tag, sizeof tag, &n));
    OK(psa_mac_abort(&op));
    OK(psa_mac_sign_setup(&op, key, alg));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_mac_sign_finish(&op, tag, 31, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_finish(&op, tag, 32, &n));
    OK(psa_mac_abort(&op));
    OK(psa_mac_abort(&op));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_update(&op, text, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_finish(&op, tag, 32, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_verify_finish(&op, tag, 32));
    OK(psa_mac_sign_setup(&op, key, alg));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_setup(&op, key, alg));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_verify_setup(&op, key, alg));
    OK(psa_mac_update(&op, text, 28));
    OK(psa_mac_sign_finish(&op, tag, 32, &n));
    BYTES(tag, n, TAG);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_mac_sign_setup(&op, 0x3fffffff, alg));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_mac_sign_setup(&op, key, PSA_ALG_CTR));
    CHECK(op.id == 0);
}

/* "If a key is currently in use in a multipart operation, then destroying the key will cause the multipart operation to fail." */
static void destroyed(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, SIGN_VERIFY, alg, JEFE);
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;

    OK(psa_mac_sign_setup(&op, key, alg));
    OK(psa_mac_update(&op, text, 5));
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_update(&op, text, 5));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_finish(&op, tag, 32, &n));
    OK(psa_mac_abort(&op));
}

/* SP 800-38B, D.1, example 2: CMAC with AES-128. */
static void cmac(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, SIGN_VERIFY, PSA_ALG_CMAC, "2b7e151628aed2a6abf7158809cf4f3c");
    uint8_t block[16];

    from_hex(block, "6bc1bee22e409f96e93d7e117393172a");
    OK(psa_mac_compute(key, PSA_ALG_CMAC, block, 16, tag, sizeof tag, &n));
    BYTES(tag, n, "070a16b46b4d4144f79bdd9dd04a287c");
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(one_shot);
    RUN(policies);
    RUN(parts);
    RUN(destroyed);
    RUN(cmac);
    return result();
}
