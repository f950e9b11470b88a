/*
 * psa/crypto_struct.h: the structures of the PSA Certified Crypto API 1.5, their initialisers, and what is inline.
 *
 * Attributes and cipher suites are plain values that a program may copy. An operation object is the number of an
 * operation that lives inside the library, and 0 where it is inactive: the object owns no memory, so a lost one can
 * only leak the operation, which the *_abort function of its kind gives back. Members are not part of the interface.
 * Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_STRUCT_H
#define PSA_CRYPTO_STRUCT_H

#include "crypto_types.h"
#include "crypto_values.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Key attributes (PSA Crypto 1.5, "Key attributes"). */

struct psa_key_attributes_s {
    psa_key_lifetime_t lifetime;
    psa_key_id_t id;
    psa_key_usage_t usage;
    psa_algorithm_t alg;
    psa_algorithm_t alg2; /* see psa_set_key_enrollment_algorithm() */
    psa_key_type_t type;
    size_t bits;
};

/** Initial attributes: a volatile key that permits nothing, of no type and size yet. All bytes 0 mean the same. */
#define PSA_KEY_ATTRIBUTES_INIT \
    { PSA_KEY_LIFETIME_VOLATILE, PSA_KEY_ID_NULL, 0, PSA_ALG_NONE, PSA_ALG_NONE, PSA_KEY_TYPE_NONE, 0 }

/** Returns initial attributes. */
static inline psa_key_attributes_t psa_key_attributes_init(void)
{
    const psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    return attributes;
}

/** Makes the attributes initial ones. They hold nothing that needs to be freed. */
static inline void psa_reset_key_attributes(psa_key_attributes_t *attributes)
{
    *attributes = psa_key_attributes_init();
}

/**
 * Names a persistent key. A volatile lifetime gets the persistence PSA_KEY_PERSISTENCE_DEFAULT and keeps its location.
 * The id is judged when the key is created: it must be from PSA_KEY_ID_USER_MIN to PSA_KEY_ID_USER_MAX.
 */
static inline void psa_set_key_id(psa_key_attributes_t *attributes, psa_key_id_t id)
{
    attributes->id = id;
    if (PSA_KEY_LIFETIME_IS_VOLATILE(attributes->lifetime)) {
        attributes->lifetime = PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(
            PSA_KEY_PERSISTENCE_DEFAULT, PSA_KEY_LIFETIME_GET_LOCATION(attributes->lifetime));
    }
}

/** Returns the id of a persistent key. */
static inline psa_key_id_t psa_get_key_id(const psa_key_attributes_t *attributes)
{
    return attributes->id;
}

/**
 * Says where the key is kept and what ends it. A volatile lifetime, in any location, sets the id to PSA_KEY_ID_NULL.
 */
static inline void psa_set_key_lifetime(psa_key_attributes_t *attributes, psa_key_lifetime_t lifetime)
{
    attributes->lifetime = lifetime;
    if (PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)) {
        attributes->id = PSA_KEY_ID_NULL;
    }
}

/** Returns the lifetime. */
static inline psa_key_lifetime_t psa_get_key_lifetime(const psa_key_attributes_t *attributes)
{
    return attributes->lifetime;
}

/**
 * Says what the key may be used for, an OR of PSA_KEY_USAGE_... What a flag implies, as SIGN_HASH does SIGN_MESSAGE, a
 * key has from its creation on; the attributes keep the flags as given.
 */
static inline void psa_set_key_usage_flags(psa_key_attributes_t *attributes, psa_key_usage_t usage_flags)
{
    attributes->usage = usage_flags;
}

/** Returns the usage flags. */
static inline psa_key_usage_t psa_get_key_usage_flags(const psa_key_attributes_t *attributes)
{
    return attributes->usage;
}

/** Says which algorithm the key may be used with, one or by a wildcard several. */
static inline void psa_set_key_algorithm(psa_key_attributes_t *attributes, psa_algorithm_t alg)
{
    attributes->alg = alg;
}

/** Returns the permitted algorithm. */
static inline psa_algorithm_t psa_get_key_algorithm(const psa_key_attributes_t *attributes)
{
    return attributes->alg;
}

/** Says what kind of key it is. */
static inline void psa_set_key_type(psa_key_attributes_t *attributes, psa_key_type_t type)
{
    attributes->type = type;
}

/** Returns the type of the key. */
static inline psa_key_type_t psa_get_key_type(const psa_key_attributes_t *attributes)
{
    return attributes->type;
}

/** Sets the size of the key in bits; 0, where a key is imported, copied or attached, stands for the size it has. */
static inline void psa_set_key_bits(psa_key_attributes_t *attributes, size_t bits)
{
    attributes->bits = bits;
}

/** Returns the size of the key in bits. */
static inline size_t psa_get_key_bits(const psa_key_attributes_t *attributes)
{
    return attributes->bits;
}

/** The usual way to make a key (psa_generate_key_custom, psa_key_derivation_output_key_custom). */
#define PSA_CUSTOM_KEY_PARAMETERS_INIT { 0 }

/*
 * Operations. Each is inactive after it is set to its initialiser, to the result of its init function, or to bytes of
 * 0; bytes beyond the members named here, padding above all, never matter.
 */

struct psa_hash_operation_s {
    uint32_t id;
};

/** An inactive hash operation. */
#define PSA_HASH_OPERATION_INIT { 0 }

/** Returns an inactive hash operation. */
static inline psa_hash_operation_t psa_hash_operation_init(void)
{
    const psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    return operation;
}

struct psa_xof_operation_s {
    uint32_t id;
};

/** An inactive XOF operation. */
#define PSA_XOF_OPERATION_INIT { 0 }

/** Returns an inactive XOF operation. */
static inline psa_xof_operation_t psa_xof_operation_init(void)
{
    const psa_xof_operation_t operation = PSA_XOF_OPERATION_INIT;
    return operation;
}

struct psa_mac_operation_s {
    uint32_t id;
};

/** An inactive MAC operation. */
#define PSA_MAC_OPERATION_INIT { 0 }

/** Returns an inactive MAC operation. */
static inline psa_mac_operation_t psa_mac_operation_init(void)
{
    const psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    return operation;
}

struct psa_cipher_operation_s {
    uint32_t id;
};

/** An inactive cipher operation. */
#define PSA_CIPHER_OPERATION_INIT { 0 }

/** Returns an inactive cipher operation. */
static inline psa_cipher_operation_t psa_cipher_operation_init(void)
{
    const psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    return operation;
}

struct psa_aead_operation_s {
    uint32_t id;
    psa_algorithm_t alg; /* of the active operation */
};

/** An inactive AEAD operation. */
#define PSA_AEAD_OPERATION_INIT { 0, PSA_ALG_NONE }

/** Returns an inactive AEAD operation. */
static inline psa_aead_operation_t psa_aead_operation_init(void)
{
    const psa_aead_operation_t operation = PSA_AEAD_OPERATION_INIT;
    return operation;
}

struct psa_key_derivation_operation_s {
    uint32_t id;
};

/** An inactive key derivation. */
#define PSA_KEY_DERIVATION_OPERATION_INIT { 0 }

/** Returns an inactive key derivation. */
static inline psa_key_derivation_operation_t psa_key_derivation_operation_init(void)
{
    const psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    return operation;
}

struct psa_sign_operation_s {
    uint32_t id;
};

/** An inactive signature operation. */
#define PSA_SIGN_OPERATION_INIT { 0 }

/** Returns an inactive signature operation. */
static inline psa_sign_operation_t psa_sign_operation_init(void)
{
    const psa_sign_operation_t operation = PSA_SIGN_OPERATION_INIT;
    return operation;
}

struct psa_verify_operation_s {
    uint32_t id;
};

/** An inactive verification of a signature. */
#define PSA_VERIFY_OPERATION_INIT { 0 }

/** Returns an inactive verification of a signature. */
static inline psa_verify_operation_t psa_verify_operation_init(void)
{
    const psa_verify_operation_t operation = PSA_VERIFY_OPERATION_INIT;
    return operation;
}

struct psa_pake_operation_s {
    uint32_t id;
};

/** An inactive key exchange. */
#define PSA_PAKE_OPERATION_INIT { 0 }

/** Returns an inactive key exchange. */
static inline psa_pake_operation_t psa_pake_operation_init(void)
{
    const psa_pake_operation_t operation = PSA_PAKE_OPERATION_INIT;
    return operation;
}

/* Cipher suites of key exchanges (PSA Crypto 1.5, "PAKE cipher suites"). */

struct psa_pake_cipher_suite_s {
    psa_algorithm_t algorithm;
    psa_pake_primitive_t primitive;
    uint32_t key_confirmation;
};

/** An initial cipher suite: of no algorithm and no primitive, with a confirmed key. All bytes 0 mean the same. */
#define PSA_PAKE_CIPHER_SUITE_INIT { PSA_ALG_NONE, 0, PSA_PAKE_CONFIRMED_KEY }

/** Returns an initial cipher suite. */
static inline psa_pake_cipher_suite_t psa_pake_cipher_suite_init(void)
{
    const psa_pake_cipher_suite_t cipher_suite = PSA_PAKE_CIPHER_SUITE_INIT;
    return cipher_suite;
}

/** Returns the algorithm of the cipher suite. */
static inline psa_algorithm_t psa_pake_cs_get_algorithm(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->algorithm;
}

/** Sets the algorithm, one with PSA_ALG_IS_PAKE; psa_pake_setup() judges it. */
static inline void psa_pake_cs_set_algorithm(psa_pake_cipher_suite_t *cipher_suite, psa_algorithm_t alg)
{
    cipher_suite->algorithm = alg;
}

/** Returns the group of the cipher suite. */
static inline psa_pake_primitive_t psa_pake_cs_get_primitive(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->primitive;
}

/** Sets the group; psa_pake_setup() judges it. */
static inline void psa_pake_cs_set_primitive(psa_pake_cipher_suite_t *cipher_suite, psa_pake_primitive_t primitive)
{
    cipher_suite->primitive = primitive;
}

/** Returns PSA_PAKE_CONFIRMED_KEY or PSA_PAKE_UNCONFIRMED_KEY. */
static inline uint32_t psa_pake_cs_get_key_confirmation(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->key_confirmation;
}

/** Says whether the exchange confirms that both sides have the same key; psa_pake_setup() judges it. */
static inline void psa_pake_cs_set_key_confirmation(psa_pake_cipher_suite_t *cipher_suite, uint32_t key_confirmation)
{
    cipher_suite->key_confirmation = key_confirmation;
}

#ifdef __cplusplus
}
#endif

#endif /* PSA_CRYPTO_STRUCT_H */
