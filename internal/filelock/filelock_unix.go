//go:build unix

package filelock

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// It is flock and not fcntl's lock, because the latter would be lost as soon as anything in the process closes another descriptor of the same file.
func (l Lock) flock(how int) error {
	for {
		err := unix.Flock(int(l.f.Fd()), how)
		if err == nil || !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// Try takes the lock, for itself alone or shared, if that is possible without waiting. An open file that has it already shared changes it, and may lose it to
// another in doing so when Try returns false.
func (l Lock) Try(shared bool) (bool, error) {
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

// Wait takes the lock for itself alone, however long that takes.
func (l Lock) Wait() error {
	if err := l.flock(unix.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
	return nil
}

// Unlock lets the lock go.
func (l Lock) Unlock() error { return l.flock(unix.LOCK_UN) }

// Downgrade makes an exclusive lock a shared one. false: another took it meanwhile, and it is lost.
func (l Lock) Downgrade() (bool, error) { return l.Try(true) }
