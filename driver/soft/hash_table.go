package soft

import (
	"crypto"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"

	"github.com/emmansun/gmsm/sm3"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/aesmmo"
	"github.com/psacrypto/psa/internal/primitive/ascon"
	"github.com/psacrypto/psa/internal/primitive/blake2"
	"github.com/psacrypto/psa/internal/primitive/md2"
	"github.com/psacrypto/psa/internal/primitive/md4"
	"github.com/psacrypto/psa/internal/primitive/ripemd160"
)

// hashes has a row for each hash, at the place of its number in hash fields of algorithms. A new hash is a row.
//
// All of them take time that depends on the length of the input alone, but for MD2, whose table the input is looked up in, and AES-MMO where the processor has no
// instructions for AES.
var hashes = [...]*hashRow{
	alg.MD2 & 0xff: {
		alg: alg.MD2, size: md2.Size, hmacBlock: md2.BlockSize, start: func() hash.Hash { return md2.New() }, sum: md2.Sum,
		suspended: &stateLayout{magic: "md2\x01", lengthField: 1, stateField: 64, block: 16},
	},
	alg.MD4 & 0xff: {
		alg: alg.MD4, size: md4.Size, hmacBlock: md4.BlockSize, longest: countedInBytes, start: func() hash.Hash { return md4.New() }, sum: md4.Sum,
		suspended: &stateLayout{magic: "md4\x01", lengthField: 8, stateField: 16, block: 64},
	},
	alg.MD5 & 0xff: {
		alg: alg.MD5, std: crypto.MD5, size: md5.Size, hmacBlock: md5.BlockSize, longest: countedInBytes, unapproved: true, start: md5.New,
		sum:       func(dst, msg []byte) []byte { s := md5.Sum(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "md5\x01", lengthField: 8, stateField: 16, block: 64, swapped: true},
	},
	alg.RIPEMD160 & 0xff: {
		alg: alg.RIPEMD160, size: ripemd160.Size, hmacBlock: ripemd160.BlockSize, longest: countedInBytes,
		start: func() hash.Hash { return ripemd160.New() }, sum: ripemd160.Sum,
		suspended: &stateLayout{magic: "rmd\x01", lengthField: 8, stateField: 20, block: 64},
	},
	alg.SHA1 & 0xff: {
		alg: alg.SHA1, std: crypto.SHA1, size: sha1.Size, hmacBlock: sha1.BlockSize, longest: countedInBits, unapproved: true, start: sha1.New,
		sum:       func(dst, msg []byte) []byte { s := sha1.Sum(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x01", lengthField: 8, stateField: 20, block: 64},
	},
	alg.AESMMOZigbee & 0xff: {
		alg: alg.AESMMOZigbee, size: aesmmo.Size, hmacBlock: aesmmo.BlockSize, longest: aesmmo.MaxLength,
		start: func() hash.Hash { return aesmmo.New() },
		sum:   func(dst, msg []byte) []byte { dst, _ = aesmmo.Sum(dst, msg); return dst },
	},
	alg.SHA224 & 0xff: {
		alg: alg.SHA224, std: crypto.SHA224, size: sha256.Size224, hmacBlock: sha256.BlockSize, longest: countedInBits, start: sha256.New224,
		sum:       func(dst, msg []byte) []byte { s := sha256.Sum224(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x02", lengthField: 8, stateField: 32, block: 64},
	},
	alg.SHA256 & 0xff: {
		alg: alg.SHA256, std: crypto.SHA256, size: sha256.Size, hmacBlock: sha256.BlockSize, longest: countedInBits, start: sha256.New,
		sum:       func(dst, msg []byte) []byte { s := sha256.Sum256(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x03", lengthField: 8, stateField: 32, block: 64},
	},
	alg.SHA384 & 0xff: {
		alg: alg.SHA384, std: crypto.SHA384, size: sha512.Size384, hmacBlock: sha512.BlockSize, longest: countedInBits, start: sha512.New384,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum384(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x04", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512_224 & 0xff: {
		alg: alg.SHA512_224, std: crypto.SHA512_224, size: sha512.Size224, hmacBlock: sha512.BlockSize, longest: countedInBits, start: sha512.New512_224,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512_224(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x05", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512_256 & 0xff: {
		alg: alg.SHA512_256, std: crypto.SHA512_256, size: sha512.Size256, hmacBlock: sha512.BlockSize, longest: countedInBits, start: sha512.New512_256,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512_256(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x06", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512 & 0xff: {
		alg: alg.SHA512, std: crypto.SHA512, size: sha512.Size, hmacBlock: sha512.BlockSize, longest: countedInBits, start: sha512.New,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x07", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA256_192 & 0xff: {
		alg: alg.SHA256_192, size: 24, longest: countedInBits, start: func() hash.Hash { return &shortHash{sha256.New().(hash.Cloner), 24} },
		sum: func(dst, msg []byte) []byte { s := sha256.Sum256(msg); return append(dst, s[:24]...) },
	},
	alg.SHA3_224 & 0xff: {
		alg: alg.SHA3_224, std: crypto.SHA3_224, size: 28, hmacBlock: 144, start: func() hash.Hash { return sha3.New224() },
		sum: func(dst, msg []byte) []byte { s := sha3.Sum224(msg); return append(dst, s[:]...) },
	},
	alg.SHA3_256 & 0xff: {
		alg: alg.SHA3_256, std: crypto.SHA3_256, size: 32, hmacBlock: 136, start: func() hash.Hash { return sha3.New256() },
		sum: func(dst, msg []byte) []byte { s := sha3.Sum256(msg); return append(dst, s[:]...) },
	},
	alg.SHA3_384 & 0xff: {
		alg: alg.SHA3_384, std: crypto.SHA3_384, size: 48, hmacBlock: 104, start: func() hash.Hash { return sha3.New384() },
		sum: func(dst, msg []byte) []byte { s := sha3.Sum384(msg); return append(dst, s[:]...) },
	},
	alg.SHA3_512 & 0xff: {
		alg: alg.SHA3_512, std: crypto.SHA3_512, size: 64, hmacBlock: 72, start: func() hash.Hash { return sha3.New512() },
		sum: func(dst, msg []byte) []byte { s := sha3.Sum512(msg); return append(dst, s[:]...) },
	},
	alg.SM3 & 0xff: {
		alg: alg.SM3, size: sm3.Size, hmacBlock: sm3.BlockSize, longest: countedInBits, start: newSM3,
		sum: func(dst, msg []byte) []byte { s := sm3.Sum(msg); return append(dst, s[:]...) },
	},
	alg.SHAKE256_512 & 0xff: {
		alg: alg.SHAKE256_512, size: 64, start: func() hash.Hash { return &shakeHash{*sha3.NewSHAKE256(), 64} },
		sum: func(dst, msg []byte) []byte { return append(dst, sha3.SumSHAKE256(msg, 64)...) },
	},
	alg.SHAKE128_256 & 0xff: {
		alg: alg.SHAKE128_256, size: 32, start: func() hash.Hash { return &shakeHash{*sha3.NewSHAKE128(), 32} },
		sum: func(dst, msg []byte) []byte { return append(dst, sha3.SumSHAKE128(msg, 32)...) },
	},
	alg.SHAKE256_192 & 0xff: {
		alg: alg.SHAKE256_192, size: 24, start: func() hash.Hash { return &shakeHash{*sha3.NewSHAKE256(), 24} },
		sum: func(dst, msg []byte) []byte { return append(dst, sha3.SumSHAKE256(msg, 24)...) },
	},
	alg.SHAKE256_256 & 0xff: {
		alg: alg.SHAKE256_256, size: 32, start: func() hash.Hash { return &shakeHash{*sha3.NewSHAKE256(), 32} },
		sum: func(dst, msg []byte) []byte { return append(dst, sha3.SumSHAKE256(msg, 32)...) },
	},
	alg.AsconHash256 & 0xff: {
		alg: alg.AsconHash256, size: ascon.Size, start: func() hash.Hash { return ascon.NewHash256() }, sum: ascon.Sum256,
	},
	alg.BLAKE2sHash256 & 0xff: {
		alg: alg.BLAKE2sHash256, size: blake2.SizeS, hmacBlock: 64, start: func() hash.Hash { return blake2Hash(new(blake2.S)) },
		sum: func(dst, msg []byte) []byte { dst, _ = blake2.Sum[uint32](dst, nil, msg); return dst },
	},
	alg.BLAKE2spHash256 & 0xff: {
		alg: alg.BLAKE2spHash256, size: blake2.SizeS, start: func() hash.Hash { return blake2Hash(new(blake2.SP)) },
		sum: func(dst, msg []byte) []byte { dst, _ = blake2.SumParallel[uint32](dst, nil, msg); return dst },
	},
	alg.BLAKE2bHash512 & 0xff: {
		alg: alg.BLAKE2bHash512, size: blake2.SizeB, hmacBlock: 128, start: func() hash.Hash { return blake2Hash(new(blake2.B)) },
		sum: func(dst, msg []byte) []byte { dst, _ = blake2.Sum[uint64](dst, nil, msg); return dst },
	},
	alg.BLAKE2bpHash512 & 0xff: {
		alg: alg.BLAKE2bpHash512, size: blake2.SizeB, start: func() hash.Hash { return blake2Hash(new(blake2.BP)) },
		sum: func(dst, msg []byte) []byte { dst, _ = blake2.SumParallel[uint64](dst, nil, msg); return dst },
	},
}
