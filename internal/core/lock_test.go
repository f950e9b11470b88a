package core

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/keytype"
)

var driverParameters driver.Parameters

// within fails the test where f waits for ever.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("deadlock")
	}
}

func raw(id psa.KeyID) psa.Attributes {
	a := psa.Attributes{Type: keytype.RawData, Bits: 128, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.HKDF(alg.SHA256)}}
	a.SetID(id)
	return a
}

// An operation asks for a key that it uses already and that another process has destroyed: ending the key ends the operation that asks.
func TestOperationAsksForItsOwnDeadKey(t *testing.T) {
	s := newShared(t)
	mine, theirs := s.engine(t), s.engine(t)
	r := mine.mustGenerate(t, raw(1))
	d, err := mine.NewDerivation(0, alg.HKDF(alg.SHA256))
	status(t, err, psa.Success)
	status(t, d.InputKey(bg, psa.InputSalt, 1), psa.Success)
	status(t, theirs.Destroy(bg, r), psa.Success)
	within(t, func() {
		status(t, d.InputKey(bg, psa.InputInfo, 1), psa.ErrBadState)
	})
	d.Abort()
}

// Two operations, each of which asks for a dead key of the other.
func TestOperationsAskForEachOthersDeadKeys(t *testing.T) {
	for range 30 {
		s := newShared(t)
		mine, theirs := s.engine(t), s.engine(t)
		var ops [2]*Derivation
		for i := range ops {
			mine.mustGenerate(t, raw(psa.KeyID(i+1)))
			d, err := mine.NewDerivation(0, alg.HKDF(alg.SHA256))
			status(t, err, psa.Success)
			status(t, d.InputKey(bg, psa.InputSalt, psa.KeyID(i+1)), psa.Success)
			ops[i] = d
		}
		status(t, theirs.Destroy(bg, Ref{ID: 1}), psa.Success)
		status(t, theirs.Destroy(bg, Ref{ID: 2}), psa.Success)
		within(t, func() {
			var wg sync.WaitGroup
			for i, d := range ops {
				wg.Go(func() {
					if err := d.InputKey(bg, psa.InputInfo, psa.KeyID(2-i)); err == nil {
						t.Error("a destroyed key is an input")
					}
				})
			}
			wg.Wait()
		})
	}
}

// Keys of one stripe are destroyed and made while derivations take them as inputs.
func TestDestroyAndInputOfOneStripe(t *testing.T) {
	e := newShared(t).engine(t)
	var ids []psa.KeyID
	for id := psa.KeyID(1); len(ids) < 3; id++ {
		if e.stripe(Ref{ID: id}) == e.stripe(Ref{ID: 1}) {
			ids = append(ids, id)
		}
	}
	within(t, func() {
		var wg sync.WaitGroup
		for g, id := range ids {
			wg.Go(func() {
				for range 100 {
					if _, err := e.generate(bg, 0, raw(id), driverParameters); err != nil {
						t.Error(err)
					}
					if err := e.Destroy(bg, Ref{ID: id}); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Go(func() {
				for range 100 {
					d, err := e.NewDerivation(0, alg.HKDF(alg.SHA256))
					if err != nil {
						t.Error(err)
						return
					}
					_ = d.InputKey(bg, psa.InputSalt, ids[(g+1)%3])
					_ = d.InputKey(bg, psa.InputInfo, ids[(g+2)%3])
					d.Abort()
				}
			})
		}
		wg.Wait()
	})
	for _, id := range ids {
		status(t, e.try(Ref{ID: id}), psa.ErrInvalidHandle)
	}
}

// Close ends the store under its users: they get their answer or BAD_STATE, and touch no memory that is gone.
func TestCloseUnderUsers(t *testing.T) {
	for range 15 {
		e := newShared(t).engine(t)
		for id := psa.KeyID(1); id <= 8; id++ {
			e.mustGenerate(t, macKey(id, 0))
		}
		v := e.mustGenerate(t, macKey(0, 0))
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for i := 0; ; i++ {
					r := Ref{ID: psa.KeyID((i+g)%8 + 1)}
					if i%3 == 0 {
						r = v
					}
					err := e.try(r)
					if err == nil && i%4 == 0 {
						_, err = e.generate(bg, 0, macKey(0, 0), driverParameters)
					}
					if err != nil {
						if s := psa.StatusOf(err); s != psa.ErrBadState && !(s == psa.ErrInvalidHandle && e.closed.Load()) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		time.Sleep(time.Millisecond)
		within(t, func() { status(t, e.Close(), psa.Success) })
		wg.Wait()
		status(t, e.try(v), psa.ErrBadState)
	}
}

// Capacity and a destruction at the same time, for the race detector.
func TestCapacityDuringDestroy(t *testing.T) {
	for range 20 {
		e := newShared(t).engine(t)
		r := e.mustGenerate(t, raw(1))
		d, err := e.NewDerivation(0, alg.HKDF(alg.SHA256))
		status(t, err, psa.Success)
		status(t, d.InputKey(bg, psa.InputSalt, 1), psa.Success)
		var wg sync.WaitGroup
		wg.Go(func() { status(t, e.Destroy(bg, r), psa.Success) })
		wg.Go(func() {
			for range 10 {
				if n, err := d.Capacity(); err == nil && n != derivation.MaxCapacity(alg.HKDF(alg.SHA256)) {
					t.Error(n)
				}
			}
		})
		wg.Wait()
		status(t, d.SetCapacity(1), psa.ErrBadState)
	}
}

// Slots whose names have one sum make a chain, from which each can be taken out.
func TestSlotsWithOneSum(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		e := newShared(t).engine(t)
		same := Ref{ID: 5}
		chain := []*slot{{ref: same}, {ref: same}, {ref: same}}
		for _, s := range chain {
			s.attrs.Lifetime = psa.Persistent
			e.list(s)
		}
		left := slices.Clone(chain)
		for _, i := range order {
			e.unlist(chain[i])
			e.unlist(chain[i]) // a second time changes nothing
			left = slices.DeleteFunc(left, func(s *slot) bool { return s == chain[i] })
			var got []*slot
			for s := e.persistent.bySum[chain[0].name().Sum()]; s != nil; s = s.twin {
				got = append(got, s)
			}
			if len(got) != len(left) || e.persistent.count != len(left) {
				t.Fatalf("%v: %d slots are in the chain, %d are counted, want %d", order, len(got), e.persistent.count, len(left))
			}
			for _, s := range left {
				if !slices.Contains(got, s) {
					t.Fatalf("%v: a slot is lost", order)
				}
			}
		}
		if len(e.persistent.bySum) != 0 {
			t.Error("an empty chain stays")
		}
	}
}
