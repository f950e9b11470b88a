package mirror

import (
	"context"
	"io"
	"io/fs"
	"iter"

	"github.com/psacrypto/psa/storage"
)

// Alone returns a store for use without the other one of its pair, if it is of one: it counts its commits, so that the pair, once it is opened as such again, knows that the other is behind.
// A store that is of no pair is not changed by that. A store that is or may yet become one of a pair must be written to by nothing else than this and [Store].
func Alone(st storage.Store) storage.Store { return &single{st} }

type single struct{ storage.Store }

func (s *single) View(ctx context.Context, f func(storage.Reader) error) error {
	return s.Store.View(ctx, func(r storage.Reader) error { return f(hidden{r}) })
}

func (s *single) Changed(since uint64) (names []uint64, now uint64, all bool) {
	return (&Store{first: s.Store}).Changed(since)
}

func (s *single) Backup(ctx context.Context, w io.Writer) error {
	return s.View(ctx, func(r storage.Reader) error { return storage.WriteBackup(r, w) })
}

func (s *single) Update(ctx context.Context, f func(storage.Tx) error) error {
	return s.Store.Update(ctx, func(st storage.Tx) error {
		t := &tx{ft: st, changed: map[string]bool{}}
		t.view = view{ctx: ctx, rd: st, tx: t, lone: true}
		defer func() { t.over = true }()
		if err := f(t); err != nil {
			return err
		}
		if t.broken != nil || len(t.changed) == 0 {
			return t.broken
		}
		r, err := standing(st)
		if unread(err) || err == errChanged {
			return nil // it is of no pair; or it can't count, and whoever opens the pair sees that
		}
		if err != nil {
			return err
		}
		if !r.alone {
			r.base, r.alone = r.now, true
		}
		r.now, r.names, r.all = r.now.next(), nil, true
		return st.Renew(recordName, r.encode())
	})
}

// hidden is a reader that does not show the record of the mirror.
type hidden struct{ storage.Reader }

func (h hidden) Get(name []byte) ([]byte, error) {
	if Reserved(name) {
		return nil, fs.ErrNotExist
	}
	return h.Reader.Get(name)
}

func (h hidden) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		for rec, err := range h.Reader.Scan(from, to) {
			if err == nil && Reserved(rec.Name) {
				continue
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}
