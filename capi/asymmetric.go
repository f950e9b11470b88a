//go:build cgo

package main

import "C"

import (
	"unsafe"

	"github.com/psacrypto/psa/alg"
)

//export psacrypto_go_asymmetric_encrypt
func psacrypto_go_asymmetric_encrypt(k, a uint32, input *byte, inputLen uintptr, salt *byte, saltLen uintptr,
	output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(output, outputSize)
	out, err := key(k).EncryptAsymmetric(ctx, alg.Algorithm(a), dst, view(input, inputLen), view(salt, saltLen))
	return deliver(out, err, dst, outputLen)
}

//export psacrypto_go_asymmetric_decrypt
func psacrypto_go_asymmetric_decrypt(k, a uint32, input *byte, inputLen uintptr, salt *byte, saltLen uintptr,
	output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(output, outputSize)
	out, err := key(k).DecryptAsymmetric(ctx, alg.Algorithm(a), dst, view(input, inputLen), view(salt, saltLen))
	return deliverSecret(out, err, dst, outputLen)
}

//export psacrypto_go_raw_key_agreement
func psacrypto_go_raw_key_agreement(a, k uint32, peer *byte, peerLen uintptr, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(output, outputSize)
	out, err := key(k).AgreeRaw(ctx, alg.Algorithm(a), dst, view(peer, peerLen))
	return deliverSecret(out, err, dst, outputLen)
}

//export psacrypto_go_key_agreement
func psacrypto_go_key_agreement(k uint32, peer *byte, peerLen uintptr, a uint32, attrs unsafe.Pointer, id *uint32) (status int32) {
	defer barrier(&status)
	n, err := key(k).Agree(ctx, alg.Algorithm(a), view(peer, peerLen), given(attrs))
	return made(n, err, id)
}

// psacrypto_go_encapsulate looks whether there is room before it begins, for what it does can't be undone.
//
//export psacrypto_go_encapsulate
func psacrypto_go_encapsulate(k, a uint32, attrs unsafe.Pointer, id *uint32, ciphertext *byte, ciphertextSize uintptr, ciphertextLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(ciphertext, ciphertextSize)
	own, err := key(k).Attributes(ctx)
	if err != nil {
		return refuse(err)
	}
	if n := alg.EncapsulateCiphertextSize(own.Type, own.Bits, alg.Algorithm(a)); n > cap(dst) {
		return refuse(tooSmall(n, cap(dst)))
	}
	secret, out, err := key(k).Encapsulate(ctx, alg.Algorithm(a), given(attrs), dst)
	if status = deliver(out, err, dst, ciphertextLen); status == 0 {
		*id = uint32(secret.ID())
	}
	return status
}

//export psacrypto_go_decapsulate
func psacrypto_go_decapsulate(k, a uint32, ciphertext *byte, ciphertextLen uintptr, attrs unsafe.Pointer, id *uint32) (status int32) {
	defer barrier(&status)
	n, err := key(k).Decapsulate(ctx, alg.Algorithm(a), view(ciphertext, ciphertextLen), given(attrs))
	return made(n, err, id)
}

//export psacrypto_go_wrap_key
func psacrypto_go_wrap_key(wrapping, a, k uint32, data *byte, dataSize uintptr, dataLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(data, dataSize)
	out, err := key(wrapping).Wrap(ctx, alg.Algorithm(a), dst, key(k))
	return deliver(out, err, dst, dataLen)
}

//export psacrypto_go_unwrap_key
func psacrypto_go_unwrap_key(attrs unsafe.Pointer, wrapping, a uint32, data *byte, dataLen uintptr, id *uint32) (status int32) {
	defer barrier(&status)
	n, err := key(wrapping).Unwrap(ctx, alg.Algorithm(a), view(data, dataLen), given(attrs))
	return made(n, err, id)
}
