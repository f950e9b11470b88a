/* AEAD: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test case 4. */
#define KEY "feffe9928665731c6d6a8f9467308308"
#define NONCE "cafebabefacedbaddecaf888"
#define AD "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define PLAIN "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define CIPHER "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
#define TAG "5bc94fbc3221a5db94fae95ae7121a47"
#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)

static uint8_t plain[60], cipher[76], nonce[12], ad[20], out[128], tag[16];
static size_t n, m;

static void one_shot(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_GCM, KEY);
    const psa_key_id_t encrypts = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, KEY);

    OK(psa_aead_encrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, plain, 60, out, 76, &n));
    BYTES(out, n, CIPHER TAG);
    OK(psa_aead_decrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, out, 76, out, 60, &n));
    BYTES(out, n, PLAIN);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_encrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, plain, 60, out, 75, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_decrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, cipher, 76, out, 59, &n));
    CHECK(n == 0);
    cipher[75] ^= 1;
    memset(out, 0xaa, sizeof out);
    n = 7;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_aead_decrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, cipher, 76, out, 60, &n));
    CHECK(n == 0 && all_zero(out, 60));
    cipher[75] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_aead_decrypt(key, PSA_ALG_GCM, nonce, 12, ad, 20, cipher, 15, out, 60, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_aead_encrypt(key, PSA_ALG_GCM, nonce, 0, ad, 20, plain, 60, out, 76, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_aead_encrypt(key, PSA_ALG_CTR, nonce, 12, ad, 20, plain, 60, out, 76, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_aead_encrypt(key, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 12), nonce, 12, ad, 20, plain, 60, out, 76, &n));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_aead_decrypt(encrypts, PSA_ALG_GCM, nonce, 12, ad, 20, cipher, 76, out, 60, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_aead_encrypt(77, PSA_ALG_GCM, nonce, 12, ad, 20, plain, 60, out, 76, &n));
}

static void begin(psa_aead_operation_t *op, psa_key_id_t key, int encrypt)
{
    if (encrypt)
        OK(psa_aead_encrypt_setup(op, key, PSA_ALG_GCM));
    else
        OK(psa_aead_decrypt_setup(op, key, PSA_ALG_GCM));
    CHECK(op->id != 0 && op->alg == PSA_ALG_GCM);
    OK(psa_aead_set_lengths(op, 20, 60));
    OK(psa_aead_set_nonce(op, nonce, 12));
    OK(psa_aead_update_ad(op, ad, 7));
    OK(psa_aead_update_ad(op, ad + 7, 13));
}

static void parts(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_GCM, KEY);
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    size_t total, length;

    begin(&op, key, 1);
    OK(psa_aead_update(&op, plain, 21, out, sizeof out, &total));
    OK(psa_aead_update(&op, plain + 21, 39, out + total, sizeof out - total, &length));
    total += length;
    OK(psa_aead_finish(&op, out + total, sizeof out - total, &length, tag, 16, &m));
    BYTES(out, total + length, CIPHER);
    BYTES(tag, m, TAG);
    CHECK(op.id == 0 && op.alg == 0);

    begin(&op, key, 0);
    OK(psa_aead_update(&op, cipher, 60, out, sizeof out, &total));
    OK(psa_aead_verify(&op, out + total, sizeof out - total, &length, tag, 16));
    BYTES(out, total + length, PLAIN);
    CHECK(op.id == 0 && op.alg == 0);

    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    OK(psa_aead_generate_nonce(&op, out, sizeof out, &n));
    CHECK(n == 12);
    OK(psa_aead_finish(&op, NULL, 0, &n, tag, 16, &m));
    CHECK(n == 0 && m == 16);
    OK(psa_aead_decrypt(key, PSA_ALG_GCM, out, 12, NULL, 0, tag, 16, NULL, 0, &n));
    CHECK(n == 0);
}

static void refused(psa_aead_operation_t *op)
{
    WANT(PSA_ERROR_BAD_STATE, psa_aead_set_lengths(op, 1, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_generate_nonce(op, out, 12, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_set_nonce(op, nonce, 12));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_update_ad(op, ad, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_update(op, plain, 1, out, sizeof out, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_finish(op, out, sizeof out, &n, tag, 16, &m));
    CHECK(n == 0 && m == 0);
    WANT(PSA_ERROR_BAD_STATE, psa_aead_verify(op, out, sizeof out, &n, tag, 16));
    OK(psa_aead_abort(op));
    OK(psa_aead_abort(op));
    CHECK(op->id == 0 && op->alg == 0);
}

static void states(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_GCM, KEY);
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;

    refused(&op);
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_update(&op, plain, 1, out, sizeof out, &n)); /* no nonce */
    refused(&op);
    OK(psa_aead_decrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_generate_nonce(&op, out, 12, &n));
    refused(&op);
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_generate_nonce(&op, out, 11, &n));
    refused(&op);
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_aead_set_nonce(&op, nonce, 0));
    refused(&op);
    begin(&op, key, 1);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_aead_update_ad(&op, ad, 1)); /* more than announced */
    refused(&op);
    begin(&op, key, 1);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_update(&op, plain, 60, out, 15, &n));
    refused(&op);
    begin(&op, key, 1);
    OK(psa_aead_update(&op, plain, 32, out, sizeof out, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_aead_finish(&op, out, sizeof out, &n, tag, 16, &m)); /* less than announced */
    refused(&op);
    begin(&op, key, 1);
    OK(psa_aead_update(&op, plain, 60, out, sizeof out, &n));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_aead_finish(&op, out + n, sizeof out - n, &n, tag, 15, &m));
    CHECK(n == 0 && m == 0);
    refused(&op);
    begin(&op, key, 1);
    OK(psa_aead_update(&op, plain, 60, out, sizeof out, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_update_ad(&op, ad, 0)); /* after the text */
    refused(&op);
    begin(&op, key, 1);
    WANT(PSA_ERROR_BAD_STATE, psa_aead_verify(&op, out, sizeof out, &n, tag, 16)); /* of an encryption */
    refused(&op);
    begin(&op, key, 0);
    OK(psa_aead_update(&op, cipher, 60, out, sizeof out, &n));
    tag[0] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_aead_verify(&op, out + n, sizeof out - n, &n, tag, 16));
    CHECK(n == 0);
    refused(&op);
    begin(&op, key, 0);
    WANT(PSA_ERROR_BAD_STATE, psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_BAD_STATE, psa_aead_decrypt_setup(&op, key, PSA_ALG_GCM));
    OK(psa_destroy_key(key));
    refused(&op);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_aead_decrypt_setup(&op, key, PSA_ALG_GCM));
    CHECK(op.id == 0 && op.alg == 0);
}

int main(void)
{
    OK(psa_crypto_init());
    from_hex(plain, PLAIN);
    from_hex(cipher, CIPHER TAG);
    from_hex(nonce, NONCE);
    from_hex(ad, AD);
    RUN(one_shot);
    RUN(parts);
    RUN(states);
    return result();
}
