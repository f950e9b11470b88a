//go:build cgo

package main

import (
	"math"
	"unsafe"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

// A parameter (p, n) is a buffer of n bytes; p means nothing where n is 0 (PSA Crypto 1.5, "Input buffer sizes"). The C side has refused
// null pointers to anything longer, and inputs that are longer than half of the address space.

// view is an input buffer as a slice.
func view(p *byte, n uintptr) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(p, n)
}

// room is an output buffer as an empty slice with its capacity. What is appended to it stays in C memory as long as it fits. Programs may
// claim more room than there is up to the end of memory; such a claim is cut.
func room(p *byte, n uintptr) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(p, min(n, math.MaxInt-uintptr(unsafe.Pointer(p))))[:0]
}

// deliver ends a call with output: out is what the call has appended to dst, or err says why there is none.
// Error: BUFFER_TOO_SMALL for what did not fit. What the call made elsewhere is wiped.
func deliver(out []byte, err error, dst []byte, length *uintptr) int32 {
	if err == nil && len(out) <= cap(dst) {
		if len(out) > 0 && unsafe.SliceData(out) != unsafe.SliceData(dst) {
			carry(out, dst)
		}
		*length = uintptr(len(out))
		return 0
	}
	return undelivered(out, err, dst)
}

// deliverSecret is deliver for output that nobody may see before the call has succeeded, as plaintext.
func deliverSecret(out []byte, err error, dst []byte, length *uintptr) int32 {
	if err != nil && mayHaveWritten(err) {
		clear(dst[:cap(dst)])
	}
	return deliver(out, err, dst, length)
}

// carry takes output that grew beyond the buffer on the way, but fits in the end, to where the caller wants it.
func carry(out, dst []byte) {
	copy(dst[:len(out)], out)
	clear(out[:cap(out)])
}

func undelivered(out []byte, err error, dst []byte) int32 {
	if err == nil {
		clear(out[:cap(out)])
		err = tooSmall(len(out), cap(dst))
	}
	return refuse(err)
}

// refusedFirst is for output of n bytes that is known not to fit before the call is made, which then leaves everything as it was, also an input in the same
// buffer. What else would stand against the operation comes first.
func refusedFirst(k keystore.Key, operation string, a alg.Algorithm, n int, dst []byte) int32 {
	err := k.Explain(ctx, operation, a)
	if err == nil {
		err = tooSmall(n, cap(dst))
	}
	return refuse(err)
}

func tooSmall(n, size int) error {
	return psa.Errorf(psa.ErrBufferTooSmall, "the output has %d bytes, but the buffer %d", n, size)
}

// mayHaveWritten tells whether a call that failed got as far as output. A program that decrypts in place keeps its input if it did not.
func mayHaveWritten(err error) bool {
	switch psa.StatusOf(err) {
	case psa.ErrInvalidHandle, psa.ErrNotPermitted, psa.ErrNotSupported, psa.ErrBadState, psa.ErrBufferTooSmall:
		return false
	}
	return true
}
