package keystore

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// XOF is a multi-part extendable-output function (psa_xof_operation_t): Write the input, then Read as much output as is wanted. It may be used by several goroutines,
// one call after the other. All its calls run under the context that it was made with. After an error only Close is left.
type XOF struct {
	ctx context.Context
	op  *core.XOF
}

// NewXOF begins an extendable-output function (psa_xof_setup).
// Errors: [psa.ErrInvalidArgument] where a is none, [psa.ErrNotSupported], [psa.ErrBadState] once the store is closed.
func (s *Store) NewXOF(ctx context.Context, a alg.Algorithm) (*XOF, error) {
	x, err := s.engine.NewXOF(ctx, a)
	if err != nil {
		return nil, err
	}
	return &XOF{ctx, x}, nil
}

// SetContext sets the context (psa_xof_set_context). Algorithms that have one need it, be it empty, before anything else; the others take none.
// Errors: [psa.ErrInvalidArgument] for an algorithm without context or a context that is too long, [psa.ErrBadState].
func (x *XOF) SetContext(xofctx []byte) error {
	if x == nil || x.op == nil {
		return inactive("xof_set_context")
	}
	return x.op.SetContext(x.ctx, xofctx)
}

// Write adds a part of the input (psa_xof_update). Error: [psa.ErrBadState] after the first Read.
func (x *XOF) Write(p []byte) (int, error) {
	if x == nil || x.op == nil {
		return 0, inactive("xof_update")
	}
	if err := x.op.Update(x.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Read fills p with the next bytes of the output, which has no end (psa_xof_output).
func (x *XOF) Read(p []byte) (int, error) {
	if x == nil || x.op == nil {
		return 0, inactive("xof_output")
	}
	if err := x.op.Output(x.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close ends the operation and wipes its state (psa_xof_abort). It is always safe, also twice, and its error is always nil.
func (x *XOF) Close() error {
	if x != nil && x.op != nil {
		x.op.Abort()
	}
	return nil
}
