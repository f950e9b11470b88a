/*
 * What calls of the PSA Crypto API cost: one line per operation, its name and nanoseconds, the least of several runs. It compiles against this library
 * and against Mbed TLS from 2.28 on; run.sh puts them side by side, and beside the same calls of the Go API (gocalls).
 */
#define _GNU_SOURCE
#include <psa/crypto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 5
#define RUN_NS 40e6

static uint8_t text[65536 + 64], out[65536 + 64], nonce[12], hash[32], signature[512], sealed[1024 + 16], peer[133];
static size_t n, signature_length, sealed_length, peer_length;
static psa_key_id_t hmac, cmac, gcm, chacha, p256, p384, ed25519, ecdh, x25519, pss, oaep, derive, plain;

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static void must(psa_status_t status, const char *what)
{
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "%s: status %d\n", what, (int)status);
        exit(1);
    }
}

#define ALG_HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define ALG_ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define ALG_PSS PSA_ALG_RSA_PSS(PSA_ALG_SHA_256)
#define ALG_OAEP PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256)
#define ALG_HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)

/* A call of an operation on size bytes. */
typedef psa_status_t call(size_t size);

static psa_status_t hash_sha256(size_t size) { return psa_hash_compute(PSA_ALG_SHA_256, text, size, out, 32, &n); }
static psa_status_t hash_sha512(size_t size) { return psa_hash_compute(PSA_ALG_SHA_512, text, size, out, 64, &n); }
static psa_status_t mac_hmac(size_t size) { return psa_mac_compute(hmac, ALG_HMAC, text, size, out, 32, &n); }
static psa_status_t mac_cmac(size_t size) { return psa_mac_compute(cmac, PSA_ALG_CMAC, text, size, out, 16, &n); }
static psa_status_t seal_gcm(size_t size) { return psa_aead_encrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, text, size, out, size + 16, &n); }
static psa_status_t open_gcm(size_t size)
{
    return psa_aead_decrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, sealed, sealed_length, out, size, &n);
}
static psa_status_t seal_chacha(size_t size)
{
    return psa_aead_encrypt(chacha, PSA_ALG_CHACHA20_POLY1305, nonce, 12, NULL, 0, text, size, out, size + 16, &n);
}
static psa_status_t hash_parts(size_t size)
{
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    psa_status_t status = psa_hash_setup(&op, PSA_ALG_SHA_256);

    if (status == PSA_SUCCESS)
        status = psa_hash_update(&op, text, size);
    if (status == PSA_SUCCESS)
        status = psa_hash_finish(&op, out, 32, &n);
    return status;
}
static psa_status_t randomness(size_t size) { return psa_generate_random(out, size); }
static psa_status_t sign_p256(size_t size) { return psa_sign_hash(p256, ALG_ECDSA, hash, size, out, 64, &n); }
static psa_status_t verify_p256(size_t size) { return psa_verify_hash(p256, ALG_ECDSA, hash, size, signature, signature_length); }
static psa_status_t sign_p384(size_t size) { return psa_sign_hash(p384, ALG_ECDSA, hash, size, out, 96, &n); }
static psa_status_t agree_p256(size_t size)
{
    (void)size;
    return psa_raw_key_agreement(PSA_ALG_ECDH, ecdh, peer, peer_length, out, 32, &n);
}
static psa_status_t agree_x25519(size_t size) { return psa_raw_key_agreement(PSA_ALG_ECDH, x25519, text, size, out, 32, &n); }
static psa_status_t sign_pss(size_t size) { return psa_sign_hash(pss, ALG_PSS, hash, size, out, 256, &n); }
static psa_status_t verify_pss(size_t size) { return psa_verify_hash(pss, ALG_PSS, hash, size, signature, signature_length); }
static psa_status_t encrypt_oaep(size_t size) { return psa_asymmetric_encrypt(oaep, ALG_OAEP, text, size, NULL, 0, out, 256, &n); }
static psa_status_t decrypt_oaep(size_t size) { return psa_asymmetric_decrypt(oaep, ALG_OAEP, signature, signature_length, NULL, 0, out, size, &n); }
#ifdef PSA_ALG_PURE_EDDSA
static psa_status_t sign_ed25519(size_t size) { return psa_sign_message(ed25519, PSA_ALG_PURE_EDDSA, text, size, out, 64, &n); }
#endif
static psa_status_t hkdf(size_t size)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_status_t status = psa_key_derivation_setup(&op, ALG_HKDF);

    if (status == PSA_SUCCESS)
        status = psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SALT, text, 16);
    if (status == PSA_SUCCESS)
        status = psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, derive);
    if (status == PSA_SUCCESS)
        status = psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, text, 16);
    if (status == PSA_SUCCESS)
        status = psa_key_derivation_output_bytes(&op, out, size);
    psa_key_derivation_abort(&op);
    return status;
}
static psa_status_t attributes_of(size_t size)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status = psa_get_key_attributes(plain, &a);

    (void)size;
    psa_reset_key_attributes(&a);
    return status;
}
static psa_status_t export_key(size_t size) { return psa_export_key(plain, out, size, &n); }

static void print(const char *name, double ns)
{
    printf("%s\t%.1f\n", name, ns);
    fflush(stdout);
}

static double measure(call *f, size_t size)
{
    double best = 1e18;
    long many = 1;

    for (int run = 0; run < RUNS;) {
        const double begin = now_ns();
        double took;

        for (long i = 0; i < many; i++)
            must(f(size), "a call");
        took = now_ns() - begin;
        if (took < RUN_NS / 4) { /* too short to tell */
            many *= took < RUN_NS / 100 ? 10 : 2;
            continue;
        }
        if (took / (double)many < best)
            best = took / (double)many;
        run++;
    }
    return best;
}

/* What a library has not is left out. */
static void bench(const char *name, call *f, size_t size)
{
    if (f(size) == PSA_SUCCESS)
        print(name, measure(f, size));
    else
        fprintf(stderr, "not there: %s\n", name);
}

/* Two threads do as much as one each; the time is that of one operation of the two together. */
static void *repeat(void *many)
{
    uint8_t mac[32];
    size_t length;

    for (long i = 0; i < *(long *)many; i++)
        must(psa_mac_compute(hmac, ALG_HMAC, text, 1024, mac, 32, &length), "a call");
    return NULL;
}

static void bench_threads(const char *name)
{
    double best = 1e18;
    long many = 30000;

    for (int run = 0; run < RUNS; run++) {
        pthread_t threads[2];
        const double begin = now_ns();
        double took;

        for (int i = 0; i < 2; i++)
            pthread_create(&threads[i], NULL, repeat, &many);
        for (int i = 0; i < 2; i++)
            pthread_join(threads[i], NULL);
        took = (now_ns() - begin) / (2 * (double)many);
        if (took < best)
            best = took;
    }
    print(name, best);
}

/* Import, copy and destroy, in lots that a small table of keys can hold. */
static void bench_life(void)
{
    enum { LOT = 8 };
    double import = 1e18, copy = 1e18, destroy = 1e18;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_COPY);
    psa_set_key_algorithm(&a, PSA_ALG_GCM);
    for (int run = 0; run < RUNS; run++) {
        double sums[3] = {0, 0, 0};
        const int lots = 2000;

        for (int lot = 0; lot < lots; lot++) {
            psa_key_id_t keys[2 * LOT];
            double t[4];

            t[0] = now_ns();
            for (int i = 0; i < LOT; i++)
                must(psa_import_key(&a, text, 16, &keys[i]), "import");
            t[1] = now_ns();
            for (int i = 0; i < LOT; i++)
                must(psa_copy_key(keys[i], &a, &keys[LOT + i]), "copy");
            t[2] = now_ns();
            for (int i = 0; i < 2 * LOT; i++)
                must(psa_destroy_key(keys[i]), "destroy");
            t[3] = now_ns();
            for (int i = 0; i < 3; i++)
                sums[i] += t[i + 1] - t[i];
        }
        if (sums[0] / lots / LOT < import)
            import = sums[0] / lots / LOT;
        if (sums[1] / lots / LOT < copy)
            copy = sums[1] / lots / LOT;
        if (sums[2] / lots / (2 * LOT) < destroy)
            destroy = sums[2] / lots / (2 * LOT);
    }
    print("import AES-128", import);
    print("copy AES-128", copy);
    print("destroy AES-128", destroy);
}

static psa_key_id_t make(psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 0;
    psa_status_t status;

    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    status = psa_generate_key(&a, &key);
    if (status != PSA_ERROR_NOT_SUPPORTED)
        must(status, "generate");
    return key;
}

int main(void)
{
    const psa_key_usage_t signs = PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_SIGN_MESSAGE;
    const psa_key_usage_t encrypts = PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT;

    must(psa_crypto_init(), "init");
    must(psa_generate_random(text, sizeof text), "random");
    plain = make(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM);

    bench("SHA-256, 64 B", hash_sha256, 64);
    bench("SHA-256, 1 KiB", hash_sha256, 1024);
    bench("SHA-256, 64 KiB", hash_sha256, 65536);
    bench("SHA-256 in parts, 1 KiB", hash_parts, 1024);
    bench("SHA-512, 1 KiB", hash_sha512, 1024);
    hmac = make(PSA_KEY_TYPE_HMAC, 256, PSA_KEY_USAGE_SIGN_MESSAGE, ALG_HMAC);
    bench("HMAC-SHA-256, 64 B", mac_hmac, 64);
    bench("HMAC-SHA-256, 1 KiB", mac_hmac, 1024);
    bench("HMAC-SHA-256, 64 KiB", mac_hmac, 65536);
#ifndef NOT_THREAD_SAFE
    bench_threads("HMAC-SHA-256, 1 KiB, two threads");
#endif
    cmac = make(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_CMAC);
    bench("CMAC-AES-128, 1 KiB", mac_cmac, 1024);
    gcm = make(PSA_KEY_TYPE_AES, 128, encrypts, PSA_ALG_GCM);
    bench("AES-128-GCM seal, 64 B", seal_gcm, 64);
    bench("AES-128-GCM seal, 1 KiB", seal_gcm, 1024);
    bench("AES-128-GCM seal, 64 KiB", seal_gcm, 65536);
    must(psa_aead_encrypt(gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, text, 1024, sealed, sizeof sealed, &sealed_length), "seal");
    bench("AES-128-GCM open, 1 KiB", open_gcm, 1024);
    chacha = make(PSA_KEY_TYPE_CHACHA20, 256, encrypts, PSA_ALG_CHACHA20_POLY1305);
    bench("ChaCha20-Poly1305 seal, 64 B", seal_chacha, 64);
    bench("ChaCha20-Poly1305 seal, 1 KiB", seal_chacha, 1024);
    bench("ChaCha20-Poly1305 seal, 64 KiB", seal_chacha, 65536);
    bench("random, 32 B", randomness, 32);

    p256 = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, signs, ALG_ECDSA);
    bench("ECDSA P-256 sign", sign_p256, 32);
    must(psa_sign_hash(p256, ALG_ECDSA, hash, 32, signature, sizeof signature, &signature_length), "sign");
    bench("ECDSA P-256 verify", verify_p256, 32);
    p384 = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 384, signs, ALG_ECDSA);
    bench("ECDSA P-384 sign", sign_p384, 32);
    ecdh = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH);
    must(psa_export_public_key(ecdh, peer, sizeof peer, &peer_length), "export");
    bench("ECDH P-256", agree_p256, 0);
    x25519 = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH);
    bench("X25519", agree_x25519, 32);
#ifdef PSA_ALG_PURE_EDDSA
    ed25519 = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255, signs, PSA_ALG_PURE_EDDSA);
    bench("Ed25519 sign, 64 B", sign_ed25519, 64);
#else
    (void)ed25519;
#endif
    pss = make(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, signs, ALG_PSS);
    bench("RSA-2048 PSS sign", sign_pss, 32);
    must(psa_sign_hash(pss, ALG_PSS, hash, 32, signature, sizeof signature, &signature_length), "sign");
    bench("RSA-2048 PSS verify", verify_pss, 32);
    oaep = make(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, encrypts, ALG_OAEP);
    bench("RSA-2048 OAEP encrypt", encrypt_oaep, 32);
    must(psa_asymmetric_encrypt(oaep, ALG_OAEP, text, 32, NULL, 0, signature, sizeof signature, &signature_length), "encrypt");
    bench("RSA-2048 OAEP decrypt", decrypt_oaep, 32);
    derive = make(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_DERIVE, ALG_HKDF);
    bench("HKDF-SHA-256, 32 B", hkdf, 32);

    bench_life();
    bench("export AES-128", export_key, 16);
    bench("attributes, 10 live keys", attributes_of, 0);
#ifndef FEW_KEYS
    for (int i = 0; i < 100000; i++)
        make(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    bench("attributes, 100,000 live keys", attributes_of, 0);
    bench("HMAC-SHA-256, 1 KiB, 100,000 live keys", mac_hmac, 1024);
#endif
    return 0;
}
