package keystore

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	lite "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// BenchmarkPriceOfCreate alternates durable creates with commits of the same bytes by SQLite alone: one table, the same library and settings, nothing sealed, no
// roll, no locks between processes. It reports the time of each and the first as a multiple of the second. The folder is on the disk of the module, because the
// usual temporary one may be in memory.
func BenchmarkPriceOfCreate(b *testing.B) {
	dir, err := os.MkdirTemp(".", "bench-")
	want(b, err, psa.Success)
	b.Cleanup(func() { os.RemoveAll(dir) })
	st, err := OpenDir(bg, filepath.Join(dir, "store"), Config{})
	want(b, err, psa.Success)
	defer st.Close()
	c, err := lite.OpenConn(filepath.Join(dir, "bare.db"), lite.OpenReadWrite|lite.OpenCreate|lite.OpenWAL)
	want(b, err, psa.Success)
	defer c.Close()
	for _, q := range []string{
		"PRAGMA synchronous = FULL", "PRAGMA fullfsync = ON", "PRAGMA checkpoint_fullfsync = ON",
		"CREATE TABLE records(name BLOB NOT NULL PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID",
	} {
		want(b, sqlitex.ExecuteTransient(c, q, nil), psa.Success)
	}
	begin, insert, commit := c.Prep("BEGIN IMMEDIATE"), c.Prep("INSERT INTO records VALUES (?1, ?2)"), c.Prep("COMMIT")
	material, sealed := make([]byte, 32), make([]byte, 160)
	var ours, bare time.Duration
	n := uint32(0)
	for b.Loop() {
		n++
		at := time.Now()
		_, err := st.Import(bg, hmacKey(psa.KeyID(n)), material)
		want(b, err, psa.Success)
		then := time.Now()
		insert.BindBytes(1, fmt.Appendf(nil, "\x02%08x", n))
		insert.BindBytes(2, sealed)
		for _, s := range []*lite.Stmt{begin, insert, commit} {
			if _, err := s.Step(); err != nil {
				b.Fatal(err)
			}
			want(b, s.Reset(), psa.Success)
		}
		ours += then.Sub(at)
		bare += time.Since(then)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/create")
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N), "ns/commit")
	b.ReportMetric(float64(ours)/float64(bare), "ratio")
}
