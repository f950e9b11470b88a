/*
 * psa/crypto_values.h: the constants and identifiers of the PSA Certified Crypto API 1.5.
 *
 * Made from the tables of the Go packages by go run ./internal/cheader/gen: do not edit. Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_VALUES_H
#define PSA_CRYPTO_VALUES_H

#include "crypto_types.h"

/* Status codes of the Crypto API alone ("Status codes"); the others are in psa/error.h. */

/** No randomness to be had. */
#define PSA_ERROR_INSUFFICIENT_ENTROPY ((psa_status_t)-148)
/** The padding is wrong. */
#define PSA_ERROR_INVALID_PADDING ((psa_status_t)-150)

/* Key identifiers ("Key identifiers"). */

#define PSA_KEY_ID_NULL ((psa_key_id_t)0x00000000)
#define PSA_KEY_ID_USER_MIN ((psa_key_id_t)0x00000001)
#define PSA_KEY_ID_USER_MAX ((psa_key_id_t)0x3fffffff)
#define PSA_KEY_ID_VENDOR_MIN ((psa_key_id_t)0x40000000)
#define PSA_KEY_ID_VENDOR_MAX ((psa_key_id_t)0x7fffffff)
/** The keys that the system provides, by their names in Mbed TLS. */
#define MBEDTLS_PSA_KEY_ID_BUILTIN_MIN ((psa_key_id_t)0x40000000)
#define MBEDTLS_PSA_KEY_ID_BUILTIN_MAX ((psa_key_id_t)0x4fffffff)

/* Lifetimes of keys ("Key lifetimes"). */

#define PSA_KEY_LIFETIME_VOLATILE ((psa_key_lifetime_t)0x00000000)
#define PSA_KEY_LIFETIME_PERSISTENT ((psa_key_lifetime_t)0x00000001)
#define PSA_KEY_PERSISTENCE_VOLATILE ((psa_key_persistence_t)0x00)
#define PSA_KEY_PERSISTENCE_DEFAULT ((psa_key_persistence_t)0x01)
#define PSA_KEY_PERSISTENCE_READ_ONLY ((psa_key_persistence_t)0xff)
#define PSA_KEY_LOCATION_LOCAL_STORAGE ((psa_key_location_t)0x000000)
#define PSA_KEY_LOCATION_PRIMARY_SECURE_ELEMENT ((psa_key_location_t)0x000001)
#define PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) ((psa_key_persistence_t)((lifetime) & 0x000000ffu))
#define PSA_KEY_LIFETIME_GET_LOCATION(lifetime) ((psa_key_location_t)((lifetime) >> 8))
#define PSA_KEY_LIFETIME_IS_VOLATILE(lifetime) \
    (PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) == PSA_KEY_PERSISTENCE_VOLATILE)
#define PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(persistence, location) \
    ((psa_key_lifetime_t)((psa_key_lifetime_t)(location) << 8 | (psa_key_persistence_t)(persistence)))

/* What keys may be used for ("Key policies"). */

/** To export the key, or copy it out of its security boundary. */
#define PSA_KEY_USAGE_EXPORT ((psa_key_usage_t)0x00000001)
/** To copy the key. */
#define PSA_KEY_USAGE_COPY ((psa_key_usage_t)0x00000002)
/** To keep the key in memory between uses. */
#define PSA_KEY_USAGE_CACHE ((psa_key_usage_t)0x00000004)
/** To ask about the public role in a key agreement or PAKE. */
#define PSA_KEY_USAGE_DERIVE_PUBLIC ((psa_key_usage_t)0x00000080)
/** To encrypt or encapsulate. */
#define PSA_KEY_USAGE_ENCRYPT ((psa_key_usage_t)0x00000100)
/** To decrypt or decapsulate. */
#define PSA_KEY_USAGE_DECRYPT ((psa_key_usage_t)0x00000200)
/** To sign or authenticate a message. */
#define PSA_KEY_USAGE_SIGN_MESSAGE ((psa_key_usage_t)0x00000400)
/** To verify a message. */
#define PSA_KEY_USAGE_VERIFY_MESSAGE ((psa_key_usage_t)0x00000800)
/** To sign a hash. */
#define PSA_KEY_USAGE_SIGN_HASH ((psa_key_usage_t)0x00001000)
/** To verify a hash. */
#define PSA_KEY_USAGE_VERIFY_HASH ((psa_key_usage_t)0x00002000)
/** To derive or agree on other keys. */
#define PSA_KEY_USAGE_DERIVE ((psa_key_usage_t)0x00004000)
/** To verify the result of a derivation. */
#define PSA_KEY_USAGE_VERIFY_DERIVATION ((psa_key_usage_t)0x00008000)
/** To wrap another key. */
#define PSA_KEY_USAGE_WRAP ((psa_key_usage_t)0x00010000)
/** To unwrap another key. */
#define PSA_KEY_USAGE_UNWRAP ((psa_key_usage_t)0x00020000)

/* Families of curves, groups and parameter sets ("Key types"). */

#define PSA_ECC_FAMILY_SECP_K1 ((psa_ecc_family_t)0x17)
#define PSA_ECC_FAMILY_SECP_R1 ((psa_ecc_family_t)0x12)
#define PSA_ECC_FAMILY_SECP_R2 ((psa_ecc_family_t)0x1b)
#define PSA_ECC_FAMILY_SECT_K1 ((psa_ecc_family_t)0x27)
#define PSA_ECC_FAMILY_SECT_R1 ((psa_ecc_family_t)0x22)
#define PSA_ECC_FAMILY_SECT_R2 ((psa_ecc_family_t)0x2b)
#define PSA_ECC_FAMILY_BRAINPOOL_P_R1 ((psa_ecc_family_t)0x30)
#define PSA_ECC_FAMILY_FRP ((psa_ecc_family_t)0x33)
#define PSA_ECC_FAMILY_MONTGOMERY ((psa_ecc_family_t)0x41)
#define PSA_ECC_FAMILY_TWISTED_EDWARDS ((psa_ecc_family_t)0x42)
#define PSA_DH_FAMILY_RFC7919 ((psa_dh_family_t)0x03)
#define PSA_DH_FAMILY_RFC3526 ((psa_dh_family_t)0x05)
#define PSA_SLH_DSA_FAMILY_SHA2_S ((psa_slh_dsa_family_t)0x02)
#define PSA_SLH_DSA_FAMILY_SHA2_F ((psa_slh_dsa_family_t)0x04)
#define PSA_SLH_DSA_FAMILY_SHAKE_S ((psa_slh_dsa_family_t)0x0b)
#define PSA_SLH_DSA_FAMILY_SHAKE_F ((psa_slh_dsa_family_t)0x0d)

/* Key types ("Key types"). Legal sizes are in bits. */

/** The type of no key. */
#define PSA_KEY_TYPE_NONE ((psa_key_type_t)0x0000)
/** Keys of any multiple of 8 from 8 bits; not a key: bytes to keep, and inputs of key derivation that are no secret. */
#define PSA_KEY_TYPE_RAW_DATA ((psa_key_type_t)0x1001)
/** Keys of any multiple of 8 from 8 bits. */
#define PSA_KEY_TYPE_DERIVE ((psa_key_type_t)0x1200)
/** Keys of any multiple of 8 from 8 bits. */
#define PSA_KEY_TYPE_PASSWORD ((psa_key_type_t)0x1203)
/** Keys of any multiple of 8 from 8 bits. */
#define PSA_KEY_TYPE_PASSWORD_HASH ((psa_key_type_t)0x1205)
/** Keys of any multiple of 8 from 8 bits. */
#define PSA_KEY_TYPE_PEPPER ((psa_key_type_t)0x1206)
/** Keys of any multiple of 8 from 8 bits. */
#define PSA_KEY_TYPE_HMAC ((psa_key_type_t)0x1100)
/** Keys of 128, 192 or 256 (for XTS 256, 384 or 512) bits. */
#define PSA_KEY_TYPE_AES ((psa_key_type_t)0x2400)
/** Keys of 128, 192 or 256 (for XTS 256, 384 or 512) bits. */
#define PSA_KEY_TYPE_ARIA ((psa_key_type_t)0x2406)
/**
 * Keys of 64 (DES), 128 (2-key Triple-DES) or 192 (3-key Triple-DES) bits; single DES and 2-key Triple-DES are weak and
 * strongly deprecated, 3-key Triple-DES is weak and deprecated.
 */
#define PSA_KEY_TYPE_DES ((psa_key_type_t)0x2301)
/** Keys of 128, 192 or 256 (for XTS 256, 384 or 512) bits. */
#define PSA_KEY_TYPE_CAMELLIA ((psa_key_type_t)0x2403)
/** Keys of 128 (for XTS 256) bits. */
#define PSA_KEY_TYPE_SM4 ((psa_key_type_t)0x2405)
/** Keys of multiples of 8 from 40 to 2048 bits; weak and deprecated. */
#define PSA_KEY_TYPE_ARC4 ((psa_key_type_t)0x2002)
/** Keys of 256 bits. */
#define PSA_KEY_TYPE_CHACHA20 ((psa_key_type_t)0x2004)
/** Keys of 256 bits. */
#define PSA_KEY_TYPE_XCHACHA20 ((psa_key_type_t)0x2007)
/** Keys of 128 or 256 (with nonce masking) bits. */
#define PSA_KEY_TYPE_ASCON ((psa_key_type_t)0x2008)
/** Keys of multiples of 8 from 8 to 512 (to 256 for BLAKE2s and BLAKE2sp) bits. */
#define PSA_KEY_TYPE_BLAKE2 ((psa_key_type_t)0x1103)
/** Keys of 512 to 8192 bits. */
#define PSA_KEY_TYPE_RSA_KEY_PAIR ((psa_key_type_t)0x7001)
/** Keys of 512 to 8192 bits. */
#define PSA_KEY_TYPE_RSA_PUBLIC_KEY ((psa_key_type_t)0x4001)
/** Keys of 192 or 256 bits. */
#define PSA_KEY_TYPE_LMS_PUBLIC_KEY ((psa_key_type_t)0x4007)
/** Keys of 192 or 256 bits. */
#define PSA_KEY_TYPE_HSS_PUBLIC_KEY ((psa_key_type_t)0x4008)
/** Keys of 192 or 256 bits. */
#define PSA_KEY_TYPE_XMSS_PUBLIC_KEY ((psa_key_type_t)0x400b)
/** Keys of 192 or 256 bits. */
#define PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY ((psa_key_type_t)0x400d)
/** Keys of 128 (ML-DSA-44), 192 (ML-DSA-65) or 256 (ML-DSA-87) bits. */
#define PSA_KEY_TYPE_ML_DSA_KEY_PAIR ((psa_key_type_t)0x7002)
/** Keys of 128 (ML-DSA-44), 192 (ML-DSA-65) or 256 (ML-DSA-87) bits. */
#define PSA_KEY_TYPE_ML_DSA_PUBLIC_KEY ((psa_key_type_t)0x4002)
/** Keys of 512, 768 or 1024 bits. */
#define PSA_KEY_TYPE_ML_KEM_KEY_PAIR ((psa_key_type_t)0x7004)
/** Keys of 512, 768 or 1024 bits. */
#define PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY ((psa_key_type_t)0x4004)

/*
 * Key types over a curve, a group or a parameter set, by its family; the size of the key tells which one of the
 * family it is.
 */

#define PSA_KEY_TYPE_WPA3_SAE_ECC(curve) ((psa_key_type_t)(0x3280u | ((curve) & 0x007fu)))
#define PSA_KEY_TYPE_WPA3_SAE_DH(group) ((psa_key_type_t)(0x3300u | ((group) & 0x007fu)))
#define PSA_KEY_TYPE_ECC_KEY_PAIR(curve) ((psa_key_type_t)(0x7100u | ((curve) & 0x007fu)))
#define PSA_KEY_TYPE_ECC_PUBLIC_KEY(curve) ((psa_key_type_t)(0x4100u | ((curve) & 0x007fu)))
#define PSA_KEY_TYPE_DH_KEY_PAIR(group) ((psa_key_type_t)(0x7200u | ((group) & 0x007fu)))
#define PSA_KEY_TYPE_DH_PUBLIC_KEY(group) ((psa_key_type_t)(0x4200u | ((group) & 0x007fu)))
#define PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(set) ((psa_key_type_t)(0x7180u | ((set) & 0x007fu)))
#define PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(set) ((psa_key_type_t)(0x4180u | ((set) & 0x007fu)))
#define PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(curve) ((psa_key_type_t)(0x7400u | ((curve) & 0x007fu)))
#define PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(curve) ((psa_key_type_t)(0x4400u | ((curve) & 0x007fu)))
#define PSA_KEY_TYPE_ECC_GET_FAMILY(type) ((psa_ecc_family_t)((type) & 0x007fu))
#define PSA_KEY_TYPE_DH_GET_FAMILY(type) ((psa_dh_family_t)((type) & 0x007fu))
#define PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type) ((psa_slh_dsa_family_t)((type) & 0x007fu))
#define PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type) ((psa_ecc_family_t)((type) & 0x007fu))
#define PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY(type) ((psa_ecc_family_t)((type) & 0x007fu))
#define PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY(type) ((psa_dh_family_t)((type) & 0x007fu))

/*
 * Questions about key types. They hold for values of later versions too, and do not say that the type is one of this
 * version.
 */

#define PSA_KEY_TYPE_IS_UNSTRUCTURED(type) (((type) & 0x7000u) == 0x1000u || ((type) & 0x7000u) == 0x2000u)
#define PSA_KEY_TYPE_IS_ASYMMETRIC(type) (((type) & 0x4000u) == 0x4000u)
#define PSA_KEY_TYPE_IS_PUBLIC_KEY(type) (((type) & 0x7000u) == 0x4000u)
#define PSA_KEY_TYPE_IS_KEY_PAIR(type) (((type) & 0x7000u) == 0x7000u)
#define PSA_KEY_TYPE_IS_RSA(type) (((type) & 0xcfffu) == 0x4001u)
#define PSA_KEY_TYPE_IS_ECC(type) (((type) & 0xcf80u) == 0x4100u)
#define PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type) (((type) & 0xff80u) == 0x7100u)
#define PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(type) (((type) & 0xff80u) == 0x4100u)
#define PSA_KEY_TYPE_IS_DH(type) (((type) & 0xcf80u) == 0x4200u)
#define PSA_KEY_TYPE_IS_DH_KEY_PAIR(type) (((type) & 0xff80u) == 0x7200u)
#define PSA_KEY_TYPE_IS_DH_PUBLIC_KEY(type) (((type) & 0xff80u) == 0x4200u)
#define PSA_KEY_TYPE_IS_ML_DSA(type) (((type) & 0xcfffu) == 0x4002u)
#define PSA_KEY_TYPE_IS_SLH_DSA(type) (((type) & 0xcf80u) == 0x4180u)
#define PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type) (((type) & 0xff80u) == 0x7180u)
#define PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY(type) (((type) & 0xff80u) == 0x4180u)
#define PSA_KEY_TYPE_IS_ML_KEM(type) (((type) & 0xcfffu) == 0x4004u)
#define PSA_KEY_TYPE_IS_SPAKE2P(type) (((type) & 0xcf80u) == 0x4400u)
#define PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type) (((type) & 0xff80u) == 0x7400u)
#define PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY(type) (((type) & 0xff80u) == 0x4400u)
#define PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) (((type) & 0xff80u) == 0x3280u)
#define PSA_KEY_TYPE_IS_WPA3_SAE_DH(type) (((type) & 0xff80u) == 0x3300u)
#define PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY(type) ((psa_key_type_t)((type) | 0x3000u))
#define PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) ((psa_key_type_t)((type) & 0xcfffu))

/*
 * Algorithms ("Algorithms"). Those with a hash in them take one as parameter, in policies of signatures also
 * PSA_ALG_ANY_HASH.
 */

/** No algorithm; in a policy it permits nothing. */
#define PSA_ALG_NONE ((psa_algorithm_t)0x00000000)

/* Hash. */

/** Weak and deprecated, only for legacy applications. */
#define PSA_ALG_MD2 ((psa_algorithm_t)0x02000001)
/** Weak and deprecated, only for legacy applications. */
#define PSA_ALG_MD4 ((psa_algorithm_t)0x02000002)
/** Weak and deprecated, only for legacy applications. */
#define PSA_ALG_MD5 ((psa_algorithm_t)0x02000003)
#define PSA_ALG_RIPEMD160 ((psa_algorithm_t)0x02000004)
/** Only for the Zigbee protocol: 128 bits are too short against collisions. */
#define PSA_ALG_AES_MMO_ZIGBEE ((psa_algorithm_t)0x02000007)
/** Weak and deprecated, only for legacy applications. */
#define PSA_ALG_SHA_1 ((psa_algorithm_t)0x02000005)
#define PSA_ALG_SHA_224 ((psa_algorithm_t)0x02000008)
#define PSA_ALG_SHA_256 ((psa_algorithm_t)0x02000009)
#define PSA_ALG_SHA_384 ((psa_algorithm_t)0x0200000a)
#define PSA_ALG_SHA_512 ((psa_algorithm_t)0x0200000b)
#define PSA_ALG_SHA_512_224 ((psa_algorithm_t)0x0200000c)
#define PSA_ALG_SHA_512_256 ((psa_algorithm_t)0x0200000d)
#define PSA_ALG_SHA_256_192 ((psa_algorithm_t)0x0200000e)
#define PSA_ALG_SHA3_224 ((psa_algorithm_t)0x02000010)
#define PSA_ALG_SHA3_256 ((psa_algorithm_t)0x02000011)
#define PSA_ALG_SHA3_384 ((psa_algorithm_t)0x02000012)
#define PSA_ALG_SHA3_512 ((psa_algorithm_t)0x02000013)
#define PSA_ALG_SHAKE256_512 ((psa_algorithm_t)0x02000015)
#define PSA_ALG_SHAKE128_256 ((psa_algorithm_t)0x02000016)
#define PSA_ALG_SHAKE256_192 ((psa_algorithm_t)0x02000017)
#define PSA_ALG_SHAKE256_256 ((psa_algorithm_t)0x02000018)
#define PSA_ALG_SM3 ((psa_algorithm_t)0x02000014)
#define PSA_ALG_ASCON_HASH256 ((psa_algorithm_t)0x02000019)
#define PSA_ALG_BLAKE2S_HASH256 ((psa_algorithm_t)0x0200001c)
/** The block is that of all eight leaves together. */
#define PSA_ALG_BLAKE2SP_HASH256 ((psa_algorithm_t)0x0200001d)
#define PSA_ALG_BLAKE2B_HASH512 ((psa_algorithm_t)0x0200001e)
/** The block is that of all four leaves together. */
#define PSA_ALG_BLAKE2BP_HASH512 ((psa_algorithm_t)0x0200001f)

/* XOF. */

#define PSA_ALG_SHAKE128 ((psa_algorithm_t)0x0d000100)
#define PSA_ALG_SHAKE256 ((psa_algorithm_t)0x0d000200)
#define PSA_ALG_ASCON_XOF128 ((psa_algorithm_t)0x0d000300)
#define PSA_ALG_ASCON_CXOF128 ((psa_algorithm_t)0x0d008300)

/* MAC. */

#define PSA_ALG_HMAC(hash_alg) ((psa_algorithm_t)(0x03800000u | ((hash_alg) & 0x000000ffu)))
/** Insecure for messages of different lengths; CMAC is recommended. */
#define PSA_ALG_CBC_MAC ((psa_algorithm_t)0x03c00100)
#define PSA_ALG_CMAC ((psa_algorithm_t)0x03c00200)
#define PSA_ALG_BLAKE2_MAC(hash_alg) ((psa_algorithm_t)(0x03800300u | ((hash_alg) & 0x000000ffu)))

/* Cipher. */

/** Which stream cipher it is, the key's type says. */
#define PSA_ALG_STREAM_CIPHER ((psa_algorithm_t)0x04800100)
#define PSA_ALG_CTR ((psa_algorithm_t)0x04c01000)
#define PSA_ALG_CCM_STAR_NO_TAG ((psa_algorithm_t)0x04c01300)
#define PSA_ALG_CFB ((psa_algorithm_t)0x04c01100)
#define PSA_ALG_OFB ((psa_algorithm_t)0x04c01200)
/** The specification lists DES keys too, but gives them no sizes, and XTS has no form for blocks of 64 bits. */
#define PSA_ALG_XTS ((psa_algorithm_t)0x0440ff00)
/** Shows which blocks are equal; only to build a mode that is missing. */
#define PSA_ALG_ECB_NO_PADDING ((psa_algorithm_t)0x04404400)
#define PSA_ALG_CBC_NO_PADDING ((psa_algorithm_t)0x04404000)
#define PSA_ALG_CBC_PKCS7 ((psa_algorithm_t)0x04404100)
/** CCM*-no-tag, and CCM with tags of 4, 8 or 16 bytes. */
#define PSA_ALG_CCM_STAR_ANY_TAG ((psa_algorithm_t)0x04c09300)

/* AEAD. */

#define PSA_ALG_CCM ((psa_algorithm_t)0x05500100)
#define PSA_ALG_GCM ((psa_algorithm_t)0x05500200)
#define PSA_ALG_CHACHA20_POLY1305 ((psa_algorithm_t)0x05100500)
#define PSA_ALG_XCHACHA20_POLY1305 ((psa_algorithm_t)0x05100600)
/** Tags of at least 8 bytes are recommended. */
#define PSA_ALG_ASCON_AEAD128 ((psa_algorithm_t)0x05100700)

/* Key wrapping. */

/** Wraps keys whose format is a multiple of 8 bytes long. */
#define PSA_ALG_KW ((psa_algorithm_t)0x0b400100)
#define PSA_ALG_KWP ((psa_algorithm_t)0x0bc00200)

/* Key derivation. */

#define PSA_ALG_HKDF(hash_alg) ((psa_algorithm_t)(0x08000100u | ((hash_alg) & 0x000000ffu)))
/** Not meant to be used by itself. */
#define PSA_ALG_HKDF_EXTRACT(hash_alg) ((psa_algorithm_t)(0x08000400u | ((hash_alg) & 0x000000ffu)))
/** Not meant to be used by itself. */
#define PSA_ALG_HKDF_EXPAND(hash_alg) ((psa_algorithm_t)(0x08000500u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_SP800_108_COUNTER_HMAC(hash_alg) ((psa_algorithm_t)(0x08000700u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_SP800_108_COUNTER_CMAC ((psa_algorithm_t)0x08000800)
#define PSA_ALG_TLS12_PRF(hash_alg) ((psa_algorithm_t)(0x08000200u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_TLS12_PSK_TO_MS(hash_alg) ((psa_algorithm_t)(0x08000300u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_TLS12_ECJPAKE_TO_PMS ((psa_algorithm_t)0x08000609)
#define PSA_ALG_WPA3_SAE_H2E(hash_alg) ((psa_algorithm_t)(0x08800400u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_PBKDF2_HMAC(hash_alg) ((psa_algorithm_t)(0x08800100u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_PBKDF2_AES_CMAC_PRF_128 ((psa_algorithm_t)0x08800200)

/* Signature. */

/** With ANY in a policy it permits RSA-PKCS1v15-raw too. */
#define PSA_ALG_RSA_PKCS1V15_SIGN(hash_alg) ((psa_algorithm_t)(0x06000200u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_RSA_PKCS1V15_SIGN_RAW ((psa_algorithm_t)0x06000200)
#define PSA_ALG_RSA_PSS(hash_alg) ((psa_algorithm_t)(0x06000300u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_RSA_PSS_ANY_SALT(hash_alg) ((psa_algorithm_t)(0x06001300u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_ECDSA(hash_alg) ((psa_algorithm_t)(0x06000600u | ((hash_alg) & 0x000000ffu)))
/** Signs a hash without naming it; not permitted by ECDSA(ANY). */
#define PSA_ALG_ECDSA_ANY ((psa_algorithm_t)0x06000600)
#define PSA_ALG_DETERMINISTIC_ECDSA(hash_alg) ((psa_algorithm_t)(0x06000700u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_PURE_EDDSA ((psa_algorithm_t)0x06000800)
#define PSA_ALG_EDDSA_CTX ((psa_algorithm_t)0x06000a00)
#define PSA_ALG_ED25519PH ((psa_algorithm_t)0x0600090b)
#define PSA_ALG_ED448PH ((psa_algorithm_t)0x06000915)
#define PSA_ALG_SLH_DSA ((psa_algorithm_t)0x06004000)
/** The hedged form is recommended. */
#define PSA_ALG_DETERMINISTIC_SLH_DSA ((psa_algorithm_t)0x06004100)
#define PSA_ALG_HASH_SLH_DSA(hash_alg) ((psa_algorithm_t)(0x06004200u | ((hash_alg) & 0x000000ffu)))
/** The hedged form is recommended. */
#define PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(hash_alg) ((psa_algorithm_t)(0x06004300u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_ML_DSA ((psa_algorithm_t)0x06004400)
/** The hedged form is recommended. */
#define PSA_ALG_DETERMINISTIC_ML_DSA ((psa_algorithm_t)0x06004500)
#define PSA_ALG_HASH_ML_DSA(hash_alg) ((psa_algorithm_t)(0x06004600u | ((hash_alg) & 0x000000ffu)))
/** The hedged form is recommended. */
#define PSA_ALG_DETERMINISTIC_HASH_ML_DSA(hash_alg) ((psa_algorithm_t)(0x06004700u | ((hash_alg) & 0x000000ffu)))
/** Verification only. */
#define PSA_ALG_LMS ((psa_algorithm_t)0x06004800)
/** Verification only. */
#define PSA_ALG_HSS ((psa_algorithm_t)0x06004900)
/** Verification only. */
#define PSA_ALG_XMSS ((psa_algorithm_t)0x06004a00)
/** Verification only. */
#define PSA_ALG_XMSS_MT ((psa_algorithm_t)0x06004b00)

/* Asymmetric encryption. */

#define PSA_ALG_RSA_PKCS1V15_CRYPT ((psa_algorithm_t)0x07000200)
#define PSA_ALG_RSA_OAEP(hash_alg) ((psa_algorithm_t)(0x07000300u | ((hash_alg) & 0x000000ffu)))

/* Key agreement. */

#define PSA_ALG_FFDH ((psa_algorithm_t)0x09010000)
#define PSA_ALG_ECDH ((psa_algorithm_t)0x09020000)

/* Key encapsulation. */

#define PSA_ALG_ECIES_SEC1 ((psa_algorithm_t)0x0c000100)
#define PSA_ALG_ML_KEM ((psa_algorithm_t)0x0c000200)

/* PAKE. */

#define PSA_ALG_JPAKE(hash_alg) ((psa_algorithm_t)(0x0a000100u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_SPAKE2P_HMAC(hash_alg) ((psa_algorithm_t)(0x0a000400u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_SPAKE2P_CMAC(hash_alg) ((psa_algorithm_t)(0x0a000500u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_SPAKE2P_MATTER ((psa_algorithm_t)0x0a000609)
#define PSA_ALG_WPA3_SAE_FIXED(hash_alg) ((psa_algorithm_t)(0x0a000800u | ((hash_alg) & 0x000000ffu)))
#define PSA_ALG_WPA3_SAE_GDH(hash_alg) ((psa_algorithm_t)(0x0a000900u | ((hash_alg) & 0x000000ffu)))
/** Every WPA3-SAE cipher suite, and WPA3-SAE-H2E with a password. */
#define PSA_ALG_WPA3_SAE_ANY ((psa_algorithm_t)0x0a0088ff)

/* Any hash, inside a signature algorithm of a policy. */

#define PSA_ALG_ANY_HASH ((psa_algorithm_t)0x020000ff)

/* Lengths in bytes of MACs and tags; with AT_LEAST a wildcard for policies. */

#define PSA_ALG_TRUNCATED_MAC(mac_alg, mac_length) \
    ((psa_algorithm_t)(((mac_alg) & 0xffc07fffu) | ((psa_algorithm_t)(mac_length) << 16 & 0x003f0000u)))
#define PSA_ALG_FULL_LENGTH_MAC(mac_alg) ((psa_algorithm_t)((mac_alg) & 0xffc07fffu))
#define PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(mac_alg, min_mac_length) \
    ((psa_algorithm_t)(((mac_alg) & 0xffc07fffu) | ((psa_algorithm_t)(min_mac_length) << 16 & 0x003f0000u) | 0x00008000u))
#define PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead_alg, tag_length) \
    ((psa_algorithm_t)(((aead_alg) & 0xffc07fffu) | ((psa_algorithm_t)(tag_length) << 16 & 0x003f0000u)))
/** The algorithm with the whole tag; PSA_ALG_NONE for what is no AEAD algorithm of the specification. */
#define PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(aead_alg) \
    (((aead_alg) & 0xffc07fffu) == 0x05400100u ? PSA_ALG_CCM : \
     ((aead_alg) & 0xffc07fffu) == 0x05400200u ? PSA_ALG_GCM : \
     ((aead_alg) & 0xffc07fffu) == 0x05000500u ? PSA_ALG_CHACHA20_POLY1305 : \
     ((aead_alg) & 0xffc07fffu) == 0x05000600u ? PSA_ALG_XCHACHA20_POLY1305 : \
     ((aead_alg) & 0xffc07fffu) == 0x05000700u ? PSA_ALG_ASCON_AEAD128 : \
     PSA_ALG_NONE)
#define PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aead_alg, min_tag_length) \
    ((psa_algorithm_t)(((aead_alg) & 0xffc07fffu) | ((psa_algorithm_t)(min_tag_length) << 16 & 0x003f0000u) | 0x00008000u))

/* A key agreement whose secret goes into a derivation. */

#define PSA_ALG_KEY_AGREEMENT(ka_alg, kdf_alg) ((psa_algorithm_t)((ka_alg) | (kdf_alg)))
#define PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) ((psa_algorithm_t)((alg) & 0xff7f0000u))
#define PSA_ALG_KEY_AGREEMENT_GET_KDF(alg) ((psa_algorithm_t)((alg) & 0xfe80ffffu))

/*
 * Questions about algorithms. They hold for values of later versions too, and do not say that the algorithm is one
 * of this version.
 */

#define PSA_ALG_IS_HASH(alg) (((alg) & 0x7f000000u) == 0x02000000u)
#define PSA_ALG_IS_XOF(alg) (((alg) & 0x7f000000u) == 0x0d000000u)
#define PSA_ALG_IS_MAC(alg) (((alg) & 0x7f000000u) == 0x03000000u)
#define PSA_ALG_IS_CIPHER(alg) (((alg) & 0x7f000000u) == 0x04000000u)
#define PSA_ALG_IS_AEAD(alg) (((alg) & 0x7f000000u) == 0x05000000u)
#define PSA_ALG_IS_KEY_WRAP(alg) (((alg) & 0x7f000000u) == 0x0b000000u)
#define PSA_ALG_IS_KEY_DERIVATION(alg) (((alg) & 0x7f000000u) == 0x08000000u)
#define PSA_ALG_IS_SIGN(alg) (((alg) & 0x7f000000u) == 0x06000000u)
#define PSA_ALG_IS_ASYMMETRIC_ENCRYPTION(alg) (((alg) & 0x7f000000u) == 0x07000000u)
#define PSA_ALG_IS_KEY_AGREEMENT(alg) (((alg) & 0x7f000000u) == 0x09000000u)
#define PSA_ALG_IS_KEY_ENCAPSULATION(alg) (((alg) & 0x7f000000u) == 0x0c000000u)
#define PSA_ALG_IS_PAKE(alg) (((alg) & 0x7f000000u) == 0x0a000000u)
#define PSA_ALG_IS_BLAKE2_HASH(alg) (((alg) & 0x7ffffffcu) == 0x0200001cu)
/** Of an XOF only. */
#define PSA_ALG_XOF_HAS_CONTEXT(alg) (((alg) & 0x00008000u) == 0x00008000u)
/** Whole or truncated, but no wildcard of a least length. */
#define PSA_ALG_IS_HMAC(alg) (((alg) & 0x7fc0ff00u) == 0x03800000u)
/** Whole or truncated, but no wildcard of a least length. */
#define PSA_ALG_IS_BLAKE2_MAC(alg) (((alg) & 0x7fc0ff00u) == 0x03800300u)
#define PSA_ALG_IS_BLOCK_CIPHER_MAC(alg) (((alg) & 0x7fc00000u) == 0x03c00000u)
/** A stream cipher, or a mode that makes one of a block cipher. */
#define PSA_ALG_IS_STREAM_CIPHER(alg) (((alg) & 0x7f800000u) == 0x04800000u)
#define PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER(alg) (((alg) & 0x7f400000u) == 0x05400000u)
/** Made slow, for passwords. */
#define PSA_ALG_IS_KEY_DERIVATION_STRETCHING(alg) (((alg) & 0x7f800000u) == 0x08800000u)
#define PSA_ALG_IS_HKDF(alg) (((alg) & 0xffffff00u) == 0x08000100u)
#define PSA_ALG_IS_HKDF_EXTRACT(alg) (((alg) & 0xffffff00u) == 0x08000400u)
#define PSA_ALG_IS_HKDF_EXPAND(alg) (((alg) & 0xffffff00u) == 0x08000500u)
#define PSA_ALG_IS_SP800_108_COUNTER_HMAC(alg) (((alg) & 0xffffff00u) == 0x08000700u)
#define PSA_ALG_IS_TLS12_PRF(alg) (((alg) & 0xffffff00u) == 0x08000200u)
#define PSA_ALG_IS_TLS12_PSK_TO_MS(alg) (((alg) & 0xffffff00u) == 0x08000300u)
#define PSA_ALG_IS_PBKDF2_HMAC(alg) (((alg) & 0xffffff00u) == 0x08800100u)
#define PSA_ALG_IS_WPA3_SAE_H2E(alg) (((alg) & 0xffffff00u) == 0x08800400u)
/** The raw form too. */
#define PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) (((alg) & 0xffffff00u) == 0x06000200u)
/** Both forms. */
#define PSA_ALG_IS_RSA_PSS(alg) (((alg) & 0xffffef00u) == 0x06000300u)
#define PSA_ALG_IS_RSA_PSS_ANY_SALT(alg) (((alg) & 0xffffff00u) == 0x06001300u)
#define PSA_ALG_IS_RSA_PSS_STANDARD_SALT(alg) (((alg) & 0xffffff00u) == 0x06000300u)
/** Randomised or deterministic, with or without a hash. */
#define PSA_ALG_IS_ECDSA(alg) (((alg) & 0xfffffe00u) == 0x06000600u)
#define PSA_ALG_IS_DETERMINISTIC_ECDSA(alg) (((alg) & 0xffffff00u) == 0x06000700u)
/** PSA_ALG_ECDSA_ANY too. */
#define PSA_ALG_IS_RANDOMIZED_ECDSA(alg) (((alg) & 0xffffff00u) == 0x06000600u)
#define PSA_ALG_IS_HASH_EDDSA(alg) (((alg) & 0xffffff00u) == 0x06000900u)
/** Hedged or deterministic, without a hash. */
#define PSA_ALG_IS_SLH_DSA(alg) (((alg) & 0xfffffeffu) == 0x06004000u)
/** Hedged or deterministic. */
#define PSA_ALG_IS_HASH_SLH_DSA(alg) (((alg) & 0xfffffe00u) == 0x06004200u)
#define PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA(alg) (((alg) & 0xffffff00u) == 0x06004300u)
#define PSA_ALG_IS_HEDGED_HASH_SLH_DSA(alg) (((alg) & 0xffffff00u) == 0x06004200u)
/** Hedged or deterministic, without a hash. */
#define PSA_ALG_IS_ML_DSA(alg) (((alg) & 0xfffffeffu) == 0x06004400u)
/** Hedged or deterministic. */
#define PSA_ALG_IS_HASH_ML_DSA(alg) (((alg) & 0xfffffe00u) == 0x06004600u)
#define PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA(alg) (((alg) & 0xffffff00u) == 0x06004700u)
#define PSA_ALG_IS_HEDGED_HASH_ML_DSA(alg) (((alg) & 0xffffff00u) == 0x06004600u)
#define PSA_ALG_IS_RSA_OAEP(alg) (((alg) & 0xffffff00u) == 0x07000300u)
/** Without a derivation. */
#define PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg) (((alg) & 0x7f00ffffu) == 0x09000000u)
/** Standalone, or with any derivation; the appendix of the specification leaves the stretching ones out by mistake. */
#define PSA_ALG_IS_FFDH(alg) (((alg) & 0x7f7f0000u) == 0x09010000u)
/** Standalone, or with any derivation; the appendix of the specification leaves the stretching ones out by mistake. */
#define PSA_ALG_IS_ECDH(alg) (((alg) & 0x7f7f0000u) == 0x09020000u)
#define PSA_ALG_IS_JPAKE(alg) (((alg) & 0xffffff00u) == 0x0a000100u)
/** In any form. */
#define PSA_ALG_IS_SPAKE2P(alg) (((alg) & 0xfffffc00u) == 0x0a000400u)
#define PSA_ALG_IS_SPAKE2P_HMAC(alg) (((alg) & 0xffffff00u) == 0x0a000400u)
#define PSA_ALG_IS_SPAKE2P_CMAC(alg) (((alg) & 0xffffff00u) == 0x0a000500u)
/** Not PSA_ALG_WPA3_SAE_ANY. */
#define PSA_ALG_IS_WPA3_SAE(alg) (((alg) & 0xfffffe00u) == 0x0a000800u)
#define PSA_ALG_IS_WPA3_SAE_FIXED(alg) (((alg) & 0xffffff00u) == 0x0a000800u)
#define PSA_ALG_IS_WPA3_SAE_GDH(alg) (((alg) & 0xffffff00u) == 0x0a000900u)
#define PSA_ALG_IS_RAW_KEY_AGREEMENT(alg) PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg)
/** The hash inside an algorithm, or PSA_ALG_NONE. */
#define PSA_ALG_GET_HASH(alg) \
    (((alg) & 0x000000ffu) == 0 ? PSA_ALG_NONE : (psa_algorithm_t)(0x02000000u | ((alg) & 0x000000ffu)))
/** Whether the algorithm stands for several, and so is only good for policies. */
#define PSA_ALG_IS_WILDCARD(alg) \
    (((alg) & 0x000000ffu) == 0x000000ffu || ((alg) & 0x7f008000u) == 0x03008000u || \
     ((alg) & 0x7f008000u) == 0x05008000u || (alg) == PSA_ALG_CCM_STAR_ANY_TAG)
/**
 * Whether the algorithm hashes the message with PSA_ALG_GET_HASH(alg) and signs the result;
 * PSA_ALG_RSA_PKCS1V15_SIGN_RAW and PSA_ALG_ECDSA_ANY, without a hash, are among them.
 */
#define PSA_ALG_IS_HASH_AND_SIGN(alg) \
    (PSA_ALG_IS_RSA_PSS(alg) || PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) || PSA_ALG_IS_ECDSA(alg) || \
     PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))
/** Whether the algorithm signs a hash that the program computed. */
#define PSA_ALG_IS_SIGN_HASH(alg) \
    (PSA_ALG_IS_HASH_AND_SIGN(alg) || (alg) == PSA_ALG_RSA_PKCS1V15_SIGN_RAW || (alg) == PSA_ALG_ECDSA_ANY)
/** Whether the algorithm signs messages. */
#define PSA_ALG_IS_SIGN_MESSAGE(alg) \
    (PSA_ALG_IS_SIGN(alg) && (alg) != PSA_ALG_ECDSA_ANY && (alg) != PSA_ALG_RSA_PKCS1V15_SIGN_RAW)
/** Whether the signature algorithm takes a context that is not empty. */
#define PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg) \
    ((alg) == PSA_ALG_EDDSA_CTX || PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_ML_DSA(alg) || \
     PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))

/* Inputs of key derivations ("Key derivation"). */

#define PSA_KEY_DERIVATION_INPUT_SECRET ((psa_key_derivation_step_t)0x0101)
#define PSA_KEY_DERIVATION_INPUT_OTHER_SECRET ((psa_key_derivation_step_t)0x0103)
#define PSA_KEY_DERIVATION_INPUT_PASSWORD ((psa_key_derivation_step_t)0x0102)
#define PSA_KEY_DERIVATION_INPUT_LABEL ((psa_key_derivation_step_t)0x0201)
#define PSA_KEY_DERIVATION_INPUT_CONTEXT ((psa_key_derivation_step_t)0x0206)
#define PSA_KEY_DERIVATION_INPUT_SALT ((psa_key_derivation_step_t)0x0202)
#define PSA_KEY_DERIVATION_INPUT_INFO ((psa_key_derivation_step_t)0x0203)
#define PSA_KEY_DERIVATION_INPUT_SEED ((psa_key_derivation_step_t)0x0204)
#define PSA_KEY_DERIVATION_INPUT_COST ((psa_key_derivation_step_t)0x0205)
/** The capacity of a derivation without a limit. */
#define PSA_KEY_DERIVATION_UNLIMITED_CAPACITY ((size_t)-1)

/* Key exchanges with passwords ("Password-authenticated key exchange (PAKE)"). */

#define PSA_PAKE_PRIMITIVE_TYPE_ECC ((psa_pake_primitive_type_t)0x01)
#define PSA_PAKE_PRIMITIVE_TYPE_DH ((psa_pake_primitive_type_t)0x02)
/** The group of a type, a family and a size in bits; 0 for a size of more than 16 bits. */
#define PSA_PAKE_PRIMITIVE(pake_type, pake_family, pake_bits) \
    ((psa_pake_primitive_t)((size_t)(pake_bits) > 0xffffu ? 0u : \
      (psa_pake_primitive_t)(pake_type) << 24 | (psa_pake_primitive_t)(pake_family) << 16 | \
      (psa_pake_primitive_t)((pake_bits) & 0xffffu)))
#define PSA_PAKE_PRIMITIVE_GET_TYPE(pake_primitive) ((psa_pake_primitive_type_t)((pake_primitive) >> 24))
#define PSA_PAKE_PRIMITIVE_GET_FAMILY(pake_primitive) ((psa_pake_family_t)((pake_primitive) >> 16 & 0xffu))
#define PSA_PAKE_PRIMITIVE_GET_BITS(pake_primitive) ((size_t)((pake_primitive) & 0xffffu))
#define PSA_PAKE_CONFIRMED_KEY 0
#define PSA_PAKE_UNCONFIRMED_KEY 1
#define PSA_PAKE_ROLE_NONE ((psa_pake_role_t)0x00)
#define PSA_PAKE_ROLE_FIRST ((psa_pake_role_t)0x01)
#define PSA_PAKE_ROLE_SECOND ((psa_pake_role_t)0x02)
#define PSA_PAKE_ROLE_CLIENT ((psa_pake_role_t)0x11)
#define PSA_PAKE_ROLE_SERVER ((psa_pake_role_t)0x12)
#define PSA_PAKE_STEP_KEY_SHARE ((psa_pake_step_t)0x01)
#define PSA_PAKE_STEP_ZK_PUBLIC ((psa_pake_step_t)0x02)
#define PSA_PAKE_STEP_ZK_PROOF ((psa_pake_step_t)0x03)
#define PSA_PAKE_STEP_CONFIRM ((psa_pake_step_t)0x04)
#define PSA_PAKE_STEP_SALT ((psa_pake_step_t)0x05)
#define PSA_PAKE_STEP_COMMIT ((psa_pake_step_t)0x06)
#define PSA_PAKE_STEP_CONFIRM_COUNT ((psa_pake_step_t)0x07)
#define PSA_PAKE_STEP_KEY_ID ((psa_pake_step_t)0x08)

#endif /* PSA_CRYPTO_VALUES_H */
