/* Unauthenticated ciphers (PSA Crypto 1.5, "Unauthenticated ciphers"). */
#include "guard.h"

psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(output_length && !MISSING(input, input_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_cipher_encrypt(key, alg, IN(input), input_length, output, output_size, output_length);
}

psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(output_length && !MISSING(input, input_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_cipher_decrypt(key, alg, IN(input), input_length, output, output_size, output_length);
}

psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_cipher_encrypt_setup(&operation->id, key, alg);
}

psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_cipher_decrypt_setup(&operation->id, key, alg);
}

psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size, size_t *iv_length)
{
    CLEAR(iv_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, iv_length && !NO_ROOM(iv, iv_size));
    return psacrypto_go_cipher_generate_iv(operation->id, iv, iv_size, iv_length);
}

psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(iv, iv_length));
    return psacrypto_go_cipher_set_iv(operation->id, IN(iv), iv_length);
}

psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, output_length && !MISSING(input, input_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_cipher_update(operation->id, IN(input), input_length, output, output_size, output_length);
}

psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, output_length && !NO_ROOM(output, output_size));
    return psacrypto_go_cipher_finish(&operation->id, output, output_size, output_length);
}

psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
