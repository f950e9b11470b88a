/* All calls are safe from many threads: each on its own operations, all on the same keys, while keys come and go. */
#include "check.h"

#include <pthread.h>

#define THREADS 6
#define ROUNDS 400
#define AES128 "000102030405060708090a0b0c0d0e0f"
#define JEFE "4a656665" /* RFC 4231, test case 2 */
#define TAG "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

static const psa_algorithm_t hmac = PSA_ALG_HMAC(PSA_ALG_SHA_256);
static const uint8_t *const text = (const uint8_t *)"what do ya want for nothing?";
static psa_key_id_t shared, doomed;
static int failures;

static void *work(void *number)
{
    const psa_key_id_t own = 0x4000 + (psa_key_id_t)(size_t)number;
    uint8_t expected[32], got[64];
    psa_key_handle_t handle;
    size_t n;
    int bad = 0;

    from_hex(expected, TAG);
    for (int i = 0; i < ROUNDS; i++) {
        psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;

        bad |= psa_mac_compute(shared, hmac, text, 28, got, 32, &n) != PSA_SUCCESS || memcmp(got, expected, 32) != 0;
        bad |= psa_mac_sign_setup(&op, shared, hmac) != PSA_SUCCESS;
        bad |= psa_mac_update(&op, text, 28) != PSA_SUCCESS;
        bad |= psa_mac_sign_finish(&op, got, 32, &n) != PSA_SUCCESS || memcmp(got, expected, 32) != 0;
        /* The reason of a failure is this thread's own. */
        bad |= psa_export_key(own | 0x10000, got, sizeof got, &n) != PSA_ERROR_INVALID_HANDLE;
        char name[16];
        snprintf(name, sizeof name, "0x%08x", (unsigned int)(own | 0x10000));
        bad |= strstr(psacrypto_last_error(), name) == NULL;
        const psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
        psa_key_id_t key;
        bad |= psa_generate_key(&a, &key) != PSA_SUCCESS;
        bad |= psa_export_key(key, got, sizeof got, &n) != PSA_SUCCESS;
        bad |= psa_destroy_key(key) != PSA_SUCCESS;
        if (i % 100 == 0) {
            psa_key_attributes_t persistent = a;
            psa_set_key_id(&persistent, own);
            bad |= psa_generate_key(&persistent, &key) != PSA_SUCCESS;
            bad |= psa_open_key(own, &handle) != PSA_SUCCESS;
            bad |= psa_export_key(handle, got, sizeof got, &n) != PSA_SUCCESS;
            bad |= psa_close_key(handle) != PSA_SUCCESS;
            bad |= psa_destroy_key(own) != PSA_SUCCESS;
        }
    }
    __atomic_add_fetch(&failures, bad, __ATOMIC_SEQ_CST);
    return NULL;
}

static int destroyed;

static void *destroy(void *unused)
{
    const psa_status_t status = psa_destroy_key(doomed);

    if (status == PSA_SUCCESS)
        __atomic_add_fetch(&destroyed, 1, __ATOMIC_SEQ_CST);
    else if (status != PSA_ERROR_INVALID_HANDLE)
        __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST);
    return unused;
}

static void *begin(void *unused)
{
    if (psa_crypto_init() != PSA_SUCCESS)
        __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST);
    return unused;
}

static void together(void *(*f)(void *))
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, f, (void *)i) == 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK(failures == 0);
}

/* "Two callers at once: exactly one success." */
static void one_destroys(void)
{
    for (int i = 0; i < 50; i++) {
        doomed = import(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, AES128);
        destroyed = 0;
        together(destroy);
        CHECK(destroyed == 1);
    }
}

/* Threads that come and go: each gets and gives back what Go's runtime keeps for it. */
static void short_lived(void)
{
    for (int i = 0; i < 50; i++)
        together(begin);
}

int main(void)
{
    together(begin);
    shared = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_MESSAGE, hmac, JEFE);
    together(work);
    RUN(one_destroys);
    RUN(short_lived);
    return result();
}
