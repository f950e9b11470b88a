//go:build unix

package sqlite

import (
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapBoard maps a file of at least boardSize bytes, shared with every process that maps it.
func mapBoard(f *os.File) (*[boardWords]atomic.Uint64, func(), error) {
	mem, err := unix.Mmap(int(f.Fd()), 0, boardSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, os.NewSyscallError("mmap", err)
	}
	// A mapping begins at a page, so every word is aligned, and atomic.Uint64 is nothing but those 8 bytes.
	return (*[boardWords]atomic.Uint64)(unsafe.Pointer(unsafe.SliceData(mem))), func() { unix.Munmap(mem) }, nil
}
