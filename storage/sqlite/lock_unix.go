//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A fileLock is an advisory lock of the operating system. It belongs to an open file, not to a process: two fileLocks exclude each other also
// within a process, and the system drops a lock when the last descriptor of its open file goes, that is, also when the process is killed.
//
// It is flock and not fcntl's lock, because the latter would be lost as soon as anything in the process closes another descriptor of the same file.
type fileLock struct{ f *os.File }

func (l fileLock) flock(how int) error {
	for {
		err := unix.Flock(int(l.f.Fd()), how)
		if err == nil || !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// try takes the lock if that is possible without waiting. An open file that has it already shared changes it, and may lose it to
// another in doing so when it returns false.
func (l fileLock) try(shared bool) (bool, error) {
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	switch err := l.flock(how | unix.LOCK_NB); {
	case err == nil:
		return true, nil
	case errors.Is(err, unix.EWOULDBLOCK):
		return false, nil
	default:
		return false, fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
}

// wait takes the lock for itself alone, however long that takes.
func (l fileLock) wait() error {
	if err := l.flock(unix.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
	return nil
}

func (l fileLock) unlock() error { return l.flock(unix.LOCK_UN) }

// downgrade makes an exclusive lock a shared one. false: another took it meanwhile, and it is lost.
func (l fileLock) downgrade() (bool, error) { return l.try(true) }

// openUsersLock opens the lock that everybody holds shared who has the store open. It is on the folder itself, which can't be
// taken away from under those who use it as a file could.
func openUsersLock(dir string) (fileLock, error) {
	f, err := os.Open(dir)
	return fileLock{f}, err
}

// openGateLock opens the lock that lets the writers of several processes in one by one. See Store.lock.
func openGateLock(dir string) (fileLock, error) {
	f, err := openPrivate(filepath.Join(dir, gateFile), 0)
	return fileLock{f}, err
}

// openWriterLock opens the lock of the one who writes.
func openWriterLock(dir string) (fileLock, error) {
	f, err := openPrivate(filepath.Join(dir, lockFile), 0)
	return fileLock{f}, err
}

// openCommitLock opens the lock of the one who is in the middle of a commit. It is on the very file that is mapped, so that who has the same lock
// has the same board.
func openCommitLock(dir string) (fileLock, error) {
	f, err := os.OpenFile(filepath.Join(dir, versionFile), os.O_RDWR, 0)
	return fileLock{f}, err
}
