package core

import (
	"context"
	"errors"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/internal/policy"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/seal"
)

// use is an acquired key: what a driver call needs, and the duty to call release.
type use struct {
	grant driver.Grant
	loc   *location
	slot  *slot
}

func (u use) release() { u.slot.end() }

// acquire is the only way to a key for an operation: it finds the key, checks the algorithm, the policy, the type and what the driver can do, loads the
// key if need be, and grants the use.
func (e *Engine) acquire(ctx context.Context, r Ref, o op.Op, a alg.Algorithm) (use, error) {
	for {
		s, err := e.find(ctx, r)
		if err != nil {
			return use{}, err
		}
		if err := s.check(o, a); err != nil {
			// What a key forbids that has been destroyed, or replaced, says nothing.
			now, gone := e.lookup(ctx, r)
			switch {
			case gone != nil:
				return use{}, gone
			case now != s:
				continue
			}
			return use{}, err
		}
		k, err := s.begin(ctx, e)
		if err == nil {
			return use{grant: grant.Issue(k, &s.attrs, o.Row().Part(a), o.Row().Usage), loc: s.loc, slot: s}, nil
		}
		if !e.retry(s, r, err) {
			return use{}, err
		}
	}
}

// retry tells whether a use of slot s failed only because the slot has ended, so that the key is to be looked for once more. What was
// destroyed elsewhere is ended here first.
func (e *Engine) retry(s *slot, r Ref, err error) bool {
	switch {
	case errors.Is(err, errGone):
		e.drop(s, errDestroyed)
	case errors.Is(err, errDead):
	default:
		return false
	}
	// A handle, a volatile or a built-in identifier led to this slot and to no other.
	return r.ID.IsUser()
}

// check tells whether an operation with the key would be permitted and possible, from its attributes alone.
func (s *slot) check(o op.Op, a alg.Algorithm) error {
	c := uint64(o)<<32 | uint64(a)
	if s.checked.Load() == c {
		return nil
	}
	row := o.Row()
	if err := policy.Use(&s.attrs, row, a); err != nil {
		return err
	}
	if s.loc == nil {
		return psa.Errorf(psa.ErrNotSupported, "the key is in %v, for which the store was opened without a driver", s.attrs.Lifetime.Location())
	}
	if row.Class != 0 && !s.loc.driver.Supports(s.attrs.Type, s.attrs.Bits, row.Part(a), row.Usage) {
		return psa.Errorf(psa.ErrNotSupported, "the %s driver can't %v with %v and keys of type %v with %d bits", s.loc.driver.Name(), o, a, s.attrs.Type, s.attrs.Bits)
	}
	s.checked.Store(c)
	return nil
}

// find returns the slot that an identifier or handle leads to.
// Error: INVALID_HANDLE where there is no such key, or it belongs to another owner.
func (e *Engine) find(ctx context.Context, r Ref) (*slot, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if r.ID.IsHandle() {
		if h := e.handles.get(r); h != nil {
			if e.behind() {
				e.catchUp()
			}
			return h.slot, nil
		}
		return nil, psa.Errorf(psa.ErrInvalidHandle, "there is no open handle %v", r.ID)
	}
	if r.ID.IsUser() && e.behind() {
		e.catchUp()
	}
	if s := e.slots.get(r); s != nil && s.state.Load()&dead == 0 {
		return s, nil
	}
	if r.ID.IsUser() && e.vault == nil && e.unavailable != nil {
		return nil, e.noVault()
	}
	if !r.ID.IsUser() || e.vault == nil {
		return nil, noKey(r.ID)
	}
	return e.remember(ctx, r)
}

// lookup is find for those who need no key material: the slot it returns was alive and up to date.
func (e *Engine) lookup(ctx context.Context, r Ref) (*slot, error) {
	for {
		s, err := e.find(ctx, r)
		if err != nil {
			return nil, err
		}
		if s.state.Load()&dead == 0 {
			if s.stale.Load() == 0 {
				return s, nil
			}
			s.mu.Lock()
			err = s.refresh(ctx, e)
			s.mu.Unlock()
			if err == nil {
				return s, nil
			}
		} else {
			err = errDead
		}
		if !e.retry(s, r, err) {
			return nil, err
		}
	}
}

// remember makes the slot of a persistent key from its record.
func (e *Engine) remember(ctx context.Context, r Ref) (*slot, error) {
	stripe := e.stripe(r)
	stripe.Lock()
	defer stripe.Unlock()
	var ending *slot
	if s := e.slots.get(r); s != nil {
		state := s.state.Load()
		if state&dead == 0 {
			return s, nil
		}
		if state&doomed == 0 {
			e.slots.remove(r, s)
		} else {
			ending = s
		}
	}
	n := seal.Name{Owner: r.Owner, ID: r.ID}
	version := e.seen.Load()
	sealed, err := e.vault.Load(ctx, n)
	if errors.Is(err, psa.ErrDoesNotExist) {
		return nil, noKey(r.ID)
	}
	if err != nil {
		return nil, err
	}
	if ending != nil {
		// The key that is being destroyed here is none any more; another that has been made since under its identifier is.
		if sealed.Same(ending.record()) {
			return nil, noKey(r.ID)
		}
		e.slots.remove(r, ending)
	}
	attrs, err := e.attributesOf(n, sealed)
	if err != nil {
		return nil, err
	}
	s := &slot{ref: r, attrs: attrs, loc: e.locations[attrs.Lifetime.Location()], sealed: sealed}
	s.holds.Store(s.wish())
	e.persistent.Lock()
	defer e.persistent.Unlock()
	if e.closed.Load() {
		return nil, errClosed
	}
	e.list(s)
	// A change since the record was read has been marked on those slots only that were there. The mark is set before anybody can find the slot.
	if e.seen.Load() != version {
		s.stale.Store(1)
	}
	e.slots.put(r, s)
	e.makeRoom(s)
	return s, nil
}

// attributesOf reads the attributes in a record.
func (e *Engine) attributesOf(n seal.Name, sealed seal.Sealed) (psa.Attributes, error) {
	return attributesIn(e.vault, n, sealed)
}

// attributesIn is attributesOf for what unseals records, as a transaction.
func attributesIn(from interface {
	Unseal(seal.Name, seal.Sealed) ([]byte, error)
}, n seal.Name, sealed seal.Sealed) (psa.Attributes, error) {
	plain, err := from.Unseal(n, sealed)
	if err != nil {
		return psa.Attributes{}, err
	}
	defer clear(plain)
	rec, err := ReadRecord(n, plain)
	return rec.Attributes, err
}

// ReadRecord reads the plaintext of the record that is stored under a key's name. Error: DATA_INVALID, also where it is of another key.
func ReadRecord(n seal.Name, plain []byte) (record.Record, error) {
	r, err := record.Parse(plain)
	if err == nil && (r.Attributes.ID != n.ID || r.Attributes.Owner != n.Owner) {
		err = psa.Errorf(psa.ErrDataInvalid, "the record is of key %v of owner %d", r.Attributes.ID, r.Attributes.Owner)
	}
	return r, err
}

// makeRoom forgets a few persistent keys that nobody uses when too many are remembered. The caller holds persistent.
func (e *Engine) makeRoom(keep *slot) {
	if e.persistent.count <= e.persistent.limit {
		return
	}
	given, seen := 0, 0
	// Map order is random enough to choose by. There may be nothing but keys in use, so the search ends soon.
	for _, s := range e.persistent.bySum {
		for s != nil {
			next := s.twin
			if s != keep && s.giveUp() {
				e.unlist(s)
				e.slots.remove(s.ref, s)
				given++
			}
			seen++
			s = next
		}
		if given >= 64 || seen >= 512 {
			return
		}
	}
}

// list makes a slot one that catchUp marks. The caller holds persistent.
func (e *Engine) list(s *slot) {
	sum := s.name().Sum()
	s.twin = e.persistent.bySum[sum]
	e.persistent.bySum[sum] = s
	e.persistent.count++
}

// unlist undoes list. The caller holds persistent.
func (e *Engine) unlist(s *slot) {
	sum := s.name().Sum()
	head := e.persistent.bySum[sum]
	if head == s {
		if s.twin == nil {
			delete(e.persistent.bySum, sum)
		} else {
			e.persistent.bySum[sum] = s.twin
		}
		e.persistent.count--
		return
	}
	for ; head != nil; head = head.twin {
		if head.twin == s {
			head.twin = s.twin
			e.persistent.count--
			return
		}
	}
}

// drop ends a slot and forgets it, with its handles. It tells whether this call ended it.
func (e *Engine) drop(s *slot, why error) bool {
	done := s.kill(why, 0)
	e.slots.remove(s.ref, s)
	s.mu.Lock()
	handles := s.handles
	s.handles = nil
	s.mu.Unlock()
	for _, id := range handles {
		r := Ref{s.ref.Owner, id}
		if h := e.handles.get(r); h != nil {
			e.handles.remove(r, h)
		}
	}
	if s.persistent() {
		e.persistent.Lock()
		e.unlist(s)
		e.persistent.Unlock()
	} else if s.attrs.Label != "" {
		e.ids.Lock()
		if l := (labelRef{s.ref.Owner, s.attrs.Label}); e.labels[l] == s.ref.ID {
			delete(e.labels, l)
		}
		e.ids.Unlock()
	}
	return done
}

// behind tells whether the vault has changed since slots were last marked. It reads two numbers.
func (e *Engine) behind() bool { return e.vault != nil && e.vault.Version() != e.seen.Load() }

// catchUp marks the slots whose records may have been changed, by this or another process.
func (e *Engine) catchUp() {
	e.catchM.Lock()
	defer e.catchM.Unlock()
	e.persistent.Lock()
	defer e.persistent.Unlock()
	since := e.seen.Load()
	if e.vault.Version() == since {
		return
	}
	sums, now, all := e.vault.Changed(since)
	mark := func(s *slot) {
		for ; s != nil; s = s.twin {
			s.stale.Add(1)
		}
	}
	if all {
		for _, s := range e.persistent.bySum {
			mark(s)
		}
	}
	for _, sum := range sums {
		mark(e.persistent.bySum[sum])
	}
	e.seen.Store(now)
}

func (e *Engine) stripe(r Ref) *sync.Mutex { return &e.stripes[r.hash()%uint64(len(e.stripes))] }
