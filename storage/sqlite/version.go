package sqlite

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/psacrypto/psa/internal/filelock"
	"github.com/psacrypto/psa/storage"
)

// The board is a file (keys.version) that every process maps which has the store open, and on which a writer notes that and what it has changed. Reading
// the version is one load from it. It says nothing that outlives the processes: who opens the store alone begins it anew, and nothing in it is secret.
//
// The words of the board, 8 bytes each, in the machine's own order:
const (
	wordMagic   = 0  // boardMagic
	wordCounter = 8  // the version; odd while a writer is between "about to commit" and "committed and noted"
	wordFloor   = 16 // what has changed up to this version isn't known any more
	wordBegun   = 17 // how many changes have been written to the ring, or are being written
	wordEnded   = 18 // how many changes have been written to the ring
	wordOwed    = 24 // not 0: the log may hold what has been deleted; see Store.scrub
	wordRing    = 64 // the ring: ringLen pairs of version and storage.Sum; change i is in pair i modulo ringLen

	ringLen    = 4096
	boardWords = wordRing + 2*ringLen
	boardSize  = 8 * boardWords

	boardMagic = 0x3130_4452_414f_4250 // "PBOARD01"; another layout gets another number
)

// # How a commit gets known
//
// A writer holds the writer lock, an exclusive lock of the operating system, from before it begins until all is noted. Having it, it first settles what a
// dead writer may have left (see below), so it begins with an even counter. Then:
//
//  1. take the commit lock, exclusive
//  2. counter: even c -> c+1                      (announce)
//  3. COMMIT in SQLite
//  4. the names go to the ring under version c+2   (publish)
//  5. counter: c+1 -> c+2
//  6. let the commit lock go; Update returns
//
// If the commit fails, the counter goes back to c. A reader that finds an even counter returns it. A reader that finds an odd one, c+1, asks
// for the commit lock, shared and without waiting:
//
//   - Somebody has it, and the counter is still c+1: the writer is alive, Update hasn't returned, so c is still a right answer.
//   - Somebody has it, and the counter is another one: look again.
//   - It gets it: the writer died, and nobody knows whether before or after the commit was durable. It moves the floor and the counter
//     on to c+2 (settle), so that every cache has to look again, and notes that the log may hold a half-written commit.
//
// So a change that was acknowledged is always in the version, and one whose writer died is in it with the first look of anybody after the death. This is why there
// is a lock for commits beside that for writers: who has the writer lock may not have settled yet, and would be taken for the one who made the
// counter odd. Who has the commit lock has settled, so the odd number that is there while he has it is his own.
//
// Readers share the lock, so they don't take each other for a live writer. That several of them, and a writer, settle at once does no harm: they store the same
// numbers, the counter is exchanged only where it is still the odd one, and nobody can announce anything before the readers have let the lock go. A store's
// own writer isn't asked through the lock: it would be the same answer with a system call.
//
// The ring is read without a lock. A writer raises begun before it writes and ended after it has written; who has read the pairs from i on checks that
// begun hasn't come round to i meanwhile, else what it read may be torn, and it answers "all".
type board struct {
	words   atomic.Pointer[[boardWords]atomic.Uint64]
	writing atomic.Bool // this Store's own writer is between announce and publish or withdraw

	mu     sync.Mutex
	probe  filelock.Lock // the commit lock, by a descriptor of its own
	closed bool
}

// prepareBoard makes the file of the board new. Only who is alone in the store may call it: nobody else maps the file.
func prepareBoard(dir string) error {
	f, err := openPrivate(filepath.Join(dir, versionFile), 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	// Versions never come again, also not in another life of the file: they begin at the time in nanoseconds, and no store
	// commits every other nanosecond.
	counter := uint64(time.Now().UnixNano()) &^ 1
	if old := make([]byte, 8*wordRing); info.Size() == boardSize {
		if _, err := f.ReadAt(old, 0); err != nil {
			return err
		}
		if binary.NativeEndian.Uint64(old[8*wordMagic:]) == boardMagic {
			counter = max(counter, (binary.NativeEndian.Uint64(old[8*wordCounter:])+2)&^1)
		}
		old = nil
	} else {
		// Written to its end, not just made long: a hole could find no room when it is first touched, and a mapping has no way to
		// report that but a signal.
		if err := f.Truncate(0); err != nil {
			return err
		}
		if _, err := f.WriteAt(make([]byte, boardSize), 0); err != nil {
			return err
		}
	}
	head := make([]byte, 8*wordRing)
	binary.NativeEndian.PutUint64(head[8*wordMagic:], boardMagic)
	binary.NativeEndian.PutUint64(head[8*wordCounter:], counter)
	binary.NativeEndian.PutUint64(head[8*wordFloor:], counter)
	_, err = f.WriteAt(head, 0)
	return err
}

// openBoard maps the board. The caller holds the users lock, so the file is whole, and stays the one that all use.
func openBoard(dir string) (b *board, unmap func(), err error) {
	path := filepath.Join(dir, versionFile)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.Size() != boardSize {
		return nil, nil, fmt.Errorf("%s is %d bytes long, not %d", path, info.Size(), boardSize)
	}
	words, unmap, err := mapBoard(f)
	if err != nil {
		return nil, nil, err
	}
	if words[wordMagic].Load() != boardMagic {
		unmap()
		return nil, nil, fmt.Errorf("%s doesn't begin as it must", path)
	}
	b = &board{}
	if b.probe, err = openCommitLock(dir); err != nil {
		unmap()
		return nil, nil, err
	}
	b.words.Store(words)
	return b, unmap, nil
}

// close leaves the last version to those who still ask. The mapping must outlive the calls of version that are under way; its owner unmaps it when
// nobody can make such a call any more.
func (b *board) close() {
	last := b.version()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	b.closed = true
	words := new([boardWords]atomic.Uint64)
	words[wordCounter].Store(last)
	words[wordFloor].Store(last)
	b.words.Store(words)
	b.probe.Close()
}

// version is Store.Version.
func (b *board) version() uint64 {
	c := b.words.Load()[wordCounter].Load()
	if c&1 == 0 {
		return c
	}
	return b.between()
}

// between is version while the counter is odd.
func (b *board) between() uint64 {
	for {
		w := b.words.Load()
		c := w[wordCounter].Load()
		switch {
		case c&1 == 0:
			return c
		case b.writing.Load():
			if w[wordCounter].Load() != c { // c was a dead one's, and our writer has settled it meanwhile
				continue
			}
			return c - 1
		}
		b.mu.Lock()
		if b.closed { // then words is another one, with an even counter
			b.mu.Unlock()
			continue
		}
		free, err := b.probe.Try(true)
		if free {
			// Looked at again: the writer may have ended well between the first look and the lock. As long as this lock is held nobody announces.
			if c := w[wordCounter].Load(); c&1 == 1 {
				settle(w, c)
			}
			b.probe.Unlock()
		}
		b.mu.Unlock()
		if free {
			continue
		}
		if w[wordCounter].Load() != c {
			continue // the writer has ended meanwhile, and another may have begun
		}
		if err != nil {
			return c // no version of any commit: whoever compares it looks again, which is never wrong
		}
		return c - 1
	}
}

// settle ends what a dead writer has left at odd counter c. The caller holds the writer lock, or the commit lock shared, and has read c since it has it:
// with an older c it would move the floor over changes that are well known, or back.
func settle(w *[boardWords]atomic.Uint64, c uint64) {
	w[wordOwed].Store(1)
	w[wordFloor].Store(c + 1)
	w[wordEnded].Store(w[wordBegun].Load())
	w[wordCounter].CompareAndSwap(c, c+1)
}

// settled is settle for the writer itself, before it begins: the counter is even then. The caller holds the writer lock.
func (b *board) settled() {
	w := b.words.Load()
	if c := w[wordCounter].Load(); c&1 == 1 {
		settle(w, c)
	}
}

// announce says that a commit is about to be made. The caller holds the writer lock, has settled, and holds the commit lock.
func (b *board) announce() {
	b.writing.Store(true)
	b.words.Load()[wordCounter].Add(1)
}

// withdraw says that the announced commit was not made.
func (b *board) withdraw() {
	w := b.words.Load()
	w[wordCounter].Store(w[wordCounter].Load() - 1)
	b.writing.Store(false)
}

// publish says that the announced commit is durable, and what has changed by it.
func (b *board) publish(sums []uint64) {
	w := b.words.Load()
	next := w[wordCounter].Load() + 1
	if len(sums) > ringLen {
		w[wordFloor].Store(next)
	} else {
		i := w[wordBegun].Add(uint64(len(sums))) - uint64(len(sums))
		for _, sum := range sums {
			pair := wordRing + 2*(i%ringLen)
			w[pair].Store(next)
			w[pair+1].Store(sum)
			i++
		}
		w[wordEnded].Store(i)
	}
	w[wordCounter].Store(next)
	b.writing.Store(false)
}

// changed is Store.Changed.
func (b *board) changed(since uint64) (names []uint64, now uint64, all bool) {
	for range 3 {
		now = b.version()
		w := b.words.Load()
		if since == now {
			return nil, now, false
		}
		if since > now || since < w[wordFloor].Load() {
			return nil, now, true
		}
		if names, ok := ringSince(w, since, now); ok {
			return names, now, false
		}
	}
	return nil, now, true
}

// ringSince reads the changes after since up to now from the ring. It isn't ok when the ring doesn't reach back so far.
func ringSince(w *[boardWords]atomic.Uint64, since, now uint64) (names []uint64, ok bool) {
	ended := w[wordEnded].Load()
	seen := map[uint64]struct{}{}
	i := ended
	for i > 0 {
		if ended-i >= ringLen {
			return nil, false
		}
		pair := wordRing + 2*((i-1)%ringLen)
		version, sum := w[pair].Load(), w[pair+1].Load()
		if version <= since {
			break
		}
		i--
		if version > now {
			continue // of a commit that is younger than now
		}
		if _, twice := seen[sum]; !twice {
			seen[sum] = struct{}{}
			names = append(names, sum)
		}
	}
	// The pair before i was read too, and told that all after it is known.
	oldest := i
	if oldest > 0 {
		oldest--
	}
	if w[wordBegun].Load()-oldest > ringLen || w[wordFloor].Load() > since {
		return nil, false
	}
	return names, true
}

var _ storage.Store = (*Store)(nil)
