//go:build !windows && (!unix || aix || solaris || illumos)

package arena

import "errors"

// mapPages takes memory from the Go heap: this system has no call to lock memory that package golang.org/x/sys would offer.
func mapPages(n int) ([]byte, bool, error) { return make([]byte, n), false, nil }

func lockPages([]byte) error { return errors.New("locking memory is not supported on this system") }

func unlockPages([]byte) {}

func unmapPages([]byte) {}
