/* Signatures: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* RFC 6979, A.2.5, P-256 with SHA-256, message "sample". */
#define SCALAR "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define SIGNATURE "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" \
                  "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
#define P256 PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define SIGNS (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE)
#define VERIFIES (PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE)

static const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
static const uint8_t *const sample = (const uint8_t *)"sample";
static uint8_t hash[32], signature[80];
static size_t n;

static void ecdsa(void)
{
    const psa_key_id_t key = import(P256, SIGNS | VERIFIES, alg, SCALAR);
    const psa_key_id_t verifies = import(P256, VERIFIES, alg, SCALAR), signs = import(P256, SIGNS, alg, SCALAR);

    OK(psa_sign_message(key, alg, sample, 6, signature, 64, &n));
    BYTES(signature, n, SIGNATURE);
    OK(psa_sign_hash(key, alg, hash, 32, signature, 64, &n));
    BYTES(signature, n, SIGNATURE);
    OK(psa_sign_message_with_context(key, alg, sample, 6, NULL, 0, signature, 64, &n));
    OK(psa_sign_hash_with_context(key, alg, hash, 32, NULL, 0, signature, 64, &n));
    OK(psa_verify_message(key, alg, sample, 6, signature, 64));
    OK(psa_verify_hash(key, alg, hash, 32, signature, 64));
    OK(psa_verify_message_with_context(key, alg, sample, 6, NULL, 0, signature, 64));
    OK(psa_verify_hash_with_context(key, alg, hash, 32, NULL, 0, signature, 64));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_message(key, alg, sample, 5, signature, 64));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_hash(key, alg, hash, 32, signature, 63));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_hash(key, alg, hash, 32, NULL, 0));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_sign_hash(key, alg, hash, 32, signature, 63, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_sign_message(key, alg, sample, 6, NULL, 0, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_hash(key, alg, hash, 31, signature, 64, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_verify_hash(key, alg, hash, 31, signature, 64));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_hash_with_context(key, alg, hash, 32, hash, 1, signature, 64, &n)); /* has no context */
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_message_with_context(key, alg, sample, 6, hash, 1, signature, 64, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_verify_hash_with_context(key, alg, hash, 32, hash, 1, signature, 64));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_verify_message_with_context(key, alg, sample, 6, hash, 1, signature, 64));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_hash(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), hash, 32, signature, 64, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_sign_hash(verifies, alg, hash, 32, signature, 64, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_sign_message(verifies, alg, sample, 6, signature, 64, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_verify_hash(signs, alg, hash, 32, signature, 64));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_verify_message(signs, alg, sample, 6, signature, 64));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_sign_hash(9, alg, hash, 32, signature, 64, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_verify_message(9, alg, sample, 6, signature, 64));
}

static void parts(void)
{
    const psa_key_id_t key = import(P256, SIGNS | VERIFIES, alg, SCALAR);
    psa_sign_operation_t s = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t v = PSA_VERIFY_OPERATION_INIT;

    OK(psa_sign_setup(&s, key, alg));
    OK(psa_sign_set_context(&s, NULL, 0));
    OK(psa_sign_update(&s, sample, 2));
    OK(psa_sign_update(&s, sample + 2, 4));
    OK(psa_sign_finish(&s, signature, 64, &n));
    BYTES(signature, n, SIGNATURE);
    CHECK(s.id == 0);
    OK(psa_verify_setup(&v, key, alg, signature, 64));
    OK(psa_verify_set_context(&v, NULL, 0));
    OK(psa_verify_update(&v, sample, 6));
    OK(psa_verify_finish(&v));
    CHECK(v.id == 0);

    OK(psa_verify_setup(&v, key, alg, signature, 64));
    OK(psa_verify_update(&v, sample, 5));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_finish(&v));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_finish(&v));
    OK(psa_verify_abort(&v));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_update(&v, sample, 5));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_set_context(&v, NULL, 0));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_finish(&v));
    OK(psa_verify_abort(&v));

    OK(psa_sign_setup(&s, key, alg));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_set_context(&s, hash, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_update(&s, sample, 6));
    OK(psa_sign_abort(&s));
    OK(psa_sign_setup(&s, key, alg));
    OK(psa_sign_update(&s, sample, 6));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_set_context(&s, NULL, 0));
    OK(psa_sign_abort(&s));
    OK(psa_sign_setup(&s, key, alg));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_sign_finish(&s, signature, 63, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_BAD_STATE, psa_sign_finish(&s, signature, 64, &n));
    OK(psa_sign_abort(&s));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_update(&s, sample, 6));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_set_context(&s, NULL, 0));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_finish(&s, signature, 64, &n));
    OK(psa_sign_setup(&s, key, alg));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_setup(&s, key, alg));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_update(&s, sample, 6)); /* in the error state now */
    OK(psa_sign_abort(&s));
    OK(psa_verify_setup(&v, key, alg, signature, 64));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_setup(&v, key, alg, signature, 64));
    OK(psa_verify_abort(&v));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_setup(&s, key, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_sign_setup(&s, key, PSA_ALG_ECDSA(PSA_ALG_SHA_256)));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_sign_setup(&s, 0, alg));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_verify_setup(&v, 0, alg, signature, 64));
    CHECK(s.id == 0 && v.id == 0);
    OK(psa_sign_setup(&s, key, alg));
    OK(psa_verify_setup(&v, key, alg, signature, 64));
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_BAD_STATE, psa_sign_finish(&s, signature, 64, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_verify_finish(&v));
    OK(psa_sign_abort(&s));
    OK(psa_verify_abort(&v));
}

/* RFC 8032, 7.1, test 2. */
static void ed25519(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_PURE_EDDSA,
                                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const uint8_t message = 0x72;

    OK(psa_sign_message(key, PSA_ALG_PURE_EDDSA, &message, 1, signature, 64, &n));
    BYTES(signature, n, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_sign_hash(key, PSA_ALG_PURE_EDDSA, hash, 32, signature, 64, &n)); /* signs messages only */
}

/* RFC 8032, 7.2, "foo": Ed25519ctx. */
static void contexts(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), SIGNS | VERIFIES, PSA_ALG_EDDSA_CTX,
                                    "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6");
    const uint8_t *const foo = (const uint8_t *)"foo";
    uint8_t message[16];
    const size_t length = from_hex(message, "f726936d19c800494e3fdaff20b276a8");

    OK(psa_sign_message_with_context(key, PSA_ALG_EDDSA_CTX, message, length, foo, 3, signature, 64, &n));
    BYTES(signature, n, "55a4cc2f70a54e04288c5f4cd1e45a7bb520b36292911876cada7323198dd87a8b36950b95130022907a7fb7c4e9b2d5f6cca685a587b4b21f4b888e4e7edb0d");
    OK(psa_verify_message_with_context(key, PSA_ALG_EDDSA_CTX, message, length, foo, 3, signature, 64));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_message_with_context(key, PSA_ALG_EDDSA_CTX, message, length, foo, 2, signature, 64));
}

static void rsa(void)
{
    const psa_algorithm_t pss = PSA_ALG_RSA_PSS(PSA_ALG_SHA_256);
    const psa_key_id_t key = generate(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, SIGNS | VERIFIES, pss);
    uint8_t s[256], public_key[512];
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_RSA_PUBLIC_KEY, 0, VERIFIES, pss);
    psa_key_id_t public_id;
    size_t length;

    OK(psa_sign_hash(key, pss, hash, 32, s, sizeof s, &n));
    CHECK(n == 256);
    OK(psa_export_public_key(key, public_key, sizeof public_key, &length));
    OK(psa_import_key(&a, public_key, length, &public_id));
    OK(psa_verify_hash(public_id, pss, hash, 32, s, n));
    s[100] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_verify_hash(public_id, pss, hash, 32, s, n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_sign_hash(public_id, pss, hash, 32, s, sizeof s, &n));
}

int main(void)
{
    OK(psa_crypto_init());
    OK(psa_hash_compute(PSA_ALG_SHA_256, sample, 6, hash, 32, &n));
    RUN(ecdsa);
    RUN(parts);
    RUN(ed25519);
    RUN(contexts);
    RUN(rsa);
    return result();
}
