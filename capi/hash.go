//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_hash_compute
func psacrypto_go_hash_compute(a uint32, input *byte, inputLen uintptr, hash *byte, hashSize uintptr, hashLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(hash, hashSize)
	out, err := store().HashCompute(ctx, alg.Algorithm(a), dst, view(input, inputLen))
	return deliver(out, err, dst, hashLen)
}

//export psacrypto_go_hash_compare
func psacrypto_go_hash_compare(a uint32, input *byte, inputLen uintptr, hash *byte, hashLen uintptr) (status int32) {
	defer barrier(&status)
	return refuse(store().HashCompare(ctx, alg.Algorithm(a), view(input, inputLen), view(hash, hashLen)))
}

//export psacrypto_go_hash_setup
func psacrypto_go_hash_setup(id *uint32, a uint32) (status int32) {
	defer barrier(&status)
	h, err := store().NewHash(ctx, alg.Algorithm(a))
	return begun(h, err, id)
}

//export psacrypto_go_hash_update
func psacrypto_go_hash_update(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	h, err := active[*keystore.Hash](id)
	if err == nil {
		_, err = h.Write(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_hash_finish
func psacrypto_go_hash_finish(id *uint32, hash *byte, hashSize uintptr, hashLen *uintptr) (status int32) {
	defer barrier(&status)
	h, err := active[*keystore.Hash](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(hash, hashSize)
	out, err := h.Finish(dst)
	return ended(deliver(out, err, dst, hashLen), id)
}

//export psacrypto_go_hash_verify
func psacrypto_go_hash_verify(id *uint32, hash *byte, hashLen uintptr) (status int32) {
	defer barrier(&status)
	h, err := active[*keystore.Hash](*id)
	if err == nil {
		err = h.Verify(view(hash, hashLen))
	}
	return ended(refuse(err), id)
}

//export psacrypto_go_hash_suspend
func psacrypto_go_hash_suspend(id *uint32, state *byte, stateSize uintptr, stateLen *uintptr) (status int32) {
	defer barrier(&status)
	h, err := active[*keystore.Hash](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(state, stateSize)
	out, err := h.Suspend(dst)
	return ended(deliver(out, err, dst, stateLen), id)
}

//export psacrypto_go_hash_resume
func psacrypto_go_hash_resume(id *uint32, state *byte, stateLen uintptr) (status int32) {
	defer barrier(&status)
	h, err := store().ResumeHash(ctx, view(state, stateLen))
	return begun(h, err, id)
}

//export psacrypto_go_hash_clone
func psacrypto_go_hash_clone(source uint32, id *uint32) (status int32) {
	defer barrier(&status)
	h, err := active[*keystore.Hash](source)
	if err != nil {
		return refuse(err)
	}
	c, err := h.Clone()
	return begun(c, err, id)
}

//export psacrypto_go_random
func psacrypto_go_random(output *byte, outputLen uintptr) (status int32) {
	defer barrier(&status)
	return refuse(store().Random(view(output, outputLen)))
}
