/*
 * The key management page of Mbed TLS 3.x, sentence by sentence: each comment is one, and what follows it holds it. Where PSA Crypto 1.5
 * says otherwise, that is what holds, and the comment says so.
 */
#include "check.h"

#define AES128 "000102030405060708090a0b0c0d0e0f"
#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)
#define ID 0x2001

static uint8_t out[64];
static size_t n;

static psa_status_t use(mbedtls_svc_key_id_t key)
{
    return psa_cipher_encrypt(key, PSA_ALG_CTR, out, 16, out, 32, &n);
}

static void closing(void)
{
    psa_key_handle_t first = 0, second = 0;
    mbedtls_svc_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, AES128);

    /* "If the handle designates a volatile key, this will destroy the key material and free all associated resources, just like psa_destroy_key()." */
    OK(psa_close_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, use(key));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_destroy_key(key));
    /* "The key data in persistent storage is not affected and can be opened again later with a call to psa_open_key()." */
    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    OK(psa_open_key(ID, &first));
    OK(psa_close_key(first));
    OK(psa_open_key(ID, &second));
    OK(use(second));
    /* "Closing the key handle makes the handle invalid, and the key handle must not be used again by the application." */
    WANT(PSA_ERROR_INVALID_HANDLE, use(first));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_close_key(first));
    OK(psa_close_key(second));
    /* "If this is 0, do nothing and return PSA_SUCCESS." */
    OK(psa_close_key(0));
    OK(psa_close_key(PSA_KEY_HANDLE_INIT));
    /* "handle is not a valid handle nor 0." */
    WANT(PSA_ERROR_INVALID_HANDLE, psa_close_key(0x7fffffff));
    /* The identifier works on. */
    OK(use(ID));
    OK(psa_destroy_key(ID));
}

static void opening(void)
{
    psa_key_handle_t first = 7, second = 7;

    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    /* "On success, a handle to the key." "The application can now use the value of *handle to access the key." */
    OK(psa_open_key(ID, &first));
    CHECK(!psa_key_handle_is_null(first));
    OK(use(first));
    /* "If this is successful, each call to psa_open_key() will return a different key handle." */
    OK(psa_open_key(ID, &second));
    CHECK(first != second && second != ID);
    OK(psa_close_key(first));
    OK(use(second));
    OK(use(ID));
    /* A handle is usable wherever an identifier is. */
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    OK(psa_get_key_attributes(second, &a));
    CHECK(psa_get_key_id(&a) == ID);
    OK(psa_purge_key(second));
    OK(use(second));
    /* "There is no persistent key with key identifier id." */
    WANT(PSA_ERROR_DOES_NOT_EXIST, psa_open_key(ID + 1, &first));
    CHECK(first == 0);
    /* "id is not a valid persistent key identifier." */
    first = 7;
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_open_key(0, &first));
    CHECK(first == 0);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_open_key(0x80000000, &first));
    /* "Such keys have a key identifier in the vendor range": there are none here. */
    WANT(PSA_ERROR_DOES_NOT_EXIST, psa_open_key(0x40000001, &first));
    /* "The application must eventually close the handle with psa_close_key() or psa_destroy_key() to release associated resources." */
    OK(psa_destroy_key(second));
    WANT(PSA_ERROR_INVALID_HANDLE, use(second));
    WANT(PSA_ERROR_DOES_NOT_EXIST, psa_open_key(ID, &first));
}

static void destroying(void)
{
    psa_key_handle_t first, second;
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    mbedtls_svc_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, AES128);

    /* "This function destroys a key from both volatile memory and, if applicable, non-volatile storage." */
    OK(psa_destroy_key(key));
    WANT(PSA_ERROR_INVALID_HANDLE, use(key));
    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    OK(psa_open_key(ID, &first));
    OK(psa_open_key(ID, &second));
    OK(psa_cipher_encrypt_setup(&op, second, PSA_ALG_CTR));
    OK(psa_destroy_key(first));
    WANT(PSA_ERROR_INVALID_HANDLE, use(ID));
    /* "Destroying the key makes the handle invalid". "Using other open handles to the destroyed key in a cryptographic operation will result in an error." */
    WANT(PSA_ERROR_INVALID_HANDLE, use(first));
    WANT(PSA_ERROR_INVALID_HANDLE, use(second));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_close_key(second));
    /* "If a key is currently in use in a multipart operation, then destroying the key will cause the multipart operation to fail." */
    WANT(PSA_ERROR_BAD_STATE, psa_cipher_generate_iv(&op, out, 16, &n));
    OK(psa_cipher_abort(&op));
    /* "If this is 0, do nothing and return PSA_SUCCESS." */
    OK(psa_destroy_key(0));
    /* "key is not a valid identifier nor 0." */
    WANT(PSA_ERROR_INVALID_HANDLE, psa_destroy_key(ID));
    /* A new key under the identifier is none of the old handles' business. */
    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    WANT(PSA_ERROR_INVALID_HANDLE, use(first));
    OK(psa_destroy_key(ID));
}

static void copying(void)
{
    const mbedtls_svc_key_id_t source = import(PSA_KEY_TYPE_AES, BOTH | PSA_KEY_USAGE_COPY, PSA_ALG_CTR, AES128);
    const mbedtls_svc_key_id_t no_copy = import(PSA_KEY_TYPE_AES, BOTH | PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, AES128);
    psa_key_attributes_t a = attributes(0, 0, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
    mbedtls_svc_key_id_t copy = 7;
    psa_key_attributes_t got = PSA_KEY_ATTRIBUTES_INIT;

    /* "This flag is sufficient to permit the copy if the key has the lifetime PSA_KEY_LIFETIME_VOLATILE or PSA_KEY_LIFETIME_PERSISTENT." */
    psa_set_key_id(&a, ID);
    OK(psa_copy_key(source, &a, &copy));
    /* "For persistent keys, this is the key identifier defined in attributes." */
    CHECK(mbedtls_svc_key_id_equal(copy, ID));
    /* "The usage flags on the resulting key are the bitwise-and of the usage flags on the source policy and the usage flags in attributes." */
    OK(psa_get_key_attributes(ID, &got));
    CHECK(psa_get_key_usage_flags(&got) == PSA_KEY_USAGE_ENCRYPT);
    /* "If both allow the same algorithm or wildcard-based algorithm policy, the resulting key has the same algorithm policy." */
    CHECK(psa_get_key_algorithm(&got) == PSA_ALG_CTR);
    /* "The key type and size may be 0." */
    CHECK(psa_get_key_type(&got) == PSA_KEY_TYPE_AES && psa_get_key_bits(&got) == 128);
    /* "there is already a persistent key with the given identifier." "0 on failure." */
    WANT(PSA_ERROR_ALREADY_EXISTS, psa_copy_key(source, &a, &copy));
    CHECK(mbedtls_svc_key_id_is_null(copy));
    OK(psa_destroy_key(ID));
    /* "The policy on the source key must have the usage flag PSA_KEY_USAGE_COPY set." */
    WANT(PSA_ERROR_NOT_PERMITTED, psa_copy_key(no_copy, &a, &copy));
    /* "If the policies do not allow any algorithm in common, this function fails with the status PSA_ERROR_INVALID_ARGUMENT." */
    psa_set_key_algorithm(&a, PSA_ALG_CBC_NO_PADDING);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(source, &a, &copy));
    psa_set_key_algorithm(&a, PSA_ALG_CTR);
    /* "attributes specifies a key type or key size which does not match the attributes of the source key." */
    psa_set_key_type(&a, PSA_KEY_TYPE_ARIA);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(source, &a, &copy));
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&a, 256);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(source, &a, &copy));
    psa_set_key_bits(&a, 128);
    /* "The lifetime or identifier in attributes are invalid." */
    psa_set_key_id(&a, 0x40000001);
    WANT(PSA_ERROR_INVALID_ARGUMENT, psa_copy_key(source, &a, &copy));
    /* "source_key is invalid." */
    psa_set_key_id(&a, ID);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_copy_key(0x7ffffff0, &a, &copy));
    CHECK(copy == 0);
    /* "If either of the policies allows an algorithm and the other policy allows a wildcard-based algorithm policy that includes this algorithm, the
     * resulting key allows the same algorithm." */
    const mbedtls_svc_key_id_t wild = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_COPY, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 4), AES128);
    a = attributes(0, 0, 0, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8));
    OK(psa_copy_key(wild, &a, &copy));
    OK(psa_get_key_attributes(copy, &got));
    CHECK(psa_get_key_algorithm(&got) == PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8));
}

static void purging(void)
{
    const mbedtls_svc_key_id_t key = import(PSA_KEY_TYPE_AES, BOTH, PSA_ALG_CTR, AES128);

    /* "If the key identifier designates a volatile key, this functions does not do anything and returns successfully." */
    OK(psa_purge_key(key));
    OK(use(key));
    /* "The key data in persistent storage is not affected and the key can still be used." */
    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH | PSA_KEY_USAGE_CACHE, PSA_ALG_CTR));
    OK(use(ID));
    OK(psa_purge_key(ID));
    OK(use(ID));
    OK(psa_destroy_key(ID));
    /* "key is not a valid key identifier": INVALID_ARGUMENT there; PSA Crypto 1.5 says INVALID_HANDLE, which wins. */
    WANT(PSA_ERROR_INVALID_HANDLE, psa_purge_key(ID));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_purge_key(0));
}

/* "If the application dies without calling one of these functions, the implementation should perform the equivalent of a call to psa_close_key()." */
static void freed_with_handles(void)
{
    psa_key_handle_t handle;

    OK(generate_as(ID, PSA_KEY_TYPE_AES, 128, BOTH, PSA_ALG_CTR));
    OK(psa_open_key(ID, &handle));
    mbedtls_psa_crypto_free();
    OK(psa_crypto_init());
    WANT(PSA_ERROR_INVALID_HANDLE, use(handle));
    OK(use(ID));
    OK(psa_destroy_key(ID));
}

int main(void)
{
    OK(psa_crypto_init());
    RUN(closing);
    RUN(opening);
    RUN(destroying);
    RUN(copying);
    RUN(purging);
    RUN(freed_with_handles);
    return result();
}
