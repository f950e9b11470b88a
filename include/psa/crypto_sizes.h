/*
 * psa/crypto_sizes.h: the sizes of results of the PSA Certified Crypto API 1.5, in bytes. A macro is 0 where its
 * arguments do not go together: a key type, size and algorithm of the specification that can be used with each other
 * have sizes whether this library supports them or not.
 *
 * Made from the tables of the Go packages by go run ./internal/cheader/gen: do not edit. Programs include psa/crypto.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_SIZES_H
#define PSA_CRYPTO_SIZES_H

#include "crypto_types.h"
#include "crypto_values.h"

/* Keys ("Key types", "Key management"). */

#define PSA_BLOCK_CIPHER_BLOCK_LENGTH(type) ((size_t)1 << ((type) >> 8 & 7u))
#define PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE 16u
#define PSACRYPTO_FAMILY(key_type) ((unsigned)(key_type) & 0x007fu)
#define PSACRYPTO_IS_CURVE(family, key_bits) \
    (((size_t)(key_bits) == 192u && ((family) == 0x17u || (family) == 0x12u || (family) == 0x30u)) || \
     ((size_t)(key_bits) == 225u && ((family) == 0x17u)) || \
     ((size_t)(key_bits) == 256u && \
      ((family) == 0x17u || (family) == 0x12u || (family) == 0x30u || (family) == 0x33u)) || \
     ((size_t)(key_bits) == 224u && ((family) == 0x12u || (family) == 0x30u)) || \
     ((size_t)(key_bits) == 384u && ((family) == 0x12u || (family) == 0x30u)) || \
     ((size_t)(key_bits) == 521u && ((family) == 0x12u)) || \
     ((size_t)(key_bits) == 160u && ((family) == 0x1bu || (family) == 0x30u)) || \
     ((size_t)(key_bits) == 163u && ((family) == 0x27u || (family) == 0x22u || (family) == 0x2bu)) || \
     ((size_t)(key_bits) == 233u && ((family) == 0x27u || (family) == 0x22u)) || \
     ((size_t)(key_bits) == 239u && ((family) == 0x27u)) || \
     ((size_t)(key_bits) == 283u && ((family) == 0x27u || (family) == 0x22u)) || \
     ((size_t)(key_bits) == 409u && ((family) == 0x27u || (family) == 0x22u)) || \
     ((size_t)(key_bits) == 571u && ((family) == 0x27u || (family) == 0x22u)) || \
     ((size_t)(key_bits) == 320u && ((family) == 0x30u)) || \
     ((size_t)(key_bits) == 512u && ((family) == 0x30u)) || \
     ((size_t)(key_bits) == 255u && ((family) == 0x41u || (family) == 0x42u)) || \
     ((size_t)(key_bits) == 448u && ((family) == 0x41u || (family) == 0x42u)))
#define PSACRYPTO_IS_GROUP(family, key_bits) \
    (((size_t)(key_bits) == 2048u && ((family) == 0x03u || (family) == 0x05u)) || \
     ((size_t)(key_bits) == 3072u && ((family) == 0x03u || (family) == 0x05u)) || \
     ((size_t)(key_bits) == 4096u && ((family) == 0x03u || (family) == 0x05u)) || \
     ((size_t)(key_bits) == 6144u && ((family) == 0x03u || (family) == 0x05u)) || \
     ((size_t)(key_bits) == 8192u && ((family) == 0x03u || (family) == 0x05u)))
#define PSACRYPTO_IS_SET(family, key_bits) \
    (((size_t)(key_bits) == 128u && \
      ((family) == 0x02u || (family) == 0x04u || (family) == 0x0bu || (family) == 0x0du)) || \
     ((size_t)(key_bits) == 192u && \
      ((family) == 0x02u || (family) == 0x04u || (family) == 0x0bu || (family) == 0x0du)) || \
     ((size_t)(key_bits) == 256u && \
      ((family) == 0x02u || (family) == 0x04u || (family) == 0x0bu || (family) == 0x0du)))
#define PSACRYPTO_IS_KEY(key_type, key_bits) \
    ((key_type) == 0x1001u || (key_type) == 0x1200u || (key_type) == 0x1203u || (key_type) == 0x1205u || \
     (key_type) == 0x1206u || (key_type) == 0x1100u \
     ? ((size_t)(key_bits) >= 8u && (size_t)(key_bits) % 8u == 0u) : \
     (key_type) == 0x2400u || (key_type) == 0x2406u || (key_type) == 0x2403u \
     ? ((size_t)(key_bits) == 128u || (size_t)(key_bits) == 192u || (size_t)(key_bits) == 256u || \
        (size_t)(key_bits) == 384u || (size_t)(key_bits) == 512u) : \
     (key_type) == 0x2301u \
     ? ((size_t)(key_bits) == 64u || (size_t)(key_bits) == 128u || (size_t)(key_bits) == 192u) : \
     (key_type) == 0x2405u || (key_type) == 0x2008u \
     ? ((size_t)(key_bits) == 128u || (size_t)(key_bits) == 256u) : \
     (key_type) == 0x2002u \
     ? ((size_t)(key_bits) >= 40u && (size_t)(key_bits) <= 2048u && (size_t)(key_bits) % 8u == 0u) : \
     (key_type) == 0x2004u || (key_type) == 0x2007u ? ((size_t)(key_bits) == 256u) : \
     (key_type) == 0x1103u \
     ? ((size_t)(key_bits) >= 8u && (size_t)(key_bits) <= 512u && (size_t)(key_bits) % 8u == 0u) : \
     ((key_type) & 0xff80u) == 0x3280u \
     ? (((PSACRYPTO_FAMILY(key_type)) == 0x12u || (PSACRYPTO_FAMILY(key_type)) == 0x30u) && \
        PSACRYPTO_IS_CURVE(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     ((key_type) & 0xff80u) == 0x3300u \
     ? (((PSACRYPTO_FAMILY(key_type)) == 0x05u) && PSACRYPTO_IS_GROUP(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     (key_type) == 0x7001u || (key_type) == 0x4001u \
     ? ((size_t)(key_bits) >= 512u && (size_t)(key_bits) <= 8192u) : \
     ((key_type) & 0xff80u) == 0x7100u || ((key_type) & 0xff80u) == 0x4100u \
     ? (PSACRYPTO_IS_CURVE(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     ((key_type) & 0xff80u) == 0x7200u || ((key_type) & 0xff80u) == 0x4200u \
     ? (PSACRYPTO_IS_GROUP(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     (key_type) == 0x4007u || (key_type) == 0x4008u || (key_type) == 0x400bu || (key_type) == 0x400du \
     ? ((size_t)(key_bits) == 192u || (size_t)(key_bits) == 256u) : \
     (key_type) == 0x7002u || (key_type) == 0x4002u \
     ? ((size_t)(key_bits) == 128u || (size_t)(key_bits) == 192u || (size_t)(key_bits) == 256u) : \
     ((key_type) & 0xff80u) == 0x7180u || ((key_type) & 0xff80u) == 0x4180u \
     ? (PSACRYPTO_IS_SET(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     (key_type) == 0x7004u || (key_type) == 0x4004u \
     ? ((size_t)(key_bits) == 512u || (size_t)(key_bits) == 768u || (size_t)(key_bits) == 1024u) : \
     ((key_type) & 0xff80u) == 0x7400u || ((key_type) & 0xff80u) == 0x4400u \
     ? ((size_t)(key_bits) >= 255u && \
        ((PSACRYPTO_FAMILY(key_type)) == 0x12u || (PSACRYPTO_FAMILY(key_type)) == 0x42u) && \
        PSACRYPTO_IS_CURVE(PSACRYPTO_FAMILY(key_type), key_bits)) : \
     0)
#define PSACRYPTO_DER(n) ((n) + ((n) < 128u ? 2u : (n) < 256u ? 3u : 4u))
#define PSACRYPTO_DER_INTEGER(bits) (PSACRYPTO_DER((bits) / 8u + 1u))
#define PSACRYPTO_KEY_SIZE(key_type, key_bits) \
    ((key_type) == 0x2004u || (key_type) == 0x2007u || (key_type) == 0x7002u ? 32u : \
     ((key_type) & 0xff80u) == 0x3280u || ((key_type) & 0xff80u) == 0x4180u \
     ? 2u * (((size_t)(key_bits) + 7u) / 8u) : \
     (key_type) == 0x7001u \
     ? PSACRYPTO_DER(3u + 2u * PSACRYPTO_DER_INTEGER((size_t)(key_bits)) + PSACRYPTO_DER_INTEGER(256u) + \
        5u * PSACRYPTO_DER_INTEGER(((size_t)(key_bits) + 1u) / 2u)) : \
     (key_type) == 0x4001u \
     ? PSACRYPTO_DER(PSACRYPTO_DER_INTEGER((size_t)(key_bits)) + PSACRYPTO_DER_INTEGER(256u)) : \
     ((key_type) & 0xff80u) == 0x7100u \
     ? (PSACRYPTO_FAMILY(key_type) == 0x1bu ? 21u : \
        PSACRYPTO_FAMILY(key_type) == 0x42u ? ((size_t)(key_bits) + 8u) / 8u : \
        ((size_t)(key_bits) + 7u) / 8u) : \
     ((key_type) & 0xff80u) == 0x4100u \
     ? (PSACRYPTO_FAMILY(key_type) == 0x17u && (size_t)(key_bits) == 225u ? 57u : \
        PSACRYPTO_FAMILY(key_type) == 0x41u ? ((size_t)(key_bits) + 7u) / 8u : \
        PSACRYPTO_FAMILY(key_type) == 0x42u ? ((size_t)(key_bits) + 8u) / 8u : \
        2u * (((size_t)(key_bits) + 7u) / 8u) + 1u) : \
     (key_type) == 0x4007u ? ((size_t)(key_bits) + 7u) / 8u + 24u : \
     (key_type) == 0x4008u ? ((size_t)(key_bits) + 7u) / 8u + 28u : \
     (key_type) == 0x400bu || (key_type) == 0x400du ? 2u * (((size_t)(key_bits) + 7u) / 8u) + 4u : \
     (key_type) == 0x4002u \
     ? (((size_t)(key_bits) == 128u) ? 1312u : \
        ((size_t)(key_bits) == 192u) ? 1952u : \
        ((size_t)(key_bits) == 256u) ? 2592u : \
        0u) : \
     ((key_type) & 0xff80u) == 0x7180u ? 4u * (((size_t)(key_bits) + 7u) / 8u) : \
     (key_type) == 0x7004u ? 64u : \
     (key_type) == 0x4004u \
     ? (((size_t)(key_bits) == 512u) ? 800u : \
        ((size_t)(key_bits) == 768u) ? 1184u : \
        ((size_t)(key_bits) == 1024u) ? 1568u : \
        0u) : \
     ((key_type) & 0xff80u) == 0x7400u \
     ? (PSACRYPTO_FAMILY(key_type) == 0x42u ? 2u * (((size_t)(key_bits) + 8u) / 8u) : \
        2u * (((size_t)(key_bits) + 7u) / 8u)) : \
     ((key_type) & 0xff80u) == 0x4400u \
     ? (PSACRYPTO_FAMILY(key_type) == 0x42u ? 2u * (((size_t)(key_bits) + 8u) / 8u) : \
        3u * (((size_t)(key_bits) + 7u) / 8u) + 1u) : \
     ((size_t)(key_bits) + 7u) / 8u)
/** Room for psa_export_key(): exact, but for RSA, whose integers may be shorter. */
#define PSA_EXPORT_KEY_OUTPUT_SIZE(key_type, key_bits) \
    ((size_t)(PSACRYPTO_IS_KEY(key_type, key_bits) ? PSACRYPTO_KEY_SIZE(key_type, key_bits) : 0u))
/** Room for psa_export_public_key(). */
#define PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits) \
    ((size_t)(PSA_KEY_TYPE_IS_ASYMMETRIC(key_type) \
      ? PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(key_type), key_bits) : \
      0u))
#define PSA_EXPORT_KEY_PAIR_MAX_SIZE 4685u
#define PSA_EXPORT_PUBLIC_KEY_MAX_SIZE 2592u
#define PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE 4685u

/* Hashes ("Message digests"). */

/** The length of a hash, or of the hash inside an algorithm. */
#define PSA_HASH_LENGTH(alg) \
    ((size_t)(((alg) & 0x000000fdu) == 0x00000001u || ((alg) & 0x000000ffu) == 0x00000002u || \
      ((alg) & 0x000000ffu) == 0x00000007u ? 16u : \
      ((alg) & 0x000000feu) == 0x00000004u ? 20u : \
      ((alg) & 0x000000fbu) == 0x00000008u || ((alg) & 0x000000ffu) == 0x00000010u ? 28u : \
      ((alg) & 0x000000fbu) == 0x00000009u || ((alg) & 0x000000f7u) == 0x00000011u || \
      ((alg) & 0x000000fdu) == 0x00000014u || ((alg) & 0x000000fbu) == 0x00000018u || \
      ((alg) & 0x000000ffu) == 0x0000001du ? 32u : \
      ((alg) & 0x000000ffu) == 0x0000000au || ((alg) & 0x000000ffu) == 0x00000012u ? 48u : \
      ((alg) & 0x000000ffu) == 0x0000000bu || ((alg) & 0x000000ffu) == 0x00000013u || \
      ((alg) & 0x000000ffu) == 0x00000015u || ((alg) & 0x000000feu) == 0x0000001eu ? 64u : \
      ((alg) & 0x000000ffu) == 0x0000000eu || ((alg) & 0x000000ffu) == 0x00000017u ? 24u : \
      0u))
#define PSA_HASH_MAX_SIZE 64u
/** The length of the blocks in which a hash reads its input, for HMAC that of its keys. */
#define PSA_HASH_BLOCK_LENGTH(alg) \
    ((size_t)(((alg) & 0x000000ffu) == 0x00000001u || ((alg) & 0x000000ffu) == 0x00000007u ? 16u : \
      ((alg) & 0x000000feu) == 0x00000002u || ((alg) & 0x000000feu) == 0x00000004u || \
      ((alg) & 0x000000feu) == 0x00000008u || ((alg) & 0x000000ffu) == 0x0000000eu || \
      ((alg) & 0x000000f7u) == 0x00000014u ? 64u : \
      ((alg) & 0x000000feu) == 0x0000000au || ((alg) & 0x000000feu) == 0x0000000cu || \
      ((alg) & 0x000000ffu) == 0x0000001eu ? 128u : \
      ((alg) & 0x000000ffu) == 0x00000010u ? 144u : \
      ((alg) & 0x000000fbu) == 0x00000011u || ((alg) & 0x000000ffu) == 0x00000017u || \
      ((alg) & 0x000000ffu) == 0x00000018u ? 136u : \
      ((alg) & 0x000000ffu) == 0x00000012u ? 104u : \
      ((alg) & 0x000000ffu) == 0x00000013u ? 72u : \
      ((alg) & 0x000000ffu) == 0x00000016u ? 168u : \
      ((alg) & 0x000000ffu) == 0x00000019u ? 8u : \
      ((alg) & 0x000000fdu) == 0x0000001du ? 512u : \
      0u))
#define PSA_HMAC_MAX_HASH_BLOCK_SIZE 144u
/** The fields of the state that psa_hash_suspend() gives. */
#define PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH ((size_t)4)
#define PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg) \
    ((size_t)((alg) == 0x02000001u ? 1u : \
      ((alg) & 0xfffffffeu) == 0x02000002u || ((alg) & 0xfffffffeu) == 0x02000004u || \
      ((alg) & 0xfffffffeu) == 0x02000008u ? 8u : \
      ((alg) & 0xfffffffeu) == 0x0200000au || ((alg) & 0xfffffffeu) == 0x0200000cu ? 16u : \
      0u))
#define PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg) \
    ((size_t)((alg) == 0x02000001u || ((alg) & 0xfffffffeu) == 0x0200000au || ((alg) & 0xfffffffeu) == 0x0200000cu \
      ? 64u : \
      ((alg) & 0xfffffffeu) == 0x02000002u ? 16u : \
      ((alg) & 0xfffffffeu) == 0x02000004u ? 20u : \
      ((alg) & 0xfffffffeu) == 0x02000008u ? 32u : \
      0u))
#define PSA_HASH_SUSPEND_OUTPUT_SIZE(alg) \
    ((size_t)((alg) == 0x02000001u ? 84u : \
      ((alg) & 0xfffffffeu) == 0x02000002u ? 91u : \
      ((alg) & 0xfffffffeu) == 0x02000004u ? 95u : \
      ((alg) & 0xfffffffeu) == 0x02000008u ? 107u : \
      ((alg) & 0xfffffffeu) == 0x0200000au || ((alg) & 0xfffffffeu) == 0x0200000cu ? 211u : \
      0u))
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 211u

/* MACs ("Message authentication codes (MAC)"). */

#define PSACRYPTO_IS_BLOCK_CIPHER(key_type) \
    (((key_type) & 0x7000u) == 0x2000u && PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) > 1u)
#define PSACRYPTO_FULL_MAC(key_type, alg) \
    (PSA_ALG_IS_BLOCK_CIPHER_MAC(alg) \
     ? (PSACRYPTO_IS_BLOCK_CIPHER(key_type) ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) : 0u) : \
     PSA_HASH_LENGTH(alg))
#define PSACRYPTO_LENGTH_FIELD(alg) ((size_t)((alg) >> 16 & 0x3fu))
/** The length of a MAC, of a wildcard its least length. The size of the key does not matter. */
#define PSA_MAC_LENGTH(key_type, key_bits, alg) \
    ((size_t)(!PSA_ALG_IS_MAC(alg) || PSACRYPTO_FULL_MAC(key_type, alg) == 0u ? 0u * (size_t)(key_bits) : \
      PSACRYPTO_LENGTH_FIELD(alg) != 0u ? PSACRYPTO_LENGTH_FIELD(alg) : \
      PSACRYPTO_FULL_MAC(key_type, alg)))
#define PSA_MAC_MAX_SIZE 64u

/* Ciphers ("Unauthenticated ciphers"). */

#define PSACRYPTO_CIPHER(key_type, alg) \
    ((((alg) == 0x04800100u) && ((key_type) == 0x2002u || (key_type) == 0x2004u || (key_type) == 0x2007u)) || \
     ((((alg) & 0xfffffeffu) == 0x04c01000u || (alg) == 0x04c01200u || ((alg) & 0xfffffbffu) == 0x04404000u || \
       (alg) == 0x04404100u) && \
      ((key_type) == 0x2400u || (key_type) == 0x2406u || (key_type) == 0x2301u || (key_type) == 0x2403u || \
       (key_type) == 0x2405u)) || \
     ((((alg) & 0xffff7fffu) == 0x04c01300u || (alg) == 0x0440ff00u) && \
      ((key_type) == 0x2400u || (key_type) == 0x2406u || (key_type) == 0x2403u || (key_type) == 0x2405u)))
/** The length of the IV that psa_cipher_generate_iv() makes; 0 for an algorithm without one. */
#define PSA_CIPHER_IV_LENGTH(key_type, alg) \
    ((size_t)(!PSACRYPTO_CIPHER(key_type, alg) ? 0u : \
      (alg) == PSA_ALG_STREAM_CIPHER \
      ? ((key_type) == PSA_KEY_TYPE_CHACHA20 ? 12u : (key_type) == PSA_KEY_TYPE_XCHACHA20 ? 24u : 0u) : \
      (alg) == PSA_ALG_CCM_STAR_NO_TAG ? 13u : \
      (alg) == PSA_ALG_ECB_NO_PADDING ? 0u : \
      (alg) == PSA_ALG_CCM_STAR_ANY_TAG ? 0u : \
      PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)))
#define PSA_CIPHER_IV_MAX_SIZE 24u
/** The IV and the ciphertext. */
#define PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(key_type, alg, input_length) \
    ((size_t)(!PSACRYPTO_CIPHER(key_type, alg) ? 0u : \
      PSA_CIPHER_IV_LENGTH(key_type, alg) + \
      ((alg) == PSA_ALG_CBC_PKCS7 \
       ? (((size_t)(input_length) + 1u) + PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) - 1u) / \
         PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) * PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) : \
       (size_t)(input_length))))
#define PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(input_length) \
    ((size_t)(16u + (((size_t)(input_length) + 1u) + 16u - 1u) / 16u * 16u > 24u + (size_t)(input_length) \
      ? 16u + (((size_t)(input_length) + 1u) + 16u - 1u) / 16u * 16u : \
      24u + (size_t)(input_length)))
/** Room for the plaintext of an input that begins with the IV. */
#define PSA_CIPHER_DECRYPT_OUTPUT_SIZE(key_type, alg, input_length) \
    ((size_t)(!PSACRYPTO_CIPHER(key_type, alg) || (size_t)(input_length) <= PSA_CIPHER_IV_LENGTH(key_type, alg) ? 0u : \
      (size_t)(input_length) - PSA_CIPHER_IV_LENGTH(key_type, alg)))
#define PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE(input_length) ((size_t)((size_t)(input_length)))
/** Room for what one update gives, with what earlier ones held back. */
#define PSA_CIPHER_UPDATE_OUTPUT_SIZE(key_type, alg, input_length) \
    ((size_t)(!PSACRYPTO_CIPHER(key_type, alg) ? 0u : \
      PSA_ALG_IS_STREAM_CIPHER(alg) ? (size_t)(input_length) : \
      ((size_t)(input_length) + PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) - 1u) / \
      PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) * PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)))
#define PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(input_length) ((size_t)(((size_t)(input_length) + 16u - 1u) / 16u * 16u))
#define PSA_CIPHER_FINISH_OUTPUT_SIZE(key_type, alg) \
    ((size_t)(!PSACRYPTO_CIPHER(key_type, alg) ? 0u : \
      (alg) == PSA_ALG_CBC_PKCS7 ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) : \
      (alg) == PSA_ALG_XTS ? 2u * PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) : \
      0u))
#define PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE 32u
/** The longest key of a cipher that has keys of few sizes; those of XTS are two keys. */
#define PSA_CIPHER_MAX_KEY_LENGTH 64u

/* Authenticated encryption ("Authenticated encryption with associated data (AEAD)"). */

#define PSACRYPTO_AEAD(key_type, alg) \
    (((((alg) & 0xffc07fffu) == 0x05400100u || ((alg) & 0xffc07fffu) == 0x05400200u) && \
      ((key_type) == 0x2400u || (key_type) == 0x2406u || (key_type) == 0x2403u || (key_type) == 0x2405u)) || \
     ((((alg) & 0xffc07fffu) == 0x05000500u) && ((key_type) == 0x2004u)) || \
     ((((alg) & 0xffc07fffu) == 0x05000600u) && ((key_type) == 0x2007u)) || \
     ((((alg) & 0xffc07fffu) == 0x05000700u) && ((key_type) == 0x2008u)))
#define PSACRYPTO_AEAD_HELD(alg) \
    (((alg) & 0xffc07fffu) == 0x05000500u || ((alg) & 0xffc07fffu) == 0x05000600u ? 1u : 16u)
/** The length of the tag, of a wildcard its least length. The key does not matter. */
#define PSA_AEAD_TAG_LENGTH(key_type, key_bits, alg) \
    ((size_t)(PSA_ALG_IS_AEAD(alg) ? PSACRYPTO_LENGTH_FIELD(alg) : 0u * ((size_t)(key_type) + (size_t)(key_bits))))
#define PSA_AEAD_TAG_MAX_SIZE 16u
/** The length of the nonce that psa_aead_generate_nonce() makes. */
#define PSA_AEAD_NONCE_LENGTH(key_type, alg) \
    ((size_t)(!PSACRYPTO_AEAD(key_type, alg) ? 0u : \
      ((alg) & 0xffc07fffu) == 0x05400100u ? 13u : \
      ((alg) & 0xffc07fffu) == 0x05000600u ? 24u : \
      ((alg) & 0xffc07fffu) == 0x05000700u ? 16u : \
      12u))
#define PSA_AEAD_NONCE_MAX_SIZE 24u
/** The ciphertext and the tag. */
#define PSA_AEAD_ENCRYPT_OUTPUT_SIZE(key_type, alg, plaintext_length) \
    ((size_t)(PSACRYPTO_AEAD(key_type, alg) ? (size_t)(plaintext_length) + PSACRYPTO_LENGTH_FIELD(alg) : 0u))
#define PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE(plaintext_length) ((size_t)((size_t)(plaintext_length) + 16u))
/** The plaintext of a ciphertext with its tag. */
#define PSA_AEAD_DECRYPT_OUTPUT_SIZE(key_type, alg, ciphertext_length) \
    ((size_t)(PSACRYPTO_AEAD(key_type, alg) && (size_t)(ciphertext_length) > PSACRYPTO_LENGTH_FIELD(alg) \
      ? (size_t)(ciphertext_length) - PSACRYPTO_LENGTH_FIELD(alg) : \
      0u))
#define PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE(ciphertext_length) ((size_t)((size_t)(ciphertext_length)))
/** Room for what one update gives, with what earlier ones held back. */
#define PSA_AEAD_UPDATE_OUTPUT_SIZE(key_type, alg, input_length) \
    ((size_t)(PSACRYPTO_AEAD(key_type, alg) \
      ? ((size_t)(input_length) + PSACRYPTO_AEAD_HELD(alg) - 1u) / PSACRYPTO_AEAD_HELD(alg) * \
        PSACRYPTO_AEAD_HELD(alg) : \
      0u))
#define PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE(input_length) ((size_t)(((size_t)(input_length) + 16u - 1u) / 16u * 16u))
/** The ciphertext without the tag. */
#define PSA_AEAD_FINISH_OUTPUT_SIZE(key_type, alg) \
    ((size_t)(PSACRYPTO_AEAD(key_type, alg) && PSACRYPTO_AEAD_HELD(alg) != 1u ? PSACRYPTO_AEAD_HELD(alg) : 0u))
#define PSA_AEAD_FINISH_OUTPUT_MAX_SIZE 16u
#define PSA_AEAD_VERIFY_OUTPUT_SIZE(key_type, alg) \
    ((size_t)(PSACRYPTO_AEAD(key_type, alg) && PSACRYPTO_AEAD_HELD(alg) != 1u ? PSACRYPTO_AEAD_HELD(alg) : 0u))
#define PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE 16u

/* Wrapped keys ("Key wrapping"). */

#define PSACRYPTO_WRAP(wrap_key_type, alg) \
    ((((alg) == 0x0b400100u || (alg) == 0x0bc00200u) && \
      ((wrap_key_type) == 0x2400u || (wrap_key_type) == 0x2406u || (wrap_key_type) == 0x2403u || \
       (wrap_key_type) == 0x2405u)))
/** Room for a key of key_type and key_bits, wrapped with a key of wrap_key_type. */
#define PSA_WRAP_KEY_OUTPUT_SIZE(wrap_key_type, alg, key_type, key_bits) \
    ((size_t)(!PSACRYPTO_WRAP(wrap_key_type, alg) || !PSACRYPTO_IS_KEY(key_type, key_bits) ? 0u : \
      (alg) == PSA_ALG_KWP || PSA_KEY_TYPE_IS_RSA(key_type) \
      ? (PSACRYPTO_KEY_SIZE(key_type, key_bits) + 8u - 1u) / 8u * 8u + 8u : \
      PSACRYPTO_KEY_SIZE(key_type, key_bits) % 8u != 0u ? 0u : \
      PSACRYPTO_KEY_SIZE(key_type, key_bits) + 8u))
#define PSA_WRAP_KEY_PAIR_MAX_SIZE 4696u

/* Signatures ("Asymmetric signature"). */

#define PSACRYPTO_SIGN(key_type, alg) \
    (((((alg) & 0xfffffe00u) == 0x06000200u || ((alg) & 0xffffff00u) == 0x06001300u) && \
      ((key_type) == 0x7001u || (key_type) == 0x4001u)) || \
     ((((alg) & 0xfffffe00u) == 0x06000600u) && \
      ((key_type) == 0x7117u || (key_type) == 0x7112u || (key_type) == 0x711bu || (key_type) == 0x7127u || \
       (key_type) == 0x7122u || (key_type) == 0x712bu || (key_type) == 0x7130u || (key_type) == 0x7133u || \
       (key_type) == 0x4117u || (key_type) == 0x4112u || (key_type) == 0x411bu || (key_type) == 0x4127u || \
       (key_type) == 0x4122u || (key_type) == 0x412bu || (key_type) == 0x4130u || (key_type) == 0x4133u)) || \
     ((((alg) & 0xfffffdffu) == 0x06000800u || (alg) == 0x0600090bu || (alg) == 0x06000915u) && \
      ((key_type) == 0x7142u || (key_type) == 0x4142u)) || \
     ((((alg) & 0xfffffeffu) == 0x06004000u || ((alg) & 0xfffffe00u) == 0x06004200u) && \
      ((key_type) == 0x7182u || (key_type) == 0x7184u || (key_type) == 0x718bu || (key_type) == 0x718du || \
       (key_type) == 0x4182u || (key_type) == 0x4184u || (key_type) == 0x418bu || (key_type) == 0x418du)) || \
     ((((alg) & 0xfffffeffu) == 0x06004400u || ((alg) & 0xfffffe00u) == 0x06004600u) && \
      ((key_type) == 0x7002u || (key_type) == 0x4002u)) || \
     (((alg) == 0x06004800u) && ((key_type) == 0x4007u)) || \
     (((alg) == 0x06004900u) && ((key_type) == 0x4008u)) || \
     (((alg) == 0x06004a00u) && ((key_type) == 0x400bu)) || (((alg) == 0x06004b00u) && ((key_type) == 0x400du)))
/** The size of a signature; 0 for algorithms that only verify. */
#define PSA_SIGN_OUTPUT_SIZE(key_type, key_bits, alg) \
    ((size_t)(!PSACRYPTO_SIGN(key_type, alg) || !PSACRYPTO_IS_KEY(key_type, key_bits) ? 0u : \
      PSA_KEY_TYPE_IS_RSA(key_type) ? ((size_t)(key_bits) + 7u) / 8u : \
      PSA_KEY_TYPE_IS_ECC(key_type) \
      ? (PSACRYPTO_FAMILY(key_type) == 0x1bu ? 42u : \
         PSACRYPTO_FAMILY(key_type) == 0x27u && (size_t)(key_bits) == 233u ? 58u : \
         PSACRYPTO_FAMILY(key_type) == 0x27u && (size_t)(key_bits) == 409u ? 102u : \
         PSACRYPTO_FAMILY(key_type) == 0x42u ? 2u * (((size_t)(key_bits) + 8u) / 8u) : \
         2u * (((size_t)(key_bits) + 7u) / 8u)) : \
      PSA_KEY_TYPE_IS_ML_DSA(key_type) \
      ? (((size_t)(key_bits) == 128u) ? 2420u : \
         ((size_t)(key_bits) == 192u) ? 3309u : \
         ((size_t)(key_bits) == 256u) ? 4627u : \
         0u) : \
      PSA_KEY_TYPE_IS_SLH_DSA(key_type) \
      ? (((size_t)(key_bits) == 128u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x02u || (PSACRYPTO_FAMILY(key_type)) == 0x0bu)) ? 7856u : \
         ((size_t)(key_bits) == 192u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x02u || (PSACRYPTO_FAMILY(key_type)) == 0x0bu)) ? 16224u : \
         ((size_t)(key_bits) == 256u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x02u || (PSACRYPTO_FAMILY(key_type)) == 0x0bu)) ? 29792u : \
         ((size_t)(key_bits) == 128u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x04u || (PSACRYPTO_FAMILY(key_type)) == 0x0du)) ? 17088u : \
         ((size_t)(key_bits) == 192u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x04u || (PSACRYPTO_FAMILY(key_type)) == 0x0du)) ? 35664u : \
         ((size_t)(key_bits) == 256u && \
          ((PSACRYPTO_FAMILY(key_type)) == 0x04u || (PSACRYPTO_FAMILY(key_type)) == 0x0du)) ? 49856u : \
         0u) : \
      0u))
#define PSA_SIGNATURE_MAX_SIZE 49856u

/* Public-key encryption ("Asymmetric encryption"). */

#define PSACRYPTO_ENCRYPT(key_type, alg) \
    ((((alg) == 0x07000200u || ((alg) & 0xffffff00u) == 0x07000300u) && \
      ((key_type) == 0x7001u || (key_type) == 0x4001u)))
/** The size of a ciphertext. */
#define PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg) \
    ((size_t)(PSACRYPTO_ENCRYPT(key_type, alg) && PSACRYPTO_IS_KEY(key_type, key_bits) \
      ? ((size_t)(key_bits) + 7u) / 8u : \
      0u))
#define PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE 1024u
#define PSACRYPTO_PADDING(alg) (PSA_ALG_IS_RSA_OAEP(alg) ? 2u * PSA_HASH_LENGTH(alg) + 2u : 11u)
/** The size of the longest plaintext. */
#define PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(key_type, key_bits, alg) \
    ((size_t)(PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg) > PSACRYPTO_PADDING(alg) \
      ? PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg) - PSACRYPTO_PADDING(alg) : \
      0u))
#define PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE 1013u

/* Key agreement and encapsulation ("Key agreement", "Key encapsulation"). */

#define PSACRYPTO_FIELD_SIZE(family, key_bits) \
    ((family) == 0x17u && (size_t)(key_bits) == 225u ? 28u : ((size_t)(key_bits) + 7u) / 8u)
#define PSACRYPTO_ORDER_SIZE(family, key_bits) \
    ((family) == 0x1bu ? 21u : \
     (family) == 0x27u && (size_t)(key_bits) == 233u ? 29u : \
     (family) == 0x27u && (size_t)(key_bits) == 409u ? 51u : \
     ((size_t)(key_bits) + 7u) / 8u)
#define PSACRYPTO_ELEMENT_SIZE(family, key_bits) \
    ((family) == 0x17u && (size_t)(key_bits) == 225u ? 57u : \
     (family) == 0x41u ? ((size_t)(key_bits) + 7u) / 8u : \
     (family) == 0x42u ? ((size_t)(key_bits) + 8u) / 8u : \
     (family) == 0x03u ? ((size_t)(key_bits) + 7u) / 8u : \
     (family) == 0x05u ? ((size_t)(key_bits) + 7u) / 8u : \
     2u * (((size_t)(key_bits) + 7u) / 8u) + 1u)
/** The size of the shared secret with a key pair or public key. */
#define PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(key_type, key_bits) \
    ((size_t)(((key_type) == 0x7117u || (key_type) == 0x7112u || (key_type) == 0x711bu || (key_type) == 0x7127u || \
       (key_type) == 0x7122u || (key_type) == 0x712bu || (key_type) == 0x7130u || (key_type) == 0x7133u || \
       (key_type) == 0x7141u || (key_type) == 0x4117u || (key_type) == 0x4112u || (key_type) == 0x411bu || \
       (key_type) == 0x4127u || (key_type) == 0x4122u || (key_type) == 0x412bu || (key_type) == 0x4130u || \
       (key_type) == 0x4133u || (key_type) == 0x4141u || (key_type) == 0x7203u || (key_type) == 0x7205u || \
       (key_type) == 0x4203u || (key_type) == 0x4205u) && PSACRYPTO_IS_KEY(key_type, key_bits) \
      ? PSACRYPTO_FIELD_SIZE(PSACRYPTO_FAMILY(key_type), key_bits) : \
      0u))
#define PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE 1024u
#define PSACRYPTO_ENCAPSULATE(key_type, alg) \
    ((((alg) == 0x0c000100u) && \
      ((key_type) == 0x7117u || (key_type) == 0x7112u || (key_type) == 0x711bu || (key_type) == 0x7127u || \
       (key_type) == 0x7122u || (key_type) == 0x712bu || (key_type) == 0x7130u || (key_type) == 0x7133u || \
       (key_type) == 0x7141u || (key_type) == 0x4117u || (key_type) == 0x4112u || (key_type) == 0x411bu || \
       (key_type) == 0x4127u || (key_type) == 0x4122u || (key_type) == 0x412bu || (key_type) == 0x4130u || \
       (key_type) == 0x4133u || (key_type) == 0x4141u)) || \
     (((alg) == 0x0c000200u) && ((key_type) == 0x7004u || (key_type) == 0x4004u)))
/** The size of the ciphertext that carries a key. */
#define PSA_ENCAPSULATE_CIPHERTEXT_SIZE(key_type, key_bits, alg) \
    ((size_t)(!PSACRYPTO_ENCAPSULATE(key_type, alg) ? 0u : \
      (alg) == PSA_ALG_ML_KEM \
      ? (((size_t)(key_bits) == 512u) ? 768u : \
         ((size_t)(key_bits) == 768u) ? 1088u : \
         ((size_t)(key_bits) == 1024u) ? 1568u : \
         0u) : \
      PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits)))
#define PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE 1568u

/* Key derivation ("Key derivation"). */

#define PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE 128u
#define PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE 32u

/*
 * Key exchanges with passwords ("Password-authenticated key exchange (PAKE)"). What a step gives or takes with an
 * algorithm over a primitive.
 */

#define PSACRYPTO_IS_PRIMITIVE(primitive) \
    (PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) == PSA_PAKE_PRIMITIVE_TYPE_ECC \
     ? PSACRYPTO_IS_CURVE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
     PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) == PSA_PAKE_PRIMITIVE_TYPE_DH \
     ? PSACRYPTO_IS_GROUP(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
     0)
#define PSACRYPTO_WPA3_SIZE(alg, primitive, step) \
    ((step) == PSA_PAKE_STEP_COMMIT \
     ? (PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) == PSA_PAKE_PRIMITIVE_TYPE_ECC ? 3u : 2u) * \
       PSACRYPTO_FIELD_SIZE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
     (step) == PSA_PAKE_STEP_CONFIRM ? PSA_HASH_LENGTH(alg) + 2u : \
     (step) == PSA_PAKE_STEP_CONFIRM_COUNT ? 2u : \
     (step) == PSA_PAKE_STEP_KEY_ID ? 16u : \
     (step) == PSA_PAKE_STEP_SALT ? 128u : \
     0u)
#define PSACRYPTO_STEP_SIZE(alg, primitive, step) \
    (!PSACRYPTO_IS_PRIMITIVE(primitive) ? 0u : \
     PSA_ALG_IS_WPA3_SAE(alg) ? PSACRYPTO_WPA3_SIZE(alg, primitive, step) : \
     PSA_ALG_IS_JPAKE(alg) \
     ? ((step) == PSA_PAKE_STEP_KEY_SHARE || (step) == PSA_PAKE_STEP_ZK_PUBLIC \
        ? PSACRYPTO_ELEMENT_SIZE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
        (step) == PSA_PAKE_STEP_ZK_PROOF \
        ? PSACRYPTO_ORDER_SIZE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
        0u) : \
     PSA_ALG_IS_SPAKE2P(alg) \
     ? ((step) == PSA_PAKE_STEP_KEY_SHARE \
        ? PSACRYPTO_ELEMENT_SIZE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive)) : \
        (step) != PSA_PAKE_STEP_CONFIRM ? 0u : \
        PSA_ALG_IS_SPAKE2P_CMAC(alg) ? 16u : \
        PSA_HASH_LENGTH(alg)) : \
     0u)
#define PSA_PAKE_OUTPUT_SIZE(alg, primitive, output_step) \
    ((size_t)((output_step) == PSA_PAKE_STEP_SALT || (output_step) == PSA_PAKE_STEP_CONFIRM_COUNT ? 0u : \
      PSACRYPTO_STEP_SIZE(alg, primitive, output_step)))
#define PSA_PAKE_OUTPUT_MAX_SIZE 2048u
#define PSA_PAKE_INPUT_SIZE(alg, primitive, input_step) \
    ((size_t)((input_step) == PSA_PAKE_STEP_KEY_ID ? 0u : PSACRYPTO_STEP_SIZE(alg, primitive, input_step)))
#define PSA_PAKE_INPUT_MAX_SIZE 2048u

/* The largest keys in bits, by the names in Mbed TLS. */

#define PSA_VENDOR_RSA_MAX_KEY_BITS 8192u
#define PSA_VENDOR_FFDH_MAX_KEY_BITS 8192u
#define PSA_VENDOR_ECC_MAX_CURVE_BITS 571u

#endif /* PSA_CRYPTO_SIZES_H */
