//go:build cgo

package main

import "C"

import (
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
)

// A C program holds a number for each multi-part operation, 0 for none. The operation itself is here, so that whatever becomes of the
// program's object, copied, moved, overwritten or forgotten, no memory is harmed: a number that is not that of a live operation gives
// BAD_STATE.
//
// A number is the place of the operation in a table, in the lower half, and how often the place has been taken, in the upper half. A place
// rests for a while before it is taken again, so that a number comes a second time only after 2^24 others.
const (
	placeBits = 16
	// maxOperations is how many operations can be live; a program that forgets to end them gets INSUFFICIENT_MEMORY then.
	maxOperations = 1 << placeBits
	shards        = 16
	perShard      = maxOperations / shards
	// rest is how many places of a shard are taken before one that has become free is taken again.
	rest = 256
)

// operation is a live one, or one that has failed and waits for its abort. value is a type of package keystore.
type operation struct {
	id    uint32
	value io.Closer
}

type shard struct {
	mu sync.Mutex
	// taken counts how often each place has been taken.
	taken [perShard]uint16
	// free are the places that have been taken and left, a ring from first on; fresh is the first of those that never were.
	free        [perShard]uint16
	first, many int
	fresh       int
	_           [64]byte
}

var operations struct {
	at     [maxOperations]atomic.Pointer[operation]
	shards [shards]shard
}

// enter makes a number for an operation. Error: INSUFFICIENT_MEMORY.
func enter(v io.Closer) (uint32, error) {
	begin := rand.Uint32()
	for i := range uint32(shards) {
		if id := enterShard((begin+i)%shards, v); id != 0 {
			return id, nil
		}
	}
	v.Close()
	return 0, psa.Errorf(psa.ErrInsufficientMemory, "%d multi-part operations have been set up and neither finished nor aborted, which is the limit", maxOperations)
}

func enterShard(n uint32, v io.Closer) uint32 {
	s := &operations.shards[n]
	s.mu.Lock()
	defer s.mu.Unlock()
	var i int
	switch {
	case s.many > 0 && (s.many >= rest || s.fresh == perShard):
		i = int(s.free[s.first])
		s.first = (s.first + 1) % perShard
		s.many--
	case s.fresh < perShard:
		i = s.fresh
		s.fresh++
	default:
		return 0
	}
	// 0 would make the number of the first place 0.
	if s.taken[i]++; s.taken[i] == 0 {
		s.taken[i] = 1
	}
	place := uint32(i)*shards + n
	o := &operation{id: uint32(s.taken[i])<<placeBits | place, value: v}
	operations.at[place].Store(o)
	return o.id
}

func find(id uint32) *operation {
	if o := operations.at[id%maxOperations].Load(); o != nil && o.id == id {
		return o
	}
	return nil
}

// active finds the operation of a family. Error: BAD_STATE.
func active[T io.Closer](id uint32) (T, error) {
	if o := find(id); o != nil {
		if v, ok := o.value.(T); ok {
			return v, nil
		}
	}
	var none T
	return none, errInactive
}

var errInactive = psa.Errorf(psa.ErrBadState, "the operation has not been set up, or it has been finished or aborted, perhaps through a copy of the object")

// leave forgets an operation, whose state has been wiped.
func leave(id uint32) {
	place := id % maxOperations
	o := operations.at[place].Load()
	if o == nil || o.id != id || !operations.at[place].CompareAndSwap(o, nil) {
		return
	}
	s := &operations.shards[place%shards]
	s.mu.Lock()
	s.free[(s.first+s.many)%perShard] = uint16(place / shards)
	s.many++
	s.mu.Unlock()
}

// spoil puts an operation into the error state after a call that the store knows nothing of; only abort is left.
func spoil(id uint32) {
	if o := find(id); o != nil {
		o.value.Close()
	}
}

// begun ends a setup call: the new operation gets its number.
func begun[T io.Closer](v T, err error, id *uint32) int32 {
	if err == nil {
		*id, err = enter(v)
	}
	return refuse(err)
}

// ended ends a finishing call: where it has succeeded, the operation is inactive again.
func ended(status int32, id *uint32) int32 {
	if status == 0 {
		leave(*id)
		*id = 0
	}
	return status
}

// unlessTooSmall puts an operation into the error state when its output did not fit, for the output is lost.
func unlessTooSmall(status int32, id uint32) int32 {
	if status == int32(psa.ErrBufferTooSmall) {
		spoil(id)
	}
	return status
}

//export psacrypto_go_spoil
func psacrypto_go_spoil(id uint32) (status int32) {
	defer barrier(&status)
	spoil(id)
	return 0
}

// psacrypto_go_abort is the abort call of all families.
//
//export psacrypto_go_abort
func psacrypto_go_abort(id *uint32) (status int32) {
	defer barrier(&status)
	if o := find(*id); o != nil {
		o.value.Close()
		leave(*id)
	}
	*id = 0
	return 0
}

// abortAll ends the operations that the program has forgotten.
func abortAll() {
	for i := range operations.at {
		if o := operations.at[i].Load(); o != nil {
			o.value.Close()
			leave(o.id)
		}
	}
}
