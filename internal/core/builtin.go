package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

// addBuiltIn enters a key of the host program. Such a key lives in memory like a volatile one, under the identifier that the host chose.
func (e *Engine) addBuiltIn(ctx context.Context, b *BuiltIn) error {
	attrs := b.Attributes
	if !attrs.ID.IsBuiltIn() {
		return psa.Errorf(psa.ErrInvalidArgument, "the identifier %v is not one for keys of the host program, which are from %v to %v", attrs.ID, psa.KeyIDBuiltInMin, psa.KeyIDBuiltInMax)
	}
	id, lifetime := attrs.ID, attrs.Lifetime
	attrs.SetLifetime(psa.MakeLifetime(psa.PersistenceVolatile, lifetime.Location()))
	var c *creation
	var m driver.Material
	var err error
	if b.Data != nil {
		if c, err = e.prepare(attrs.Owner, attrs, false); err == nil {
			m, err = c.loc.driver.Import(ctx, &c.attrs, b.Data)
		}
	} else {
		c, m, err = e.prepareAttach(ctx, attrs.Owner, attrs, b.Label)
	}
	if err != nil {
		return err
	}
	defer clear(m.Data)
	if c.attrs.Bits != 0 && c.attrs.Bits != m.Bits {
		return psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for %d bits, but the key has %d", c.attrs.Bits, m.Bits)
	}
	c.attrs.ID, c.attrs.Lifetime, c.attrs.Bits = id, lifetime, m.Bits
	if lifetime.IsVolatile() {
		c.attrs.Lifetime = psa.MakeLifetime(psa.PersistenceReadOnly, lifetime.Location())
	}
	s := &slot{ref: Ref{attrs.Owner, id}, attrs: c.attrs, loc: c.loc, builtin: true, attached: true}
	s.holds.Store(1)
	s.material = e.arena.Alloc(len(m.Data))
	copy(s.material.Bytes(), m.Data)
	if _, ok := e.slots.put(s.ref, s); !ok {
		e.arena.Free(s.material)
		return psa.Errorf(psa.ErrAlreadyExists, "two built-in keys have the identifier %v", id)
	}
	if attrs.Label != "" {
		l := labelRef{attrs.Owner, attrs.Label}
		if _, taken := e.labels[l]; taken {
			return psa.Errorf(psa.ErrAlreadyExists, "two built-in keys have the label %q", attrs.Label)
		}
		e.labels[l] = id
	}
	return nil
}
