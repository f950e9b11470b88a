package driver

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Derivations is implemented by drivers that derive keys.
type Derivations interface {
	// NewDerivation begins the output of a derivation from all of its inputs, which are complete, and in an order and of kinds that
	// the specification allows for the algorithm. a is a key derivation alone; the secret of a key agreement comes as Data. capacity is how many
	// bytes may be asked for, on which the output of some algorithms depends (PSA Crypto 1.5, PSA_ALG_SP800_108_COUNTER_HMAC).
	NewDerivation(ctx context.Context, a alg.Algorithm, inputs []Input, capacity uint64) (Derivation, error)
}

// DerivedImport is implemented by drivers that hold keys whose derivation ends with a computation: for an SLH-DSA key pair SK.seed, SK.prf and PK.seed are drawn, and
// PK.root is computed (PSA Crypto 1.5, PSA_KEY_TYPE_SLH_DSA_KEY_PAIR, "Key derivation").
type DerivedImport interface {
	// ImportDerived makes a key of attrs.Type and attrs.Bits of what the procedure of its type has drawn. Errors: INVALID_ARGUMENT, NOT_SUPPORTED.
	ImportDerived(ctx context.Context, attrs *psa.Attributes, drawn []byte) (Material, error)
}

// Input is one input of a derivation.
type Input struct {
	Step psa.DerivationStep
	// Key is the key that was given for the step, or the zero Grant where Data or Value was.
	Key Grant
	// Data belongs to the core, which wipes it when the operation ends.
	Data []byte
	// Value is the input of the cost step.
	Value uint64
}

// Derivation is the output of a derivation: a stream of bytes whose length the core keeps within the capacity.
type Derivation interface {
	// Read fills out with the next bytes of the stream.
	Read(ctx context.Context, out []byte) error
	// Close wipes the state. It may be called more than once.
	Close()
}

// TokenDerivation is what a [Derivation] with WPA3_SAE_H2E is: its output is one password token, and no stream.
type TokenDerivation interface {
	Derivation
	// Token appends the token for a key of type t, which is of WPA3-SAE, and a size in bits, in the format for import.
	// Error: NOT_SUPPORTED for a group that the driver does not have.
	Token(ctx context.Context, t keytype.Type, bits int, dst []byte) ([]byte, error)
}
