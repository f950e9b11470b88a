package sqlite

import (
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapBoard maps a file of at least boardSize bytes, shared with every process that maps it.
func mapBoard(f *os.File) (*[boardWords]atomic.Uint64, func(), error) {
	h, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READWRITE, 0, boardSize, nil)
	if err != nil {
		return nil, nil, os.NewSyscallError("CreateFileMapping", err)
	}
	defer windows.CloseHandle(h) // the view keeps the mapping
	addr, err := windows.MapViewOfFile(h, windows.FILE_MAP_READ|windows.FILE_MAP_WRITE, 0, 0, boardSize)
	if err != nil {
		return nil, nil, os.NewSyscallError("MapViewOfFile", err)
	}
	// A view begins at a page, so every word is aligned, and atomic.Uint64 is nothing but those 8 bytes. The address is no Go memory; it is read
	// through a pointer to it, since vet takes any other conversion of a number for a mistake.
	words := *(**[boardWords]atomic.Uint64)(unsafe.Pointer(&addr))
	return words, func() { windows.UnmapViewOfFile(addr) }, nil
}
