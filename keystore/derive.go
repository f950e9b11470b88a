package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/core"
)

// Derivation is a key derivation (psa_key_derivation_operation_t). It may be used by several goroutines, one call after the other. All its
// calls run under the context that it was made with.
//
// Inputs come first, in the order that the algorithm wants; then output is taken, which goes on where the last call ended. After an
// error only Close is left, but for those of SetCapacity, and [psa.ErrInsufficientData], after which there is no output any more.
type Derivation struct {
	ctx   context.Context
	store *Store
	op    *core.Derivation
}

// NewDerivation begins a key derivation, or a key agreement with one (psa_key_derivation_setup).
// Errors: [psa.ErrInvalidArgument] where a is none, [psa.ErrNotSupported].
func (s *Store) NewDerivation(ctx context.Context, a alg.Algorithm) (*Derivation, error) {
	d, err := s.engine.NewDerivation(s.owner, a)
	if err != nil {
		return nil, err
	}
	return &Derivation{ctx, s, d}, nil
}

func (d *Derivation) none() bool { return d == nil || d.op == nil }

// Capacity returns how many bytes of output are left, [psa.UnlimitedCapacity] where there is no end (psa_key_derivation_get_capacity).
func (d *Derivation) Capacity() (uint64, error) {
	if d.none() {
		return 0, inactive("key_derivation_get_capacity")
	}
	return d.op.Capacity()
}

// SetCapacity lowers how many bytes of output are left (psa_key_derivation_set_capacity). Error: [psa.ErrInvalidArgument] for more than
// there are; the operation goes on then.
func (d *Derivation) SetCapacity(n uint64) error {
	if d.none() {
		return inactive("key_derivation_set_capacity")
	}
	return d.op.SetCapacity(n)
}

// InputBytes gives the bytes of an input; they are copied (psa_key_derivation_input_bytes).
// Errors: [psa.ErrInvalidArgument] for an input that the algorithm has not or takes otherwise, [psa.ErrBadState] out of order.
func (d *Derivation) InputBytes(step psa.DerivationStep, data []byte) error {
	if d.none() {
		return inactive("key_derivation_input_bytes")
	}
	return d.op.InputBytes(step, data)
}

// InputInteger gives the number of an input (psa_key_derivation_input_integer). Errors: as [Derivation.InputBytes].
func (d *Derivation) InputInteger(step psa.DerivationStep, v uint64) error {
	if d.none() {
		return inactive("key_derivation_input_integer")
	}
	return d.op.InputInteger(step, v)
}

// InputKey gives a key as an input (psa_key_derivation_input_key). The key must permit DERIVE, or VERIFY_DERIVATION, after which output can
// only be verified. Errors: as [Derivation.InputBytes] and those of any use of a key.
func (d *Derivation) InputKey(step psa.DerivationStep, k Key) error {
	if d.none() {
		return inactive("key_derivation_input_key")
	}
	if err := d.mine(k); err != nil {
		return err
	}
	return d.op.InputKey(d.ctx, step, k.id)
}

// mine refuses keys that were asked of another store, whose identifiers mean nothing here.
func (d *Derivation) mine(k Key) error {
	if k.store == nil {
		return errNoStore
	}
	if k.store.engine != d.store.engine || k.store.owner != d.store.owner {
		return psa.Errorf(psa.ErrInvalidHandle, "the key is of another store or owner than the derivation")
	}
	return nil
}

// InputAgreement gives the secret that private shares with the owner of peer as an input (psa_key_derivation_key_agreement).
// Errors: as [Derivation.InputBytes] and [Key.AgreeRaw].
func (d *Derivation) InputAgreement(step psa.DerivationStep, private Key, peer []byte) error {
	if d.none() {
		return inactive("key_derivation_key_agreement")
	}
	if err := d.mine(private); err != nil {
		return err
	}
	return d.op.InputAgreement(d.ctx, step, private.id, peer)
}

// Read fills out with the next bytes of output (psa_key_derivation_output_bytes); it never reads less.
// Errors: [psa.ErrBadState] before all inputs are there, [psa.ErrNotPermitted] where a key permits verification alone, [psa.ErrInsufficientData].
func (d *Derivation) Read(out []byte) (int, error) {
	if d.none() {
		return 0, inactive("key_derivation_output_bytes")
	}
	if err := d.op.OutputBytes(d.ctx, out); err != nil {
		return 0, err
	}
	return len(out), nil
}

// Key makes a key of the next output, as much as the type needs (psa_key_derivation_output_key). Type and bits must be set.
// Errors: as [Store.Import], and [psa.ErrNotPermitted] where the secret did not come from a key, [psa.ErrInsufficientData].
func (d *Derivation) Key(attrs psa.Attributes) (Key, error) {
	return d.KeyCustom(attrs, driver.Parameters{})
}

// KeyCustom is Key with custom production parameters (psa_key_derivation_output_key_custom), of which no type has any today.
func (d *Derivation) KeyCustom(attrs psa.Attributes, p driver.Parameters) (Key, error) {
	if d.none() {
		return Key{}, inactive("key_derivation_output_key")
	}
	return d.store.made(d.op.OutputKey(d.ctx, attrs, p))
}

// VerifyBytes compares the next output with what is expected, in constant time (psa_key_derivation_verify_bytes).
// Errors: [psa.ErrInvalidSignature], [psa.ErrBadState], [psa.ErrInsufficientData].
func (d *Derivation) VerifyBytes(want []byte) error {
	if d.none() {
		return inactive("key_derivation_verify_bytes")
	}
	return d.op.VerifyBytes(d.ctx, want)
}

// VerifyKey compares the next output with a key of type PASSWORD_HASH (psa_key_derivation_verify_key). Errors: as VerifyBytes and those of any
// use of a key.
func (d *Derivation) VerifyKey(expected Key) error {
	if d.none() {
		return inactive("key_derivation_verify_key")
	}
	if err := d.mine(expected); err != nil {
		return err
	}
	return d.op.VerifyKey(d.ctx, expected.id)
}

// Close ends the operation and wipes its state (psa_key_derivation_abort). It is always safe, also twice, and its error is always nil.
func (d *Derivation) Close() error {
	if !d.none() {
		d.op.Abort()
	}
	return nil
}
