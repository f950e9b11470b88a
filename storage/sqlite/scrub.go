package sqlite

import (
	"sync/atomic"
	"time"
)

// What has been deleted is still in the log, in older copies of the pages, until the log is cut. So after a commit that deleted or replaced something the
// log is carried over into the database and cut to nothing (a TRUNCATE checkpoint), before Update returns. The same goes for a commit that failed
// half way or whose writer died: a part of it may be in the log. A commit that only creates has nothing of that cost.
//
// The log can't be cut while a View reads from it that began before. Then a note stays on the board (wordOwed), where every process sees it, and it is tried again: by the
// next writer, by a goroutine every now and then, and by Close. Who opens the store alone cuts whatever log it finds.

// owed is not 0 while the log has to be cut.
func (s *Store) owed() *atomic.Uint64 { return &s.board.words.Load()[wordOwed] }

// patience is how long a delete waits for Views to end. A View of a record or two takes microseconds.
const patience = 100 * time.Millisecond

// scrub cuts the log. The caller holds the lock and has no transaction open.
func (s *Store) scrub(patience time.Duration) (done bool) {
	w, err := s.writer()
	if err != nil {
		return false
	}
	s.at("scrub")
	cut := func() (bool, error) {
		w.SetBusyTimeout(patience)
		defer w.SetBusyTimeout(busyTimeout)
		busy, _, err := number(w.truncate)
		return err == nil && busy == 0, err
	}
	done, err = cut()
	if isFull(failed("", err)) && s.freeReserve() == nil {
		// The database has to grow by what is in the log. That is what the reserve has room for; it gets the room of the log.
		done, _ = cut()
	}
	s.room.stale = true
	if done && faultless(func() { s.owed().Store(0) }) == nil {
		s.restoreReserve(s.reserve) // if that fails, the next Create does it, or finds no room itself
	}
	s.at("scrubbed")
	return done
}

// tend does what a commit has left to do. The caller holds the lock.
func (s *Store) tend() {
	switch {
	case s.owed().Load() != 0:
		wait := patience
		if s.retrying.Load() {
			wait = 0 // it is known that somebody is in the way
		}
		if !s.scrub(wait) {
			s.later()
		}
	case s.room.grown > growLimit:
		s.carryOver()
	}
}

// later has the log cut as soon as that can be done.
func (s *Store) later() {
	if s.retrying.Swap(true) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed { // then Close does it
		return
	}
	s.tasks.Go(func() {
		defer s.retrying.Store(false)
		for wait := 20 * time.Millisecond; s.owed().Load() != 0; wait = min(2*wait, time.Second) {
			t := time.NewTimer(wait)
			select {
			case <-t.C:
			case <-s.closing:
				t.Stop()
				return
			}
			if s.lock() != nil {
				continue
			}
			done := s.owed().Load() == 0 || s.scrub(patience)
			s.unlock()
			if done {
				return
			}
		}
	})
}
