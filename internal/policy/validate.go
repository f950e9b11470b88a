package policy

import (
	"unicode/utf8"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// MaxLabel is the length in bytes of the longest label.
const MaxLabel = 255

// ValidatePolicy checks a policy by itself. Error: INVALID_ARGUMENT.
func ValidatePolicy(p psa.Policy) error {
	if unknown := p.Usage &^ psa.AllUsage(); unknown != 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "the usage flags have unknown bits 0x%x; known are %v", uint32(unknown), psa.AllUsage())
	}
	if p.Alg != alg.None {
		if reason, ok := p.Alg.Check(); !ok {
			return psa.Errorf(psa.ErrInvalidArgument, "the permitted algorithm 0x%08x is not valid: %s", uint32(p.Alg), reason)
		}
	}
	return nil
}

// ValidateName checks lifetime, identifier and label of a key to be made.
// Errors: INVALID_ARGUMENT; NOT_SUPPORTED for a persistence level that no store keeps.
func ValidateName(a *psa.Attributes) error {
	switch p := a.Lifetime.Persistence(); {
	case a.Lifetime.IsVolatile():
		if a.ID != psa.KeyIDNull {
			return psa.Errorf(psa.ErrInvalidArgument, "the lifetime is volatile, but the identifier %v is set; the store chooses identifiers of volatile keys", a.ID)
		}
	case p != psa.PersistenceDefault && p != psa.PersistenceReadOnly:
		return psa.Errorf(psa.ErrNotSupported, "the lifetime has the persistence level 0x%02x; this store keeps 0x00 (volatile), 0x01 (persistent) and 0xff (read-only)", uint8(p))
	case !a.ID.IsUser():
		return psa.Errorf(psa.ErrInvalidArgument, "the identifier %v is not valid for a persistent key; choose one from %v to %v", a.ID, psa.KeyIDUserMin, psa.KeyIDUserMax)
	}
	return ValidateLabel(a.Label)
}

// ValidateLabel checks a label. Error: INVALID_ARGUMENT.
func ValidateLabel(label string) error {
	switch {
	case len(label) > MaxLabel:
		return psa.Errorf(psa.ErrInvalidArgument, "the label has %d bytes; at most %d are possible", len(label), MaxLabel)
	case !utf8.ValidString(label):
		return psa.Errorf(psa.ErrInvalidArgument, "the label is not valid UTF-8")
	}
	for _, r := range label {
		if r < 0x20 || r == 0x7f {
			return psa.Errorf(psa.ErrInvalidArgument, "the label has the control character %U", r)
		}
	}
	return nil
}

// ValidateType checks type and size of a key to be made; sized tells that the size may not be left open.
// Error: INVALID_ARGUMENT.
func ValidateType(t keytype.Type, bits int, sized bool) error {
	if t == keytype.None {
		return psa.Errorf(psa.ErrInvalidArgument, "the key type is NONE; it must be set")
	}
	if !t.Valid() {
		return psa.Errorf(psa.ErrInvalidArgument, "the key type 0x%04x is not one of the specification's", uint16(t))
	}
	if bits == 0 && !sized {
		return nil
	}
	if bits <= 0 || !t.BitsValid(bits) {
		return psa.Errorf(psa.ErrInvalidArgument, "%d bits is not a size of keys of type %v, which have %s", bits, t, t.LegalBits())
	}
	return nil
}

// Strict refuses a policy with a flag that can never be used with the key: no operation that the flag is for works with its algorithm, type and
// size. Error: INVALID_ARGUMENT.
func Strict(a *psa.Attributes) error {
	for _, u := range psa.Usages() {
		if a.Policy.Usage&u.Usage == 0 || u.Usage&(psa.ManagementUsage|psa.DerivePublic) != 0 {
			continue
		}
		if !everUsable(a, u.Usage) {
			return psa.Errorf(psa.ErrInvalidArgument, "the usage flag %v can never be used by a key of type %v with %d bits and the algorithm %v", u.Usage, a.Type, a.Bits, a.Policy.Alg)
		}
	}
	return nil
}

// everUsable looks for an operation of the flag, and a specific algorithm that the policy includes, which fit the key.
func everUsable(a *psa.Attributes, u psa.Usage) bool {
	for _, r := range op.All() {
		// A key agreement's policy is used through the DERIVE of the agreement, the inputs of a derivation by either flag.
		if r.Usage != u || r.Class == 0 || !r.FitsRole(a.Type) {
			continue
		}
		if r.Takes(a.Policy.Alg) && !a.Policy.Alg.IsWildcard() {
			if _, ok := alg.KeyFits(r.Part(a.Policy.Alg), a.Type, a.Bits); ok {
				return true
			}
			continue
		}
		for x := range alg.All() {
			if r.Takes(x) && includes(a.Policy.Alg, r.Op, x, a.Type) {
				if _, ok := alg.KeyFits(x, a.Type, a.Bits); ok {
					return true
				}
			}
		}
	}
	return false
}
