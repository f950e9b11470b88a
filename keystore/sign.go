package keystore

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// SignMessage appends the signature of msg (psa_sign_message, psa_sign_message_with_context). sigctx is the context of the signature, for algorithms
// that have one; nil is the empty context.
func (k Key) SignMessage(ctx context.Context, a alg.Algorithm, dst, msg, sigctx []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.SignMessage(ctx, r, a, dst, msg, sigctx)
}

// SignHash appends the signature of a hash that was computed before (psa_sign_hash, psa_sign_hash_with_context).
// Error: also [psa.ErrInvalidArgument] for a hash of the wrong length.
func (k Key) SignHash(ctx context.Context, a alg.Algorithm, dst, hash, sigctx []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.SignHash(ctx, r, a, dst, hash, sigctx)
}

// VerifyMessage checks the signature of msg (psa_verify_message, psa_verify_message_with_context). Error: [psa.ErrInvalidSignature].
func (k Key) VerifyMessage(ctx context.Context, a alg.Algorithm, msg, sig, sigctx []byte) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.VerifyMessage(ctx, r, a, msg, sig, sigctx)
}

// VerifyHash checks the signature of a hash (psa_verify_hash, psa_verify_hash_with_context).
// Errors: [psa.ErrInvalidSignature]; [psa.ErrInvalidArgument] for a hash of the wrong length.
func (k Key) VerifyHash(ctx context.Context, a alg.Algorithm, hash, sig, sigctx []byte) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.VerifyHash(ctx, r, a, hash, sig, sigctx)
}

// Sign is a signature in parts (psa_sign_operation_t). It may be used by several goroutines, one call after the other. All its calls run under the context
// that it was made with. After an error only Close is left.
type Sign struct {
	ctx context.Context
	op  *core.Sign
}

// NewSign begins a signature of a message in parts (psa_sign_setup). Error: [psa.ErrInvalidArgument] or [psa.ErrNotSupported] for algorithms that need
// the whole message at once.
func (k Key) NewSign(ctx context.Context, a alg.Algorithm) (*Sign, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	s, err := e.NewSign(ctx, r, a)
	if err != nil {
		return nil, err
	}
	return &Sign{ctx, s}, nil
}

// SetContext sets the context of the signature, before the first Write (psa_sign_set_context).
func (s *Sign) SetContext(sigctx []byte) error {
	if s == nil || s.op == nil {
		return inactive("sign_set_context")
	}
	return s.op.SetContext(s.ctx, sigctx)
}

// Write adds a part of the message (psa_sign_update).
func (s *Sign) Write(p []byte) (int, error) {
	if s == nil || s.op == nil {
		return 0, inactive("sign_update")
	}
	if err := s.op.Update(s.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Finish appends the signature and ends the operation (psa_sign_finish).
func (s *Sign) Finish(dst []byte) ([]byte, error) {
	if s == nil || s.op == nil {
		return nil, inactive("sign_finish")
	}
	return s.op.Finish(s.ctx, dst)
}

// Close ends the operation and wipes its state (psa_sign_abort). It is always safe, also twice, and its error is always nil.
func (s *Sign) Close() error {
	if s != nil && s.op != nil {
		s.op.Abort()
	}
	return nil
}

// Verify is a verification in parts (psa_verify_operation_t). It may be used by several goroutines, one call after the other. All its calls run under the
// context that it was made with. After an error only Close is left.
type Verify struct {
	ctx context.Context
	op  *core.Verify
}

// NewVerify begins the verification of the signature sig, which is copied, of a message in parts (psa_verify_setup).
func (k Key) NewVerify(ctx context.Context, a alg.Algorithm, sig []byte) (*Verify, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	v, err := e.NewVerify(ctx, r, a, sig)
	if err != nil {
		return nil, err
	}
	return &Verify{ctx, v}, nil
}

// SetContext sets the context of the signature, before the first Write (psa_verify_set_context).
func (v *Verify) SetContext(sigctx []byte) error {
	if v == nil || v.op == nil {
		return inactive("verify_set_context")
	}
	return v.op.SetContext(v.ctx, sigctx)
}

// Write adds a part of the message (psa_verify_update).
func (v *Verify) Write(p []byte) (int, error) {
	if v == nil || v.op == nil {
		return 0, inactive("verify_update")
	}
	if err := v.op.Update(v.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Finish checks the signature and ends the operation (psa_verify_finish). Error: [psa.ErrInvalidSignature].
func (v *Verify) Finish() error {
	if v == nil || v.op == nil {
		return inactive("verify_finish")
	}
	return v.op.Finish(v.ctx)
}

// Close ends the operation and wipes its state (psa_verify_abort). It is always safe, also twice, and its error is always nil.
func (v *Verify) Close() error {
	if v != nil && v.op != nil {
		v.op.Abort()
	}
	return nil
}
