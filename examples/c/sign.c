/*
 * Signs a message with a key that stays: the first run makes the key, later ones find it.
 *
 *     make && ./build/sign "a message"
 *
 * The keys are in the store that the command line uses, too: try "psa list" afterwards.
 */
#include <psa/crypto.h>
#include <stdio.h>
#include <string.h>

#define KEY_ID 0x00001001
#define ALG PSA_ALG_ECDSA(PSA_ALG_SHA_256)

static int failed(const char *what, psa_status_t status)
{
    fprintf(stderr, "%s: status %d: %s\n", what, (int)status, psacrypto_last_error());
    return 1;
}

/* Makes the key if there is none yet. */
static psa_status_t make_key(const char **how)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_status_t status;

    psa_set_key_id(&attributes, KEY_ID);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE);
    psa_set_key_algorithm(&attributes, ALG);
    status = psa_generate_key(&attributes, &key);
    *how = status == PSA_ERROR_ALREADY_EXISTS ? "found" : "made";
    return status == PSA_ERROR_ALREADY_EXISTS ? PSA_SUCCESS : status;
}

int main(int argc, char **argv)
{
    const char *message = argc > 1 ? argv[1] : "hello", *how;
    uint8_t signature[PSA_SIGN_OUTPUT_SIZE(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, ALG)];
    size_t length, i;
    psa_status_t status;

    status = psa_crypto_init();
    if (status != PSA_SUCCESS)
        return failed("psa_crypto_init", status);
    status = make_key(&how);
    if (status != PSA_SUCCESS)
        return failed("psa_generate_key", status);
    status = psa_sign_message(KEY_ID, ALG, (const uint8_t *)message, strlen(message), signature, sizeof signature, &length);
    if (status != PSA_SUCCESS)
        return failed("psa_sign_message", status);
    printf("the key 0x%08x was %s; the signature is ", (unsigned int)KEY_ID, how);
    for (i = 0; i < length; i++)
        printf("%02x", signature[i]);
    printf("\n");
    status = psa_verify_message(KEY_ID, ALG, (const uint8_t *)message, strlen(message), signature, length);
    if (status != PSA_SUCCESS)
        return failed("psa_verify_message", status);
    printf("and is verified\n");
    mbedtls_psa_crypto_free();
    return 0;
}
