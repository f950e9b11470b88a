package core

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
)

// handle is an open key. It leads to one key for ever: not to another one that takes the key's identifier later.
type handle struct {
	slot *slot
}

// Open is psa_open_key: it returns a handle, which is usable wherever an identifier is.
func (e *Engine) Open(ctx context.Context, k Ref) (psa.KeyID, error) {
	id, err := e.open(ctx, k)
	return id, psa.At(err, "open_key", k.ID)
}

func (e *Engine) open(ctx context.Context, k Ref) (psa.KeyID, error) {
	if e.closed.Load() {
		return 0, errClosed
	}
	if !k.ID.IsUser() && !k.ID.IsVendor() {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "%v is not a valid identifier of a persistent key, which is from %v to %v, or from %v for keys that the host program provides",
			k.ID, psa.KeyIDUserMin, psa.KeyIDUserMax, psa.KeyIDVendorMin)
	}
	if !k.ID.IsUser() && !k.ID.IsBuiltIn() {
		return 0, psa.Errorf(psa.ErrDoesNotExist, "%v is the identifier of a volatile key or a handle; only persistent keys are opened", k.ID)
	}
	for {
		s, err := e.lookup(ctx, k)
		if psa.StatusOf(err) == psa.ErrInvalidHandle {
			return 0, psa.Errorf(psa.ErrDoesNotExist, "there is no such key")
		}
		if err != nil {
			return 0, err
		}
		id, err := e.enterHandle(k.Owner, s)
		if !errors.Is(err, errDead) {
			return id, err
		}
	}
}

func (e *Engine) enterHandle(owner psa.Owner, s *slot) (psa.KeyID, error) {
	// The hold comes before the look, so that the slot is not given up meanwhile.
	s.holds.Add(1)
	id, err := e.newHandle(owner, s)
	if err != nil {
		s.mu.Lock()
		s.letHold()
		s.mu.Unlock()
	}
	return id, err
}

// letHold takes a hold back; the last one unloads the key. The caller holds mu.
func (s *slot) letHold() {
	if s.holds.Add(-1) == 0 {
		s.unload()
	}
}

func (e *Engine) newHandle(owner psa.Owner, s *slot) (psa.KeyID, error) {
	e.ids.Lock()
	defer e.ids.Unlock()
	if e.handles.len() >= e.maxHandles {
		return 0, psa.Errorf(psa.ErrInsufficientMemory, "%d handles are open, which is the limit of this store", e.maxHandles)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Load()&dead != 0 {
		return 0, errDead
	}
	h := &handle{slot: s}
	for range psa.KeyIDHandleMax - psa.KeyIDHandleMin + 1 {
		id := e.ids.handle
		if e.ids.handle++; e.ids.handle > psa.KeyIDHandleMax {
			e.ids.handle = psa.KeyIDHandleMin
		}
		if _, ok := e.handles.put(Ref{owner, id}, h); ok {
			s.handles = append(s.handles, id)
			return id, nil
		}
	}
	return 0, psa.Errorf(psa.ErrInsufficientMemory, "all handles are in use")
}

// CloseKey is psa_close_key. As in Mbed TLS 3, it also takes an identifier: closing a volatile key destroys it, and closing a persistent one
// that no handle holds frees its material.
func (e *Engine) CloseKey(ctx context.Context, k Ref) error {
	if k.ID == psa.KeyIDNull && !e.closed.Load() {
		return nil
	}
	return psa.At(e.closeKey(ctx, k), "close_key", k.ID)
}

func (e *Engine) closeKey(ctx context.Context, k Ref) error {
	if !k.ID.IsHandle() {
		s, err := e.lookup(ctx, k)
		if err != nil {
			return err
		}
		if s.attrs.Lifetime.IsVolatile() && !s.builtin {
			return e.destroyVolatile(ctx, s)
		}
		return nil
	}
	if e.closed.Load() {
		return errClosed
	}
	// A handle of a key that another process has destroyed is none. Where the storage can't tell, the handle is closed all the same.
	if _, err := e.lookup(ctx, k); psa.StatusOf(err) == psa.ErrInvalidHandle {
		return err
	}
	h := e.handles.get(k)
	if h == nil || !e.handles.remove(k, h) {
		return psa.Errorf(psa.ErrInvalidHandle, "there is no open handle %v", k.ID)
	}
	s := h.slot
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, id := range s.handles {
		if id == k.ID {
			s.handles = append(s.handles[:i], s.handles[i+1:]...)
			break
		}
	}
	s.letHold()
	if s.state.Load()&dead != 0 {
		return errDead
	}
	return nil
}
