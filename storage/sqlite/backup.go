package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Backup implements storage.Store, with storage.WriteBackup: what it writes is read by [Restore]. It is one long View, so while it runs the log grows, and what is
// deleted meanwhile stays in the log until it has ended. It makes no file: a copy in one would outlive what is deleted from the store.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.View(ctx, func(r storage.Reader) error { return storage.WriteBackup(r, w) })
}

// Restore makes a store in a folder from what the Backup of this or another implementation with storage.WriteBackup wrote; the folder is made if it is missing.
//
// Errors: fs.ErrExist where there is a store or a part of one; storage.ErrDamaged for a stream that is not whole, storage.ErrUnsafe and storage.ErrFull as
// with Open. After an error nothing of it is left.
func Restore(ctx context.Context, dir string, r io.Reader) error {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = restore(ctx, dir, r)
	}
	if err != nil && err == ctx.Err() {
		return err
	}
	return failed("sqlite: restore "+dir, err)
}

func restore(ctx context.Context, dir string, r io.Reader) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	made, err := ensureDir(dir)
	if err != nil {
		return err
	}
	defer func() {
		if err == nil || made == "" {
			return
		}
		for d := dir; os.Remove(d) == nil && d != made; d = filepath.Dir(d) { // those only that are empty
		}
	}()
	users, err := openUsersLock(dir)
	if err != nil {
		return err
	}
	defer users.Close()
	// Alone, so that nobody begins a store here meanwhile.
	alone, err := users.Try(false)
	if err != nil {
		return err
	}
	if !alone {
		return fmt.Errorf("another process has it open: %w", fs.ErrExist)
	}
	for _, name := range []string{DatabaseFile, walFile} {
		there, err := exists(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if there {
			return fmt.Errorf("%s: %w", filepath.Join(dir, name), fs.ErrExist)
		}
	}
	// A store of its own, of which the whole database then moves into its place.
	beside, err := os.MkdirTemp(dir, restorePrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(beside)
	if err := os.Chmod(beside, 0o700); err != nil {
		return err
	}
	s, err := Open(ctx, beside, Reserve(0))
	if err != nil {
		return err
	}
	begun := false
	err = s.Update(ctx, func(tx storage.Tx) error {
		if begun { // for want of room; what has been read of r can't be read again
			return storage.ErrFull
		}
		begun = true
		return storage.ReadBackup(ctx, r, tx.Create)
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if n, err := length(filepath.Join(beside, walFile)); err != nil || n > 0 {
		return errors.Join(fmt.Errorf("%w: no room to carry over the log", storage.ErrFull), err)
	}
	if err := os.Rename(filepath.Join(beside, DatabaseFile), filepath.Join(dir, DatabaseFile)); err != nil {
		return err
	}
	return syncDir(dir)
}

// What must hold in the tables beyond what SQLite knows. Each query gives what breaks the rule; a name is shown in hexadecimal digits.
var rules = []struct{ query, fault string }{
	{"SELECT hex(name) FROM records WHERE length(name) NOT BETWEEN 1 AND 255", "record %s: the length of its name"},
	{"SELECT hex(r.name) FROM records r LEFT JOIN seeds s ON s.slot = r.slot WHERE s.slot IS NULL", "record %s has lost its seed"},
	{"SELECT hex(r.name) FROM records r JOIN seeds s ON s.slot = r.slot WHERE s.seed = zeroblob(32)", "the seed of record %s has been wiped"},
	{"SELECT slot FROM seeds WHERE length(seed) <> 32", "the length of seed %s"},
	{"SELECT slot FROM records GROUP BY slot HAVING count(*) > 1", "several records have the seed %s"},
	{"SELECT f.slot FROM free f LEFT JOIN seeds s ON s.slot = f.slot WHERE s.seed IS NOT zeroblob(32)", "seed %s is free but not wiped"},
}

// Check implements storage.Store: SQLite looks at every page, and every record is read and has its seed.
func (s *Store) Check(ctx context.Context) error {
	return s.View(ctx, func(r storage.Reader) error {
		c := r.(*view).c.Conn
		c.SetInterrupt(ctx.Done())
		defer c.SetInterrupt(nil)
		var faults []error
		note := func(query, format string) error {
			return sqlitex.ExecuteTransient(c, query, &sqlitex.ExecOptions{ResultFunc: func(st *sqlite.Stmt) error {
				if got := st.ColumnText(0); got != "ok" && len(faults) < 100 {
					faults = append(faults, fmt.Errorf("%w: "+format, storage.ErrDamaged, got))
				}
				return nil
			}})
		}
		err := note("PRAGMA integrity_check", "%s")
		if err == nil && len(faults) == 0 { // else the answers to the rest say nothing
			for _, rule := range rules {
				if err = note(rule.query, rule.fault); err != nil {
					break
				}
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return failed("sqlite: check "+s.dir, errors.Join(append(faults, err)...))
	})
}
