package mem

import (
	"context"
	"io"
	"iter"
	"sync/atomic"

	"github.com/psacrypto/psa/storage"
)

// Faulty returns a store that does as s does, but asks hook before each operation and fails with what hook returns, if that isn't nil. n counts
// the operations of the store, from 1. op is one of:
//
//	view update            the begin of a View or an Update
//	get create put renew delete
//	                       a call of a Reader or a Tx
//	scan next              the begin of a Scan and each of its further steps
//	commit                 the end of an Update whose function returned nil
//	backup check           these calls
//
// After a failed operation of a transaction nothing of it is committed, whatever its function makes of the error. To try all the places where a piece of
// code can fail, let hook fail at n == 1, then at n == 2, and so on until the code succeeds. hook is called from the goroutines that use the store.
func Faulty(s storage.Store, hook func(op string, n int) error) storage.Store {
	return &faulty{Store: s, hook: hook}
}

type faulty struct {
	storage.Store
	hook func(op string, n int) error
	n    atomic.Int64
}

func (s *faulty) ask(op string) error { return s.hook(op, int(s.n.Add(1))) }

func (s *faulty) View(ctx context.Context, f func(storage.Reader) error) error {
	if err := s.ask("view"); err != nil {
		return err
	}
	return s.Store.View(ctx, func(r storage.Reader) error { return f(&faultyReader{Reader: r, s: s}) })
}

func (s *faulty) Update(ctx context.Context, f func(storage.Tx) error) error {
	if err := s.ask("update"); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(tx storage.Tx) error {
		t := &faultyTx{faultyReader: faultyReader{Reader: tx, s: s, tx: true}, real: tx}
		if err := f(t); err != nil {
			return err
		}
		if t.broken != nil {
			return t.broken
		}
		return s.ask("commit")
	})
}

func (s *faulty) Backup(ctx context.Context, w io.Writer) error {
	if err := s.ask("backup"); err != nil {
		return err
	}
	return s.Store.Backup(ctx, w)
}

func (s *faulty) Check(ctx context.Context) error {
	if err := s.ask("check"); err != nil {
		return err
	}
	return s.Store.Check(ctx)
}

type faultyReader struct {
	storage.Reader
	s      *faulty
	tx     bool  // a transaction is broken by its first fault, a view is not
	broken error // the fault of a transaction
}

func (r *faultyReader) ask(op string) error {
	if r.broken != nil {
		return r.broken
	}
	err := r.s.ask(op)
	if r.tx {
		r.broken = err
	}
	return err
}

func (r *faultyReader) Get(name []byte) ([]byte, error) {
	if err := r.ask("get"); err != nil {
		return nil, err
	}
	return r.Reader.Get(name)
}

func (r *faultyReader) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		if err := r.ask("scan"); err != nil {
			yield(storage.Record{}, err)
			return
		}
		for rec, err := range r.Reader.Scan(from, to) {
			if !yield(rec, err) || err != nil {
				return
			}
			if err := r.ask("next"); err != nil {
				yield(storage.Record{}, err)
				return
			}
		}
	}
}

type faultyTx struct {
	faultyReader
	real storage.Tx
}

func (t *faultyTx) Create(name, data []byte) error {
	if err := t.ask("create"); err != nil {
		return err
	}
	return t.real.Create(name, data)
}

func (t *faultyTx) Put(name, data []byte) error {
	if err := t.ask("put"); err != nil {
		return err
	}
	return t.real.Put(name, data)
}

func (t *faultyTx) Renew(name, data []byte) error {
	if err := t.ask("renew"); err != nil {
		return err
	}
	return t.real.Renew(name, data)
}

func (t *faultyTx) Delete(name []byte) error {
	if err := t.ask("delete"); err != nil {
		return err
	}
	return t.real.Delete(name)
}
