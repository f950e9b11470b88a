/* One call of every function that has a status, with parameters that are fine as far as they go. EACH(call) is expanded with each of them. */
#ifndef CALLS_H
#define CALLS_H

#include "check.h"

static psa_key_attributes_t some_attributes = PSA_KEY_ATTRIBUTES_INIT;
static const psa_custom_key_parameters_t some_parameters = PSA_CUSTOM_KEY_PARAMETERS_INIT;
static psa_pake_cipher_suite_t some_suite = PSA_PAKE_CIPHER_SUITE_INIT;
static psa_hash_operation_t hash_op = PSA_HASH_OPERATION_INIT, hash_op2 = PSA_HASH_OPERATION_INIT;
static psa_xof_operation_t xof_op = PSA_XOF_OPERATION_INIT;
static psa_mac_operation_t mac_op = PSA_MAC_OPERATION_INIT;
static psa_cipher_operation_t cipher_op = PSA_CIPHER_OPERATION_INIT;
static psa_aead_operation_t aead_op = PSA_AEAD_OPERATION_INIT;
static psa_key_derivation_operation_t kdf_op = PSA_KEY_DERIVATION_OPERATION_INIT;
static psa_sign_operation_t sign_op = PSA_SIGN_OPERATION_INIT;
static psa_verify_operation_t verify_op = PSA_VERIFY_OPERATION_INIT;
static psa_pake_operation_t pake_op = PSA_PAKE_OPERATION_INIT;
static psa_key_id_t id_out;
static uint8_t b[64], c[64];
static size_t l, l2;

#define EACH_KEY_CALL(DO)                                                                  \
    DO(psa_get_key_attributes(1, &some_attributes));                                       \
    DO(psa_import_key(&some_attributes, b, 16, &id_out));                                  \
    DO(psa_generate_key(&some_attributes, &id_out));                                       \
    DO(psa_generate_key_custom(&some_attributes, &some_parameters, NULL, 0, &id_out));     \
    DO(psa_copy_key(1, &some_attributes, &id_out));                                        \
    DO(psa_attach_key(&some_attributes, b, 16, &id_out));                                  \
    DO(psa_destroy_key(1));                                                                \
    DO(psa_purge_key(1));                                                                  \
    DO(psa_export_key(1, b, 64, &l));                                                      \
    DO(psa_export_public_key(1, b, 64, &l));                                               \
    DO(psa_check_key_usage(1, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT));                        \
    DO(psa_open_key(1, &id_out));                                                          \
    DO(psa_close_key(1));                                                                  \
    DO(psa_mac_compute(1, PSA_ALG_CMAC, b, 16, c, 64, &l));                                \
    DO(psa_mac_verify(1, PSA_ALG_CMAC, b, 16, c, 16));                                     \
    DO(psa_cipher_encrypt(1, PSA_ALG_CTR, b, 16, c, 64, &l));                              \
    DO(psa_cipher_decrypt(1, PSA_ALG_CTR, b, 16, c, 64, &l));                              \
    DO(psa_aead_encrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 16, c, 64, &l));                   \
    DO(psa_aead_decrypt(1, PSA_ALG_GCM, b, 12, b, 1, b, 16, c, 64, &l));                   \
    DO(psa_sign_message(1, PSA_ALG_PURE_EDDSA, b, 16, c, 64, &l));                         \
    DO(psa_sign_message_with_context(1, PSA_ALG_PURE_EDDSA, b, 16, b, 1, c, 64, &l));      \
    DO(psa_verify_message(1, PSA_ALG_PURE_EDDSA, b, 16, c, 64));                           \
    DO(psa_verify_message_with_context(1, PSA_ALG_PURE_EDDSA, b, 16, b, 1, c, 64));        \
    DO(psa_sign_hash(1, PSA_ALG_ED25519PH, b, 64, c, 64, &l));                             \
    DO(psa_sign_hash_with_context(1, PSA_ALG_ED25519PH, b, 64, b, 1, c, 64, &l));          \
    DO(psa_verify_hash(1, PSA_ALG_ED25519PH, b, 64, c, 64));                               \
    DO(psa_verify_hash_with_context(1, PSA_ALG_ED25519PH, b, 64, b, 1, c, 64));            \
    DO(psa_asymmetric_encrypt(1, PSA_ALG_RSA_PKCS1V15_CRYPT, b, 16, NULL, 0, c, 64, &l));  \
    DO(psa_asymmetric_decrypt(1, PSA_ALG_RSA_PKCS1V15_CRYPT, b, 16, NULL, 0, c, 64, &l));  \
    DO(psa_raw_key_agreement(PSA_ALG_ECDH, 1, b, 64, c, 64, &l));                          \
    DO(psa_key_agreement(1, b, 64, PSA_ALG_ECDH, &some_attributes, &id_out));              \
    DO(psa_encapsulate(1, PSA_ALG_ML_KEM, &some_attributes, &id_out, c, 64, &l));          \
    DO(psa_decapsulate(1, PSA_ALG_ML_KEM, b, 64, &some_attributes, &id_out));              \
    DO(psa_wrap_key(1, PSA_ALG_KW, 2, c, 64, &l));                                         \
    DO(psa_unwrap_key(&some_attributes, 1, PSA_ALG_KW, b, 24, &id_out));                   \
    DO(psa_mac_sign_setup(&mac_op, 1, PSA_ALG_CMAC));                                      \
    DO(psa_mac_verify_setup(&mac_op, 1, PSA_ALG_CMAC));                                    \
    DO(psa_cipher_encrypt_setup(&cipher_op, 1, PSA_ALG_CTR));                              \
    DO(psa_cipher_decrypt_setup(&cipher_op, 1, PSA_ALG_CTR));                              \
    DO(psa_aead_encrypt_setup(&aead_op, 1, PSA_ALG_GCM));                                  \
    DO(psa_aead_decrypt_setup(&aead_op, 1, PSA_ALG_GCM));                                  \
    DO(psa_sign_setup(&sign_op, 1, PSA_ALG_ED25519PH));                                    \
    DO(psa_verify_setup(&verify_op, 1, PSA_ALG_ED25519PH, b, 64));                         \
    DO(psa_pake_setup(&pake_op, 1, &some_suite))

/* Of operations that have not been set up. */
#define EACH_STEP(DO)                                                                      \
    DO(psa_hash_update(&hash_op, b, 16));                                                  \
    DO(psa_hash_finish(&hash_op, c, 64, &l));                                              \
    DO(psa_hash_verify(&hash_op, c, 32));                                                  \
    DO(psa_hash_suspend(&hash_op, c, 64, &l));                                             \
    DO(psa_hash_clone(&hash_op, &hash_op2));                                               \
    DO(psa_xof_set_context(&xof_op, b, 1));                                                \
    DO(psa_xof_update(&xof_op, b, 1));                                                     \
    DO(psa_xof_output(&xof_op, b, 1));                                                     \
    DO(psa_mac_update(&mac_op, b, 16));                                                    \
    DO(psa_mac_sign_finish(&mac_op, c, 64, &l));                                           \
    DO(psa_mac_verify_finish(&mac_op, c, 16));                                             \
    DO(psa_cipher_generate_iv(&cipher_op, c, 64, &l));                                     \
    DO(psa_cipher_set_iv(&cipher_op, b, 16));                                              \
    DO(psa_cipher_update(&cipher_op, b, 16, c, 64, &l));                                   \
    DO(psa_cipher_finish(&cipher_op, c, 64, &l));                                          \
    DO(psa_aead_set_lengths(&aead_op, 1, 1));                                              \
    DO(psa_aead_generate_nonce(&aead_op, c, 64, &l));                                      \
    DO(psa_aead_set_nonce(&aead_op, b, 12));                                               \
    DO(psa_aead_update_ad(&aead_op, b, 1));                                                \
    DO(psa_aead_update(&aead_op, b, 16, c, 64, &l));                                       \
    DO(psa_aead_finish(&aead_op, c, 32, &l, c + 32, 16, &l2));                             \
    DO(psa_aead_verify(&aead_op, c, 64, &l, b, 16));                                       \
    DO(psa_key_derivation_get_capacity(&kdf_op, &l));                                      \
    DO(psa_key_derivation_set_capacity(&kdf_op, 1));                                       \
    DO(psa_key_derivation_input_bytes(&kdf_op, PSA_KEY_DERIVATION_INPUT_SALT, b, 1));      \
    DO(psa_key_derivation_input_integer(&kdf_op, PSA_KEY_DERIVATION_INPUT_COST, 1));       \
    DO(psa_key_derivation_input_key(&kdf_op, PSA_KEY_DERIVATION_INPUT_SECRET, 1));         \
    DO(psa_key_derivation_key_agreement(&kdf_op, PSA_KEY_DERIVATION_INPUT_SECRET, 1, b, 64)); \
    DO(psa_key_derivation_output_bytes(&kdf_op, c, 16));                                   \
    DO(psa_key_derivation_output_key(&some_attributes, &kdf_op, &id_out));                 \
    DO(psa_key_derivation_output_key_custom(&some_attributes, &kdf_op, &some_parameters, NULL, 0, &id_out)); \
    DO(psa_key_derivation_verify_bytes(&kdf_op, b, 16));                                   \
    DO(psa_key_derivation_verify_key(&kdf_op, 1));                                         \
    DO(psa_sign_set_context(&sign_op, b, 1));                                              \
    DO(psa_sign_update(&sign_op, b, 16));                                                  \
    DO(psa_sign_finish(&sign_op, c, 64, &l));                                              \
    DO(psa_verify_set_context(&verify_op, b, 1));                                          \
    DO(psa_verify_update(&verify_op, b, 16));                                              \
    DO(psa_verify_finish(&verify_op));                                                     \
    DO(psa_pake_set_role(&pake_op, PSA_PAKE_ROLE_NONE));                                   \
    DO(psa_pake_set_user(&pake_op, b, 1));                                                 \
    DO(psa_pake_set_peer(&pake_op, b, 1));                                                 \
    DO(psa_pake_set_context(&pake_op, b, 1));                                              \
    DO(psa_pake_output(&pake_op, PSA_PAKE_STEP_KEY_SHARE, c, 64, &l));                     \
    DO(psa_pake_input(&pake_op, PSA_PAKE_STEP_KEY_SHARE, b, 64));                          \
    DO(psa_pake_get_shared_key(&pake_op, &some_attributes, &id_out))

#define EACH_ABORT(DO)                          \
    DO(psa_hash_abort(&hash_op));               \
    DO(psa_xof_abort(&xof_op));                 \
    DO(psa_mac_abort(&mac_op));                 \
    DO(psa_cipher_abort(&cipher_op));           \
    DO(psa_aead_abort(&aead_op));               \
    DO(psa_key_derivation_abort(&kdf_op));      \
    DO(psa_sign_abort(&sign_op));               \
    DO(psa_verify_abort(&verify_op));           \
    DO(psa_pake_abort(&pake_op))

/* Those that need no key. */
#define EACH_OTHER_CALL(DO)                                                 \
    DO(psa_hash_compute(PSA_ALG_SHA_256, b, 16, c, 64, &l));                \
    DO(psa_hash_compare(PSA_ALG_SHA_256, b, 16, c, 32));                    \
    DO(psa_hash_setup(&hash_op, PSA_ALG_SHA_256));                          \
    DO(psa_hash_resume(&hash_op, b, 64));                                   \
    DO(psa_xof_setup(&xof_op, PSA_ALG_SHAKE128));                           \
    DO(psa_key_derivation_setup(&kdf_op, PSA_ALG_HKDF(PSA_ALG_SHA_256)));   \
    DO(psa_generate_random(b, 16))

#define EACH(DO)          \
    EACH_KEY_CALL(DO);    \
    EACH_STEP(DO);        \
    EACH_ABORT(DO);       \
    EACH_OTHER_CALL(DO)

#endif
