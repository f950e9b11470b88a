package core

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/storage"
)

// The tests of this file have two engines on one storage, as two processes have. What one has done when a call of the other begins, that call sees.

// hooked calls hooks round every reading of the storage.
type hooked struct {
	shared
	before, after atomic.Pointer[func()]
}

func (h *hooked) View(ctx context.Context, f func(storage.Reader) error) error {
	if g := h.before.Swap(nil); g != nil {
		(*g)()
	}
	err := h.shared.View(ctx, f)
	if g := h.after.Swap(nil); g != nil {
		(*g)()
	}
	return err
}

func (h *hooked) engine(t *testing.T) *Engine {
	return h.shared.engine(t, func(c *Config) {
		v, err := seal.Open(bg, h, seal.Options{Root: seal.KeyFile(h.key)})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Vault.Close(); err != nil {
			t.Fatal(err)
		}
		c.Vault = v
	})
}

func TestDestroyInAnotherProcessIsSeen(t *testing.T) {
	uses := map[string]func(e *Engine, r Ref) error{
		"use":        func(e *Engine, r Ref) error { return e.try(r) },
		"setup":      func(e *Engine, r Ref) error { _, err := e.NewMAC(bg, r, hmac256, false); return err },
		"attributes": func(e *Engine, r Ref) error { _, err := e.Attributes(bg, r); return err },
		"check":      func(e *Engine, r Ref) error { return e.CheckUsage(bg, r, hmac256, psa.SignMessage) },
		"purge":      func(e *Engine, r Ref) error { return e.Purge(bg, r) },
		"destroy":    func(e *Engine, r Ref) error { return e.Destroy(bg, r) },
		"copy":       func(e *Engine, r Ref) error { _, err := e.Copy(bg, r, macKey(0, psa.Copy)); return err },
	}
	states := map[string]func(t *testing.T, e *Engine, r Ref) Ref{
		"unknown here": func(_ *testing.T, _ *Engine, r Ref) Ref { return r },
		"known here":   func(t *testing.T, e *Engine, r Ref) Ref { status(t, e.try(r), psa.Success); return r },
		"with a handle": func(t *testing.T, e *Engine, r Ref) Ref {
			h, err := e.Open(bg, r)
			status(t, err, psa.Success)
			status(t, e.try(Ref{ID: h}), psa.Success)
			return Ref{ID: h}
		},
		"in an operation": func(t *testing.T, e *Engine, r Ref) Ref {
			_, err := e.NewMAC(bg, r, hmac256, false)
			status(t, err, psa.Success)
			return r
		},
	}
	for use, f := range uses {
		for state, prepare := range states {
			for _, more := range []psa.Usage{psa.Copy, psa.Copy | psa.Cache} {
				t.Run(use+" "+state, func(t *testing.T) {
					s := newShared(t)
					mine, theirs := s.engine(t), s.engine(t)
					r := mine.mustGenerate(t, macKey(1, more))
					asked := prepare(t, mine, r)
					status(t, theirs.Destroy(bg, r), psa.Success)
					status(t, f(mine, asked), psa.ErrInvalidHandle)
					// Another key under the identifier is another key: the handle does not lead to it.
					theirs.mustGenerate(t, macKey(1, more))
					want := psa.Success
					if asked != r {
						want = psa.ErrInvalidHandle
					}
					status(t, f(mine, asked), want)
				})
			}
		}
	}
}

// The other process destroys the key while this one reads its record: before, or after the reading but before anything is made of it.
func TestDestroyWhileTheRecordIsRead(t *testing.T) {
	for _, place := range []string{"before", "after"} {
		for _, known := range []bool{false, true} {
			for _, replace := range []bool{false, true} {
				s := newShared(t)
				h := &hooked{shared: s}
				mine, theirs := h.engine(t), s.engine(t)
				r := theirs.mustGenerate(t, macKey(1, psa.Cache))
				other := theirs.mustGenerate(t, macKey(2, 0))
				if known {
					status(t, mine.try(r), psa.Success)
					// Some change of the storage makes it look again.
					status(t, theirs.Destroy(bg, other), psa.Success)
					s, err := mine.find(bg, r)
					status(t, err, psa.Success)
					s.stale.Add(1)
				}
				hook := func() {
					status(t, theirs.Destroy(bg, r), psa.Success)
					if replace {
						theirs.mustGenerate(t, macKey(1, 0))
					}
				}
				if place == "before" {
					h.before.Store(&hook)
				} else {
					h.after.Store(&hook)
				}
				_ = mine.try(r) // at the same time as the destruction: either answer is right
				want := psa.ErrInvalidHandle
				if replace {
					want = psa.Success
				}
				status(t, mine.try(r), want)
				a, err := mine.Attributes(bg, r)
				status(t, err, want)
				if replace && a.Policy.Usage&psa.Cache != 0 {
					t.Error("the attributes are those of the old key")
				}
			}
		}
	}
}

// While one caller looks whether a marked key is still there, no other uses it.
func TestNobodyUsesAKeyThatIsBeingLookedAt(t *testing.T) {
	s := newShared(t)
	h := &hooked{shared: s}
	mine, theirs := h.engine(t), s.engine(t)
	r := mine.mustGenerate(t, macKey(1, psa.Cache))
	status(t, mine.try(r), psa.Success)
	status(t, theirs.Destroy(bg, r), psa.Success)
	var wg sync.WaitGroup
	second := make(chan error, 1)
	hook := func() {
		wg.Go(func() { second <- mine.try(r) })
		select {
		case err := <-second:
			t.Errorf("a second caller got an answer before the look had ended: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	h.before.Store(&hook)
	status(t, mine.try(r), psa.ErrInvalidHandle)
	wg.Wait()
	status(t, <-second, psa.ErrInvalidHandle)
}

// A caller who was told that a key was made uses it, also when the destroyer of its predecessor has not come to the end of its call.
func TestKeyMadeAfterADestructionWorksAtOnce(t *testing.T) {
	e := newShared(t).engine(t)
	r := e.mustGenerate(t, macKey(1, 0))
	s, err := e.find(bg, r)
	status(t, err, psa.Success)
	// The destruction as erase does it, stopped between the commit and the end.
	if !s.kill(errDestroyed, doomed) {
		t.Fatal("the slot was dead")
	}
	status(t, e.try(r), psa.ErrInvalidHandle)
	status(t, e.vault.Update(bg, func(tx *seal.Tx) error { return tx.Destroy(s.name()) }), psa.Success)
	status(t, e.try(r), psa.ErrInvalidHandle)
	e.mustGenerate(t, macKey(1, 0))
	status(t, e.try(r), psa.Success)
	e.drop(s, errDestroyed)
	status(t, e.try(r), psa.Success)
}

// Two processes make, use and destroy the same few keys. Each checks that what it knows to have happened is what it gets.
func TestTwoProcessesAtOnce(t *testing.T) {
	s := newShared(t)
	engines := []*Engine{s.engine(t), s.engine(t, func(c *Config) { c.MaxSlots = 2 })}
	// exists is the truth about each key; its lock is held over each change, and shared by each use.
	var locks [5]sync.RWMutex
	var exists [5]bool
	var wg sync.WaitGroup
	for g := range 6 {
		e := engines[g%2]
		wg.Go(func() {
			for i := range 300 {
				k := (i*5 + g*3 + i/7) % len(exists)
				r := Ref{ID: psa.KeyID(k + 1)}
				if (i+g)%4 == 0 {
					locks[k].Lock()
					var err error
					if exists[k] {
						err = e.Destroy(bg, r)
					} else {
						more := psa.Usage(0)
						if i%2 == 0 {
							more = psa.Cache
						}
						_, err = e.generate(bg, 0, macKey(r.ID, more), driverParameters)
					}
					if err != nil {
						t.Errorf("key %v there is %v: %v", r.ID, exists[k], err)
					}
					exists[k] = !exists[k]
					locks[k].Unlock()
					continue
				}
				locks[k].RLock()
				want := psa.Success
				if !exists[k] {
					want = psa.ErrInvalidHandle
				}
				if err := e.try(r); psa.StatusOf(err) != want {
					t.Errorf("key %v there is %v: %v", r.ID, exists[k], err)
				}
				locks[k].RUnlock()
			}
		})
	}
	wg.Wait()
}
