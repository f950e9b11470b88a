/* Buffers of one call may overlap: the result is that of buffers that are apart (PSA Crypto 1.5, "Overlap between parameters"). */
#include "check.h"

#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)
#define AT 128
#define LENGTH 96

static const int distances[] = {0, 1, -1, 2, -2, 8, -8, 12, 15, -15, 16, -16, 17, -17, 31, 32, -32, 64, -64, 95, -95, 96, -96};
static uint8_t text[512], apart[512], buffer[1024], nonce[16], ad[16];
static size_t n, m;

/* CALL(in, out, size, length) with input and output at all distances from each other gives what it gives with buffers that are apart. */
#define OVERLAPS(name, length, CALL)                                                                      \
    do {                                                                                                  \
        OK(CALL(text, apart, sizeof apart, &n));                                                          \
        for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {                               \
            uint8_t *const in = buffer + AT, *const out = in + distances[i];                              \
            memset(buffer, 0x55, sizeof buffer);                                                          \
            memcpy(in, text, length);                                                                     \
            OK(CALL(in, out, 512, &m));                                                                   \
            if (m != n || memcmp(out, apart, n) != 0) {                                                   \
                printf("%s with the output %d bytes from the input\n", name, distances[i]);               \
                check_failures++;                                                                         \
            }                                                                                             \
        }                                                                                                 \
    } while (0)

static psa_key_id_t key;
static psa_algorithm_t alg;
static size_t length = LENGTH;

#define HASH(in, out, size, l) psa_hash_compute(PSA_ALG_SHA_256, in, LENGTH, out, size, l)
#define MAC(in, out, size, l) psa_mac_compute(key, alg, in, LENGTH, out, size, l)
#define DECRYPT(in, out, size, l) psa_cipher_decrypt(key, alg, in, length, out, size, l)
#define SEAL(in, out, size, l) psa_aead_encrypt(key, alg, nonce, 12, ad, 16, in, LENGTH, out, size, l)
#define OPEN(in, out, size, l) psa_aead_decrypt(key, alg, nonce, 12, ad, 16, in, length, out, size, l)
#define SIGN(in, out, size, l) psa_sign_message(key, alg, in, LENGTH, out, size, l)
#define AGREE(in, out, size, l) psa_raw_key_agreement(PSA_ALG_ECDH, key, in, 65, out, size, l)
#define RSA_DECRYPT(in, out, size, l) psa_asymmetric_decrypt(key, alg, in, 256, NULL, 0, out, size, l)

static psa_status_t encrypt_parts(const uint8_t *in, uint8_t *out, size_t size, size_t *total)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    size_t more = 0;
    psa_status_t status = psa_cipher_encrypt_setup(&op, key, alg);

    if (!status && alg != PSA_ALG_ECB_NO_PADDING)
        status = psa_cipher_set_iv(&op, nonce, alg == PSA_ALG_STREAM_CIPHER ? 12 : 16);
    if (!status)
        status = psa_cipher_update(&op, in, LENGTH, out, size, total);
    if (!status)
        status = psa_cipher_finish(&op, out + *total, size - *total, &more);
    *total += more;
    return status;
}

static psa_status_t seal_parts(const uint8_t *in, uint8_t *out, size_t size, size_t *total)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    size_t more = 0, tag = 0;
    psa_status_t status = psa_aead_encrypt_setup(&op, key, alg);

    if (!status)
        status = psa_aead_set_nonce(&op, nonce, 12);
    if (!status)
        status = psa_aead_update_ad(&op, ad, 16);
    if (!status)
        status = psa_aead_update(&op, in, LENGTH, out, size, total);
    if (!status)
        status = psa_aead_finish(&op, out + *total, size - *total - 16, &more, out + size - 16, 16, &tag);
    *total += more;
    return status;
}

/* SP 800-38A has no long message: what the algorithm gives apart is checked in cipher.c and aead.c, here it is only compared with itself. */
static void ciphers(void)
{
    static const psa_algorithm_t algs[] = {PSA_ALG_CTR, PSA_ALG_CBC_NO_PADDING, PSA_ALG_ECB_NO_PADDING, PSA_ALG_CBC_PKCS7, PSA_ALG_CFB, PSA_ALG_OFB};

    for (size_t j = 0; j < sizeof algs / sizeof *algs; j++) {
        alg = algs[j];
        key = generate(PSA_KEY_TYPE_AES, 128, BOTH, alg);
        if (psa_check_key_usage(key, alg, PSA_KEY_USAGE_ENCRYPT) == PSA_ERROR_NOT_SUPPORTED)
            continue;
        OVERLAPS("a cipher in parts", LENGTH, encrypt_parts);
        OK(psa_cipher_encrypt(key, alg, text, LENGTH, apart, sizeof apart, &length));
        memcpy(text, apart, length);
        OVERLAPS("decryption", length, DECRYPT);
        /* A random IV makes encryption different each time, so what it gives is decrypted. */
        for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
            uint8_t *const in = buffer + AT, *const out = in + distances[i];

            memset(buffer, 0x55, sizeof buffer);
            memcpy(in, text, LENGTH);
            OK(psa_cipher_encrypt(key, alg, in, LENGTH, out, 512, &m));
            OK(psa_cipher_decrypt(key, alg, out, m, apart, sizeof apart, &n));
            CHECK(n == LENGTH && memcmp(apart, text, LENGTH) == 0);
        }
    }
}

static void aeads(void)
{
    static const psa_algorithm_t algs[] = {PSA_ALG_GCM, PSA_ALG_CCM, PSA_ALG_CHACHA20_POLY1305};

    for (size_t j = 0; j < sizeof algs / sizeof *algs; j++) {
        const int chacha = algs[j] == PSA_ALG_CHACHA20_POLY1305;

        alg = algs[j];
        key = generate(chacha ? PSA_KEY_TYPE_CHACHA20 : PSA_KEY_TYPE_AES, 256, BOTH, alg);
        if (psa_check_key_usage(key, alg, PSA_KEY_USAGE_ENCRYPT) == PSA_ERROR_NOT_SUPPORTED)
            continue;
        OVERLAPS("AEAD encryption", LENGTH, SEAL);
        if (alg != PSA_ALG_CCM)
            OVERLAPS("AEAD in parts", LENGTH, seal_parts);
        OK(psa_aead_encrypt(key, alg, nonce, 12, ad, 16, text, LENGTH, apart, sizeof apart, &length));
        memcpy(text, apart, length);
        OVERLAPS("AEAD decryption", length, OPEN);
        /* Nonce and additional data inside the output. */
        OK(psa_aead_encrypt(key, alg, nonce, 12, ad, 16, text, LENGTH, apart, sizeof apart, &n));
        memcpy(buffer, text, LENGTH);
        memcpy(buffer + 10, nonce, 12);
        memcpy(buffer + 40, ad, 16);
        OK(psa_aead_encrypt(key, alg, buffer + 10, 12, buffer + 40, 16, text, LENGTH, buffer, 512, &m));
        CHECK(m == n && memcmp(buffer, apart, n) == 0);
    }
}

static void others(void)
{
    size_t point;

    OVERLAPS("a hash", LENGTH, HASH);
    alg = PSA_ALG_HMAC(PSA_ALG_SHA_256);
    key = generate(PSA_KEY_TYPE_HMAC, 256, PSA_KEY_USAGE_SIGN_MESSAGE, alg);
    OVERLAPS("a MAC", LENGTH, MAC);
    alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    key = generate(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_SIGN_MESSAGE, alg);
    OVERLAPS("a signature", LENGTH, SIGN);
    alg = PSA_ALG_PURE_EDDSA;
    key = generate(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255, PSA_KEY_USAGE_SIGN_MESSAGE, alg);
    OVERLAPS("a signature of Ed25519", LENGTH, SIGN);
    key = generate(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH);
    OK(psa_export_public_key(key, text, sizeof text, &point));
    OVERLAPS("an agreement", point, AGREE);
    alg = PSA_ALG_RSA_PKCS1V15_CRYPT;
    key = generate(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, BOTH, alg);
    OK(psa_asymmetric_encrypt(key, alg, ad, 16, NULL, 0, text, 256, &point));
    OVERLAPS("RSA decryption", 256, RSA_DECRYPT);
}

/* A buffer that is too small is told before anything is written: the input in the same place is whole, and the call can be made again. */
static void too_small(void)
{
    const psa_key_id_t ctr = generate(PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR), gcm = generate(PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_GCM);
    uint8_t before[LENGTH];

    memcpy(before, text, LENGTH);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_encrypt(ctr, PSA_ALG_CTR, text, LENGTH, text, LENGTH + 15, &n));
    CHECK(n == 0 && memcmp(text, before, LENGTH) == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_decrypt(ctr, PSA_ALG_CTR, text, LENGTH, text, LENGTH - 17, &n));
    CHECK(n == 0 && memcmp(text, before, LENGTH) == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_encrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, text, LENGTH, text, LENGTH + 15, &n));
    CHECK(n == 0 && memcmp(text, before, LENGTH) == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_decrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, text, LENGTH, text, LENGTH - 17, &n));
    CHECK(n == 0 && memcmp(text, before, LENGTH) == 0);
    /* What else is wrong comes first. */
    WANT(PSA_ERROR_NOT_PERMITTED, psa_cipher_encrypt(ctr, PSA_ALG_CBC_NO_PADDING, text, LENGTH, text, 1, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_aead_encrypt(7, PSA_ALG_GCM, nonce, 12, NULL, 0, text, LENGTH, text, 1, &n));
    CHECK(strstr(psacrypto_last_error(), "aead encrypt") != NULL);
}

int main(void)
{
    OK(psa_crypto_init());
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + 3);
    RUN(others);
    RUN(ciphers);
    RUN(aeads);
    RUN(too_small);
    return result();
}
