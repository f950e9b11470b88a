package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// XOF is a multi-part extendable-output function (psa_xof_operation_t).
type XOF struct {
	multipart
	alg  alg.Algorithm
	xofs driver.XOFs
	xof  driver.XOF
}

// NewXOF is psa_xof_setup. Errors: INVALID_ARGUMENT for what is not an XOF, NOT_SUPPORTED.
func (e *Engine) NewXOF(ctx context.Context, a alg.Algorithm) (*XOF, error) {
	x, err := e.newXOF(ctx, a)
	if err != nil {
		return nil, psa.At(err, "xof_setup", 0)
	}
	return x, nil
}

func (e *Engine) newXOF(ctx context.Context, a alg.Algorithm) (*XOF, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if !a.IsXOF() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v is not an extendable-output function", a)
	}
	if e.local.xofs == nil || !e.local.driver.Supports(keytype.None, 0, a, 0) {
		return nil, psa.Errorf(psa.ErrNotSupported, "the %s driver has no extendable-output function %v", e.local.driver.Name(), a)
	}
	x := &XOF{multipart: multipart{engine: e, family: "XOF", phase: begun}, alg: a, xofs: e.local.xofs}
	if a.XOFHasContext() {
		return x, nil
	}
	return x, x.start(ctx, nil)
}

// start makes the driver's part, once the context is known.
func (x *XOF) start(ctx context.Context, context []byte) error {
	inner, err := x.xofs.NewXOF(ctx, x.alg, context)
	if err != nil {
		return err
	}
	x.xof, x.inner, x.phase = inner, inner, primed
	return nil
}

// SetContext is psa_xof_set_context. An algorithm with a context has to be given one before anything else, the empty one too.
func (x *XOF) SetContext(ctx context.Context, context []byte) error {
	if !x.alg.XOFHasContext() {
		return x.step("xof_set_context", primed, same, func() error {
			return psa.Errorf(psa.ErrInvalidArgument, "%v has no context", x.alg)
		})
	}
	return x.step("xof_set_context", begun, primed, func() error { return x.start(ctx, context) })
}

// Update is psa_xof_update.
func (x *XOF) Update(ctx context.Context, p []byte) error {
	return x.step("xof_update", primed|associated, associated, func() error { return x.xof.Update(ctx, p) })
}

// Output is psa_xof_output: it fills out.
func (x *XOF) Output(ctx context.Context, out []byte) error {
	return x.step("xof_output", primed|associated|running, running, func() error {
		err := x.xof.Read(ctx, out)
		if err != nil {
			clear(out)
		}
		return err
	})
}
