/*
 * psa/crypto_extra.h: what this library has beyond the PSA Certified Crypto API and the names of Mbed TLS.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_EXTRA_H
#define PSA_CRYPTO_EXTRA_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Tells in words why the last call of the present thread that failed did so: which attribute, which rule, and what
 * would be right. The text holds nothing secret and is meant for people, not for programs. It is "" before the first
 * failure.
 *
 * The library owns the text; it is valid until the next call of the API in the same thread. Never NULL.
 */
const char *psacrypto_last_error(void);

#ifdef __cplusplus
}
#endif

#endif /* PSA_CRYPTO_EXTRA_H */
