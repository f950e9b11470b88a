package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa/storage"
)

// Discard removes the database in a folder, with its log, for [Open] to make an empty one: what is left to do with one whose structure is damaged, where its records
// can be had from elsewhere. Other files in the folder stay. While somebody, this process included, has the store open, it gives an error and does nothing.
func Discard(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	return failed("sqlite: discard "+dir, discard(dir))
}

func discard(dir string) error {
	if err := checkDir(dir); err != nil {
		return err
	}
	users, err := openUsersLock(dir)
	if err != nil {
		return err
	}
	defer users.Close()
	alone, err := users.Try(false)
	if err != nil {
		return err
	}
	if !alone {
		return fmt.Errorf("a process has the store open, so it can't be made anew: close it in all processes: %w", storage.ErrDamaged)
	}
	// The database last: without it, a log is taken for a sign that one was lost.
	for _, name := range []string{walFile, shmFile, DatabaseFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return syncDir(dir)
}
