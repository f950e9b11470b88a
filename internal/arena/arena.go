// Package arena keeps secrets that live long in memory that is locked, is left out of core dumps, and is wiped.
//
// The Go heap is no place for them: it may be swapped out, it is in every core dump, and what was freed stays until something else is put there.
// An [Arena] takes pages of its own from the system and gives out pieces of them:
//
//	a := arena.New()
//	defer a.Close()
//	s := a.Alloc(32)
//	copy(s.Bytes(), key)
//	…
//	a.Free(s) // wiped here
//
// Locking is best effort: an ordinary user may lock only so much (RLIMIT_MEMLOCK), and a key store must not stop at that. The arena then goes on
// with pages that are not locked, and [Arena.Locked] says so.
//
// A secret costs its size rounded up to a power of two, one bit, and the 16 bytes of the [Secret] that its user keeps; no object on
// the Go heap belongs to it.
package arena

import (
	"fmt"
	"math"
	"math/bits"
	"os"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	minShift   = 4  // the smallest class has 16 bytes
	maxShift   = 12 // the greatest has 4096; what is larger has pages of its own
	classCount = maxShift - minShift + 1

	// A class begins with room for a few secrets and doubles up to this, so that a small store locks little and a large one has few mappings.
	maxSlab = 256 << 10
)

// Arena gives out memory for secrets. All methods are safe for concurrent use; a lock is held per size class and only for the bookkeeping.
type Arena struct {
	classes [classCount]class
	big     struct {
		sync.Mutex
		slabs map[*slab]struct{}
	}
	closed atomic.Bool

	// mapped and unlocked count bytes.
	mapped, unlocked atomic.Int64
	reason           atomic.Pointer[string]

	// pages and lock are the system's, but for tests.
	pages func(n int) (mem []byte, own bool, err error)
	lock  func(mem []byte) error
}

// class has the slabs of one size.
type class struct {
	sync.Mutex
	shift int
	// slabs has all of them, free those with a free slot. empty of these have nothing else.
	slabs, free []*slab
	empty       int
	next        int
}

// New makes an arena. It takes no memory before the first [Arena.Alloc].
func New() *Arena {
	a := &Arena{pages: mapPages, lock: lockPages}
	page := os.Getpagesize()
	for i := range a.classes {
		c := &a.classes[i]
		c.shift = i + minShift
		c.next = roundUp(8<<c.shift, page)
	}
	a.big.slabs = make(map[*slab]struct{})
	return a
}

// Alloc returns n zero bytes, which belong to the caller until [Arena.Free] or [Arena.Close]. It never fails for want of locked memory; where the
// system gives no pages at all, or the arena is closed, the bytes come from the Go heap, and are wiped all the same. It panics when n is negative.
func (a *Arena) Alloc(n int) Secret {
	switch {
	case n < 0 || uint64(n) > math.MaxUint32:
		panic(fmt.Sprintf("arena: Alloc of %d bytes", n))
	case n == 0:
		return Secret{}
	case a.closed.Load():
		return Secret{slab: &slab{arena: a, mem: make([]byte, n)}, n: uint32(n)}
	case n > 1<<maxShift:
		return a.allocBig(n)
	}
	c := &a.classes[classOf(n)]
	c.Lock()
	defer c.Unlock()
	if len(c.free) == 0 {
		s := a.newSlab(c.next)
		s.class = c
		s.used = make([]uint64, (len(s.mem)>>c.shift+63)/64)
		s.room = len(s.mem) >> c.shift
		c.slabs = append(c.slabs, s)
		c.free = append(c.free, s)
		c.empty++
		c.next = min(2*c.next, max(maxSlab, c.next))
	}
	s := c.free[len(c.free)-1]
	if s.isEmpty() {
		c.empty--
	}
	i := s.take()
	if s.room == 0 {
		c.free = c.free[:len(c.free)-1]
	}
	return Secret{slab: s, off: uint32(i << c.shift), n: uint32(n)}
}

func (a *Arena) allocBig(n int) Secret {
	a.big.Lock()
	defer a.big.Unlock()
	s := a.newSlab(roundUp(n, os.Getpagesize()))
	a.big.slabs[s] = struct{}{}
	return Secret{slab: s, n: uint32(n)}
}

// Free wipes a secret and takes its memory back; its bytes must not be used any more. The zero Secret and those of a closed arena, which are wiped
// already, are fine. It panics for a secret of another arena, and for one that has been freed already.
func (a *Arena) Free(s Secret) {
	b := s.slab
	if b == nil {
		return
	}
	if b.arena != a {
		panic("arena: Free of a secret of another arena")
	}
	c := b.class
	if c == nil {
		a.freeBig(s)
		return
	}
	c.Lock()
	defer c.Unlock()
	if b.mem == nil {
		if a.closed.Load() {
			return
		}
		panic("arena: Free of a secret that has been freed already")
	}
	i := int(s.off) >> c.shift
	if !b.isUsed(i) {
		panic("arena: Free of a secret that has been freed already")
	}
	clear(b.mem[i<<c.shift : (i+1)<<c.shift])
	b.give(i)
	if b.room == 1 {
		c.free = append(c.free, b)
	}
	if !b.isEmpty() {
		return
	}
	// One empty slab is kept, so that a secret that comes and goes does not cost system calls each time.
	if c.empty == 0 {
		c.empty++
		return
	}
	c.free = slices.DeleteFunc(c.free, func(x *slab) bool { return x == b })
	c.slabs = slices.DeleteFunc(c.slabs, func(x *slab) bool { return x == b })
	a.dropSlab(b)
}

func (a *Arena) freeBig(s Secret) {
	a.big.Lock()
	defer a.big.Unlock()
	if _, ok := a.big.slabs[s.slab]; !ok {
		if !a.closed.Load() {
			panic("arena: Free of a secret that has been freed already")
		}
		clear(s.slab.mem)
		return
	}
	delete(a.big.slabs, s.slab)
	a.dropSlab(s.slab)
}

// Close wipes all secrets and gives the memory back. Nobody may be using one: its bytes are gone from the address space. A second Close does nothing.
func (a *Arena) Close() {
	if !a.closed.CompareAndSwap(false, true) {
		return
	}
	for i := range a.classes {
		c := &a.classes[i]
		c.Lock()
		for _, s := range c.slabs {
			a.dropSlab(s)
		}
		c.slabs, c.free, c.empty = nil, nil, 0
		c.Unlock()
	}
	a.big.Lock()
	defer a.big.Unlock()
	for s := range a.big.slabs {
		a.dropSlab(s)
	}
	clear(a.big.slabs)
}

// Locked tells whether all memory that the arena has now is locked.
func (a *Arena) Locked() bool { return a.unlocked.Load() == 0 }

// Stats tells how much memory an arena has.
type Stats struct {
	// Bytes is all of it, Unlocked the part that may be swapped out.
	Bytes, Unlocked int64
	// Reason says why memory could not be locked the last time that happened, "" if it never did.
	Reason string
}

// Stats returns the present numbers.
func (a *Arena) Stats() Stats {
	s := Stats{Bytes: a.mapped.Load(), Unlocked: a.unlocked.Load()}
	if r := a.reason.Load(); r != nil {
		s.Reason = *r
	}
	return s
}

// newSlab takes n bytes, a multiple of the page size, from the system.
func (a *Arena) newSlab(n int) *slab {
	s := &slab{arena: a}
	var err error
	s.mem, s.own, err = a.pages(n)
	if err != nil {
		s.mem = make([]byte, n)
	} else {
		err = a.lock(s.mem)
	}
	a.mapped.Add(int64(n))
	if s.locked = err == nil; !s.locked {
		a.unlocked.Add(int64(n))
		r := err.Error()
		a.reason.Store(&r)
	}
	return s
}

// dropSlab wipes a slab and gives it back. Its users find it without memory.
func (a *Arena) dropSlab(s *slab) {
	mem := s.mem
	s.mem = nil
	clear(mem)
	a.mapped.Add(-int64(len(mem)))
	if s.locked {
		unlockPages(mem)
	} else {
		a.unlocked.Add(-int64(len(mem)))
	}
	if s.own {
		unmapPages(mem)
	}
}

func classOf(n int) int { return max(bits.Len(uint(n-1)), minShift) - minShift }

func roundUp(n, unit int) int { return (n + unit - 1) / unit * unit }
