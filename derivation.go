package psa

import "fmt"

// DerivationStep names an input of a key derivation (psa_key_derivation_step_t).
type DerivationStep uint16

// The inputs of key derivations (PSA Crypto 1.5, psa_key_derivation_step_t). The specification leaves their numbers to implementations; these
// are the ones that Mbed TLS uses, so that programs that were compiled with its headers agree.
const (
	InputSecret      DerivationStep = 0x0101
	InputPassword    DerivationStep = 0x0102
	InputOtherSecret DerivationStep = 0x0103
	InputLabel       DerivationStep = 0x0201
	InputSalt        DerivationStep = 0x0202
	InputInfo        DerivationStep = 0x0203
	InputSeed        DerivationStep = 0x0204
	InputCost        DerivationStep = 0x0205
	InputContext     DerivationStep = 0x0206
)

var stepNames = map[DerivationStep]string{
	InputSecret: "SECRET", InputPassword: "PASSWORD", InputOtherSecret: "OTHER_SECRET", InputLabel: "LABEL", InputSalt: "SALT",
	InputInfo: "INFO", InputSeed: "SEED", InputCost: "COST", InputContext: "CONTEXT",
}

// String returns the specification's name without PSA_KEY_DERIVATION_INPUT_, as "OTHER_SECRET".
func (s DerivationStep) String() string {
	if n, ok := stepNames[s]; ok {
		return n
	}
	return fmt.Sprintf("step 0x%04x", uint16(s))
}

// UnlimitedCapacity is the capacity of a derivation that never runs out (PSA_KEY_DERIVATION_UNLIMITED_CAPACITY).
const UnlimitedCapacity = ^uint64(0)
