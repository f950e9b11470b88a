/* PAKE: every function, and every status of their pages that can be provoked. J-PAKE of the library with itself: two sides with one password. */
#include "check.h"

#define ALG PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)

static uint8_t message[512];
static size_t n;

static psa_pake_cipher_suite_t suite(void)
{
    psa_pake_cipher_suite_t cs = PSA_PAKE_CIPHER_SUITE_INIT;

    psa_pake_cs_set_algorithm(&cs, ALG);
    psa_pake_cs_set_primitive(&cs, P256);
    psa_pake_cs_set_key_confirmation(&cs, PSA_PAKE_UNCONFIRMED_KEY);
    CHECK(psa_pake_cs_get_algorithm(&cs) == ALG && psa_pake_cs_get_primitive(&cs) == P256);
    CHECK(psa_pake_cs_get_key_confirmation(&cs) == PSA_PAKE_UNCONFIRMED_KEY);
    return cs;
}

static void refused(psa_pake_operation_t *op)
{
    const psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_TLS12_ECJPAKE_TO_PMS);
    psa_key_id_t key = 1;

    WANT(PSA_ERROR_BAD_STATE, psa_pake_set_role(op, PSA_PAKE_ROLE_NONE));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_set_user(op, message, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_set_peer(op, message, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_set_context(op, message, 1));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_output(op, PSA_PAKE_STEP_KEY_SHARE, message, sizeof message, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_input(op, PSA_PAKE_STEP_KEY_SHARE, message, 65));
    WANT(PSA_ERROR_BAD_STATE, psa_pake_get_shared_key(op, &a, &key));
    CHECK(key == 0 && n == 0);
    OK(psa_pake_abort(op));
    OK(psa_pake_abort(op));
    CHECK(op->id == 0);
}

static void side(psa_pake_operation_t *op, psa_key_id_t password, const char *user, const char *peer)
{
    const psa_pake_cipher_suite_t cs = suite();

    OK(psa_pake_setup(op, password, &cs));
    OK(psa_pake_set_role(op, PSA_PAKE_ROLE_NONE));
    OK(psa_pake_set_user(op, (const uint8_t *)user, strlen(user)));
    OK(psa_pake_set_peer(op, (const uint8_t *)peer, strlen(peer)));
}

static void hand_over(psa_pake_operation_t *from, psa_pake_operation_t *to, int times)
{
    static const psa_pake_step_t steps[] = {PSA_PAKE_STEP_KEY_SHARE, PSA_PAKE_STEP_ZK_PUBLIC, PSA_PAKE_STEP_ZK_PROOF};
    uint8_t sent[6][PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t length[6];

    for (int i = 0; i < 3 * times; i++)
        OK(psa_pake_output(from, steps[i % 3], sent[i], sizeof sent[i], &length[i]));
    for (int i = 0; i < 3 * times; i++)
        OK(psa_pake_input(to, steps[i % 3], sent[i], length[i]));
}

static void jpake(void)
{
    const psa_key_id_t password = import(PSA_KEY_TYPE_PASSWORD, PSA_KEY_USAGE_DERIVE, ALG, "70617373");
    const psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_pake_operation_t client = PSA_PAKE_OPERATION_INIT, server = psa_pake_operation_init();
    psa_pake_cipher_suite_t cs = suite();
    psa_key_id_t ours = 0, theirs = 0;
    uint8_t secret[2][128];
    psa_status_t status;
    size_t m;

    refused(&client);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_pake_setup(&client, 7, &cs));
    psa_pake_cs_set_algorithm(&cs, PSA_ALG_SHA_256);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_setup(&client, password, &cs));
    cs = suite();
    status = psa_pake_setup(&client, password, &cs);
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        CHECK(client.id == 0);
        return;
    }
    OK(status);
    WANT(PSA_ERROR_BAD_STATE, psa_pake_setup(&client, password, &cs));
    refused(&client);
    side(&client, password, "client", "server");
    side(&server, password, "server", "client");
    hand_over(&client, &server, 2);
    hand_over(&server, &client, 2);
    hand_over(&client, &server, 1);
    hand_over(&server, &client, 1);
    OK(psa_pake_get_shared_key(&client, &a, &ours));
    OK(psa_pake_get_shared_key(&server, &a, &theirs));
    CHECK(client.id == 0 && server.id == 0);
    OK(psa_export_key(ours, secret[0], sizeof secret[0], &n));
    OK(psa_export_key(theirs, secret[1], sizeof secret[1], &m));
    CHECK(n == m && n > 0 && memcmp(secret[0], secret[1], n) == 0);

    side(&client, password, "client", "server");
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_pake_output(&client, PSA_PAKE_STEP_KEY_SHARE, message, 64, &n));
    refused(&client);
    side(&client, password, "client", "server");
    WANT(PSA_ERROR_BAD_STATE, psa_pake_get_shared_key(&client, &a, &ours));
    refused(&client);
    side(&client, password, "client", "server");
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_input(&client, PSA_PAKE_STEP_KEY_SHARE, message, 3));
    refused(&client);
    side(&client, password, "client", "server");
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_input(&client, PSA_PAKE_STEP_CONFIRM, message, 3)); /* is no step of J-PAKE */
    refused(&client);
    side(&client, password, "client", "server");
    OK(psa_destroy_key(password));
    refused(&client);
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(jpake);
    return result();
}
