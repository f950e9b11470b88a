package sqlite

import (
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

// When a medium has failed, the first store into a page of the board that the system has not yet made writable is a fault of the processor (SIGBUS), which would end the program. So
// whoever is about to write to the board touches the pages first, where a fault becomes an error.

// faultless runs f and makes of a fault of memory in it an error.
func faultless(f func()) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case interface {
			error
			Addr() uintptr
		}:
			err = fmt.Errorf("%s can't be written: the medium has failed, or the file has been cut (%w)", versionFile, fault)
		default:
			panic(fault)
		}
	}()
	f()
	return nil
}

// touch makes the pages writable that a commit of so many changes writes to.
func (b *board) touch(changes int) error {
	return faultless(func() {
		w := b.words.Load()
		writable(&w[wordCounter])
		i := w[wordBegun].Load()
		for n := 0; n < min(changes, ringLen); n += 64 {
			writable(&w[wordRing+2*((i+uint64(n))%ringLen)])
		}
		if changes > 0 {
			writable(&w[wordRing+2*((i+uint64(min(changes, ringLen))-1)%ringLen)+1])
		}
	})
}

// writable stores what is there.
func writable(w *atomic.Uint64) { w.Add(0) }
