package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/psacrypto/psa/storage"
)

// most is how many differences Check names.
const most = 100

// Check implements storage.Store: each store checks its structure, and all their records are compared.
func (s *Store) Check(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	var faults []error
	for w, st := range map[Which]storage.Store{First: s.first, Second: s.second} {
		if err := st.Check(ctx); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			faults = append(faults, fmt.Errorf("the %v store of the mirror: %w", w, err))
		}
	}
	if err := s.compare(ctx, func(name, one, other []byte) error {
		switch {
		case len(faults) > most:
		case one == nil:
			faults = append(faults, fmt.Errorf("%w: the first store of the mirror has not got record %x, or can't read it; the second has it", storage.ErrDamaged, name))
		case other == nil:
			faults = append(faults, fmt.Errorf("%w: the second store of the mirror has not got record %x, or can't read it; the first has it", storage.ErrDamaged, name))
		default:
			faults = append(faults, fmt.Errorf("%w: the two stores of the mirror differ in record %x", storage.ErrDamaged, name))
		}
		return nil
	}); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// compare shows f the records that differ, at one moment.
func (s *Store) compare(ctx context.Context, f func(name, one, other []byte) error) error {
	both := func() (agreed bool, err error) {
		err = s.first.View(ctx, func(fr storage.Reader) error {
			p, err := standing(fr)
			if err != nil {
				return fmt.Errorf("the first store of the mirror: %w", err)
			}
			return s.second.View(ctx, func(sr storage.Reader) error {
				q, err := standing(sr)
				if err != nil {
					return fmt.Errorf("the second store of the mirror: %w", err)
				}
				if agreed = inStep(p, q); !agreed {
					return nil
				}
				return differences(fr, sr, f)
			})
		})
		return agreed, err
	}
	for try := range 50 {
		if agreed, err := both(); agreed || err != nil {
			return err
		}
		time.Sleep(time.Duration(try) * time.Millisecond)
	}
	// Writers come too fast, or one has died between its two commits.
	agreed := false
	err := s.first.Update(ctx, func(storage.Tx) (err error) {
		agreed, err = both()
		return err
	})
	if err == nil && !agreed {
		err = errors.New("mirror: the second store is not in step with the first; the next change, or the next who opens them, sees to that")
	}
	return err
}

// differences shows f the records that two readers do not have alike, in the order of names, nil for what is not there or can't be read.
func differences(one, other storage.Reader, f func(name, one, other []byte) error) error {
	get := func(rd storage.Reader, name []byte) ([]byte, error) {
		data, err := rd.Get(name)
		if errors.Is(err, fs.ErrNotExist) || unread(err) {
			return nil, nil
		}
		return data, err
	}
	for rec, err := range one.Scan(nil, nil) {
		if err != nil {
			return fmt.Errorf("the first store of the mirror: %w", err)
		}
		if Reserved(rec.Name) {
			continue
		}
		b, err := get(other, rec.Name)
		if err != nil {
			return fmt.Errorf("the second store of the mirror: %w", err)
		}
		if len(rec.Data) > 0 && bytes.Equal(rec.Data, b) {
			continue
		}
		a, err := get(one, rec.Name)
		if err != nil {
			return fmt.Errorf("the first store of the mirror: %w", err)
		}
		if (a == nil) != (b == nil) || !bytes.Equal(a, b) || a == nil {
			if err := f(bytes.Clone(rec.Name), a, b); err != nil {
				return err
			}
		}
	}
	for rec, err := range other.Scan(nil, nil) {
		if err != nil {
			return fmt.Errorf("the second store of the mirror: %w", err)
		}
		if _, err := one.Get(rec.Name); !errors.Is(err, fs.ErrNotExist) || Reserved(rec.Name) {
			continue
		}
		b, err := get(other, rec.Name)
		if err == nil {
			err = f(bytes.Clone(rec.Name), nil, b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Mend implements storage.Mirrored.
func (s *Store) Mend(ctx context.Context, choose func(rd storage.Reader, name, one, other []byte) (data []byte, right bool)) (mended, left int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, 0, err
	}
	defer s.calls.Done()
	if err := s.complete(ctx); err != nil {
		return 0, 0, err
	}
	var events []Event
	put := func(tx storage.Tx, w Which, name, was, data []byte) error {
		if data != nil && bytes.Equal(was, data) && was != nil {
			return nil
		}
		mended++
		events = append(events, Event{Kind: Mended, Which: w, Name: name, Reason: "a record has been put right"})
		if data != nil {
			return tx.Put(name, data)
		}
		err := storage.Discard(tx, name)
		if errors.Is(err, fs.ErrNotExist) {
			mended, events, err = mended-1, events[:len(events)-1], nil
		}
		return err
	}
	err = s.first.Update(ctx, func(ft storage.Tx) error {
		return s.second.Update(context.WithoutCancel(ctx), func(st storage.Tx) error {
			mended, left, events = 0, 0, nil
			p, err := standing(ft)
			if err != nil {
				return err
			}
			q, err := standing(st)
			if err != nil {
				return err
			}
			if !inStep(p, q) {
				return errChanged
			}
			rd := &tx{ft: ft, changed: map[string]bool{}}
			rd.view = view{s: s, ctx: ctx, rd: ft, tx: rd}
			type choice struct{ name, one, other, data []byte }
			var all []choice // no change before all have been looked at
			err = differences(ft, st, func(name, one, other []byte) error {
				data, right := choose(rd, name, one, other)
				if !right {
					left++
					return nil
				}
				all = append(all, choice{name, one, other, data})
				return nil
			})
			if err != nil {
				return err
			}
			for _, c := range all {
				if err := put(st, Second, c.name, c.other, c.data); err != nil {
					return fmt.Errorf("mirror: the second store: %w", err)
				}
				if err := put(ft, First, c.name, c.one, c.data); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return 0, 0, err
	}
	for _, e := range events {
		s.told(e)
	}
	return mended, left, nil
}
