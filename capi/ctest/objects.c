/* Operation objects: what a program does with their bytes never harms another operation. */
#include "check.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" /* FIPS 180-4: SHA-256 of nothing */

static const uint8_t abc[] = {'a', 'b', 'c'};
static uint8_t digest[32];
static size_t n;

static void moved(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT, there;

    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    memcpy(&there, &op, sizeof op);
    memset(&op, 0xee, sizeof op);
    OK(psa_hash_update(&there, abc, 3));
    OK(psa_hash_finish(&there, digest, 32, &n));
    BYTES(digest, n, ABC);
}

/* After a copy has been finished, the other object names nothing any more. */
static void copied(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT, copy, next[600];

    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    copy = op;
    OK(psa_hash_finish(&copy, digest, 32, &n));
    /* Others take its place in the table, and the stale object is none of them. */
    memset(next, 0, sizeof next);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 600; i++) {
            OK(psa_hash_setup(&next[i], PSA_ALG_SHA_256));
            CHECK(next[i].id != op.id);
        }
        WANT(PSA_ERROR_BAD_STATE, psa_hash_update(&op, abc, 3));
        WANT(PSA_ERROR_BAD_STATE, psa_hash_finish(&op, digest, 32, &n));
        for (int i = 0; i < 600; i++) {
            OK(psa_hash_finish(&next[i], digest, 32, &n));
            BYTES(digest, n, EMPTY);
        }
    }
    WANT(PSA_ERROR_BAD_STATE, psa_hash_setup(&op, PSA_ALG_SHA_256)); /* not inactive by its looks */
    OK(psa_hash_abort(&op));
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    OK(psa_hash_abort(&op));
}

/* The number of one family's operation in the object of another. */
static void mistaken(void)
{
    psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
    psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT;

    OK(psa_hash_setup(&hash, PSA_ALG_SHA_256));
    memcpy(&mac, &hash, sizeof hash);
    WANT(PSA_ERROR_BAD_STATE, psa_mac_update(&mac, abc, 3));
    WANT(PSA_ERROR_BAD_STATE, psa_mac_sign_finish(&mac, digest, 32, &n));
    OK(psa_hash_update(&hash, abc, 3));
    OK(psa_hash_finish(&hash, digest, 32, &n));
    BYTES(digest, n, ABC);
}

static void uninitialised(void)
{
    psa_hash_operation_t op;
    uint32_t bits = 1;

    for (int i = 0; i < 100000; i++) {
        bits = bits * 1664525 + 1013904223;
        memcpy(&op, &bits, sizeof bits);
        WANT(PSA_ERROR_BAD_STATE, psa_hash_update(&op, abc, 3));
        if (check_failures)
            return;
    }
    OK(psa_hash_abort(&op));
    CHECK(op.id == 0);
}

/* "bytes after the first members need not be zero" */
static void half_initialised(void)
{
    psa_aead_operation_t op;
    const psa_key_id_t key = generate(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);

    memset(&op, 0xee, sizeof op);
    op.id = 0;
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    CHECK(op.alg == PSA_ALG_GCM);
    OK(psa_aead_abort(&op));
    memset(&op, 0, sizeof op);
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    OK(psa_aead_abort(&op));
    op = psa_aead_operation_init();
    OK(psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM));
    OK(psa_aead_abort(&op));
}

/* A program that forgets its operations is told so, and mbedtls_psa_crypto_free takes them back. */
static void forgotten(void)
{
    psa_hash_operation_t op, kept = PSA_HASH_OPERATION_INIT;
    psa_status_t status;
    int i;

    OK(psa_hash_setup(&kept, PSA_ALG_SHA_256));
    for (i = 0; i < 1000000; i++) {
        op = psa_hash_operation_init();
        status = psa_hash_setup(&op, PSA_ALG_SHA_256);
        if (status != PSA_SUCCESS)
            break;
    }
    CHECK(status == PSA_ERROR_INSUFFICIENT_MEMORY && op.id == 0);
    CHECK(i > 10000 && i < 100000);
    OK(psa_hash_update(&kept, abc, 3));
    OK(psa_hash_finish(&kept, digest, 32, &n));
    BYTES(digest, n, ABC);
    OK(psa_hash_setup(&kept, PSA_ALG_SHA_256)); /* there is room for one now */
    OK(psa_hash_abort(&kept));
    OK(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, digest, 32, &n)); /* takes no place */
    mbedtls_psa_crypto_free();
    OK(psa_crypto_init());
    for (i = 0; i < 1000; i++) {
        op = psa_hash_operation_init();
        OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
        OK(psa_hash_abort(&op));
    }
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(moved);
    RUN(copied);
    RUN(mistaken);
    RUN(uninitialised);
    RUN(half_initialised);
    RUN(forgotten);
    return result();
}
