package core

import (
	"context"
	"crypto/subtle"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// Derivation is a key derivation (psa_key_derivation_operation_t).
//
// Inputs are collected and checked against the rules of package derivation; the driver's part is made with the first output, by the location whose keys went in.
type Derivation struct {
	multipart
	owner    psa.Owner
	alg      alg.Algorithm
	rules    *derivation.State
	inputs   []driver.Input
	capacity uint64
	loc      *location
	stream   driver.Derivation
}

// NewDerivation is psa_key_derivation_setup.
func (e *Engine) NewDerivation(owner psa.Owner, a alg.Algorithm) (*Derivation, error) {
	d, err := e.newDerivation(owner, a)
	if err != nil {
		return nil, psa.At(err, "key_derivation_setup", 0)
	}
	return d, nil
}

func (e *Engine) newDerivation(owner psa.Owner, a alg.Algorithm) (*Derivation, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if reason, ok := a.Check(); !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the algorithm 0x%08x is not valid: %s", uint32(a), reason)
	}
	rules, ok := derivation.New(a)
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v is not a key derivation, nor a key agreement with one", a)
	}
	if !e.local.driver.Supports(keytype.None, 0, derivation.KDF(a), 0) {
		return nil, psa.Errorf(psa.ErrNotSupported, "the %s driver has no derivation %v", e.local.driver.Name(), derivation.KDF(a))
	}
	d := &Derivation{
		multipart: multipart{engine: e, family: "key derivation", phase: begun},
		owner:     owner, alg: a, rules: rules, capacity: derivation.MaxCapacity(a),
	}
	d.wipe = func() {
		for i := range d.inputs {
			clear(d.inputs[i].Data)
		}
		d.inputs = nil
	}
	return d, nil
}

// Capacity is psa_key_derivation_get_capacity: how many bytes may still be asked for.
func (d *Derivation) Capacity() (n uint64, err error) {
	err = d.step("key_derivation_get_capacity", begun|running, same, func() error {
		n = d.capacity
		return nil
	})
	return n, err
}

// SetCapacity is psa_key_derivation_set_capacity. Its errors leave the operation as it was.
func (d *Derivation) SetCapacity(n uint64) error {
	return d.step("key_derivation_set_capacity", begun|running, same, func() error {
		switch {
		case n > d.capacity:
			return &repeatable{psa.Errorf(psa.ErrInvalidArgument, "a capacity of %d bytes is asked for, but only %d are left; a capacity can only be made less", n, d.capacity)}
		case d.phase == running && derivation.DependsOnCapacity(d.alg):
			return &repeatable{psa.Errorf(psa.ErrBadState, "the output of %v depends on the capacity, which can't be changed after the first output", d.alg)}
		}
		d.capacity = n
		return nil
	})
}

// InputBytes is psa_key_derivation_input_bytes; data is copied.
func (d *Derivation) InputBytes(step psa.DerivationStep, data []byte) error {
	return d.step("key_derivation_input_bytes", begun, begun, func() error {
		if err := d.rules.Bytes(step, len(data)); err != nil {
			return err
		}
		if err := derivation.CheckData(d.alg, step, data); err != nil {
			return err
		}
		d.inputs = append(d.inputs, driver.Input{Step: step, Data: append([]byte{}, data...)})
		return nil
	})
}

// InputInteger is psa_key_derivation_input_integer.
func (d *Derivation) InputInteger(step psa.DerivationStep, v uint64) error {
	return d.step("key_derivation_input_integer", begun, begun, func() error {
		if err := d.rules.Integer(step, v); err != nil {
			return err
		}
		d.inputs = append(d.inputs, driver.Input{Step: step, Value: v})
		return nil
	})
}

// InputKey is psa_key_derivation_input_key.
func (d *Derivation) InputKey(ctx context.Context, step psa.DerivationStep, k psa.KeyID) error {
	u, acquired := d.acquireInput(ctx, Ref{d.owner, k})
	kept := false
	err := d.step("key_derivation_input_key", begun, begun, func() error {
		if acquired != nil {
			return acquired
		}
		if err := d.takeKey(step, u); err != nil {
			return err
		}
		// Whether it succeeds or not, hold sees to the release.
		kept = true
		if err := d.hold(u); err != nil {
			return err
		}
		d.inputs = append(d.inputs, driver.Input{Step: step, Key: u.grant})
		return nil
	})
	if acquired == nil && !kept {
		u.release()
	}
	return withKey(err, k)
}

// withKey fills in the key that a multi-part call was about.
func withKey(err error, k psa.KeyID) error {
	if e, ok := err.(*psa.Error); ok && e.Key == psa.KeyIDNull {
		c := *e
		c.Key = k
		return &c
	}
	return err
}

// acquireInput takes a key that permits DERIVE, or else one that permits VERIFY_DERIVATION, with the operation's algorithm: where that joins a key
// agreement and a derivation, the policy has to permit the two together (PSA Crypto 1.5, psa_key_derivation_input_key).
func (d *Derivation) acquireInput(ctx context.Context, k Ref) (use, error) {
	u, err := d.engine.acquire(ctx, k, op.KeyDerivation, d.alg)
	if psa.StatusOf(err) != psa.ErrNotPermitted {
		return u, err
	}
	// Of a key that lacks both flags the first is told; what else is wrong with a key that has the second is told as it is.
	v, other := d.engine.acquire(ctx, k, op.VerifyDerivation, d.alg)
	if psa.StatusOf(other) == psa.ErrNotPermitted {
		return use{}, err
	}
	return v, other
}

func (d *Derivation) takeKey(step psa.DerivationStep, u use) error {
	if err := d.rules.Key(step, u.slot.attrs.Type); err != nil {
		return err
	}
	if d.loc != nil && d.loc != u.loc {
		return psa.Errorf(psa.ErrNotSupported, "the inputs are keys in %v and %v; a derivation takes keys of one location", d.loc.at, u.loc.at)
	}
	if u.loc.derivations == nil {
		return u.loc.lacks("key derivation")
	}
	if u.grant.Usage() == psa.VerifyDerivation {
		d.rules.MarkVerifyOnly()
	}
	d.loc = u.loc
	return nil
}

// InputAgreement is psa_key_derivation_key_agreement: the secret shared with the owner of peer is the input.
func (d *Derivation) InputAgreement(ctx context.Context, step psa.DerivationStep, private psa.KeyID, peer []byte) error {
	var u use
	acquired := error(psa.Errorf(psa.ErrInvalidArgument, "the operation was set up with %v, which has no key agreement", d.alg))
	if d.alg.IsKeyAgreement() {
		u, acquired = d.engine.acquire(ctx, Ref{d.owner, private}, op.KeyAgreement, d.alg)
	}
	err := d.step("key_derivation_key_agreement", begun, begun, func() error {
		if acquired != nil {
			return acquired
		}
		if err := d.rules.Agreement(step); err != nil {
			return err
		}
		secret, err := u.agree(ctx, nil, peer)
		if err != nil {
			return err
		}
		// The operation wipes it from here on, also if the length is wrong.
		d.inputs = append(d.inputs, driver.Input{Step: step, Data: secret})
		return derivation.CheckData(d.alg, step, secret)
	})
	if acquired == nil {
		u.release()
	}
	return withKey(err, private)
}

// output runs a call that reads n bytes; the capacity comes before all else, and running out of it is no error state.
func (d *Derivation) output(ctx context.Context, call string, n func() (uint64, error), f func() error) error {
	return d.step(call, begun|running, running, func() error {
		if err := d.rules.Ready(); err != nil {
			return err
		}
		want, err := n()
		if err != nil {
			return err
		}
		if want > d.capacity {
			left := d.capacity
			d.capacity = 0
			return &repeatable{psa.Errorf(psa.ErrInsufficientData, "%d bytes are asked for, but the capacity left is %d", want, left)}
		}
		return f()
	})
}

// read takes bytes from the stream, which it begins when that has not been done.
func (d *Derivation) read(ctx context.Context, p []byte) error {
	if err := d.begin(ctx, len(p)); err != nil {
		return err
	}
	if err := d.stream.Read(ctx, p); err != nil {
		clear(p)
		return err
	}
	d.capacity -= uint64(len(p))
	return nil
}

// begin makes the driver's part, when that has not been done, for a key or bytes that need n bytes of the capacity.
func (d *Derivation) begin(ctx context.Context, n int) error {
	if uint64(n) > d.capacity {
		d.capacity = 0
		return psa.Errorf(psa.ErrInsufficientData, "the capacity left is not enough for the key")
	}
	if d.stream != nil {
		return nil
	}
	l := d.loc
	if l == nil {
		l = d.engine.local
	}
	if l.derivations == nil {
		return l.lacks("key derivation")
	}
	stream, err := l.derivations.NewDerivation(ctx, derivation.KDF(d.alg), d.inputs, d.capacity)
	if err != nil {
		return err
	}
	d.stream, d.inner = stream, stream
	d.rules.Start()
	return nil
}

// keyData makes the data of a key that is derived, in the format for import.
func (d *Derivation) keyData(ctx context.Context, t keytype.Type, bits int) ([]byte, error) {
	if !t.IsWPA3SAEECC() && !t.IsWPA3SAEDH() {
		return derivation.KeyFromStream(t, bits, func(p []byte) error { return d.read(ctx, p) })
	}
	if err := d.begin(ctx, t.ExportSize(bits)); err != nil {
		return nil, err
	}
	s, ok := d.stream.(driver.TokenDerivation)
	if !ok {
		return nil, psa.Errorf(psa.ErrNotSupported, "the driver of the derivation makes no keys of type %v", t)
	}
	// It is the only output (PSA Crypto 1.5, PSA_ALG_WPA3_SAE_H2E).
	d.capacity = 0
	return s.Token(ctx, t, bits, nil)
}

func bytesOf(n int) func() (uint64, error) { return func() (uint64, error) { return uint64(n), nil } }

// OutputBytes is psa_key_derivation_output_bytes: it fills out.
func (d *Derivation) OutputBytes(ctx context.Context, out []byte) error {
	return d.output(ctx, "key_derivation_output_bytes", bytesOf(len(out)), func() error {
		if err := d.rules.MayOutputBytes(len(out)); err != nil {
			return err
		}
		return d.read(ctx, out)
	})
}

// VerifyBytes is psa_key_derivation_verify_bytes.
func (d *Derivation) VerifyBytes(ctx context.Context, want []byte) error {
	return d.output(ctx, "key_derivation_verify_bytes", bytesOf(len(want)), func() error {
		if err := d.rules.MayVerifyBytes(len(want)); err != nil {
			return err
		}
		return d.compare(ctx, want)
	})
}

func (d *Derivation) compare(ctx context.Context, want []byte) error {
	got := make([]byte, len(want))
	defer clear(got)
	if err := d.read(ctx, got); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return psa.Errorf(psa.ErrInvalidSignature, "the output of the derivation is not the expected one")
	}
	return nil
}

// VerifyKey is psa_key_derivation_verify_key.
func (d *Derivation) VerifyKey(ctx context.Context, expected psa.KeyID) error {
	u, acquired := d.engine.acquire(ctx, Ref{d.owner, expected}, op.VerifyDerivation, d.alg)
	size := func() (n uint64, err error) {
		if acquired != nil {
			return 0, acquired
		}
		if t := u.slot.attrs.Type; t != keytype.PasswordHash {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "the expected output is a key of type %v; it must be one of type PASSWORD_HASH", t)
		}
		return uint64(u.slot.attrs.Bits+7) / 8, nil
	}
	err := d.output(ctx, "key_derivation_verify_key", size, func() error {
		n := (u.slot.attrs.Bits + 7) / 8
		if err := d.rules.MayVerifyBytes(n); err != nil {
			return err
		}
		// The comparison happens here and the expected bytes go no further, whatever the key's EXPORT flag.
		want, err := u.loc.driver.Export(ctx, u.grant, make([]byte, 0, n))
		if err != nil {
			return err
		}
		defer clear(want)
		return d.compare(ctx, want)
	})
	if acquired == nil {
		u.release()
	}
	return withKey(err, expected)
}

// OutputKey is psa_key_derivation_output_key, or psa_key_derivation_output_key_custom with parameters.
func (d *Derivation) OutputKey(ctx context.Context, attrs psa.Attributes, p driver.Parameters) (id psa.KeyID, err error) {
	var c *creation
	size := func() (uint64, error) {
		if !p.IsDefault() {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "derived keys have no custom production parameters")
		}
		if attrs.Type.IsPublicKey() {
			return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key can't be derived; the type is %v", attrs.Type)
		}
		var err error
		if c, err = d.engine.prepare(d.owner, attrs, true); err != nil {
			return 0, err
		}
		return 0, d.rules.MayOutputKey(c.attrs.Type, c.attrs.Bits, c.attrs.Policy.Alg)
	}
	err = d.output(ctx, "key_derivation_output_key", size, func() error {
		data, err := d.keyData(ctx, c.attrs.Type, c.attrs.Bits)
		if err != nil {
			if psa.StatusOf(err) == psa.ErrInsufficientData {
				return &repeatable{err}
			}
			return err
		}
		defer clear(data)
		id, err = c.from(ctx, func() (driver.Material, error) { return c.derived(ctx, data) })
		return err
	})
	return id, err
}

// derived makes a key of what the procedure of its type has drawn from the stream, which is its format for all types but one.
func (c *creation) derived(ctx context.Context, drawn []byte) (driver.Material, error) {
	if !c.attrs.Type.IsSLHDSAKeyPair() {
		return c.loc.driver.Import(ctx, &c.attrs, drawn)
	}
	d, ok := c.loc.driver.(driver.DerivedImport)
	if !ok {
		return driver.Material{}, c.loc.lacks("derivation of SLH-DSA key pairs")
	}
	return d.ImportDerived(ctx, &c.attrs, drawn)
}
