package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa/storage"
)

// Deletes must succeed on a full disk, but a delete has to be written to the log first, and to carry the log over, the database may have to grow by pages that
// creates have put into the log. Both take room, which keys.reserve keeps:
//
//   - Before a commit that adds something the reserve has to be whole, and longer by what the database has yet to grow beyond growLimit;
//     if the disk has no room for that, it is full, and the commit isn't made (makeRoom).
//   - Is the growth beyond growLimit, the log is carried over after the commit (carryOver), and the reserve goes back to its length.
//   - A transaction that only deletes and finds no room gives the reserve free, carries over the log and cuts it, and runs once more (freeRoom).
//     Cutting the log gives back more room than was taken, so the reserve is made whole again at once.
//   - Any other that finds no room has the log cut, without the reserve, and runs once more if that gave room (cutForRoom). If it still finds none, but
//     needs room in the log only, since there are free pages in the database for what it adds, it gets the reserve lent until the log is
//     cut again (lendReserve): the database doesn't shrink, so else a store that has filled a disk alone could stay full though it is empty.
//
// Another program may take the room in the moment between; then the delete fails with storage.ErrFull like anything else.

// growLimit is how many bytes the database may have yet to grow before the log is carried over. The reserve has room for that and for some
// twenty deletes.
const growLimit = 256 << 10

// room is what is known of the store's needs. Guarded by Store.turn.
type room struct {
	database int64 // length of keys.db when it was last looked at; it only grows
	stale    bool  // look again
	grown    int64 // what the database has yet to grow
	lent     bool  // a commit that adds may use the room of the reserve, if the database needn't grow for it
}

func (s *Store) reservePath() string { return filepath.Join(s.dir, reserveFile) }

// makeRoom looks, before a commit, how the growth of the database and the reserve stand to each other.
func (s *Store) makeRoom(w *writer, added bool) error {
	pages, _, err := number(w.pageCount)
	if err != nil {
		return err
	}
	for range 2 {
		s.room.grown = max(0, pages*pageSize-s.room.database)
		if s.room.grown <= growLimit && !s.room.stale {
			break
		}
		if s.room.database, err = length(filepath.Join(s.dir, DatabaseFile)); err != nil {
			return err
		}
		s.room.stale = false
	}
	switch {
	case !added || s.reserve == 0:
		return nil
	case s.room.lent && s.room.grown > 0:
		return storage.ErrFull
	case s.room.lent:
		return nil
	}
	return s.restoreReserve(s.reserve + max(0, s.room.grown-growLimit))
}

// restoreReserve makes the reserve at least so long; a longer one is cut, unless the growth needs it.
func (s *Store) restoreReserve(want int64) error {
	have, err := length(s.reservePath())
	if err != nil || have == want {
		return err
	}
	if have > want {
		if s.room.grown > growLimit {
			return nil
		}
		return os.Truncate(s.reservePath(), want)
	}
	f, err := openPrivate(s.reservePath(), 0)
	if err != nil {
		return err
	}
	defer f.Close()
	// Bytes that no file system can compress or leave out.
	noise := rand.NewChaCha8([32]byte{})
	block := make([]byte, 64<<10)
	for at := have; at < want; at += int64(len(block)) {
		noise.Read(block)
		if _, err := f.WriteAt(block[:min(int64(len(block)), want-at)], at); err != nil {
			return errors.Join(fmt.Errorf("%w: no room for %d bytes in reserve (%w)", storage.ErrFull, want, err), f.Truncate(have))
		}
	}
	return nil
}

// freeReserve gives the room of the reserve free.
func (s *Store) freeReserve() error {
	err := os.Truncate(s.reservePath(), 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// freeRoom gives free what can be given for a delete.
func (s *Store) freeRoom() {
	if s.freeReserve() != nil {
		return
	}
	if w, err := s.writer(); err == nil {
		number(w.truncate) // if it fails, or somebody still reads from the log, there is the room of the reserve
		s.room.stale = true
	}
}

// cutForRoom cuts the log, and tells whether that gave room.
func (s *Store) cutForRoom() bool {
	log := filepath.Join(s.dir, walFile)
	before, err := length(log)
	if err != nil || before == 0 || !s.scrub(patience) {
		return false
	}
	after, err := length(log)
	return err == nil && after < before
}

// lendReserve gives the room of the reserve to a commit that adds, if the log is cut, so that nothing but that commit needs it.
func (s *Store) lendReserve() bool {
	n, err := length(filepath.Join(s.dir, walFile))
	if err != nil || n > 0 && !s.scrub(patience) || s.reserve == 0 || s.freeReserve() != nil {
		return false
	}
	if faultless(func() { s.owed().Store(1) }) != nil { // whatever comes of it, the log is cut after it, and the reserve made whole
		return false
	}
	s.room.lent = true
	return true
}

// carryOver brings the log over into the database as far as nobody reads from it.
func (s *Store) carryOver() {
	w, err := s.writer()
	if err != nil {
		return
	}
	if _, _, err := number(w.passive); err != nil {
		return // nothing is lost: it is in the log
	}
	s.room.stale = true
	if pages, _, err := number(w.pageCount); err == nil {
		if n, err := length(filepath.Join(s.dir, DatabaseFile)); err == nil {
			s.room = room{database: n, grown: max(0, pages*pageSize-n)}
			s.restoreReserve(s.reserve)
		}
	}
}
