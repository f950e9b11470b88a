package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
)

const (
	getQuery  = "SELECT r.data, s.seed FROM records r LEFT JOIN seeds s ON s.slot = r.slot WHERE r.name = ?1"
	scanQuery = "SELECT r.name, r.data, s.seed FROM records r LEFT JOIN seeds s ON s.slot = r.slot WHERE r.name >= ?1"
)

// conn is a connection with its statements. One goroutine uses it at a time.
type conn struct {
	*sqlite.Conn
	begin, end, get *sqlite.Stmt
	scans           [2][]*sqlite.Stmt // idle statements for scans without and with an upper bound
	running         []*sqlite.Stmt    // of scans that haven't ended
}

func newConn(dir string, pragmas []string) (*conn, error) {
	c, err := dial(dir, pragmas)
	if err != nil {
		return nil, err
	}
	k := &conn{Conn: c}
	if err := k.prepare(map[**sqlite.Stmt]string{&k.begin: "BEGIN", &k.end: "ROLLBACK", &k.get: getQuery}); err != nil {
		c.Close()
		return nil, err
	}
	return k, nil
}

// prepare makes statements. They go with their connection.
func (c *conn) prepare(queries map[**sqlite.Stmt]string) (err error) {
	for s, q := range queries {
		if *s, err = c.Prepare(q); err != nil {
			return err
		}
	}
	return nil
}

// run executes a statement that gives no row.
func run(s *sqlite.Stmt) error {
	_, err := s.Step()
	if err != nil {
		return err // Step has reset it
	}
	return s.Reset()
}

// Damage of a single record, which the rest of a transaction doesn't suffer from.
var (
	errSeedLost  = fmt.Errorf("%w: it has lost its seed", storage.ErrUnreadable)
	errSeedWiped = fmt.Errorf("%w: its seed has been wiped", storage.ErrUnreadable)
)

func ofOneRecord(err error) bool { return errors.Is(err, storage.ErrUnreadable) }

// blob copies a column.
func blob(s *sqlite.Stmt, column int) []byte {
	b := make([]byte, s.ColumnLen(column))
	s.ColumnBytes(column, b)
	return b
}

// unmasked gives the data of a row whose columns are data and seed from the given one on.
func unmasked(s *sqlite.Stmt, column int) ([]byte, error) {
	var seed [seedLen]byte
	if s.ColumnLen(column+1) != seedLen {
		return nil, errSeedLost
	}
	s.ColumnBytes(column+1, seed[:])
	if seed == noSeed {
		return nil, errSeedWiped
	}
	data := blob(s, column)
	mask(&seed, data)
	return data, nil
}

func checkName(name []byte) error {
	if len(name) < 1 || len(name) > storage.MaxNameLen {
		return fmt.Errorf("sqlite: a name of %d bytes, where 1 to %d are possible: %w", len(name), storage.MaxNameLen, fs.ErrInvalid)
	}
	return nil
}

// read is Reader.Get.
func (c *conn) read(name []byte) ([]byte, error) {
	c.get.BindBytes(1, name)
	row, err := c.get.Step()
	if err != nil {
		return nil, failed("read a record", err)
	}
	defer c.get.Reset()
	if !row {
		return nil, fs.ErrNotExist
	}
	data, err := unmasked(c.get, 0)
	return data, failed("read a record", err)
}

// scan is Reader.Scan. alive is asked at each step.
func (c *conn) scan(from, to []byte, alive func() error) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		if err := alive(); err != nil {
			yield(storage.Record{}, err)
			return
		}
		s, kind, err := c.scanner(to != nil)
		if err != nil {
			yield(storage.Record{}, failed("scan", err))
			return
		}
		s.BindBytes(1, from)
		if to != nil {
			s.BindBytes(2, to)
		}
		depth := len(c.running)
		c.running = append(c.running, s)
		defer func() {
			if len(c.running) > depth && c.running[depth] == s { // else stopScans has done it
				s.Reset()
				c.running = append(c.running[:depth], c.running[depth+1:]...)
				c.scans[kind] = append(c.scans[kind], s)
			}
		}()
		var last []byte
		for {
			var rec storage.Record
			row, err := s.Step()
			if err == nil && !row {
				return
			}
			if err == nil {
				rec.Name = blob(s, 0)
				if last != nil && bytes.Compare(last, rec.Name) >= 0 || len(rec.Name) == 0 {
					// Pages have been exchanged: what is met here may not be found by its name.
					err = fmt.Errorf("%w: the records are not in the order of their names", storage.ErrDamaged)
				}
				last = rec.Name
			}
			if err == nil {
				if rec.Data, err = unmasked(s, 1); ofOneRecord(err) {
					err = nil
				}
			}
			if err != nil {
				yield(storage.Record{}, failed("scan", err))
				return
			}
			if !yield(rec, nil) {
				return
			}
			if err := alive(); err != nil {
				yield(storage.Record{}, err)
				return
			}
		}
	}
}

// scanner takes an idle statement or makes one: a scan within a scan needs a second.
func (c *conn) scanner(bounded bool) (s *sqlite.Stmt, kind int, err error) {
	q := scanQuery
	if bounded {
		kind, q = 1, q+" AND r.name < ?2"
	}
	if n := len(c.scans[kind]); n > 0 {
		s = c.scans[kind][n-1]
		c.scans[kind] = c.scans[kind][:n-1]
		return s, kind, nil
	}
	s, _, err = c.PrepareTransient(q + " ORDER BY r.name")
	return s, kind, err
}

// stopScans ends the scans that a function has left running when it returned (one pulled by iter.Pull and not stopped).
func (c *conn) stopScans() {
	for _, s := range c.running {
		s.Finalize()
	}
	c.running = c.running[:0]
}

func (c *conn) Close() error {
	c.stopScans()
	for _, idle := range c.scans {
		for _, s := range idle {
			s.Finalize()
		}
	}
	return c.Conn.Close()
}

// view is the Reader of a View.
type view struct {
	ctx context.Context
	c   *conn // nil when the View is over
}

func (v *view) Get(name []byte) ([]byte, error) {
	if v.c == nil {
		return nil, errOver
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	return v.c.read(name)
}

func (v *view) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		if v.c == nil {
			yield(storage.Record{}, errOver)
			return
		}
		v.c.scan(from, to, v.alive)(yield)
	}
}

func (v *view) alive() error {
	if v.c == nil {
		return errOver
	}
	return v.ctx.Err()
}
