package derivation

import (
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// State is which inputs of a derivation are there. It belongs to one operation, and is used by one goroutine at a time.
//
// An error leaves it unchanged; that the operation enters an error state then is the business of its owner.
type State struct {
	alg   alg.Algorithm
	rules *rules
	// given counts the inputs by their place in the table, and last is the place of the latest ordered one, -1 before the first.
	given [maxInputs]int
	last  int
	// fromKey tells that SECRET or PASSWORD came from a key or a key agreement.
	fromKey bool
	// verifyOnly tells that a key lacked the usage DERIVE.
	verifyOnly bool
	started    bool
}

// maxInputs is the greatest number of inputs of an algorithm.
const maxInputs = 4

// New begins a derivation with a specific algorithm: a key derivation, or a key agreement with one. It is false for anything else,
// a wildcard included, and for a hash that the specification doesn't define the algorithm for.
func New(a alg.Algorithm) (*State, bool) {
	r := rulesOf(a)
	if r == nil {
		return nil, false
	}
	return &State{alg: a, rules: r, last: -1}, true
}

// Bytes takes n bytes for a step (psa_key_derivation_input_bytes).
// Errors: INVALID_ARGUMENT for a step or length that the algorithm hasn't, BAD_STATE for one that is out of order or repeated.
func (s *State) Bytes(step psa.DerivationStep, n int) error {
	i, in, err := s.find(step, direct)
	if err != nil {
		return err
	}
	if err := s.length(in, n); err != nil {
		return err
	}
	return s.take(i)
}

// Integer takes a number for a step (psa_key_derivation_input_integer).
// Errors: as Bytes, and NOT_SUPPORTED for a number above [MaxIterations].
func (s *State) Integer(step psa.DerivationStep, v uint64) error {
	i, _, err := s.find(step, integer)
	if err != nil {
		return err
	}
	if v == 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "the cost of %v is at least 1, not 0", s.alg)
	}
	if v > MaxIterations {
		return psa.Errorf(psa.ErrNotSupported, "the cost of %v is at most %d here, not %d", s.alg, uint64(MaxIterations), v)
	}
	return s.take(i)
}

// Key takes a key of type t for a step (psa_key_derivation_input_key). The owner checks the length of a key with [CheckData], as far as it knows
// it, and calls [State.MarkVerifyOnly] for a key without the usage DERIVE.
// Errors: INVALID_ARGUMENT for a step that the algorithm hasn't or that takes no such key, BAD_STATE for one that is out of order or repeated.
func (s *State) Key(step psa.DerivationStep, t keytype.Type) error {
	i, in, err := s.find(step, key)
	if err != nil {
		return err
	}
	if !contains(in.keys, t) {
		return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v can't be the %v of %v; %s", t, step, s.alg, typeList(in.keys))
	}
	if err := s.take(i); err != nil {
		return err
	}
	s.noteSecret(step)
	return nil
}

// Agreement takes the secret of a key agreement for a step (psa_key_derivation_key_agreement).
// Errors: INVALID_ARGUMENT for an algorithm without a key agreement, or a step that takes none, BAD_STATE for one that is out of order or repeated.
func (s *State) Agreement(step psa.DerivationStep) error {
	if !s.alg.IsKeyAgreement() {
		return psa.Errorf(psa.ErrInvalidArgument, "%v has no key agreement; the algorithm would be one that joins both, as KEY_AGREEMENT(ECDH, %v)",
			s.alg, s.alg)
	}
	i, _, err := s.find(step, agreement)
	if err != nil {
		return err
	}
	if err := s.take(i); err != nil {
		return err
	}
	s.noteSecret(step)
	return nil
}

// MarkVerifyOnly notes that the key of the last input permits VERIFY_DERIVATION and not DERIVE.
func (s *State) MarkVerifyOnly() { s.verifyOnly = true }

// VerifyOnly tells whether the output may only be verified, because a key didn't permit DERIVE.
func (s *State) VerifyOnly() bool { return s.verifyOnly }

// Ready tells whether all required inputs are there. Error: BAD_STATE, which names the first that is missing.
func (s *State) Ready() error {
	for i := range s.rules.inputs {
		if in := &s.rules.inputs[i]; in.required && s.given[i] == 0 {
			return psa.Errorf(psa.ErrBadState, "the input %v of %v is missing", in.step, s.alg)
		}
	}
	return nil
}

// Start notes that output has begun; no input may follow.
func (s *State) Start() { s.started = true }

// Started tells whether output has begun.
func (s *State) Started() bool { return s.started }

// OutputKeyAllowed tells whether the inputs so far let keys be derived: SECRET or PASSWORD came from a key or a key agreement, and every key permits DERIVE
// (PSA Crypto 1.5, psa_key_derivation_input_key, note).
func (s *State) OutputKeyAllowed() bool { return s.fromKey && !s.verifyOnly }

func (s *State) noteSecret(step psa.DerivationStep) {
	if step == psa.InputSecret || step == psa.InputPassword {
		s.fromKey = true
	}
}

// find looks a step up and checks the way in which it is given.
func (s *State) find(step psa.DerivationStep, k kinds) (int, *input, error) {
	i, in := s.rules.input(step)
	if in == nil {
		return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "%v has no input %v; its inputs are %s", s.alg, step, s.rules.steps())
	}
	if in.kinds&k == 0 {
		return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the %v of %v can't be given as %s, only as %s", step, s.alg, k, in.kinds)
	}
	return i, in, nil
}

// take counts an input if it is its turn.
func (s *State) take(i int) error {
	in := &s.rules.inputs[i]
	switch {
	case s.started:
		return psa.Errorf(psa.ErrBadState, "the input %v of %v comes too late: output has been read", in.step, s.alg)
	case s.given[i] > 0 && !in.repeats:
		return psa.Errorf(psa.ErrBadState, "the input %v of %v can be given only once", in.step, s.alg)
	case in.anytime:
		s.given[i]++
		return nil
	case i < s.last:
		return psa.Errorf(psa.ErrBadState, "the input %v of %v has to come before %v", in.step, s.alg, s.rules.inputs[s.last].step)
	}
	for j := s.last + 1; j < i; j++ {
		if before := &s.rules.inputs[j]; before.required && !before.anytime {
			return psa.Errorf(psa.ErrBadState, "the input %v of %v has to come after %v", in.step, s.alg, before.step)
		}
	}
	s.given[i]++
	s.last = i
	return nil
}

func contains(types []keytype.Type, t keytype.Type) bool {
	for _, x := range types {
		if x == t {
			return true
		}
	}
	return false
}

func typeList(types []keytype.Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.String()
	}
	return "a key for it has type " + strings.Join(names, " or ")
}

func (r *rules) steps() string {
	names := make([]string, len(r.inputs))
	for i := range r.inputs {
		names[i] = r.inputs[i].step.String()
		if !r.inputs[i].required {
			names[i] = "[" + names[i] + "]"
		}
	}
	return strings.Join(names, ", ")
}

// String returns the ways in words.
func (k kinds) String() string {
	var words []string
	for _, w := range [...]struct {
		k kinds
		s string
	}{{direct, "bytes"}, {integer, "an integer"}, {key, "a key"}, {agreement, "a key agreement"}} {
		if k&w.k != 0 {
			words = append(words, w.s)
		}
	}
	return strings.Join(words, " or ")
}
