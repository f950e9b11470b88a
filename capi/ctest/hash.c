/* Hashes: every function, and every status of their pages that can be provoked. */
#include "check.h"

/* FIPS 180-4 examples: SHA-256 of "abc" and of the empty message. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const uint8_t abc[] = {'a', 'b', 'c'};
static uint8_t digest[32], other[64];

static void compute(void)
{
    size_t n = 99;

    OK(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, digest, 32, &n));
    BYTES(digest, n, ABC);
    OK(psa_hash_compute(PSA_ALG_SHA_256, NULL, 0, digest, 32, &n));
    BYTES(digest, n, EMPTY);
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_hash_compute(PSA_ALG_SHA_256, abc, 3, other, 31, &n));
    CHECK(n == 0 && all_zero(other, 31));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_hash_compute(PSA_ALG_SHA_256, abc, 3, NULL, 0, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_compute(PSA_ALG_HMAC(PSA_ALG_SHA_256), abc, 3, digest, 32, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_compute(PSA_ALG_ANY_HASH, abc, 3, digest, 32, &n));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_compute(PSA_ALG_NONE, abc, 3, digest, 32, &n));
    CHECK(n == 0);
    OK(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, digest, SIZE_MAX, &n));
    BYTES(digest, n, ABC);
}

static void compare(void)
{
    uint8_t expected[32];

    from_hex(expected, ABC);
    OK(psa_hash_compare(PSA_ALG_SHA_256, abc, 3, expected, 32));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_hash_compare(PSA_ALG_SHA_256, abc, 3, expected, 31));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_hash_compare(PSA_ALG_SHA_256, abc, 3, NULL, 0));
    expected[31] ^= 1;
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_hash_compare(PSA_ALG_SHA_256, abc, 3, expected, 32));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_compare(PSA_ALG_CMAC, abc, 3, expected, 32));
}

static void parts(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    size_t n;

    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    OK(psa_hash_update(&op, abc, 1));
    OK(psa_hash_update(&op, NULL, 0));
    OK(psa_hash_update(&op, abc + 1, 2));
    OK(psa_hash_finish(&op, digest, 32, &n));
    BYTES(digest, n, ABC);
    CHECK(op.id == 0);
    /* Inactive again, so it can be set up again. */
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    OK(psa_hash_update(&op, abc, 3));
    OK(psa_hash_verify(&op, digest, 32));
    CHECK(op.id == 0);
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_INVALID_SIGNATURE, psa_hash_verify(&op, digest, 32));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_verify(&op, digest, 32));
    OK(psa_hash_abort(&op));
    OK(psa_hash_abort(&op));
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_hash_finish(&op, other, 31, &n));
    CHECK(n == 0 && all_zero(other, 31));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_finish(&op, digest, 32, &n));
    OK(psa_hash_abort(&op));
}

static void states(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT, active = psa_hash_operation_init();
    size_t n;

    WANT(PSA_ERROR_BAD_STATE, psa_hash_update(&op, abc, 3));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_finish(&op, digest, 32, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_verify(&op, digest, 32));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_suspend(&op, other, sizeof other, &n));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_clone(&op, &active));
    OK(psa_hash_abort(&op));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_setup(&op, PSA_ALG_GCM));
    CHECK(op.id == 0);

    /* "If psa_hash_setup() returns an error, the operation object is unchanged." */
    OK(psa_hash_setup(&active, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_setup(&active, PSA_ALG_SHA_256));
    OK(psa_hash_update(&active, abc, 3));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_resume(&active, digest, 32));
    OK(psa_hash_finish(&active, digest, 32, &n));
    BYTES(digest, n, ABC);
}

static void clones(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT, copy = PSA_HASH_OPERATION_INIT;
    size_t n;

    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    OK(psa_hash_clone(&op, &copy));
    WANT(PSA_ERROR_BAD_STATE, psa_hash_clone(&op, &copy));
    OK(psa_hash_update(&copy, abc, 3));
    OK(psa_hash_finish(&op, digest, 32, &n));
    BYTES(digest, n, EMPTY);
    OK(psa_hash_finish(&copy, digest, 32, &n));
    BYTES(digest, n, ABC);
}

static void suspended(void)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    uint8_t state[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE], block[100];
    size_t n, length;

    memset(block, 'a', sizeof block);
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    OK(psa_hash_update(&op, block, 100));
    OK(psa_hash_suspend(&op, state, sizeof state, &length));
    CHECK(op.id == 0);
    CHECK(length <= PSA_HASH_SUSPEND_OUTPUT_SIZE(PSA_ALG_SHA_256));
    CHECK(state[0] == 0x02 && state[3] == 0x09); /* the algorithm in big-endian order: PSA_ALG_SHA_256 is 0x02000009 */
    OK(psa_hash_resume(&op, state, length));
    OK(psa_hash_update(&op, block, 100));
    OK(psa_hash_finish(&op, digest, 32, &n));
    /* coreutils: printf 'a%.0s' $(seq 200) | sha256sum */
    BYTES(digest, n, "c2a908d98f5df987ade41b5fce213067efbcc21ef2240212a41e54b5e7c28ae5");
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_resume(&op, state, 3));
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_hash_resume(&op, state, length - 1));
    CHECK(op.id == 0);
    OK(psa_hash_setup(&op, PSA_ALG_SHA_256));
    WANT(PSA_ERROR_BUFFER_TOO_SMALL, psa_hash_suspend(&op, state, 4, &length));
    CHECK(length == 0);
    WANT(PSA_ERROR_BAD_STATE, psa_hash_update(&op, abc, 3));
    OK(psa_hash_abort(&op));
    OK(psa_hash_setup(&op, PSA_ALG_SHA3_256));
    WANT(PSA_ERROR_NOT_SUPPORTED, psa_hash_suspend(&op, state, sizeof state, &length));
    OK(psa_hash_abort(&op));
}

static void randomness(void)
{
    uint8_t a[32] = {0}, b[32] = {0};

    OK(psa_generate_random(a, 32));
    OK(psa_generate_random(b, 32));
    CHECK(memcmp(a, b, 32) != 0);
    OK(psa_generate_random(NULL, 0));
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(compute);
    RUN(compare);
    RUN(parts);
    RUN(states);
    RUN(clones);
    RUN(suspended);
    RUN(randomness);
    return result();
}
