package pake

import (
	"bytes"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// State is how far an exchange has come. It belongs to one operation, and is used by one goroutine at a time.
//
// An error leaves it unchanged; that the operation enters an error state then is the business of its owner.
type State struct {
	suite   psa.PAKECipherSuite
	keyType keytype.Type
	rules   *rules

	role    psa.PAKERole
	hasRole bool
	// user, peer and context are nil until they are set.
	user, peer, context []byte

	// begun tells that a message has gone out or come in, after which nothing can be set.
	begun bool
	// round is the round under way, and at[i] how many calls of its run i have been made; ended[i] tells that the run has ended once.
	round int
	at    [maxRuns]int
	ended [maxRuns]bool
}

// maxRuns is the greatest number of runs of a round.
const maxRuns = 2

// New begins an exchange with a cipher suite and a key of a type and a size in bits (psa_pake_setup).
// Error: INVALID_ARGUMENT for a suite that the specification has not, or for which the key is not.
func New(s psa.PAKECipherSuite, t keytype.Type, bits int) (*State, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if err := s.CheckKey(t, bits); err != nil {
		return nil, err
	}
	return &State{suite: s, keyType: t, rules: rulesOf(s.Alg)}, nil
}

// Suite returns the cipher suite.
func (s *State) Suite() psa.PAKECipherSuite { return s.suite }

// Role returns the role, PAKERoleNone where none was set.
func (s *State) Role() psa.PAKERole { return s.role }

// User, Peer and Context return what was set, nil where nothing was. The slices belong to the state.
func (s *State) User() []byte { return s.user }

// Peer is described at [State.User].
func (s *State) Peer() []byte { return s.peer }

// Context is described at [State.User].
func (s *State) Context() []byte { return s.context }

// SetRole is psa_pake_set_role.
// Errors: INVALID_ARGUMENT for a role that the algorithm or the key has not; BAD_STATE for a second role, or after the first message.
func (s *State) SetRole(r psa.PAKERole) error {
	if err := s.maySet("role", s.hasRole); err != nil {
		return err
	}
	if err := r.CheckRole(s.suite.Alg, s.keyType); err != nil {
		return err
	}
	s.role, s.hasRole = r, true
	return nil
}

// SetUser is psa_pake_set_user; id is copied.
// Errors: INVALID_ARGUMENT for an identity that the algorithm can't take; BAD_STATE for a second one, or after the first message.
func (s *State) SetUser(id []byte) error { return s.setIdentity(&s.user, s.peer, id, "user") }

// SetPeer is psa_pake_set_peer; id is copied. Errors: as [State.SetUser].
func (s *State) SetPeer(id []byte) error { return s.setIdentity(&s.peer, s.user, id, "peer") }

func (s *State) setIdentity(to *[]byte, other, id []byte, what string) error {
	if err := s.maySet(what, *to != nil); err != nil {
		return err
	}
	if why := s.rules.identity(len(id)); why != "" {
		return psa.Errorf(psa.ErrInvalidArgument, "the identity of the %s in %v %s", what, s.suite.Alg, why)
	}
	if s.rules.distinct && other != nil && bytes.Equal(id, other) {
		return psa.Errorf(psa.ErrInvalidArgument, "user and peer of %v have the same identity, with which a message could be sent back to its sender", s.suite.Alg)
	}
	*to = append([]byte{}, id...)
	return nil
}

// SetContext is psa_pake_set_context; c is copied. A context of no bytes is not the same as none.
// Errors: BAD_STATE for an algorithm that has no context, for a second one, and after the first message.
func (s *State) SetContext(c []byte) error {
	if !s.rules.context {
		return psa.Errorf(psa.ErrBadState, "%v has no context", s.suite.Alg)
	}
	if err := s.maySet("context", s.context != nil); err != nil {
		return err
	}
	s.context = append([]byte{}, c...)
	return nil
}

func (s *State) maySet(what string, is bool) error {
	switch {
	case s.begun:
		return psa.Errorf(psa.ErrBadState, "the %s comes too late: the first message of the exchange has gone out or come in", what)
	case is:
		return psa.Errorf(psa.ErrBadState, "the %s of the exchange has been set already", what)
	}
	return nil
}

// Output counts a call of psa_pake_output for a step.
// Errors: BAD_STATE before all is set, and for a step whose turn it is not; INVALID_ARGUMENT for one that the algorithm has not, or that sends nothing.
func (s *State) Output(step psa.PAKEStep) error { return s.take(call{true, step}) }

// Input counts a call of psa_pake_input for a step with n bytes.
// Errors: as [State.Output], and INVALID_ARGUMENT for more bytes than any message of the step has.
func (s *State) Input(step psa.PAKEStep, n int) error {
	before := *s
	if err := s.take(call{false, step}); err != nil {
		return err
	}
	if most := psa.PAKEInputSize(s.suite.Alg, s.suite.Primitive, step); n > most {
		*s = before
		return psa.Errorf(psa.ErrInvalidArgument, "the message for the step %v of %v has %d bytes; there are at most %d", step, s.suite, n, most)
	}
	return nil
}

func (s *State) take(c call) error {
	if err := s.ready(); err != nil {
		return err
	}
	if !s.rules.takes(c, s.role) {
		return psa.Errorf(psa.ErrInvalidArgument, "%v has no step %v to %s%s", s.suite.Alg, c.step, c.verb(), s.inRole())
	}
	rounds := s.rules.of(s.role)
	if s.round < len(rounds) && s.advance(&rounds[s.round], c) {
		s.begun = true
		return nil
	}
	if s.complete() {
		for _, f := range s.rules.final {
			if f == c {
				return nil
			}
		}
	}
	return psa.Errorf(psa.ErrBadState, "it is not the turn of the step %v to %s%s in %v", c.step, c.verb(), s.inRole(), s.suite.Alg)
}

// advance makes a call of a round if it is its turn, and goes on to the next round when it was the last.
func (s *State) advance(r *round, c call) bool {
	i := s.turn(r, c)
	if i < 0 {
		return false
	}
	s.at[i]++
	if s.at[i] < len(r.runs[i]) {
		return true
	}
	s.ended[i] = true
	if r.open {
		s.at[i] = 0
		return true
	}
	for j := range r.runs {
		if !s.ended[j] {
			return true
		}
	}
	s.round++
	clear(s.at[:])
	clear(s.ended[:])
	return true
}

// turn finds the run of which c is the next call, and -1 where there is none.
func (s *State) turn(r *round, c call) int {
	for i, run := range r.runs {
		if at := s.at[i]; at > 0 && at < len(run) {
			if run[at] == c {
				return i
			}
			if !r.open {
				return -1
			}
		}
	}
	for i, run := range r.runs {
		if run[0] == c && (r.open || !s.ended[i]) {
			s.at[i] = 0
			return i
		}
	}
	return -1
}

// complete tells whether all rounds have ended; an open one has when each of its runs has ended once.
func (s *State) complete() bool {
	rounds := s.rules.of(s.role)
	if s.round == len(rounds) {
		return true
	}
	r := &rounds[s.round]
	if !r.open {
		return false
	}
	for i := range r.runs {
		if !s.ended[i] {
			return false
		}
	}
	return true
}

// SharedKey tells whether the shared secret can be had now (psa_pake_get_shared_key). Error: BAD_STATE.
func (s *State) SharedKey() error {
	if err := s.ready(); err != nil {
		return err
	}
	if !s.complete() {
		return psa.Errorf(psa.ErrBadState, "the messages of %v have not all been exchanged yet, and without them there is no %v", s.suite.Alg, s.suite.KeyConfirmation)
	}
	return nil
}

// ready tells whether all is set that must be.
func (s *State) ready() error {
	missing := ""
	switch {
	case s.rules.roles() && !s.hasRole:
		missing = "role"
	case s.rules.identities && s.user == nil:
		missing = "identity of the user"
	case s.rules.identities && s.peer == nil:
		missing = "identity of the peer"
	default:
		return nil
	}
	return psa.Errorf(psa.ErrBadState, "the %s has not been set, which %v needs", missing, s.suite.Alg)
}

func (c call) verb() string {
	if c.out {
		return "output"
	}
	return "input"
}

func (s *State) inRole() string {
	if s.role == psa.PAKERoleNone {
		return ""
	}
	return " in the role " + s.role.String()
}
