//go:build unix

package sqlite

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/psacrypto/psa/storage"
	"golang.org/x/sys/unix"
)

// checkOwner refuses what belongs to another or can be read or written by others.
func checkOwner(path string, info fs.FileInfo, mode string) error {
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: %s belongs to user id %d, and this runs as user id %d: run it as the owner, or chown %d %s",
			storage.ErrUnsafe, path, st.Uid, os.Geteuid(), os.Geteuid(), path)
	}
	if perm := info.Mode().Perm(); perm&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %04o, which lets others in: chmod %s %s", storage.ErrUnsafe, path, perm, mode, path)
	}
	return nil
}

// checkWritable says early and clearly what would else become of SQLite's first step.
func checkWritable(dir string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, dir, unix.R_OK|unix.W_OK|unix.X_OK, unix.AT_EACCESS); err != nil {
		return fmt.Errorf("%s can't be written, and a store has to be written also to be read (its log and its locks): %w", dir, err)
	}
	return nil
}

// syncDir makes new and renamed files of a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
