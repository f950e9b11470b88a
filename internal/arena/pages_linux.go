package arena

import "golang.org/x/sys/unix"

// keepInside leaves the pages out of core dumps and out of children that a host program forks.
//
// DONTFORK is chosen over WIPEONFORK: with the latter a child that went on using the store would find every key to be zero and would encrypt under
// that; with DONTFORK it stops at the first touch. (A Go program's own children begin with exec and have none of this memory either way.)
//
// Both are refused only by kernels older than Go supports; the pages are good without them.
func keepInside(mem []byte) {
	_ = unix.Madvise(mem, unix.MADV_DONTDUMP)
	_ = unix.Madvise(mem, unix.MADV_DONTFORK)
}
