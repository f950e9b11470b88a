package mem

import (
	"errors"
	"io/fs"
	"iter"

	"github.com/psacrypto/psa/storage"
)

var errOver = errors.New("mem: a transaction was used after its function had returned")

// tx is a transaction: a root of its own that nobody else sees until it is published.
type tx struct {
	root    *node
	bytes   int64
	limit   int64
	changed map[uint64]struct{}
	broken  error // after it the transaction can only be given up
	over    bool
}

// bad keeps an error that ends the transaction.
func (t *tx) bad(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// use is asked first by every method: may this be done at all?
func (t *tx) use(name []byte) error {
	switch {
	case t.over:
		return errOver
	case t.broken != nil:
		return t.broken
	case !named(name):
		return t.bad(fs.ErrInvalid)
	}
	return nil
}

func (t *tx) Get(name []byte) ([]byte, error) {
	if err := t.use(name); err != nil {
		return nil, err
	}
	return get(t.root, name)
}

func (t *tx) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return scan(from, to, func() (*node, error) {
		if t.over {
			return nil, errOver
		}
		return t.root, t.broken
	})
}

func (t *tx) Create(name, data []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	if t.root.find(name) != nil {
		return fs.ErrExist
	}
	return t.set(name, data, int64(len(name)+len(data)))
}

func (t *tx) Put(name, data []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	more := int64(len(name) + len(data))
	if old := t.root.find(name); old != nil {
		more -= int64(len(old.name) + len(old.data))
	}
	return t.set(name, data, more)
}

// Renew is Put: what is replaced is left to the garbage collector either way.
func (t *tx) Renew(name, data []byte) error { return t.Put(name, data) }

func (t *tx) set(name, data []byte, more int64) error {
	if t.limit >= 0 && more > 0 && t.bytes+more > t.limit {
		return t.bad(storage.ErrFull)
	}
	t.bytes += more
	t.root = t.root.with(append([]byte{}, name...), append([]byte{}, data...))
	t.note(name)
	return nil
}

func (t *tx) Delete(name []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	old := t.root.find(name)
	if old == nil {
		return fs.ErrNotExist
	}
	t.bytes -= int64(len(old.name) + len(old.data))
	t.root = t.root.without(name)
	t.note(name)
	return nil
}

func (t *tx) note(name []byte) {
	if t.changed == nil {
		t.changed = map[uint64]struct{}{}
	}
	t.changed[storage.Sum(name)] = struct{}{}
}
