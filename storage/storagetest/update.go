package storagetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa/storage"
)

var errMine = errors.New("an error of the function")

// once runs f n times at once and returns how often it gave nil; every other outcome must be loser.
func (e *exam) once(n int, loser error, f func(i int) error) int {
	e.Helper()
	var won atomic.Int32
	var start, end sync.WaitGroup
	start.Add(1)
	errs := make([]error, n)
	for i := range n {
		end.Go(func() {
			start.Wait()
			if errs[i] = f(i); errs[i] == nil {
				won.Add(1)
			}
		})
	}
	start.Done()
	end.Wait()
	for _, err := range errs {
		if err != nil {
			e.is(err, loser)
		}
	}
	return int(won.Load())
}

var updateRules = []rule{
	{"Create: fs.ErrExist where the name is taken", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "first"))
		e.is(create(s, "name", "second"), fs.ErrExist)
		e.holds(s, "name", "first")
		e.update(s, func(tx storage.Tx) error {
			e.is(tx.Create([]byte("name"), nil), fs.ErrExist)
			e.ok(tx.Create([]byte("other"), []byte("1"))) // fs.ErrExist doesn't break the transaction
			e.is(tx.Create([]byte("other"), nil), fs.ErrExist)
			e.ok(tx.Delete([]byte("name")))
			return tx.Create([]byte("name"), []byte("third"))
		})
		e.holds(s, "name", "third")
		e.holds(s, "other", "1")
	}},
	{"Create a record only where none is, also when many try at once", func(e *exam) {
		s := e.one()
		for round := range 20 {
			name := fmt.Sprint("name", round)
			if n := e.once(16, fs.ErrExist, func(i int) error { return create(s, name, fmt.Sprint(i)) }); n != 1 {
				e.Fatalf("%d of 16 created %q, want 1", n, name)
			}
		}
	}},
	{"Create a record only where none is, also through two views at once", func(e *exam) {
		a, b := e.two()
		for round := range 20 {
			name := fmt.Sprint("name", round)
			n := e.once(16, fs.ErrExist, func(i int) error { return create([]storage.Store{a, b}[i%2], name, fmt.Sprint(i)) })
			if n != 1 {
				e.Fatalf("%d of 16 created %q, want 1", n, name)
			}
			first, err := get(a, name)
			e.ok(err)
			e.holds(b, name, first)
		}
	}},
	{"Delete: fs.ErrNotExist where there is none; of many at once one deletes", func(e *exam) {
		s := e.one()
		e.is(remove(s, "name"), fs.ErrNotExist)
		for range 5 {
			e.ok(create(s, "name", "data"))
			if n := e.once(8, fs.ErrNotExist, func(int) error { return remove(s, "name") }); n != 1 {
				e.Fatalf("%d of 8 deleted it, want 1", n)
			}
			e.lacks(s, "name")
		}
	}},
	{"Put adds or replaces a record", func(e *exam) {
		s := e.one()
		for _, data := range []string{"first", "second", "", "a longer one than any before", "second"} {
			e.ok(put(s, "name", data))
			e.holds(s, "name", data)
		}
		if got := e.all(s); len(got) != 1 {
			e.Fatalf("the store lists %v, want one record", got)
		}
	}},
	{"Renew adds or replaces a record", func(e *exam) {
		s := e.one()
		for _, data := range []string{"first", "second", "", "a longer one than any before", "second"} {
			before := s.Version()
			e.ok(s.Update(context.Background(), func(tx storage.Tx) error { return tx.Renew([]byte("name"), []byte(data)) }))
			e.holds(s, "name", data)
			if names, _, all := s.Changed(before); all || len(names) != 1 || names[0] != storage.Sum([]byte("name")) {
				e.Fatalf("Changed gives %x, %v", names, all)
			}
			e.ok(put(s, "other", data))
			e.holds(s, "name", data)
		}
		if got := e.all(s); len(got) != 2 {
			e.Fatalf("the store lists %v, want two records", got)
		}
	}},
	{"What a transaction reads includes what it has written", func(e *exam) {
		s := e.one()
		e.ok(create(s, "b", "old"))
		e.update(s, func(tx storage.Tx) error {
			e.ok(tx.Create([]byte("a"), []byte("1")))
			e.ok(tx.Put([]byte("b"), []byte("2")))
			e.ok(tx.Create([]byte("c"), []byte("3")))
			e.ok(tx.Delete([]byte("c")))
			e.is(tx.Delete([]byte("c")), fs.ErrNotExist)
			if data, err := tx.Get([]byte("b")); err != nil || string(data) != "2" {
				e.Fatalf("Get gives %q, %v", data, err)
			}
			_, err := tx.Get([]byte("c"))
			e.is(err, fs.ErrNotExist)
			got, err := content(tx, nil, nil)
			e.ok(err)
			if want := []string{`"a"="1"`, `"b"="2"`}; !slices.Equal(got, want) {
				e.Fatalf("Scan gives %v, want %v", got, want)
			}
			return nil
		})
	}},
	{"An error of the given function is returned as it is, and undoes the transaction", func(e *exam) {
		s := e.one()
		e.ok(create(s, "kept", "old"))
		e.ok(create(s, "gone?", "old"))
		err := s.Update(bg, func(tx storage.Tx) error {
			e.ok(tx.Create([]byte("new"), []byte("new")))
			e.ok(tx.Put([]byte("kept"), []byte("new")))
			e.ok(tx.Delete([]byte("gone?")))
			return errMine
		})
		if err != errMine {
			e.Fatalf("the error is %v, want the very one of the function", err)
		}
		if got, want := e.all(s), []string{`"gone?"="old"`, `"kept"="old"`}; !slices.Equal(got, want) {
			e.Fatalf("the store lists %v, want %v", got, want)
		}
		if err := s.View(bg, func(storage.Reader) error { return errMine }); err != errMine {
			e.Fatalf("the error of a View is %v, want the very one of the function", err)
		}
	}},
	{"The error of one function undoes nothing of another's that runs at the same time", func(e *exam) {
		s := e.one()
		n := e.once(64, errMine, func(i int) error {
			return s.Update(bg, func(tx storage.Tx) error {
				e.ok(tx.Create(fmt.Appendf(nil, "%d", i), []byte("data")))
				e.ok(tx.Put([]byte("last"), fmt.Append(nil, i)))
				if i%3 == 0 {
					return errMine
				}
				return nil
			})
		})
		if n != 42 {
			e.Fatalf("%d functions succeeded, want 42", n)
		}
		for i := range 64 {
			if i%3 == 0 {
				e.lacks(s, fmt.Sprint(i))
			} else {
				e.holds(s, fmt.Sprint(i), "data")
			}
		}
		last, err := get(s, "last")
		e.ok(err)
		var i int
		if fmt.Sscan(last, &i); i%3 == 0 {
			e.Fatalf("what remains is of function %d, which failed", i)
		}
	}},
	{"Functions that add to one record at once lose nothing", func(e *exam) {
		s := e.one()
		workers, rounds := 8, few(25)
		n := e.once(workers, nil, func(int) error {
			for range rounds {
				err := s.Update(bg, func(tx storage.Tx) error {
					count := 0
					if b, err := tx.Get([]byte("count")); err == nil {
						fmt.Sscan(string(b), &count)
					} else if !errors.Is(err, fs.ErrNotExist) {
						return err
					}
					return tx.Put([]byte("count"), fmt.Append(nil, count+1))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if n != workers {
			e.Fatalf("%d of %d workers succeeded", n, workers)
		}
		e.holds(s, "count", fmt.Sprint(workers*rounds))
	}},
	{"After an error other than fs.ErrExist and fs.ErrNotExist a transaction can only be given up", func(e *exam) {
		s := e.one()
		err := s.Update(bg, func(tx storage.Tx) error {
			e.ok(tx.Create([]byte("name"), nil))
			e.is(tx.Create(nil, nil), fs.ErrInvalid)
			return nil // as if nothing had been
		})
		e.is(err, fs.ErrInvalid)
		e.lacks(s, "name")
	}},
	{"A function that panics or ends its goroutine undoes its transaction and hinders no other", func(e *exam) {
		s := e.one()
		e.ok(create(s, "kept", "old"))
		func() {
			defer func() {
				if r := recover(); r != "mine" {
					e.Fatalf("the panic's value is %v, want the function's own", r)
				}
			}()
			s.Update(bg, func(tx storage.Tx) error {
				e.ok(tx.Put([]byte("kept"), []byte("new")))
				panic("mine")
			})
		}()
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Update(bg, func(tx storage.Tx) error {
				tx.Delete([]byte("kept"))
				runtime.Goexit()
				return nil
			})
		}()
		<-done
		e.holds(s, "kept", "old")
		e.ok(put(s, "kept", "new"))
		e.holds(s, "kept", "new")
	}},
	{"A View runs on a consistent snapshot and holds up no Update", func(e *exam) {
		s := e.one()
		e.ok(create(s, "a", "old"))
		e.ok(create(s, "b", "old"))
		e.ok(s.View(bg, func(r storage.Reader) error {
			before, err := content(r, nil, nil)
			e.ok(err)
			e.ok(put(s, "a", "new"))
			e.ok(remove(s, "b"))
			e.ok(create(s, "c", "new"))
			e.holds(s, "a", "new") // a View that begins now shows it
			after, err := content(r, nil, nil)
			e.ok(err)
			if !slices.Equal(before, after) {
				e.Fatalf("the View showed %v and then %v", before, after)
			}
			if data, err := r.Get([]byte("b")); err != nil || string(data) != "old" {
				e.Fatalf("Get in the old View gives %q, %v", data, err)
			}
			_, err = r.Get([]byte("c"))
			e.is(err, fs.ErrNotExist)
			return nil
		}))
		e.lacks(s, "b")
	}},
	{"No View shows half a change", func(e *exam) {
		s := e.one()
		e.update(s, func(tx storage.Tx) error {
			e.ok(tx.Create([]byte("left"), []byte("0")))
			return tx.Create([]byte("right"), []byte("0"))
		})
		ctx, stop := context.WithCancel(bg)
		var views sync.WaitGroup
		for range 4 {
			views.Go(func() {
				for ctx.Err() == nil {
					err := s.View(bg, func(r storage.Reader) error {
						left, err := r.Get([]byte("left"))
						if err != nil {
							return err
						}
						runtime.Gosched()
						right, err := r.Get([]byte("right"))
						if err == nil && string(left) != string(right) {
							err = fmt.Errorf("left is %s, right is %s", left, right)
						}
						return err
					})
					if err != nil {
						e.Error(err)
						return
					}
				}
			})
		}
		for i := range few(100) {
			e.update(s, func(tx storage.Tx) error {
				e.ok(tx.Put([]byte("left"), fmt.Append(nil, i)))
				return tx.Put([]byte("right"), fmt.Append(nil, i))
			})
		}
		stop()
		views.Wait()
	}},
	{"A View within the function of an Update shows what was before", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "old"))
		e.update(s, func(tx storage.Tx) error {
			e.ok(tx.Put([]byte("name"), []byte("new")))
			e.holds(s, "name", "old")
			return nil
		})
		e.holds(s, "name", "new")
	}},
}
