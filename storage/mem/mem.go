// Package mem keeps records in memory: for tests, and for stores that hold nothing beyond the life of a process.
//
// It keeps the whole contract of package storage except that "durable" means until the process ends: a View is a true snapshot that holds up
// no Update, a failed function undoes its transaction, Version and Changed tell what has happened.
//
//	s := mem.New(mem.Limit(1 << 20))
//	defer s.Close()
//
// [Limit] makes a store that fills up. [Faulty] puts a wrapper round any store that fails where a test wants it to, to see what the layers above
// make of it. [Store.Backup] writes a stream that [Restore] makes a store of again.
//
// A deleted record is left to the garbage collector, which does not wipe it: what must not be found in memory has to be sealed before it gets here,
// as for any other store.
package mem

import (
	"bytes"
	"context"
	"io/fs"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa/storage"
)

// An Option sets something about a new store.
type Option func(*Store)

// Limit lets the store hold at most n bytes, names and data counted together. A Create or Put beyond that gives storage.ErrFull;
// deletes succeed at any time.
func Limit(n int64) Option { return func(s *Store) { s.limit = n } }

// Store is a storage.Store in memory. Its methods are safe for concurrent use.
type Store struct {
	limit int64

	turn chan struct{} // holds one token: whoever has it may commit
	now  atomic.Pointer[state]

	mu     sync.Mutex // guards what follows
	closed bool
	calls  sync.WaitGroup
	log    []change // the latest changes in the order of their versions
	floor  uint64   // log holds every change after this version
}

// state is what a View sees; it never changes.
type state struct {
	root    *node
	bytes   int64
	version uint64
}

type change struct{ version, sum uint64 }

// logLen is how many changes Changed can look back on, at least.
const logLen = 4096

// New returns an empty store.
func New(options ...Option) *Store {
	s := &Store{limit: -1, turn: make(chan struct{}, 1)}
	s.now.Store(&state{version: 1})
	s.floor = 1
	for _, o := range options {
		o(s)
	}
	s.turn <- struct{}{}
	return s
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

// View implements storage.Store.
func (s *Store) View(ctx context.Context, f func(storage.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	return f(&view{ctx: ctx, root: s.now.Load().root})
}

// Update implements storage.Store. Updates run one at a time.
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
	before := s.now.Load()
	t := &tx{root: before.root, bytes: before.bytes, limit: s.limit}
	defer func() { t.over = true }()
	if err := f(t); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	if len(t.changed) > 0 {
		s.publish(&state{root: t.root, bytes: t.bytes, version: before.version + 1}, t.changed)
	}
	return nil
}

// publish makes a state the present one. The log is written first, so that who has seen the version finds its changes.
func (s *Store) publish(next *state, changed map[uint64]struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for sum := range changed {
		s.log = append(s.log, change{next.version, sum})
	}
	if len(s.log) > 2*logLen {
		old := len(s.log) - logLen
		s.floor = s.log[old-1].version
		s.log = append([]change(nil), s.log[old:]...)
	}
	s.now.Store(next)
}

// Version implements storage.Store.
func (s *Store) Version() uint64 { return s.now.Load().version }

// Changed implements storage.Store.
func (s *Store) Changed(since uint64) (names []uint64, now uint64, all bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now = s.now.Load().version
	if since > now || since < s.floor {
		return nil, now, true
	}
	seen := map[uint64]struct{}{}
	for i := len(s.log) - 1; i >= 0 && s.log[i].version > since; i-- {
		if _, ok := seen[s.log[i].sum]; !ok {
			seen[s.log[i].sum] = struct{}{}
			names = append(names, s.log[i].sum)
		}
	}
	return names, now, false
}

// Check implements storage.Store: it looks whether the tree is in order.
func (s *Store) Check(ctx context.Context) error {
	return s.View(ctx, func(r storage.Reader) error {
		var last []byte
		for rec, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			if last != nil && bytes.Compare(last, rec.Name) >= 0 {
				return storage.ErrDamaged
			}
			last = append(last[:0], rec.Name...)
		}
		return nil
	})
}

// Close implements storage.Store. The records are gone with it.
func (s *Store) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()
	if first {
		s.mu.Lock()
		s.log = nil
		s.floor = s.now.Load().version
		s.now.Store(&state{version: s.floor})
		s.mu.Unlock()
	}
	return nil
}

// view reads one snapshot.
type view struct {
	ctx  context.Context
	root *node
}

func (v *view) Get(name []byte) ([]byte, error) { return get(v.root, name) }

func get(root *node, name []byte) ([]byte, error) {
	if !named(name) {
		return nil, fs.ErrInvalid
	}
	n := root.find(name)
	if n == nil {
		return nil, fs.ErrNotExist
	}
	return append([]byte{}, n.data...), nil
}

func named(name []byte) bool { return len(name) >= 1 && len(name) <= storage.MaxNameLen }

func (v *view) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return scan(from, to, func() (*node, error) { return v.root, v.ctx.Err() })
}

// scan walks the names of the tree that root gives at each step, and so meets no record that has been deleted meanwhile. It hands out copies: a caller
// that writes into a slice must not change the store.
func scan(from, to []byte, root func() (*node, error)) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		at, after := append([]byte{}, from...), false
		to := bytes.Clone(to)
		bounded := to != nil
		for {
			r, err := root()
			if err != nil {
				yield(storage.Record{}, err)
				return
			}
			n := r.from(at, after)
			if n == nil || bounded && bytes.Compare(n.name, to) >= 0 {
				return
			}
			at, after = n.name, true
			if !yield(storage.Record{Name: append([]byte{}, n.name...), Data: append([]byte{}, n.data...)}, nil) {
				return
			}
		}
	}
}
