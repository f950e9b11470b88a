/* Extendable-output functions (PSA Crypto 1.5, "Extendable-output functions (XOF)"). */
#include "guard.h"

psa_status_t psa_xof_setup(psa_xof_operation_t *operation, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE_OR_SPOIL(operation);
    return psacrypto_go_xof_setup(&operation->id, alg);
}

psa_status_t psa_xof_set_context(psa_xof_operation_t *operation, const uint8_t *context, size_t context_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(context, context_length));
    return psacrypto_go_xof_set_context(operation->id, IN(context), context_length);
}

psa_status_t psa_xof_update(psa_xof_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_xof_update(operation->id, IN(input), input_length);
}

psa_status_t psa_xof_output(psa_xof_operation_t *operation, uint8_t *output, size_t output_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(output, output_length));
    return psacrypto_go_xof_output(operation->id, output, output_length);
}

psa_status_t psa_xof_abort(psa_xof_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
