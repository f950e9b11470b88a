/*
 * What every function looks at before it goes on into Go: whether the library is ready, and whether the pointers are there.
 */
#ifndef PSACRYPTO_GUARD_H
#define PSACRYPTO_GUARD_H

/* All else is compiled with hidden visibility. */
#pragma GCC visibility push(default)
#include <psa/crypto.h>
#pragma GCC visibility pop

#include <stdatomic.h>

#include "_cgo_export.h"
#include "attributes.h"

enum {
    /* In a forked child the page of the state is new, and zero. The runtime of Go is not there any more. */
    PSACRYPTO_FORKED = 0,
    PSACRYPTO_CLOSED,
    PSACRYPTO_READY
};

extern atomic_int *psacrypto_state;

psa_status_t psacrypto_not_ready(void);
psa_status_t psacrypto_null(const char *function);
psa_status_t psacrypto_null_in(const char *function, uint32_t operation);
psa_status_t psacrypto_in_use(const char *function);
psa_status_t psacrypto_second_algorithm(void);

#define READY()                                                                                         \
    do {                                                                                                \
        if (__builtin_expect(atomic_load_explicit(psacrypto_state, memory_order_acquire) != PSACRYPTO_READY, 0)) \
            return psacrypto_not_ready();                                                               \
    } while (0)

/* Lengths beyond PTRDIFF_MAX are of no object; they are told like a null pointer. */
#define MISSING(p, n) ((n) != 0 && (!(p) || (n) > PTRDIFF_MAX))
#define NO_ROOM(p, n) ((n) != 0 && !(p))

#define REQUIRE(condition)                                   \
    do {                                                     \
        if (__builtin_expect(!(condition), 0))               \
            return psacrypto_null(__func__);                 \
    } while (0)

/* A wrong call puts an active operation into the error state (PSA Crypto 1.5, "Multi-part operations"). */
#define REQUIRE_IN(operation, condition)                             \
    do {                                                             \
        if (__builtin_expect(!(condition), 0))                       \
            return psacrypto_null_in(__func__, (operation)->id);     \
    } while (0)

/* A setup call leaves an operation that is active unchanged, as the pages of these functions say. */
#define REQUIRE_INACTIVE(operation)                  \
    do {                                             \
        if ((operation)->id != 0)                    \
            return psacrypto_in_use(__func__);       \
    } while (0)

/* The pages of the newer families do not, so the general rule holds: the operation is in the error state then. */
#define REQUIRE_INACTIVE_OR_SPOIL(operation)         \
    do {                                             \
        if ((operation)->id != 0) {                  \
            psacrypto_go_spoil((operation)->id);     \
            return psacrypto_in_use(__func__);       \
        }                                            \
    } while (0)

#define REQUIRE_ONE_ALGORITHM(attributes)                                     \
    do {                                                                      \
        const psa_algorithm_t second = psa_get_key_enrollment_algorithm(attributes); \
        if (second != PSA_ALG_NONE)                                           \
            return psacrypto_second_algorithm();                              \
    } while (0)

/* Output parameters are safe from the beginning on. */
#define CLEAR(p, value)            \
    do {                           \
        if (p)                     \
            *(p) = (value);        \
    } while (0)

/* Go has no const. It does not write to inputs. */
#define IN(p) ((uint8_t *)(p))

#endif
