package soft

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"

	"github.com/psacrypto/psa/alg"
)

// hashes has a row for each hash, at the place of its number in hash fields of algorithms. A new hash is a row.
//
// All of them take time that depends on the length of the input alone.
var hashes = [...]*hashRow{
	alg.SHA1 & 0xff: {
		alg: alg.SHA1, std: crypto.SHA1, size: sha1.Size, hmacBlock: sha1.BlockSize, start: sha1.New,
		sum:       func(dst, msg []byte) []byte { s := sha1.Sum(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x01", lengthField: 8, stateField: 20, block: 64},
	},
	alg.SHA224 & 0xff: {
		alg: alg.SHA224, std: crypto.SHA224, size: sha256.Size224, hmacBlock: sha256.BlockSize, start: sha256.New224,
		sum:       func(dst, msg []byte) []byte { s := sha256.Sum224(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x02", lengthField: 8, stateField: 32, block: 64},
	},
	alg.SHA256 & 0xff: {
		alg: alg.SHA256, std: crypto.SHA256, size: sha256.Size, hmacBlock: sha256.BlockSize, start: sha256.New,
		sum:       func(dst, msg []byte) []byte { s := sha256.Sum256(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x03", lengthField: 8, stateField: 32, block: 64},
	},
	alg.SHA384 & 0xff: {
		alg: alg.SHA384, std: crypto.SHA384, size: sha512.Size384, hmacBlock: sha512.BlockSize, start: sha512.New384,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum384(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x04", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512_224 & 0xff: {
		alg: alg.SHA512_224, std: crypto.SHA512_224, size: sha512.Size224, hmacBlock: sha512.BlockSize, start: sha512.New512_224,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512_224(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x05", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512_256 & 0xff: {
		alg: alg.SHA512_256, std: crypto.SHA512_256, size: sha512.Size256, hmacBlock: sha512.BlockSize, start: sha512.New512_256,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512_256(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x06", lengthField: 16, stateField: 64, block: 128},
	},
	alg.SHA512 & 0xff: {
		alg: alg.SHA512, std: crypto.SHA512, size: sha512.Size, hmacBlock: sha512.BlockSize, start: sha512.New,
		sum:       func(dst, msg []byte) []byte { s := sha512.Sum512(msg); return append(dst, s[:]...) },
		suspended: &stateLayout{magic: "sha\x07", lengthField: 16, stateField: 64, block: 128},
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
}
