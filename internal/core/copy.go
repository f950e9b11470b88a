package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/internal/policy"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/keytype"
)

// Copy is psa_copy_key.
func (e *Engine) Copy(ctx context.Context, source Ref, attrs psa.Attributes) (psa.KeyID, error) {
	id, err := e.copyKey(ctx, source, attrs)
	return id, psa.At(err, "copy_key", source.ID)
}

func (e *Engine) copyKey(ctx context.Context, source Ref, attrs psa.Attributes) (psa.KeyID, error) {
	// The use holds a destruction of the source off until the copy is whole.
	u, err := e.acquire(ctx, source, op.CopyKey, alg.None)
	if err != nil {
		return 0, err
	}
	defer u.release()
	c, err := e.prepareCopy(source.Owner, u.slot, attrs)
	if err != nil {
		return 0, err
	}
	if u.slot.persistent() {
		sealed := u.slot.record()
		c.guard = func(tx *seal.Tx) error { return u.slot.unchanged(tx, sealed) }
	}
	return c.from(ctx, func() (driver.Material, error) {
		if c.loc != u.loc {
			return c.carryOver(ctx, u)
		}
		if d, ok := u.loc.driver.(driver.Copier); ok {
			return d.Copy(ctx, u.grant, &c.attrs)
		}
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "the %s driver can't copy keys inside %v", u.loc.driver.Name(), u.loc.at)
	})
}

func (e *Engine) prepareCopy(owner psa.Owner, s *slot, attrs psa.Attributes) (*creation, error) {
	if attrs.Type != keytype.None && attrs.Type != s.attrs.Type {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for the type %v, but the source is of type %v; leave the type 0 or set it to that", attrs.Type, s.attrs.Type)
	}
	if attrs.Bits != 0 && attrs.Bits != s.attrs.Bits {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for %d bits, but the source has %d; leave the size 0 or set it to that", attrs.Bits, s.attrs.Bits)
	}
	attrs.Type, attrs.Bits = s.attrs.Type, s.attrs.Bits
	if err := policy.ValidatePolicy(attrs.Policy); err != nil {
		return nil, err
	}
	p, err := policy.Intersect(s.attrs.Policy, attrs.Policy, attrs.Type)
	if err != nil {
		return nil, err
	}
	attrs.Policy = p
	c, err := e.prepare(owner, attrs, true)
	if err != nil {
		return nil, err
	}
	// Local storage is this process's own boundary, which a copy may leave with COPY alone (PSA Crypto 1.5, PSA_KEY_USAGE_COPY).
	if c.loc != s.loc && s.loc.at != psa.LocationLocalStorage && s.attrs.Policy.Usage&psa.Export == 0 && !s.attrs.Type.IsPublicKey() {
		return nil, psa.Errorf(psa.ErrNotPermitted, "the copy would leave the security boundary of %v, for which the key's policy lacks the usage flag EXPORT; it has %v", s.loc.at, s.attrs.Policy.Usage)
	}
	return c, nil
}

// carryOver takes a key from one location to another.
func (c *creation) carryOver(ctx context.Context, u use) (driver.Material, error) {
	data, err := u.loc.driver.Export(ctx, u.grant, nil)
	if err != nil {
		return driver.Material{}, err
	}
	defer clear(data)
	return c.loc.driver.Import(ctx, &c.attrs, data)
}

// unchanged makes a transaction fail with errGone if the key's record is not that of the same key any more.
func (s *slot) unchanged(tx *seal.Tx, sealed seal.Sealed) error {
	now, err := tx.Load(s.name())
	if psa.StatusOf(err) == psa.ErrDoesNotExist || err == nil && !now.Same(sealed) {
		return errGone
	}
	return err
}

// Attach is psa_attach_key.
func (e *Engine) Attach(ctx context.Context, owner psa.Owner, attrs psa.Attributes, label []byte) (psa.KeyID, error) {
	id, err := e.attach(ctx, owner, attrs, label)
	return id, psa.At(err, "attach_key", 0)
}

func (e *Engine) attach(ctx context.Context, owner psa.Owner, attrs psa.Attributes, label []byte) (psa.KeyID, error) {
	if e.closed.Load() {
		return 0, errClosed
	}
	if !attrs.Lifetime.IsVolatile() {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the lifetime is %v; a key is attached as a volatile one, in the location that has it", attrs.Lifetime)
	}
	c, m, err := e.prepareAttach(ctx, owner, attrs, label)
	if err != nil {
		return 0, err
	}
	return c.from(ctx, func() (driver.Material, error) { return m, nil })
}

// prepareAttach finds a location's own key and joins what both sides say of it.
func (e *Engine) prepareAttach(ctx context.Context, owner psa.Owner, attrs psa.Attributes, label []byte) (*creation, driver.Material, error) {
	fail := func(err error) (*creation, driver.Material, error) { return nil, driver.Material{}, err }
	if err := policy.ValidatePolicy(attrs.Policy); err != nil {
		return fail(err)
	}
	loc := e.locations[attrs.Lifetime.Location()]
	if loc == nil {
		return fail(psa.Errorf(psa.ErrInvalidArgument, "the lifetime names %v, for which the store was opened without a driver", attrs.Lifetime.Location()))
	}
	d, ok := loc.driver.(driver.Attacher)
	if !ok {
		return fail(psa.Errorf(psa.ErrNotSupported, "the %s driver of %v has no keys to attach", loc.driver.Name(), loc.at))
	}
	m, given, err := d.Attach(ctx, &attrs, label)
	if err != nil {
		return fail(err)
	}
	if given.Type != keytype.None {
		if attrs.Type != keytype.None && attrs.Type != given.Type {
			return fail(psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for the type %v, but the attached key is of type %v", attrs.Type, given.Type))
		}
		attrs.Type = given.Type
	}
	if given.Bits != 0 {
		if attrs.Bits != 0 && attrs.Bits != given.Bits {
			return fail(psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for %d bits, but the attached key has %d", attrs.Bits, given.Bits))
		}
		attrs.Bits = given.Bits
	}
	if given.HasPolicy {
		if attrs.Policy, err = policy.Intersect(given.Policy, attrs.Policy, attrs.Type); err != nil {
			return fail(err)
		}
	}
	// A size that nobody has named is that of the material.
	c, err := e.prepare(owner, attrs, false)
	if err != nil {
		return fail(err)
	}
	c.attached = true
	return c, m, nil
}
