// Command capi is the C library: every function of the PSA Certified Crypto API 1.5 and the handle calls of Mbed TLS 3, over the same store as
// package keystore. It is built with "make lib" (go build -buildmode=c-shared, or c-archive) and needs cgo; without it there is nothing to
// build.
//
// A call comes in through a C function with the exact prototype of psa/crypto.h, in the file of its family (hash.c). That looks whether the
// library is ready and the pointers are there (guard.h), and goes on to the Go function of the same name (hash.go), which converts and calls the
// store. Both sides hold nothing else:
//
//   - buffer.go: C memory as slices, and what happens to output that does not fit;
//   - operation.go: the numbers that C programs hold for multi-part operations;
//   - refuse.go: errors to statuses and reasons, and the barrier that no panic passes;
//   - library.go, state.c: psa_crypto_init, the store of the process, and what becomes of it in a forked child.
//
// Go functions that C calls begin with "defer barrier(&status)".
package main

// main is never called: the library has its entry in psa_crypto_init.
func main() {}
