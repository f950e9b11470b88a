package filelock

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows"
)

func (l Lock) region() *windows.Overlapped { return &windows.Overlapped{Offset: l.at} }

func (l Lock) take(flags uint32) error {
	return windows.LockFileEx(windows.Handle(l.f.Fd()), flags, 0, 1, 0, l.region())
}

// Try takes the lock, for itself alone or shared, if that is possible without waiting.
func (l Lock) Try(shared bool) (bool, error) {
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

// Wait takes the lock for itself alone, however long that takes.
func (l Lock) Wait() error {
	if err := l.take(windows.LOCKFILE_EXCLUSIVE_LOCK); err != nil {
		return fmt.Errorf("lock %s: %w", l.f.Name(), err)
	}
	return nil
}

// Unlock lets the lock go.
func (l Lock) Unlock() error {
	return windows.UnlockFileEx(windows.Handle(l.f.Fd()), 0, 1, 0, l.region())
}

// Downgrade makes an exclusive lock a shared one: a handle may hold both on one region, and the first unlock ends the exclusive one.
func (l Lock) Downgrade() (bool, error) {
	if ok, err := l.Try(true); !ok || err != nil {
		return ok, err
	}
	return true, l.Unlock()
}
