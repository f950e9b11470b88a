/*
 * psa/crypto_types.h: the integer types of the PSA Certified Crypto API 1.5.
 *
 * All of them are unsigned integers of the width that the specification gives them, so that they can be compared,
 * combined bit by bit, and passed to functions with variable arguments, where the narrow ones arrive as int.
 * The types that are structures are in psa/crypto_struct.h. Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_TYPES_H
#define PSA_CRYPTO_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

/* Keys (PSA Crypto 1.5, "Key types", "Key lifetimes", "Key identifiers", "Key policies"). */

/** What a key is: PSA_KEY_TYPE_... */
typedef uint16_t psa_key_type_t;

/** A family of elliptic curves: PSA_ECC_FAMILY_... The size of the key tells the curve of the family. */
typedef uint8_t psa_ecc_family_t;

/** A family of finite-field Diffie-Hellman groups: PSA_DH_FAMILY_... */
typedef uint8_t psa_dh_family_t;

/** A family of SLH-DSA parameter sets: PSA_SLH_DSA_FAMILY_... */
typedef uint8_t psa_slh_dsa_family_t;

/** Where a key is kept and what ends it: a persistence in the low 8 bits, a location in the others. */
typedef uint32_t psa_key_lifetime_t;

/** PSA_KEY_PERSISTENCE_... */
typedef uint8_t psa_key_persistence_t;

/** PSA_KEY_LOCATION_... in 24 bits. */
typedef uint32_t psa_key_location_t;

/** The name of a key. Programs choose those from PSA_KEY_ID_USER_MIN to PSA_KEY_ID_USER_MAX; 0 is none. */
typedef uint32_t psa_key_id_t;

/** What a key may be used for: an OR of PSA_KEY_USAGE_... */
typedef uint32_t psa_key_usage_t;

/** An algorithm with its parameters, or in a policy a wildcard: PSA_ALG_... */
typedef uint32_t psa_algorithm_t;

/** Which input of a key derivation: PSA_KEY_DERIVATION_INPUT_... */
typedef uint16_t psa_key_derivation_step_t;

/* Password-authenticated key exchange (PSA Crypto 1.5, "Password-authenticated key exchange (PAKE)"). */

/** PSA_PAKE_PRIMITIVE_TYPE_... */
typedef uint8_t psa_pake_primitive_type_t;

/** The family of a primitive: a psa_ecc_family_t or a psa_dh_family_t, as its type says. */
typedef uint8_t psa_pake_family_t;

/** The group that an exchange computes in: PSA_PAKE_PRIMITIVE(type, family, bits). */
typedef uint32_t psa_pake_primitive_t;

/** PSA_PAKE_ROLE_... */
typedef uint8_t psa_pake_role_t;

/** PSA_PAKE_STEP_... */
typedef uint8_t psa_pake_step_t;

/* Structures, defined in psa/crypto_struct.h. Their members are not part of the interface. */

typedef struct psa_key_attributes_s psa_key_attributes_t;
typedef struct psa_hash_operation_s psa_hash_operation_t;
typedef struct psa_xof_operation_s psa_xof_operation_t;
typedef struct psa_mac_operation_s psa_mac_operation_t;
typedef struct psa_cipher_operation_s psa_cipher_operation_t;
typedef struct psa_aead_operation_s psa_aead_operation_t;
typedef struct psa_key_derivation_operation_s psa_key_derivation_operation_t;
typedef struct psa_sign_operation_s psa_sign_operation_t;
typedef struct psa_verify_operation_s psa_verify_operation_t;
typedef struct psa_pake_cipher_suite_s psa_pake_cipher_suite_t;
typedef struct psa_pake_operation_s psa_pake_operation_t;

/**
 * How to make a key, where there is a choice (PSA Crypto 1.5, "Key management", psa_generate_key_custom).
 * flags is 0 in this version; for an RSA key pair the data beside the structure is the public exponent.
 */
typedef struct psa_custom_key_parameters_t {
    uint32_t flags;
} psa_custom_key_parameters_t;

#endif /* PSA_CRYPTO_TYPES_H */
