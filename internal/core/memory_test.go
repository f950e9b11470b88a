package core

import (
	"sync"
	"testing"

	"github.com/psacrypto/psa"
)

// The tests of this file look at what stays in memory: PSA Crypto 1.5, PSA_KEY_USAGE_CACHE and psa_purge_key; Mbed TLS 3.x, psa_close_key.

// watched is the slot of a key that has been used, and the memory that its material was in.
func watched(t *testing.T, e *Engine, r Ref) (s *slot, was []byte) {
	t.Helper()
	s, err := e.find(bg, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.begin(bg, e); err != nil {
		t.Fatal(err)
	}
	was = s.loaded.Load().material.Bytes()
	if wiped(was) {
		t.Fatal("the material of a key in use is zero")
	}
	s.end()
	return s, was
}

func wiped(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

func gone(t *testing.T, s *slot, was []byte) {
	t.Helper()
	if s.loaded.Load() != nil {
		t.Error("the key is still loaded")
	}
	if !wiped(was) {
		t.Error("the material has not been wiped")
	}
}

func there(t *testing.T, s *slot, was []byte) {
	t.Helper()
	if s.loaded.Load() == nil || wiped(was) {
		t.Error("the key has been unloaded")
	}
}

func TestMaterialGoesAfterLastUse(t *testing.T) {
	e := newShared(t).engine(t)
	s, was := watched(t, e, e.mustGenerate(t, macKey(1, 0)))
	gone(t, s, was)
	status(t, e.try(s.ref), psa.Success)
	gone(t, s, was)
}

func TestMaterialStaysWithCacheUntilPurge(t *testing.T) {
	e := newShared(t).engine(t)
	s, was := watched(t, e, e.mustGenerate(t, macKey(1, psa.Cache)))
	there(t, s, was)
	status(t, e.Purge(bg, s.ref), psa.Success)
	gone(t, s, was)
	status(t, e.try(s.ref), psa.Success)
	if s.loaded.Load() == nil {
		t.Error("a purge ends the caching for good")
	}
}

func TestMaterialStaysWithAnOpenHandle(t *testing.T) {
	e := newShared(t).engine(t)
	r := e.mustGenerate(t, macKey(1, 0))
	h1, err := e.Open(bg, r)
	status(t, err, psa.Success)
	h2, err := e.Open(bg, r)
	status(t, err, psa.Success)
	s, was := watched(t, e, Ref{ID: h1})
	there(t, s, was)
	status(t, e.CloseKey(bg, Ref{ID: h1}), psa.Success)
	there(t, s, was)
	status(t, e.CloseKey(bg, Ref{ID: h2}), psa.Success)
	gone(t, s, was)
	status(t, e.try(r), psa.Success)
}

func TestPurgeWithAnOpenHandle(t *testing.T) {
	e := newShared(t).engine(t)
	h, err := e.Open(bg, e.mustGenerate(t, macKey(1, 0)))
	status(t, err, psa.Success)
	s, was := watched(t, e, Ref{ID: h})
	status(t, e.Purge(bg, Ref{ID: h}), psa.Success)
	gone(t, s, was)
	status(t, e.try(Ref{ID: h}), psa.Success)
}

func TestPurgeDuringAnOperationTakesEffectAtItsEnd(t *testing.T) {
	e := newShared(t).engine(t)
	r := e.mustGenerate(t, macKey(1, psa.Cache))
	m, err := e.NewMAC(bg, r, hmac256, false)
	status(t, err, psa.Success)
	s, was := watched(t, e, r)
	status(t, e.Purge(bg, r), psa.Success)
	there(t, s, was)
	_, err = m.Finish(bg, nil)
	status(t, err, psa.Success)
	gone(t, s, was)
}

func TestOpenThatFailsHoldsNothing(t *testing.T) {
	e := newShared(t).engine(t, func(c *Config) { c.MaxHandles = 1 })
	r := e.mustGenerate(t, macKey(1, 0))
	_, err := e.Open(bg, e.mustGenerate(t, macKey(2, 0)))
	status(t, err, psa.Success)
	_, err = e.Open(bg, r)
	status(t, err, psa.ErrInsufficientMemory)
	s, was := watched(t, e, r)
	gone(t, s, was)
}

func TestDestroyWipes(t *testing.T) {
	e := newShared(t).engine(t)
	for _, a := range []psa.Attributes{macKey(0, 0), macKey(1, psa.Cache)} {
		s, was := watched(t, e, e.mustGenerate(t, a))
		there(t, s, was)
		status(t, e.Destroy(bg, s.ref), psa.Success)
		gone(t, s, was)
	}
}

// Few slots, many keys: slots are given up under their users' eyes, and nobody notices.
func TestSlotsAreGivenUp(t *testing.T) {
	e := newShared(t).engine(t, func(c *Config) { c.MaxSlots = 4 })
	const keys = 40
	for id := psa.KeyID(1); id <= keys; id++ {
		more := psa.Usage(0)
		if id%3 == 0 {
			more = psa.Cache
		}
		e.mustGenerate(t, macKey(id, more))
	}
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			for i := range 400 {
				r := Ref{ID: psa.KeyID((i*7+g*11)%keys + 1)}
				switch {
				case (i+g)%5 == 0:
					h, err := e.Open(bg, r)
					if err == nil {
						err = e.try(Ref{ID: h})
					}
					if err == nil {
						err = e.CloseKey(bg, Ref{ID: h})
					}
					if err != nil {
						t.Errorf("handle on %v: %v", r.ID, err)
					}
				case (i+g)%7 == 0:
					if err := e.Purge(bg, r); err != nil {
						t.Errorf("purge %v: %v", r.ID, err)
					}
				default:
					if err := e.try(r); err != nil {
						t.Errorf("%v: %v", r.ID, err)
					}
				}
			}
		})
	}
	wg.Wait()
	e.persistent.Lock()
	count, listed := e.persistent.count, 0
	for _, s := range e.persistent.bySum {
		for ; s != nil; s = s.twin {
			listed++
		}
	}
	e.persistent.Unlock()
	if count != listed || count != e.slots.len() || count > 12 {
		t.Errorf("%d slots are counted, %d listed, %d found; the limit is 4", count, listed, e.slots.len())
	}
}

// Cached keys that nobody uses count towards the limit like all others.
func TestCacheDoesNotDefeatTheLimit(t *testing.T) {
	e := newShared(t).engine(t, func(c *Config) { c.MaxSlots = 10 })
	for id := psa.KeyID(1); id <= 200; id++ {
		status(t, e.try(e.mustGenerate(t, macKey(id, psa.Cache))), psa.Success)
	}
	if n := e.slots.len(); n > 80 {
		t.Errorf("%d slots are remembered", n)
	}
}
