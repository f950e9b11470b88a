/* Asymmetric encryption, key agreement, encapsulation and wrapping (the sections of PSA Crypto 1.5 with these names). */
#include "guard.h"

psa_status_t psa_asymmetric_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *salt, size_t salt_length, uint8_t *output,
                                    size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(output_length && !MISSING(input, input_length) && !MISSING(salt, salt_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_asymmetric_encrypt(key, alg, IN(input), input_length, IN(salt), salt_length, output, output_size, output_length);
}

psa_status_t psa_asymmetric_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *salt, size_t salt_length, uint8_t *output,
                                    size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(output_length && !MISSING(input, input_length) && !MISSING(salt, salt_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_asymmetric_decrypt(key, alg, IN(input), input_length, IN(salt), salt_length, output, output_size, output_length);
}

psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length, uint8_t *output, size_t output_size,
                                   size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(output_length && !MISSING(peer_key, peer_key_length) && !NO_ROOM(output, output_size));
    return psacrypto_go_raw_key_agreement(alg, private_key, IN(peer_key), peer_key_length, output, output_size, output_length);
}

psa_status_t psa_key_agreement(psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length, psa_algorithm_t alg, const psa_key_attributes_t *attributes,
                               psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && key && !MISSING(peer_key, peer_key_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_key_agreement(private_key, IN(peer_key), peer_key_length, alg, &a, key);
}

psa_status_t psa_encapsulate(psa_key_id_t key, psa_algorithm_t alg, const psa_key_attributes_t *attributes, psa_key_id_t *output_key, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length)
{
    struct psacrypto_attributes a;

    CLEAR(output_key, PSA_KEY_ID_NULL);
    CLEAR(ciphertext_length, 0);
    READY();
    REQUIRE(attributes && output_key && ciphertext_length && !NO_ROOM(ciphertext, ciphertext_size));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_encapsulate(key, alg, &a, output_key, ciphertext, ciphertext_size, ciphertext_length);
}

psa_status_t psa_decapsulate(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *ciphertext, size_t ciphertext_length, const psa_key_attributes_t *attributes,
                             psa_key_id_t *output_key)
{
    struct psacrypto_attributes a;

    CLEAR(output_key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && output_key && !MISSING(ciphertext, ciphertext_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_decapsulate(key, alg, IN(ciphertext), ciphertext_length, &a, output_key);
}

psa_status_t psa_wrap_key(psa_key_id_t wrapping_key, psa_algorithm_t alg, psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    CLEAR(data_length, 0);
    READY();
    REQUIRE(data_length && !NO_ROOM(data, data_size));
    return psacrypto_go_wrap_key(wrapping_key, alg, key, data, data_size, data_length);
}

psa_status_t psa_unwrap_key(const psa_key_attributes_t *attributes, psa_key_id_t wrapping_key, psa_algorithm_t alg, const uint8_t *data, size_t data_length, psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && key && !MISSING(data, data_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_unwrap_key(&a, wrapping_key, alg, IN(data), data_length, key);
}
