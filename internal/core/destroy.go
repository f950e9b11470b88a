package core

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/seal"
)

// Destroy is psa_destroy_key.
func (e *Engine) Destroy(ctx context.Context, k Ref) error {
	if e.closed.Load() {
		return psa.At(errClosed, "destroy_key", k.ID)
	}
	if k.ID == psa.KeyIDNull {
		return nil
	}
	return psa.At(e.destroy(ctx, k), "destroy_key", k.ID)
}

func (e *Engine) destroy(ctx context.Context, k Ref) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if k.ID.IsUser() {
		if e.vault == nil {
			if e.unavailable != nil {
				return e.noVault()
			}
			return noKey(k.ID)
		}
		return e.destroyPersistent(ctx, k, nil)
	}
	s, err := e.find(ctx, k)
	if err != nil {
		return err
	}
	switch {
	case s.builtin:
		return psa.Errorf(psa.ErrNotPermitted, "the key is provided by the host program and can't be destroyed")
	case s.persistent():
		return e.destroyPersistent(ctx, s.ref, s)
	}
	return e.destroyVolatile(ctx, s)
}

func (e *Engine) destroyVolatile(ctx context.Context, s *slot) error {
	// A location that keeps the key itself is asked first: if it fails, the key is still there to be destroyed again.
	if d, ok := s.loc.driver.(driver.Destroyer); ok && !s.attached {
		s.mu.Lock()
		alive := s.state.Load()&dead == 0
		var err error
		if alive {
			err = d.Destroy(ctx, &s.attrs, s.material.Bytes())
		}
		s.mu.Unlock()
		if err != nil {
			return err
		}
	}
	if !e.drop(s, errDestroyed) {
		return errDead
	}
	return nil
}

// tries is how often what another process may just have changed is looked at again.
const tries = 10

// destroyPersistent destroys the key of an identifier, or, where it was asked for through a handle, only the very key that the handle opened.
func (e *Engine) destroyPersistent(ctx context.Context, k Ref, opened *slot) error {
	for try := 0; ; try++ {
		if e.behind() {
			e.catchUp()
		}
		s, err := e.remember(ctx, k)
		switch {
		case err == nil:
		case unreadable(err):
			if goneErr := e.destroyUnreadable(ctx, k); !errors.Is(goneErr, errGone) {
				return goneErr
			}
			if try == tries {
				// The medium answers a reader otherwise than a writer, again and again.
				return err
			}
			continue
		default:
			return err
		}
		if opened != nil && s != opened {
			return errDead
		}
		if s.attrs.Lifetime.Persistence() == psa.PersistenceReadOnly {
			return psa.Errorf(psa.ErrNotPermitted, "the key's persistence is read-only; it can't be destroyed")
		}
		// The slot was given up, or another process replaced the key: through an identifier the new one is meant.
		if err := e.erase(ctx, s); !errors.Is(err, errGone) {
			return err
		}
	}
}

// unreadable tells that a record is there, but is damaged or of a version that is not understood.
func unreadable(err error) bool {
	s := psa.StatusOf(err)
	return s == psa.ErrDataCorrupt || s == psa.ErrDataInvalid
}

// destroyUnreadable removes a record without knowing what it says, or one that nothing proves to be the present one. Error: errGone where there is a sound one by
// now, or none; DATA_CORRUPT for a key that is only lacking its proof, and is read-only or of a location, which would have to be told.
func (e *Engine) destroyUnreadable(ctx context.Context, k Ref) error {
	n := seal.Name{Owner: k.Owner, ID: k.ID}
	return e.vault.Update(ctx, func(tx *seal.Tx) error {
		sealed, err := tx.Load(n)
		if psa.StatusOf(err) == psa.ErrDoesNotExist {
			return errGone
		}
		if err == nil {
			if _, err := attributesIn(tx, n, sealed); err == nil {
				return errGone
			}
			return tx.Destroy(n)
		}
		if !seal.Unproven(err) {
			return err
		}
		if sealed, there, err2 := tx.Stored(n); err2 != nil {
			return err2
		} else if there {
			a, err2 := attributesIn(tx, n, sealed)
			if err2 == nil && (a.Lifetime.Persistence() == psa.PersistenceReadOnly || a.Lifetime.Location() != psa.LocationLocalStorage) {
				return err
			}
		}
		return tx.Destroy(n)
	})
}

// erase ends a persistent key: in memory first, then in its location, then in storage. Whatever fails, memory is wiped and a retry finds the record.
func (e *Engine) erase(ctx context.Context, s *slot) error {
	if !s.kill(errDestroyed, doomed) {
		return errGone
	}
	// The doomed slot stays in the index until the record is gone.
	defer e.drop(s, errDestroyed)
	sealed := s.record()
	if err := e.eraseLocation(ctx, s, sealed); err != nil {
		return err
	}
	return e.vault.Update(ctx, func(tx *seal.Tx) error {
		if err := s.unchanged(tx, sealed); err != nil {
			return err
		}
		return tx.Destroy(s.name())
	})
}

// eraseLocation tells a location that keeps something of its own for the key.
func (e *Engine) eraseLocation(ctx context.Context, s *slot, sealed seal.Sealed) error {
	if s.loc == nil {
		return nil
	}
	d, ok := s.loc.driver.(driver.Destroyer)
	if !ok {
		return nil
	}
	plain, err := e.vault.Unseal(s.name(), sealed)
	if err != nil {
		return err
	}
	defer clear(plain)
	rec, err := record.Parse(plain)
	if err != nil {
		return err
	}
	return d.Destroy(ctx, &s.attrs, rec.Material)
}

// Purge is psa_purge_key.
func (e *Engine) Purge(ctx context.Context, k Ref) error {
	return psa.At(e.purge(ctx, k), "purge_key", k.ID)
}

func (e *Engine) purge(ctx context.Context, k Ref) error {
	s, err := e.lookup(ctx, k)
	if err != nil {
		return err
	}
	if !s.persistent() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// If a use is under way, its end unloads the key; if none is, this does.
	s.purge.Store(true)
	s.unload()
	if s.loaded.Load() == nil {
		s.purge.Store(false)
	}
	return nil
}
