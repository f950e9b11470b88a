package core

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/arena"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/seal"
)

// The state of a slot is a number of users and two marks.
const (
	// dead: the key was destroyed, or the slot was given up; nobody may begin a use.
	dead int64 = 1 << 62
	// unloading: the loaded key is being wiped; a use waits for the slot's mutex.
	unloading int64 = 1 << 61
	// doomed: a dead slot's key is being destroyed here. Until its record is gone nobody may load it again, so there is no such key from now on.
	doomed int64 = 1 << 60
	users        = doomed - 1
)

// slot is a key that this process knows: what it is, how to load it, and who uses it.
//
// A use of a loaded key counts itself in and out of state and does nothing else. Everything rarer happens under mu.
type slot struct {
	ref   Ref
	attrs psa.Attributes
	loc   *location

	state atomic.Int64
	// checked is the last operation and algorithm that passed the checks; attributes never change, so it will always pass them.
	checked atomic.Uint64
	// loaded is the key ready for use, nil while no use or CACHE flag needs it in memory.
	loaded atomic.Pointer[loaded]
	// holds counts what keeps a loaded key in memory between uses: open handles, and for CACHE, volatile and built-in keys one more.
	holds atomic.Int32
	// stale counts the marks that the record may have been changed since sealed was read; 0 is none.
	stale atomic.Uint32
	// purge asks the last user to unload the key although it is held.
	purge atomic.Bool

	mu sync.Mutex
	// sealed is the record of a persistent key; material what the driver keeps of any other.
	sealed   seal.Sealed
	material arena.Secret
	// twin is another slot whose name has the same sum.
	twin *slot
	// handles lead to this slot.
	handles []psa.KeyID
	// ops are the multi-part operations that use the key.
	ops []*multipart
	// drained is made by the destroyer, and told when the last user has gone.
	drained chan struct{}
	// builtin marks a key that the host program provides.
	builtin bool
	// attached marks a key whose destruction leaves the location's own key alone.
	attached bool
}

// loaded is a key ready for use with the material that it may look into.
type loaded struct {
	key      driver.Key
	material arena.Secret
	// own tells that material was unsealed for this load and ends with it.
	own bool
}

// wish is the part of holds that the flag CACHE of a persistent key makes.
func (s *slot) wish() int32 {
	if s.attrs.Policy.Usage&psa.Cache != 0 {
		return 1
	}
	return 0
}

func (s *slot) persistent() bool { return !s.attrs.Lifetime.IsVolatile() && !s.builtin }

// begin counts a user in and returns the loaded key. The user calls end once.
func (s *slot) begin(ctx context.Context, e *Engine) (driver.Key, error) {
	if s.state.Add(1)&(dead|unloading) == 0 && s.stale.Load() == 0 {
		if l := s.loaded.Load(); l != nil {
			return l.key, nil
		}
	}
	s.state.Add(-1)
	s.tellDrained()
	return s.beginSlow(ctx, e)
}

func (s *slot) beginSlow(ctx context.Context, e *Engine) (driver.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Counted in before it looks, so that nobody gives the slot up or unloads the key meanwhile.
	k, err := driver.Key(nil), error(errDead)
	if s.state.Add(1)&dead == 0 {
		if k, err = s.ready(ctx, e); err == nil {
			return k, nil
		}
	}
	s.state.Add(-1)
	s.tellDrained()
	return nil, err
}

// ready returns the key, loaded if it was not. The caller holds mu and is counted in.
func (s *slot) ready(ctx context.Context, e *Engine) (driver.Key, error) {
	if err := s.refresh(ctx, e); err != nil {
		return nil, err
	}
	l := s.loaded.Load()
	if l == nil {
		var err error
		if l, err = s.load(ctx, e); err != nil {
			return nil, err
		}
		s.loaded.Store(l)
	}
	return l.key, nil
}

// refresh looks whether the record of a stale slot is still the one that the slot was made from; if it is not, errGone. The caller holds mu.
func (s *slot) refresh(ctx context.Context, e *Engine) error {
	for {
		marks := s.stale.Load()
		if marks == 0 {
			return nil
		}
		now, err := e.vault.Load(ctx, s.name())
		switch {
		case errors.Is(err, psa.ErrDoesNotExist):
			return errGone
		case err != nil:
			return err
		case !now.Same(s.sealed):
			return errGone
		}
		// The same key may have been sealed again under a new master key.
		s.sealed = now
		// The marks go after the look, so that nobody uses the key meanwhile; one that was added since calls for another look.
		if s.stale.CompareAndSwap(marks, 0) {
			return nil
		}
	}
}

// end counts a user out; the last one unloads a key that nothing holds.
func (s *slot) end() {
	n := s.state.Add(-1)
	if n&users != 0 {
		return
	}
	if n&dead != 0 {
		s.tellDrained()
		return
	}
	if s.holds.Load() == 0 || s.purge.Load() {
		s.mu.Lock()
		s.unload()
		s.mu.Unlock()
	}
}

// tellDrained wakes a destroyer that waits for the last user.
func (s *slot) tellDrained() {
	n := s.state.Load()
	if n&dead != 0 && n&users == 0 {
		select {
		case s.drained <- struct{}{}:
		default:
		}
	}
}

// load makes the key usable. The caller holds mu.
func (s *slot) load(ctx context.Context, e *Engine) (*loaded, error) {
	if s.loc == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the key is in %v, for which the store was opened without a driver", s.attrs.Lifetime.Location())
	}
	l := &loaded{material: s.material}
	if s.persistent() {
		plain, err := e.vault.Unseal(s.name(), s.sealed)
		if err != nil {
			return nil, err
		}
		rec, err := record.Parse(plain)
		if err != nil {
			clear(plain)
			return nil, err
		}
		l.material, l.own = e.arena.Alloc(len(rec.Material)), true
		copy(l.material.Bytes(), rec.Material)
		clear(plain)
	}
	k, err := s.loc.driver.Load(ctx, &s.attrs, l.material.Bytes())
	if err != nil {
		l.free(e)
		return nil, err
	}
	l.key = k
	return l, nil
}

func (l *loaded) free(e *Engine) {
	if l.own {
		e.arena.Free(l.material)
	}
}

// unload wipes the loaded key if nobody uses it. The caller holds mu.
func (s *slot) unload() {
	l := s.loaded.Load()
	if l == nil || !s.state.CompareAndSwap(0, unloading) {
		return
	}
	s.purge.Store(false)
	s.loaded.Store(nil)
	s.wipe(l)
	s.state.Add(-unloading)
}

func (s *slot) wipe(l *loaded) {
	l.key.Wipe()
	l.free(s.loc.engine)
}

// giveUp ends the slot of a persistent key that nobody uses and no handle holds, and tells whether it was one. The flag CACHE is a wish and holds
// nothing off.
func (s *slot) giveUp() bool {
	// A slot that is being loaded or opened is in use, or about to be.
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	if len(s.handles) != 0 || s.holds.Load() > s.wish() || !s.state.CompareAndSwap(0, dead) {
		return false
	}
	// The last user may be on its way to unload the key; it will find the slot dead and leave that to us.
	if l := s.loaded.Swap(nil); l != nil {
		s.wipe(l)
	}
	return true
}

// kill ends the slot: no use begins any more, the multi-part operations fail, and when the last one-shot use is over, all that is secret is wiped.
// It tells whether this call was the one that did it. mark is doomed or 0. The caller holds neither mu nor a stripe, for it waits for operations
// that may want those.
func (s *slot) kill(why error, mark int64) bool {
	s.mu.Lock()
	if s.state.Load()&dead != 0 {
		s.mu.Unlock()
		return false
	}
	s.drained = make(chan struct{}, 1)
	s.state.Or(dead | mark)
	ops := s.ops
	s.ops = nil
	s.mu.Unlock()

	for _, o := range ops {
		o.kill(why)
	}
	for s.state.Load()&users != 0 {
		<-s.drained
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.loaded.Swap(nil); l != nil {
		s.wipe(l)
	}
	if s.material.Len() != 0 {
		s.loc.engine.arena.Free(s.material)
		s.material = arena.Secret{}
	}
	return true
}

// record returns the sealed record as it was last seen.
func (s *slot) record() seal.Sealed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sealed
}

func (s *slot) name() seal.Name { return seal.Name{Owner: s.ref.Owner, ID: s.ref.ID} }
