/*
 * Null pointers: with length 0 they are buffers like any other, everywhere else they give INVALID_ARGUMENT, and an operation that got one is in
 * the error state. Lengths beyond memory are told alike.
 */
#include "check.h"

#define AES128 "000102030405060708090a0b0c0d0e0f"
#define REFUSED(call)                                  \
    do {                                               \
        n = 99;                                        \
        key = 99;                                      \
        WANT(PSA_ERROR_INVALID_ARGUMENT, call);        \
        CHECK(n == 0 || n == 99);                      \
        CHECK(key == 0 || key == 99);                  \
    } while (0)

#define HUGE_LENGTH ((size_t)PTRDIFF_MAX + 1)

static psa_key_attributes_t a;
static const psa_custom_key_parameters_t usual = PSA_CUSTOM_KEY_PARAMETERS_INIT;
static psa_pake_cipher_suite_t suite;
static uint8_t b[64];
static size_t n;
static psa_key_id_t key;

static void one_shot(void)
{
    REFUSED(psa_hash_compute(PSA_ALG_SHA_256, NULL, 1, b, 32, &n));
    REFUSED(psa_hash_compute(PSA_ALG_SHA_256, b, HUGE_LENGTH, b, 32, &n));
    REFUSED(psa_hash_compute(PSA_ALG_SHA_256, b, 1, NULL, 32, &n));
    REFUSED(psa_hash_compute(PSA_ALG_SHA_256, b, 1, b, 32, NULL));
    REFUSED(psa_hash_compare(PSA_ALG_SHA_256, NULL, 1, b, 32));
    REFUSED(psa_hash_compare(PSA_ALG_SHA_256, b, 1, NULL, 32));
    REFUSED(psa_generate_random(NULL, 1));
    REFUSED(psa_get_key_attributes(1, NULL));
    REFUSED(psa_import_key(NULL, b, 16, &key));
    REFUSED(psa_import_key(&a, NULL, 16, &key));
    REFUSED(psa_import_key(&a, NULL, 0, &key));
    REFUSED(psa_import_key(&a, b, 16, NULL));
    REFUSED(psa_generate_key(NULL, &key));
    REFUSED(psa_generate_key(&a, NULL));
    REFUSED(psa_generate_key_custom(NULL, &usual, NULL, 0, &key));
    REFUSED(psa_generate_key_custom(&a, NULL, NULL, 0, &key));
    REFUSED(psa_generate_key_custom(&a, &usual, NULL, 1, &key));
    REFUSED(psa_generate_key_custom(&a, &usual, NULL, 0, NULL));
    REFUSED(psa_copy_key(1, NULL, &key));
    REFUSED(psa_copy_key(1, &a, NULL));
    REFUSED(psa_attach_key(NULL, b, 1, &key));
    REFUSED(psa_attach_key(&a, NULL, 1, &key));
    REFUSED(psa_attach_key(&a, b, 1, NULL));
    REFUSED(psa_export_key(1, NULL, 16, &n));
    REFUSED(psa_export_key(1, b, 16, NULL));
    REFUSED(psa_export_public_key(1, NULL, 16, &n));
    REFUSED(psa_export_public_key(1, b, 16, NULL));
    REFUSED(psa_open_key(1, NULL));
    REFUSED(psa_mac_compute(1, PSA_ALG_CMAC, NULL, 1, b, 16, &n));
    REFUSED(psa_mac_compute(1, PSA_ALG_CMAC, b, 1, NULL, 16, &n));
    REFUSED(psa_mac_compute(1, PSA_ALG_CMAC, b, 1, b, 16, NULL));
    REFUSED(psa_mac_verify(1, PSA_ALG_CMAC, NULL, 1, b, 16));
    REFUSED(psa_mac_verify(1, PSA_ALG_CMAC, b, 1, NULL, 16));
    REFUSED(psa_cipher_encrypt(1, PSA_ALG_CTR, NULL, 1, b, 64, &n));
    REFUSED(psa_cipher_encrypt(1, PSA_ALG_CTR, b, 1, NULL, 64, &n));
    REFUSED(psa_cipher_encrypt(1, PSA_ALG_CTR, b, 1, b, 64, NULL));
    REFUSED(psa_cipher_decrypt(1, PSA_ALG_CTR, NULL, 1, b, 64, &n));
    REFUSED(psa_cipher_decrypt(1, PSA_ALG_CTR, b, 1, NULL, 64, &n));
    REFUSED(psa_cipher_decrypt(1, PSA_ALG_CTR, b, 1, b, 64, NULL));
    REFUSED(psa_aead_encrypt(1, PSA_ALG_GCM, NULL, 12, b, 1, b, 1, b, 64, &n));
    REFUSED(psa_aead_encrypt(1, PSA_ALG_GCM, b, 12, NULL, 1, b, 1, b, 64, &n));
    REFUSED(psa_aead_encrypt(1, PSA_ALG_GCM, b, 12, b, 1, NULL, 1, b, 64, &n));
    REFUSED(psa_aead_encrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 1, NULL, 64, &n));
    REFUSED(psa_aead_encrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 1, b, 64, NULL));
    REFUSED(psa_aead_decrypt(1, PSA_ALG_GCM, NULL, 12, b, 1, b, 17, b, 64, &n));
    REFUSED(psa_aead_decrypt(1, PSA_ALG_GCM, b, 12, NULL, 1, b, 17, b, 64, &n));
    REFUSED(psa_aead_decrypt(1, PSA_ALG_GCM, b, 12, b, 1, NULL, 17, b, 64, &n));
    REFUSED(psa_aead_decrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 17, NULL, 64, &n));
    REFUSED(psa_aead_decrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 17, b, 64, NULL));
    REFUSED(psa_sign_message(1, PSA_ALG_PURE_EDDSA, NULL, 1, b, 64, &n));
    REFUSED(psa_sign_message(1, PSA_ALG_PURE_EDDSA, b, 1, NULL, 64, &n));
    REFUSED(psa_sign_message(1, PSA_ALG_PURE_EDDSA, b, 1, b, 64, NULL));
    REFUSED(psa_sign_message_with_context(1, PSA_ALG_EDDSA_CTX, b, 1, NULL, 1, b, 64, &n));
    REFUSED(psa_verify_message(1, PSA_ALG_PURE_EDDSA, NULL, 1, b, 64));
    REFUSED(psa_verify_message(1, PSA_ALG_PURE_EDDSA, b, 1, NULL, 64));
    REFUSED(psa_verify_message_with_context(1, PSA_ALG_EDDSA_CTX, b, 1, NULL, 1, b, 64));
    REFUSED(psa_sign_hash(1, PSA_ALG_ED25519PH, NULL, 64, b, 64, &n));
    REFUSED(psa_sign_hash(1, PSA_ALG_ED25519PH, b, 64, NULL, 64, &n));
    REFUSED(psa_sign_hash(1, PSA_ALG_ED25519PH, b, 64, b, 64, NULL));
    REFUSED(psa_sign_hash_with_context(1, PSA_ALG_ED25519PH, b, 64, NULL, 1, b, 64, &n));
    REFUSED(psa_verify_hash(1, PSA_ALG_ED25519PH, NULL, 64, b, 64));
    REFUSED(psa_verify_hash(1, PSA_ALG_ED25519PH, b, 64, NULL, 64));
    REFUSED(psa_verify_hash_with_context(1, PSA_ALG_ED25519PH, b, 64, NULL, 1, b, 64));
    REFUSED(psa_asymmetric_encrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), NULL, 1, NULL, 0, b, 64, &n));
    REFUSED(psa_asymmetric_encrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 1, b, 64, &n));
    REFUSED(psa_asymmetric_encrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 0, NULL, 64, &n));
    REFUSED(psa_asymmetric_encrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 0, b, 64, NULL));
    REFUSED(psa_asymmetric_decrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), NULL, 1, NULL, 0, b, 64, &n));
    REFUSED(psa_asymmetric_decrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 1, b, 64, &n));
    REFUSED(psa_asymmetric_decrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 0, NULL, 64, &n));
    REFUSED(psa_asymmetric_decrypt(1, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), b, 1, NULL, 0, b, 64, NULL));
    REFUSED(psa_raw_key_agreement(PSA_ALG_ECDH, 1, NULL, 65, b, 64, &n));
    REFUSED(psa_raw_key_agreement(PSA_ALG_ECDH, 1, b, 64, NULL, 64, &n));
    REFUSED(psa_raw_key_agreement(PSA_ALG_ECDH, 1, b, 64, b, 64, NULL));
    REFUSED(psa_key_agreement(1, NULL, 65, PSA_ALG_ECDH, &a, &key));
    REFUSED(psa_key_agreement(1, b, 64, PSA_ALG_ECDH, NULL, &key));
    REFUSED(psa_key_agreement(1, b, 64, PSA_ALG_ECDH, &a, NULL));
    REFUSED(psa_encapsulate(1, PSA_ALG_ML_KEM, NULL, &key, b, 64, &n));
    REFUSED(psa_encapsulate(1, PSA_ALG_ML_KEM, &a, NULL, b, 64, &n));
    REFUSED(psa_encapsulate(1, PSA_ALG_ML_KEM, &a, &key, NULL, 64, &n));
    REFUSED(psa_encapsulate(1, PSA_ALG_ML_KEM, &a, &key, b, 64, NULL));
    REFUSED(psa_decapsulate(1, PSA_ALG_ML_KEM, NULL, 64, &a, &key));
    REFUSED(psa_decapsulate(1, PSA_ALG_ML_KEM, b, 64, NULL, &key));
    REFUSED(psa_decapsulate(1, PSA_ALG_ML_KEM, b, 64, &a, NULL));
    REFUSED(psa_wrap_key(1, PSA_ALG_KW, 1, NULL, 64, &n));
    REFUSED(psa_wrap_key(1, PSA_ALG_KW, 1, b, 64, NULL));
    REFUSED(psa_unwrap_key(NULL, 1, PSA_ALG_KW, b, 24, &key));
    REFUSED(psa_unwrap_key(&a, 1, PSA_ALG_KW, NULL, 24, &key));
    REFUSED(psa_unwrap_key(&a, 1, PSA_ALG_KW, b, 24, NULL));
}

static void null_operations(void)
{
    REFUSED(psa_hash_setup(NULL, PSA_ALG_SHA_256));
    REFUSED(psa_hash_update(NULL, b, 1));
    REFUSED(psa_hash_finish(NULL, b, 32, &n));
    REFUSED(psa_hash_verify(NULL, b, 32));
    REFUSED(psa_hash_abort(NULL));
    REFUSED(psa_hash_suspend(NULL, b, 64, &n));
    REFUSED(psa_hash_resume(NULL, b, 64));
    REFUSED(psa_hash_clone(NULL, NULL));
    REFUSED(psa_xof_setup(NULL, PSA_ALG_SHAKE128));
    REFUSED(psa_xof_set_context(NULL, b, 1));
    REFUSED(psa_xof_update(NULL, b, 1));
    REFUSED(psa_xof_output(NULL, b, 1));
    REFUSED(psa_xof_abort(NULL));
    REFUSED(psa_mac_sign_setup(NULL, 1, PSA_ALG_CMAC));
    REFUSED(psa_mac_verify_setup(NULL, 1, PSA_ALG_CMAC));
    REFUSED(psa_mac_update(NULL, b, 1));
    REFUSED(psa_mac_sign_finish(NULL, b, 16, &n));
    REFUSED(psa_mac_verify_finish(NULL, b, 16));
    REFUSED(psa_mac_abort(NULL));
    REFUSED(psa_cipher_encrypt_setup(NULL, 1, PSA_ALG_CTR));
    REFUSED(psa_cipher_decrypt_setup(NULL, 1, PSA_ALG_CTR));
    REFUSED(psa_cipher_generate_iv(NULL, b, 16, &n));
    REFUSED(psa_cipher_set_iv(NULL, b, 16));
    REFUSED(psa_cipher_update(NULL, b, 1, b, 64, &n));
    REFUSED(psa_cipher_finish(NULL, b, 64, &n));
    REFUSED(psa_cipher_abort(NULL));
    REFUSED(psa_aead_encrypt_setup(NULL, 1, PSA_ALG_GCM));
    REFUSED(psa_aead_decrypt_setup(NULL, 1, PSA_ALG_GCM));
    REFUSED(psa_aead_set_lengths(NULL, 1, 1));
    REFUSED(psa_aead_generate_nonce(NULL, b, 12, &n));
    REFUSED(psa_aead_set_nonce(NULL, b, 12));
    REFUSED(psa_aead_update_ad(NULL, b, 1));
    REFUSED(psa_aead_update(NULL, b, 1, b, 64, &n));
    REFUSED(psa_aead_finish(NULL, b, 64, &n, b, 16, &n));
    REFUSED(psa_aead_verify(NULL, b, 64, &n, b, 16));
    REFUSED(psa_aead_abort(NULL));
    REFUSED(psa_key_derivation_setup(NULL, PSA_ALG_HKDF(PSA_ALG_SHA_256)));
    REFUSED(psa_key_derivation_get_capacity(NULL, &n));
    REFUSED(psa_key_derivation_set_capacity(NULL, 1));
    REFUSED(psa_key_derivation_input_bytes(NULL, PSA_KEY_DERIVATION_INPUT_SALT, b, 1));
    REFUSED(psa_key_derivation_input_integer(NULL, PSA_KEY_DERIVATION_INPUT_COST, 1));
    REFUSED(psa_key_derivation_input_key(NULL, PSA_KEY_DERIVATION_INPUT_SECRET, 1));
    REFUSED(psa_key_derivation_key_agreement(NULL, PSA_KEY_DERIVATION_INPUT_SECRET, 1, b, 64));
    REFUSED(psa_key_derivation_output_bytes(NULL, b, 1));
    REFUSED(psa_key_derivation_output_key(&a, NULL, &key));
    REFUSED(psa_key_derivation_output_key_custom(&a, NULL, &usual, NULL, 0, &key));
    REFUSED(psa_key_derivation_verify_bytes(NULL, b, 1));
    REFUSED(psa_key_derivation_verify_key(NULL, 1));
    REFUSED(psa_key_derivation_abort(NULL));
    REFUSED(psa_sign_setup(NULL, 1, PSA_ALG_ED25519PH));
    REFUSED(psa_sign_set_context(NULL, b, 1));
    REFUSED(psa_sign_update(NULL, b, 1));
    REFUSED(psa_sign_finish(NULL, b, 64, &n));
    REFUSED(psa_sign_abort(NULL));
    REFUSED(psa_verify_setup(NULL, 1, PSA_ALG_ED25519PH, b, 64));
    REFUSED(psa_verify_set_context(NULL, b, 1));
    REFUSED(psa_verify_update(NULL, b, 1));
    REFUSED(psa_verify_finish(NULL));
    REFUSED(psa_verify_abort(NULL));
    REFUSED(psa_pake_setup(NULL, 1, &suite));
    REFUSED(psa_pake_set_role(NULL, PSA_PAKE_ROLE_NONE));
    REFUSED(psa_pake_set_user(NULL, b, 1));
    REFUSED(psa_pake_set_peer(NULL, b, 1));
    REFUSED(psa_pake_set_context(NULL, b, 1));
    REFUSED(psa_pake_output(NULL, PSA_PAKE_STEP_KEY_SHARE, b, 64, &n));
    REFUSED(psa_pake_input(NULL, PSA_PAKE_STEP_KEY_SHARE, b, 64));
    REFUSED(psa_pake_get_shared_key(NULL, &a, &key));
    REFUSED(psa_pake_abort(NULL));
}

/* Every parameter of the steps of active operations; each ends in the error state. */
static void steps(void)
{
    const psa_key_id_t ctr = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR, AES128);
    const psa_key_id_t gcm = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, PSA_ALG_GCM, AES128);
    const psa_key_id_t mac = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_ALG_CMAC, AES128);
    const psa_key_id_t pair = generate(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE,
                                       PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_hash_operation_t h = PSA_HASH_OPERATION_INIT, h2 = PSA_HASH_OPERATION_INIT;
    psa_mac_operation_t m = PSA_MAC_OPERATION_INIT;
    psa_cipher_operation_t c = PSA_CIPHER_OPERATION_INIT;
    psa_aead_operation_t e = PSA_AEAD_OPERATION_INIT;
    psa_key_derivation_operation_t d = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_sign_operation_t s = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t v = PSA_VERIFY_OPERATION_INIT;

#define STEP(setup, call, next, abort)      \
    do {                                    \
        OK(setup);                          \
        REFUSED(call);                      \
        WANT(PSA_ERROR_BAD_STATE, next);    \
        OK(abort);                          \
    } while (0)
#define HASH(call) STEP(psa_hash_setup(&h, PSA_ALG_SHA_256), call, psa_hash_update(&h, b, 1), psa_hash_abort(&h))
#define MAC(call) STEP(psa_mac_sign_setup(&m, mac, PSA_ALG_CMAC), call, psa_mac_update(&m, b, 1), psa_mac_abort(&m))
#define CIPHER(call) STEP(psa_cipher_encrypt_setup(&c, ctr, PSA_ALG_CTR), call, psa_cipher_set_iv(&c, b, 16), psa_cipher_abort(&c))
#define AEAD(call) STEP(psa_aead_encrypt_setup(&e, gcm, PSA_ALG_GCM), call, psa_aead_set_nonce(&e, b, 12), psa_aead_abort(&e))
#define KDF(call) STEP(psa_key_derivation_setup(&d, PSA_ALG_HKDF(PSA_ALG_SHA_256)), call, psa_key_derivation_get_capacity(&d, &n), psa_key_derivation_abort(&d))
#define SIGN(call) STEP(psa_sign_setup(&s, pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256)), call, psa_sign_update(&s, b, 1), psa_sign_abort(&s))
#define VERIFY(call) STEP(psa_verify_setup(&v, pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), b, 64), call, psa_verify_update(&v, b, 1), psa_verify_abort(&v))

    HASH(psa_hash_update(&h, NULL, 1));
    HASH(psa_hash_update(&h, b, HUGE_LENGTH));
    HASH(psa_hash_finish(&h, NULL, 32, &n));
    HASH(psa_hash_finish(&h, b, 32, NULL));
    HASH(psa_hash_verify(&h, NULL, 32));
    HASH(psa_hash_suspend(&h, NULL, 64, &n));
    HASH(psa_hash_suspend(&h, b, 64, NULL));
    REFUSED(psa_hash_resume(&h, NULL, 64));
    REFUSED(psa_hash_resume(&h, NULL, 0));
    REFUSED(psa_hash_clone(NULL, &h2));
    REFUSED(psa_hash_clone(&h, NULL));
    MAC(psa_mac_update(&m, NULL, 1));
    MAC(psa_mac_sign_finish(&m, NULL, 16, &n));
    MAC(psa_mac_sign_finish(&m, b, 16, NULL));
    MAC(psa_mac_verify_finish(&m, NULL, 16));
    CIPHER(psa_cipher_generate_iv(&c, NULL, 16, &n));
    CIPHER(psa_cipher_generate_iv(&c, b, 16, NULL));
    CIPHER(psa_cipher_set_iv(&c, NULL, 16));
    CIPHER(psa_cipher_update(&c, NULL, 1, b, 64, &n));
    CIPHER(psa_cipher_update(&c, b, 1, NULL, 64, &n));
    CIPHER(psa_cipher_update(&c, b, 1, b, 64, NULL));
    CIPHER(psa_cipher_finish(&c, NULL, 64, &n));
    CIPHER(psa_cipher_finish(&c, b, 64, NULL));
    AEAD(psa_aead_generate_nonce(&e, NULL, 12, &n));
    AEAD(psa_aead_generate_nonce(&e, b, 12, NULL));
    AEAD(psa_aead_set_nonce(&e, NULL, 12));
    AEAD(psa_aead_update_ad(&e, NULL, 1));
    AEAD(psa_aead_update(&e, NULL, 1, b, 64, &n));
    AEAD(psa_aead_update(&e, b, 1, NULL, 64, &n));
    AEAD(psa_aead_update(&e, b, 1, b, 64, NULL));
    AEAD(psa_aead_finish(&e, NULL, 64, &n, b, 16, &n));
    AEAD(psa_aead_finish(&e, b, 64, NULL, b, 16, &n));
    AEAD(psa_aead_finish(&e, b, 64, &n, NULL, 16, &n));
    AEAD(psa_aead_finish(&e, b, 64, &n, b, 16, NULL));
    AEAD(psa_aead_verify(&e, NULL, 64, &n, b, 16));
    AEAD(psa_aead_verify(&e, b, 64, NULL, b, 16));
    AEAD(psa_aead_verify(&e, b, 64, &n, NULL, 16));
    KDF(psa_key_derivation_input_bytes(&d, PSA_KEY_DERIVATION_INPUT_SALT, NULL, 1));
    KDF(psa_key_derivation_key_agreement(&d, PSA_KEY_DERIVATION_INPUT_SECRET, pair, NULL, 65));
    KDF(psa_key_derivation_output_bytes(&d, NULL, 1));
    KDF(psa_key_derivation_output_key(NULL, &d, &key));
    KDF(psa_key_derivation_output_key(&a, &d, NULL));
    KDF(psa_key_derivation_output_key_custom(&a, &d, NULL, NULL, 0, &key));
    KDF(psa_key_derivation_output_key_custom(&a, &d, &usual, NULL, 1, &key));
    KDF(psa_key_derivation_verify_bytes(&d, NULL, 1));
    OK(psa_key_derivation_setup(&d, PSA_ALG_HKDF(PSA_ALG_SHA_256)));
    REFUSED(psa_key_derivation_get_capacity(&d, NULL)); /* only reads the operation, and leaves it as it is */
    OK(psa_key_derivation_get_capacity(&d, &n));
    OK(psa_key_derivation_abort(&d));
    SIGN(psa_sign_set_context(&s, NULL, 1));
    SIGN(psa_sign_update(&s, NULL, 1));
    SIGN(psa_sign_finish(&s, NULL, 64, &n));
    SIGN(psa_sign_finish(&s, b, 64, NULL));
    VERIFY(psa_verify_set_context(&v, NULL, 1));
    VERIFY(psa_verify_update(&v, NULL, 1));
    REFUSED(psa_verify_setup(&v, pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), NULL, 64));
    CHECK(v.id == 0);
}

static void empty(void)
{
    const psa_key_id_t mac = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_CMAC, "2b7e151628aed2a6abf7158809cf4f3c");
    const psa_key_id_t gcm = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, PSA_ALG_GCM, "00000000000000000000000000000000");
    uint8_t nonce[12] = {0};

    OK(psa_mac_compute(mac, PSA_ALG_CMAC, NULL, 0, b, 64, &n));
    BYTES(b, n, "bb1d6929e95937287fa37d129b756746"); /* SP 800-38B, D.1, example 1 */
    OK(psa_aead_encrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, NULL, 0, b, 64, &n));
    BYTES(b, n, "58e2fccefa7e3061367f1d57a4e7455a"); /* McGrew and Viega, test case 1 */
    OK(psa_aead_decrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, b, 16, NULL, 0, &n));
    CHECK(n == 0);
    OK(psa_generate_random(NULL, 0));
    /* With length 0 a pointer may be anything. */
    OK(psa_mac_compute(mac, PSA_ALG_CMAC, (const uint8_t *)1, 0, b, 64, &n));
    BYTES(b, n, "bb1d6929e95937287fa37d129b756746");
}

int main(void)
{
    OK(psa_crypto_init());
    a = attributes(PSA_KEY_TYPE_AES, 128, 0, PSA_ALG_CTR);
    RUN(one_shot);
    RUN(null_operations);
    RUN(steps);
    RUN(empty);
    return result();
}
