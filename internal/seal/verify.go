package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Part says which part of a store a [Finding] is about.
type Part int

// The parts of a store.
const (
	// PartStorage is the storage's own structure.
	PartStorage Part = iota + 1
	// PartHeader is the header and the root key that opens it.
	PartHeader
	// PartKey is the record of one key.
	PartKey
	// PartLabel is the index of labels. It mends itself as it is used, and RotateMaster builds it anew.
	PartLabel
	// PartOther is a record that is none of these.
	PartOther
	// PartRoll is the list of all keys. Repair writes it anew.
	PartRoll
)

// String returns "storage", "header", "key", "label", "other" or "roll".
func (p Part) String() string {
	if PartStorage <= p && p <= PartRoll {
		return [...]string{"storage", "header", "key", "label", "other", "roll"}[p-PartStorage]
	}
	return fmt.Sprintf("part %d", int(p))
}

// Finding is something wrong that [Vault.Verify] found.
type Finding struct {
	Part Part
	// Key is the key that it concerns; the zero Name where it is none, or nobody can say which.
	Key Name
	// Status is what a use of it gives.
	Status psa.Status
	// Text says it in words.
	Text string
}

// Verify reads the whole store and reports each thing that is wrong with it to f; it changes nothing. An error means that it could not go on,
// not that something was found.
//
// It reads a few hundred records at a time and calls f between, so f may use the vault.
func (v *Vault) Verify(ctx context.Context, f func(Finding)) error {
	if err := v.st.Check(ctx); err != nil {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, storage.ErrClosed) {
			return failed(err, "checking the storage")
		}
		f(Finding{Part: PartStorage, Status: psa.StatusOf(failed(err, "")), Text: err.Error()})
	}
	r, err := v.verifyHeader(ctx, f)
	if err != nil {
		return err
	}
	defer func() { r.release() }()
	from := []byte{0}
	told := make(map[string]bool)
	moved := 0
	for from != nil {
		var found []Finding
		seen := v.seen.Load()
		err := v.st.View(ctx, func(rd storage.Reader) error {
			found = found[:0]
			c := checker{reader: rd, ring: r, inspect: v.inspect, report: func(x Finding) { found = append(found, x) }}
			if raw, err := rd.Get(headerName()); err == nil && !r.serves(raw) {
				if _, err := parseHeader(raw); err == nil {
					return errMoved
				}
			}
			var err error
			if c.roll, err = r.present(rd, seen); err == errMoved && moved >= tries {
				c.roll, err = &roll{ring: r, rd: rd, broken: errRoll}, nil
			}
			if errors.Is(err, storage.ErrDamaged) {
				c.roll, err = &roll{ring: r, rd: rd, broken: errRoll}, nil
			}
			if err != nil {
				return err
			}
			next, err := c.batch(from)
			if err == nil {
				from = next
			}
			return err
		})
		if err == errMoved {
			if moved++; moved > tries {
				return errRestless("reading the records")
			}
			now, err := v.refresh(ctx, (*ring).serves)
			if err != nil {
				return err
			}
			r.release()
			r = now
			continue
		}
		if err != nil {
			return failed(err, "reading the records")
		}
		moved = 0
		for _, x := range found {
			if x.Part == PartRoll {
				if told[x.Text] {
					continue
				}
				told[x.Text] = true
			}
			f(x)
		}
	}
	return nil
}

// verifyHeader reports what is wrong with the header and returns a ring to read the records with: that of the header, or, where it is damaged, the one
// in memory.
func (v *Vault) verifyHeader(ctx context.Context, f func(Finding)) (*ring, error) {
	r, err := v.refresh(ctx, (*ring).is)
	if err != nil {
		status := psa.StatusOf(err)
		if status != psa.ErrCorruptionDetected && status != psa.ErrDataInvalid && status != psa.ErrNotPermitted {
			return nil, err
		}
		f(Finding{Part: PartHeader, Status: status, Text: words(err)})
		return v.acquire()
	}
	v.mu.RLock()
	use := v.root.begin()
	v.mu.RUnlock()
	defer use.end()
	if err := use.check(r.head.root.id, r.head.root.params); err != nil {
		f(Finding{Part: PartHeader, Status: psa.StatusOf(err), Text: "the store will not open again: " + words(err)})
	}
	return r, nil
}

// checker looks at records of one snapshot.
type checker struct {
	reader  storage.Reader
	ring    *ring
	roll    *roll
	inspect func(Name, []byte) error
	report  func(Finding)
	// listed is what the roll has of the batch, as far as it can be read.
	listed map[place]ref
}

// batch checks the records from a name on and returns the name to go on from, nil at the end.
func (c *checker) batch(from []byte) (next []byte, err error) {
	var records []storage.Record
	for rec, err := range c.reader.Scan(from, nil) {
		if errors.Is(err, storage.ErrDamaged) {
			c.report(Finding{Part: PartStorage, Status: psa.StatusOf(failed(err, "")), Text: err.Error()})
			return nil, c.oneByOne(from)
		}
		if err != nil {
			return nil, err
		}
		if len(records) == batchLen {
			next = bytes.Clone(rec.Name)
			break
		}
		records = append(records, storage.Record{Name: bytes.Clone(rec.Name), Data: bytes.Clone(rec.Data)})
	}
	if err := c.list(from, next); err != nil {
		return nil, err
	}
	for _, rec := range records {
		if err := c.record(rec); err != nil {
			return nil, err
		}
	}
	return next, c.rest()
}

// oneByOne checks the keys that are on the roll from a name on, where the records can't be read one after the other.
func (c *checker) oneByOne(from []byte) error {
	if err := c.list(from, nil); err != nil {
		return err
	}
	return c.rest()
}

// rest checks by their names the keys that are on the roll and have not been met.
func (c *checker) rest() error {
	for _, at := range slices.Sorted(maps.Keys(c.listed)) {
		n := at.name()
		if _, ok := c.roll.other(c.reader, n); ok {
			continue // the storage has told of it
		}
		s, err := load(c.reader, n)
		switch psa.StatusOf(err) {
		case psa.Success:
			err = c.key(n, s)
		case psa.ErrDoesNotExist:
			err = errVanished(n)
			fallthrough
		case psa.ErrDataCorrupt:
			c.report(Finding{Part: PartKey, Key: n, Status: psa.ErrDataCorrupt, Text: words(err)})
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// list reads what the roll has from one storage name up to another, and reports what of it can't be read.
func (c *checker) list(from, to []byte) error {
	c.listed = make(map[place]ref)
	if c.roll == nil {
		return nil
	}
	if c.roll.broken != nil {
		c.report(Finding{Part: PartRoll, Status: psa.StatusOf(c.roll.broken), Text: words(c.roll.broken)})
		return nil
	}
	if from[0] > kindKey {
		return nil
	}
	low := Name{Owner: math.MinInt32}
	if from[0] == kindKey {
		var b [keyNameLen]byte
		copy(b[:], from)
		low, _ = keyName(b[:])
	}
	c.roll.doubt = true
	return c.roll.each(low.place(), func(e entry) bool {
		name := storageNameAt(e.at)
		if to != nil && bytes.Compare(name, to) >= 0 {
			return false
		}
		if bytes.Compare(name, from) >= 0 {
			c.listed[e.at] = e.ref
		}
		return true
	}, func(level int, at place) {
		c.report(Finding{Part: PartRoll, Status: psa.ErrDataCorrupt,
			Text: fmt.Sprintf("a part of the roll, which is the list of all keys, is damaged or has been altered, from %v on (level %d): what became of keys there can't be known; have it repaired", at.name(), level)})
	})
}

func storageNameAt(p place) []byte {
	b := p.name().storage()
	return b[:]
}

func (c *checker) record(rec storage.Record) error {
	switch kind, n := rec.Name[0], len(rec.Name); {
	case bytes.Equal(rec.Name, headerName()):
		return nil
	case kind == kindKey && n == keyNameLen:
		name, _ := keyName(rec.Name)
		return c.key(name, rec.Data)
	case kind == kindLabel && n == labelNameLen:
		return c.label(rec.Name, rec.Data)
	case c.roll != nil && (bytes.Equal(rec.Name, rollName()) || kind == kindNode && n == nodeNameLen):
		return nil // list has read what there has to be
	}
	c.report(Finding{Part: PartOther, Status: psa.ErrDataInvalid, Text: fmt.Sprintf("there is a record of a kind that is not known, named %x", rec.Name)})
	return nil
}

// listedAs tells whether a record is what the roll has for its key.
func (c *checker) listedAs(n Name, s Sealed) error {
	if c.roll == nil {
		return nil
	}
	want, ok := c.listed[n.place()]
	delete(c.listed, n.place())
	if !ok {
		return c.roll.prove(n, s)
	}
	return s.matches(n, want)
}

func (c *checker) key(n Name, s Sealed) error {
	name := n.storage()
	plain, verdict := c.ring.open(name[:], s)
	defer clear(plain)
	err := c.listedAs(n, s)
	if verdict != authentic {
		err = verdict.err(n.String(), s)
	}
	if err != nil {
		if _, ok := c.roll.other(c.reader, n); !ok { // else the storage has told of it
			c.report(Finding{Part: PartKey, Key: n, Status: psa.StatusOf(err), Text: words(err)})
		}
		return nil
	}
	if c.inspect != nil {
		if err := c.inspect(n, plain); err != nil {
			c.report(Finding{Part: PartKey, Key: n, Status: psa.StatusOf(err), Text: words(err)})
		}
	}
	hash := s.label()
	if hash == nil {
		return nil
	}
	label := labelName(n.Owner, hash)
	entry, err := c.reader.Get(label[:])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if id, ok := c.ring.openLabel(label[:], entry); err != nil {
		c.report(Finding{Part: PartLabel, Key: n, Status: psa.ErrDoesNotExist, Text: n.String() + " has a label that is missing from the index, so it is not found by it"})
	} else if ok && id != n.ID {
		c.report(Finding{Part: PartLabel, Key: n, Status: psa.ErrCorruptionDetected, Text: fmt.Sprintf("%v has a label that leads to %v", n, Name{n.Owner, id})})
	}
	return nil
}

// label checks an entry of the index.
func (c *checker) label(name []byte, s Sealed) error {
	id, ok := c.ring.openLabel(name, s)
	if !ok {
		c.report(Finding{Part: PartLabel, Status: psa.ErrDataCorrupt, Text: fmt.Sprintf("the entry %x of the index of labels is damaged", name[1:])})
		return nil
	}
	n := Name{ownerIn(name), id}
	record, err := load(c.reader, n)
	if err != nil && !errors.Is(err, psa.ErrDoesNotExist) {
		return err
	}
	if err != nil || !bytes.Equal(record.label(), name[5:]) {
		c.report(Finding{Part: PartLabel, Key: n, Status: psa.ErrDoesNotExist, Text: fmt.Sprintf("the index has a label of %v, which is not there or has another label", n)})
	}
	return nil
}

// words returns the reason in an error.
func words(err error) string {
	var e *psa.Error
	if errors.As(err, &e) && e.Reason != "" {
		return e.Reason
	}
	return err.Error()
}
