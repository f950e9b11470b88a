//go:build cgo

package main

// #include "reason.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/debug"
	"unsafe"

	"github.com/psacrypto/psa"
)

// refuse is how a call ends with err: it gives the status and leaves the reason for psacrypto_last_error. A nil error is success.
func refuse(err error) int32 {
	if err == nil {
		return int32(psa.Success)
	}
	tell(err.Error())
	return int32(psa.StatusOf(err))
}

// tell leaves a reason in memory of the calling thread, on which it runs still.
func tell(reason string) {
	C.psacrypto_tell((*C.char)(unsafe.Pointer(unsafe.StringData(reason))), C.size_t(len(reason)))
}

// barrier stops a panic: the host program gets CORRUPTION_DETECTED, and standard error is told what happened. It is deferred first in every
// function that C calls.
func barrier(status *int32) {
	if p := recover(); p != nil {
		*status = stopped(p)
	}
}

func stopped(p any) int32 {
	fmt.Fprintf(os.Stderr, "psacrypto: this is a fault of the library, the call fails with PSA_ERROR_CORRUPTION_DETECTED: %v\n%s", p, debug.Stack())
	return refuse(psa.Errorf(psa.ErrCorruptionDetected, "the library has a fault, which it told on standard error: %v", p))
}
