//go:build cgo

package main

// #include <stdlib.h>
import "C"

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"unsafe"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// ctx is the context of all calls: the C interface can't end a call early.
var ctx = context.Background()

// current is the store of the process. After mbedtls_psa_crypto_free it stays the closed one, which answers BAD_STATE to calls that are still under
// way; the C side has turned away all others.
var current atomic.Pointer[keystore.Store]

func store() *keystore.Store { return current.Load() }

func key(id uint32) keystore.Key { return store().Key(psa.KeyID(id)) }

// psacrypto_go_init opens the store. The C side holds a lock, and calls it only where no store is open.
//
//export psacrypto_go_init
func psacrypto_go_init() (status int32) {
	defer barrier(&status)
	st, err := open()
	if err == nil {
		current.Store(st)
	}
	return refuse(err)
}

//export psacrypto_go_free
func psacrypto_go_free() (status int32) {
	defer barrier(&status)
	abortAll()
	return refuse(store().Close())
}

// Where the store is, the key file that opens it, the counter that tells its age, and its mirror, as for the command line ("psa help store").
const (
	storeVariable   = "PSA_CRYPTO_STORE"
	rootKeyVariable = "PSA_CRYPTO_ROOT_KEY"
	counterVariable = "PSA_CRYPTO_COUNTER"
	mirrorVariable  = "PSA_CRYPTO_MIRROR"
)

// open opens the process's store. If that can't be done the process goes on with volatile keys, and calls for persistent ones say why.
func open() (*keystore.Store, error) {
	st, err := openDirectory()
	if err != nil {
		return keystore.Open(ctx, keystore.Config{Unavailable: err})
	}
	return st, nil
}

func openDirectory() (*keystore.Store, error) {
	dir := getenv(storeVariable)
	if dir == "" {
		var err error
		if dir, err = keystore.UserDir(getenv); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	var c keystore.Config
	if file := getenv(rootKeyVariable); file != "" {
		c.Root = keystore.KeyFile(file)
	}
	if file := getenv(counterVariable); file != "" {
		c.Counter = keystore.CounterFile(file)
	}
	c.Mirror = getenv(mirrorVariable)
	return keystore.OpenDir(ctx, dir, c)
}

// getenv reads the environment as the program has it now; that of package os is from when the library was loaded.
func getenv(name string) string {
	n := C.CString(name)
	defer C.free(unsafe.Pointer(n))
	if v := C.getenv(n); v != nil {
		return C.GoString(v)
	}
	return ""
}
