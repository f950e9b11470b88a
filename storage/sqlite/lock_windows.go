package sqlite

import (
	"path/filepath"

	"github.com/psacrypto/psa/internal/filelock"
)

// The four locks are bytes of one file that holds nothing: a folder can't be locked here, and a locked byte of a file that is
// read would hinder the reading.
func openLock(dir string, at uint32) (filelock.Lock, error) {
	f, err := openPrivate(filepath.Join(dir, lockFile), 0)
	return filelock.New(f, at), err
}

// openUsersLock opens the lock that everybody holds shared who has the store open.
func openUsersLock(dir string) (filelock.Lock, error) { return openLock(dir, 0) }

// openGateLock opens the lock that lets the writers of several processes in one by one. See Store.lock.
func openGateLock(dir string) (filelock.Lock, error) { return openLock(dir, 1) }

// openWriterLock opens the lock of the one who writes.
func openWriterLock(dir string) (filelock.Lock, error) { return openLock(dir, 2) }

// openCommitLock opens the lock of the one who is in the middle of a commit.
func openCommitLock(dir string) (filelock.Lock, error) { return openLock(dir, 3) }
