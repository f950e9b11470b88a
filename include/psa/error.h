/*
 * psa/error.h: the status codes that all PSA Certified APIs share (PSA Certified Status code API 1.0).
 *
 * Made from the tables of the Go packages by go run ./internal/cheader/gen: do not edit. Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_ERROR_H
#define PSA_ERROR_H

#include <stddef.h>
#include <stdint.h>

/* Another API's header may have defined the type already. */
#ifndef PSA_SUCCESS
/** The result of a function: PSA_SUCCESS, or an error. */
typedef int32_t psa_status_t;
#endif

/** Success. */
#define PSA_SUCCESS ((psa_status_t)0)
/** The caller broke the rules of the interface. */
#define PSA_ERROR_PROGRAMMER_ERROR ((psa_status_t)-129)
/** The service refused the connection. */
#define PSA_ERROR_CONNECTION_REFUSED ((psa_status_t)-130)
/** The service can't take the connection now. */
#define PSA_ERROR_CONNECTION_BUSY ((psa_status_t)-131)
/** An error that no other status describes. */
#define PSA_ERROR_GENERIC_ERROR ((psa_status_t)-132)
/** A policy forbids it. */
#define PSA_ERROR_NOT_PERMITTED ((psa_status_t)-133)
/** Not supported. */
#define PSA_ERROR_NOT_SUPPORTED ((psa_status_t)-134)
/** An argument is invalid. */
#define PSA_ERROR_INVALID_ARGUMENT ((psa_status_t)-135)
/** No key has this identifier. */
#define PSA_ERROR_INVALID_HANDLE ((psa_status_t)-136)
/** Not possible in the present state. */
#define PSA_ERROR_BAD_STATE ((psa_status_t)-137)
/** The output buffer is too small. */
#define PSA_ERROR_BUFFER_TOO_SMALL ((psa_status_t)-138)
/** It exists already. */
#define PSA_ERROR_ALREADY_EXISTS ((psa_status_t)-139)
/** It does not exist. */
#define PSA_ERROR_DOES_NOT_EXIST ((psa_status_t)-140)
/** Not enough memory. */
#define PSA_ERROR_INSUFFICIENT_MEMORY ((psa_status_t)-141)
/** No room left in storage. */
#define PSA_ERROR_INSUFFICIENT_STORAGE ((psa_status_t)-142)
/** Not enough data left. */
#define PSA_ERROR_INSUFFICIENT_DATA ((psa_status_t)-143)
/** The service failed. */
#define PSA_ERROR_SERVICE_FAILURE ((psa_status_t)-144)
/** The place that keeps the key can't be reached. */
#define PSA_ERROR_COMMUNICATION_FAILURE ((psa_status_t)-145)
/** Storage failed. */
#define PSA_ERROR_STORAGE_FAILURE ((psa_status_t)-146)
/** Hardware failed. */
#define PSA_ERROR_HARDWARE_FAILURE ((psa_status_t)-147)
/** The signature, tag or digest does not match. */
#define PSA_ERROR_INVALID_SIGNATURE ((psa_status_t)-149)
/** An inconsistency that must not happen was found. */
#define PSA_ERROR_CORRUPTION_DETECTED ((psa_status_t)-151)
/** Stored data has been altered. */
#define PSA_ERROR_DATA_CORRUPT ((psa_status_t)-152)
/** Stored data is genuine but not understood. */
#define PSA_ERROR_DATA_INVALID ((psa_status_t)-153)
/** The operation has not ended yet. */
#define PSA_OPERATION_INCOMPLETE ((psa_status_t)-248)

#endif /* PSA_ERROR_H */
