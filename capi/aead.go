//go:build cgo

package main

import "C"

import (
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

//export psacrypto_go_aead_encrypt
func psacrypto_go_aead_encrypt(k, a uint32, nonce *byte, nonceLen uintptr, ad *byte, adLen uintptr, plaintext *byte, plaintextLen uintptr,
	ciphertext *byte, ciphertextSize uintptr, ciphertextLen *uintptr) (status int32) {
	defer barrier(&status)
	in, dst := view(plaintext, plaintextLen), room(ciphertext, ciphertextSize)
	if n := len(in) + alg.AEADTagMaxSize; cap(dst) < n {
		if n = len(in) + alg.Algorithm(a).TagLength(); cap(dst) < n {
			return refusedFirst(key(k), "aead_encrypt", alg.Algorithm(a), n, dst)
		}
	}
	out, err := key(k).Seal(ctx, alg.Algorithm(a), dst, view(nonce, nonceLen), in, view(ad, adLen))
	return deliver(out, err, dst, ciphertextLen)
}

//export psacrypto_go_aead_decrypt
func psacrypto_go_aead_decrypt(k, a uint32, nonce *byte, nonceLen uintptr, ad *byte, adLen uintptr, ciphertext *byte, ciphertextLen uintptr,
	plaintext *byte, plaintextSize uintptr, plaintextLen *uintptr) (status int32) {
	defer barrier(&status)
	in, dst := view(ciphertext, ciphertextLen), room(plaintext, plaintextSize)
	if cap(dst) < len(in) {
		if n := len(in) - alg.Algorithm(a).TagLength(); cap(dst) < n {
			return refusedFirst(key(k), "aead_decrypt", alg.Algorithm(a), n, dst)
		}
	}
	out, err := key(k).Unseal(ctx, alg.Algorithm(a), dst, view(nonce, nonceLen), in, view(ad, adLen))
	return deliverSecret(out, err, dst, plaintextLen)
}

//export psacrypto_go_aead_encrypt_setup
func psacrypto_go_aead_encrypt_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	m, err := key(k).NewSeal(ctx, alg.Algorithm(a))
	return begun(m, err, id)
}

//export psacrypto_go_aead_decrypt_setup
func psacrypto_go_aead_decrypt_setup(id *uint32, k, a uint32) (status int32) {
	defer barrier(&status)
	m, err := key(k).NewUnseal(ctx, alg.Algorithm(a))
	return begun(m, err, id)
}

//export psacrypto_go_aead_set_lengths
func psacrypto_go_aead_set_lengths(id uint32, adLen, plaintextLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](id)
	if err == nil {
		err = m.SetLengths(uint64(adLen), uint64(plaintextLen))
	}
	return refuse(err)
}

//export psacrypto_go_aead_generate_nonce
func psacrypto_go_aead_generate_nonce(id uint32, nonce *byte, nonceSize uintptr, nonceLen *uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](id)
	if err != nil {
		return refuse(err)
	}
	dst := room(nonce, nonceSize)
	out, err := m.GenerateNonce(dst)
	return unlessTooSmall(deliver(out, err, dst, nonceLen), id)
}

//export psacrypto_go_aead_set_nonce
func psacrypto_go_aead_set_nonce(id uint32, nonce *byte, nonceLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](id)
	if err == nil {
		err = m.SetNonce(view(nonce, nonceLen))
	}
	return refuse(err)
}

//export psacrypto_go_aead_update_ad
func psacrypto_go_aead_update_ad(id uint32, input *byte, inputLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](id)
	if err == nil {
		err = m.UpdateAD(view(input, inputLen))
	}
	return refuse(err)
}

//export psacrypto_go_aead_update
func psacrypto_go_aead_update(id uint32, input *byte, inputLen uintptr, output *byte, outputSize uintptr, outputLen *uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](id)
	if err != nil {
		return refuse(err)
	}
	in, dst := view(input, inputLen), room(output, outputSize)
	if cap(dst) < alg.AEADUpdateOutputMaxSize(len(in)) {
		if n := m.Pending(len(in)); n > cap(dst) {
			return unlessTooSmall(refuse(tooSmall(n, cap(dst))), id)
		}
	}
	out, err := m.Update(dst, in)
	return unlessTooSmall(deliverSecret(out, err, dst, outputLen), id)
}

//export psacrypto_go_aead_finish
func psacrypto_go_aead_finish(id *uint32, ciphertext *byte, ciphertextSize uintptr, ciphertextLen *uintptr, tag *byte, tagSize uintptr, tagLen *uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](*id)
	if err != nil {
		return refuse(err)
	}
	dst, tagDst := room(ciphertext, ciphertextSize), room(tag, tagSize)
	out, outTag, err := m.Finish(dst, tagDst)
	status = deliver(outTag, err, tagDst, tagLen)
	if status == 0 {
		if status = deliver(out, nil, dst, ciphertextLen); status != 0 {
			*tagLen = 0
		}
	}
	return ended(status, id)
}

//export psacrypto_go_aead_verify
func psacrypto_go_aead_verify(id *uint32, plaintext *byte, plaintextSize uintptr, plaintextLen *uintptr, tag *byte, tagLen uintptr) (status int32) {
	defer barrier(&status)
	m, err := active[*keystore.AEAD](*id)
	if err != nil {
		return refuse(err)
	}
	dst := room(plaintext, plaintextSize)
	out, err := m.Verify(dst, view(tag, tagLen))
	return ended(deliverSecret(out, err, dst, plaintextLen), id)
}
