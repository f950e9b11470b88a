//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_sign_message
func psacrypto_go_sign_message(k, a uint32, input *byte, inputLen uintptr, context *byte, contextLen uintptr,
	signature *byte, signatureSize uintptr, signatureLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(signature, signatureSize)
	out, err := key(k).SignMessage(ctx, alg.Algorithm(a), dst, view(input, inputLen), view(context, contextLen))
	return deliver(out, err, dst, signatureLen)
}

//export psacrypto_go_verify_message
func psacrypto_go_verify_message(k, a uint32, input *byte, inputLen uintptr, context *byte, contextLen uintptr,
	signature *byte, signatureLen uintptr) (status int32) {
	defer barrier(&status)
	return refuse(key(k).VerifyMessage(ctx, alg.Algorithm(a), view(input, inputLen), view(signature, signatureLen), view(context, contextLen)))
}

//export psacrypto_go_sign_hash
func psacrypto_go_sign_hash(k, a uint32, hash *byte, hashLen uintptr, context *byte, contextLen uintptr,
	signature *byte, signatureSize uintptr, signatureLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(signature, signatureSize)
	out, err := key(k).SignHash(ctx, alg.Algorithm(a), dst, view(hash, hashLen), view(context, contextLen))
	return deliver(out, err, dst, signatureLen)
}

//export psacrypto_go_verify_hash
func psacrypto_go_verify_hash(k, a uint32, hash *byte, hashLen uintptr, context *byte, contextLen uintptr,
	signature *byte, signatureLen uintptr) (status int32) {
	defer barrier(&status)
	return refuse(key(k).VerifyHash(ctx, alg.Algorithm(a), view(hash, hashLen), view(signature, signatureLen), view(context, contextLen)))
}

//export psacrypto_go_sign_setup
func psacrypto_go_sign_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	s, err := key(k).NewSign(ctx, alg.Algorithm(a))
	return begun(s, err, id)
}

//export psacrypto_go_sign_set_context
func psacrypto_go_sign_set_context(id uint32, context *byte, contextLen uintptr) (status int32) {
	defer barrier(&status)
	s, err := active[*keystore.Sign](id)
	if err == nil {
		err = s.SetContext(view(context, contextLen))
	}
	return refuse(err)
}

//export psacrypto_go_sign_update
func psacrypto_go_sign_update(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	s, err := active[*keystore.Sign](id)
	if err == nil {
		_, err = s.Write(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_sign_finish
func psacrypto_go_sign_finish(id *uint32, signature *byte, signatureSize uintptr, signatureLen *uintptr) (status int32) {
	defer barrier(&status)
	s, err := active[*keystore.Sign](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(signature, signatureSize)
	out, err := s.Finish(dst)
	return ended(deliver(out, err, dst, signatureLen), id)
}

//export psacrypto_go_verify_setup
func psacrypto_go_verify_setup(id *uint32, k, a uint32, signature *byte, signatureLen uintptr) (status int32) {
	defer barrier(&status)
	v, err := key(k).NewVerify(ctx, alg.Algorithm(a), view(signature, signatureLen))
	return begun(v, err, id)
}

//export psacrypto_go_verify_set_context
func psacrypto_go_verify_set_context(id uint32, context *byte, contextLen uintptr) (status int32) {
	defer barrier(&status)
	v, err := active[*keystore.Verify](id)
	if err == nil {
		err = v.SetContext(view(context, contextLen))
	}
	return refuse(err)
}

//export psacrypto_go_verify_update
func psacrypto_go_verify_update(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	v, err := active[*keystore.Verify](id)
	if err == nil {
		_, err = v.Write(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_verify_finish
func psacrypto_go_verify_finish(id *uint32) (status int32) {
	defer barrier(&status)
	v, err := active[*keystore.Verify](*id)
	if err == nil {
		err = v.Finish()
	}
	return ended(refuse(err), id)
}
