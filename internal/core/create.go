package core

import (
	"context"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/policy"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/seal"
)

// creation is a key on its way: checked attributes and the driver that will make it. Whatever creates a key makes one with prepare and ends with from.
type creation struct {
	engine *Engine
	owner  psa.Owner
	attrs  psa.Attributes
	loc    *location
	// guard is checked in the transaction that stores the key.
	guard func(tx *seal.Tx) error
	// attached marks a key that the location had already.
	attached bool
}

// prepare checks the attributes of a key to be made; sized tells that its size must be given.
// Errors: INVALID_ARGUMENT, NOT_SUPPORTED.
func (e *Engine) prepare(owner psa.Owner, attrs psa.Attributes, sized bool) (*creation, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if attrs.Owner != 0 && attrs.Owner != owner {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the attributes name the owner %d, but the call is made for the owner %d", attrs.Owner, owner)
	}
	if err := policy.ValidatePolicy(attrs.Policy); err != nil {
		return nil, err
	}
	if err := policy.ValidateType(attrs.Type, attrs.Bits, sized); err != nil {
		return nil, err
	}
	if err := policy.ValidateName(&attrs); err != nil {
		return nil, err
	}
	loc := e.locations[attrs.Lifetime.Location()]
	if loc == nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the lifetime names %v, for which the store was opened without a driver", attrs.Lifetime.Location())
	}
	if !attrs.Lifetime.IsVolatile() && e.vault == nil {
		return nil, e.noVault()
	}
	attrs.Owner = owner
	attrs.Policy.Usage = attrs.Policy.Usage.Implied()
	attrs.Created = time.Now().UTC().Truncate(time.Second)
	return &creation{engine: e, owner: owner, attrs: attrs, loc: loc}, nil
}

func (e *Engine) noVault() error {
	if e.unavailable != nil {
		return psa.Errorf(psa.ErrStorageFailure, "the storage of persistent keys could not be opened: %w", e.unavailable)
	}
	return psa.Errorf(psa.ErrNotSupported, "the store was opened without storage and has volatile keys only")
}

// from makes the key and returns its identifier. Whatever fails, nothing is left of the key: no record, no slot, nothing in the location.
func (c *creation) from(ctx context.Context, make func() (driver.Material, error)) (psa.KeyID, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m, err := make()
	if err != nil {
		return 0, err
	}
	defer clear(m.Data)
	id, err := c.keep(ctx, m)
	if err != nil && !c.attached {
		if d, ok := c.loc.driver.(driver.Destroyer); ok {
			// The error that stopped the creation is the one to tell; a location that can't be cleaned now has told its own trouble often enough.
			_ = d.Destroy(context.WithoutCancel(ctx), &c.attrs, m.Data)
		}
	}
	return id, err
}

// fromSecret makes the key of a secret that two parties share, and wipes the secret.
func (c *creation) fromSecret(ctx context.Context, secret []byte) (psa.KeyID, error) {
	defer clear(secret)
	return c.from(ctx, func() (driver.Material, error) { return c.loc.driver.Import(ctx, &c.attrs, secret) })
}

func (c *creation) keep(ctx context.Context, m driver.Material) (psa.KeyID, error) {
	if m.Bits <= 0 {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the key is empty; keys have at least one bit")
	}
	if c.attrs.Bits != 0 && c.attrs.Bits != m.Bits {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for %d bits, but the key has %d", c.attrs.Bits, m.Bits)
	}
	c.attrs.Bits = m.Bits
	if err := policy.ValidateType(c.attrs.Type, m.Bits, true); err != nil {
		return 0, err
	}
	if c.engine.strict {
		if err := policy.Strict(&c.attrs); err != nil {
			return 0, err
		}
	}
	if c.attrs.Lifetime.IsVolatile() {
		return c.keepVolatile(ctx, m)
	}
	return c.attrs.ID, c.keepPersistent(ctx, m)
}

func (c *creation) keepPersistent(ctx context.Context, m driver.Material) error {
	e := c.engine
	free, err := e.reserveLabel(ctx, c.owner, c.attrs.Label)
	if err != nil {
		return err
	}
	// Among persistent keys the storage sees to it that labels are different.
	defer free()
	r := record.Record{Attributes: c.attrs, Material: m.Data}
	plain := r.Append(make([]byte, 0, r.Size()))
	defer clear(plain)
	return e.vault.Update(ctx, func(tx *seal.Tx) error {
		if c.guard != nil {
			if err := c.guard(tx); err != nil {
				return err
			}
		}
		_, err := tx.Create(seal.Name{Owner: c.owner, ID: c.attrs.ID}, plain, c.attrs.Label)
		if psa.StatusOf(err) == psa.ErrAlreadyExists {
			return psa.Errorf(psa.ErrAlreadyExists, "a persistent key with the identifier %v or the label of the attributes exists: %w", c.attrs.ID, err)
		}
		return err
	})
}

func (c *creation) keepVolatile(ctx context.Context, m driver.Material) (psa.KeyID, error) {
	e := c.engine
	free, err := e.reserveLabel(ctx, c.owner, c.attrs.Label)
	if err != nil {
		return 0, err
	}
	defer free()
	if err := e.labelStored(ctx, c.owner, c.attrs.Label); err != nil {
		return 0, err
	}
	s := &slot{attrs: c.attrs, loc: c.loc, attached: c.attached}
	s.holds.Store(1)
	if err := e.enterVolatile(s, m.Data); err != nil {
		return 0, err
	}
	return s.ref.ID, nil
}

// enterVolatile gives a slot an identifier that has been out of use for as long as possible, its material and its label.
func (e *Engine) enterVolatile(s *slot, material []byte) error {
	e.ids.Lock()
	defer e.ids.Unlock()
	// A store that is closed later finds the slot, and one that is closed already has no memory for secrets.
	if e.closed.Load() {
		return errClosed
	}
	s.material = e.arena.Alloc(len(material))
	copy(s.material.Bytes(), material)
	for range psa.KeyIDVolatileMax - psa.KeyIDVolatileMin + 1 {
		s.ref = Ref{s.attrs.Owner, e.ids.volatile}
		if e.ids.volatile++; e.ids.volatile > psa.KeyIDVolatileMax {
			e.ids.volatile = psa.KeyIDVolatileMin
		}
		if _, ok := e.slots.put(s.ref, s); ok {
			if s.attrs.Label != "" {
				e.labels[labelRef{s.attrs.Owner, s.attrs.Label}] = s.ref.ID
			}
			return nil
		}
	}
	e.arena.Free(s.material)
	return psa.Errorf(psa.ErrInsufficientMemory, "all identifiers of volatile keys are in use")
}

func labelTaken() error {
	return psa.Errorf(psa.ErrAlreadyExists, "another key of the owner has the label of the attributes")
}

// reserveLabel keeps a label from all other keys of this process that are being made, until free is called; if the label has been given to
// a volatile key by then, it stays that key's. Whether a label is taken that another creation has reserved shows when that has ended, which
// is waited for. Error: ALREADY_EXISTS.
func (e *Engine) reserveLabel(ctx context.Context, owner psa.Owner, label string) (free func(), err error) {
	if label == "" {
		return func() {}, nil
	}
	l := labelRef{owner, label}
	ended := make(chan struct{})
	for {
		e.ids.Lock()
		id, taken := e.labels[l]
		pending := e.reserved[l]
		if !taken {
			e.labels[l], e.reserved[l] = psa.KeyIDNull, ended
		}
		e.ids.Unlock()
		switch {
		case !taken:
			return func() { e.freeLabel(l, ended) }, nil
		case id != psa.KeyIDNull:
			return nil, labelTaken()
		}
		select {
		case <-pending:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (e *Engine) freeLabel(l labelRef, ended chan struct{}) {
	e.ids.Lock()
	// The label may have been given to a volatile key, which is destroyed by now, and reserved again.
	if e.reserved[l] == ended {
		delete(e.reserved, l)
		if e.labels[l] == psa.KeyIDNull {
			delete(e.labels, l)
		}
	}
	e.ids.Unlock()
	close(ended)
}

// labelStored refuses a label that a persistent key has. Error: ALREADY_EXISTS.
func (e *Engine) labelStored(ctx context.Context, owner psa.Owner, label string) error {
	if label == "" || e.vault == nil {
		return nil
	}
	_, err := e.vault.ByLabel(ctx, owner, label)
	switch psa.StatusOf(err) {
	case psa.Success:
		return labelTaken()
	case psa.ErrDoesNotExist:
		return nil
	}
	return err
}

// ByLabel returns the identifier of the key with a label. Error: DOES_NOT_EXIST.
func (e *Engine) ByLabel(ctx context.Context, owner psa.Owner, label string) (psa.KeyID, error) {
	id, err := e.byLabel(ctx, owner, label)
	return id, psa.At(err, "find_label", 0)
}

func (e *Engine) byLabel(ctx context.Context, owner psa.Owner, label string) (psa.KeyID, error) {
	if e.closed.Load() {
		return 0, errClosed
	}
	if label == "" {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the label is empty")
	}
	e.ids.Lock()
	id := e.labels[labelRef{owner, label}]
	e.ids.Unlock()
	if id != psa.KeyIDNull {
		return id, nil
	}
	if e.vault != nil {
		id, err := e.vault.ByLabel(ctx, owner, label)
		if psa.StatusOf(err) != psa.ErrDoesNotExist {
			return id, err
		}
	}
	return 0, psa.Errorf(psa.ErrDoesNotExist, "no key has the label %q", label)
}

// Import is psa_import_key.
func (e *Engine) Import(ctx context.Context, owner psa.Owner, attrs psa.Attributes, data []byte) (psa.KeyID, error) {
	id, err := e.importKey(ctx, owner, attrs, data)
	return id, psa.At(err, "import_key", attrs.ID)
}

func (e *Engine) importKey(ctx context.Context, owner psa.Owner, attrs psa.Attributes, data []byte) (psa.KeyID, error) {
	c, err := e.prepare(owner, attrs, false)
	if err != nil {
		return 0, err
	}
	if len(data) == 0 {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the data is empty; keys have at least one bit")
	}
	return c.from(ctx, func() (driver.Material, error) { return c.loc.driver.Import(ctx, &c.attrs, data) })
}

// Generate is psa_generate_key, or psa_generate_key_custom with parameters.
func (e *Engine) Generate(ctx context.Context, owner psa.Owner, attrs psa.Attributes, p driver.Parameters) (psa.KeyID, error) {
	id, err := e.generate(ctx, owner, attrs, p)
	return id, psa.At(err, "generate_key", attrs.ID)
}

func (e *Engine) generate(ctx context.Context, owner psa.Owner, attrs psa.Attributes, p driver.Parameters) (psa.KeyID, error) {
	if e.closed.Load() {
		return 0, errClosed
	}
	if attrs.Type.IsPublicKey() {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "a public key can't be generated; generate a pair of type %v", attrs.Type.KeyPairOf())
	}
	c, err := e.prepare(owner, attrs, true)
	if err != nil {
		return 0, err
	}
	if !p.IsDefault() && !attrs.Type.IsRSA() {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "keys of type %v have no custom production parameters", attrs.Type)
	}
	return c.from(ctx, func() (driver.Material, error) { return c.loc.driver.Generate(ctx, &c.attrs, p) })
}
