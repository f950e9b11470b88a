package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Load returns the record of a key as it is stored, in memory of the caller's. It is proven to be the present one.
//
// Errors: DOES_NOT_EXIST; DATA_CORRUPT where another record than the key's last one is there, or none although there is such a key, or where that can't be known
// because the roll is damaged.
func (v *Vault) Load(ctx context.Context, n Name) (s Sealed, err error) {
	err = v.withRoll(ctx, func(rd storage.Reader, x *roll) error {
		s, err = x.load(rd, n)
		return err
	})
	return s, failed(err, "reading a record")
}

// withRoll calls f with a snapshot and the roll in it, nil where the store has none.
func (v *Vault) withRoll(ctx context.Context, f func(rd storage.Reader, x *roll) error) error {
	r, err := v.acquire()
	if err != nil {
		return err
	}
	defer func() { r.release() }()
	for try := 0; ; try++ {
		seen := v.seen.Load()
		err = v.st.View(ctx, func(rd storage.Reader) error {
			x, err := r.present(rd, seen)
			if err == errMoved && try == tries {
				// The roll is of another generation than the header, however often both are read.
				x, err = &roll{broken: errRoll}, nil
			}
			if err != nil {
				return err
			}
			if x != nil && x.broken == nil {
				v.saw(x.changes)
			}
			return f(rd, x)
		})
		if err != errMoved {
			return err
		}
		now, err := v.refresh(ctx, (*ring).serves)
		if err != nil {
			return err
		}
		r.release()
		r = now
	}
}

func load(rd storage.Reader, n Name) (Sealed, error) {
	name := n.storage()
	s, err := rd.Get(name[:])
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noKey(n)
	}
	if errors.Is(err, storage.ErrUnreadable) {
		return nil, psa.Errorf(psa.ErrDataCorrupt, "the stored record of %v can't be read: %w", n, err)
	}
	return s, failed(err, "reading the record of "+n.String())
}

// Unseal authenticates and decrypts a record, and returns its plaintext in memory of the caller's, who wipes it.
//
// Where the master key was rotated after s was read, it unseals what the record is now, which it reads from storage. Errors: DATA_CORRUPT for a damaged record, DATA_INVALID for one of an unknown version, DOES_NOT_EXIST where s is older than the
// master key and the key has been destroyed.
func (v *Vault) Unseal(n Name, s Sealed) ([]byte, error) {
	name := n.storage()
	r, err := v.acquire()
	if err != nil {
		return nil, err
	}
	plain, verdict := r.open(name[:], s)
	r.release()
	if verdict == authentic {
		return plain, nil
	}
	return v.unsealAgain(n, s, verdict)
}

// unsealAgain unseals with the header read again: the master key may have been rotated, or the store put back to a backup. Under another rotation at the
// same time it may need to look more than once.
func (v *Vault) unsealAgain(n Name, s Sealed, verdict verdict) ([]byte, error) {
	ctx := context.Background()
	name := n.storage()
	for range tries {
		r, err := v.refresh(ctx, (*ring).serves)
		if err != nil {
			if verdict == stale || errors.Is(err, errClosed) {
				return nil, err
			}
			return nil, verdict.err(n.String(), s)
		}
		var plain []byte
		plain, verdict = r.open(name[:], s)
		generation := r.head.generation
		r.release()
		if verdict == authentic {
			return plain, nil
		}
		if e, ok := s.open(); verdict != stale || !ok || e.generation == 0 || e.generation > generation {
			break
		}
		now, err := v.Load(ctx, n)
		if err == nil && !now.Same(s) {
			err = noKey(n)
		}
		if err != nil {
			return nil, err
		}
		s = now
	}
	return nil, verdict.err(n.String(), s)
}

// Scan shows f the keys from one name to another, both included, in ascending order of owner and identifier, until f returns false. Each record is in
// memory of its own. Where [Vault.Load] would give DATA_CORRUPT the record is empty, and Unseal says the same of it.
//
// It reads ahead a few hundred keys at a time, and f is called between the reads, so f may use the vault as it likes; the keys are not a snapshot of one
// moment.
func (v *Vault) Scan(ctx context.Context, from, to Name, f func(n Name, s Sealed) (more bool)) error {
	type found struct {
		n Name
		s Sealed
	}
	batch := make([]found, 0, batchLen)
	for more := true; more; {
		batch = batch[:0]
		err := v.withRoll(ctx, func(rd storage.Reader, x *roll) error {
			batch = batch[:0]
			return x.eachKey(rd, from, to, func(n Name, s Sealed, err error) (bool, error) {
				if err != nil {
					s = nil
				}
				batch = append(batch, found{n, bytes.Clone(s)})
				return len(batch) < batchLen, nil
			})
		})
		if err != nil {
			return failed(err, "reading the records")
		}
		for _, e := range batch {
			if !f(e.n, e.s) {
				return nil
			}
		}
		if more = len(batch) == batchLen; more {
			from, more = batch[len(batch)-1].n.next()
		}
	}
	return nil
}

// batchLen is how many records are read or written before something else gets its turn.
const batchLen = 256

// eachKey calls f for the keys from one name to another, both included. The sealed record is valid during the call only.
func eachKey(rd storage.Reader, from, to Name, f func(n Name, s Sealed) (more bool, err error)) error {
	low, high := from.storage(), to.storage()
	// The next name in byte order after high.
	for rec, err := range rd.Scan(low[:], append(high[:], 0)) {
		if err != nil {
			return failed(err, "reading the records")
		}
		n, ok := keyName(rec.Name)
		if !ok {
			continue // Verify reports it.
		}
		if more, err := f(n, rec.Data); err != nil || !more {
			return err
		}
	}
	return nil
}

// each calls f for every record whose name begins with prefix, as eachKey.
func each(rd storage.Reader, prefix []byte, f func(name []byte, s Sealed) (more bool, err error)) error {
	for rec, err := range rd.Scan(prefix, after(prefix)) {
		if err != nil {
			return failed(err, "reading the records")
		}
		if more, err := f(rec.Name, rec.Data); err != nil || !more {
			return err
		}
	}
	return nil
}

// after returns the first name behind all that begin with prefix, nil where there is no such.
func after(prefix []byte) []byte {
	b := bytes.Clone(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] != 0 {
			return b[:i+1]
		}
	}
	return nil
}

// errMoved says that the caller's ring is not one for the header in a transaction or snapshot.
var errMoved = errors.New("seal: the header has changed")

// tries is how often something is begun again because other processes rotated keys meanwhile.
const tries = 8

func errRestless(doing string) error {
	return psa.Errorf(psa.ErrStorageFailure, "%s: the store's header changes all the time", doing)
}

// atHeader calls f with a snapshot and the ring of the header in it.
func (v *Vault) atHeader(ctx context.Context, f func(rd storage.Reader, r *ring) error) error {
	r, err := v.acquire()
	if err != nil {
		return err
	}
	for range tries {
		err = v.st.View(ctx, func(rd storage.Reader) error {
			raw, err := getHeader(rd)
			if err != nil {
				return err
			}
			if !r.serves(raw) {
				return errMoved
			}
			return f(rd, r)
		})
		r.release()
		if err != errMoved {
			return err
		}
		if r, err = v.refresh(ctx, (*ring).serves); err != nil {
			return err
		}
	}
	r.release()
	return errRestless("reading the records")
}

// quoted is a label in an error.
func quoted(label string) string { return fmt.Sprintf("%q", label) }
