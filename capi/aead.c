/* Authenticated encryption (PSA Crypto 1.5, "Authenticated encryption with associated data (AEAD)"). */
#include "guard.h"

psa_status_t psa_aead_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length, const uint8_t *additional_data, size_t additional_data_length,
                              const uint8_t *plaintext, size_t plaintext_length, uint8_t *ciphertext, size_t ciphertext_size, size_t *ciphertext_length)
{
    CLEAR(ciphertext_length, 0);
    READY();
    REQUIRE(ciphertext_length && !MISSING(nonce, nonce_length) && !MISSING(additional_data, additional_data_length));
    REQUIRE(!MISSING(plaintext, plaintext_length) && !NO_ROOM(ciphertext, ciphertext_size));
    return psacrypto_go_aead_encrypt(key, alg, IN(nonce), nonce_length, IN(additional_data), additional_data_length, IN(plaintext), plaintext_length,
                                     ciphertext, ciphertext_size, ciphertext_length);
}

psa_status_t psa_aead_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length, const uint8_t *additional_data, size_t additional_data_length,
                              const uint8_t *ciphertext, size_t ciphertext_length, uint8_t *plaintext, size_t plaintext_size, size_t *plaintext_length)
{
    CLEAR(plaintext_length, 0);
    READY();
    REQUIRE(plaintext_length && !MISSING(nonce, nonce_length) && !MISSING(additional_data, additional_data_length));
    REQUIRE(!MISSING(ciphertext, ciphertext_length) && !NO_ROOM(plaintext, plaintext_size));
    return psacrypto_go_aead_decrypt(key, alg, IN(nonce), nonce_length, IN(additional_data), additional_data_length, IN(ciphertext), ciphertext_length,
                                     plaintext, plaintext_size, plaintext_length);
}

psa_status_t psa_aead_encrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    psa_status_t status;

    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    status = psacrypto_go_aead_encrypt_setup(&operation->id, key, alg);
    if (status == PSA_SUCCESS)
        operation->alg = alg;
    return status;
}

psa_status_t psa_aead_decrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    psa_status_t status;

    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    status = psacrypto_go_aead_decrypt_setup(&operation->id, key, alg);
    if (status == PSA_SUCCESS)
        operation->alg = alg;
    return status;
}

psa_status_t psa_aead_set_lengths(psa_aead_operation_t *operation, size_t ad_length, size_t plaintext_length)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_aead_set_lengths(operation->id, ad_length, plaintext_length);
}

psa_status_t psa_aead_generate_nonce(psa_aead_operation_t *operation, uint8_t *nonce, size_t nonce_size, size_t *nonce_length)
{
    CLEAR(nonce_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, nonce_length && !NO_ROOM(nonce, nonce_size));
    return psacrypto_go_aead_generate_nonce(operation->id, nonce, nonce_size, nonce_length);
}

psa_status_t psa_aead_set_nonce(psa_aead_operation_t *operation, const uint8_t *nonce, size_t nonce_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(nonce, nonce_length));
    return psacrypto_go_aead_set_nonce(operation->id, IN(nonce), nonce_length);
}

psa_status_t psa_aead_update_ad(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_aead_update_ad(operation->id, IN(input), input_length);
}

psa_status_t psa_aead_update(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, output_length && !MISSING(input, input_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_aead_update(operation->id, IN(input), input_length, output, output_size, output_length);
}

psa_status_t psa_aead_finish(psa_aead_operation_t *operation, uint8_t *ciphertext, size_t ciphertext_size, size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length)
{
    psa_status_t status;

    CLEAR(ciphertext_length, 0);
    CLEAR(tag_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, ciphertext_length && tag_length && !NO_ROOM(ciphertext, ciphertext_size) && !NO_ROOM(tag, tag_size));
    status = psacrypto_go_aead_finish(&operation->id, ciphertext, ciphertext_size, ciphertext_length, tag, tag_size, tag_length);
    if (status == PSA_SUCCESS)
        operation->alg = PSA_ALG_NONE;
    return status;
}

psa_status_t psa_aead_verify(psa_aead_operation_t *operation, uint8_t *plaintext, size_t plaintext_size, size_t *plaintext_length, const uint8_t *tag, size_t tag_length)
{
    psa_status_t status;

    CLEAR(plaintext_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, plaintext_length && !NO_ROOM(plaintext, plaintext_size) && !MISSING(tag, tag_length));
    status = psacrypto_go_aead_verify(&operation->id, plaintext, plaintext_size, plaintext_length, IN(tag), tag_length);
    if (status == PSA_SUCCESS)
        operation->alg = PSA_ALG_NONE;
    return status;
}

psa_status_t psa_aead_abort(psa_aead_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    operation->alg = PSA_ALG_NONE;
    return psacrypto_go_abort(&operation->id);
}
