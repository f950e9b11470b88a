//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_xof_setup
func psacrypto_go_xof_setup(id *uint32, a uint32) (status int32) {
	defer barrier(&status)
	x, err := store().NewXOF(ctx, alg.Algorithm(a))
	return begun(x, err, id)
}

//export psacrypto_go_xof_set_context
func psacrypto_go_xof_set_context(id uint32, context *byte, contextLen uintptr) (status int32) {
	defer barrier(&status)
	x, err := active[*keystore.XOF](id)
	if err == nil {
		err = x.SetContext(view(context, contextLen))
	}
	return refuse(err)
}

//export psacrypto_go_xof_update
func psacrypto_go_xof_update(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	x, err := active[*keystore.XOF](id)
	if err == nil {
		_, err = x.Write(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_xof_output
func psacrypto_go_xof_output(id uint32, output *byte, outputLen uintptr) (status int32) {
	defer barrier(&status)
	x, err := active[*keystore.XOF](id)
	if err == nil {
		_, err = x.Read(view(output, outputLen))
	}
	return refuse(err)
}
