/*
 * psa/crypto_compat.h: what programs written for Mbed TLS 3.x use beyond the PSA Certified Crypto API.
 *
 * Here are handles to persistent keys, the type of key identifiers inside Mbed TLS, the names of parts of identifiers,
 * and the sizes that its headers define. Not here is what 1.5 has in another form (Mbed TLS 3.x has the draft of PAKE),
 * DSA, whose key types are those of ML-DSA now, and interruptible signatures. Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_COMPAT_H
#define PSA_CRYPTO_COMPAT_H

#include "crypto_sizes.h"
#include "crypto_struct.h"
#include "crypto_types.h"
#include "crypto_values.h"

#ifdef MBEDTLS_PSA_CRYPTO_KEY_ID_ENCODES_OWNER
#error "Key identifiers of this library are plain numbers: MBEDTLS_PSA_CRYPTO_KEY_ID_ENCODES_OWNER can't be set."
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Key identifiers. */

/** A key identifier as Mbed TLS has it inside; here a plain one. */
typedef psa_key_id_t mbedtls_svc_key_id_t;

#define MBEDTLS_SVC_KEY_ID_INIT ((psa_key_id_t)0)
#define MBEDTLS_SVC_KEY_ID_GET_KEY_ID(id) (id)
#define MBEDTLS_SVC_KEY_ID_GET_OWNER_ID(id) (0)

/** Returns the identifier key_id; there are no owners, so the first argument does not matter. */
static inline mbedtls_svc_key_id_t mbedtls_svc_key_id_make(unsigned int unused, psa_key_id_t key_id)
{
    (void)unused;
    return key_id;
}

/** Returns 1 for equal identifiers, else 0. */
static inline int mbedtls_svc_key_id_equal(mbedtls_svc_key_id_t id1, mbedtls_svc_key_id_t id2)
{
    return id1 == id2;
}

/** Returns 1 for the identifier that is none, else 0. */
static inline int mbedtls_svc_key_id_is_null(mbedtls_svc_key_id_t key)
{
    return key == PSA_KEY_ID_NULL;
}

/** Returns 1 for an identifier of a key that the system provides, else 0. */
static inline int psa_key_id_is_builtin(psa_key_id_t key_id)
{
    return key_id >= MBEDTLS_PSA_KEY_ID_BUILTIN_MIN && key_id <= MBEDTLS_PSA_KEY_ID_BUILTIN_MAX;
}

/* Handles. A handle is accepted wherever a key identifier is. */

typedef mbedtls_svc_key_id_t psa_key_handle_t;

#define PSA_KEY_HANDLE_INIT MBEDTLS_SVC_KEY_ID_INIT

/** Returns 1 for the handle that is none, else 0. */
static inline int psa_key_handle_is_null(psa_key_handle_t handle)
{
    return mbedtls_svc_key_id_is_null(handle);
}

/**
 * Opens a handle to the persistent key of that id. Every call gives a new handle; each is to be closed with
 * psa_close_key(). On any failure *handle is 0.
 *
 * Errors: DOES_NOT_EXIST where no key has the id; INVALID_ARGUMENT for id 0 and ids outside the user and vendor ranges;
 * INSUFFICIENT_MEMORY where no further handle can be had.
 */
psa_status_t psa_open_key(mbedtls_svc_key_id_t key, psa_key_handle_t *handle);

/**
 * Closes a handle. Other handles of the key and its id keep working; with the last handle the key's material leaves
 * memory and the stored key stays. A volatile key is destroyed. Handle 0 is closed with success.
 *
 * Errors: INVALID_HANDLE for what is not an open handle.
 */
psa_status_t psa_close_key(psa_key_handle_t handle);

/**
 * Ends the use of the library: volatile keys are wiped and gone, operations that were not finished are given back, the
 * store is closed. Everything but psa_crypto_init() gives BAD_STATE then, and psa_crypto_init() works again. Calling it
 * twice, or before psa_crypto_init(), does nothing.
 */
void mbedtls_psa_crypto_free(void);

/* Attributes. */

/**
 * Asks for a second permitted algorithm. Policies of this library have one algorithm: creating a key whose attributes
 * ask for another one beside PSA_ALG_NONE gives NOT_SUPPORTED.
 */
static inline void psa_set_key_enrollment_algorithm(psa_key_attributes_t *attributes, psa_algorithm_t alg2)
{
    attributes->alg2 = alg2;
}

/** Returns what psa_set_key_enrollment_algorithm() set; PSA_ALG_NONE in the attributes of every existing key. */
static inline psa_algorithm_t psa_get_key_enrollment_algorithm(const psa_key_attributes_t *attributes)
{
    return attributes->alg2;
}

/** No key has domain parameters: sets the type alone, and gives NOT_SUPPORTED for data. */
static inline psa_status_t psa_set_key_domain_parameters(psa_key_attributes_t *attributes, psa_key_type_t type,
                                                         const uint8_t *data, size_t data_length)
{
    (void)data;
    if (data_length != 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_set_key_type(attributes, type);
    return PSA_SUCCESS;
}

/** No key has domain parameters: gives 0 bytes. */
static inline psa_status_t psa_get_key_domain_parameters(const psa_key_attributes_t *attributes, uint8_t *data,
                                                         size_t data_size, size_t *data_length)
{
    (void)attributes;
    (void)data;
    (void)data_size;
    *data_length = 0;
    return PSA_SUCCESS;
}

#define PSA_KEY_DOMAIN_PARAMETERS_SIZE(key_type, key_bits) (1u)

/* Identifiers of algorithms and key types, in parts (PSA Crypto 1.5, appendix "Algorithm and key type encoding"). */

#define PSA_ALG_VENDOR_FLAG ((psa_algorithm_t)0x80000000u)
#define PSA_ALG_IS_VENDOR_DEFINED(alg) (((alg) & PSA_ALG_VENDOR_FLAG) != 0)

#define PSA_ALG_CATEGORY_MASK ((psa_algorithm_t)0x7f000000u)
#define PSA_ALG_CATEGORY_HASH ((psa_algorithm_t)0x02000000u)
#define PSA_ALG_CATEGORY_MAC ((psa_algorithm_t)0x03000000u)
#define PSA_ALG_CATEGORY_CIPHER ((psa_algorithm_t)0x04000000u)
#define PSA_ALG_CATEGORY_AEAD ((psa_algorithm_t)0x05000000u)
#define PSA_ALG_CATEGORY_SIGN ((psa_algorithm_t)0x06000000u)
#define PSA_ALG_CATEGORY_ASYMMETRIC_ENCRYPTION ((psa_algorithm_t)0x07000000u)
#define PSA_ALG_CATEGORY_KEY_DERIVATION ((psa_algorithm_t)0x08000000u)
#define PSA_ALG_CATEGORY_KEY_AGREEMENT ((psa_algorithm_t)0x09000000u)
#define PSA_ALG_CATEGORY_PAKE ((psa_algorithm_t)0x0a000000u)

#define PSA_ALG_HASH_MASK ((psa_algorithm_t)0x000000ffu)
#define PSA_ALG_MAC_SUBCATEGORY_MASK ((psa_algorithm_t)0x00c00000u)
#define PSA_ALG_MAC_TRUNCATION_MASK ((psa_algorithm_t)0x003f0000u)
#define PSA_MAC_TRUNCATION_OFFSET 16
#define PSA_ALG_MAC_AT_LEAST_THIS_LENGTH_FLAG ((psa_algorithm_t)0x00008000u)
#define PSA_MAC_TRUNCATED_LENGTH(mac_alg) (((mac_alg) & PSA_ALG_MAC_TRUNCATION_MASK) >> PSA_MAC_TRUNCATION_OFFSET)
#define PSA_ALG_CIPHER_STREAM_FLAG ((psa_algorithm_t)0x00800000u)
#define PSA_ALG_CIPHER_FROM_BLOCK_FLAG ((psa_algorithm_t)0x00400000u)
#define PSA_ALG_CIPHER_MAC_BASE ((psa_algorithm_t)0x03c00000u)
#define PSA_ALG_AEAD_FROM_BLOCK_FLAG ((psa_algorithm_t)0x00400000u)
#define PSA_ALG_AEAD_TAG_LENGTH_MASK ((psa_algorithm_t)0x003f0000u)
#define PSA_AEAD_TAG_LENGTH_OFFSET 16
#define PSA_ALG_AEAD_AT_LEAST_THIS_LENGTH_FLAG ((psa_algorithm_t)0x00008000u)
#define PSA_ALG_AEAD_GET_TAG_LENGTH(aead_alg) \
    (((aead_alg) & PSA_ALG_AEAD_TAG_LENGTH_MASK) >> PSA_AEAD_TAG_LENGTH_OFFSET)
#define PSA_ALG_KEY_DERIVATION_STRETCHING_FLAG ((psa_algorithm_t)0x00800000u)
#define PSA_ALG_KEY_DERIVATION_MASK ((psa_algorithm_t)0xfe80ffffu)
#define PSA_ALG_KEY_AGREEMENT_MASK ((psa_algorithm_t)0xff7f0000u)
#define PSA_ALG_ECDSA_DETERMINISTIC_FLAG ((psa_algorithm_t)0x00000100u)

#define PSA_ALG_HMAC_BASE PSA_ALG_HMAC(PSA_ALG_NONE)
#define PSA_ALG_HKDF_BASE PSA_ALG_HKDF(PSA_ALG_NONE)
#define PSA_ALG_HKDF_EXTRACT_BASE PSA_ALG_HKDF_EXTRACT(PSA_ALG_NONE)
#define PSA_ALG_HKDF_EXPAND_BASE PSA_ALG_HKDF_EXPAND(PSA_ALG_NONE)
#define PSA_ALG_TLS12_PRF_BASE PSA_ALG_TLS12_PRF(PSA_ALG_NONE)
#define PSA_ALG_TLS12_PSK_TO_MS_BASE PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_NONE)
#define PSA_ALG_PBKDF2_HMAC_BASE PSA_ALG_PBKDF2_HMAC(PSA_ALG_NONE)
#define PSA_ALG_RSA_PKCS1V15_SIGN_BASE PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_NONE)
#define PSA_ALG_RSA_PSS_BASE PSA_ALG_RSA_PSS(PSA_ALG_NONE)
#define PSA_ALG_RSA_PSS_ANY_SALT_BASE PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_NONE)
#define PSA_ALG_RSA_OAEP_BASE PSA_ALG_RSA_OAEP(PSA_ALG_NONE)
#define PSA_ALG_ECDSA_BASE PSA_ALG_ECDSA(PSA_ALG_NONE)
#define PSA_ALG_DETERMINISTIC_ECDSA_BASE PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_NONE)
#define PSA_ALG_HASH_EDDSA_BASE ((psa_algorithm_t)(PSA_ALG_ED25519PH & ~PSA_ALG_HASH_MASK))

#define PSA_ALG_HMAC_GET_HASH(hmac_alg) ((psa_algorithm_t)(PSA_ALG_CATEGORY_HASH | ((hmac_alg) & PSA_ALG_HASH_MASK)))
#define PSA_ALG_HKDF_GET_HASH(hkdf_alg) PSA_ALG_HMAC_GET_HASH(hkdf_alg)
#define PSA_ALG_TLS12_PRF_GET_HASH(hkdf_alg) PSA_ALG_HMAC_GET_HASH(hkdf_alg)
#define PSA_ALG_TLS12_PSK_TO_MS_GET_HASH(hkdf_alg) PSA_ALG_HMAC_GET_HASH(hkdf_alg)
#define PSA_ALG_PBKDF2_HMAC_GET_HASH(pbkdf2_alg) PSA_ALG_HMAC_GET_HASH(pbkdf2_alg)
#define PSA_ALG_SIGN_GET_HASH(alg) PSA_ALG_GET_HASH(alg)
#define PSA_ALG_RSA_OAEP_GET_HASH(alg) (PSA_ALG_IS_RSA_OAEP(alg) ? PSA_ALG_GET_HASH(alg) : PSA_ALG_NONE)

#define PSA_ALG_IS_ANY_HKDF(alg) (PSA_ALG_IS_HKDF(alg) || PSA_ALG_IS_HKDF_EXTRACT(alg) || PSA_ALG_IS_HKDF_EXPAND(alg))
#define PSA_ALG_IS_PBKDF2(kdf_alg) (PSA_ALG_IS_PBKDF2_HMAC(kdf_alg) || (kdf_alg) == PSA_ALG_PBKDF2_AES_CMAC_PRF_128)
#define PSA_ALG_ECDSA_IS_DETERMINISTIC(alg) (((alg) & PSA_ALG_ECDSA_DETERMINISTIC_FLAG) != 0)
#define PSA_ALG_IS_KEY_DERIVATION_OR_AGREEMENT(alg) (PSA_ALG_IS_KEY_DERIVATION(alg) || PSA_ALG_IS_KEY_AGREEMENT(alg))
#define PSA_ALG_IS_VENDOR_HASH_AND_SIGN(alg) (0)
#define MBEDTLS_PSA_ALG_AEAD_EQUAL(aead_alg_1, aead_alg_2) \
    (PSA_ALG_FULL_LENGTH_MAC((aead_alg_1) ^ (aead_alg_2)) == 0)

#define PSA_KEY_TYPE_VENDOR_FLAG ((psa_key_type_t)0x8000u)
#define PSA_KEY_TYPE_IS_VENDOR_DEFINED(type) (((type) & PSA_KEY_TYPE_VENDOR_FLAG) != 0)
#define PSA_KEY_TYPE_CATEGORY_MASK ((psa_key_type_t)0x7000u)
#define PSA_KEY_TYPE_CATEGORY_RAW ((psa_key_type_t)0x1000u)
#define PSA_KEY_TYPE_CATEGORY_SYMMETRIC ((psa_key_type_t)0x2000u)
#define PSA_KEY_TYPE_CATEGORY_PUBLIC_KEY ((psa_key_type_t)0x4000u)
#define PSA_KEY_TYPE_CATEGORY_KEY_PAIR ((psa_key_type_t)0x7000u)
#define PSA_KEY_TYPE_CATEGORY_FLAG_PAIR ((psa_key_type_t)0x3000u)
#define PSA_KEY_TYPE_ECC_KEY_PAIR_BASE PSA_KEY_TYPE_ECC_KEY_PAIR(0)
#define PSA_KEY_TYPE_ECC_PUBLIC_KEY_BASE PSA_KEY_TYPE_ECC_PUBLIC_KEY(0)
#define PSA_KEY_TYPE_ECC_CURVE_MASK ((psa_key_type_t)0x007fu)
#define PSA_KEY_TYPE_DH_KEY_PAIR_BASE PSA_KEY_TYPE_DH_KEY_PAIR(0)
#define PSA_KEY_TYPE_DH_PUBLIC_KEY_BASE PSA_KEY_TYPE_DH_PUBLIC_KEY(0)
#define PSA_KEY_TYPE_DH_GROUP_MASK ((psa_key_type_t)0x007fu)
#define PSA_GET_KEY_TYPE_BLOCK_SIZE_EXPONENT(type) (((type) >> 8) & 7u)

#define PSA_KEY_LOCATION_VENDOR_FLAG ((psa_key_location_t)0x800000u)
#define PSA_KEY_LIFETIME_IS_READ_ONLY(lifetime) \
    (PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) == PSA_KEY_PERSISTENCE_READ_ONLY)

/* Sizes, in bytes where the name does not say bits. */

#define PSA_BITS_TO_BYTES(bits) (((bits) + 7u) / 8u)
#define PSA_BYTES_TO_BITS(bytes) ((bytes) * 8u)
#define PSA_ROUND_UP_TO_MULTIPLE(block_size, length) (((length) + (block_size) - 1) / (block_size) * (block_size))
#define PSA_MAX_OF_THREE(a, b, c) ((a) <= (b) ? (b) <= (c) ? (c) : (b) : (a) <= (c) ? (c) : (a))

#define PSA_ECDSA_SIGNATURE_SIZE(curve_bits) (PSA_BITS_TO_BYTES(curve_bits) * 2u)
#define PSA_VENDOR_ECDSA_SIGNATURE_MAX_SIZE PSA_ECDSA_SIGNATURE_SIZE(PSA_VENDOR_ECC_MAX_CURVE_BITS)
#define PSA_RSA_MINIMUM_PADDING_SIZE(alg) (PSA_ALG_IS_RSA_OAEP(alg) ? 2u * PSA_HASH_LENGTH(alg) + 2u : 11u)
#define PSA_VENDOR_PBKDF2_MAX_ITERATIONS 0xffffffffu
#define PSA_TLS12_ECJPAKE_TO_PMS_INPUT_SIZE 65u
#define PSA_TLS12_ECJPAKE_TO_PMS_DATA_SIZE PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE
#define PSA_EXPORT_KEY_PAIR_OR_PUBLIC_MAX_SIZE PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE
#define PSA_KEY_EXPORT_RSA_KEY_PAIR_MAX_SIZE(key_bits) PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_KEY_PAIR, key_bits)
#define PSA_KEY_EXPORT_RSA_PUBLIC_KEY_MAX_SIZE(key_bits) \
    PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_PUBLIC_KEY, key_bits)
#define PSA_KEY_EXPORT_ECC_KEY_PAIR_MAX_SIZE(key_bits) PSA_BITS_TO_BYTES(key_bits)
#define PSA_KEY_EXPORT_ECC_PUBLIC_KEY_MAX_SIZE(key_bits) (2u * PSA_BITS_TO_BYTES(key_bits) + 1u)
#define PSA_KEY_EXPORT_FFDH_KEY_PAIR_MAX_SIZE(key_bits) PSA_BITS_TO_BYTES(key_bits)
#define PSA_KEY_EXPORT_FFDH_PUBLIC_KEY_MAX_SIZE(key_bits) PSA_BITS_TO_BYTES(key_bits)

#ifdef __cplusplus
}
#endif

#endif /* PSA_CRYPTO_COMPAT_H */
