/* Where the store is, and life without one. */
#define _GNU_SOURCE
#include "check.h"

#include <sys/stat.h>

static uint8_t out[64];
static size_t n;
static char dir[512];

static const char *below(const char *name)
{
    static char path[600];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* The directory of PSA_CRYPTO_STORE is made, and those above it. */
static void made(void)
{
    struct stat s;

    setenv("PSA_CRYPTO_STORE", below("some/where"), 1);
    OK(psa_crypto_init());
    OK(generate_as(1, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
    CHECK(stat(below("some/where"), &s) == 0 && S_ISDIR(s.st_mode) && (s.st_mode & 0777) == 0700);
    mbedtls_psa_crypto_free();
    /* Another directory is another store. */
    setenv("PSA_CRYPTO_STORE", below("other"), 1);
    OK(psa_crypto_init());
    WANT(PSA_ERROR_INVALID_HANDLE, psa_export_key(1, out, sizeof out, &n));
    mbedtls_psa_crypto_free();
    setenv("PSA_CRYPTO_STORE", below("some/where"), 1);
    OK(psa_crypto_init());
    OK(psa_export_key(1, out, sizeof out, &n));
    CHECK(n == 16);
    mbedtls_psa_crypto_free();
}

/* Without the variable it is the user's data directory. */
static void users(void)
{
    struct stat s;

    unsetenv("PSA_CRYPTO_STORE");
    setenv("XDG_DATA_HOME", below("data"), 1);
    OK(psa_crypto_init());
    CHECK(stat(below("data/psa-crypto"), &s) == 0 && S_ISDIR(s.st_mode));
    mbedtls_psa_crypto_free();
}

static void none(void)
{
    uint8_t digest[32];
    psa_key_handle_t handle = 7;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    FILE *file = fopen(below("file"), "w");

    CHECK(file != NULL && fclose(file) == 0);
    setenv("PSA_CRYPTO_STORE", below("file"), 1); /* no directory, and none can be made */
    OK(psa_crypto_init());
    OK(psa_hash_compute(PSA_ALG_SHA_256, NULL, 0, digest, 32, &n));
    const psa_key_id_t key = generate(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY, PSA_ALG_CTR);
    OK(psa_export_key(key, out, sizeof out, &n));
    WANT(PSA_ERROR_STORAGE_FAILURE, generate_as(1, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR));
    CHECK(strstr(psacrypto_last_error(), "not a directory") != NULL);
    psa_set_key_id(&a, 1);
    psa_set_key_algorithm(&a, PSA_ALG_CTR);
    psa_key_id_t copy = 7;
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_copy_key(key, &a, &copy));
    CHECK(copy == 0);
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_export_key(1, out, sizeof out, &n));
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_get_key_attributes(1, &a));
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_open_key(1, &handle));
    CHECK(handle == 0);
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_purge_key(1));
    WANT(PSA_ERROR_STORAGE_FAILURE, psa_destroy_key(1));
    OK(psa_destroy_key(key));
    mbedtls_psa_crypto_free();
}

int main(void)
{
    const char *given = getenv("PSA_CRYPTO_STORE");

    snprintf(dir, sizeof dir, "%s", given ? given : ".");
    CHECK(mkdir(dir, 0700) == 0);
    RUN(made);
    RUN(users);
    RUN(none);
    return result();
}
