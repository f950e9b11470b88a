package seal

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Counter keeps, outside a store, how many changes the store has seen, so that a copy of the whole store from an earlier time, which is authentic in all its
// parts, is noticed when it is put in the store's place. What it is worth is what the place is worth where it keeps the number: who can turn that back with the
// store is not noticed. Its methods must be safe for concurrent use, also by several processes.
type Counter interface {
	// Read returns the number that is kept for a store, 0 if there is none yet.
	Read(ctx context.Context, store [16]byte) (uint64, error)
	// Raise keeps n for a store, unless the number kept is not less. It returns when the number is durable.
	Raise(ctx context.Context, store [16]byte, n uint64) error
}

// The number is raised after the commit and before the change is acknowledged: so no acknowledged change can be turned back unnoticed, and a store whose process
// died between the two is not taken for an old one.

func errOlder(has, counted uint64) error {
	return psa.Errorf(psa.ErrCorruptionDetected,
		"the store has been replaced by an older copy of itself: this one has seen %d changes, and %d were counted", has, counted)
}

// saw remembers how many changes a snapshot had.
func (v *Vault) saw(changes uint64) {
	for {
		old := v.seen.Load()
		if changes <= old || v.seen.CompareAndSwap(old, changes) {
			return
		}
	}
}

// present is openRoll for a snapshot that was taken after so many changes had been seen. Errors: those of openRoll; CORRUPTION_DETECTED where it is older than that.
func (r *ring) present(rd storage.Reader, seen uint64) (*roll, error) {
	x, err := r.openRoll(rd)
	switch {
	case err != nil:
		return nil, err
	case x == nil && seen > 0:
		return nil, errOlder(0, seen)
	case x != nil && x.broken == nil && x.changes < seen:
		return nil, errOlder(x.changes, seen)
	}
	return x, nil
}

// tally raises the counter, if there is one, to what is in the store.
func (v *Vault) tally(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // what is to be counted has happened
	changes := uint64(0)
	err := v.withRoll(ctx, func(_ storage.Reader, x *roll) error {
		if x != nil && x.broken == nil {
			changes = x.changes
		}
		return nil
	})
	if err != nil || changes == 0 {
		return err
	}
	if err := v.counter.Raise(ctx, v.store, changes); err != nil {
		return psa.Errorf(psa.StatusOf(err), "what is in the store could not be counted outside it, where an older copy of the store would be noticed: %w", err)
	}
	return nil
}

// compare holds the store against the counter when it is opened.
func (v *Vault) compare(ctx context.Context) error {
	if v.counter == nil {
		return nil
	}
	kept, err := v.counter.Read(ctx, v.store)
	if err != nil {
		return err
	}
	v.saw(kept)
	return v.tally(ctx)
}

// errUncounted is in the errors of changes that have been made all the same.
var errUncounted = errors.New("the change has been made")

// counted is tally after a change.
func (v *Vault) counted(ctx context.Context) error {
	if err := v.tally(ctx); err != nil {
		return psa.Errorf(psa.StatusOf(err), "%w, but %v", errUncounted, err)
	}
	return nil
}
