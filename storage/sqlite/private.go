package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/psacrypto/psa/storage"
)

// The files of a store, all in its folder.
const (
	// DatabaseFile is the name of the database. Where it is, there is a store.
	DatabaseFile = "keys.db"

	walFile     = "keys.db-wal"  // SQLite's log of what isn't in the database yet
	shmFile     = "keys.db-shm"  // SQLite's index of the log, shared by all processes
	versionFile = "keys.version" // the board, see version.go
	lockFile    = "keys.lock"    // empty; the writer lock
	gateFile    = "keys.gate"    // empty; the lock before that one
	reserveFile = "keys.reserve" // room for deletes on a full disk, see room.go

	// Files that exist for the time of one call. What a killed process has left of them goes when somebody opens the store alone.
	newPrefix     = "keys.new-"     // a database on its way to become keys.db
	restorePrefix = "keys.restore-" // a stream on its way to become keys.db
)

// openPrivate opens a file for reading and writing; if there is none, it makes one for its owner alone. The mode is set before anything is written,
// and once more for a umask that takes away from the owner.
func openPrivate(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|flags, 0o600)
	switch {
	case err == nil:
		if err := f.Chmod(0o600); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(path))
		}
		return f, nil
	case errors.Is(err, fs.ErrExist) && flags&os.O_EXCL == 0:
		f, err := os.OpenFile(path, os.O_RDWR|flags, 0)
		if errors.Is(err, fs.ErrNotExist) { // it went between the two
			return openPrivate(path, flags)
		}
		return f, err
	default:
		return nil, err
	}
}

// openTemporary makes a file with a name that isn't used.
func openTemporary(dir, prefix string) (*os.File, error) {
	f, err := os.CreateTemp(dir, prefix) // of mode 0600 less the umask
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(0o600); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

// ensureDir makes the folder of a store, with those above it, for the owner alone, and looks at the one that is there. made is the
// uppermost folder that it has made, "" if none.
func ensureDir(dir string) (made string, err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		for up := filepath.Clean(dir); ; up = filepath.Dir(up) {
			if _, err := os.Stat(up); err == nil || up == filepath.Dir(up) {
				break
			}
			made = up
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", err
		}
		if made != "" { // else another process was faster
			if err := os.Chmod(dir, 0o700); err != nil {
				return "", err
			}
			if err := syncDir(filepath.Dir(made)); err != nil {
				return "", err
			}
		}
	} else if err != nil {
		return "", err
	}
	return made, checkDir(dir)
}

// checkDir looks whether a folder belongs to the one who runs this, and to nobody else.
func checkDir(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder: give the folder in which the store is to be", dir)
	}
	if err := checkOwner(dir, info, "700"); err != nil {
		return err
	}
	return checkWritable(dir)
}

// checkFiles looks whether the files of a store belong to the one who runs this, and to nobody else. It opens none: a process that closes any
// descriptor of a database loses all locks that SQLite has on it.
func checkFiles(dir string) error {
	for _, name := range []string{DatabaseFile, walFile, shmFile, versionFile, lockFile, gateFile, reserveFile} {
		path := filepath.Join(dir, name)
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%w: %s is not a plain file but %s", storage.ErrUnsafe, path, info.Mode().Type())
		}
		if err := checkOwner(path, info, "600"); err != nil {
			return err
		}
	}
	return nil
}

// removeLeftovers removes the temporary files of processes that were killed. Only who is alone in the store may call it.
func removeLeftovers(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for _, prefix := range []string{newPrefix, restorePrefix} {
			if strings.HasPrefix(e.Name(), prefix) {
				if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// length is the length of a file in bytes, 0 where there is none.
func length(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
