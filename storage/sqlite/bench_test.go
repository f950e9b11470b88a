package sqlite

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// recordSize is about what a sealed key takes.
const recordSize = 600

// benchDir is a folder on the disk that the module is on: the usual temporary folder may be in memory.
func benchDir(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp(".", "bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "store")
}

func benchData() []byte {
	data := make([]byte, recordSize)
	rand.Read(data)
	return data
}

// BenchmarkCreate is one durable create after the other.
func BenchmarkCreate(b *testing.B) {
	s := open(b, benchDir(b))
	data := benchData()
	n := 0
	for b.Loop() {
		n++
		if err := create(s, fmt.Sprintf("%032d", n), data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareCommit is what BenchmarkCreate would cost without this package: the same library, settings and bytes, one plain table.
func BenchmarkBareCommit(b *testing.B) {
	dir := benchDir(b)
	if err := os.Mkdir(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	c, err := sqlite.OpenConn(filepath.Join(dir, DatabaseFile), sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for _, q := range append([]string{"CREATE TABLE records(name BLOB NOT NULL PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID"}, writerPragmas...) {
		if err := sqlitex.ExecuteTransient(c, q, nil); err != nil {
			b.Fatal(err)
		}
	}
	begin, insert, commit := c.Prep("BEGIN IMMEDIATE"), c.Prep("INSERT INTO records VALUES (?1, ?2)"), c.Prep("COMMIT")
	data := benchData()
	n := 0
	for b.Loop() {
		n++
		insert.BindBytes(1, fmt.Appendf(nil, "%032d", n))
		insert.BindBytes(2, data)
		for _, s := range []*sqlite.Stmt{begin, insert, commit} {
			if err := run(s); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkCreate16 is a durable create, of 16 that come at the same time.
func BenchmarkCreate16(b *testing.B) {
	s := open(b, benchDir(b))
	data := benchData()
	var n atomic.Int64
	b.SetParallelism(8) // times GOMAXPROCS, which is 2 with -cpu 2
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := create(s, fmt.Sprintf("%032d", n.Add(1)), data); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkDelete(b *testing.B) {
	s := open(b, benchDir(b))
	data := benchData()
	for b.Loop() {
		b.StopTimer()
		if err := create(s, "name", data); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := remove(s, "name"); err != nil {
			b.Fatal(err)
		}
	}
}

func fill(b *testing.B, dir string, n int) {
	b.Helper()
	s, err := Open(context.Background(), dir)
	if err != nil {
		b.Fatal(err)
	}
	data := benchData()
	change(b, s, func(tx storage.Tx) error {
		for i := range n {
			if err := tx.Create(fmt.Appendf(nil, "%032d", i), data); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkGet(b *testing.B) {
	dir := benchDir(b)
	fill(b, dir, 1000)
	s := open(b, dir)
	n := 0
	for b.Loop() {
		n++
		if _, err := get(s, fmt.Sprintf("%032d", n%1000)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVersion(b *testing.B) {
	s := open(b, benchDir(b))
	for b.Loop() {
		s.Version()
	}
}

// BenchmarkOpen100k opens and closes a store of 100,000 records.
func BenchmarkOpen100k(b *testing.B) {
	dir := benchDir(b)
	fill(b, dir, 100000)
	for b.Loop() {
		s, err := Open(context.Background(), dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
