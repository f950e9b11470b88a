/*
 * psa/crypto.h: the PSA Certified Crypto API 1.5.
 *
 * This is the only header that a program needs to include. A program calls psa_crypto_init() first, then any other
 * function, from any thread; two threads must not use one operation object at the same time.
 *
 *     psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
 *     psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
 *     psa_set_key_bits(&attributes, 256);
 *     psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
 *     psa_set_key_algorithm(&attributes, PSA_ALG_GCM);
 *     psa_status_t status = psa_generate_key(&attributes, &key);
 *
 * What holds for all functions:
 *
 * - The program owns every buffer. The library keeps no pointer to one after a call has returned. Buffers of one
 *   call may overlap. A pointer may be NULL where the length beside it is 0; any other NULL gives INVALID_ARGUMENT.
 * - Lengths and sizes are in bytes, sizes of keys in bits. x_size is the room in a buffer, *x_length what was
 *   written. On an error *x_length is 0, and nothing confidential is in the buffer.
 * - Functions return PSA_SUCCESS or an error, PSA_ERROR_...; psacrypto_last_error() has the reason in words. The
 *   comments name the errors by what they mean for the function. Any function may also give BAD_STATE (before
 *   psa_crypto_init(), in a forked child, and for an operation whose key was destroyed), INSUFFICIENT_MEMORY (also
 *   where too many operations are open), COMMUNICATION_FAILURE and CORRUPTION_DETECTED; one that uses a key also
 *   STORAGE_FAILURE, DATA_CORRUPT and DATA_INVALID, which speak of the store. INVALID_HANDLE means that no key has
 *   the id; NOT_PERMITTED that the key's policy lacks the usage or the algorithm; INVALID_ARGUMENT that the
 *   algorithm is not one for the function, is a wildcard, or does not go with the key; NOT_SUPPORTED that the
 *   library does not have it; BUFFER_TOO_SMALL that the size macros tell what is needed.
 * - An operation object is inactive when it is set to its initialiser, and active from its setup on until a function
 *   whose comment says so ends it. After an error the operation can only be aborted, which is always possible.
 *
 * "PSA Crypto 1.5" in the comments is the specification, https://arm-software.github.io/psa-api/crypto/1.5/, and names
 * in quotation marks are its sections; the page of a function has its name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PSA_CRYPTO_H
#define PSA_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "crypto_config.h"
#include "crypto_types.h"
#include "crypto_values.h"
#include "crypto_sizes.h"
#include "crypto_struct.h"

/** The version of the specification: 1.5. */
#define PSA_CRYPTO_API_VERSION_MAJOR 1
#define PSA_CRYPTO_API_VERSION_MINOR 5

#ifdef __cplusplus
extern "C" {
#endif

/* The library (PSA Crypto 1.5, "Library management"). */

/**
 * Makes the library ready, and opens the store of persistent keys. Calling it again does nothing and succeeds. In a
 * forked child of a process that called it, every function gives BAD_STATE.
 *
 * Errors: INSUFFICIENT_ENTROPY where the system gives no randomness. A store that can't be opened is no error here:
 * volatile keys work, and what needs the store gives STORAGE_FAILURE.
 */
psa_status_t psa_crypto_init(void);

/* Attributes of keys ("Key attributes"); the functions that set and read them are inline. */

/**
 * Gives the attributes of a key: lifetime, id, type, size and policy. *attributes must be initialised; on an error it
 * is reset.
 *
 * Errors: INVALID_HANDLE where no key has the id.
 */
psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t *attributes);

/*
 * Keys ("Key management functions").
 *
 * The functions that create a key give its id in *key, and PSA_KEY_ID_NULL on any error. The attributes are only read.
 * A persistent key is on disk when the function succeeds; a creation that fails leaves nothing behind. They share these
 * errors: ALREADY_EXISTS where a persistent key has the id; INVALID_ARGUMENT for attributes that are wrong or
 * contradict the data or each other; NOT_SUPPORTED for a type, size, algorithm or location that this library does not
 * have; NOT_PERMITTED where a rule of the library or of the location forbids the key; INSUFFICIENT_STORAGE where the
 * store is full.
 */

/**
 * Makes a key of data in the export format of its type. The size may be 0 in the attributes, and must fit the data
 * where it is not.
 *
 * Errors: those of creation.
 */
psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length,
                            psa_key_id_t *key);

/**
 * Makes a random key of the type and size in the attributes, with RSA's exponent 65537.
 *
 * Errors: those of creation, INVALID_ARGUMENT also for public-key types and the size 0; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key);

/**
 * Makes a random key as psa_generate_key() does, with parameters: for an RSA key pair custom_data is the public
 * exponent, an odd number of at least 3, least significant byte first; for other types, and with 0 bytes, it is
 * psa_generate_key().
 *
 * Errors: as psa_generate_key(); INVALID_ARGUMENT for parameters that are wrong.
 */
psa_status_t psa_generate_key_custom(const psa_key_attributes_t *attributes,
                                     const psa_custom_key_parameters_t *custom, const uint8_t *custom_data,
                                     size_t custom_data_length, psa_key_id_t *key);

/**
 * Makes a key with the material of another one. The copy permits what both the source's policy and the attributes
 * permit; type and size in the attributes are 0 or the source's. The source needs PSA_KEY_USAGE_COPY, and for another
 * location PSA_KEY_USAGE_EXPORT.
 *
 * Errors: those of creation; INVALID_ARGUMENT also where the policies have no algorithm in common; NOT_PERMITTED
 * without the usage; INVALID_HANDLE where no key has the id source_key.
 */
psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t *attributes, psa_key_id_t *target_key);

/**
 * Makes a volatile key of one that is already in a location, and that the location knows under the label. Destroying
 * the result only detaches it.
 *
 * Errors: those of creation but ALREADY_EXISTS and INSUFFICIENT_STORAGE; INVALID_ARGUMENT also for a persistent
 * lifetime; DOES_NOT_EXIST where the location has no key of that label.
 */
psa_status_t psa_attach_key(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length,
                            psa_key_id_t *key);

/**
 * Destroys a key, in memory and in the store. Every handle to it, and every operation that uses it, fails from then on.
 * Id 0 is destroyed with success. A storage error is reported after memory is wiped, and the call may be repeated.
 *
 * Errors: INVALID_HANDLE where no key has the id; NOT_PERMITTED for a read-only key.
 */
psa_status_t psa_destroy_key(psa_key_id_t key);

/**
 * Removes the copy in memory of a persistent key's material; the next use loads the key again. A volatile key stays as
 * it is.
 *
 * Errors: INVALID_HANDLE where no key has the id.
 */
psa_status_t psa_purge_key(psa_key_id_t key);

/**
 * Gives the key in the export format of its type, at most PSA_EXPORT_KEY_OUTPUT_SIZE bytes. A secret or private key
 * needs PSA_KEY_USAGE_EXPORT; a public key needs nothing.
 *
 * Errors: INVALID_HANDLE where no key has the id; NOT_PERMITTED without the usage; BUFFER_TOO_SMALL; NOT_SUPPORTED
 * where the location gives no keys out.
 */
psa_status_t psa_export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length);

/**
 * Gives the public key of a key pair or public key, at most PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE bytes. It needs no usage
 * flag.
 *
 * Errors: INVALID_HANDLE where no key has the id; INVALID_ARGUMENT for a key that is not asymmetric; BUFFER_TOO_SMALL;
 * NOT_SUPPORTED.
 */
psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length);

/**
 * Tells by PSA_SUCCESS that the key may be used with the algorithm in the way of one usage flag. For EXPORT, COPY and
 * CACHE the algorithm is PSA_ALG_NONE.
 *
 * Errors: INVALID_HANDLE where no key has the id; NOT_PERMITTED where the policy forbids it; INVALID_ARGUMENT for more
 * or less than one flag, an algorithm that is missing or a wildcard, or a key that does not fit it; NOT_SUPPORTED.
 */
psa_status_t psa_check_key_usage(psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage);

/*
 * Hashes ("Message digests").
 *
 * PSA_HASH_LENGTH and PSA_HASH_MAX_SIZE tell the sizes.
 */

/**
 * Computes the hash of a message.
 *
 * Errors: NOT_SUPPORTED; INVALID_ARGUMENT where alg is no hash; BUFFER_TOO_SMALL.
 */
psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                              size_t hash_size, size_t *hash_length);

/**
 * Computes the hash of a message and compares it, in a time that does not depend on the bytes.
 *
 * Errors: INVALID_SIGNATURE where they differ; NOT_SUPPORTED; INVALID_ARGUMENT where alg is no hash.
 */
psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *hash,
                              size_t hash_length);

/**
 * Begins a hash. The operation must be inactive.
 *
 * Errors: NOT_SUPPORTED; INVALID_ARGUMENT where alg is no hash; BAD_STATE for an active operation.
 */
psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg);

/**
 * Adds a part of the message.
 *
 * Errors: BAD_STATE for an operation that is not active; INVALID_ARGUMENT or NOT_SUPPORTED where the message becomes
 * too long.
 */
psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Gives the hash and ends the operation.
 *
 * Errors: BAD_STATE for an operation that is not active; BUFFER_TOO_SMALL.
 */
psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length);

/**
 * Compares the hash, in a time that does not depend on the bytes, and ends the operation.
 *
 * Errors: INVALID_SIGNATURE where they differ; BAD_STATE for an operation that is not active.
 */
psa_status_t psa_hash_verify(psa_hash_operation_t *operation, const uint8_t *hash, size_t hash_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_hash_abort(psa_hash_operation_t *operation);

/**
 * Gives the state of the operation in the format of the specification, at most PSA_HASH_SUSPEND_OUTPUT_SIZE bytes, and
 * ends it. Who has the state has the bytes of the message's last, unfinished block.
 *
 * Errors: NOT_SUPPORTED for a hash without such a format; BAD_STATE for an operation that is not active;
 * BUFFER_TOO_SMALL.
 */
psa_status_t psa_hash_suspend(psa_hash_operation_t *operation, uint8_t *hash_state, size_t hash_state_size,
                              size_t *hash_state_length);

/**
 * Goes on from a state that psa_hash_suspend() gave. The operation must be inactive.
 *
 * Errors: INVALID_ARGUMENT for bytes that are no such state; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_hash_resume(psa_hash_operation_t *operation, const uint8_t *hash_state, size_t hash_state_length);

/**
 * Makes the inactive target a second operation in the state of the active source, which is not changed.
 *
 * Errors: BAD_STATE where the one is not active or the other is.
 */
psa_status_t psa_hash_clone(const psa_hash_operation_t *source_operation, psa_hash_operation_t *target_operation);

/* Extendable-output functions ("Extendable-output functions (XOF)"). */

/**
 * Begins an XOF. The operation must be inactive.
 *
 * Errors: NOT_SUPPORTED; INVALID_ARGUMENT where alg is no XOF; BAD_STATE for an active operation.
 */
psa_status_t psa_xof_setup(psa_xof_operation_t *operation, psa_algorithm_t alg);

/**
 * Gives the context of an XOF with PSA_ALG_XOF_HAS_CONTEXT, once and before any input.
 *
 * Errors: INVALID_ARGUMENT for an XOF without a context, or a context that is too long; NOT_SUPPORTED; BAD_STATE at
 * another time.
 */
psa_status_t psa_xof_set_context(psa_xof_operation_t *operation, const uint8_t *context, size_t context_length);

/**
 * Adds a part of the input.
 *
 * Errors: BAD_STATE after output; INVALID_ARGUMENT where the input becomes too long; NOT_SUPPORTED.
 */
psa_status_t psa_xof_update(psa_xof_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Gives the next output_length bytes. It may be called many times; input is over then.
 *
 * Errors: BAD_STATE for an operation that is not active.
 */
psa_status_t psa_xof_output(psa_xof_operation_t *operation, uint8_t *output, size_t output_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_xof_abort(psa_xof_operation_t *operation);

/*
 * MACs ("Message authentication codes (MAC)").
 *
 * PSA_MAC_LENGTH and PSA_MAC_MAX_SIZE tell the sizes.
 */

/**
 * Computes the MAC of a message. The key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT where alg is no MAC or the key does not fit it;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL.
 */
psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                             uint8_t *mac, size_t mac_size, size_t *mac_length);

/**
 * Computes the MAC of a message and compares it, in a time that does not depend on the bytes. The key needs
 * PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * Errors: INVALID_SIGNATURE where they differ; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED.
 */
psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                            const uint8_t *mac, size_t mac_length);

/**
 * Begins to compute a MAC. The operation must be inactive; the key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Begins to verify a MAC. The operation must be inactive; the key needs PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Adds a part of the message.
 *
 * Errors: BAD_STATE for an operation that is not active, or whose key was destroyed; INVALID_ARGUMENT or NOT_SUPPORTED
 * where the message becomes too long.
 */
psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Gives the MAC and ends the operation.
 *
 * Errors: BAD_STATE for an operation that does not compute a MAC; BUFFER_TOO_SMALL.
 */
psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size, size_t *mac_length);

/**
 * Compares the MAC and ends the operation.
 *
 * Errors: INVALID_SIGNATURE where they differ; BAD_STATE for an operation that does not verify a MAC.
 */
psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_mac_abort(psa_mac_operation_t *operation);

/*
 * Unauthenticated ciphers ("Unauthenticated ciphers").
 *
 * PSA_CIPHER_..._SIZE tell the sizes. What is encrypted so can be altered unseen: see psa_aead_encrypt().
 */

/**
 * Encrypts a message with a random IV, which comes first in the output. The key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT also for a message that is no whole number of blocks where it
 * must be; NOT_SUPPORTED; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Decrypts an IV and ciphertext. The key needs PSA_KEY_USAGE_DECRYPT.
 *
 * Errors: INVALID_PADDING; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT also for an input of an impossible length;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL.
 */
psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Begins to encrypt. The operation must be inactive; the key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Begins to decrypt. The operation must be inactive; the key needs PSA_KEY_USAGE_DECRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Makes a random IV of PSA_CIPHER_IV_LENGTH bytes for an encryption, and gives it.
 *
 * Errors: BAD_STATE for a decryption, a second IV or a cipher without one; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size,
                                    size_t *iv_length);

/**
 * Gives the IV, before any input.
 *
 * Errors: BAD_STATE at another time; INVALID_ARGUMENT for an IV of a wrong length; NOT_SUPPORTED.
 */
psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length);

/**
 * Adds a part of the input and gives what output can be had, at most PSA_CIPHER_UPDATE_OUTPUT_SIZE bytes.
 *
 * Errors: BAD_STATE without an IV where there must be one; INVALID_ARGUMENT; NOT_SUPPORTED where the input becomes too
 * long; BUFFER_TOO_SMALL.
 */
psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length,
                               uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Gives what output is left, at most PSA_CIPHER_FINISH_OUTPUT_SIZE bytes, and ends the operation.
 *
 * Errors: BAD_STATE without an IV where there must be one; INVALID_ARGUMENT for an input of an impossible length;
 * INVALID_PADDING; BUFFER_TOO_SMALL.
 */
psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size,
                               size_t *output_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation);

/*
 * Authenticated encryption ("Authenticated encryption with associated data (AEAD)").
 *
 * PSA_AEAD_..._SIZE and PSA_AEAD_NONCE_LENGTH tell the sizes. A nonce must never be used twice with one key.
 */

/**
 * Encrypts a message; the tag comes last in the output. The key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT also for a nonce of a wrong length; NOT_SUPPORTED;
 * BUFFER_TOO_SMALL.
 */
psa_status_t psa_aead_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length, const uint8_t *plaintext,
                              size_t plaintext_length, uint8_t *ciphertext, size_t ciphertext_size,
                              size_t *ciphertext_length);

/**
 * Verifies the tag at the end of a ciphertext and decrypts it. The key needs PSA_KEY_USAGE_DECRYPT.
 *
 * Errors: INVALID_SIGNATURE where the message is not authentic; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL.
 */
psa_status_t psa_aead_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length,
                              const uint8_t *ciphertext, size_t ciphertext_length, uint8_t *plaintext,
                              size_t plaintext_size, size_t *plaintext_length);

/**
 * Begins to encrypt. The operation must be inactive; the key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_aead_encrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Begins to decrypt. The operation must be inactive; the key needs PSA_KEY_USAGE_DECRYPT. What an update gives is not
 * to be used before psa_aead_verify() has succeeded.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_aead_decrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Gives the lengths of additional data and plaintext, before nonce and data. CCM needs it.
 *
 * Errors: BAD_STATE at another time; INVALID_ARGUMENT for lengths that the algorithm can't have; NOT_SUPPORTED.
 */
psa_status_t psa_aead_set_lengths(psa_aead_operation_t *operation, size_t ad_length, size_t plaintext_length);

/**
 * Makes a random nonce of PSA_AEAD_NONCE_LENGTH bytes for an encryption, and gives it.
 *
 * Errors: BAD_STATE for a decryption, a second nonce, or CCM without lengths; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_aead_generate_nonce(psa_aead_operation_t *operation, uint8_t *nonce, size_t nonce_size,
                                     size_t *nonce_length);

/**
 * Gives the nonce, before any data.
 *
 * Errors: BAD_STATE at another time; INVALID_ARGUMENT for a nonce of a wrong length; NOT_SUPPORTED.
 */
psa_status_t psa_aead_set_nonce(psa_aead_operation_t *operation, const uint8_t *nonce, size_t nonce_length);

/**
 * Adds a part of the additional data, after the nonce and before the message.
 *
 * Errors: BAD_STATE at another time; INVALID_ARGUMENT for more than was announced; NOT_SUPPORTED where it becomes too
 * long.
 */
psa_status_t psa_aead_update_ad(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Adds a part of the message and gives what output can be had, at most PSA_AEAD_UPDATE_OUTPUT_SIZE bytes.
 *
 * Errors: BAD_STATE without a nonce; INVALID_ARGUMENT for more than was announced, or before all announced additional
 * data; NOT_SUPPORTED where it becomes too long; BUFFER_TOO_SMALL.
 */
psa_status_t psa_aead_update(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length,
                             uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Gives the ciphertext that is left, at most PSA_AEAD_FINISH_OUTPUT_SIZE bytes, and the tag, and ends an encryption.
 *
 * Errors: BAD_STATE for a decryption or without a nonce; INVALID_ARGUMENT for less than was announced;
 * BUFFER_TOO_SMALL.
 */
psa_status_t psa_aead_finish(psa_aead_operation_t *operation, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length);

/**
 * Gives the plaintext that is left, at most PSA_AEAD_VERIFY_OUTPUT_SIZE bytes, verifies the tag and ends a decryption.
 *
 * Errors: INVALID_SIGNATURE where the message is not authentic; BAD_STATE for an encryption or without a nonce;
 * INVALID_ARGUMENT for less than was announced; BUFFER_TOO_SMALL.
 */
psa_status_t psa_aead_verify(psa_aead_operation_t *operation, uint8_t *plaintext, size_t plaintext_size,
                             size_t *plaintext_length, const uint8_t *tag, size_t tag_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_aead_abort(psa_aead_operation_t *operation);

/* Key wrapping ("Key wrapping"). */

/**
 * Gives a key, encrypted with another: at most PSA_WRAP_KEY_OUTPUT_SIZE bytes. The wrapping key needs
 * PSA_KEY_USAGE_WRAP, the wrapped one PSA_KEY_USAGE_EXPORT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT where alg wraps no keys, or does not go with the keys;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL.
 */
psa_status_t psa_wrap_key(psa_key_id_t wrapping_key, psa_algorithm_t alg, psa_key_id_t key, uint8_t *data,
                          size_t data_size, size_t *data_length);

/**
 * Makes a key of what psa_wrap_key() gave. The wrapping key needs PSA_KEY_USAGE_UNWRAP.
 *
 * Errors: those of creation; INVALID_SIGNATURE where the data is not authentic; INVALID_HANDLE; NOT_PERMITTED without
 * the usage.
 */
psa_status_t psa_unwrap_key(const psa_key_attributes_t *attributes, psa_key_id_t wrapping_key, psa_algorithm_t alg,
                            const uint8_t *data, size_t data_length, psa_key_id_t *key);

/*
 * Key derivation ("Key derivation").
 *
 * An operation takes its inputs in the order of its algorithm, then gives output from its stream. After an error, only
 * psa_key_derivation_abort() is possible, but after one of psa_key_derivation_set_capacity().
 */

/**
 * Begins a derivation, or a key agreement combined with one. The operation must be inactive.
 *
 * Errors: NOT_SUPPORTED; INVALID_ARGUMENT where alg is no derivation; BAD_STATE for an active operation.
 */
psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg);

/**
 * Tells how many bytes the operation can still give, PSA_KEY_DERIVATION_UNLIMITED_CAPACITY where there is no limit.
 *
 * Errors: BAD_STATE for an operation that is not active.
 */
psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation, size_t *capacity);

/**
 * Lowers the number of bytes that the operation can still give.
 *
 * Errors: INVALID_ARGUMENT for more than there are; BAD_STATE for an operation that is not active.
 */
psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity);

/**
 * Gives an input that is no key.
 *
 * Errors: INVALID_ARGUMENT where the step takes no bytes, or not these; BAD_STATE out of order; NOT_SUPPORTED.
 */
psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                            const uint8_t *data, size_t data_length);

/**
 * Gives an input that is a number, as the cost of PBKDF2.
 *
 * Errors: INVALID_ARGUMENT where the step takes no number, or not this one; BAD_STATE out of order; NOT_SUPPORTED.
 */
psa_status_t psa_key_derivation_input_integer(psa_key_derivation_operation_t *operation,
                                              psa_key_derivation_step_t step, uint64_t value);

/**
 * Gives an input that is a key. It needs PSA_KEY_USAGE_DERIVE; PSA_KEY_USAGE_VERIFY_DERIVATION is enough where the
 * operation is only to verify.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT where the step does not take the key; BAD_STATE out of order;
 * NOT_SUPPORTED.
 */
psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                          psa_key_id_t key);

/**
 * Gives the shared secret of a key pair and the public key of a peer as an input. The key needs PSA_KEY_USAGE_DERIVE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT for a public key that is none or not of the key's group, or a
 * step that does not take it; BAD_STATE out of order; NOT_SUPPORTED.
 */
psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation,
                                              psa_key_derivation_step_t step, psa_key_id_t private_key,
                                              const uint8_t *peer_key, size_t peer_key_length);

/**
 * Gives the next bytes of the stream.
 *
 * Errors: INSUFFICIENT_DATA where there are fewer, and none from then on; NOT_PERMITTED where an input key forbids it;
 * BAD_STATE without all inputs.
 */
psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t *operation, uint8_t *output,
                                             size_t output_length);

/**
 * Makes a key of the next bytes of the stream, as the type's rules in the specification say.
 *
 * Errors: those of creation; INSUFFICIENT_DATA where there are too few bytes; NOT_PERMITTED also where the secret was
 * given as bytes, or an input key forbids it; BAD_STATE without all inputs.
 */
psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes,
                                           psa_key_derivation_operation_t *operation, psa_key_id_t *key);

/**
 * Makes a key as psa_key_derivation_output_key() does, with parameters as in psa_generate_key_custom().
 *
 * Errors: those of psa_key_derivation_output_key(): ALREADY_EXISTS, INVALID_ARGUMENT, NOT_SUPPORTED, INSUFFICIENT_DATA,
 * NOT_PERMITTED, BAD_STATE, INSUFFICIENT_STORAGE.
 */
psa_status_t psa_key_derivation_output_key_custom(const psa_key_attributes_t *attributes,
                                                  psa_key_derivation_operation_t *operation,
                                                  const psa_custom_key_parameters_t *custom,
                                                  const uint8_t *custom_data, size_t custom_data_length,
                                                  psa_key_id_t *key);

/**
 * Compares the next bytes of the stream, in a time that does not depend on them.
 *
 * Errors: INVALID_SIGNATURE where they differ; INSUFFICIENT_DATA where there are fewer; BAD_STATE without all inputs.
 */
psa_status_t psa_key_derivation_verify_bytes(psa_key_derivation_operation_t *operation,
                                             const uint8_t *expected_output, size_t output_length);

/**
 * Compares the next bytes of the stream with a key of type PASSWORD_HASH, which needs PSA_KEY_USAGE_VERIFY_DERIVATION.
 *
 * Errors: INVALID_SIGNATURE where they differ; INVALID_HANDLE; INVALID_ARGUMENT for a key of another type;
 * NOT_PERMITTED; INSUFFICIENT_DATA; BAD_STATE without all inputs.
 */
psa_status_t psa_key_derivation_verify_key(psa_key_derivation_operation_t *operation, psa_key_id_t expected);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation);

/*
 * Signatures ("Asymmetric signature").
 *
 * PSA_SIGN_OUTPUT_SIZE and PSA_SIGNATURE_MAX_SIZE tell the sizes.
 */

/**
 * Signs a message. The key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT where alg does not sign messages or the key does not fit it;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                              uint8_t *signature, size_t signature_size, size_t *signature_length);

/**
 * Signs a message with a context, for algorithms with PSA_ALG_SIGN_SUPPORTS_CONTEXT; others take a context of 0 bytes.
 *
 * Errors: as psa_sign_message(): INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT also for a context that is too long;
 * NOT_SUPPORTED; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_sign_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                           size_t input_length, const uint8_t *context, size_t context_length,
                                           uint8_t *signature, size_t signature_size, size_t *signature_length);

/**
 * Verifies the signature of a message. The key, a public key or key pair, needs PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * Errors: INVALID_SIGNATURE; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED.
 */
psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                const uint8_t *signature, size_t signature_length);

/**
 * Verifies the signature of a message with a context.
 *
 * Errors: INVALID_SIGNATURE; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED.
 */
psa_status_t psa_verify_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                             size_t input_length, const uint8_t *context, size_t context_length,
                                             const uint8_t *signature, size_t signature_length);

/**
 * Signs a hash that the program computed. The key needs PSA_KEY_USAGE_SIGN_HASH.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT where alg does not sign hashes, or the hash has not its
 * length; NOT_SUPPORTED; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length);

/**
 * Signs a hash with a context, as psa_sign_message_with_context() does a message.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_sign_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                        size_t hash_length, const uint8_t *context, size_t context_length,
                                        uint8_t *signature, size_t signature_size, size_t *signature_length);

/**
 * Verifies the signature of a hash. The key, a public key or key pair, needs PSA_KEY_USAGE_VERIFY_HASH.
 *
 * Errors: INVALID_SIGNATURE; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED.
 */
psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                             const uint8_t *signature, size_t signature_length);

/**
 * Verifies the signature of a hash with a context.
 *
 * Errors: INVALID_SIGNATURE; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED.
 */
psa_status_t psa_verify_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                          size_t hash_length, const uint8_t *context, size_t context_length,
                                          const uint8_t *signature, size_t signature_length);

/**
 * Begins to sign a message in parts. The operation must be inactive; the key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED also for algorithms that need the whole
 * message at once; INSUFFICIENT_ENTROPY; BAD_STATE for an active operation.
 */
psa_status_t psa_sign_setup(psa_sign_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Gives the context, once and before any part of the message.
 *
 * Errors: INVALID_ARGUMENT for one that the algorithm does not take; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_sign_set_context(psa_sign_operation_t *operation, const uint8_t *context, size_t context_length);

/**
 * Adds a part of the message.
 *
 * Errors: BAD_STATE for an operation that is not active; INVALID_ARGUMENT where the message becomes too long;
 * NOT_SUPPORTED.
 */
psa_status_t psa_sign_update(psa_sign_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Gives the signature and ends the operation.
 *
 * Errors: BAD_STATE for an operation that is not active; BUFFER_TOO_SMALL.
 */
psa_status_t psa_sign_finish(psa_sign_operation_t *operation, uint8_t *signature, size_t signature_size,
                             size_t *signature_length);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_sign_abort(psa_sign_operation_t *operation);

/**
 * Begins to verify a signature of a message that comes in parts. The operation must be inactive; the key needs
 * PSA_KEY_USAGE_VERIFY_MESSAGE. The library keeps its own copy of the signature.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED also for algorithms that need the whole
 * message at once; INSUFFICIENT_ENTROPY; BAD_STATE for an active operation.
 */
psa_status_t psa_verify_setup(psa_verify_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg,
                              const uint8_t *signature, size_t signature_length);

/**
 * Gives the context, once and before any part of the message.
 *
 * Errors: INVALID_ARGUMENT for one that the algorithm does not take; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_verify_set_context(psa_verify_operation_t *operation, const uint8_t *context, size_t context_length);

/**
 * Adds a part of the message.
 *
 * Errors: BAD_STATE for an operation that is not active; INVALID_ARGUMENT where the message becomes too long;
 * NOT_SUPPORTED.
 */
psa_status_t psa_verify_update(psa_verify_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Tells whether the signature is right, and ends the operation.
 *
 * Errors: INVALID_SIGNATURE where it is not; BAD_STATE for an operation that is not active.
 */
psa_status_t psa_verify_finish(psa_verify_operation_t *operation);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_verify_abort(psa_verify_operation_t *operation);

/*
 * Public-key encryption ("Asymmetric encryption").
 *
 * The salt is the label of RSA-OAEP, and of 0 bytes for other algorithms.
 */

/**
 * Encrypts a short message, to PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE bytes. The key, a public key or key pair, needs
 * PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT also for a message that is too long; NOT_SUPPORTED;
 * BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_asymmetric_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length);

/**
 * Decrypts a short message, to at most PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE bytes. The key needs PSA_KEY_USAGE_DECRYPT.
 * With PSA_ALG_RSA_PKCS1V15_CRYPT the status itself helps an attacker who can choose ciphertexts and see it: use
 * PSA_ALG_RSA_OAEP.
 *
 * Errors: INVALID_PADDING; INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BUFFER_TOO_SMALL;
 * INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_asymmetric_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length);

/* Key agreement ("Key agreement"). */

/**
 * Makes a key of the shared secret of a key pair and the public key of a peer: of type DERIVE, RAW_DATA, HMAC or
 * PASSWORD, for a derivation to take. The key pair needs PSA_KEY_USAGE_DERIVE.
 *
 * Errors: those of creation; INVALID_HANDLE; NOT_PERMITTED without the usage; INVALID_ARGUMENT also for a public key
 * that is none or not of the key's group, and where alg is no standalone agreement.
 */
psa_status_t psa_key_agreement(psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length,
                               psa_algorithm_t alg, const psa_key_attributes_t *attributes, psa_key_id_t *key);

/**
 * Gives the shared secret of a key pair and the public key of a peer, PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE bytes that are
 * not yet fit to be a key. The key pair needs PSA_KEY_USAGE_DERIVE.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT; NOT_SUPPORTED; BUFFER_TOO_SMALL.
 */
psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, psa_key_id_t private_key, const uint8_t *peer_key,
                                   size_t peer_key_length, uint8_t *output, size_t output_size,
                                   size_t *output_length);

/* Key encapsulation ("Key encapsulation"). */

/**
 * Makes a key and gives the ciphertext that carries it to the owner of the key pair, PSA_ENCAPSULATE_CIPHERTEXT_SIZE
 * bytes. The key, a public key or key pair, needs PSA_KEY_USAGE_ENCRYPT.
 *
 * Errors: those of creation; INVALID_HANDLE; NOT_PERMITTED without the usage; BUFFER_TOO_SMALL; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_encapsulate(psa_key_id_t key, psa_algorithm_t alg, const psa_key_attributes_t *attributes,
                             psa_key_id_t *output_key, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length);

/**
 * Makes the key that a ciphertext carries. The key pair needs PSA_KEY_USAGE_DECRYPT. A ciphertext that was altered
 * gives another key, and for some algorithms INVALID_SIGNATURE.
 *
 * Errors: those of creation; INVALID_SIGNATURE; INVALID_HANDLE; NOT_PERMITTED without the usage; INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_decapsulate(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *ciphertext,
                             size_t ciphertext_length, const psa_key_attributes_t *attributes,
                             psa_key_id_t *output_key);

/*
 * Password-authenticated key exchange ("Password-authenticated key exchange (PAKE)").
 *
 * The cipher suite and its accessors are inline. PSA_PAKE_OUTPUT_SIZE and PSA_PAKE_INPUT_SIZE tell the sizes.
 */

/**
 * Begins an exchange with a password or a key made of one, which needs PSA_KEY_USAGE_DERIVE. The operation must be
 * inactive; the cipher suite is only read.
 *
 * Errors: INVALID_HANDLE; NOT_PERMITTED; INVALID_ARGUMENT for a suite that is none, or a key that does not fit it;
 * NOT_SUPPORTED; BAD_STATE for an active operation.
 */
psa_status_t psa_pake_setup(psa_pake_operation_t *operation, psa_key_id_t password_key,
                            const psa_pake_cipher_suite_t *cipher_suite);

/**
 * Says which side the program is, for algorithms with roles, before any step.
 *
 * Errors: INVALID_ARGUMENT for a role that the algorithm does not have; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_pake_set_role(psa_pake_operation_t *operation, psa_pake_role_t role);

/**
 * Gives the program's own identity, before any step.
 *
 * Errors: INVALID_ARGUMENT for one that the algorithm can't use; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_pake_set_user(psa_pake_operation_t *operation, const uint8_t *user_id, size_t user_id_len);

/**
 * Gives the identity of the other side, before any step.
 *
 * Errors: INVALID_ARGUMENT for one that the algorithm can't use; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_pake_set_peer(psa_pake_operation_t *operation, const uint8_t *peer_id, size_t peer_id_len);

/**
 * Gives the context that both sides share, before any step.
 *
 * Errors: INVALID_ARGUMENT for one that the algorithm can't use; NOT_SUPPORTED; BAD_STATE at another time.
 */
psa_status_t psa_pake_set_context(psa_pake_operation_t *operation, const uint8_t *context, size_t context_len);

/**
 * Gives what a step sends to the other side.
 *
 * Errors: INVALID_ARGUMENT for a step that gives nothing; NOT_SUPPORTED; BAD_STATE out of order; BUFFER_TOO_SMALL;
 * INSUFFICIENT_ENTROPY.
 */
psa_status_t psa_pake_output(psa_pake_operation_t *operation, psa_pake_step_t step, uint8_t *output,
                             size_t output_size, size_t *output_length);

/**
 * Takes what a step of the other side sent.
 *
 * Errors: INVALID_SIGNATURE where a proof or confirmation is wrong; INVALID_ARGUMENT for a step that takes nothing, or
 * data that is not of the group; NOT_SUPPORTED; BAD_STATE out of order.
 */
psa_status_t psa_pake_input(psa_pake_operation_t *operation, psa_pake_step_t step, const uint8_t *input,
                            size_t input_length);

/**
 * Makes a key of what both sides share now, of a type that a derivation takes, and ends the operation.
 *
 * Errors: those of creation; BAD_STATE before the last step.
 */
psa_status_t psa_pake_get_shared_key(psa_pake_operation_t *operation, const psa_key_attributes_t *attributes,
                                     psa_key_id_t *key);

/** Ends the operation and makes the object inactive. Always possible, also twice. */
psa_status_t psa_pake_abort(psa_pake_operation_t *operation);

/* Randomness ("Random number generation"). */

/**
 * Gives random bytes that are fit for keys.
 *
 * Errors: INSUFFICIENT_ENTROPY; NOT_SUPPORTED.
 */
psa_status_t psa_generate_random(uint8_t *output, size_t output_size);

#ifdef __cplusplus
}
#endif

#include "crypto_compat.h"
#include "crypto_extra.h"

#endif /* PSA_CRYPTO_H */
