/*
 * Stored keys that can't be read: key 1 has been altered since "damaged make" made it, key 2 claims to be of a later version. Every use says so, and
 * both can be destroyed.
 */
#include "../check.h"

static uint8_t b[64], c[256];
static size_t l;

static void unreadable(psa_key_id_t key, psa_status_t expected)
{
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT;
    psa_cipher_operation_t cipher = PSA_CIPHER_OPERATION_INIT;
    psa_aead_operation_t aead = PSA_AEAD_OPERATION_INIT;
    psa_key_derivation_operation_t kdf = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT;
    psa_pake_operation_t pake = PSA_PAKE_OPERATION_INIT;
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_key_attributes_t got = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t made = 7;

    psa_pake_cs_set_algorithm(&suite, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    WANT(expected, psa_get_key_attributes(key, &got));
    WANT(expected, psa_export_key(key, c, sizeof c, &l));
    WANT(expected, psa_export_public_key(key, c, sizeof c, &l));
    WANT(expected, psa_copy_key(key, &a, &made));
    WANT(expected, psa_purge_key(key));
    WANT(expected, psa_open_key(key, &made));
    WANT(expected, psa_check_key_usage(key, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT));
    WANT(expected, psa_mac_compute(key, PSA_ALG_CMAC, b, 16, c, sizeof c, &l));
    WANT(expected, psa_mac_verify(key, PSA_ALG_CMAC, b, 16, c, 16));
    WANT(expected, psa_cipher_encrypt(key, PSA_ALG_CTR, b, 16, c, sizeof c, &l));
    WANT(expected, psa_cipher_decrypt(key, PSA_ALG_CTR, b, 32, c, sizeof c, &l));
    WANT(expected, psa_aead_encrypt(key, PSA_ALG_GCM, b, 12, NULL, 0, b, 16, c, sizeof c, &l));
    WANT(expected, psa_aead_decrypt(key, PSA_ALG_GCM, b, 12, NULL, 0, b, 32, c, sizeof c, &l));
    WANT(expected, psa_sign_message(key, PSA_ALG_PURE_EDDSA, b, 16, c, sizeof c, &l));
    WANT(expected, psa_verify_message(key, PSA_ALG_PURE_EDDSA, b, 16, c, 64));
    WANT(expected, psa_sign_hash(key, PSA_ALG_ED25519PH, b, 64, c, sizeof c, &l));
    WANT(expected, psa_verify_hash(key, PSA_ALG_ED25519PH, b, 64, c, 64));
    WANT(expected, psa_asymmetric_encrypt(key, PSA_ALG_RSA_PKCS1V15_CRYPT, b, 16, NULL, 0, c, sizeof c, &l));
    WANT(expected, psa_asymmetric_decrypt(key, PSA_ALG_RSA_PKCS1V15_CRYPT, b, 64, NULL, 0, c, sizeof c, &l));
    WANT(expected, psa_raw_key_agreement(PSA_ALG_ECDH, key, b, 64, c, sizeof c, &l));
    WANT(expected, psa_key_agreement(key, b, 64, PSA_ALG_ECDH, &a, &made));
    WANT(expected, psa_encapsulate(key, PSA_ALG_ML_KEM, &a, &made, c, sizeof c, &l));
    WANT(expected, psa_decapsulate(key, PSA_ALG_ML_KEM, b, 64, &a, &made));
    WANT(expected, psa_wrap_key(key, PSA_ALG_KW, key, c, sizeof c, &l));
    WANT(expected, psa_unwrap_key(&a, key, PSA_ALG_KW, b, 24, &made));
    WANT(expected, psa_mac_sign_setup(&mac, key, PSA_ALG_CMAC));
    WANT(expected, psa_mac_verify_setup(&mac, key, PSA_ALG_CMAC));
    WANT(expected, psa_cipher_encrypt_setup(&cipher, key, PSA_ALG_CTR));
    WANT(expected, psa_cipher_decrypt_setup(&cipher, key, PSA_ALG_CTR));
    WANT(expected, psa_aead_encrypt_setup(&aead, key, PSA_ALG_GCM));
    WANT(expected, psa_aead_decrypt_setup(&aead, key, PSA_ALG_GCM));
    WANT(expected, psa_sign_setup(&sign, key, PSA_ALG_ED25519PH));
    WANT(expected, psa_verify_setup(&verify, key, PSA_ALG_ED25519PH, b, 64));
    WANT(expected, psa_pake_setup(&pake, key, &suite));
    CHECK(mac.id == 0 && cipher.id == 0 && aead.id == 0 && sign.id == 0 && verify.id == 0 && pake.id == 0);
    OK(psa_key_derivation_setup(&kdf, PSA_ALG_HKDF(PSA_ALG_SHA_256)));
    WANT(expected, psa_key_derivation_input_key(&kdf, PSA_KEY_DERIVATION_INPUT_SECRET, key));
    OK(psa_key_derivation_abort(&kdf));
    CHECK(made == 0 && l == 0 && psa_get_key_type(&got) == PSA_KEY_TYPE_NONE);

    WANT(PSA_ERROR_ALREADY_EXISTS, generate_as(key, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_destroy_key(key));
    OK(generate_as(key, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
}

int main(int argc, char **argv)
{
    OK(psa_crypto_init());
    if (argc > 1 && strcmp(argv[1], "make") == 0) {
        OK(generate_as(1, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
        OK(generate_as(2, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
    } else {
        unreadable(1, PSA_ERROR_DATA_CORRUPT);
        unreadable(2, PSA_ERROR_DATA_INVALID);
    }
    mbedtls_psa_crypto_free();
    return result();
}
