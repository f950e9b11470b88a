package pake

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// call is one call of psa_pake_output or psa_pake_input.
type call struct {
	out  bool
	step psa.PAKEStep
}

func out(s psa.PAKEStep) call { return call{true, s} }
func in(s psa.PAKEStep) call  { return call{false, s} }

// run is a sequence of calls that come one after the other.
type run []call

// round is a part of an exchange that ends when all of its runs have ended. Where there are several, the caller chooses which comes first; a run that has begun
// is brought to its end before another begins.
type round struct {
	runs []run
	// open marks the last round of an exchange whose runs may be interleaved, and begun again at any time, also after all of them have ended.
	open bool
}

func (r *round) has(c call) bool {
	for _, run := range r.runs {
		for _, x := range run {
			if x == c {
				return true
			}
		}
	}
	return false
}

// rules are what the specification says of one algorithm.
type rules struct {
	is func(alg.Algorithm) bool
	// identities tells that both sides must be named before the first message; where it is false they may be.
	identities bool
	// identity judges the length in bytes of an identity and says what is wrong with it, or "".
	identity func(n int) string
	// distinct tells that the two identities must differ.
	distinct bool
	// context tells that there may be a context.
	context bool
	// pseudorandom tells that the shared secret may also become the key of a block cipher.
	pseudorandom bool
	// rounds are the messages in the role PAKERoleNone, or of the client, and server those of the server.
	rounds, server []round
	// final are calls that are possible, any number of times, when all rounds have ended.
	final []call
}

var (
	jpakeProof = func(side func(psa.PAKEStep) call) run {
		return run{side(psa.PAKEStepKeyShare), side(psa.PAKEStepZKPublic), side(psa.PAKEStepZKProof)}
	}
	// jpakeOne sends or receives the keys of round one with their proofs.
	jpakeOne = func(side func(psa.PAKEStep) call) run { return append(jpakeProof(side), jpakeProof(side)...) }
)

// table has the orders of "J-PAKE operation", "SPAKE2+ operation" and "WPA3-SAE operation" (PSA Crypto 1.5).
var table = [...]rules{
	{
		is:         alg.Algorithm.IsJPAKE,
		identities: true, identity: someBytes,
		// The identities in the proofs (RFC 8235, sections 2.3 and 3.3) keep a message from being a good one when it comes back to its sender.
		distinct: true,
		rounds: []round{
			{runs: []run{jpakeOne(out), jpakeOne(in)}},
			{runs: []run{jpakeProof(out), jpakeProof(in)}},
		},
	},
	{
		is:       alg.Algorithm.IsSPAKE2P,
		identity: anyBytes,
		context:  true, pseudorandom: true,
		rounds: []round{
			{runs: []run{{out(psa.PAKEStepKeyShare), in(psa.PAKEStepKeyShare), in(psa.PAKEStepConfirm), out(psa.PAKEStepConfirm)}}},
		},
		server: []round{
			{runs: []run{{in(psa.PAKEStepKeyShare), out(psa.PAKEStepKeyShare), out(psa.PAKEStepConfirm), in(psa.PAKEStepConfirm)}}},
		},
	},
	{
		is:         alg.Algorithm.IsWPA3SAE,
		identities: true, identity: macAddress,
		pseudorandom: true,
		rounds: []round{
			{runs: []run{{out(psa.PAKEStepCommit)}, {in(psa.PAKEStepCommit)}}},
			{runs: []run{{in(psa.PAKEStepSalt)}}},
			// Each confirmation sent takes a new counter. Both sides may confirm again and again, because frames get lost.
			{runs: []run{{in(psa.PAKEStepConfirmCount), out(psa.PAKEStepConfirm)}, {in(psa.PAKEStepConfirm)}}, open: true},
		},
		final: []call{out(psa.PAKEStepKeyID)},
	},
}

func rulesOf(a alg.Algorithm) *rules {
	for i := range table {
		if table[i].is(a) {
			return &table[i]
		}
	}
	return nil
}

// takes tells whether a call is one of the algorithm in a role.
func (r *rules) takes(c call, role psa.PAKERole) bool {
	for i := range r.of(role) {
		if r.of(role)[i].has(c) {
			return true
		}
	}
	for _, f := range r.final {
		if f == c {
			return true
		}
	}
	return false
}

func (r *rules) of(role psa.PAKERole) []round {
	if role == psa.PAKERoleServer {
		return r.server
	}
	return r.rounds
}

// roles tells whether the algorithm has roles.
func (r *rules) roles() bool { return r.server != nil }

func anyBytes(int) string { return "" }

func someBytes(n int) string {
	if n == 0 {
		return "is empty, which names nobody"
	}
	return ""
}

// macAddress: the identities of WPA3-SAE are MAC addresses (PSA Crypto 1.5, "WPA3-SAE operation").
func macAddress(n int) string {
	if n != 6 {
		return "is no MAC address, which has 6 bytes"
	}
	return ""
}

// CheckKey judges the type of a key that is to be made of the shared secret of an algorithm (PSA Crypto 1.5, psa_pake_get_shared_key).
// Error: INVALID_ARGUMENT for another type than DERIVE and HMAC, and, where the secret is pseudorandom, the block ciphers.
func CheckKey(a alg.Algorithm, t keytype.Type) error {
	r := rulesOf(a)
	switch {
	case r == nil:
		return psa.Errorf(psa.ErrInvalidArgument, "%v is no password-authenticated key exchange", a)
	case t == keytype.Derive || t == keytype.HMAC:
		return nil
	case !r.pseudorandom:
		return psa.Errorf(psa.ErrInvalidArgument, "the shared secret of %v becomes a key of type DERIVE or HMAC, not %v; derive others from it", a, t)
	case t.IsBlockCipher():
		return nil
	}
	return psa.Errorf(psa.ErrInvalidArgument, "the shared secret of %v becomes a key of type DERIVE or HMAC, or of a block cipher, not %v", a, t)
}
