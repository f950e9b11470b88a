package core

import (
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
)

// Ref names a key: its owner, and the identifier or handle by which it is asked for.
type Ref struct {
	Owner psa.Owner
	ID    psa.KeyID
}

func (r Ref) hash() uint64 {
	// Fibonacci hashing: identifiers are mostly consecutive, and the high half of the product spreads them.
	return (uint64(uint32(r.Owner))<<32 | uint64(r.ID)) * 0x9e3779b97f4a7c15 >> 20
}

// index finds values by ref. Get takes no lock and allocates nothing, whatever other goroutines do; changes are serialised by a mutex.
//
// It is a chained hash table whose links are atomic: a reader that stands on an entry while it is unlinked still finds the way on, and a
// table that was replaced by a larger one stays whole for those who read it.
type index[V any] struct {
	mu    sync.Mutex
	count int
	table atomic.Pointer[[]atomic.Pointer[entry[V]]]
}

type entry[V any] struct {
	ref   Ref
	value *V
	next  atomic.Pointer[entry[V]]
}

const indexMinimum = 64

func (x *index[V]) get(r Ref) *V {
	t := x.table.Load()
	if t == nil {
		return nil
	}
	for e := (*t)[r.hash()&uint64(len(*t)-1)].Load(); e != nil; e = e.next.Load() {
		if e.ref == r {
			return e.value
		}
	}
	return nil
}

// put adds v unless there is a value already, which it returns then.
func (x *index[V]) put(r Ref, v *V) (*V, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	t := x.table.Load()
	if t == nil || x.count >= len(*t) {
		t = x.grow(t)
	}
	head := &(*t)[r.hash()&uint64(len(*t)-1)]
	for e := head.Load(); e != nil; e = e.next.Load() {
		if e.ref == r {
			return e.value, false
		}
	}
	e := &entry[V]{ref: r, value: v}
	e.next.Store(head.Load())
	head.Store(e)
	x.count++
	return v, true
}

// grow makes a table of twice the size from new entries, so that readers of the old one are not led astray.
func (x *index[V]) grow(old *[]atomic.Pointer[entry[V]]) *[]atomic.Pointer[entry[V]] {
	size := indexMinimum
	if old != nil {
		size = 2 * len(*old)
	}
	t := make([]atomic.Pointer[entry[V]], size)
	if old != nil {
		for i := range *old {
			for e := (*old)[i].Load(); e != nil; e = e.next.Load() {
				head := &t[e.ref.hash()&uint64(size-1)]
				n := &entry[V]{ref: e.ref, value: e.value}
				n.next.Store(head.Load())
				head.Store(n)
			}
		}
	}
	x.table.Store(&t)
	return &t
}

// remove takes v out, if it is still what r leads to.
func (x *index[V]) remove(r Ref, v *V) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	t := x.table.Load()
	if t == nil {
		return false
	}
	link := &(*t)[r.hash()&uint64(len(*t)-1)]
	for e := link.Load(); e != nil; e = link.Load() {
		if e.ref == r {
			if e.value != v {
				return false
			}
			link.Store(e.next.Load())
			x.count--
			return true
		}
		link = &e.next
	}
	return false
}

// all returns the values there are.
func (x *index[V]) all() []*V {
	x.mu.Lock()
	defer x.mu.Unlock()
	t := x.table.Load()
	if t == nil {
		return nil
	}
	vs := make([]*V, 0, x.count)
	for i := range *t {
		for e := (*t)[i].Load(); e != nil; e = e.next.Load() {
			vs = append(vs, e.value)
		}
	}
	return vs
}

func (x *index[V]) len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.count
}
