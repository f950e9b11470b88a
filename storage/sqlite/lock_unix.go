//go:build unix

package sqlite

import (
	"os"
	"path/filepath"

	"github.com/psacrypto/psa/internal/filelock"
)

// openUsersLock opens the lock that everybody holds shared who has the store open. It is on the folder itself, which can't be
// taken away from under those who use it as a file could.
func openUsersLock(dir string) (filelock.Lock, error) {
	f, err := os.Open(dir)
	return filelock.New(f, 0), err
}

// openGateLock opens the lock that lets the writers of several processes in one by one. See Store.lock.
func openGateLock(dir string) (filelock.Lock, error) {
	f, err := openPrivate(filepath.Join(dir, gateFile), 0)
	return filelock.New(f, 0), err
}

// openWriterLock opens the lock of the one who writes.
func openWriterLock(dir string) (filelock.Lock, error) {
	f, err := openPrivate(filepath.Join(dir, lockFile), 0)
	return filelock.New(f, 0), err
}

// openCommitLock opens the lock of the one who is in the middle of a commit. It is on the very file that is mapped, so that who has the same lock
// has the same board.
func openCommitLock(dir string) (filelock.Lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, versionFile), os.O_RDWR, 0)
	return filelock.New(f, 0), err
}
