/* Password-authenticated key exchange (PSA Crypto 1.5, "Password-authenticated key exchange (PAKE)"). */
#include "guard.h"

psa_status_t psa_pake_setup(psa_pake_operation_t *operation, psa_key_id_t password_key, const psa_pake_cipher_suite_t *cipher_suite)
{
    READY();
    REQUIRE(operation && cipher_suite);
    REQUIRE_INACTIVE_OR_SPOIL(operation);
    return psacrypto_go_pake_setup(&operation->id, password_key, psa_pake_cs_get_algorithm(cipher_suite), psa_pake_cs_get_primitive(cipher_suite),
                                   psa_pake_cs_get_key_confirmation(cipher_suite));
}

psa_status_t psa_pake_set_role(psa_pake_operation_t *operation, psa_pake_role_t role)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_pake_set_role(operation->id, role);
}

psa_status_t psa_pake_set_user(psa_pake_operation_t *operation, const uint8_t *user_id, size_t user_id_len)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(user_id, user_id_len));
    return psacrypto_go_pake_set_user(operation->id, IN(user_id), user_id_len);
}

psa_status_t psa_pake_set_peer(psa_pake_operation_t *operation, const uint8_t *peer_id, size_t peer_id_len)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(peer_id, peer_id_len));
    return psacrypto_go_pake_set_peer(operation->id, IN(peer_id), peer_id_len);
}

psa_status_t psa_pake_set_context(psa_pake_operation_t *operation, const uint8_t *context, size_t context_len)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(context, context_len));
    return psacrypto_go_pake_set_context(operation->id, IN(context), context_len);
}

psa_status_t psa_pake_output(psa_pake_operation_t *operation, psa_pake_step_t step, uint8_t *output, size_t output_size, size_t *output_length)
{
    CLEAR(output_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, output_length && !NO_ROOM(output, output_size));
    return psacrypto_go_pake_output(operation->id, step, output, output_size, output_length);
}

psa_status_t psa_pake_input(psa_pake_operation_t *operation, psa_pake_step_t step, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_pake_input(operation->id, step, IN(input), input_length);
}

psa_status_t psa_pake_get_shared_key(psa_pake_operation_t *operation, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, attributes && key);
    if (psa_get_key_enrollment_algorithm(attributes) != PSA_ALG_NONE) {
        psacrypto_go_spoil(operation->id);
        return psacrypto_second_algorithm();
    }
    a = psacrypto_given(attributes);
    return psacrypto_go_pake_get_shared_key(&operation->id, &a, key);
}

psa_status_t psa_pake_abort(psa_pake_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
