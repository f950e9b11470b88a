package driver

import (
	"context"

	"github.com/psacrypto/psa/alg"
)

// XOFs is implemented by drivers with extendable-output functions.
type XOFs interface {
	// NewXOF begins a multi-part XOF. context is that of the call psa_xof_set_context, which the core has seen to for algorithms that have one, and
	// empty for the others. Error: INVALID_ARGUMENT for a context that the algorithm can't take.
	NewXOF(ctx context.Context, a alg.Algorithm, context []byte) (XOF, error)
}

// XOF is a multi-part extendable-output function: input first, then output.
type XOF interface {
	Update(ctx context.Context, p []byte) error
	// Read fills out with the next bytes of the output; no Update follows the first Read.
	Read(ctx context.Context, out []byte) error
	// Close wipes the state. It may be called more than once.
	Close()
}
