/* Unauthenticated ciphers: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* SP 800-38A, F.5.1 (CTR) and F.2.1 (CBC), first blocks. */
#define KEY "2b7e151628aed2a6abf7158809cf4f3c"
#define PLAIN "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
#define COUNTER "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define CTR "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
#define IV "000102030405060708090a0b0c0d0e0f"
#define CBC "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)

static uint8_t plain[64], iv[16], out[128], back[128];
static size_t n, m;

static void one_shot(void)
{
    const psa_key_id_t ctr = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, KEY);
    const psa_key_id_t pkcs7 = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CBC_PKCS7, KEY);
    uint8_t message[64];

    OK(psa_cipher_encrypt(ctr, PSA_ALG_CTR, plain, 32, out, 48, &n));
    CHECK(n == 48);
    OK(psa_cipher_decrypt(ctr, PSA_ALG_CTR, out, n, back, 32, &m));
    BYTES(back, m, PLAIN);
    from_hex(message, COUNTER CTR);
    OK(psa_cipher_decrypt(ctr, PSA_ALG_CTR, message, 48, back, 32, &m));
    BYTES(back, m, PLAIN);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_encrypt(ctr, PSA_ALG_CTR, plain, 32, out, 47, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_decrypt(ctr, PSA_ALG_CTR, message, 48, back, 31, &m));
    CHECK(m == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_decrypt(ctr, PSA_ALG_CTR, message, 15, back, 32, &m));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_cipher_encrypt(ctr, PSA_ALG_CBC_PKCS7, plain, 32, out, sizeof out, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_encrypt(ctr, PSA_ALG_GCM, plain, 32, out, sizeof out, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_cipher_encrypt(0x3ffffff0, PSA_ALG_CTR, plain, 32, out, sizeof out, &n));

    OK(psa_cipher_encrypt(pkcs7, PSA_ALG_CBC_PKCS7, plain, 20, out, sizeof out, &n));
    CHECK(n == 48);
    OK(psa_cipher_decrypt(pkcs7, PSA_ALG_CBC_PKCS7, out, n, back, 20, &m));
    CHECK(m == 20 && memcmp(back, plain, 20) == 0);
    /* The first block of CBC decrypts to the plaintext of F.2.1, which does not end in padding. */
    from_hex(message, IV CBC);
    memset(back, 0xaa, sizeof back);
    WANT(PSA_ERROR_INVALID_PADDING, psa_cipher_decrypt(pkcs7, PSA_ALG_CBC_PKCS7, message, 32, back, 16, &m));
    CHECK(m == 0 && all_zero(back, 16));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_decrypt(pkcs7, PSA_ALG_CBC_PKCS7, message, 31, back, 16, &m));
}

static void parts(void)
{
    const psa_key_id_t ctr = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, KEY);
    const psa_key_id_t cbc = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CBC_NO_PADDING, KEY);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    uint8_t counter[16];

    from_hex(counter, COUNTER);
    OK(psa_cipher_encrypt_setup(&op, ctr, PSA_ALG_CTR));
    OK(psa_cipher_set_iv(&op, counter, 16));
    OK(psa_cipher_update(&op, plain, 5, out, 5, &n));
    CHECK(n == 5);
    OK(psa_cipher_update(&op, plain + 5, 27, out + 5, 27, &m));
    OK(psa_cipher_finish(&op, NULL, 0, &m));
    CHECK(m == 0 && op.id == 0);
    BYTES(out, 32, CTR);

    OK(psa_cipher_decrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    OK(psa_cipher_set_iv(&op, iv, 16));
    from_hex(out, CBC);
    OK(psa_cipher_update(&op, out, 20, back, sizeof back, &n));
    OK(psa_cipher_update(&op, out + 20, 12, back + n, sizeof back - n, &m));
    n += m;
    OK(psa_cipher_finish(&op, back + n, sizeof back - n, &m));
    BYTES(back, n + m, PLAIN);

    OK(psa_cipher_encrypt_setup(&op, ctr, PSA_ALG_CTR));
    OK(psa_cipher_generate_iv(&op, iv, 16, &n));
    CHECK(n == 16);
    OK(psa_cipher_update(&op, plain, 32, out, 32, &n));
    OK(psa_cipher_finish(&op, out, 0, &n));
    OK(psa_cipher_decrypt_setup(&op, ctr, PSA_ALG_CTR));
    OK(psa_cipher_set_iv(&op, iv, 16));
    OK(psa_cipher_update(&op, out, 32, back, 32, &n));
    OK(psa_cipher_finish(&op, back, 0, &m));
    BYTES(back, n, PLAIN);
}

static void refused(psa_cipher_operation_t *op)
{
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_generate_iv(op, back, 16, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_set_iv(op, iv, 16));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_update(op, plain, 16, out, sizeof out, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_finish(op, out, sizeof out, &n));
    OK(psa_cipher_abort(op));
    OK(psa_cipher_abort(op));
}

static void states(void)
{
    const psa_key_id_t cbc = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CBC_NO_PADDING, KEY);
    const psa_key_id_t ecb = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_ECB_NO_PADDING, KEY);
    const psa_key_id_t encrypts = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR, KEY);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;

    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_update(&op, plain, 16, out, sizeof out, &n)); /* no IV yet */
    refused(&op);
    OK(psa_cipher_decrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_generate_iv(&op, back, 16, &n));
    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, ecb, PSA_ALG_ECB_NO_PADDING));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_set_iv(&op, iv, 16));
    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_set_iv(&op, iv, 15));
    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_generate_iv(&op, back, 15, &n));
    CHECK(n == 0);
    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    OK(psa_cipher_set_iv(&op, iv, 16));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_update(&op, plain, 16, out, 15, &n));
    CHECK(n == 0);
    refused(&op);
    OK(psa_cipher_encrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    OK(psa_cipher_set_iv(&op, iv, 16));
    OK(psa_cipher_update(&op, plain, 17, out, 32, &n));
    CHECK(n == 16);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_finish(&op, out, sizeof out, &n)); /* no whole number of blocks */
    refused(&op);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_cipher_decrypt_setup(&op, encrypts, PSA_ALG_CTR));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_cipher_encrypt_setup(&op, encrypts, PSA_ALG_CBC_NO_PADDING));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_cipher_encrypt_setup(&op, encrypts, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_cipher_encrypt_setup(&op, 0, PSA_ALG_CTR));
    CHECK(op.id == 0);
    OK(psa_cipher_encrypt_setup(&op, encrypts, PSA_ALG_CTR));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_encrypt_setup(&op, encrypts, PSA_ALG_CTR));
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_decrypt_setup(&op, cbc, PSA_ALG_CBC_NO_PADDING));
    OK(psa_cipher_set_iv(&op, iv, 16)); /* a refused setup leaves it unchanged */
    OK(psa_destroy_key(encrypts));
    refused(&op);
}

/* BUFFER_TOO_SMALL and INVALID_PADDING of psa_cipher_finish. */
static void finishing(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CBC_PKCS7, KEY);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    uint8_t message[32];

    OK(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CBC_PKCS7));
    OK(psa_cipher_set_iv(&op, iv, 16));
    OK(psa_cipher_update(&op, plain, 3, NULL, 0, &n));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_cipher_finish(&op, out, 15, &n));
    refused(&op);
    from_hex(message, CBC);
    OK(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CBC_PKCS7));
    OK(psa_cipher_set_iv(&op, iv, 16));
    OK(psa_cipher_update(&op, message, 16, back, 16, &n));
    memset(back, 0xaa, sizeof back);
    WANT(PSA_ERROR_INVALID_PADDING, psa_cipher_finish(&op, back, 16, &n));
    CHECK(n == 0 && all_zero(back, 16));
    refused(&op);
}

int main(void)
{
    OK(psa_crypto_init());
    from_hex(plain, PLAIN);
    from_hex(iv, IV);
    RUN(one_shot);
    RUN(parts);
    RUN(states);
    from_hex(iv, IV);
    RUN(finishing);
    return result();
}
