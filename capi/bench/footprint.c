/*
 * Signs once with a stored key, which the first run makes, and tells how long that took and how much memory the program then has. With -DEMPTY it
 * is the same program without the library.
 */
#define _GNU_SOURCE
#include <psa/crypto.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ALG PSA_ALG_ECDSA(PSA_ALG_SHA_256)

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static long resident_kb(void)
{
    char line[256];
    long kb = 0;
    FILE *f = fopen("/proc/self/status", "r");

    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (f)
        fclose(f);
    return kb;
}

#ifdef EMPTY

int main(void)
{
    const double begin = now_ms();

    printf("nothing after %.2f ms, %ld kB resident\n", now_ms() - begin, resident_kb());
    return 0;
}

#else

int main(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t hash[32] = {0}, signature[64];
    const double begin = now_ms();
    psa_key_id_t key;
    size_t n;
    psa_status_t status = psa_crypto_init();

    if (status == PSA_SUCCESS)
        status = psa_sign_hash(1, ALG, hash, sizeof hash, signature, sizeof signature, &n);
    if (status == PSA_ERROR_INVALID_HANDLE) {
        psa_set_key_id(&a, 1);
        psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
        psa_set_key_bits(&a, 256);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_HASH);
        psa_set_key_algorithm(&a, ALG);
        status = psa_generate_key(&a, &key);
    }
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "status %d: %s\n", (int)status, psacrypto_last_error());
        return 1;
    }
    printf("first signature after %.2f ms, %ld kB resident\n", now_ms() - begin, resident_kb());
    return 0;
}

#endif
