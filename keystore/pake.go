package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/core"
)

// PAKE is a password-authenticated key exchange (psa_pake_operation_t). It may be used by several goroutines, one call after the other. All its calls
// run under the context that it was made with.
//
// After [Key.NewPAKE] come the Set methods, as many as the algorithm wants and each once; then messages go out of Output to the peer and come from
// the peer into Input, step by step in the order of the algorithm; then SharedKey makes a key of the secret that both sides have:
//
//   - J-PAKE needs user and peer. Round one sends KEY_SHARE, ZK_PUBLIC, ZK_PROOF twice, and receives the same, either first; round two does so once.
//     Nothing is confirmed: whether the peer has the password shows when the key is used.
//   - SPAKE2+ needs a role, and may have user, peer and context. The client sends KEY_SHARE, receives KEY_SHARE and CONFIRM, and sends CONFIRM; the
//     server does the opposite.
//   - WPA3-SAE needs user and peer, which are MAC addresses. COMMIT is sent and received, either first; the SALT is given, and then, as often as is
//     needed, CONFIRM_COUNT is given and CONFIRM sent, and CONFIRM received. KEY_ID can be had when CONFIRM has gone both ways.
//
// Whatever the peer sends wrong ends the exchange; after an error only Close is left.
type PAKE struct {
	ctx   context.Context
	store *Store
	op    *core.PAKE
}

// NewPAKE begins a password-authenticated key exchange with the key as the password, or what was derived from one (psa_pake_setup). The key must
// permit DERIVE; if it is destroyed, the exchange ends.
// Errors: [psa.ErrInvalidArgument] for a suite that the specification has not, or for which the key is not, [psa.ErrNotPermitted],
// [psa.ErrNotSupported], and those of any use of a key.
func (k Key) NewPAKE(ctx context.Context, suite psa.PAKECipherSuite) (*PAKE, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	p, err := e.NewPAKE(ctx, r, suite)
	if err != nil {
		return nil, err
	}
	return &PAKE{ctx, k.store, p}, nil
}

func (p *PAKE) none() bool { return p == nil || p.op == nil }

// SetRole sets what the caller is in the exchange (psa_pake_set_role). For algorithms without roles it can be left out, or PAKERoleNone.
// Errors: [psa.ErrInvalidArgument] for a role that the algorithm or the key has not, [psa.ErrBadState] for a second one, or after the first message.
func (p *PAKE) SetRole(r psa.PAKERole) error {
	if p.none() {
		return inactive("pake_set_role")
	}
	return p.op.SetRole(r)
}

// SetUser sets the caller's identity (psa_pake_set_user), which is copied.
// Errors: [psa.ErrInvalidArgument] for one that the algorithm can't take, [psa.ErrBadState] for a second one, or after the first message.
func (p *PAKE) SetUser(id []byte) error {
	if p.none() {
		return inactive("pake_set_user")
	}
	return p.op.SetUser(id)
}

// SetPeer sets the peer's identity (psa_pake_set_peer), which is copied. Errors: as [PAKE.SetUser].
func (p *PAKE) SetPeer(id []byte) error {
	if p.none() {
		return inactive("pake_set_peer")
	}
	return p.op.SetPeer(id)
}

// SetContext sets the context of SPAKE2+ (psa_pake_set_context), which is copied; one of no bytes is not the same as none.
// Error: [psa.ErrBadState] for another algorithm, for a second one, and after the first message.
func (p *PAKE) SetContext(c []byte) error {
	if p.none() {
		return inactive("pake_set_context")
	}
	return p.op.SetContext(c)
}

// Output appends what the step sends to the peer (psa_pake_output), at most [psa.PAKEOutputSize] bytes.
// Errors: [psa.ErrBadState] out of order, or where the key is gone, [psa.ErrInvalidArgument] for a step that the algorithm has not,
// [psa.ErrInsufficientEntropy].
func (p *PAKE) Output(step psa.PAKEStep, dst []byte) ([]byte, error) {
	if p.none() {
		return nil, inactive("pake_output")
	}
	return p.op.Output(p.ctx, step, dst)
}

// Input takes what the peer has sent for the step, or what the algorithm wants from the caller there (psa_pake_input). msg is neither changed nor
// kept.
// Errors: [psa.ErrInvalidSignature] for a proof or confirmation that is wrong, [psa.ErrInvalidArgument] for what is no valid message of the step,
// and as [PAKE.Output].
func (p *PAKE) Input(step psa.PAKEStep, msg []byte) error {
	if p.none() {
		return inactive("pake_input")
	}
	return p.op.Input(p.ctx, step, msg)
}

// SharedKey makes a key of the shared secret and ends the exchange (psa_pake_get_shared_key). The type is DERIVE or HMAC or, not for
// J-PAKE, that of a block cipher; the size is 0 or that of the secret.
// Errors: [psa.ErrBadState] before all messages have been exchanged, and as [Store.Import].
func (p *PAKE) SharedKey(attrs psa.Attributes) (Key, error) {
	if p.none() {
		return Key{}, inactive("pake_get_shared_key")
	}
	return p.store.made(p.op.SharedKey(p.ctx, attrs))
}

// Suite returns the cipher suite that the exchange was set up with.
func (p *PAKE) Suite() psa.PAKECipherSuite {
	if p.none() {
		return psa.PAKECipherSuite{}
	}
	return p.op.Suite()
}

// Close ends the exchange and wipes its state (psa_pake_abort). It is always safe, also twice, and its error is always nil.
func (p *PAKE) Close() error {
	if !p.none() {
		p.op.Abort()
	}
	return nil
}
