package driver

import (
	"context"

	"github.com/psacrypto/psa"
)

// PAKEs is implemented by drivers with password-authenticated key exchanges.
type PAKEs interface {
	// CheckPAKE judges whether an exchange with the suite and the grant's key can begin, before roles and identities are known.
	// Error: NOT_SUPPORTED for a suite that the driver does not have, INVALID_ARGUMENT for a key that can't be used in the group, as a password
	// of J-PAKE that is 0 modulo its order.
	CheckPAKE(ctx context.Context, g Grant, s psa.PAKECipherSuite) error
	// NewPAKE begins an exchange. The core has checked that the suite is one that the specification allows for the grant's algorithm and key, and that
	// role and identities are there where the algorithm needs them.
	// Error: NOT_SUPPORTED for a suite that the driver does not have, INVALID_ARGUMENT for identities or a context that the algorithm can't take.
	NewPAKE(ctx context.Context, g Grant, s PAKESetup) (PAKE, error)
}

// PAKESetup is what an exchange begins with. The slices belong to the core and last as long as the exchange.
type PAKESetup struct {
	Suite psa.PAKECipherSuite
	Role  psa.PAKERole
	// User and Peer are the identities, nil where none was set, which is not the same as empty.
	User, Peer []byte
	// Context is nil where none was set.
	Context []byte
}

// PAKE is an exchange. Steps come in an order that the specification allows for the algorithm; after an error only Close may follow.
type PAKE interface {
	// Output appends what the step sends to the peer. Error: INSUFFICIENT_ENTROPY.
	Output(ctx context.Context, step psa.PAKEStep, dst []byte) ([]byte, error)
	// Input takes what the peer has sent for the step.
	// Errors: INVALID_SIGNATURE for a proof or confirmation that is wrong, INVALID_ARGUMENT for what is no valid message of the step.
	Input(ctx context.Context, step psa.PAKEStep, p []byte) error
	// SharedKey appends the secret that both sides have.
	SharedKey(ctx context.Context, dst []byte) ([]byte, error)
	// Close wipes the state. It may be called more than once.
	Close()
}
