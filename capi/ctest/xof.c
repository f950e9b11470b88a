/* XOFs: every function, and every status of their pages that can be provoked. */
#include "check.h"

static uint8_t out[64];

static void refused(psa_xof_operation_t *op)
{
    WANT(PSA_ERROR_BAD_STATE, psa_xof_set_context(op, out, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_xof_update(op, out, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_xof_output(op, out, 1));
    OK(psa_xof_abort(op));
    OK(psa_xof_abort(op));
    CHECK(op->id == 0);
}

static void shake(void)
{
    psa_xof_operation_t op = PSA_XOF_OPERATION_INIT;

    refused(&op);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_xof_setup(&op, PSA_ALG_SHA_256));
    OK(psa_xof_setup(&op, PSA_ALG_SHAKE128));
    OK(psa_xof_update(&op, NULL, 0));
    OK(psa_xof_output(&op, out, 7));
    OK(psa_xof_output(&op, NULL, 0));
    OK(psa_xof_output(&op, out + 7, 25));
    /* NIST, "SHAKE128 of the message of 0 bits". */
    BYTES(out, 32, "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
    WANT(PSA_ERROR_BAD_STATE, psa_xof_update(&op, out, 1)); /* after the first output */
    refused(&op);
    OK(psa_xof_setup(&op, PSA_ALG_SHAKE128));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_xof_set_context(&op, out, 1)); /* has no context */
    refused(&op);
    OK(psa_xof_setup(&op, PSA_ALG_SHAKE128));
    WANT(PSA_ERROR_BAD_STATE, psa_xof_setup(&op, PSA_ALG_SHAKE128));
    refused(&op);
    OK(psa_xof_setup(&op, PSA_ALG_ASCON_CXOF128));
    WANT(PSA_ERROR_BAD_STATE, psa_xof_update(&op, out, 1)); /* wants its context first */
    refused(&op);
    OK(psa_xof_setup(&op, PSA_ALG_ASCON_CXOF128));
    OK(psa_xof_set_context(&op, NULL, 0));
    OK(psa_xof_output(&op, out, 32));
    WANT(PSA_ERROR_BAD_STATE, psa_xof_set_context(&op, NULL, 0));
    refused(&op);
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(shake);
    return result();
}
