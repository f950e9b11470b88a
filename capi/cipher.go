//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// typeOf returns the type of a key, NONE where there is none.
func typeOf(k uint32) keytype.Type {
	a, _ := key(k).Attributes(ctx)
	return a.Type
}

//export psacrypto_go_cipher_encrypt
func psacrypto_go_cipher_encrypt(k, a uint32, input *byte, inputLen uintptr, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	in, dst := view(input, inputLen), room(output, outputSize)
	if cap(dst) < len(in)+keytype.BlockCipherBlockMaxSize {
		// Shorter than an IV and the text: too short but for the few algorithms and key types without.
		if n := alg.CipherEncryptOutputSize(typeOf(k), alg.Algorithm(a), len(in)); cap(dst) < n {
			return refusedFirst(key(k), "cipher_encrypt", alg.Algorithm(a), n, dst)
		}
	}
	out, err := key(k).Encrypt(ctx, alg.Algorithm(a), dst, in)
	return deliver(out, err, dst, outputLen)
}

//export psacrypto_go_cipher_decrypt
func psacrypto_go_cipher_decrypt(k, a uint32, input *byte, inputLen uintptr, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	in, dst := view(input, inputLen), room(output, outputSize)
	if cap(dst) < len(in)-keytype.BlockCipherBlockMaxSize && alg.Algorithm(a) != alg.CBCPKCS7 { // of which the padding is not in the output
		if n := alg.CipherDecryptOutputSize(typeOf(k), alg.Algorithm(a), len(in)); cap(dst) < n {
			return refusedFirst(key(k), "cipher_decrypt", alg.Algorithm(a), n, dst)
		}
	}
	out, err := key(k).Decrypt(ctx, alg.Algorithm(a), dst, in)
	return deliverSecret(out, err, dst, outputLen)
}

//export psacrypto_go_cipher_encrypt_setup
func psacrypto_go_cipher_encrypt_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	c, err := key(k).NewEncrypt(ctx, alg.Algorithm(a))
	return begun(c, err, id)
}

//export psacrypto_go_cipher_decrypt_setup
func psacrypto_go_cipher_decrypt_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	c, err := key(k).NewDecrypt(ctx, alg.Algorithm(a))
	return begun(c, err, id)
}

//export psacrypto_go_cipher_generate_iv
func psacrypto_go_cipher_generate_iv(id uint32, iv *byte, ivSize uintptr, ivLen *uintptr) (status int32) {
	defer barrier(&status)
	c, err := active[*keystore.Cipher](id)
	if err != nil {
		return refuse(err)
	}
	dst := room(iv, ivSize)
	out, err := c.GenerateIV(dst)
	return unlessTooSmall(deliver(out, err, dst, ivLen), id)
}

//export psacrypto_go_cipher_set_iv
func psacrypto_go_cipher_set_iv(id uint32, iv *byte, ivLen uintptr) (status int32) {
	defer barrier(&status)
	c, err := active[*keystore.Cipher](id)
	if err == nil {
		err = c.SetIV(view(iv, ivLen))
	}
	return refuse(err)
}

//export psacrypto_go_cipher_update
func psacrypto_go_cipher_update(id uint32, input *byte, inputLen uintptr, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	c, err := active[*keystore.Cipher](id)
	if err != nil {
		return refuse(err)
	}
	in, dst := view(input, inputLen), room(output, outputSize)
	if cap(dst) < alg.CipherUpdateOutputMaxSize(len(in)) {
		if n := c.Pending(len(in)); n > cap(dst) {
			return unlessTooSmall(refuse(tooSmall(n, cap(dst))), id)
		}
	}
	out, err := c.Update(dst, in)
	return unlessTooSmall(deliverSecret(out, err, dst, outputLen), id)
}

//export psacrypto_go_cipher_finish
func psacrypto_go_cipher_finish(id *uint32, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	c, err := active[*keystore.Cipher](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(output, outputSize)
	out, err := c.Finish(dst)
	return ended(deliverSecret(out, err, dst, outputLen), id)
}
