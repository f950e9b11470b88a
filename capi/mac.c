/* Message authentication codes (PSA Crypto 1.5, "Message authentication codes (MAC)"). */
#include "guard.h"

psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    CLEAR(mac_length, 0);
    READY();
    REQUIRE(mac_length && !MISSING(input, input_length) && !NO_ROOM(mac, mac_size));
    return psacrypto_go_mac_compute(key, alg, IN(input), input_length, mac, mac_size, mac_length);
}

psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *mac, size_t mac_length)
{
    READY();
    REQUIRE(!MISSING(input, input_length) && !MISSING(mac, mac_length));
    return psacrypto_go_mac_verify(key, alg, IN(input), input_length, IN(mac), mac_length);
}

psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_mac_sign_setup(&operation->id, key, alg);
}

psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    READY();
    REQUIRE(operation);
    REQUIRE_INACTIVE(operation);
    return psacrypto_go_mac_verify_setup(&operation->id, key, alg);
}

psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *input, size_t input_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(input, input_length));
    return psacrypto_go_mac_update(operation->id, IN(input), input_length);
}

psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    CLEAR(mac_length, 0);
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, mac_length && !NO_ROOM(mac, mac_size));
    return psacrypto_go_mac_sign_finish(&operation->id, mac, mac_size, mac_length);
}

psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length)
{
    READY();
    REQUIRE(operation);
    REQUIRE_IN(operation, !MISSING(mac, mac_length));
    return psacrypto_go_mac_verify_finish(&operation->id, IN(mac), mac_length);
}

psa_status_t psa_mac_abort(psa_mac_operation_t *operation)
{
    READY();
    REQUIRE(operation);
    return psacrypto_go_abort(&operation->id);
}
