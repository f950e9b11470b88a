/* Key derivation: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* RFC 5869, A.1. */
#define IKM "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
#define SALT "000102030405060708090a0b0c"
#define INFO "f0f1f2f3f4f5f6f7f8f9"
#define OKM "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)

static uint8_t salt[16], info[16], out[128];
static size_t n;

static void inputs(psa_key_derivation_operation_t *op, psa_key_id_t key)
{
    OK(psa_key_derivation_setup(op, HKDF));
    OK(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_SALT, salt, 13));
    OK(psa_key_derivation_input_key(op, PSA_KEY_DERIVATION_INPUT_SECRET, key));
    OK(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_INFO, info, 10));
}

static void hkdf(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, HKDF, IKM);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    const psa_custom_key_parameters_t usual = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t expected[42];
    psa_key_id_t made;

    inputs(&op, key);
    OK(psa_key_derivation_get_capacity(&op, &n));
    CHECK(n == 255 * 32);
    OK(psa_key_derivation_set_capacity(&op, 42));
    OK(psa_key_derivation_output_bytes(&op, out, 10));
    OK(psa_key_derivation_output_bytes(&op, NULL, 0));
    OK(psa_key_derivation_output_bytes(&op, out + 10, 32));
    BYTES(out, 42, OKM);
    OK(psa_key_derivation_get_capacity(&op, &n));
    CHECK(n == 0);
    WANT(PSA_ERROR_INSUFFICIENT_DATA, psa_key_derivation_output_bytes(&op, out, 1));
    WANT(PSA_ERROR_INSUFFICIENT_DATA, psa_key_derivation_output_bytes(&op, out, 1));
    OK(psa_key_derivation_abort(&op));
    CHECK(op.id == 0);

    inputs(&op, key);
    OK(psa_key_derivation_output_key(&a, &op, &made));
    OK(psa_export_key(made, out, sizeof out, &n));
    BYTES(out, n, "3cb25f25faacd57a90434f64d0362f2a");
    OK(psa_key_derivation_output_key_custom(&a, &op, &usual, NULL, 0, &made));
    OK(psa_export_key(made, out, sizeof out, &n));
    BYTES(out, n, "2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    OK(psa_key_derivation_abort(&op));

    inputs(&op, key);
    from_hex(expected, OKM);
    OK(psa_key_derivation_verify_bytes(&op, expected, 21));
    OK(psa_key_derivation_verify_bytes(&op, expected + 21, 21));
    OK(psa_key_derivation_abort(&op));
    inputs(&op, key);
    expected[3] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_key_derivation_verify_bytes(&op, expected, 42));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_output_bytes(&op, out, 1));
    OK(psa_key_derivation_abort(&op));
}

static void refused(psa_key_derivation_operation_t *op, psa_key_id_t key)
{
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    psa_key_id_t made = 1;

    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_get_capacity(op, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_set_capacity(op, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_SALT, salt, 13));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_input_integer(op, PSA_KEY_DERIVATION_INPUT_COST, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_input_key(op, PSA_KEY_DERIVATION_INPUT_SECRET, key));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_output_bytes(op, out, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_output_key(&a, op, &made));
    CHECK(made == 0);
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_verify_bytes(op, out, 1));
    OK(psa_key_derivation_abort(op));
    OK(psa_key_derivation_abort(op));
}

static void states(void)
{
    const psa_key_id_t key = import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, HKDF, IKM);
    const psa_key_id_t exports = import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_EXPORT, HKDF, IKM);
    const psa_key_id_t hmac = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_DERIVE, HKDF, IKM);
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    psa_key_id_t made = 1;

    refused(&op, key);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_setup(&op, PSA_ALG_SHA_256));
    CHECK(op.id == 0);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_set_capacity(&op, SIZE_MAX)); /* the one error that changes nothing */
    OK(psa_key_derivation_set_capacity(&op, 20));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_set_capacity(&op, 21));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_output_bytes(&op, out, 1)); /* inputs are missing */
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_LABEL, salt, 13));
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_input_integer(&op, PSA_KEY_DERIVATION_INPUT_COST, 1));
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, exports));
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, hmac));
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, 8));
    refused(&op, key);
    inputs(&op, key);
    psa_set_key_type(&a, PSA_KEY_TYPE_RSA_KEY_PAIR);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_output_key(&a, &op, &made));
    CHECK(made == 0);
    refused(&op, key);
    OK(psa_key_derivation_setup(&op, HKDF));
    OK(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SECRET, salt, 13));
    OK(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, info, 10));
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_derivation_output_key(&a, &op, &made)); /* the secret came as bytes */
    OK(psa_key_derivation_abort(&op));
    inputs(&op, key);
    psa_set_key_id(&a, 81);
    OK(psa_key_derivation_output_key(&a, &op, &made));
    CHECK(made == 81);
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_key_derivation_output_key(&a, &op, &made));
    CHECK(made == 0);
    OK(psa_key_derivation_abort(&op));
    OK(psa_destroy_key(81));
    inputs(&op, key);
    OK(psa_destroy_key(key));
    refused(&op, hmac);
}

/* RFC 7914, section 11: PBKDF2-HMAC-SHA-256 with "passwd", "salt", 1. */
#define PASSWD "706173737764"
#define STRETCHED "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
#define PBKDF2 PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256)

static void stretch(psa_key_derivation_operation_t *op, psa_key_id_t password, uint64_t cost)
{
    OK(psa_key_derivation_setup(op, PBKDF2));
    OK(psa_key_derivation_input_integer(op, PSA_KEY_DERIVATION_INPUT_COST, cost));
    OK(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_SALT, (const uint8_t *)"salt", 4));
    OK(psa_key_derivation_input_key(op, PSA_KEY_DERIVATION_INPUT_PASSWORD, password));
}

static void passwords(void)
{
    const psa_key_id_t password = import(PSA_KEY_TYPE_PASSWORD, PSA_KEY_USAGE_VERIFY_DERIVATION, PBKDF2, PASSWD);
    const psa_key_id_t right = import(PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_USAGE_VERIFY_DERIVATION, PBKDF2, STRETCHED);
    const psa_key_id_t useless = import(PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_USAGE_EXPORT, PBKDF2, STRETCHED);
    const psa_key_id_t wrong_type = import(PSA_KEY_TYPE_PASSWORD, PSA_KEY_USAGE_VERIFY_DERIVATION, PBKDF2, STRETCHED);
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;

    stretch(&op, password, 1);
    OK(psa_key_derivation_verify_key(&op, right));
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 2);
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_key_derivation_verify_key(&op, right));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_verify_key(&op, right));
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 1);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_derivation_output_bytes(&op, out, 32)); /* may be verified only */
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 1);
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_derivation_verify_key(&op, useless));
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 1);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_verify_key(&op, wrong_type));
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 1);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_key_derivation_verify_key(&op, 8));
    OK(psa_key_derivation_abort(&op));
    stretch(&op, password, 1);
    OK(psa_key_derivation_set_capacity(&op, 31));
    WANT(PSA_ERROR_INSUFFICIENT_DATA, psa_key_derivation_verify_key(&op, right));
    OK(psa_key_derivation_abort(&op));
    OK(psa_key_derivation_setup(&op, PBKDF2));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_input_integer(&op, PSA_KEY_DERIVATION_INPUT_COST, 0));
    OK(psa_key_derivation_abort(&op));
}

/* RFC 5903, 8.1, into HKDF of nothing else; the output is that of the shared secret given as bytes. */
static void agreement(void)
{
    const psa_algorithm_t alg = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF);
    const psa_key_id_t key = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_DERIVE, alg,
                                    "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t peer[65], expected[32];

    from_hex(peer, "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab");
    OK(psa_key_derivation_setup(&op, alg));
    OK(psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key, peer, 65));
    OK(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0));
    OK(psa_key_derivation_output_bytes(&op, expected, 32));
    OK(psa_key_derivation_abort(&op));
    /* python: HKDF-SHA256 of d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de without salt and info */
    BYTES(expected, 32, "3bf511eebadf44c1f7b0282a1262fe4ddd9da23bb1555cfda591ac46b088c441");
    OK(psa_key_derivation_setup(&op, alg));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key, peer, 64));
    WANT(PSA_ERROR_BAD_STATE, psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key, peer, 65));
    OK(psa_key_derivation_abort(&op));
    OK(psa_key_derivation_setup(&op, alg));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, 8, peer, 65));
    OK(psa_key_derivation_abort(&op));
    OK(psa_key_derivation_setup(&op, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_512))));
    WANT(PSA_ERROR_NOT_PERMITTED, psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key, peer, 65));
    OK(psa_key_derivation_abort(&op));
}

int main(void)
{
    OK(psa_crypto_init());
    from_hex(salt, SALT);
    from_hex(info, INFO);
    RUN(hkdf);
    RUN(states);
    RUN(passwords);
    RUN(agreement);
    return result();
}
