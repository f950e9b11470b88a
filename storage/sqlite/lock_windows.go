package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// A fileLock is a lock on one byte of a file. It belongs to an open handle, not to a process: two fileLocks exclude each other also
// within a process, and the system drops a lock when its handle goes, that is, also when the process is ended.
type fileLock struct {
	f  *os.File
	at uint32
}

func (l fileLock) region() *windows.Overlapped { return &windows.Overlapped{Offset: l.at} }

func (l fileLock) take(flags uint32) error {
	return windows.LockFileEx(windows.Handle(l.f.Fd()), flags, 0, 1, 0, l.region())
}

// try takes the lock if that is possible without waiting.
func (l fileLock) try(shared bool) (bool, error) {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if !shared {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	switch err := l.take(flags); {
	case err == nil:
		return true, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, nil
	default:
		return false, fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
}

// wait takes the lock for itself alone, however long that takes.
func (l fileLock) wait() error {
	if err := l.take(windows.LOCKFILE_EXCLUSIVE_LOCK); err != nil {
		return fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
	return nil
}

func (l fileLock) unlock() error {
	return windows.UnlockFileEx(windows.Handle(l.f.Fd()), 0, 1, 0, l.region())
}

// downgrade makes an exclusive lock a shared one: a handle may hold both on one region, and the first unlock ends the exclusive one.
func (l fileLock) downgrade() (bool, error) {
	if ok, err := l.try(true); !ok || err != nil {
		return ok, err
	}
	return true, l.unlock()
}

// The four locks are bytes of one file that holds nothing: a folder can't be locked here, and a locked byte of a file that is
// read would hinder the reading.
func openLock(dir string, at uint32) (fileLock, error) {
	f, err := openPrivate(filepath.Join(dir, lockFile), 0)
	return fileLock{f, at}, err
}

// openUsersLock opens the lock that everybody holds shared who has the store open.
func openUsersLock(dir string) (fileLock, error) { return openLock(dir, 0) }

// openGateLock opens the lock that lets the writers of several processes in one by one. See Store.lock.
func openGateLock(dir string) (fileLock, error) { return openLock(dir, 1) }

// openWriterLock opens the lock of the one who writes.
func openWriterLock(dir string) (fileLock, error) { return openLock(dir, 2) }

// openCommitLock opens the lock of the one who is in the middle of a commit.
func openCommitLock(dir string) (fileLock, error) { return openLock(dir, 3) }
