package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"slices"

	"github.com/psacrypto/psa/storage"
)

// attempt is what an Update has done in the second store so far. The first store may run the function again after a commit that failed, so it
// outlives a run.
type attempt struct {
	made   bool   // the second store has it
	now    point  // as this commit
	before []byte // the second store's record before
	undo   []old  // and the records that it has changed
}

// old is a record before a change.
type old struct {
	name, data []byte
	there      bool
}

// Update implements storage.Store. The Updates of one process run one after the other.
//
// When the first store's medium fails after the second has committed, and the second's then fails too, before that is undone, the error says that the change may
// yet come about.
func (s *Store) Update(ctx context.Context, f func(storage.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	select {
	case <-s.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.turn <- struct{}{} }()
	if err := ctx.Err(); err != nil { // both cases of the select may have been ready
		return err
	}
	s.mend(context.WithoutCancel(ctx))
	for range 100 {
		err := s.try(ctx, f)
		if err != errBehind {
			return err
		}
		if err := s.complete(context.WithoutCancel(ctx)); err != nil {
			return err
		}
	}
	return errChanged
}

// try runs f in a transaction of the first store and does in the second what it has done. Error: errBehind where the second store is one commit ahead: f has read what is
// past, and nothing has come of it.
func (s *Store) try(ctx context.Context, f func(storage.Tx) error) (err error) {
	in := context.WithoutCancel(ctx) // a function that has begun is not interrupted
	var a attempt
	behind, wrote, whole := false, false, false
	defer func() {
		if whole || !a.made { // else f, or a commit, has panicked or failed since
			return
		}
		if made, undone := s.withdraw(in, &a); made {
			err = nil
		} else if undone != nil {
			err = errors.Join(err, fmt.Errorf("mirror: the second store has the change already, and it could not be undone there, so it may yet come about: %w", undone))
		}
	}()
	err = s.first.Update(ctx, func(ft storage.Tx) error {
		behind, wrote = false, false
		t := &tx{ft: ft, changed: map[string]bool{}}
		t.view = view{s: s, ctx: in, rd: ft, tx: t}
		defer func() { t.over = true }()
		if err := f(t); err != nil {
			return err
		}
		if t.broken != nil {
			return t.broken
		}
		if len(t.changed) == 0 {
			return nil
		}
		p, err := standing(ft)
		if err != nil {
			return err
		}
		next, err := s.follow(in, p, t, &a)
		if err == errBehind {
			behind = true
		}
		if err != nil {
			return err
		}
		wrote = true
		return ft.Renew(recordName, next.encode())
	})
	switch {
	case behind:
		return errBehind
	case err == nil && (wrote || !a.made):
		whole = true
		if wrote {
			s.mu.Lock()
			s.known = a.now
			s.mu.Unlock()
		}
	}
	return err
}

// follow makes in the second store the changes of a transaction of the first, and commits them. It returns the first store's record of the commit.
func (s *Store) follow(ctx context.Context, p *record, t *tx, a *attempt) (*record, error) {
	names := slices.Sorted(maps.Keys(t.changed))
	now := p.now.next()
	done := &record{line: p.line, role: roleFirst, now: now, base: now}
	done.list(names)
	sum, err := done.sumOf(t.ft)
	if err != nil {
		return nil, err
	}
	done.sum = sum
	own := false // the error is ours, and not the second store's
	var undo []old
	var before []byte
	err = s.second.Update(ctx, func(st storage.Tx) error {
		own, undo = true, nil
		if a.made {
			// An earlier run of the same Update, whose commit the first store has refused.
			if undone, err := a.withdraw(st); err != nil || !undone {
				return errors.Join(err, errChanged)
			}
		}
		q, err := standing(st)
		if err != nil {
			return err
		}
		switch {
		case inStep(p, q):
		case q.oneAhead(p):
			return errBehind
		default:
			return errChanged
		}
		before, err = st.Get(recordName)
		if err != nil {
			return err
		}
		own = false
		for _, n := range done.names {
			o := old{name: n, there: true}
			if o.data, err = st.Get(n); err != nil {
				if o.there = false; !errors.Is(err, fs.ErrNotExist) && !unread(err) {
					return err
				}
			}
			undo = append(undo, o)
			if err := t.repeat(st, n); err != nil {
				return err
			}
		}
		second := *done
		second.role, second.base = roleSecond, p.now
		return st.Renew(recordName, second.encode())
	})
	if err != nil {
		if own && (errors.Is(err, errBehind) || errors.Is(err, errChanged)) {
			return nil, err
		}
		return nil, fmt.Errorf("mirror: the second store: %w", err)
	}
	*a = attempt{made: true, now: now, before: before, undo: undo}
	return done, nil
}

// withdraw undoes the attempt in a transaction of the second store, if it is the last commit there.
func (a *attempt) withdraw(st storage.Tx) (undone bool, err error) {
	q, err := standing(st)
	if err != nil || q.now != a.now {
		return false, err
	}
	for _, o := range a.undo {
		if o.there {
			err = st.Put(o.name, o.data)
		} else if err = st.Delete(o.name); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, st.Renew(recordName, a.before)
}

// withdraw undoes in the second store a commit that the first has refused, unless another process has taken it meanwhile for one whose writer died, and completed
// it: then it has been made.
func (s *Store) withdraw(ctx context.Context, a *attempt) (made bool, err error) {
	undo := func() error {
		return s.second.Update(ctx, func(st storage.Tx) error {
			_, err := a.withdraw(st)
			return err
		})
	}
	asked := false
	err = s.first.Update(ctx, func(ft storage.Tx) error {
		p, err := standing(ft)
		if err != nil {
			return err
		}
		asked = true
		if made = p.now.seq >= a.now.seq; made {
			return nil
		}
		return undo()
	})
	if err != nil && !asked {
		err = undo() // the first store can't be asked
	}
	return made, err
}

// complete does in the first store what its second has ahead, after a process has died between the two commits.
func (s *Store) complete(ctx context.Context) error {
	var events []Event
	err := s.first.Update(ctx, func(ft storage.Tx) error {
		events = nil
		p, err := standing(ft)
		if err != nil {
			return err
		}
		return s.second.Update(ctx, func(st storage.Tx) error { // for its lock: nothing is written
			q, err := standing(st)
			if err != nil || !q.oneAhead(p) {
				return err
			}
			events, err = s.carry(ft, st, p, q)
			return err
		})
	})
	if err == nil {
		for _, e := range events {
			s.told(e)
		}
	}
	return err
}

// carry does in the first store the last commit of the second, which was not acknowledged. Where the second hasn't got it whole, because it was damaged since, the
// commit is undone there.
func (s *Store) carry(ft, st storage.Tx, p, q *record) ([]Event, error) {
	sound, err := q.sound(st)
	if err != nil {
		return nil, err
	}
	if !sound {
		if err := s.pour(st, ft, Second); err != nil {
			return nil, err
		}
		mine := *p
		mine.role = roleSecond
		return []Event{{Kind: Rebuilt, Which: Second, Reason: "its last change, which had not been acknowledged, was damaged; it has been made anew from the other"}}, st.Put(recordName, mine.encode())
	}
	if q.all {
		if err := s.pour(ft, st, First); err != nil {
			return nil, err
		}
	}
	var events []Event
	for _, n := range append([][]byte{nil}, q.names...) {
		if n != nil {
			if err := repeat(ft, st, n, false); err != nil {
				return nil, err
			}
		}
		events = append(events, Event{Kind: Completed, Which: First, Name: n, Reason: "a change that a process had made in the other one only, before it died, has been made"})
	}
	mine := *q
	mine.role, mine.base = roleFirst, q.now
	return events, ft.Renew(recordName, mine.encode())
}

// repeat makes a record of one transaction what it is in another.
func repeat(to storage.Tx, from storage.Reader, name []byte, renew bool) error {
	data, err := from.Get(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = to.Delete(name); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	case err != nil:
		return err
	case renew:
		return to.Renew(name, data)
	}
	return to.Put(name, data)
}

// mend puts right the records of the first store of which it is known that the second's are the good ones. What can't be mended now may be another time.
func (s *Store) mend(ctx context.Context) {
	s.mu.Lock()
	bad := s.bad
	if len(bad) > 0 {
		s.bad = map[string][32]byte{}
	}
	s.mu.Unlock()
	for name, was := range bad {
		mended := false
		err := s.first.Update(ctx, func(ft storage.Tx) error {
			mended = false
			p, err := standing(ft)
			if err != nil {
				return err
			}
			return s.second.View(ctx, func(sr storage.Reader) error {
				q, err := standing(sr)
				if err != nil || !inStep(p, q) {
					return err
				}
				if is, err := ft.Get([]byte(name)); err == nil && digest(is) != was {
					return nil // somebody was faster
				}
				good, err := sr.Get([]byte(name))
				if err != nil {
					return err
				}
				mended = true
				return ft.Put([]byte(name), good)
			})
		})
		if err == nil && mended {
			s.told(Event{Kind: Mended, Which: First, Name: []byte(name), Reason: "a record has been put right from the other store"})
		}
	}
}

// tx is a transaction of the first store that notes what it changes.
type tx struct {
	view
	ft      storage.Tx
	changed map[string]bool // the names; true where no change but Renew was made
	broken  error
}

func (t *tx) wrote(name []byte) bool { _, ok := t.changed[string(name)]; return ok }

// bad keeps the error after which the transaction can only be given up.
func (t *tx) bad(err error) error {
	if err != nil && t.broken == nil && !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrNotExist) {
		t.broken = err
	}
	return err
}

// change makes a change and notes it.
func (t *tx) change(name []byte, renew bool, f func() error) error {
	switch {
	case t.over:
		return errOver
	case t.broken != nil:
		return t.broken
	case Reserved(name):
		return t.bad(fmt.Errorf("mirror: a reserved name: %w", fs.ErrInvalid))
	}
	if err := t.bad(f()); err != nil {
		return err
	}
	was, there := t.changed[string(name)]
	t.changed[string(name)] = renew && (was || !there)
	return nil
}

func (t *tx) Get(name []byte) ([]byte, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	data, err := t.view.Get(name)
	if unread(err) {
		return data, err // a transaction may go on after that; where it can't, the store says so
	}
	return data, t.bad(err)
}

func (t *tx) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		if t.broken != nil {
			yield(storage.Record{}, t.broken)
			return
		}
		t.view.Scan(from, to)(func(rec storage.Record, err error) bool {
			return yield(rec, t.bad(err))
		})
	}
}

func (t *tx) Create(name, data []byte) error {
	return t.change(name, false, func() error { return t.ft.Create(name, data) })
}

func (t *tx) Put(name, data []byte) error {
	return t.change(name, false, func() error { return t.ft.Put(name, data) })
}

func (t *tx) Renew(name, data []byte) error {
	return t.change(name, true, func() error { return t.ft.Renew(name, data) })
}

func (t *tx) Delete(name []byte) error {
	return t.change(name, false, func() error { return t.ft.Delete(name) })
}

// Discard implements storage.Discarder.
func (t *tx) Discard(name []byte) error {
	return t.change(name, false, func() error { return storage.Discard(t.ft, name) })
}

// repeat makes a changed record of the second store what it is in this transaction.
func (t *tx) repeat(st storage.Tx, name []byte) error {
	return repeat(st, t.ft, name, t.changed[string(name)])
}

// pour makes all records of one store what they are in the other, but that of the mirror. A record that can't be read keeps, in the store that is poured into, what
// is there.
func (s *Store) pour(to storage.Tx, from storage.Reader, into Which) error {
	for rec, err := range from.Scan(nil, nil) {
		if err != nil {
			return &Damaged{3 - into, errors.Join(errSource, err)}
		}
		if Reserved(rec.Name) {
			continue
		}
		if len(rec.Data) == 0 {
			if _, err := from.Get(rec.Name); unread(err) {
				if _, err := to.Get(rec.Name); err != nil {
					s.told(Event{Kind: Lost, Which: 3 - into, Name: bytes.Clone(rec.Name), Reason: "a record can be read in neither store"})
				}
				continue
			} else if err != nil {
				return &Damaged{3 - into, errors.Join(errSource, err)}
			}
		}
		was, err := to.Get(rec.Name)
		if err == nil && bytes.Equal(was, rec.Data) {
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !unread(err) {
			return damaged(into, err)
		}
		if err := to.Put(rec.Name, rec.Data); err != nil {
			return damaged(into, err)
		}
	}
	for rec, err := range to.Scan(nil, nil) {
		if err != nil {
			return damaged(into, err)
		}
		if Reserved(rec.Name) {
			continue
		}
		if _, err := from.Get(rec.Name); errors.Is(err, fs.ErrNotExist) {
			if err := storage.Discard(to, bytes.Clone(rec.Name)); err != nil {
				return damaged(into, err)
			}
		}
	}
	return nil
}

// damaged makes an error of a store whose structure is damaged one that says which.
func damaged(w Which, err error) error {
	var d *Damaged
	if err == nil || !errors.Is(err, storage.ErrDamaged) || errors.As(err, &d) {
		return err
	}
	return &Damaged{w, err}
}
