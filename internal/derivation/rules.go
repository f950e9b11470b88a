package derivation

import (
	"math"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// kinds are the ways in which an input may be given.
type kinds uint8

const (
	direct    kinds = 1 << iota // psa_key_derivation_input_bytes
	integer                     // psa_key_derivation_input_integer
	key                         // psa_key_derivation_input_key
	agreement                   // psa_key_derivation_key_agreement
)

// input is one input of an algorithm.
type input struct {
	step  psa.DerivationStep
	kinds kinds
	// keys are the key types that the step takes.
	keys []keytype.Type
	// required inputs must be there before output; the others may be left out.
	required bool
	// repeats marks an input that may be given several times, in a row; the pieces are joined.
	repeats bool
	// anytime marks an input that may come before or after any other. The others come in the order of the table.
	anytime bool
	// min and max are the lengths in bytes that data for the step can have; a max of 0 is no limit.
	min, max int
	// noZeros forbids null bytes, and prefix is the byte that the data must begin with, 0 for any.
	noZeros bool
	prefix  byte
}

// rules are the inputs of one algorithm and the limits of its output.
type rules struct {
	is     func(alg.Algorithm) bool
	inputs []input
	// capacity is the length of the longest output in bytes, from the length of the hash in bytes.
	capacity func(hashLength int) uint64
	// fixedByCapacity marks an algorithm whose output depends on the capacity when the first output is asked for.
	fixedByCapacity bool
	// whole is the length in bytes of an output that has to be read in one call, 0 for a stream.
	whole int
	// tokens marks an algorithm whose only output is one WPA3-SAE password token.
	tokens bool
}

// The numbers that the specification leaves to implementations or takes from the standards behind it.
const (
	// MaxPSK is the longest pre-shared key of TLS 1.2 PSK-to-MS in bytes, PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE. The specification wants 64 or more.
	MaxPSK = 128
	// MaxIterations is the greatest cost of PBKDF2.
	MaxIterations = math.MaxUint32

	// maxOtherSecret is what fits into the length field of RFC 4279, section 2.
	maxOtherSecret = math.MaxUint16
	// pointLength is the length of an uncompressed point of secp256r1.
	pointLength = 65
	// maxToken is the length of the longest WPA3-SAE password token, an element of a group of 8192 bits.
	maxToken = 1024
)

var (
	deriveKey  = []keytype.Type{keytype.Derive}
	rawKey     = []keytype.Type{keytype.RawData}
	saltKeys   = []keytype.Type{keytype.RawData, keytype.Pepper}
	passwords  = []keytype.Type{keytype.Password, keytype.Derive}
	cipherKeys = []keytype.Type{keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4}
	// PSA Crypto 1.5 has RAW_DATA for "the other inputs" of TLS 1.2 PSK-to-MS, and DERIVE where it describes this step.
	otherSecretKeys = []keytype.Type{keytype.Derive, keytype.RawData}
)

// The table follows PSA Crypto 1.5, "Key-derivation algorithms", in its order. What may be given as a key, as bytes or by key agreement is in "Input
// step types", and restricted further by some of the algorithms.
var table = [...]rules{
	{
		is: alg.Algorithm.IsHKDF,
		inputs: []input{
			{step: psa.InputSalt, kinds: direct | key, keys: rawKey},
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: deriveKey, required: true},
			{step: psa.InputInfo, kinds: direct | key, keys: rawKey, required: true, anytime: true},
		},
		capacity: func(n int) uint64 { return 255 * uint64(n) },
	},
	{
		is: alg.Algorithm.IsHKDFExtract,
		inputs: []input{
			{step: psa.InputSalt, kinds: direct | key, keys: rawKey, required: true},
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: deriveKey, required: true},
		},
		capacity: func(n int) uint64 { return uint64(n) },
	},
	{
		is: alg.Algorithm.IsHKDFExpand,
		inputs: []input{
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: deriveKey, required: true},
			{step: psa.InputInfo, kinds: direct | key, keys: rawKey, required: true},
		},
		capacity: func(n int) uint64 { return 255 * uint64(n) },
	},
	{
		is: alg.Algorithm.IsSP800108CounterHMAC,
		inputs: []input{
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: []keytype.Type{keytype.HMAC, keytype.Derive}, required: true},
			{step: psa.InputLabel, kinds: direct | key, keys: rawKey, noZeros: true},
			{step: psa.InputContext, kinds: direct | key, keys: rawKey},
		},
		capacity: counterCapacity, fixedByCapacity: true,
	},
	{
		is: isOne(alg.SP800108CounterCMAC),
		inputs: []input{
			{step: psa.InputSecret, kinds: key, keys: cipherKeys, required: true},
			{step: psa.InputLabel, kinds: direct | key, keys: rawKey, noZeros: true},
			{step: psa.InputContext, kinds: direct | key, keys: rawKey},
		},
		capacity: counterCapacity, fixedByCapacity: true,
	},
	{
		is: alg.Algorithm.IsTLS12PRF,
		inputs: []input{
			{step: psa.InputSeed, kinds: direct | key, keys: rawKey, required: true},
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: deriveKey, required: true},
			{step: psa.InputLabel, kinds: direct | key, keys: rawKey, required: true},
		},
		capacity: unlimited,
	},
	{
		is: alg.Algorithm.IsTLS12PSKToMS,
		inputs: []input{
			{step: psa.InputSeed, kinds: direct | key, keys: rawKey, required: true},
			{step: psa.InputOtherSecret, kinds: direct | key | agreement, keys: otherSecretKeys, max: maxOtherSecret},
			{step: psa.InputSecret, kinds: direct | key | agreement, keys: deriveKey, required: true, max: MaxPSK},
			{step: psa.InputLabel, kinds: direct | key, keys: rawKey, required: true},
		},
		capacity: unlimited,
	},
	{
		is: isOne(alg.TLS12ECJPAKEToPMS),
		inputs: []input{
			{step: psa.InputSecret, kinds: direct | key, keys: deriveKey, required: true, min: pointLength, max: pointLength, prefix: 4},
		},
		capacity: func(int) uint64 { return 32 }, whole: 32,
	},
	{
		is: alg.Algorithm.IsWPA3SAEH2E,
		inputs: []input{
			{step: psa.InputSalt, kinds: direct | key, keys: rawKey, required: true},
			// "WPA3-SAE password processing" wants the password to be a key of type PASSWORD. Bytes are possible for every PASSWORD step, but
			// lead to no output here.
			{step: psa.InputPassword, kinds: direct | key, keys: []keytype.Type{keytype.Password}, required: true},
			{step: psa.InputInfo, kinds: direct | key, keys: rawKey},
		},
		capacity: func(int) uint64 { return maxToken }, tokens: true,
	},
	{
		is: alg.Algorithm.IsPBKDF2HMAC, inputs: pbkdf2Inputs,
		capacity: func(n int) uint64 { return math.MaxUint32 * uint64(n) },
	},
	{
		is: isOne(alg.PBKDF2AESCMACPRF128), inputs: pbkdf2Inputs,
		capacity: func(int) uint64 { return math.MaxUint32 * 16 },
	},
}

var pbkdf2Inputs = []input{
	{step: psa.InputCost, kinds: integer, required: true},
	{step: psa.InputSalt, kinds: direct | key, keys: saltKeys, required: true, repeats: true},
	{step: psa.InputPassword, kinds: direct | key | agreement, keys: passwords, required: true},
}

func isOne(one alg.Algorithm) func(alg.Algorithm) bool {
	return func(a alg.Algorithm) bool { return a == one }
}

func counterCapacity(int) uint64 { return 1<<29 - 1 }

func unlimited(int) uint64 { return psa.UnlimitedCapacity }

// rulesOf finds the rules of an algorithm, for a key agreement with a derivation those of the derivation; nil for what is no derivation, a
// wildcard, or names a hash that the derivation isn't specified for.
func rulesOf(a alg.Algorithm) *rules {
	// The table of algorithms knows which hashes each derivation goes with.
	if !a.Valid() || a.IsWildcard() {
		return nil
	}
	a = KDF(a)
	for i := range table {
		if table[i].is(a) {
			return &table[i]
		}
	}
	return nil
}

// KDF returns the derivation of an algorithm that joins a key agreement with one, and any other algorithm as it is.
func KDF(a alg.Algorithm) alg.Algorithm {
	if a.IsKeyAgreement() && !a.IsStandaloneKeyAgreement() {
		return a.KeyAgreementKDF()
	}
	return a
}

func (r *rules) input(step psa.DerivationStep) (int, *input) {
	for i := range r.inputs {
		if r.inputs[i].step == step {
			return i, &r.inputs[i]
		}
	}
	return -1, nil
}

// MaxCapacity returns the length in bytes of the longest output that an algorithm has, which is the capacity that a derivation begins with;
// [psa.UnlimitedCapacity] for one without an end. It is 0 for what is no derivation.
func MaxCapacity(a alg.Algorithm) uint64 {
	r := rulesOf(a)
	if r == nil {
		return 0
	}
	return r.capacity(KDF(a).Hash().HashLength())
}

// DependsOnCapacity tells whether the output of an algorithm depends on the capacity that is left when the first output is asked for; no
// set_capacity may follow then (PSA Crypto 1.5, PSA_ALG_SP800_108_COUNTER_HMAC).
func DependsOnCapacity(a alg.Algorithm) bool {
	r := rulesOf(a)
	return r != nil && r.fixedByCapacity
}

// WholeOutput returns the length in bytes of an output that has to be read in a single call, 0 for algorithms whose output can be cut as the caller
// likes (PSA Crypto 1.5, PSA_ALG_TLS12_ECJPAKE_TO_PMS).
func WholeOutput(a alg.Algorithm) int {
	if r := rulesOf(a); r != nil {
		return r.whole
	}
	return 0
}
