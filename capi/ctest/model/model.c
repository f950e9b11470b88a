/*
 * Makes the calls that it reads, and writes what came of them. The test gives it random calls, in the form of AppendBinary of internal/specmodel, and the
 * header model_calls.h with their numbers.
 *
 * An answer is the status, the identifier of a key that was made or opened, the length of the output, and the output.
 */
#include <psa/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_calls.h"

/* Two more things that the test asks for: a new store, whose directory is the first input, and all answers so far. */
enum {
    START = 1000,
    FLUSH = 1001,
    SKIPPED = 1
};

struct call {
    uint32_t op, key, to, slot, source, alg, id, lifetime, type, bits, usage, policy, n, room, a_length, b_length, c_length;
};

static psa_key_id_t names[REGISTERS];
static psa_mac_operation_t macs[SLOTS];
static psa_cipher_operation_t ciphers[SLOTS];
static psa_aead_operation_t aeads[SLOTS];
static psa_sign_operation_t signs[SLOTS];
static psa_verify_operation_t verifies[SLOTS];
static psa_key_derivation_operation_t derives[SLOTS];
static psa_hash_operation_t hashes[SLOTS];

static uint8_t a[65536], b[65536], c[65536], out[65536 + 64];

static void forget(void)
{
    for (int i = 0; i < REGISTERS; i++)
        names[i] = NOBODY;
    for (int i = 0; i < SLOTS; i++) {
        macs[i] = psa_mac_operation_init();
        ciphers[i] = psa_cipher_operation_init();
        aeads[i] = psa_aead_operation_init();
        signs[i] = psa_sign_operation_init();
        verifies[i] = psa_verify_operation_init();
        derives[i] = psa_key_derivation_operation_init();
        hashes[i] = psa_hash_operation_init();
    }
}

static psa_key_id_t key_of(const struct call *call)
{
    return call->key >= 0xffffff00 ? names[call->key & 0xff] : call->key;
}

/* The attributes; 0 where functions can't make them: an identifier makes attributes persistent, and a volatile lifetime takes it away. */
static int attributes_of(const struct call *call, psa_key_attributes_t *attributes)
{
    if (PSA_KEY_LIFETIME_IS_VOLATILE(call->lifetime) && call->id != 0)
        return 0;
    psa_set_key_id(attributes, call->id);
    psa_set_key_lifetime(attributes, call->lifetime);
    psa_set_key_type(attributes, (psa_key_type_t)call->type);
    psa_set_key_bits(attributes, call->bits);
    psa_set_key_usage_flags(attributes, call->usage);
    psa_set_key_algorithm(attributes, call->policy);
    return 1;
}

static psa_status_t make(const struct call *call, psa_key_id_t *made)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status;

    *made = 99; /* to be made 0 on an error */
    if (!attributes_of(call, &attributes)) {
        *made = 0;
        return SKIPPED;
    }
    switch (call->op) {
    case CALL_IMPORT:
        status = psa_import_key(&attributes, a, call->a_length, made);
        break;
    case CALL_GENERATE:
        status = psa_generate_key(&attributes, made);
        break;
    case CALL_COPY:
        status = psa_copy_key(key_of(call), &attributes, made);
        break;
    default:
        status = psa_key_derivation_output_key(&attributes, &derives[call->slot], made);
    }
    if (status == PSA_SUCCESS)
        names[call->to] = *made;
    return status;
}

static void put32(uint8_t *p, uint32_t n)
{
    p[0] = (uint8_t)n;
    p[1] = (uint8_t)(n >> 8);
    p[2] = (uint8_t)(n >> 16);
    p[3] = (uint8_t)(n >> 24);
}

static psa_status_t attributes_out(psa_key_id_t key, size_t *length)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    const psa_status_t status = psa_get_key_attributes(key, &attributes);

    if (status != PSA_SUCCESS) {
        /* What is left in the object after an error is that of an initial one. */
        if (psa_get_key_type(&attributes) != PSA_KEY_TYPE_NONE || psa_get_key_usage_flags(&attributes) != 0)
            *length = 1;
        return status;
    }
    put32(out, psa_get_key_id(&attributes));
    put32(out + 4, psa_get_key_lifetime(&attributes));
    put32(out + 8, psa_get_key_type(&attributes));
    put32(out + 12, (uint32_t)psa_get_key_bits(&attributes));
    put32(out + 16, psa_get_key_usage_flags(&attributes));
    put32(out + 20, psa_get_key_algorithm(&attributes));
    *length = 24;
    return status;
}

static psa_status_t run(const struct call *call, psa_key_id_t *made, size_t *length)
{
    const psa_key_id_t key = key_of(call);
    const psa_algorithm_t alg = call->alg;
    const size_t n = call->a_length, room = call->room, slot = call->slot;
    psa_status_t status;
    size_t more = 0, capacity;

    switch (call->op) {
    case CALL_IMPORT:
    case CALL_GENERATE:
    case CALL_COPY:
    case CALL_DERIVE_OUTPUT_KEY:
        return make(call, made);
    case CALL_DESTROY:
        return psa_destroy_key(key);
    case CALL_PURGE:
        return psa_purge_key(key);
    case CALL_OPEN:
        *made = 99;
        status = psa_open_key(key, made);
        if (status == PSA_SUCCESS)
            names[call->to] = *made;
        return status;
    case CALL_CLOSE:
        return psa_close_key(key);
    case CALL_ATTRIBUTES:
        return attributes_out(key, length);
    case CALL_EXPORT:
        return psa_export_key(key, out, room, length);
    case CALL_EXPORT_PUBLIC:
        return psa_export_public_key(key, out, room, length);
    case CALL_CHECK:
        return psa_check_key_usage(key, alg, call->n);
    case CALL_MAC_COMPUTE:
        return psa_mac_compute(key, alg, a, n, out, room, length);
    case CALL_MAC_VERIFY:
        return psa_mac_verify(key, alg, a, n, b, call->b_length);
    case CALL_CIPHER_ENCRYPT:
        return psa_cipher_encrypt(key, alg, a, n, out, room, length);
    case CALL_CIPHER_DECRYPT:
        return psa_cipher_decrypt(key, alg, a, n, out, room, length);
    case CALL_AEAD_ENCRYPT:
        return psa_aead_encrypt(key, alg, b, call->b_length, c, call->c_length, a, n, out, room, length);
    case CALL_AEAD_DECRYPT:
        return psa_aead_decrypt(key, alg, b, call->b_length, c, call->c_length, a, n, out, room, length);
    case CALL_SIGN_MESSAGE:
        return psa_sign_message(key, alg, a, n, out, room, length);
    case CALL_VERIFY_MESSAGE:
        return psa_verify_message(key, alg, a, n, b, call->b_length);
    case CALL_SIGN_HASH:
        return psa_sign_hash(key, alg, a, n, out, room, length);
    case CALL_VERIFY_HASH:
        return psa_verify_hash(key, alg, a, n, b, call->b_length);
    case CALL_AGREE:
        return psa_raw_key_agreement(alg, key, a, n, out, room, length);

    case CALL_MAC_SETUP:
        return (call->n == 1 ? psa_mac_sign_setup : psa_mac_verify_setup)(&macs[slot], key, alg);
    case CALL_MAC_UPDATE:
        return psa_mac_update(&macs[slot], a, n);
    case CALL_MAC_FINISH:
        return psa_mac_sign_finish(&macs[slot], out, room, length);
    case CALL_MAC_VERIFY_FINISH:
        return psa_mac_verify_finish(&macs[slot], a, n);
    case CALL_MAC_ABORT:
        return psa_mac_abort(&macs[slot]);

    case CALL_CIPHER_SETUP:
        return (call->n == 1 ? psa_cipher_encrypt_setup : psa_cipher_decrypt_setup)(&ciphers[slot], key, alg);
    case CALL_CIPHER_GENERATE_IV:
        return psa_cipher_generate_iv(&ciphers[slot], out, room, length);
    case CALL_CIPHER_SET_IV:
        return psa_cipher_set_iv(&ciphers[slot], a, n);
    case CALL_CIPHER_UPDATE:
        return psa_cipher_update(&ciphers[slot], a, n, out, room, length);
    case CALL_CIPHER_FINISH:
        return psa_cipher_finish(&ciphers[slot], out, room, length);
    case CALL_CIPHER_ABORT:
        return psa_cipher_abort(&ciphers[slot]);

    case CALL_AEAD_SETUP:
        return (call->n == 1 ? psa_aead_encrypt_setup : psa_aead_decrypt_setup)(&aeads[slot], key, alg);
    case CALL_AEAD_SET_LENGTHS:
        return psa_aead_set_lengths(&aeads[slot], call->n >> 8, call->n & 0xff);
    case CALL_AEAD_GENERATE_NONCE:
        return psa_aead_generate_nonce(&aeads[slot], out, room, length);
    case CALL_AEAD_SET_NONCE:
        return psa_aead_set_nonce(&aeads[slot], a, n);
    case CALL_AEAD_UPDATE_AD:
        return psa_aead_update_ad(&aeads[slot], a, n);
    case CALL_AEAD_UPDATE:
        return psa_aead_update(&aeads[slot], a, n, out, room, length);
    case CALL_AEAD_FINISH:
        status = psa_aead_finish(&aeads[slot], out, room, length, b, sizeof b, &more);
        memcpy(out + *length, b, more);
        *length += more;
        return status;
    case CALL_AEAD_VERIFY:
        return psa_aead_verify(&aeads[slot], out, room, length, a, n);
    case CALL_AEAD_ABORT:
        return psa_aead_abort(&aeads[slot]);

    case CALL_SIGN_SETUP:
        return psa_sign_setup(&signs[slot], key, alg);
    case CALL_SIGN_UPDATE:
        return psa_sign_update(&signs[slot], a, n);
    case CALL_SIGN_FINISH:
        return psa_sign_finish(&signs[slot], out, room, length);
    case CALL_SIGN_ABORT:
        return psa_sign_abort(&signs[slot]);

    case CALL_VERIFY_SETUP:
        return psa_verify_setup(&verifies[slot], key, alg, a, n);
    case CALL_VERIFY_UPDATE:
        return psa_verify_update(&verifies[slot], a, n);
    case CALL_VERIFY_FINISH:
        return psa_verify_finish(&verifies[slot]);
    case CALL_VERIFY_ABORT:
        return psa_verify_abort(&verifies[slot]);

    case CALL_DERIVE_SETUP:
        return psa_key_derivation_setup(&derives[slot], alg);
    case CALL_DERIVE_CAPACITY:
        status = psa_key_derivation_get_capacity(&derives[slot], &capacity);
        if (status == PSA_SUCCESS) {
            put32(out, (uint32_t)capacity);
            *length = 4;
        }
        return status;
    case CALL_DERIVE_SET_CAPACITY:
        return psa_key_derivation_set_capacity(&derives[slot], call->n);
    case CALL_DERIVE_BYTES:
        return psa_key_derivation_input_bytes(&derives[slot], (psa_key_derivation_step_t)call->n, a, n);
    case CALL_DERIVE_KEY:
        return psa_key_derivation_input_key(&derives[slot], (psa_key_derivation_step_t)call->n, key);
    case CALL_DERIVE_OUTPUT:
        status = psa_key_derivation_output_bytes(&derives[slot], out, call->n);
        *length = status == PSA_SUCCESS ? call->n : 0;
        return status;
    case CALL_DERIVE_VERIFY:
        return psa_key_derivation_verify_bytes(&derives[slot], a, n);
    case CALL_DERIVE_ABORT:
        return psa_key_derivation_abort(&derives[slot]);

    case CALL_HASH_SETUP:
        return psa_hash_setup(&hashes[slot], alg);
    case CALL_HASH_UPDATE:
        return psa_hash_update(&hashes[slot], a, n);
    case CALL_HASH_FINISH:
        return psa_hash_finish(&hashes[slot], out, room, length);
    case CALL_HASH_VERIFY:
        return psa_hash_verify(&hashes[slot], a, n);
    case CALL_HASH_CLONE:
        return psa_hash_clone(&hashes[call->source], &hashes[slot]);
    case CALL_HASH_ABORT:
        return psa_hash_abort(&hashes[slot]);

    case START:
        mbedtls_psa_crypto_free();
        a[n] = 0;
        if (setenv("PSA_CRYPTO_STORE", (const char *)a, 1) != 0)
            return PSA_ERROR_GENERIC_ERROR;
        forget();
        return psa_crypto_init();
    case CALL_REOPEN:
        mbedtls_psa_crypto_free();
        if (psa_purge_key(key) != PSA_ERROR_BAD_STATE)
            return PSA_ERROR_GENERIC_ERROR;
        forget();
        return psa_crypto_init();
    }
    return PSA_ERROR_GENERIC_ERROR;
}

/* Too little room is tried with the bytes behind it watched. */
static int written_behind(const struct call *call)
{
    for (size_t i = 0; i < 64; i++)
        if (out[call->room + i] != 0xa5)
            return 1;
    return 0;
}

static int take(uint8_t *to, uint32_t length)
{
    return length < sizeof a && fread(to, 1, length, stdin) == length;
}

int main(void)
{
    struct call call;

    forget();
    setvbuf(stdin, NULL, _IOFBF, 1 << 20);
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    while (fread(&call, sizeof call, 1, stdin) == 1) {
        struct {
            int32_t status;
            uint32_t id, length;
        } answer;
        psa_key_id_t made = 0;
        size_t length = 0;

        if (call.op == FLUSH) {
            fflush(stdout);
            continue;
        }
        if (call.room > sizeof out - 64 || !take(a, call.a_length) || !take(b, call.b_length) || !take(c, call.c_length))
            return 2;
        memset(out + call.room, 0xa5, 64);
        answer.status = run(&call, &made, &length);
        if (written_behind(&call))
            answer.status = PSA_ERROR_CORRUPTION_DETECTED;
        answer.id = made;
        answer.length = (uint32_t)length;
        fwrite(&answer, sizeof answer, 1, stdout);
        fwrite(out, 1, length, stdout);
    }
    mbedtls_psa_crypto_free();
    return 0;
}
