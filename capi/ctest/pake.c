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
    size_t m;

    refused(&client);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_pake_setup(&client, 7, &cs));
    psa_pake_cs_set_algorithm(&cs, PSA_ALG_SHA_256);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_setup(&client, password, &cs));
    cs = suite();
    OK(psa_pake_setup(&client, password, &cs));
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

static void send(psa_pake_operation_t *from, psa_pake_operation_t *to, psa_pake_step_t step)
{
    OK(psa_pake_output(from, step, message, sizeof message, &n));
    OK(psa_pake_input(to, step, message, n));
}

/* SPAKE2+ with the client's key of RFC 9383, appendix C (w0 and w1); its server has the public part. */
static void spake2p(void)
{
    const psa_algorithm_t alg = PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256);
    const psa_key_id_t pair = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_DERIVE, alg,
                                     "bb8e1bbcf3c48f62c08db243652ae55d3e5586053fca77102994f23ad95491b3"
                                     "7e945f34d78785b8a3ef44d0df5a1a97d6b3b460409a345ca7830387a74b1dba");
    const psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_key_attributes_t public_attributes = attributes(PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 0, PSA_KEY_USAGE_DERIVE, alg);
    psa_pake_operation_t client = PSA_PAKE_OPERATION_INIT, server = PSA_PAKE_OPERATION_INIT;
    psa_pake_operation_t *const both[] = {&client, &server};
    psa_pake_cipher_suite_t cs = suite();
    psa_key_id_t public_key, ours = 0, theirs = 0;
    uint8_t secret[2][64];
    size_t m;

    OK(psa_export_public_key(pair, message, sizeof message, &n));
    OK(psa_import_key(&public_attributes, message, n, &public_key));
    psa_pake_cs_set_algorithm(&cs, alg);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_setup(&client, pair, &cs)); /* always confirms its key */
    psa_pake_cs_set_key_confirmation(&cs, PSA_PAKE_CONFIRMED_KEY);
    OK(psa_pake_setup(&client, pair, &cs));
    OK(psa_pake_setup(&server, public_key, &cs));
    OK(psa_pake_set_role(&client, PSA_PAKE_ROLE_CLIENT));
    OK(psa_pake_set_role(&server, PSA_PAKE_ROLE_SERVER));
    for (int i = 0; i < 2; i++) {
        OK(psa_pake_set_context(both[i], (const uint8_t *)"context", 7));
        OK(psa_pake_set_user(both[i], (const uint8_t *)(i ? "server" : "client"), 6));
        OK(psa_pake_set_peer(both[i], (const uint8_t *)(i ? "client" : "server"), 6));
    }
    send(&client, &server, PSA_PAKE_STEP_KEY_SHARE);
    send(&server, &client, PSA_PAKE_STEP_KEY_SHARE);
    send(&server, &client, PSA_PAKE_STEP_CONFIRM);
    send(&client, &server, PSA_PAKE_STEP_CONFIRM);
    OK(psa_pake_get_shared_key(&client, &a, &ours));
    OK(psa_pake_get_shared_key(&server, &a, &theirs));
    OK(psa_export_key(ours, secret[0], 64, &n));
    OK(psa_export_key(theirs, secret[1], 64, &m));
    CHECK(n == m && n > 0 && memcmp(secret[0], secret[1], n) == 0);

    /* A confirmation that is wrong. */
    OK(psa_pake_setup(&client, pair, &cs));
    OK(psa_pake_set_role(&client, PSA_PAKE_ROLE_CLIENT));
    OK(psa_pake_setup(&server, public_key, &cs));
    OK(psa_pake_set_role(&server, PSA_PAKE_ROLE_SERVER));
    send(&client, &server, PSA_PAKE_STEP_KEY_SHARE);
    send(&server, &client, PSA_PAKE_STEP_KEY_SHARE);
    OK(psa_pake_output(&server, PSA_PAKE_STEP_CONFIRM, message, sizeof message, &n));
    message[0] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_pake_input(&client, PSA_PAKE_STEP_CONFIRM, message, n));
    refused(&client);
    OK(psa_pake_abort(&server));
    OK(psa_pake_setup(&server, public_key, &cs));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_pake_set_role(&server, PSA_PAKE_ROLE_CLIENT)); /* without the secret part */
    OK(psa_pake_abort(&server));
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(jpake);
    RUN(spake2p);
    return result();
}
