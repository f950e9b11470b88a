package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	applicationID = 0x50534131 // "PSA1" in the database's header: this is one of ours
	layout        = 1          // user_version: the tables below
	pageSize      = 4096       // bytes
)

// The tables. The reason for seeds is in mask.go.
var schema = []string{
	"CREATE TABLE records(name BLOB NOT NULL PRIMARY KEY, slot INTEGER NOT NULL, data BLOB NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TABLE seeds(slot INTEGER PRIMARY KEY, seed BLOB NOT NULL) STRICT",
	"CREATE TABLE free(slot INTEGER PRIMARY KEY) STRICT",
}

// Settings of a connection. Those of the reader are a subset.
var (
	readerPragmas = []string{
		"PRAGMA query_only = ON",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON", // a damaged page is noticed when it is read
		"PRAGMA temp_store = MEMORY",
	}
	writerPragmas = []string{
		"PRAGMA synchronous = FULL",
		"PRAGMA fullfsync = ON", // where fsync alone doesn't reach the disk, as on darwin
		"PRAGMA checkpoint_fullfsync = ON",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON",
		"PRAGMA temp_store = MEMORY",  // no temporary file with records in it
		"PRAGMA cache_spill = OFF",    // nothing gets into the log before COMMIT, so nothing of what is rolled back
		"PRAGMA secure_delete = FAST", // see mask.go for why not ON
	}
)

// busyTimeout is how long SQLite waits for its own locks. Our processes queue at the writer lock before; SQLite's locks are held by them
// for moments only: while a log is recovered after a crash, or by the last one that closes the database. A foreign tool may hold them longer.
const busyTimeout = 10 * time.Second

// dial opens a connection. There is a database already: SQLite makes none for us, since it wouldn't be private.
func dial(dir string, pragmas []string) (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(filepath.Join(dir, DatabaseFile), sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyTimeout)
	for _, p := range pragmas {
		if err := sqlitex.ExecuteTransient(c, p, nil); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

// one gives the only value of a query, "" where there is none.
func one(c *sqlite.Conn, query string) (value string, err error) {
	err = sqlitex.ExecuteTransient(c, query, &sqlitex.ExecOptions{
		ResultFunc: func(s *sqlite.Stmt) error { value = s.ColumnText(0); return nil },
	})
	return value, err
}

// verify looks whether a database is one of ours, of a layout that this code knows.
func verify(c *sqlite.Conn, path string) error {
	id, err := one(c, "PRAGMA application_id")
	if err != nil {
		return err
	}
	if id != fmt.Sprint(applicationID) {
		return fmt.Errorf("%s is an SQLite database, but no key store (its application_id is %s, not %d)", path, id, applicationID)
	}
	version, err := one(c, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if version != fmt.Sprint(layout) {
		return fmt.Errorf("%s has layout %s, and this program knows layout %d only: a newer version of it has made the store", path, version, layout)
	}
	var tables []string
	err = sqlitex.ExecuteTransient(c, "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY rowid", &sqlitex.ExecOptions{
		ResultFunc: func(s *sqlite.Stmt) error { tables = append(tables, s.ColumnText(0)); return nil },
	})
	if err != nil {
		return err
	}
	// A trigger or view that somebody has added would run with our rights.
	if got, want := strings.Join(tables, "; "), strings.Join(schema, "; "); got != want {
		return fmt.Errorf("%w: the tables of %s are %q, not %q", storage.ErrDamaged, path, got, want)
	}
	return nil
}

// createDatabase makes an empty database and puts it in its place whole, so that keys.db is never seen half made. Only who is alone in the store may call it.
func createDatabase(dir string) error {
	f, err := openTemporary(dir, newPrefix)
	if err != nil {
		return err
	}
	path := f.Name()
	defer os.Remove(path)
	if err := f.Close(); err != nil {
		return err
	}
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	// The rollback journal of this one transaction in memory: no other file appears, and after a crash the whole file is thrown away.
	script := fmt.Sprintf("PRAGMA journal_mode = MEMORY; PRAGMA page_size = %d; PRAGMA fullfsync = ON; BEGIN; "+
		"PRAGMA application_id = %d; PRAGMA user_version = %d; %s; COMMIT",
		pageSize, applicationID, layout, strings.Join(schema, "; "))
	for _, q := range strings.Split(script, "; ") {
		if err := sqlitex.ExecuteTransient(c, q, nil); err != nil {
			c.Close()
			return err
		}
	}
	if err := c.Close(); err != nil {
		return err
	}
	if err := os.Rename(path, filepath.Join(dir, DatabaseFile)); err != nil {
		return err
	}
	return syncDir(dir)
}
