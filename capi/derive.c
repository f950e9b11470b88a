/* Key derivation (PSA Crypto 1.5, "Key derivation"). */
#include "guard.h"

psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_key_derivation_setup(&operation->id, alg);
}

psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation, size_t *capacity)
{
    CLEAR(capacity, 0);
    READY();
    REQUIRE(operation && capacity);
    return psacrypto_go_key_derivation_get_capacity(operation->id, capacity);
}

psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_key_derivation_set_capacity(operation->id, capacity);
}

psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step, const uint8_t *data, size_t data_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(data, data_length));
    return psacrypto_go_key_derivation_input_bytes(operation->id, step, IN(data), data_length);
}

psa_status_t psa_key_derivation_input_integer(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step, uint64_t value)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_key_derivation_input_integer(operation->id, step, value);
}

psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step, psa_key_id_t key)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_key_derivation_input_key(operation->id, step, key);
}

psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step, psa_key_id_t private_key, const uint8_t *peer_key,
                                              size_t peer_key_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(peer_key, peer_key_length));
    return psacrypto_go_key_derivation_key_agreement(operation->id, step, private_key, IN(peer_key), peer_key_length);
}

psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t *operation, uint8_t *output, size_t output_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(output, output_length));
    return psacrypto_go_key_derivation_output_bytes(operation->id, output, output_length);
}

psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes, psa_key_derivation_operation_t *operation, psa_key_id_t *key)
{
    const psa_custom_key_parameters_t usual = PSA_CUSTOM_KEY_PARAMETERS_INIT;

    return psa_key_derivation_output_key_custom(attributes, operation, &usual, NULL, 0, key);
}

psa_status_t psa_key_derivation_output_key_custom(const psa_key_attributes_t *attributes, psa_key_derivation_operation_t *operation, const psa_custom_key_parameters_t *custom,
                                                  const uint8_t *custom_data, size_t custom_data_length, psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, attributes && custom && key && !MISSING(custom_data, custom_data_length));
    if (psa_get_key_enrollment_algorithm(attributes) != PSA_ALG_NONE) {
        psacrypto_go_spoil(operation->id);
        return psacrypto_second_algorithm();
    }
    a = psacrypto_given(attributes);
    return psacrypto_go_key_derivation_output_key(&a, operation->id, custom->flags, IN(custom_data), custom_data_length, key);
}

psa_status_t psa_key_derivation_verify_bytes(psa_key_derivation_operation_t *operation, const uint8_t *expected_output, size_t output_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(expected_output, output_length));
    return psacrypto_go_key_derivation_verify_bytes(operation->id, IN(expected_output), output_length);
}

psa_status_t psa_key_derivation_verify_key(psa_key_derivation_operation_t *operation, psa_key_id_t expected)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_key_derivation_verify_key(operation->id, expected);
}

psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
