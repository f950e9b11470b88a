//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_mac_compute
func psacrypto_go_mac_compute(k, a uint32, input *byte, inputLen uintptr, mac *byte, macSize uintptr, macLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(mac, macSize)
	out, err := key(k).MAC(ctx, alg.Algorithm(a), dst, view(input, inputLen))
	return deliver(out, err, dst, macLen)
}

//export psacrypto_go_mac_verify
func psacrypto_go_mac_verify(k, a uint32, input *byte, inputLen uintptr, mac *byte, macLen uintptr) (status int32) {
	defer barrier(&status)
	return refuse(key(k).VerifyMAC(ctx, alg.Algorithm(a), view(input, inputLen), view(mac, macLen)))
}

//export psacrypto_go_mac_sign_setup
func psacrypto_go_mac_sign_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	m, err := key(k).NewMAC(ctx, alg.Algorithm(a))
	return begun(m, err, id)
}

//export psacrypto_go_mac_verify_setup
func psacrypto_go_mac_verify_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	m, err := key(k).NewMACVerify(ctx, alg.Algorithm(a))
	return begun(m, err, id)
}

//export psacrypto_go_mac_update
func psacrypto_go_mac_update(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.MAC](id)
	if err == nil {
		_, err = m.Write(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_mac_sign_finish
func psacrypto_go_mac_sign_finish(id *uint32, mac *byte, macSize uintptr, macLen *uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.MAC](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(mac, macSize)
	out, err := m.Finish(dst)
	return ended(deliver(out, err, dst, macLen), id)
}

//export psacrypto_go_mac_verify_finish
func psacrypto_go_mac_verify_finish(id *uint32, mac *byte, macLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.MAC](*id)
	if err == nil {
		err = m.Verify(view(mac, macLen))
	}
	return ended(refuse(err), id)
}
