//go:build unix

package seal

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// exposed says why others than the owner may know a key file's content, "" if they can't.
func exposed(info fs.FileInfo) string {
	if !info.Mode().IsRegular() {
		return "it is not a regular file"
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return fmt.Sprintf("its permissions are %04o, and 0600 or less is wanted: others than its owner can use it", m)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		if me := os.Geteuid(); st.Uid != 0 && int(st.Uid) != me {
			return fmt.Sprintf("it belongs to user %d, and this process runs as user %d", st.Uid, me)
		}
	}
	return ""
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}
