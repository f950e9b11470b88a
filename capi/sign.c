/* Signatures (PSA Crypto 1.5, "Asymmetric signature"). */
#include "guard.h"

psa_status_t psa_sign_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *context, size_t context_length,
                                           uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    CLEAR(signature_length, 0);
    READY();
    REQUIRE(signature_length && !MISSING(input, input_length) && !MISSING(context, context_length) && !NO_ROOM(signature, signature_size));
    return psacrypto_go_sign_message(key, alg, IN(input), input_length, IN(context), context_length, signature, signature_size, signature_length);
}

psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return psa_sign_message_with_context(key, alg, input, input_length, NULL, 0, signature, signature_size, signature_length);
}

psa_status_t psa_verify_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *context, size_t context_length,
                                             const uint8_t *signature, size_t signature_length)
{
    READY();
    REQUIRE(!MISSING(input, input_length) && !MISSING(context, context_length) && !MISSING(signature, signature_length));
    return psacrypto_go_verify_message(key, alg, IN(input), input_length, IN(context), context_length, IN(signature), signature_length);
}

psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *signature, size_t signature_length)
{
    return psa_verify_message_with_context(key, alg, input, input_length, NULL, 0, signature, signature_length);
}

psa_status_t psa_sign_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, const uint8_t *context, size_t context_length,
                                        uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    CLEAR(signature_length, 0);
    READY();
    REQUIRE(signature_length && !MISSING(hash, hash_length) && !MISSING(context, context_length) && !NO_ROOM(signature, signature_size));
    return psacrypto_go_sign_hash(key, alg, IN(hash), hash_length, IN(context), context_length, signature, signature_size, signature_length);
}

psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return psa_sign_hash_with_context(key, alg, hash, hash_length, NULL, 0, signature, signature_size, signature_length);
}

psa_status_t psa_verify_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, const uint8_t *context, size_t context_length,
                                          const uint8_t *signature, size_t signature_length)
{
    READY();
    REQUIRE(!MISSING(hash, hash_length) && !MISSING(context, context_length) && !MISSING(signature, signature_length));
    return psacrypto_go_verify_hash(key, alg, IN(hash), hash_length, IN(context), context_length, IN(signature), signature_length);
}

psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, const uint8_t *signature, size_t signature_length)
{
    return psa_verify_hash_with_context(key, alg, hash, hash_length, NULL, 0, signature, signature_length);
}

psa_status_t psa_sign_setup(psa_sign_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE_OR_SPOIL(operation);
    return psacrypto_go_sign_setup(&operation->id, key, alg);
}

psa_status_t psa_sign_set_context(psa_sign_operation_t *operation, const uint8_t *context, size_t context_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(context, context_length));
    return psacrypto_go_sign_set_context(operation->id, IN(context), context_length);
}

psa_status_t psa_sign_update(psa_sign_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_sign_update(operation->id, IN(input), input_length);
}

psa_status_t psa_sign_finish(psa_sign_operation_t *operation, uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    CLEAR(signature_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, signature_length && !NO_ROOM(signature, signature_size));
    return psacrypto_go_sign_finish(&operation->id, signature, signature_size, signature_length);
}

psa_status_t psa_sign_abort(psa_sign_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}

psa_status_t psa_verify_setup(psa_verify_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg, const uint8_t *signature, size_t signature_length)
{
    READY();
    REQUIRE(operation && !MISSING(signature, signature_length));
    REQUIRE_INACTIVE_OR_SPOIL(operation);
    return psacrypto_go_verify_setup(&operation->id, key, alg, IN(signature), signature_length);
}

psa_status_t psa_verify_set_context(psa_verify_operation_t *operation, const uint8_t *context, size_t context_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(context, context_length));
    return psacrypto_go_verify_set_context(operation->id, IN(context), context_length);
}

psa_status_t psa_verify_update(psa_verify_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_verify_update(operation->id, IN(input), input_length);
}

psa_status_t psa_verify_finish(psa_verify_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_verify_finish(&operation->id);
}

psa_status_t psa_verify_abort(psa_verify_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
