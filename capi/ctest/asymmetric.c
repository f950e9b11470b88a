/* Asymmetric encryption, agreement, encapsulation, wrapping: every function, and every status of their pages that can be provoked. */
#include "check.h"

static uint8_t out[2048], back[2048];
static size_t n, m;

static void encryption(void)
{
    const psa_algorithm_t oaep = PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256);
    const psa_key_id_t key = generate(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, oaep);
    const psa_key_id_t encrypts = generate(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_RSA_PKCS1V15_CRYPT);
    const uint8_t *const text = (const uint8_t *)"attack at dawn", *const label = (const uint8_t *)"label";

    OK(psa_asymmetric_encrypt(key, oaep, text, 14, label, 5, out, 256, &n));
    CHECK(n == 256);
    OK(psa_asymmetric_decrypt(key, oaep, out, n, label, 5, back, 14, &m));
    CHECK(m == 14 && memcmp(back, text, 14) == 0);
    memset(back, 0xaa, 64);
    WANT(PSA_ERROR_INVALID_PADDING, psa_asymmetric_decrypt(key, oaep, out, n, label, 4, back, 64, &m));
    CHECK(m == 0 && all_zero(back, 64));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_asymmetric_decrypt(key, oaep, out, n, label, 5, back, 13, &m));
    CHECK(m == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_asymmetric_encrypt(key, oaep, text, 14, label, 5, out, 255, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_asymmetric_encrypt(key, oaep, out, 191, NULL, 0, out, 256, &n)); /* too long for the padding */
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_asymmetric_decrypt(key, oaep, out, 255, NULL, 0, back, 256, &m));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_asymmetric_encrypt(encrypts, PSA_ALG_RSA_PKCS1V15_CRYPT, text, 14, label, 5, out, 256, &n)); /* takes no salt */
    OK(psa_asymmetric_encrypt(encrypts, PSA_ALG_RSA_PKCS1V15_CRYPT, text, 14, NULL, 0, out, 256, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_asymmetric_decrypt(encrypts, PSA_ALG_RSA_PKCS1V15_CRYPT, out, n, NULL, 0, back, 256, &m));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_asymmetric_encrypt(encrypts, oaep, text, 14, NULL, 0, out, 256, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_asymmetric_encrypt(key, PSA_ALG_GCM, text, 14, NULL, 0, out, 256, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_asymmetric_encrypt(5, oaep, text, 14, NULL, 0, out, 256, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_asymmetric_decrypt(5, oaep, out, 256, NULL, 0, back, 256, &m));
}

/* RFC 5903, 8.1: P-256. */
#define INITIATOR "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"
#define RESPONDER_POINT "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63" \
                        "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"
#define SHARED "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"
#define P256 PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)

static void agreement(void)
{
    const psa_key_id_t key = import(P256, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, INITIATOR);
    const psa_key_id_t exports = import(P256, PSA_KEY_USAGE_EXPORT, PSA_ALG_ECDH, INITIATOR);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    uint8_t peer[65];
    psa_key_id_t secret = 1;

    from_hex(peer, RESPONDER_POINT);
    OK(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 65, out, 32, &n));
    BYTES(out, n, SHARED);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 65, out, 31, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 64, out, 32, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_raw_key_agreement(PSA_ALG_SHA_256, key, peer, 65, out, 32, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_raw_key_agreement(PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)), key, peer, 65, out, 32, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_raw_key_agreement(PSA_ALG_ECDH, exports, peer, 65, out, 32, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_raw_key_agreement(PSA_ALG_ECDH, 3, peer, 65, out, 32, &n));

    OK(psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &secret));
    OK(psa_export_key(secret, out, sizeof out, &n));
    BYTES(out, n, SHARED);
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &secret));
    CHECK(secret == 0);
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_set_key_bits(&a, 128);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &secret));
    psa_set_key_bits(&a, 256);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_agreement(exports, peer, 65, PSA_ALG_ECDH, &a, &secret));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_key_agreement(3, peer, 65, PSA_ALG_ECDH, &a, &secret));
    psa_set_key_id(&a, 71);
    OK(psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &secret));
    CHECK(secret == 71);
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &secret));
    CHECK(secret == 0);
    OK(psa_destroy_key(71));
}

static void encapsulation(void)
{
    const psa_algorithm_t alg = PSA_ALG_ML_KEM;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    psa_key_attributes_t pair = attributes(PSA_KEY_TYPE_ML_KEM_KEY_PAIR, 768, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, alg);
    psa_key_id_t key, ours = 1, theirs = 1;
    uint8_t secret[2][64];

    WANT(PSA_ERROR_INVALID_HANDLE, psa_encapsulate(4, alg, &a, &ours, out, sizeof out, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_decapsulate(4, alg, out, 1088, &a, &theirs));
    CHECK(ours == 0 && theirs == 0 && n == 0);
    OK(psa_generate_key(&pair, &key));
    OK(psa_encapsulate(key, alg, &a, &ours, out, 1088, &n));
    CHECK(n == 1088); /* FIPS 203, table 3 */
    OK(psa_decapsulate(key, alg, out, n, &a, &theirs));
    OK(psa_export_key(ours, secret[0], 64, &m));
    CHECK(m == 32);
    OK(psa_export_key(theirs, secret[1], 64, &m));
    CHECK(memcmp(secret[0], secret[1], 32) == 0);
    out[0] ^= 1; /* implicit rejection: another secret and no error (FIPS 203, algorithm 18) */
    OK(psa_decapsulate(key, alg, out, n, &a, &theirs));
    OK(psa_export_key(theirs, secret[1], 64, &m));
    CHECK(memcmp(secret[0], secret[1], 32) != 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_decapsulate(key, alg, out, n - 1, &a, &theirs));
    CHECK(theirs == 0);
    /* Too small a buffer makes no key: the identifier is free afterwards. */
    psa_set_key_id(&a, 72);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_encapsulate(key, alg, &a, &ours, out, 1087, &n));
    CHECK(ours == 0 && n == 0);
    OK(psa_encapsulate(key, alg, &a, &ours, out, 1088, &n));
    CHECK(ours == 72);
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_encapsulate(key, alg, &a, &ours, out, 1088, &n));
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_decapsulate(key, alg, out, 1088, &a, &theirs));
    OK(psa_destroy_key(72));
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    psa_set_key_usage_flags(&pair, 0);
    OK(psa_generate_key(&pair, &key));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_encapsulate(key, alg, &a, &ours, out, 1088, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_decapsulate(key, alg, out, 1088, &a, &theirs));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_encapsulate(key, PSA_ALG_CTR, &a, &ours, out, 1088, &n));
}

/* RFC 3394, 4.1. */
static void wrapping(void)
{
    const psa_key_id_t wraps = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_WRAP | PSA_KEY_USAGE_UNWRAP, PSA_ALG_KW, "000102030405060708090a0b0c0d0e0f");
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, "00112233445566778899aabbccddeeff");
    const psa_key_id_t stays = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR, "00112233445566778899aabbccddeeff");
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    psa_key_id_t unwrapped = 1;

    WANT(PSA_ERROR_INVALID_HANDLE, psa_wrap_key(6, PSA_ALG_KW, key, back, 24, &m));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_unwrap_key(&a, 6, PSA_ALG_KW, out, 24, &unwrapped));
    CHECK(m == 0 && unwrapped == 0);
    OK(psa_wrap_key(wraps, PSA_ALG_KW, key, out, 24, &n));
    BYTES(out, n, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
    OK(psa_unwrap_key(&a, wraps, PSA_ALG_KW, out, 24, &unwrapped));
    OK(psa_export_key(unwrapped, back, sizeof back, &m));
    BYTES(back, m, "00112233445566778899aabbccddeeff");
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_wrap_key(wraps, PSA_ALG_KW, key, back, 23, &m));
    CHECK(m == 0);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_wrap_key(wraps, PSA_ALG_KW, stays, back, 24, &m));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_wrap_key(key, PSA_ALG_KW, wraps, back, 24, &m));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_wrap_key(wraps, PSA_ALG_CTR, key, back, 24, &m));
    out[5] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_unwrap_key(&a, wraps, PSA_ALG_KW, out, 24, &unwrapped));
    CHECK(unwrapped == 0);
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(encryption);
    RUN(agreement);
    RUN(encapsulation);
    RUN(wrapping);
    return result();
}
