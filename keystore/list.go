package keystore

import (
	"context"
	"iter"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
	"github.com/psacrypto/psa/keytype"
)

// Entry is a key in a list: the identifier to ask for it by, and its attributes. Err is set where its record can't be read; then nothing but the identifier
// and owner is known of it.
type Entry = core.Entry

// Filter chooses keys. A zero field does not restrict.
type Filter struct {
	// From and To bound the identifier, inclusively.
	From, To psa.KeyID
	// Type is the type that keys must have.
	Type keytype.Type
	// Usage has flags all of which keys must have.
	Usage psa.Usage
	// Alg is an algorithm that keys' policies must permit; a wildcard must be their very policy.
	Alg alg.Algorithm
	// Label is a part of the label; keys without label do not have it.
	Label string
}

func (f *Filter) takes(e *Entry) bool {
	if f.To != 0 && e.ID > f.To {
		return false
	}
	if e.Err != nil {
		// What can't be read may be what is looked for.
		return true
	}
	a := &e.Attributes
	return (f.Type == keytype.None || a.Type == f.Type) &&
		f.Usage&^a.Policy.Usage == 0 &&
		(f.Alg == alg.None || alg.Includes(a.Policy.Alg, f.Alg, a.Type)) &&
		strings.Contains(a.Label, f.Label)
}

// List returns the keys of the owner that the filter takes, in the order of their identifiers: persistent keys, those of the host program, and the volatile ones of this
// process. A damaged record is an entry with Err. An error ends the sequence.
func (s *Store) List(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		after := f.From
		if after > 0 {
			after--
		}
		err := s.engine.List(ctx, s.owner, after, func(e Entry) bool {
			if f.To != 0 && e.ID > f.To {
				return false
			}
			return !f.takes(&e) || yield(e, nil)
		})
		if err != nil {
			yield(Entry{}, err)
		}
	}
}

// ListPage returns at most n keys that the filter takes, with identifiers greater than after; next is what to give as after for the following page, 0 where
// there is none.
func (s *Store) ListPage(ctx context.Context, f Filter, after psa.KeyID, n int) (page []Entry, next psa.KeyID, err error) {
	if after >= f.From {
		f.From = after + 1
	}
	for e, err := range s.List(ctx, f) {
		if err != nil {
			return nil, 0, err
		}
		if len(page) == n {
			return page, page[n-1].ID, nil
		}
		page = append(page, e)
	}
	return page, 0, nil
}
