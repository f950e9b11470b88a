package mirror

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"github.com/psacrypto/psa/storage"
)

// settle brings the two stores in step, whatever they were found in.
//
// To make a store anew takes two steps. First the other one, which is right, makes a commit of its own that it takes for one of both (base is now): whoever still uses the
// lost store, in another process, is not in step with it any more and goes no further. Then all is copied in one transaction. A death between the
// steps leaves the store to be made anew behind, or empty, as it was.
func (s *Store) settle(ctx context.Context) error {
	// Before any lock is taken: who takes them in the wrong order, while others take them in the right one, may wait for ever.
	seen := func(st storage.Store) (r *record) {
		_ = st.View(ctx, func(rd storage.Reader) error { r, _, _ = look(rd); return nil })
		return r
	}
	if p, q := seen(s.first), seen(s.second); p != nil && q != nil && p.line == q.line && p.role == roleSecond && q.role == roleFirst {
		return ErrSwapped
	}
	var marked point
	for try := range 100 {
		step, err := s.step(ctx, &marked)
		if err == errMarked {
			// Several processes do this at once. Whoever has been overtaken leaves the others the time for their second step.
			marked = point{}
			select {
			case <-time.After(mathrand.N(time.Duration(try+1) * 5 * time.Millisecond)):
			case <-ctx.Done():
				return ctx.Err()
			}
			continue
		}
		if err != nil || step == nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return errChanged
}

// step decides under the locks of both what is to be done, and does it, if that is a commit of one store. What it returns is told when it has been done.
func (s *Store) step(ctx context.Context, marked *point) (told func() error, err error) {
	nothing := errors.New("nothing was changed") // undoes a transaction in which nothing was
	which := First                               // the one that an error is of, 0 if none
	ferr := s.first.Update(ctx, func(ft storage.Tx) error {
		told = nil
		which = First
		p, pc, err := look(ft)
		if err != nil {
			return err
		}
		// What the first store is to do stays in its transaction; what the second does is committed here.
		err = s.second.Update(context.WithoutCancel(ctx), func(st storage.Tx) error {
			which = Second
			q, qc, err := look(st)
			if err != nil {
				return err
			}
			do, err := decide(p, pc, q, qc)
			if err != nil {
				which = 0
				return err
			}
			tell := func(k Kind, w Which, reason string) {
				told = func() error { s.told(Event{Kind: k, Which: w, Reason: reason}); return nil }
			}
			quiet := func() error { return nil }
			switch do.what {
			case doNothing:
				return nil
			case doCarry:
				which = First
				events, err := s.carry(ft, st, p, q)
				told = func() error {
					for _, e := range events {
						s.told(e)
					}
					return nil
				}
				return err
			case doBegin:
				which = First
				r := &record{role: roleFirst, all: true}
				rand.Read(r.line[:])
				r.now = r.now.next()
				r.base = r.now
				*marked = r.now
				told = quiet
				return ft.Renew(recordName, r.encode())
			case doSecond:
				if p.now != *marked {
					if *marked != (point{}) {
						return errMarked
					}
					which = First
					told = quiet
					*marked, err = mark(ft, p, roleFirst)
					return err
				}
				if err := s.pour(st, ft, Second); err != nil {
					return err
				}
				kind := Rebuilt
				if qc == empty && p.now.seq == 1 {
					kind = Begun
				}
				tell(kind, Second, do.reason)
				r := *p
				r.role = roleSecond
				return st.Put(recordName, r.encode())
			default: // doFirst
				if q.now != *marked {
					if *marked != (point{}) {
						return errMarked
					}
					told = quiet
					*marked, err = mark(st, q, roleSecond)
					return err
				}
				which = First
				if err := s.pour(ft, st, First); err != nil {
					return err
				}
				tell(Rebuilt, First, do.reason)
				r := *q
				r.role = roleFirst
				return ft.Put(recordName, r.encode())
			}
		})
		if err == nil && told == nil {
			return nothing
		}
		return err
	})
	switch {
	case ferr == nothing:
		return nil, nil
	case errors.Is(ferr, errMarked):
		return nil, errMarked
	}
	if ferr == nil || which == 0 {
		return told, ferr
	}
	return nil, s.blame(ctx, which, ferr)
}

// errMarked says that another process has begun to make the same store anew since this one has.
var errMarked = errors.New("another process makes the store anew")

// blame makes of an error, of one of the stores if it doesn't say so itself, a *Damaged where the structure of that store is damaged and the other is whole.
func (s *Store) blame(ctx context.Context, which Which, err error) error {
	var d *Damaged
	if errors.As(err, &d) {
		which, err = d.Which, d.Err
	}
	other := s.second
	if which == Second {
		other = s.first
	}
	c := broken
	_ = other.View(ctx, func(rd storage.Reader) (err error) { _, c, err = look(rd); return err })
	if errors.Is(err, storage.ErrDamaged) && !errors.Is(err, errSource) && c == whole {
		return &Damaged{which, err}
	}
	return fmt.Errorf("mirror: the %v store: %w", which, err)
}

// errSource says that a store that the other was to be made anew from is damaged itself.
var errSource = errors.New("neither store is whole: the other one is to be made anew from this, and this can't be read in whole")

// mark makes a commit by which a store says that it is the one that is right.
func mark(tx storage.Tx, r *record, as role) (point, error) {
	n := *r
	n.role = as
	n.now = r.now.next()
	n.base, n.alone, n.names, n.all = n.now, false, nil, true
	return n.now, tx.Put(recordName, n.encode())
}

// What is to be done with a pair.
const (
	doNothing = iota
	doCarry   // complete the commit that the second is ahead
	doBegin   // give the first, which is empty or plain, a record of the mirror
	doFirst   // make the first anew
	doSecond  // make the second anew
)

type task struct {
	what   int
	reason string
}

// decide says what is to be done with two stores.
func decide(p *record, pc condition, q *record, qc condition) (task, error) {
	const (
		lost    = "it was empty, and holds all that the other does now"
		unread  = "it was damaged, and has been made anew from the other"
		behind  = "it was an older state, and has been made anew from the other"
		foreign = "%w: the %v has records and is not part of this mirror; if it is of no use any more, remove its files, and it is made anew"
	)
	switch {
	case pc == whole && qc == whole:
		switch {
		case p.line != q.line:
			return task{}, fmt.Errorf("%w: each is of another one", ErrForeign)
		case p.role == roleSecond && q.role == roleFirst:
			return task{}, ErrSwapped
		case inStep(p, q):
			return task{}, nil
		case q.oneAhead(p):
			return task{what: doCarry}, nil
		}
		first, second := p.older(q), q.older(p)
		switch {
		case p.now == q.now: // but for their parts in the pair: files were copied
			return task{doSecond, behind}, nil
		case first && !second:
			return task{doFirst, behind}, nil
		case second && !first:
			return task{doSecond, behind}, nil
		}
		return task{}, fmt.Errorf("%w: since commit %d of the first, %d of the second; keep the one that is right, and remove the files of the other", ErrDiverged, p.base.seq, q.base.seq)
	case pc == whole && qc == empty:
		return task{doSecond, lost}, nil
	case pc == whole && qc == broken:
		return task{doSecond, unread}, nil
	case pc == whole:
		return task{}, fmt.Errorf(foreign, ErrForeign, Second)
	case qc == whole && pc == empty:
		return task{doFirst, lost}, nil
	case qc == whole && pc == broken:
		return task{doFirst, unread}, nil
	case qc == whole:
		return task{}, fmt.Errorf(foreign, ErrForeign, First)
	case qc == plain:
		return task{}, fmt.Errorf(foreign, ErrForeign, Second)
	case qc == broken:
		return task{}, fmt.Errorf("%w: the second store's record of the mirror can't be read, and the first has none; give the one that is right as the first, and an empty folder as the second", storage.ErrDamaged)
	}
	return task{what: doBegin}, nil // the second is empty
}
