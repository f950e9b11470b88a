package core

import (
	"context"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/seal"
)

// Entry is a key in a list. Err is set, and Attributes say no more than owner and identifier, where the key's record can't be read.
type Entry struct {
	ID         psa.KeyID
	Attributes psa.Attributes
	Err        error
}

// List gives f the keys of an owner whose identifiers are greater than after, in ascending order, until f returns false: persistent keys,
// keys of the host program, and the volatile keys of this process. A damaged record is an entry and not an error.
func (e *Engine) List(ctx context.Context, owner psa.Owner, after psa.KeyID, f func(Entry) bool) error {
	return psa.At(e.listed(ctx, owner, after, f), "list_keys", 0)
}

func (e *Engine) listed(ctx context.Context, owner psa.Owner, after psa.KeyID, f func(Entry) bool) error {
	if e.closed.Load() {
		return errClosed
	}
	more := true
	if e.vault != nil && after < psa.KeyIDUserMax {
		from, to := seal.Name{Owner: owner, ID: after + 1}, seal.Name{Owner: owner, ID: psa.KeyIDUserMax}
		err := e.vault.Scan(ctx, from, to, func(n seal.Name, s seal.Sealed) bool {
			entry := Entry{ID: n.ID}
			entry.Attributes, entry.Err = e.attributesOf(n, s)
			if entry.Err != nil {
				entry.Attributes = psa.Attributes{ID: n.ID, Owner: n.Owner}
			}
			more = f(entry)
			return more
		})
		if err != nil {
			return err
		}
	}
	if !more {
		return nil
	}
	var rest []*slot
	for _, s := range e.slots.all() {
		if s.ref.Owner == owner && s.ref.ID > after && !s.persistent() && s.state.Load()&dead == 0 {
			rest = append(rest, s)
		}
	}
	slices.SortFunc(rest, func(a, b *slot) int { return int(int64(a.ref.ID) - int64(b.ref.ID)) })
	for _, s := range rest {
		if !f(Entry{ID: s.ref.ID, Attributes: s.attrs}) {
			return nil
		}
	}
	return nil
}
