// Package policy decides what a key's policy permits. Its functions are pure: the same answer for the same attributes, always.
//
// There is one relation between algorithms, alg.Includes and its meet alg.Meet; both what a key may be used for ([Permits]) and what a copy of it may be
// used for ([Intersect]) come from it, and a property test holds them together.
package policy

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// Specific checks the algorithm of an operation by itself: of the operation's class, well-formed, and no wildcard.
// Error: INVALID_ARGUMENT.
func Specific(r *op.Row, a alg.Algorithm) error {
	if r.Class == 0 {
		if a != alg.None {
			return psa.Errorf(psa.ErrInvalidArgument, "%v takes no algorithm, but %v was given", r.Op, a)
		}
		return nil
	}
	if a == alg.None {
		return psa.Errorf(psa.ErrInvalidArgument, "an algorithm is needed, but NONE was given; %v takes a specific %v algorithm", r.Op, r.Class)
	}
	if a.Class() == r.Class || r.Takes(a) {
		if reason, ok := a.Check(); !ok {
			return psa.Errorf(psa.ErrInvalidArgument, "the algorithm 0x%08x is not valid: %s", uint32(a), reason)
		}
		if a.IsWildcard() {
			return psa.Errorf(psa.ErrInvalidArgument, "the algorithm %v is a wildcard, which only a policy may have; an operation needs a specific algorithm", a)
		}
	}
	if !r.Takes(a) {
		return psa.Errorf(psa.ErrInvalidArgument, "the algorithm %v can't be used to %s, which takes a specific %v algorithm", a, r.Op, r.Class)
	}
	return nil
}

// Permits checks a policy: the usage flag that the operation needs, then the algorithm. The key's type says how long a MAC of it is.
// Error: NOT_PERMITTED.
func Permits(p psa.Policy, r *op.Row, a alg.Algorithm, t keytype.Type) error {
	if missing := r.Usage &^ p.Usage.Implied(); missing != 0 {
		return psa.Errorf(psa.ErrNotPermitted, "the key's policy lacks the usage flag %v, which %v needs; it has %v", missing, r.Op, p.Usage)
	}
	if r.Class == 0 || includes(p.Alg, r.Op, a, t) {
		return nil
	}
	if p.Alg == alg.None {
		return psa.Errorf(psa.ErrNotPermitted, "the key's policy permits no algorithm (its algorithm is NONE), so %v is not permitted", a)
	}
	return psa.Errorf(psa.ErrNotPermitted, "the key's policy permits the algorithm %v, which does not include %v", p.Alg, a)
}

// includes is the relation of PSA Crypto 1.5, "Permitted algorithms": alg.Includes, and for verification between the forms of a signature that
// are verified alike.
func includes(policy alg.Algorithm, o op.Op, a alg.Algorithm, t keytype.Type) bool {
	if o == op.VerifyMessage || o == op.VerifyHash {
		policy, a = policy.ForVerification(), a.ForVerification()
	}
	return alg.Includes(policy, a, t)
}

// Fits checks that a key's type and size work with an algorithm in the role of an operation.
// Error: INVALID_ARGUMENT.
func Fits(r *op.Row, t keytype.Type, bits int, a alg.Algorithm) error {
	if r.Class != 0 {
		if reason, ok := alg.KeyFits(r.Part(a), t, bits); !ok {
			return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v with %d bits can't be used with %v: %s", t, bits, a, reason)
		}
	}
	if !r.FitsRole(t) {
		return psa.Errorf(psa.ErrInvalidArgument, "%v needs a key pair; a key of type %v has no private part", r.Op, t)
	}
	if r.Op == op.ExportPublicKey && !t.IsAsymmetric() {
		return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v has no public part; only key pairs and public keys have", t)
	}
	return nil
}

// Use checks all that can be told from a key's attributes about one operation, in the order in which the specification's
// statuses matter: the algorithm by itself, the policy, then type and size.
func Use(attrs *psa.Attributes, r *op.Row, a alg.Algorithm) error {
	if err := Specific(r, a); err != nil {
		return err
	}
	// Public keys, and the public part of pairs, can always be exported (PSA Crypto 1.5, psa_export_key).
	if !(r.Op == op.ExportKey && attrs.Type.IsPublicKey()) {
		if err := Permits(attrs.Policy, r, a, attrs.Type); err != nil {
			return err
		}
	}
	return Fits(r, attrs.Type, attrs.Bits, a)
}

// Intersect returns the policy of a copy (PSA Crypto 1.5, psa_copy_key): the flags that both have, after the implied ones were added on both sides,
// and the strictest algorithm that both permit.
// Error: INVALID_ARGUMENT where the algorithms have nothing in common.
func Intersect(source, target psa.Policy, t keytype.Type) (psa.Policy, error) {
	usage := source.Usage.Implied() & target.Usage.Implied()
	if source.Alg == target.Alg {
		return psa.Policy{Usage: usage, Alg: source.Alg}, nil
	}
	if source.Alg == alg.None || target.Alg == alg.None {
		return psa.Policy{}, psa.Errorf(psa.ErrInvalidArgument,
			"the policies have no algorithm in common: the source permits %v and the attributes ask for %v", source.Alg, target.Alg)
	}
	m, ok := alg.Meet(source.Alg, target.Alg, t)
	if !ok {
		return psa.Policy{}, psa.Errorf(psa.ErrInvalidArgument,
			"the policies have no algorithm in common: the source permits %v, which with the %v of the attributes leaves nothing", source.Alg, target.Alg)
	}
	return psa.Policy{Usage: usage, Alg: m}, nil
}
