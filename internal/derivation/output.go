package derivation

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// MayOutputBytes checks a call of psa_key_derivation_output_bytes for n bytes, all but the capacity, which comes first.
// Errors: BAD_STATE when inputs are missing, NOT_PERMITTED when a key doesn't permit DERIVE, INVALID_ARGUMENT for an algorithm whose
// output is a key alone, or can't be read in pieces.
func (s *State) MayOutputBytes(n int) error {
	if err := s.MayVerifyBytes(n); err != nil {
		return err
	}
	return s.mayDerive()
}

// MayVerifyBytes checks a call of psa_key_derivation_verify_bytes or psa_key_derivation_verify_key for n bytes, all but the capacity, which
// comes first. Errors: as [State.MayOutputBytes], but every key may be one that permits VERIFY_DERIVATION alone.
func (s *State) MayVerifyBytes(n int) error {
	if err := s.Ready(); err != nil {
		return err
	}
	if s.rules.tokens {
		return psa.Errorf(psa.ErrInvalidArgument, "the output of %v is a key of type WPA3_SAE_ECC or WPA3_SAE_DH, and no bytes", s.alg)
	}
	return s.whole(n)
}

// MayOutputKey checks a call of psa_key_derivation_output_key for a key of type t and a size in bits whose permitted algorithm is policy, all but
// the capacity and the type and size themselves, which [KeyFromStream] checks.
// Errors: BAD_STATE when inputs are missing; NOT_PERMITTED when SECRET or PASSWORD came from no key, or a key doesn't permit DERIVE;
// INVALID_ARGUMENT for a PASSWORD_HASH with the policy of another algorithm, for a WPA3-SAE password token from another algorithm than
// WPA3_SAE_H2E or with a group that isn't that of its hash, for any other type from WPA3_SAE_H2E, and for a size that would not read the
// whole of an output that can't be cut.
func (s *State) MayOutputKey(t keytype.Type, bits int, policy alg.Algorithm) error {
	if err := s.Ready(); err != nil {
		return err
	}
	token := t.IsWPA3SAEECC() || t.IsWPA3SAEDH()
	switch {
	case token && !s.rules.tokens:
		return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v can only be derived with WPA3_SAE_H2E, not with %v", t, s.alg)
	case !token && s.rules.tokens:
		return psa.Errorf(psa.ErrInvalidArgument, "%v derives keys of type WPA3_SAE_ECC and WPA3_SAE_DH, not %v", s.alg, t)
	case t == keytype.PasswordHash && policy != alg.None && policy != s.alg:
		return psa.Errorf(psa.ErrInvalidArgument, "the policy of a key of type %v that comes from %v has that algorithm or none, not %v",
			t, s.alg, policy)
	}
	if token {
		// The token has to fit the exchange that it is for, whose hash goes with the size of the group (IEEE 802.11-2024, table 12-1).
		if reason, ok := alg.KeyFits(alg.WPA3SAEGDH(KDF(s.alg).Hash()), t, bits); !ok {
			return psa.Errorf(psa.ErrInvalidArgument, "%v can't derive a key of type %v with %d bits: %s", s.alg, t, bits, reason)
		}
	} else if err := s.whole(t.ExportSize(bits)); err != nil {
		return err
	}
	if !s.fromKey {
		return psa.Errorf(psa.ErrNotPermitted, "keys are derived from keys: give the %s of %v as a key", s.secretStep(), s.alg)
	}
	return s.mayDerive()
}

func (s *State) whole(n int) error {
	if w := s.rules.whole; w != 0 && n < w {
		return psa.Errorf(psa.ErrInvalidArgument, "the output of %v, %d bytes, has to be read in a single call", s.alg, w)
	}
	return nil
}

func (s *State) mayDerive() error {
	if s.verifyOnly {
		return psa.Errorf(psa.ErrNotPermitted, "an input of %v is a key that permits VERIFY_DERIVATION and not DERIVE: its output can only be verified", s.alg)
	}
	return nil
}

func (s *State) secretStep() psa.DerivationStep {
	if _, in := s.rules.input(psa.InputPassword); in != nil {
		return psa.InputPassword
	}
	return psa.InputSecret
}
