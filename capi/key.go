//go:build cgo

package main

import "C"

import (
	"math"
	"unsafe"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// attributes are those of a key on their way between C and Go: struct psacrypto_attributes of attributes.h, member for member.
type attributes struct {
	id, lifetime, usage, alg, keyType, bits uint32
}

// given are the attributes at p.
func given(p unsafe.Pointer) psa.Attributes {
	a := (*attributes)(p)
	return psa.Attributes{
		ID: psa.KeyID(a.id), Lifetime: psa.Lifetime(a.lifetime), Type: keytype.Type(a.keyType), Bits: int(min(a.bits, math.MaxInt32)),
		Policy: psa.Policy{Usage: psa.Usage(a.usage), Alg: alg.Algorithm(a.alg)},
	}
}

// made ends a call that makes a key.
func made(k keystore.Key, err error, id *uint32) int32 {
	if err == nil {
		*id = uint32(k.ID())
	}
	return refuse(err)
}

func parameters(flags uint32, data *byte, dataLen uintptr) driver.Parameters {
	return driver.Parameters{Flags: flags, Data: view(data, dataLen)}
}

//export psacrypto_go_get_key_attributes
func psacrypto_go_get_key_attributes(k uint32, p unsafe.Pointer) (status int32) {
	defer barrier(&status)
	a, err := key(k).Attributes(ctx)
	if err != nil {
		return refuse(err)
	}
	*(*attributes)(p) = attributes{
		id: uint32(a.ID), lifetime: uint32(a.Lifetime), usage: uint32(a.Policy.Usage), alg: uint32(a.Policy.Alg),
		keyType: uint32(a.Type), bits: uint32(a.Bits),
	}
	return 0
}

//export psacrypto_go_import_key
func psacrypto_go_import_key(attrs unsafe.Pointer, data *byte, dataLen uintptr, id *uint32) (status int32) {
	defer barrier(&status)
	k, err := store().Import(ctx, given(attrs), view(data, dataLen))
	return made(k, err, id)
}

//export psacrypto_go_generate_key
func psacrypto_go_generate_key(attrs unsafe.Pointer, flags uint32, data *byte, dataLen uintptr, id *uint32) (status int32) {
	defer barrier(&status)
	k, err := store().GenerateCustom(ctx, given(attrs), parameters(flags, data, dataLen))
	return made(k, err, id)
}

//export psacrypto_go_copy_key
func psacrypto_go_copy_key(source uint32, attrs unsafe.Pointer, id *uint32) (status int32) {
	defer barrier(&status)
	k, err := key(source).Copy(ctx, given(attrs))
	return made(k, err, id)
}

//export psacrypto_go_attach_key
func psacrypto_go_attach_key(attrs unsafe.Pointer, label *byte, labelLen uintptr, id *uint32) (status int32) {
	defer barrier(&status)
	k, err := store().Attach(ctx, given(attrs), view(label, labelLen))
	return made(k, err, id)
}

//export psacrypto_go_destroy_key
func psacrypto_go_destroy_key(k uint32) (status int32) {
	defer barrier(&status)
	return refuse(key(k).Destroy(ctx))
}

//export psacrypto_go_purge_key
func psacrypto_go_purge_key(k uint32) (status int32) {
	defer barrier(&status)
	return refuse(key(k).Purge(ctx))
}

//export psacrypto_go_open_key
func psacrypto_go_open_key(k uint32, handle *uint32) (status int32) {
	defer barrier(&status)
	h, err := store().Open(ctx, psa.KeyID(k))
	return made(h, err, handle)
}

//export psacrypto_go_close_key
func psacrypto_go_close_key(handle uint32) (status int32) {
	defer barrier(&status)
	return refuse(key(handle).Close())
}

//export psacrypto_go_export_key
func psacrypto_go_export_key(k uint32, data *byte, dataSize uintptr, dataLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(data, dataSize)
	out, err := key(k).Export(ctx, dst)
	return deliverSecret(out, err, dst, dataLen)
}

//export psacrypto_go_export_public_key
func psacrypto_go_export_public_key(k uint32, data *byte, dataSize uintptr, dataLen *uintptr) (status int32) {
	defer barrier(&status)
	dst := room(data, dataSize)
	out, err := key(k).ExportPublic(ctx, dst)
	return deliver(out, err, dst, dataLen)
}

//export psacrypto_go_check_key_usage
func psacrypto_go_check_key_usage(k, a, usage uint32) (status int32) {
	defer barrier(&status)
	return refuse(key(k).CheckUsage(ctx, alg.Algorithm(a), psa.Usage(usage)))
}
