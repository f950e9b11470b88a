package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/psacrypto/psa/storage"
)

// methods are the calls of a store that can give an error.
var methods = []struct {
	name string
	call func(ctx context.Context, s storage.Store) error
}{
	{"View", func(ctx context.Context, s storage.Store) error {
		return s.View(ctx, func(storage.Reader) error { return errMine })
	}},
	{"Update", func(ctx context.Context, s storage.Store) error {
		return s.Update(ctx, func(tx storage.Tx) error { return tx.Put([]byte("late"), nil) })
	}},
	{"Backup", func(ctx context.Context, s storage.Store) error { return s.Backup(ctx, io.Discard) }},
	{"Check", func(ctx context.Context, s storage.Store) error { return s.Check(ctx) }},
}

var lifeRules = []rule{
	{"Backup writes a consistent copy of the whole store while the store is in use", func(e *exam) {
		s := e.one()
		if e.restore == nil {
			var b bytes.Buffer
			e.ok(create(s, "name", "data"))
			e.ok(s.Backup(bg, &b))
			if b.Len() == 0 {
				e.Fatal("the backup is empty")
			}
			e.Skip("no way to restore a backup was given: its content wasn't examined")
		}
		big := string(bytes.Repeat([]byte("big"), 100000))
		e.update(s, func(tx storage.Tx) error {
			for i := range 300 {
				e.ok(tx.Create(fmt.Appendf(nil, "fixed %03d", i), fmt.Append(nil, i)))
			}
			e.ok(tx.Create([]byte("big"), []byte(big)))
			e.ok(tx.Create([]byte("empty"), nil))
			e.ok(tx.Create([]byte("left"), []byte("0")))
			return tx.Create([]byte("zz right"), []byte("0"))
		})
		ctx, stop := context.WithCancel(bg)
		var writer sync.WaitGroup
		writer.Go(func() {
			for i := 1; ctx.Err() == nil; i++ {
				err := s.Update(bg, func(tx storage.Tx) error {
					if err := tx.Put([]byte("left"), fmt.Append(nil, i)); err != nil {
						return err
					}
					return tx.Put([]byte("zz right"), fmt.Append(nil, i))
				})
				if err != nil {
					e.Error(err)
					return
				}
			}
		})
		for range few(5) {
			var b bytes.Buffer
			e.ok(s.Backup(bg, &b))
			copied := e.restore(e.T, &b)
			left, err := get(copied, "left")
			e.ok(err)
			e.holds(copied, "zz right", left)
			e.holds(copied, "big", big)
			e.holds(copied, "empty", "")
			if n := len(e.all(copied)); n != 304 {
				e.Fatalf("the copy holds %d records, want 304", n)
			}
			e.ok(copied.Check(bg))
			e.ok(create(copied, "new", "the copy is a store as any other"))
			e.ok(copied.Close())
		}
		stop()
		writer.Wait()
		e.lacks(s, "new")
	}},
	{"An error of the writer ends a Backup", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "data"))
		e.is(s.Backup(bg, failing{}), errMine)
		e.ok(put(s, "name", "data"))
	}},
	{"Check reads the whole structure and gives nil if nothing is damaged", func(e *exam) {
		s := e.one()
		e.ok(s.Check(bg))
		for i := range 100 {
			e.ok(create(s, fmt.Sprint(i), string(bytes.Repeat([]byte("x"), 50*i))))
		}
		for i := range 50 {
			e.ok(remove(s, fmt.Sprint(2*i)))
		}
		e.ok(s.Check(bg))
	}},
	{"A context that has ended before a call begins gives its error, and nothing is done", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "data"))
		canceled, cancel := context.WithCancel(bg)
		cancel()
		late, cancel := context.WithDeadline(bg, time.Unix(0, 0))
		defer cancel()
		before := s.Version()
		for _, m := range methods {
			if err := m.call(canceled, s); !errors.Is(err, context.Canceled) {
				e.Errorf("%s gives %v, want %v", m.name, err, context.Canceled)
			}
			if err := m.call(late, s); !errors.Is(err, context.DeadlineExceeded) {
				e.Errorf("%s gives %v, want %v", m.name, err, context.DeadlineExceeded)
			}
		}
		e.lacks(s, "late")
		if s.Version() != before {
			e.Fatal("the version has moved")
		}
	}},
	{"While a function waits for its turn the end of its context takes it out of the line", func(e *exam) {
		s := e.one()
		ctx, cancel := context.WithCancel(bg)
		var waiter sync.WaitGroup
		e.update(s, func(storage.Tx) error {
			waiter.Go(func() {
				err := s.Update(ctx, func(tx storage.Tx) error { return tx.Put([]byte("late"), nil) })
				if !errors.Is(err, context.Canceled) {
					e.Errorf("the error is %v, want %v", err, context.Canceled)
				}
			})
			time.Sleep(20 * time.Millisecond) // let it get in line; too short a sleep makes the case weaker, not wrong
			cancel()
			waiter.Wait()
			return nil
		})
		e.lacks(s, "late")
	}},
	{"A function that has begun is not interrupted, except that a Scan in a View ends with the context's error", func(e *exam) {
		s := e.one()
		for i := range 10 {
			e.ok(create(s, fmt.Sprint(i), "data"))
		}
		ctx, cancel := context.WithCancel(bg)
		e.ok(s.Update(ctx, func(tx storage.Tx) error { cancel(); return tx.Put([]byte("0"), []byte("new")) }))
		e.holds(s, "0", "new")
		ctx, cancel = context.WithCancel(bg)
		e.is(s.View(ctx, func(r storage.Reader) error {
			n := 0
			for _, err := range r.Scan(nil, nil) {
				if err != nil {
					return err
				}
				if n++; n == 3 {
					cancel()
				}
			}
			return nil
		}), context.Canceled)
	}},
	{"Every method of a closed store gives ErrClosed", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "data"))
		last := s.Version()
		e.ok(s.Close())
		for _, m := range methods {
			if err := m.call(bg, s); !errors.Is(err, storage.ErrClosed) {
				e.Errorf("%s gives %v, want %v", m.name, err, storage.ErrClosed)
			}
		}
		if v := s.Version(); v != last {
			e.Errorf("the version is %d, it was %d before the close", v, last)
		}
		if names, _, all := s.Changed(last); len(names) > 0 && !all {
			e.Errorf("Changed tells of %v", names)
		}
	}},
	{"A second Close does nothing, also of many at once", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "data"))
		if n := e.once(8, nil, func(int) error { return s.Close() }); n != 8 {
			e.Fatalf("%d of 8 closed it without error", n)
		}
		e.ok(s.Close())
	}},
	{"Close: calls under way end first", func(e *exam) {
		s := e.one()
		e.ok(create(s, "name", "data"))
		begun, going := make(chan struct{}, 2), make(chan struct{})
		var calls sync.WaitGroup
		calls.Go(func() {
			err := s.View(bg, func(r storage.Reader) error {
				begun <- struct{}{}
				<-going
				_, err := r.Get([]byte("name"))
				return err
			})
			if err != nil {
				e.Errorf("a View under way gives %v", err)
			}
		})
		calls.Go(func() {
			err := s.Update(bg, func(tx storage.Tx) error {
				begun <- struct{}{}
				<-going
				return tx.Put([]byte("name"), []byte("new"))
			})
			if err != nil {
				e.Errorf("an Update under way gives %v", err)
			}
		})
		<-begun
		<-begun
		closed := make(chan error)
		go func() { closed <- s.Close() }()
		select {
		case <-closed:
			e.Error("Close returned before the calls had ended")
		case <-time.After(20 * time.Millisecond):
		}
		close(going)
		calls.Wait()
		if !e.Failed() {
			e.ok(<-closed)
		}
	}},
	{"A change that Update has acknowledged is there when the store is opened again", func(e *exam) {
		a, reopen := e.open(e.T)
		if reopen == nil {
			e.ok(a.Close())
			e.Skip("this store can't be opened again")
		}
		want := map[string]string{}
		for round := range 5 {
			for i := range 20 {
				name := fmt.Sprint(round, "-", i)
				want[name] = fmt.Sprint("data ", i)
				e.ok(create(a, name, want[name]))
			}
			if round > 0 {
				name := fmt.Sprint(round-1, "-", 3)
				delete(want, name)
				e.ok(remove(a, name))
			}
			e.ok(a.Close())
			a = reopen()
			if got := e.all(a); !slices.Equal(got, listed(want)) {
				e.Fatalf("round %d: the store lists %v, want %v", round, got, listed(want))
			}
		}
		e.ok(a.Close())
	}},
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errMine }
