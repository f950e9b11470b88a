// Package storagetest examines implementations of storage.Store.
//
// An implementation calls [Run] from a test of its own. Each case is named with the sentence of the contract that it checks, so that a failure says
// which rule was broken:
//
//	func TestContract(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) (storage.Store, func() storage.Store) {
//			s := open(t)
//			return s, nil
//		})
//	}
//
// What it can't see is left to the implementation's own tests: other processes, power failures, what is in files.
package storagetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"testing"

	"github.com/psacrypto/psa/storage"
)

// Opener opens a new, empty store. reopen opens a second, simultaneous view of the same store, as another process would have it, each time it is
// called; it is nil where a store can't be shared. Run closes what it has been given; an opener removes what lies on disk with t.Cleanup or t.TempDir.
type Opener = func(t *testing.T) (first storage.Store, reopen func() storage.Store)

// An Option tells Run more about an implementation.
type Option func(*exam)

// Restore gives Run the way from the stream of a Backup to a new store that holds the same. Without it Run can only see whether Backup writes anything.
func Restore(f func(t *testing.T, r io.Reader) storage.Store) Option {
	return func(e *exam) { e.restore = f }
}

// exam is one case under way.
type exam struct {
	*testing.T
	open    Opener
	restore func(t *testing.T, r io.Reader) storage.Store
}

type rule struct {
	sentence string
	check    func(e *exam)
}

// Run examines an implementation. The cases run one after the other, each on a store of its own.
func Run(t *testing.T, open Opener, options ...Option) {
	for _, rules := range [][]rule{recordRules, updateRules, newsRules, lifeRules, modelRules} {
		for _, r := range rules {
			t.Run(r.sentence, func(t *testing.T) {
				e := &exam{T: t, open: open}
				for _, o := range options {
					o(e)
				}
				r.check(e)
			})
		}
	}
}

// few is n, or a quarter of it in a short run.
func few(n int) int {
	if testing.Short() {
		return max(n/4, 1)
	}
	return n
}

// one opens a store for a case that needs no second view.
func (e *exam) one() storage.Store {
	e.Helper()
	s, _ := e.open(e.T)
	e.Cleanup(func() { e.ok(s.Close()) })
	return s
}

// two opens a store and a second view of it, and skips the case where there can be none.
func (e *exam) two() (a, b storage.Store) {
	e.Helper()
	a, reopen := e.open(e.T)
	e.Cleanup(func() { e.ok(a.Close()) })
	if reopen == nil {
		e.Skip("this store can't be opened twice at once")
	}
	b = reopen()
	e.Cleanup(func() { e.ok(b.Close()) })
	return a, b
}

func (e *exam) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatalf("unexpected error: %v", err)
	}
}

func (e *exam) is(err, want error) {
	e.Helper()
	if !errors.Is(err, want) {
		e.Fatalf("error is %v, want %v", err, want)
	}
}

func (e *exam) update(s storage.Store, f func(tx storage.Tx) error) {
	e.Helper()
	e.ok(s.Update(context.Background(), f))
}

// create, put and remove each do their one thing in a transaction of its own.
func create(s storage.Store, name, data string) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Create([]byte(name), []byte(data)) })
}

func put(s storage.Store, name, data string) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Put([]byte(name), []byte(data)) })
}

func remove(s storage.Store, name string) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Delete([]byte(name)) })
}

func get(s storage.Store, name string) (data string, err error) {
	err = s.View(context.Background(), func(r storage.Reader) error {
		b, err := r.Get([]byte(name))
		data = string(b)
		return err
	})
	return data, err
}

// holds says that a record is there and what is in it.
func (e *exam) holds(s storage.Store, name, data string) {
	e.Helper()
	got, err := get(s, name)
	if err != nil || got != data {
		e.Fatalf("record %q is %q, error %v; want %q", name, got, err, data)
	}
}

// lacks says that there is no such record.
func (e *exam) lacks(s storage.Store, name string) {
	e.Helper()
	if got, err := get(s, name); !errors.Is(err, fs.ErrNotExist) {
		e.Fatalf("record %q is %q, error %v; want none", name, got, err)
	}
}

// content reads everything in the order in which the store gives it.
func content(r storage.Reader, from, to []byte) (list []string, err error) {
	for rec, err := range r.Scan(from, to) {
		if err != nil {
			return nil, err
		}
		list = append(list, fmt.Sprintf("%q=%q", rec.Name, rec.Data))
	}
	return list, nil
}

func (e *exam) all(s storage.Store) (list []string) {
	e.Helper()
	e.ok(s.View(context.Background(), func(r storage.Reader) (err error) {
		list, err = content(r, nil, nil)
		return err
	}))
	return list
}

// listed is what content gives for a map.
func listed(m map[string]string) (list []string) {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names) // strings are compared by their bytes
	for _, name := range names {
		list = append(list, fmt.Sprintf("%q=%q", name, m[name]))
	}
	return list
}
