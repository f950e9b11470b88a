package sqlite

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/psacrypto/psa/storage"
)

// Updates that come at the same time share a commit, because the one sync of the disk is nearly all that an Update costs.
//
// Each caller puts a request into the queue. A goroutine, the leader, takes all that is there, begins a transaction, and gives the turn to one caller after
// the other, each in a savepoint. The function runs in the goroutine of its caller: there it may panic or end the goroutine as anywhere
// else. Then the leader commits, and tells everybody. Meanwhile the next ones have gathered.
//
// Who comes while nobody else is there, in this process or in another, leads for itself: no goroutine has to be woken, which takes longer than all the
// rest but the sync.
//
// If the commit fails, all is undone and each function runs once more in a transaction of its own, so that the fault of one isn't the fault of all, and
// none is told anything that it had read from another that failed.
type request struct {
	f     func(storage.Tx) error
	state atomic.Int32
	turn  chan *tx   // leader to caller: run
	ran   chan error // caller to leader: it ran
	done  chan error // leader to caller: that's it

	// The leader's:
	alone  bool // the caller is the leader
	tx     tx
	result error
	full   bool // result says that the store found no room
	tight  bool // so did the result of this or an earlier try
	dead   bool // the function didn't return
}

// States of a request. It changes from waiting to one of the others once.
const (
	waiting = iota
	taken   // by the leader: no way back
	left    // by the caller, whose context has ended
)

// batch is how many requests share a commit at most.
const batch = 128

// Update implements storage.Store.
func (s *Store) Update(ctx context.Context, f func(storage.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if s.claim() {
		if s.tryLock() {
			return s.serveAlone(&request{f: f, alone: true})
		}
		s.handOn()
	}
	r := &request{f: f, turn: make(chan *tx), ran: make(chan error, 1), done: make(chan error, 1)}
	s.enqueue(r)
	end := ctx.Done()
	for {
		select {
		case <-end:
			if r.state.CompareAndSwap(waiting, left) {
				return ctx.Err()
			}
			end = nil
		case t := <-r.turn:
			r.run(t)
		case err := <-r.done:
			return err
		}
	}
}

// run runs the function in its caller's goroutine, and tells the leader also when the function doesn't return.
func (r *request) run(t *tx) {
	err := errGone
	defer func() {
		t.over = true
		r.ran <- err
	}()
	err = r.f(t)
}

// claim makes the caller the leader if there is none.
func (s *Store) claim() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leading {
		return false
	}
	s.leading = true
	return true
}

// handOn ends the lead of a caller: a goroutine takes it over if somebody waits by now.
func (s *Store) handOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leading = len(s.queue) > 0; s.leading {
		s.tasks.Go(s.lead)
	}
}

// serveAlone does what a caller who leads asks for. The caller holds the lock, and has neither lock nor lead afterwards, also when the function doesn't return.
func (s *Store) serveAlone(r *request) error {
	defer s.handOn()
	defer s.unlock()
	s.serve([]*request{r})
	return r.result
}

// runAlone is run for a caller who leads. A function that doesn't return takes the leader with it, so the transaction ends here.
func (s *Store) runAlone(r *request) error {
	returned := false
	defer func() {
		r.tx.over = true
		if !returned {
			r.tx.w.stopScans()
			if !r.tx.w.AutocommitEnabled() && run(r.tx.w.end) != nil {
				s.dropWriter()
			}
		}
	}()
	err := r.f(&r.tx)
	returned = true
	return err
}

// enqueue puts a request into the queue and sees to it that somebody works it off.
func (s *Store) enqueue(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, r)
	if !s.leading {
		s.leading = true
		s.tasks.Go(s.lead)
	}
}

// lead works off the queue until it is empty.
func (s *Store) lead() {
	several := false
	for {
		if several {
			runtime.Gosched() // those who have just been told may come again: let them get in line
		}
		s.mu.Lock()
		if len(s.queue) == 0 {
			s.leading = false
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		// Other processes get in between two batches.
		err := s.lock()
		requests := s.take()
		several = len(requests) > 1
		if err != nil {
			for _, r := range requests {
				r.done <- failed("sqlite: update "+s.dir, err)
			}
			continue
		}
		s.serve(requests)
		s.unlock()
	}
}

// take takes requests whose callers are still there from the queue.
func (s *Store) take() []*request {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(s.queue), batch)
	requests := make([]*request, 0, n)
	for _, r := range s.queue[:n] {
		if r.state.CompareAndSwap(waiting, taken) {
			requests = append(requests, r)
		}
	}
	s.queue = append([]*request(nil), s.queue[n:]...)
	return requests
}

// serve does what some requests ask for and tells the callers. The leader holds the lock.
func (s *Store) serve(requests []*request) {
	if len(requests) > 1 && s.transact(requests) == nil {
		// all have their results
	} else {
		for _, r := range requests {
			if r.dead {
				continue
			}
			s.transact([]*request{r})
			r.tight = r.full
			switch {
			case !r.full || r.dead:
			case !r.tx.added:
				// Nothing but deletes: they must find room.
				s.freeRoom()
				s.transact([]*request{r})
			default:
				if s.cutForRoom() {
					s.transact([]*request{r})
				}
				if r.full && !r.dead && s.room.grown == 0 && s.lendReserve() {
					s.transact([]*request{r})
					s.room.lent = false
				}
			}
		}
	}
	// Who deleted something waits until it is in no file any more; and all wait where the disk is full, until the reserve is whole again.
	full := slices.ContainsFunc(requests, func(r *request) bool { return r.tight })
	wait := func(r *request) bool { return full || r.tx.removed && r.result == nil }
	for _, r := range requests {
		if !r.alone && !wait(r) {
			r.done <- r.result
		}
	}
	s.tend()
	for _, r := range requests {
		if !r.alone && wait(r) {
			r.done <- r.result
		}
	}
}

// transact runs requests in one transaction and sets their results. If it returns an error instead, nothing has come of any of them, and each is to be run alone;
// that happens to several only.
func (s *Store) transact(requests []*request) error {
	several := len(requests) > 1
	// fail ends the transaction for all.
	fail := func(doing string, err error) error {
		if s.w != nil && !s.w.AutocommitEnabled() && run(s.w.end) != nil {
			s.dropWriter()
		}
		if several {
			return errAlone
		}
		r := requests[0]
		r.result = failed("sqlite: "+doing+" "+s.dir, err)
		r.full = isFull(r.result)
		return nil
	}
	w, err := s.writer()
	if err != nil {
		return fail("open for writing", err)
	}
	if err := run(w.beginWrite); err != nil {
		return fail("begin an update of", err)
	}
	var all tx // what all of them have done
	for _, r := range requests {
		if several {
			if err := run(w.savepoint); err != nil {
				return fail("update", err)
			}
		}
		r.tx = tx{w: w}
		r.result, r.full = nil, false
		var err error
		if r.alone {
			err = s.runAlone(r)
		} else {
			r.turn <- &r.tx
			err = <-r.ran
		}
		w.stopScans()
		r.dead = err == errGone
		if err == nil && r.tx.broken != nil {
			err = r.tx.broken
		}
		if r.tx.broken != nil {
			r.full = isFull(r.tx.broken)
		}
		r.result = err
		switch {
		case w.AutocommitEnabled(): // SQLite does that after some errors, and everything before is gone with it
			if err == nil {
				err = errors.New("SQLite has ended the transaction")
			}
			if several {
				return errAlone
			}
			r.result = err
			return nil
		case err != nil && !several:
			if run(w.end) != nil {
				s.dropWriter()
			}
			return nil
		case err != nil:
			if err := errors.Join(run(w.rollbackTo), run(w.release)); err != nil {
				return fail("undo a part of an update of", err)
			}
			continue
		case several:
			if err := run(w.release); err != nil {
				return fail("update", err)
			}
		}
		all.sums = append(all.sums, r.tx.sums...)
		all.added = all.added || r.tx.added
		all.removed = all.removed || r.tx.removed
	}
	if len(all.sums) == 0 {
		if run(w.end) != nil {
			s.dropWriter()
		}
		return nil
	}
	if err := s.makeRoom(w, all.added); err != nil {
		return fail("find room for an update of", err)
	}
	if err := s.commit(w, &all); err != nil {
		return fail("commit to", err)
	}
	return nil
}

// commit ends the transaction and makes it known, in the order that version.go explains.
func (s *Store) commit(w *writer, all *tx) error {
	if err := s.board.touch(len(all.sums)); err != nil {
		return err
	}
	if all.removed {
		s.owed().Store(1) // before: this process may not live to see the end of it
	}
	s.at("before")
	if err := s.commits.Wait(); err != nil {
		return err
	}
	defer s.commits.Unlock()
	s.board.announce()
	s.at("announced")
	if err := run(w.commit); err != nil {
		// What it has written to the log isn't part of the database, but it is there.
		s.owed().Store(1)
		if !w.AutocommitEnabled() && run(w.end) != nil {
			s.dropWriter()
		}
		s.board.withdraw()
		return err
	}
	s.at("committed")
	slices.Sort(all.sums)
	s.board.publish(slices.Compact(all.sums))
	s.at("published")
	return nil
}
