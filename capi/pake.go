//go:build cgo

package main

import "C"

import (
	"unsafe"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_pake_setup
func psacrypto_go_pake_setup(id *uint32, k, a, primitive, confirmation uint32) (status int32) {
	defer barrier(&status)
	p, err := key(k).NewPAKE(ctx, psa.PAKECipherSuite{
		Alg: alg.Algorithm(a), Primitive: psa.PAKEPrimitive(primitive), KeyConfirmation: psa.PAKEKeyConfirmation(confirmation),
	})
	return begun(p, err, id)
}

//export psacrypto_go_pake_set_role
func psacrypto_go_pake_set_role(id, role uint32) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err == nil {
		err = p.SetRole(psa.PAKERole(role))
	}
	return refuse(err)
}

//export psacrypto_go_pake_set_user
func psacrypto_go_pake_set_user(id uint32, user *byte, userLen uintptr) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err == nil {
		err = p.SetUser(view(user, userLen))
	}
	return refuse(err)
}

//export psacrypto_go_pake_set_peer
func psacrypto_go_pake_set_peer(id uint32, peer *byte, peerLen uintptr) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err == nil {
		err = p.SetPeer(view(peer, peerLen))
	}
	return refuse(err)
}

//export psacrypto_go_pake_set_context
func psacrypto_go_pake_set_context(id uint32, context *byte, contextLen uintptr) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err == nil {
		err = p.SetContext(view(context, contextLen))
	}
	return refuse(err)
}

//export psacrypto_go_pake_output
func psacrypto_go_pake_output(id, step uint32, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err != nil {
		return refuse(err)
	}
	dst := room(output, outputSize)
	out, err := p.Output(psa.PAKEStep(step), dst)
	return unlessTooSmall(deliver(out, err, dst, outputLen), id)
}

//export psacrypto_go_pake_input
func psacrypto_go_pake_input(id, step uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](id)
	if err == nil {
		err = p.Input(psa.PAKEStep(step), view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_pake_get_shared_key
func psacrypto_go_pake_get_shared_key(id *uint32, attrs unsafe.Pointer, keyID *uint32) (status int32) {
	defer barrier(&status)
	p, err := active[*keystore.PAKE](*id)
	if err != nil {
		return refuse(err)
	}
	k, err := p.SharedKey(given(attrs))
	return ended(made(k, err, keyID), id)
}
