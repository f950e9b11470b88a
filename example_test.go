package psa_test

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/psacrypto/psa"
)

func ExampleError() {
	var err error = psa.At(psa.Errorf(psa.ErrNotPermitted, "the usage flag COPY is missing"), "copy_key", 0x1001)
	fmt.Println(err)
	fmt.Println(errors.Is(err, psa.ErrNotPermitted), errors.Is(err, fs.ErrPermission))
	fmt.Println(int(psa.StatusOf(err)))
	// Output:
	// copy key 0x00001001: the usage flag COPY is missing (NOT_PERMITTED)
	// true true
	// -133
}

func ExampleParseUsage() {
	u, err := psa.ParseUsage("encrypt,decrypt")
	fmt.Println(u, err)
	// Output:
	// ENCRYPT|DECRYPT <nil>
}
