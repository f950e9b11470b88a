/* Keys (PSA Crypto 1.5, "Key management functions"), and the handles of Mbed TLS 3. */
#include "guard.h"

psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t *attributes)
{
    struct psacrypto_attributes a;
    psa_status_t status;

    if (attributes)
        psa_reset_key_attributes(attributes);
    READY();
    REQUIRE(attributes);
    status = psacrypto_go_get_key_attributes(key, &a);
    if (status == PSA_SUCCESS)
        psacrypto_take(attributes, &a);
    return status;
}

psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length, psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && key && !MISSING(data, data_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_import_key(&a, IN(data), data_length, key);
}

psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    const psa_custom_key_parameters_t usual = PSA_CUSTOM_KEY_PARAMETERS_INIT;

    return psa_generate_key_custom(attributes, &usual, NULL, 0, key);
}

psa_status_t psa_generate_key_custom(const psa_key_attributes_t *attributes, const psa_custom_key_parameters_t *custom, const uint8_t *custom_data, size_t custom_data_length,
                                     psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && custom && key && !MISSING(custom_data, custom_data_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_generate_key(&a, custom->flags, IN(custom_data), custom_data_length, key);
}

psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t *attributes, psa_key_id_t *target_key)
{
    struct psacrypto_attributes a;

    CLEAR(target_key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && target_key);
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_copy_key(source_key, &a, target_key);
}

psa_status_t psa_attach_key(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length, psa_key_id_t *key)
{
    struct psacrypto_attributes a;

    CLEAR(key, PSA_KEY_ID_NULL);
    READY();
    REQUIRE(attributes && key && !MISSING(label, label_length));
    REQUIRE_ONE_ALGORITHM(attributes);
    a = psacrypto_given(attributes);
    return psacrypto_go_attach_key(&a, IN(label), label_length, key);
}

psa_status_t psa_destroy_key(psa_key_id_t key)
{
    READY();
    return psacrypto_go_destroy_key(key);
}

psa_status_t psa_purge_key(psa_key_id_t key)
{
    READY();
    return psacrypto_go_purge_key(key);
}

psa_status_t psa_export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    CLEAR(data_length, 0);
    READY();
    REQUIRE(data_length && !NO_ROOM(data, data_size));
    return psacrypto_go_export_key(key, data, data_size, data_length);
}

psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    CLEAR(data_length, 0);
    READY();
    REQUIRE(data_length && !NO_ROOM(data, data_size));
    return psacrypto_go_export_public_key(key, data, data_size, data_length);
}

psa_status_t psa_check_key_usage(psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage)
{
    READY();
    return psacrypto_go_check_key_usage(key, alg, usage);
}

psa_status_t psa_open_key(mbedtls_svc_key_id_t key, psa_key_handle_t *handle)
{
    CLEAR(handle, PSA_KEY_HANDLE_INIT);
    READY();
    REQUIRE(handle);
    return psacrypto_go_open_key(key, handle);
}

psa_status_t psa_close_key(psa_key_handle_t handle)
{
    READY();
    return psacrypto_go_close_key(handle);
}

psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    READY();
    REQUIRE(!MISSING(output, output_size));
    return psacrypto_go_random(output, output_size);
}
