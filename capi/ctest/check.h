/*
 * What the tests share: checks that tell where they failed, bytes from hexadecimal, and keys in one line.
 * A test program runs its cases in main with RUN and returns result().
 */
#ifndef CHECK_H
#define CHECK_H

#include <psa/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_failures;

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);        \
            check_failures++;                                                     \
        }                                                                         \
    } while (0)

/* WANT(status, call): the call gives this status. */
#define WANT(expected, call)                                                                                      \
    do {                                                                                                          \
        const psa_status_t got_ = (call), expected_ = (expected);                                                 \
        if (got_ != expected_) {                                                                                  \
            printf("%s:%d: %d, not %d, from %s\n    the reason of the last failure: %s\n", __FILE__, __LINE__,    \
                   (int)got_, (int)expected_, #call, psacrypto_last_error());                                     \
            check_failures++;                                                                                     \
        }                                                                                                         \
    } while (0)

#define OK(call) WANT(PSA_SUCCESS, call)

/* BYTES(buffer, length, hex): the buffer has just these bytes. */
#define BYTES(buffer, length, hex)                                                                   \
    do {                                                                                             \
        uint8_t want_[4096];                                                                         \
        const size_t want_length_ = from_hex(want_, hex), length_ = (length);                        \
        if (length_ != want_length_ || memcmp(buffer, want_, length_) != 0) {                        \
            printf("%s:%d: other bytes than %s:", __FILE__, __LINE__, hex);                          \
            for (size_t i_ = 0; i_ < length_; i_++)                                                  \
                printf(" %02x", (buffer)[i_]);                                                       \
            printf("\n");                                                                            \
            check_failures++;                                                                        \
        }                                                                                            \
    } while (0)

#define RUN(test)                                            \
    do {                                                     \
        const int before_ = check_failures;                  \
        test();                                              \
        if (check_failures != before_)                       \
            printf("in %s\n", #test);                        \
    } while (0)

static inline int result(void)
{
    fflush(stdout);
    return check_failures != 0;
}

static inline size_t from_hex(uint8_t *out, const char *hex)
{
    size_t n = 0;
    unsigned int byte;

    for (; *hex; hex += 2) {
        while (*hex == ' ')
            hex++;
        if (sscanf(hex, "%2x", &byte) != 1)
            break;
        out[n++] = (uint8_t)byte;
    }
    return n;
}

static inline psa_key_attributes_t attributes(psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    return a;
}

/* A volatile key of bytes that the test knows. */
static inline psa_key_id_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const char *hex)
{
    const psa_key_attributes_t a = attributes(type, 0, usage, alg);
    uint8_t data[4096];
    psa_key_id_t key = PSA_KEY_ID_NULL;

    OK(psa_import_key(&a, data, from_hex(data, hex), &key));
    CHECK(key != PSA_KEY_ID_NULL);
    return key;
}

static inline psa_key_id_t generate(psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    const psa_key_attributes_t a = attributes(type, bits, usage, alg);
    psa_key_id_t key = PSA_KEY_ID_NULL;

    OK(psa_generate_key(&a, &key));
    CHECK(key != PSA_KEY_ID_NULL);
    return key;
}

/* A persistent key. */
static inline psa_status_t generate_as(psa_key_id_t id, psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = attributes(type, bits, usage, alg);
    psa_key_id_t key = 1;
    psa_status_t status;

    psa_set_key_id(&a, id);
    status = psa_generate_key(&a, &key);
    CHECK(key == (status == PSA_SUCCESS ? id : PSA_KEY_ID_NULL));
    return status;
}

static inline int all_zero(const uint8_t *p, size_t n)
{
    while (n--)
        if (*p++)
            return 0;
    return 1;
}

#endif
