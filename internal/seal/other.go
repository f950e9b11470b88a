package seal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"iter"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// A storage that keeps each record twice (storage.Mirrored) can't tell which copy is right when both can be read; here it is known: a record that does not
// authenticate, or is not the one that the roll has, is looked for in the other copy, and the storage is told which to keep.

// doubled is such a storage, of which the readers give authentic records where there are any.
type doubled struct {
	storage.Store
	v *Vault
}

// judged returns st, or a doubled of it.
func (v *Vault) judged(st storage.Store) storage.Store {
	if _, ok := st.(storage.Mirrored); ok {
		return &doubled{st, v}
	}
	return st
}

func (d *doubled) View(ctx context.Context, f func(storage.Reader) error) error {
	return d.Store.View(ctx, func(rd storage.Reader) error {
		alt, ok := rd.(storage.Alternative)
		if !ok {
			return f(rd)
		}
		return f(&judgedReader{rd, alt, d.v})
	})
}

func (d *doubled) Update(ctx context.Context, f func(storage.Tx) error) error {
	return d.Store.Update(ctx, func(st storage.Tx) error {
		alt, ok := st.(storage.Alternative)
		if !ok {
			return f(st)
		}
		return f(&judgedTx{judgedReader{st, alt, d.v}, st})
	})
}

type judgedReader struct {
	storage.Reader
	storage.Alternative
	v *Vault
}

// looks tells what can be said of a record by itself: authentic, or damaged, or, where no key is at hand that could say so, stale.
func (v *Vault) looks(name []byte, s Sealed) verdict {
	if bytes.Equal(name, headerName()) {
		if _, err := parseHeader(s); psa.StatusOf(err) == psa.ErrCorruptionDetected {
			return damaged
		}
		return authentic
	}
	v.mu.RLock()
	r := v.ring
	if v.closed || r == nil {
		v.mu.RUnlock()
		return stale
	}
	r = r.retain()
	v.mu.RUnlock()
	defer r.release()
	plain, verdict := r.open(name, s)
	clear(plain)
	return verdict
}

// right returns the record, or its other copy where only that is authentic.
func (r *judgedReader) right(name []byte, s Sealed) Sealed {
	if was := r.v.looks(name, s); was == authentic || was == stale {
		return s
	}
	t, err := r.Other(name)
	if err != nil || r.v.looks(name, t) != authentic {
		return s
	}
	r.Prefer(name)
	return t
}

func (r *judgedReader) Get(name []byte) ([]byte, error) {
	s, err := r.Reader.Get(name)
	if err == nil {
		return r.right(name, s), nil
	}
	if errors.Is(err, fs.ErrNotExist) && (bytes.Equal(name, headerName()) || bytes.Equal(name, rollName()) || name[0] == kindLabel) {
		// What every store has; and labels, whose entries prove themselves by the key's record. Of keys and nodes the roll says what has vanished.
		if t, other := r.Other(name); other == nil && r.v.looks(name, t) == authentic {
			r.Prefer(name)
			return t, nil
		}
	}
	return s, err
}

func (r *judgedReader) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		for rec, err := range r.Reader.Scan(from, to) {
			if err == nil {
				rec.Data = r.right(rec.Name, rec.Data)
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

type judgedTx struct {
	judgedReader
	st storage.Tx
}

func (t *judgedTx) Create(name, data []byte) error { return t.st.Create(name, data) }
func (t *judgedTx) Put(name, data []byte) error    { return t.st.Put(name, data) }
func (t *judgedTx) Renew(name, data []byte) error  { return t.st.Renew(name, data) }
func (t *judgedTx) Delete(name []byte) error       { return t.st.Delete(name) }

// Discard implements storage.Discarder.
func (t *judgedTx) Discard(name []byte) error { return storage.Discard(t.st, name) }

// other returns the other copy of a key's record, where that is the present one and the first copy, which is known not to be, is none.
func (x *roll) other(rd storage.Reader, n Name) (Sealed, bool) {
	alt, ok := rd.(storage.Alternative)
	if !ok || x == nil || x.broken != nil {
		return nil, false
	}
	name := n.storage()
	s, err := alt.Other(name[:])
	if err != nil || x.prove(n, s) != nil {
		return nil, false
	}
	plain, verdict := x.ring.open(name[:], s)
	clear(plain)
	if verdict != authentic {
		return nil, false
	}
	alt.Prefer(name[:])
	return s, true
}

// seconded is f with the other copy where there is a fault.
func (x *roll) seconded(rd storage.Reader, f func(Name, Sealed, error) (bool, error)) func(Name, Sealed, error) (bool, error) {
	return func(n Name, s Sealed, fault error) (bool, error) {
		if fault != nil {
			if t, ok := x.other(rd, n); ok {
				s, fault = t, nil
			}
		}
		return f(n, s, fault)
	}
}

// otherNode returns the other copy of a node of the roll, where that is the one that is named.
func (x *roll) otherNode(name []byte, want ref, s Sealed) Sealed {
	alt, ok := x.rd.(storage.Alternative)
	if !ok || s.ref() == want {
		return s
	}
	if t, err := alt.Other(name); err == nil && Sealed(t).ref() == want {
		alt.Prefer(name)
		return t
	}
	return s
}

// mendCopies makes the copies of all records alike, where it is known which is right.
func (v *Vault) mendCopies(ctx context.Context) error {
	d, ok := v.st.(*doubled)
	if !ok {
		return nil
	}
	r, err := v.refresh(ctx, (*ring).is)
	if err != nil {
		return err
	}
	defer r.release()
	var x *roll
	var of storage.Reader
	_, _, err = d.Store.(storage.Mirrored).Mend(ctx, func(rd storage.Reader, name, one, other []byte) ([]byte, bool) {
		if x == nil || of != rd {
			of = rd
			if alt, ok := rd.(storage.Alternative); ok {
				rd = &judgedReader{rd, alt, v}
			}
			if x, err = r.present(rd, v.seen.Load()); err != nil {
				x = &roll{ring: r, rd: rd, broken: errRoll}
			}
		}
		return x.choose(v, name, one, other)
	})
	return failed(err, "making the copies of records alike")
}

// choose says which of two copies of a record is right, nil for one that is not there or can't be read. A nil result says that there should be no record.
func (x *roll) choose(v *Vault, name, one, other []byte) (data []byte, right bool) {
	first, second := one != nil && v.looks(name, one) == authentic, other != nil && v.looks(name, other) == authentic
	if n, ok := keyName(name); ok && x != nil && x.broken == nil {
		first, second = first && x.prove(n, one) == nil, second && x.prove(n, other) == nil
		if _, on, err := x.find(n.place()); !first && !second {
			return nil, !on && err == nil // a key that was destroyed, or one whose record is lost
		}
	}
	switch {
	case !first && !second:
		// What only one of the two has, and is nothing of this store's, is a record whose name was damaged.
		return nil, (one == nil || other == nil) && !bytes.Equal(name, headerName()) && !bytes.Equal(name, rollName())
	case !second:
		return one, true
	case !first:
		return other, true
	}
	// Both are authentic, and one is from earlier.
	switch {
	case bytes.Equal(name, rollName()):
		a, b := x.changesIn(one), x.changesIn(other)
		if a >= b {
			return one, true
		}
		return other, true
	case name[0] == kindLabel:
		return one, true // what is used; a wrong one mends when it is
	case bytes.Equal(name, headerName()):
		a, errA := parseHeader(one)
		b, errB := parseHeader(other)
		if errA == nil && errB == nil && a.generation != b.generation {
			if a.generation > b.generation {
				return one, true
			}
			return other, true
		}
	}
	return nil, false
}

func (x *roll) changesIn(s Sealed) uint64 {
	plain, verdict := x.ring.open(rollName(), s)
	y := rollRoot{}
	if verdict != authentic || !y.parse(plain) {
		return 0
	}
	return y.changes
}
