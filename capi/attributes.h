/* Attributes on their way between C and Go, where type attributes of key.go has the same members. */
#ifndef PSACRYPTO_ATTRIBUTES_H
#define PSACRYPTO_ATTRIBUTES_H

#include <psa/crypto.h>

struct psacrypto_attributes {
    uint32_t id, lifetime, usage, alg, type, bits;
};

static inline struct psacrypto_attributes psacrypto_given(const psa_key_attributes_t *from)
{
    const size_t bits = psa_get_key_bits(from);
    struct psacrypto_attributes a;

    a.id = psa_get_key_id(from);
    a.lifetime = psa_get_key_lifetime(from);
    a.usage = psa_get_key_usage_flags(from);
    a.alg = psa_get_key_algorithm(from);
    a.type = psa_get_key_type(from);
    a.bits = bits < UINT32_MAX ? (uint32_t)bits : UINT32_MAX;
    return a;
}

static inline void psacrypto_take(psa_key_attributes_t *to, const struct psacrypto_attributes *a)
{
    /* The identifier sets a persistence, and a volatile lifetime clears the identifier: in this order both come out as given. */
    psa_set_key_id(to, a->id);
    psa_set_key_lifetime(to, a->lifetime);
    psa_set_key_usage_flags(to, a->usage);
    psa_set_key_algorithm(to, a->alg);
    psa_set_key_type(to, (psa_key_type_t)a->type);
    psa_set_key_bits(to, a->bits);
}

#endif
