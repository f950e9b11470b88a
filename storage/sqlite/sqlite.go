// Package sqlite keeps records in an SQLite database: the default store. Several processes may open, read and write one store at the same time, and
// one of them may die at any point.
//
//	s, err := sqlite.Open(ctx, "/var/lib/example/keys")
//	if err != nil { … }
//	defer s.Close()
//
// # Files
//
// A store is a folder of its own. It and everything in it belong to one user of the system and are closed to all others; [Open] makes it so and,
// on unix, refuses (storage.ErrUnsafe) what isn't so any more. On Windows a store is as private as the access list its folder inherits.
//
//	keys.db        the database
//	keys.db-wal    SQLite's log: what has been committed but isn't in keys.db yet
//	keys.db-shm    SQLite's index of the log
//	keys.version   the version and the names that changed of late, mapped by every process that has the store open
//	keys.lock      empty, for a lock; so is keys.gate
//	keys.reserve   room that is given free when a delete finds none on a full disk
//
// All but keys.db and keys.db-wal are made anew when they are missing and nobody has the store open. The log may hold what has been acknowledged: to copy a
// store, use [Store.Backup]; copying the files of an open store does not give a store. The folder has to be on a local file system: SQLite's log
// and the locks work on none that is shared over a network.
//
// # Durability
//
// When Update returns nil the change is on the disk (SQLite's log mode with synchronous=FULL, F_FULLFSYNC on darwin). Updates that come at the same
// time in one process share a commit, each in a savepoint of its own. Processes take turns at a lock.
//
// # Deletion
//
// Of the data of a deleted or replaced record nothing is left in any file of the store when Update returns, unless a View that began before, in whatever
// process, still reads the old state from the log: then it goes shortly after the end of that View, or with Close, or when the store is next opened. mask.go
// and scrub.go say how.
//
// A process that forks without exec (as a C program can that has this as a library) must not use a Store in the child.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/psacrypto/psa/internal/filelock"
	"github.com/psacrypto/psa/storage"
)

// Store is a storage.Store in a folder. Its methods are safe for concurrent use.
type Store struct {
	dir     string
	reserve int64 // bytes; see room.go
	users   filelock.Lock
	gate    filelock.Lock
	writing filelock.Lock
	commits filelock.Lock
	board   *board

	mu      sync.Mutex // guards what follows
	changed *sync.Cond // of active
	active  int        // calls under way
	closed  bool
	queue   []*request
	leading bool    // a goroutine works off the queue
	idle    []*conn // connections for Views

	tasks   sync.WaitGroup // the goroutines of the store itself
	closing chan struct{}  // closed by Close
	gone    chan struct{}  // closed at the end of Close

	turn sync.Mutex // in this process, what the writer lock is between processes; guards what follows
	w    *writer    // opened by the first who needs it
	room room

	retrying atomic.Bool // see Store.later

	hook func(stage string) // for tests: called at the stages of a commit
}

// An Option sets something about an opened store.
type Option func(*Store)

// Reserve sets how many bytes on the disk are kept for deletes when all else is full: 512 KiB if it isn't given, and not less, or 0 for none. A transaction that
// deletes very many records at once may need more. All processes should give the same.
func Reserve(n int64) Option {
	return func(s *Store) {
		if s.reserve = max(n, defaultReserve); n <= 0 {
			s.reserve = 0
		}
	}
}

const defaultReserve = 512 << 10

// idleReaders is how many connections for Views are kept open when they aren't in use. More are opened as they are needed.
const idleReaders = 8

// Open opens the store in a folder, and makes both if they are missing. ctx bounds the opening only.
//
// Errors: storage.ErrUnsafe where others than the owner can read or write a file of it or its folder, with what to do in words; storage.ErrDamaged where
// keys.db isn't a database any more; storage.ErrFull; other errors where keys.db is no key store, or one of a newer version of this package, where the
// folder can't be written, or where keys.version has been removed while others have the store open.
func Open(ctx context.Context, dir string, options ...Option) (*Store, error) {
	dir, err := filepath.Abs(dir) // the process may change its working directory
	if err != nil {
		return nil, failed("open a store", err)
	}
	s := &Store{dir: dir, reserve: defaultReserve, closing: make(chan struct{}), gone: make(chan struct{})}
	s.changed = sync.NewCond(&s.mu)
	for _, o := range options {
		o(s)
	}
	if err := s.open(ctx); err != nil {
		if err == ctx.Err() {
			return nil, err
		}
		return nil, failed("sqlite: open "+dir, err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := ensureDir(s.dir); err != nil {
		return err
	}
	var undo []func()
	defer func() {
		if err != nil {
			for i := len(undo) - 1; i >= 0; i-- {
				undo[i]()
			}
		}
	}()
	if s.users, err = openUsersLock(s.dir); err != nil {
		return err
	}
	undo = append(undo, func() { s.users.Close() })
	if err := s.join(ctx); err != nil {
		return err
	}
	if s.gate, err = openGateLock(s.dir); err != nil {
		return err
	}
	undo = append(undo, func() { s.gate.Close() })
	if s.writing, err = openWriterLock(s.dir); err != nil {
		return err
	}
	undo = append(undo, func() { s.writing.Close() })
	if s.commits, err = openCommitLock(s.dir); err != nil {
		return err
	}
	undo = append(undo, func() { s.commits.Close() })
	board, unmap, err := openBoard(s.dir)
	if err != nil {
		return err
	}
	s.board = board
	undo = append(undo, func() { board.close(); unmap() })
	c, err := newConn(s.dir, readerPragmas)
	if isFull(failed("", err)) { // there may be something to delete
		if err := s.freeReserve(); err != nil {
			return err
		}
		c, err = newConn(s.dir, readerPragmas)
	}
	if err != nil {
		return err
	}
	if err := verify(c.Conn, filepath.Join(s.dir, DatabaseFile)); err != nil {
		c.Close()
		return err
	}
	s.idle = append(s.idle, c) // and never without one: the last connection that closes takes the log along
	// A call of Version may be under way when the store is closed; that nobody can make one any more is what the collector knows.
	runtime.AddCleanup(s, func(unmap func()) { unmap() }, unmap)
	return nil
}

// join takes the users lock, shared. Who finds itself alone sets everything up first.
func (s *Store) join(ctx context.Context) error {
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		alone, err := s.users.Try(false)
		if err != nil {
			return err
		}
		if alone {
			if err := s.setUp(); err != nil {
				s.users.Unlock()
				return err
			}
			if joined, err := s.users.Downgrade(); joined || err != nil {
				return err
			}
			continue // another was alone between the two locks; it has left things as good as we did
		}
		joined, err := s.users.Try(true)
		if err != nil {
			return err
		}
		if joined {
			if err := checkFiles(s.dir); err != nil {
				s.users.Unlock()
				return err
			}
			n, err := length(filepath.Join(s.dir, versionFile))
			if err == nil && n == boardSize {
				return nil
			}
			// It is made before anybody joins. Perhaps those who hold the lock came here too, and one of them is alone in a moment.
			s.users.Unlock()
			if wait >= 50*time.Millisecond {
				return errors.Join(fmt.Errorf("%s has been removed or cut while other processes have the store open: close it in all of them, and it is made anew",
					filepath.Join(s.dir, versionFile)), err)
			}
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}

// setUp makes what is missing and clears away what a crash has left. The caller is alone in the store.
func (s *Store) setUp() error {
	if err := checkFiles(s.dir); err != nil {
		return err
	}
	if err := removeLeftovers(s.dir); err != nil {
		return err
	}
	db, log := filepath.Join(s.dir, DatabaseFile), filepath.Join(s.dir, walFile)
	logged, err := length(log)
	if err != nil {
		return err
	}
	switch n, err := length(db); {
	case err != nil:
		return err
	case n > 0:
	case logged > 0:
		return fmt.Errorf("%w: %s is missing or empty, but there is a log of it, %s", storage.ErrDamaged, db, log)
	default:
		there, err := exists(db)
		if err != nil {
			return err
		}
		if there {
			return fmt.Errorf("%w: %s is empty", storage.ErrDamaged, db)
		}
		if err := createDatabase(s.dir); err != nil {
			return err
		}
	}
	if err := prepareBoard(s.dir); err != nil {
		if !isFull(failed("", err)) {
			return err
		}
		if err := s.freeReserve(); err != nil {
			return err
		}
		if err := prepareBoard(s.dir); err != nil {
			return err
		}
	}
	if f, err := openPrivate(filepath.Join(s.dir, lockFile), 0); err != nil {
		return err
	} else if err := f.Close(); err != nil {
		return err
	}
	if err := s.restoreReserve(s.reserve); err != nil && !isFull(err) {
		return err // a full disk is no reason not to open: there may be something to delete
	}
	err = s.recover(logged > 0)
	if isFull(failed("", err)) { // not even for SQLite's index of the log
		if err := s.freeReserve(); err != nil {
			return err
		}
		err = s.recover(logged > 0)
	}
	return err
}

// recover sets log mode in a new database, and puts an end to a log that a crash has left. The caller is alone in the store.
func (s *Store) recover(logged bool) error {
	c, err := dial(s.dir, writerPragmas)
	if err != nil {
		return err
	}
	if err := verify(c, filepath.Join(s.dir, DatabaseFile)); err != nil {
		return errors.Join(err, c.Close())
	}
	mode, err := one(c, "PRAGMA journal_mode")
	if err == nil && mode != "wal" {
		mode, err = one(c, "PRAGMA journal_mode = WAL")
	}
	if err == nil && mode != "wal" {
		err = fmt.Errorf("SQLite gives no write-ahead log here, but journal mode %q", mode)
	}
	if err == nil && logged {
		if _, err = one(c, "PRAGMA wal_checkpoint(TRUNCATE)"); isFull(failed("", err)) {
			err = s.freeReserve()
		}
	}
	return errors.Join(err, c.Close()) // closing the only connection does the rest
}

// enter counts a call in, so that Close can wait for it. leave counts it out.
func (s *Store) enter(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return storage.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.active++
	return nil
}

func (s *Store) leave() {
	s.mu.Lock()
	s.active--
	if s.closed && s.active == 0 {
		s.changed.Broadcast()
	}
	s.mu.Unlock()
}

// Version implements storage.Store: one load from memory that all processes share, unless another process is in the middle of a commit.
func (s *Store) Version() uint64 {
	v := s.board.version()
	runtime.KeepAlive(s) // for the mapping
	return v
}

// Changed implements storage.Store. It looks back on the latest 4096 changes.
func (s *Store) Changed(since uint64) (names []uint64, now uint64, all bool) {
	names, now, all = s.board.changed(since)
	runtime.KeepAlive(s)
	return names, now, all
}

// Close implements storage.Store. The store is closed also when it returns an error.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		<-s.gone
		return nil
	}
	s.closed = true
	for s.active > 0 {
		s.changed.Wait()
	}
	s.mu.Unlock()
	defer close(s.gone)
	close(s.closing)
	s.tasks.Wait()

	var errs []error
	if s.owed().Load() != 0 {
		if err := s.lock(); err == nil {
			s.scrub(time.Second) // what it can't do is left to those who still have the store open, or to who opens it next
			s.unlock()
		}
	}
	for _, c := range s.idle {
		errs = append(errs, c.Close())
	}
	if s.w != nil {
		errs = append(errs, s.w.Close())
	}
	s.board.close()
	errs = append(errs, s.commits.Close(), s.writing.Close(), s.gate.Close(), s.users.Close())
	return failed("sqlite: close "+s.dir, errors.Join(errs...))
}

// lock makes the caller the only writer of all processes. It waits as long as it takes.
//
// The system wakes all who wait for a lock and lets the fastest have it, and who has just let it go is faster than who wakes. So there is a second lock before it,
// the gate: who waits for the writer lock holds the gate meanwhile, and who comes again has to wait behind it.
func (s *Store) lock() error {
	s.turn.Lock()
	err := s.gate.Wait()
	if err == nil {
		err = s.writing.Wait()
		s.gate.Unlock()
	}
	if err == nil {
		if err = faultless(s.board.settled); err == nil {
			return nil
		}
		s.writing.Unlock()
	}
	s.turn.Unlock()
	return err
}

// tryLock is lock for who doesn't wait: false where somebody has the lock, waits for it, or it can't be had.
func (s *Store) tryLock() bool {
	if !s.turn.TryLock() {
		return false
	}
	if got, err := s.gate.Try(false); got && err == nil {
		got, err = s.writing.Try(false)
		s.gate.Unlock()
		if got && err == nil {
			if faultless(s.board.settled) == nil {
				return true
			}
			s.writing.Unlock()
		}
	}
	s.turn.Unlock()
	return false
}

func (s *Store) unlock() {
	s.writing.Unlock()
	s.turn.Unlock()
}

// writer opens the connection that writes. The caller holds the lock.
func (s *Store) writer() (*writer, error) {
	if s.w == nil {
		w, err := newWriter(s.dir)
		if err != nil {
			return nil, err
		}
		s.w = w
	}
	return s.w, nil
}

// dropWriter closes a connection that is in a state it shouldn't be in. The next writer gets a new one.
func (s *Store) dropWriter() {
	if s.w != nil {
		s.w.Close()
		s.w = nil
	}
}

func (s *Store) at(stage string) {
	if s.hook != nil {
		s.hook(stage)
	}
}

// View implements storage.Store. The snapshot is that of the first read in f.
func (s *Store) View(ctx context.Context, f func(storage.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	c, err := s.reader()
	if err != nil {
		return failed("sqlite: view "+s.dir, err)
	}
	if err := run(c.begin); err != nil {
		c.Close()
		return failed("sqlite: view "+s.dir, err)
	}
	v := &view{ctx: ctx, c: c}
	defer func() {
		v.c = nil
		c.stopScans()
		s.giveBack(c, run(c.end) == nil)
		if s.owed().Load() != 0 {
			s.later() // perhaps it was this View that kept the log from being cut
		}
	}()
	return f(v)
}

// reader takes a connection that isn't in use, or opens one.
func (s *Store) reader() (*conn, error) {
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		c := s.idle[n-1] // the latest: its pages are the newest
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return c, nil
	}
	s.mu.Unlock()
	return newConn(s.dir, readerPragmas)
}

func (s *Store) giveBack(c *conn, good bool) {
	s.mu.Lock()
	if good && len(s.idle) < idleReaders {
		s.idle = append(s.idle, c)
		c = nil
	}
	s.mu.Unlock()
	if c != nil {
		c.Close()
	}
}
