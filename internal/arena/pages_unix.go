//go:build unix && !aix && !solaris && !illumos

package arena

import "golang.org/x/sys/unix"

// mapPages takes n zero bytes from the system. The error says why they can't be had.
func mapPages(n int) ([]byte, bool, error) {
	mem, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, false, err
	}
	keepInside(mem)
	return mem, true, nil
}

func lockPages(mem []byte) error { return unix.Mlock(mem) }

// unlockPages does nothing: unmapping unlocks.
func unlockPages([]byte) {}

// unmapPages can fail only for memory that mapPages did not return.
func unmapPages(mem []byte) { _ = unix.Munmap(mem) }
