package arena

import (
	"reflect"

	"golang.org/x/sys/windows"
)

// mapPages takes memory from the Go heap: VirtualAlloc returns a number, and a slice can't be made of that without package unsafe. What the Go heap
// gives for whole pages begins at a page and is never moved, so it can be locked.
func mapPages(n int) ([]byte, bool, error) { return make([]byte, n), false, nil }

func lockPages(mem []byte) error {
	return windows.VirtualLock(reflect.ValueOf(mem).Pointer(), uintptr(len(mem)))
}

// unlockPages can fail only for pages that are not locked, which is what it is for.
func unlockPages(mem []byte) {
	_ = windows.VirtualUnlock(reflect.ValueOf(mem).Pointer(), uintptr(len(mem)))
}

func unmapPages([]byte) {}
