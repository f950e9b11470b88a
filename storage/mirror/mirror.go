// Package mirror keeps every record twice, in two stores that lie on different disks, so that the damage or loss of one is made good from the other.
//
//	first, err := sqlite.Open(ctx, "/srv/keys")
//	…
//	second, err := sqlite.Open(ctx, "/mnt/other/keys")
//	…
//	s, err := mirror.Open(ctx, first, second, func(e mirror.Event) { log.Print(e) })
//
// # The two commits
//
// An Update runs in a transaction of the first store. When its function has returned, a transaction of the second store begins within, makes the same changes, and
// commits; then the first commits. So when Update returns nil both are durable; writers of all processes are in line at the first store; and the first store, from which
// everybody reads, never shows what could still be undone.
//
// Each store has a record of its own (docs/storage-format.md) with a number and a random name of its last commit, and what it has changed. A process that dies between the two
// commits leaves the second store one commit ahead, which the next writer, or the next who opens the pair, sees, and does in the first store too. When the first store refuses its
// commit, the second's is undone before Update returns. docs/adr/0010-mirror.md says why all this is so.
//
// # What is found when a pair is opened
//
// One commit ahead is made good by that commit. A store that is empty, or whose record can't be read, or that is an older state of the pair, is made anew from the other.
// Two that have both gone on alone, a store of another pair, and one with records and without a record of a mirror are refused ([ErrDiverged], [ErrForeign]): nothing tells which is right.
//
// # Damage
//
// A record that can't be read is read from the other store. Bytes that can be read may yet be wrong, and only those who use them know: they ask for the other copy
// ([storage.Alternative]) and say that it is the good one; the next Update then puts it in the place of the bad one. [Store.Check] compares all records.
//
// A store of a pair can be opened without the other one by [Alone], which goes on counting, so that the pair knows later who is ahead.
package mirror

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/psacrypto/psa/storage"
)

var (
	// ErrDiverged says that both stores of a pair have been changed without the other.
	ErrDiverged = errors.New("mirror: each of the two stores has changes that the other lacks")
	// ErrForeign says that the two stores are not a pair.
	ErrForeign = errors.New("mirror: the two stores are not of one pair")
	// ErrSwapped says that the first store was given as the second.
	ErrSwapped = errors.New("mirror: the two stores are given in the wrong order")

	errChanged = errors.New("mirror: one of the two stores has been replaced or made anew since this process opened them: open them again")
	errBehind  = errors.New("mirror: the second store is one commit ahead") // between try and its caller only
	errOver    = errors.New("mirror: a reader was used after its function had returned")
)

// Which is one of the two stores.
type Which int

const (
	First  Which = 1
	Second Which = 2
)

func (w Which) String() string {
	if w == First {
		return "first"
	}
	return "second"
}

// Damaged is the error of [Open] for a store that can't be written because its structure is damaged, while the other one is whole: put an empty one in its place.
type Damaged struct {
	Which Which
	Err   error
}

func (d *Damaged) Error() string { return fmt.Sprintf("mirror: the %v store: %v", d.Which, d.Err) }
func (d *Damaged) Unwrap() error { return d.Err }

// Kind is what an [Event] tells of.
type Kind int

const (
	// Begun: the second store was empty and holds all now that the first does, for the first time.
	Begun Kind = iota + 1
	// Completed: a commit that a process had made in the second store only, before it died, is in the first too now.
	Completed
	// Rebuilt: the store was lost, damaged or behind, and has been made anew from the other.
	Rebuilt
	// Served: a record of the store can't be read, or isn't the right one, and was read from the other.
	Served
	// Mended: such a record has been put right.
	Mended
	// Lost: a record can be read in neither store.
	Lost
)

// Event is something that was found or repaired.
type Event struct {
	Kind Kind
	// Which store it is about.
	Which Which
	// Name of the record, nil where it isn't about one.
	Name []byte
	// Reason in words.
	Reason string
}

func (e Event) String() string {
	s := fmt.Sprintf("the %v store: %s", e.Which, e.Reason)
	if e.Name != nil {
		s += fmt.Sprintf(" (record %x)", e.Name)
	}
	return s
}

// Store is a storage.Store over two others. Its methods are safe for concurrent use.
type Store struct {
	first, second storage.Store
	told          func(Event)
	turn          chan struct{} // holds one token: whoever has it may update

	mu     sync.Mutex // guards what follows
	closed bool
	calls  sync.WaitGroup
	bad    map[string][sha256.Size]byte // records of the first store that are not the good ones, by the digest of what is there
	known  point                        // a commit of the second store that won't be undone
}

var _ interface {
	storage.Store
	storage.Mirrored
} = (*Store)(nil)

// Open makes one store of two, after it has brought them in step. told, which may be nil, is called with what was found and repaired, by whatever goroutine found it, now and later; it
// must not call the store. The Store closes both; when Open fails they stay open.
//
// All processes must give the same two in the same order. Errors: ErrDiverged, ErrForeign, ErrSwapped; *[Damaged]; else those of the two stores.
func Open(ctx context.Context, first, second storage.Store, told func(Event)) (*Store, error) {
	if told == nil {
		told = func(Event) {}
	}
	s := &Store{first: first, second: second, told: told, turn: make(chan struct{}, 1), bad: map[string][sha256.Size]byte{}}
	s.turn <- struct{}{}
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// enter counts a call in, so that Close can wait for it.
func (s *Store) enter(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return storage.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.calls.Add(1)
	return nil
}

// Version implements storage.Store. It is the first store's: what has committed there is in both.
func (s *Store) Version() uint64 { return s.first.Version() }

// Changed implements storage.Store.
func (s *Store) Changed(since uint64) (names []uint64, now uint64, all bool) {
	names, now, all = s.first.Changed(since)
	return slices.DeleteFunc(names, func(n uint64) bool { return n == recordSum }), now, all
}

// Backup implements storage.Store, with storage.WriteBackup. The copy is one of a plain store.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.View(ctx, func(r storage.Reader) error { return storage.WriteBackup(r, w) })
}

// Close implements storage.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()
	return errors.Join(s.first.Close(), s.second.Close())
}

// View implements storage.Store. It reads the first store; what can't be read there is read from the second.
func (s *Store) View(ctx context.Context, f func(storage.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	since, began := s.first.Version(), false
	err := s.first.View(ctx, func(r storage.Reader) error {
		began = true
		v := &view{s: s, ctx: ctx, rd: r, since: since}
		defer func() { v.over = true }()
		return f(v)
	})
	if err == nil || began || err == ctx.Err() || errors.Is(err, storage.ErrClosed) {
		return err
	}
	// The first store is out of reach.
	first := err
	err = s.lone(ctx, func(r storage.Reader) error {
		began = true
		v := &view{s: s, ctx: ctx, rd: r, lone: true}
		defer func() { v.over = true }()
		return f(v)
	})
	if !began {
		return errors.Join(first, err)
	}
	s.told(Event{Kind: Served, Which: First, Reason: "it can't be read, and the other one is: " + first.Error()})
	return err
}

// lone is a View of the second store where the first can't be read to say whether its last commit will stay. A writer that can't commit to the first undoes it in the second,
// at once; one that has died leaves it for good. So what stays for a while stays.
func (s *Store) lone(ctx context.Context, f func(storage.Reader) error) error {
	for {
		var at point
		err := s.second.View(ctx, func(r storage.Reader) error {
			q, err := standing(r)
			if err != nil {
				return err
			}
			s.mu.Lock()
			known := s.known
			s.mu.Unlock()
			if at = q.now; at != known {
				return errBehind
			}
			return f(r)
		})
		if err != errBehind {
			return err
		}
		time.Sleep(undoing)
		again := s.second.View(ctx, func(r storage.Reader) error {
			q, err := standing(r)
			if err == nil && q.now == at {
				s.mu.Lock()
				s.known = at
				s.mu.Unlock()
			}
			return err
		})
		if again != nil {
			return again
		}
	}
}

// undoing is how long a commit of the second store may be there before it is undone.
const undoing = 100 * time.Millisecond

// view reads a snapshot of the first store, or, alone, of the second.
type view struct {
	s     *Store
	ctx   context.Context
	rd    storage.Reader
	since uint64 // a version from before the snapshot
	lone  bool
	over  bool
	tx    *tx // the transaction that this is the reader of, nil in a View
}

func isRefusal(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid)
}

func (v *view) Get(name []byte) ([]byte, error) {
	if v.over {
		return nil, errOver
	}
	if Reserved(name) {
		return nil, fmt.Errorf("mirror: a reserved name: %w", fs.ErrInvalid)
	}
	data, err := v.rd.Get(name)
	if err == nil || isRefusal(err) || v.lone || v.tx != nil && !unread(err) {
		return data, err
	}
	good, err2 := v.Other(name)
	if err2 != nil {
		return nil, err
	}
	v.s.told(Event{Kind: Served, Which: First, Name: bytes.Clone(name), Reason: err.Error()})
	v.s.note(name, nil)
	return good, nil
}

func (v *view) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		if v.over {
			yield(storage.Record{}, errOver)
			return
		}
		at := append([]byte{}, from...)
		for rec, err := range v.rd.Scan(from, to) {
			if err != nil {
				if v.lone || v.tx != nil || v.ctx.Err() != nil || !v.scanOther(at, to, yield) {
					yield(storage.Record{}, err)
				}
				return
			}
			at = append(append(at[:0], rec.Name...), 0) // the next name that could be
			if Reserved(rec.Name) {
				continue
			}
			if len(rec.Data) == 0 && !v.lone {
				// Empty, or of those of which nothing but the name can be read.
				if data, err := v.Get(rec.Name); err == nil {
					rec.Data = data
				}
			}
			if !yield(rec, nil) || v.over {
				return
			}
		}
	}
}

// scanOther goes on with a scan in the second store, if that stands where the snapshot does. It tells whether it did.
func (v *view) scanOther(from, to []byte, yield func(storage.Record, error) bool) (done bool) {
	p, err := standing(v.rd)
	if err != nil {
		return false
	}
	_ = v.s.second.View(v.ctx, func(r storage.Reader) error {
		q, err := standing(r)
		if err != nil || !inStep(p, q) {
			return err
		}
		done = true
		v.s.told(Event{Kind: Served, Which: First, Reason: "a part of it can't be read"})
		for rec, err := range r.Scan(from, to) {
			if err == nil && Reserved(rec.Name) {
				continue
			}
			if !yield(rec, err) || err != nil {
				return nil
			}
		}
		return nil
	})
	return done
}

// Other implements storage.Alternative: the record as it is in the second store, if that is known to be of the moment that the reader shows.
func (v *view) Other(name []byte) (data []byte, err error) {
	if v.over {
		return nil, errOver
	}
	if v.lone || v.tx != nil && v.tx.wrote(name) {
		return nil, fs.ErrNotExist
	}
	for try := range 20 {
		agreed, missing := false, false
		var failure error
		s := v.s
		// The second may be a commit ahead at any moment; what that hasn't changed is as in the first.
		failure = s.first.View(v.ctx, func(fr storage.Reader) error {
			p, err := standing(fr)
			if err != nil {
				return err
			}
			return s.second.View(v.ctx, func(sr storage.Reader) error {
				q, err := standing(sr)
				if err != nil {
					return err
				}
				agreed = inStep(p, q) || q.oneAhead(p) && !q.changes(name)
				if agreed {
					data, err = sr.Get(name)
					missing = errors.Is(err, fs.ErrNotExist)
				}
				return err
			})
		})
		if failure != nil && !agreed && v.ctx.Err() == nil {
			// The first can't be read at all.
			failure = s.lone(v.ctx, func(sr storage.Reader) (err error) {
				agreed = true
				data, err = sr.Get(name)
				missing = errors.Is(err, fs.ErrNotExist)
				return err
			})
		}
		if failure != nil && !missing {
			return nil, failure
		}
		if agreed {
			if v.tx == nil {
				names, _, all := s.first.Changed(v.since)
				if all || slices.Contains(names, storage.Sum(name)) {
					return nil, errors.New("mirror: the record has changed since")
				}
			}
			return data, failure
		}
		time.Sleep(time.Duration(try) * time.Millisecond)
	}
	return nil, errors.New("mirror: the two stores are not in step")
}

// Prefer implements storage.Alternative: what Other gave for this name is right, and what Get gave is not.
func (v *view) Prefer(name []byte) {
	if v.over || v.lone {
		return
	}
	data, err := v.rd.Get(name)
	if err != nil {
		data = nil
	}
	v.s.told(Event{Kind: Served, Which: First, Name: bytes.Clone(name), Reason: "its copy of a record is not the right one"})
	v.s.note(name, data)
}

// digest stands for a copy of a record; nil for one that can't be read or isn't there.
func digest(data []byte) [sha256.Size]byte {
	if data == nil {
		return [sha256.Size]byte{}
	}
	return sha256.Sum256(data)
}

// note has a record of the first store mended by the next Update, if it is still what it was.
func (s *Store) note(name, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.bad) < 10000 {
		s.bad[string(name)] = digest(data)
	}
}
