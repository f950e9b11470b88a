// Package filelock has locks between processes, which are the operating system's: advisory, and never left behind by a process that dies.
//
//	f, err := os.OpenFile("x.lock", os.O_RDWR|os.O_CREATE, 0o600)
//	if err != nil { … }
//	l := filelock.New(f, 0)
//	if err := l.Wait(); err != nil { … }
//	defer l.Unlock()
//
// A [Lock] belongs to an open file, not to a process: two Locks by two openings of a file exclude each other also within a process. The system drops a lock when
// the last descriptor of its open file goes.
package filelock

import "os"

// Lock is a lock by an open file. Its methods are for one goroutine at a time.
type Lock struct {
	f  *os.File
	at uint32
}

// New returns a lock by f, which it takes over. On Windows, where a region of the file is locked and can't be read by others meanwhile, it is the byte at the
// given offset, so that one file has several locks; elsewhere the whole file is locked and the offset says nothing.
func New(f *os.File, at uint32) Lock { return Lock{f, at} }

// Close closes the file, which drops the lock.
func (l Lock) Close() error { return l.f.Close() }
