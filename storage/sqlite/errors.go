package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
)

var (
	errOver  = errors.New("sqlite: a reader or transaction was used after its function had returned")
	errAlone = errors.New("rolled back with others: run alone") // between transact and its caller only
	errGone  = errors.New("sqlite: the function of an Update did not return")
)

// failed says in words what was being done, and in terms of package storage what went wrong, where there is such a term.
func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, storage.ErrFull), errors.Is(err, storage.ErrDamaged), errors.Is(err, storage.ErrUnsafe), errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w", doing, err)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s: %w (%w)", doing, storage.ErrFull, err)
	}
	switch code := sqlite.ErrCode(err); code.ToPrimary() {
	case sqlite.ResultFull:
		return fmt.Errorf("%s: %w (%w)", doing, storage.ErrFull, err)
	case sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultFormat:
		return fmt.Errorf("%s: %w (%w)", doing, storage.ErrDamaged, err)
	default:
		if code == sqlite.ResultIOErrSHMSize { // the index of the log couldn't grow
			return fmt.Errorf("%s: %w (%w)", doing, storage.ErrFull, err)
		}
		return fmt.Errorf("%s: %w", doing, err)
	}
}

func isFull(err error) bool { return errors.Is(err, storage.ErrFull) }
