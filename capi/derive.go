//go:build cgo

package main

import "C"

import (
	"unsafe"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_key_derivation_setup
func psacrypto_go_key_derivation_setup(id *uint32, a uint32) (status int32) {
	defer barrier(&status)
	d, err := store().NewDerivation(ctx, alg.Algorithm(a))
	return begun(d, err, id)
}

//export psacrypto_go_key_derivation_get_capacity
func psacrypto_go_key_derivation_get_capacity(id uint32, capacity *uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		var n uint64
		if n, err = d.Capacity(); err == nil {
			*capacity = uintptr(min(n, uint64(^uintptr(0))))
		}
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_set_capacity
func psacrypto_go_key_derivation_set_capacity(id uint32, capacity uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.SetCapacity(uint64(capacity))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_input_bytes
func psacrypto_go_key_derivation_input_bytes(id, step uint32, data *byte, dataLen uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.InputBytes(psa.DerivationStep(step), view(data, dataLen))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_input_integer
func psacrypto_go_key_derivation_input_integer(id, step uint32, value uint64) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.InputInteger(psa.DerivationStep(step), value)
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_input_key
func psacrypto_go_key_derivation_input_key(id, step, k uint32) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.InputKey(psa.DerivationStep(step), key(k))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_key_agreement
func psacrypto_go_key_derivation_key_agreement(id, step, k uint32, peer *byte, peerLen uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.InputAgreement(psa.DerivationStep(step), key(k), view(peer, peerLen))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_output_bytes
func psacrypto_go_key_derivation_output_bytes(id uint32, output *byte, outputLen uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		_, err = d.Read(view(output, outputLen))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_output_key
func psacrypto_go_key_derivation_output_key(attrs unsafe.Pointer, id, flags uint32, data *byte, dataLen uintptr, keyID *uint32) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err != nil {
		return refuse(err)
	}
	k, err := d.KeyCustom(given(attrs), parameters(flags, data, dataLen))
	return made(k, err, keyID)
}

//export psacrypto_go_key_derivation_verify_bytes
func psacrypto_go_key_derivation_verify_bytes(id uint32, expected *byte, expectedLen uintptr) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.VerifyBytes(view(expected, expectedLen))
	}
	return refuse(err)
}

//export psacrypto_go_key_derivation_verify_key
func psacrypto_go_key_derivation_verify_key(id, expected uint32) (status int32) {
	defer barrier(&status)
	d, err := active[*keystore.Derivation](id)
	if err == nil {
		err = d.VerifyKey(key(expected))
	}
	return refuse(err)
}
