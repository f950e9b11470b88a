package cheader

import (
	"fmt"
	"strings"

	"github.com/psacrypto/psa"
)

// valuesHeader is psa/crypto_values.h: the constants, and the macros that make, test and take apart identifiers.
func valuesHeader(name string) []byte {
	p := newPage(name, "the constants and identifiers of the PSA Certified Crypto API 1.5.", `"crypto_types.h"`)
	p.statuses()
	p.keyIDs()
	p.lifetimes()
	p.usages()
	p.keyTypes()
	p.algorithms()
	p.derivations()
	p.exchanges()
	return p.end(name)
}

func (p *page) statuses() {
	p.section(`Status codes of the Crypto API alone ("Status codes"); the others are in psa/error.h.`)
	for _, r := range psa.Statuses() {
		if ofCryptoAPI(r) {
			p.status(r)
		}
	}
}

func (p *page) keyIDs() {
	p.section(`Key identifiers ("Key identifiers").`)
	for _, c := range []struct {
		name  string
		value psa.KeyID
	}{
		{"PSA_KEY_ID_NULL", psa.KeyIDNull}, {"PSA_KEY_ID_USER_MIN", psa.KeyIDUserMin}, {"PSA_KEY_ID_USER_MAX", psa.KeyIDUserMax},
		{"PSA_KEY_ID_VENDOR_MIN", psa.KeyIDVendorMin}, {"PSA_KEY_ID_VENDOR_MAX", psa.KeyIDVendorMax},
	} {
		p.constant(c.name, "psa_key_id_t", 8, uint64(c.value))
	}
	p.comment("The keys that the system provides, by their names in Mbed TLS.")
	p.constant("MBEDTLS_PSA_KEY_ID_BUILTIN_MIN", "psa_key_id_t", 8, uint64(psa.KeyIDBuiltInMin))
	p.constant("MBEDTLS_PSA_KEY_ID_BUILTIN_MAX", "psa_key_id_t", 8, uint64(psa.KeyIDBuiltInMax))
}

func (p *page) lifetimes() {
	p.section(`Lifetimes of keys ("Key lifetimes").`)
	p.constant("PSA_KEY_LIFETIME_VOLATILE", "psa_key_lifetime_t", 8, uint64(psa.Volatile))
	p.constant("PSA_KEY_LIFETIME_PERSISTENT", "psa_key_lifetime_t", 8, uint64(psa.Persistent))
	p.constant("PSA_KEY_PERSISTENCE_VOLATILE", "psa_key_persistence_t", 2, uint64(psa.PersistenceVolatile))
	p.constant("PSA_KEY_PERSISTENCE_DEFAULT", "psa_key_persistence_t", 2, uint64(psa.PersistenceDefault))
	p.constant("PSA_KEY_PERSISTENCE_READ_ONLY", "psa_key_persistence_t", 2, uint64(psa.PersistenceReadOnly))
	p.constant("PSA_KEY_LOCATION_LOCAL_STORAGE", "psa_key_location_t", 6, uint64(psa.LocationLocalStorage))
	p.constant("PSA_KEY_LOCATION_PRIMARY_SECURE_ELEMENT", "psa_key_location_t", 6, uint64(psa.LocationPrimarySecureElement))
	persistence := psa.MakeLifetime(^psa.Persistence(0), 0)
	p.define("PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime)", fmt.Sprintf("((psa_key_persistence_t)((lifetime) & 0x%08xu))", uint32(persistence)))
	p.define("PSA_KEY_LIFETIME_GET_LOCATION(lifetime)", "((psa_key_location_t)((lifetime) >> 8))")
	p.define("PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)", "(PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) == PSA_KEY_PERSISTENCE_VOLATILE)")
	p.define("PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(persistence, location)",
		"((psa_key_lifetime_t)((psa_key_lifetime_t)(location) << 8 | (psa_key_persistence_t)(persistence)))")
}

func (p *page) usages() {
	p.section(`What keys may be used for ("Key policies").`)
	for _, r := range psa.Usages() {
		p.comment(sentence(r.Permits))
		p.constant("PSA_KEY_USAGE_"+r.Name, "psa_key_usage_t", 8, uint64(r.Usage))
	}
}

func (p *page) derivations() {
	p.section(`Inputs of key derivations ("Key derivation").`)
	for _, s := range []psa.DerivationStep{psa.InputSecret, psa.InputOtherSecret, psa.InputPassword, psa.InputLabel, psa.InputContext, psa.InputSalt,
		psa.InputInfo, psa.InputSeed, psa.InputCost} {
		p.constant("PSA_KEY_DERIVATION_INPUT_"+s.String(), "psa_key_derivation_step_t", 4, uint64(s))
	}
	p.comment("The capacity of a derivation without a limit.")
	p.define("PSA_KEY_DERIVATION_UNLIMITED_CAPACITY", "((size_t)-1)")
}

func (p *page) exchanges() {
	p.section(`Key exchanges with passwords ("Password-authenticated key exchange (PAKE)").`)
	for _, t := range []psa.PAKEPrimitiveType{psa.PAKEPrimitiveTypeECC, psa.PAKEPrimitiveTypeDH} {
		p.constant("PSA_PAKE_PRIMITIVE_TYPE_"+t.String(), "psa_pake_primitive_type_t", 2, uint64(t))
	}
	bits := psa.MakePAKEPrimitive(0, 0, 1<<16-1)
	p.comment("The group of a type, a family and a size in bits; 0 for a size of more than 16 bits.")
	p.define("PSA_PAKE_PRIMITIVE(pake_type, pake_family, pake_bits)",
		fmt.Sprintf("((psa_pake_primitive_t)((size_t)(pake_bits) > 0x%[1]xu ? 0u : (psa_pake_primitive_t)(pake_type) << 24 | "+
			"(psa_pake_primitive_t)(pake_family) << 16 | (psa_pake_primitive_t)((pake_bits) & 0x%[1]xu)))", uint32(bits)))
	p.define("PSA_PAKE_PRIMITIVE_GET_TYPE(pake_primitive)", "((psa_pake_primitive_type_t)((pake_primitive) >> 24))")
	p.define("PSA_PAKE_PRIMITIVE_GET_FAMILY(pake_primitive)", "((psa_pake_family_t)((pake_primitive) >> 16 & 0xffu))")
	p.define("PSA_PAKE_PRIMITIVE_GET_BITS(pake_primitive)", fmt.Sprintf("((size_t)((pake_primitive) & 0x%xu))", uint32(bits)))
	for _, c := range []psa.PAKEKeyConfirmation{psa.PAKEConfirmedKey, psa.PAKEUnconfirmedKey} {
		p.define("PSA_PAKE_"+strings.ToUpper(strings.ReplaceAll(c.String(), " ", "_")), fmt.Sprint(uint32(c)))
	}
	for _, r := range []psa.PAKERole{psa.PAKERoleNone, psa.PAKERoleFirst, psa.PAKERoleSecond, psa.PAKERoleClient, psa.PAKERoleServer} {
		p.constant("PSA_PAKE_ROLE_"+r.String(), "psa_pake_role_t", 2, uint64(r))
	}
	for _, s := range []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof, psa.PAKEStepConfirm, psa.PAKEStepSalt, psa.PAKEStepCommit,
		psa.PAKEStepConfirmCount, psa.PAKEStepKeyID} {
		p.constant("PSA_PAKE_STEP_"+s.String(), "psa_pake_step_t", 2, uint64(s))
	}
}
