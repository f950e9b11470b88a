/* Hashes (PSA Crypto 1.5, "Message digests"). */
#include "guard.h"

psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash, size_t hash_size, size_t *hash_length)
{
    CLEAR(hash_length, 0);
    READY();
    REQUIRE(hash_length && !MISSING(input, input_length) && !NO_ROOM(hash, hash_size));
    return psacrypto_go_hash_compute(alg, IN(input), input_length, hash, hash_size, hash_length);
}

psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *hash, size_t hash_length)
{
    READY();
    REQUIRE(!MISSING(input, input_length) && !MISSING(hash, hash_length));
    return psacrypto_go_hash_compare(alg, IN(input), input_length, IN(hash), hash_length);
}

psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_hash_setup(&operation->id, alg);
}

psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_hash_update(operation->id, IN(input), input_length);
}

psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length)
{
    CLEAR(hash_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, hash_length && !NO_ROOM(hash, hash_size));
    return psacrypto_go_hash_finish(&operation->id, hash, hash_size, hash_length);
}

psa_status_t psa_hash_verify(psa_hash_operation_t *operation, const uint8_t *hash, size_t hash_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(hash, hash_length));
    return psacrypto_go_hash_verify(&operation->id, IN(hash), hash_length);
}

psa_status_t psa_hash_abort(psa_hash_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}

psa_status_t psa_hash_suspend(psa_hash_operation_t *operation, uint8_t *hash_state, size_t hash_state_size, size_t *hash_state_length)
{
    CLEAR(hash_state_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, hash_state_length && !NO_ROOM(hash_state, hash_state_size));
    return psacrypto_go_hash_suspend(&operation->id, hash_state, hash_state_size, hash_state_length);
}

psa_status_t psa_hash_resume(psa_hash_operation_t *operation, const uint8_t *hash_state, size_t hash_state_length)
{
    READY();
    REQUIRE(operation && !MISSING(hash_state, hash_state_length));
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_hash_resume(&operation->id, IN(hash_state), hash_state_length);
}

psa_status_t psa_hash_clone(const psa_hash_operation_t *source_operation, psa_hash_operation_t *target_operation)
{
    READY();
    REQUIRE(source_operation && target_operation);
    REQUIRE_INACTIVE(target_operation);
    return psacrypto_go_hash_clone(source_operation->id, &target_operation->id);
}
