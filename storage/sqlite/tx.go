package sqlite

import (
	"io/fs"
	"iter"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
)

// writer is the connection that writes, with its statements. Who holds Store.lock uses it.
type writer struct {
	*conn
	beginWrite, commit               *sqlite.Stmt
	savepoint, release, rollbackTo   *sqlite.Stmt
	pageCount, truncate, passive     *sqlite.Stmt
	slotOf, spare, takeSpare         *sqlite.Stmt
	addSeed, setSeed, freeSlot       *sqlite.Stmt
	addRecord, setRecord, dropRecord *sqlite.Stmt
	others                           *sqlite.Stmt
}

func newWriter(dir string) (*writer, error) {
	c, err := newConn(dir, writerPragmas)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: c}
	err = c.prepare(map[**sqlite.Stmt]string{
		&w.beginWrite: "BEGIN IMMEDIATE",
		&w.commit:     "COMMIT",
		&w.savepoint:  "SAVEPOINT f",
		&w.release:    "RELEASE f",
		&w.rollbackTo: "ROLLBACK TO f",
		&w.pageCount:  "PRAGMA page_count",
		&w.truncate:   "PRAGMA wal_checkpoint(TRUNCATE)", // its first number: could it not be done?
		&w.passive:    "PRAGMA wal_checkpoint(PASSIVE)",
		&w.slotOf:     "SELECT slot FROM records WHERE name = ?1",
		// A slot that is in use, which damage to the table of free ones could make it, would cost its record. CROSS keeps the order of the tables.
		&w.spare:      "SELECT f.slot FROM free f CROSS JOIN seeds s ON s.slot = f.slot WHERE s.seed = zeroblob(32) LIMIT 1",
		&w.takeSpare:  "DELETE FROM free WHERE slot = ?1",
		&w.addSeed:    "INSERT INTO seeds(seed) VALUES (?1)", // in the slot after the last one
		&w.setSeed:    "UPDATE seeds SET seed = ?2 WHERE slot = ?1",
		&w.freeSlot:   "INSERT INTO free(slot) VALUES (?1)",
		&w.addRecord:  "INSERT INTO records(name, slot, data) VALUES (?1, ?2, ?3)",
		&w.setRecord:  "UPDATE records SET data = ?2 WHERE name = ?1",
		&w.dropRecord: "DELETE FROM records WHERE name = ?1",
		&w.others:     "SELECT (SELECT count(*) FROM records WHERE slot = ?1) + (SELECT count(*) FROM free WHERE slot = ?1)",
	})
	if err != nil {
		c.Close()
		return nil, err
	}
	return w, nil
}

// number runs a query for one number. There may be none.
func number(s *sqlite.Stmt) (n int64, there bool, err error) {
	there, err = s.Step()
	if err != nil {
		return 0, false, err
	}
	if there {
		n = s.ColumnInt64(0)
	}
	return n, there, s.Reset()
}

// tx is the Tx of one function in a transaction.
type tx struct {
	w       *writer
	over    bool
	broken  error    // after it the transaction can only be given up
	sums    []uint64 // of the names that have changed
	removed bool     // something was there that mustn't be found any more
	added   bool     // something was created or replaced: more than deletes
}

// bad keeps the error that ends the transaction.
func (t *tx) bad(doing string, err error) error {
	if err != nil && t.broken == nil {
		t.broken = failed(doing, err)
	}
	return t.broken
}

// alive is asked first by every method.
func (t *tx) alive() error {
	if t.over {
		return errOver
	}
	return t.broken
}

func (t *tx) use(name []byte) error {
	if err := t.alive(); err != nil {
		return err
	}
	if t.broken = checkName(name); t.broken != nil {
		return t.broken
	}
	return nil
}

func (t *tx) Get(name []byte) ([]byte, error) {
	if err := t.use(name); err != nil {
		return nil, err
	}
	data, err := t.w.read(name)
	if err != nil && err != fs.ErrNotExist && !ofOneRecord(err) {
		t.broken = err
	}
	return data, err
}

func (t *tx) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		t.w.scan(from, to, t.alive)(func(rec storage.Record, err error) bool {
			if err != nil && t.broken == nil {
				t.broken = err
			}
			return yield(rec, err)
		})
	}
}

// slot finds the slot of a record.
func (t *tx) slot(name []byte) (slot int64, there bool, err error) {
	t.w.slotOf.BindBytes(1, name)
	return number(t.w.slotOf)
}

func (t *tx) Create(name, data []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	_, there, err := t.slot(name)
	if err != nil {
		return t.bad("create a record", err)
	}
	if there {
		return fs.ErrExist
	}
	return t.bad("create a record", t.add(name, data))
}

// add adds a record where none is.
func (t *tx) add(name, data []byte) error {
	t.note(name)
	t.added = true
	seed := newSeed()
	slot, there, err := number(t.w.spare)
	if err != nil {
		return err
	}
	if there {
		t.w.takeSpare.BindInt64(1, slot)
		if err := run(t.w.takeSpare); err != nil {
			return err
		}
		if err := t.seed(slot, &seed); err != nil {
			return err
		}
	} else {
		t.w.addSeed.BindBytes(1, seed[:])
		if err := run(t.w.addSeed); err != nil {
			return err
		}
		slot = t.w.LastInsertRowID()
	}
	masked := append([]byte{}, data...)
	mask(&seed, masked)
	t.w.addRecord.BindBytes(1, name)
	t.w.addRecord.BindInt64(2, slot)
	t.w.addRecord.BindBytes(3, masked)
	return run(t.w.addRecord)
}

// seed overwrites the seed in a slot.
func (t *tx) seed(slot int64, seed *[seedLen]byte) error {
	t.w.setSeed.BindInt64(1, slot)
	t.w.setSeed.BindBytes(2, seed[:])
	return run(t.w.setSeed)
}

func (t *tx) Put(name, data []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	slot, there, err := t.slot(name)
	if err != nil {
		return t.bad("replace a record", err)
	}
	if !there {
		return t.bad("create a record", t.add(name, data))
	}
	t.note(name)
	t.added, t.removed = true, true
	seed := newSeed()
	if err := t.seed(slot, &seed); err != nil {
		return t.bad("replace a record", err)
	}
	if t.w.Changes() == 0 { // the record has lost its slot
		t.w.dropRecord.BindBytes(1, name)
		if err := run(t.w.dropRecord); err != nil {
			return t.bad("replace a record", err)
		}
		return t.bad("replace a record", t.add(name, data))
	}
	masked := append([]byte{}, data...)
	mask(&seed, masked)
	t.w.setRecord.BindBytes(1, name)
	t.w.setRecord.BindBytes(2, masked)
	return t.bad("replace a record", run(t.w.setRecord))
}

// Renew leaves the seed of the record as it is: one page less in the commit, and no need to cut the log.
func (t *tx) Renew(name, data []byte) error {
	if err := t.use(name); err != nil {
		return err
	}
	seed, had, err := t.seedOf(name)
	if ofOneRecord(err) {
		return t.Put(name, data)
	}
	if err != nil {
		return t.bad("replace a record", err)
	}
	if had < 0 {
		return t.bad("create a record", t.add(name, data))
	}
	t.note(name)
	t.added = t.added || len(data) > had
	masked := append([]byte{}, data...)
	mask(&seed, masked)
	t.w.setRecord.BindBytes(1, name)
	t.w.setRecord.BindBytes(2, masked)
	return t.bad("replace a record", run(t.w.setRecord))
}

// seedOf returns the seed of a record and the length of its data, -1 where there is none.
func (t *tx) seedOf(name []byte) (seed [seedLen]byte, length int, err error) {
	t.w.get.BindBytes(1, name)
	row, err := t.w.get.Step()
	if err != nil {
		return seed, 0, err
	}
	defer t.w.get.Reset()
	if !row {
		return seed, -1, nil
	}
	if t.w.get.ColumnLen(1) != seedLen {
		return seed, 0, errSeedLost
	}
	t.w.get.ColumnBytes(1, seed[:])
	if seed == noSeed {
		return seed, 0, errSeedWiped
	}
	return seed, t.w.get.ColumnLen(0), nil
}

func (t *tx) Delete(name []byte) error { return t.remove(name, false) }

// Discard implements storage.Discarder. The damage may be in the number of the slot, which may be that of another record by now, or one that is free.
func (t *tx) Discard(name []byte) error { return t.remove(name, true) }

func (t *tx) remove(name []byte, doubtful bool) error {
	if err := t.use(name); err != nil {
		return err
	}
	slot, there, err := t.slot(name)
	if err != nil {
		return t.bad("delete a record", err)
	}
	if !there {
		return fs.ErrNotExist
	}
	t.note(name)
	t.removed = true
	wipe := true
	if doubtful {
		t.w.others.BindInt64(1, slot)
		n, _, err := number(t.w.others)
		if err != nil {
			return t.bad("delete a record", err)
		}
		wipe = n == 1
	}
	if wipe {
		if err := t.seed(slot, &noSeed); err != nil {
			return t.bad("delete a record", err)
		}
		if t.w.Changes() == 1 {
			t.w.freeSlot.BindInt64(1, slot)
			if err := run(t.w.freeSlot); err != nil {
				return t.bad("delete a record", err)
			}
		}
	}
	t.w.dropRecord.BindBytes(1, name)
	return t.bad("delete a record", run(t.w.dropRecord))
}

func (t *tx) note(name []byte) { t.sums = append(t.sums, storage.Sum(name)) }
