package soft

import (
	"crypto/cipher"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/cmac"
	"github.com/psacrypto/psa/internal/primitive/gcm"
	"github.com/psacrypto/psa/keytype"
)

// blockRow is a block cipher: everything that a family of its keys needs to know about it.
type blockRow struct {
	keyType keytype.Type
	// bits has the sizes of keys.
	bits []int
	// start makes the cipher.
	start func(key []byte) (cipher.Block, error)
}

// blockFamily makes the family of a block cipher's keys. What its keys can do is the sum of the modes: see cipherModes and aeadModes, and CMAC.
func blockFamily(r blockRow) family {
	return family{
		has: func(t keytype.Type) bool { return t == r.keyType },
		holds: func(_ keytype.Type, bits int) bool {
			for _, b := range r.bits {
				if b == bits {
					return true
				}
			}
			return false
		},
		runs:     runsBlock,
		generate: generateBytes,
		parse:    parseBytes,
		load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
			if err := checkMaterial(attrs, material); err != nil {
				return nil, err
			}
			block, err := r.start(material)
			if err != nil {
				return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", r.keyType, err)
			}
			return &blockKey{keyType: r.keyType, bytes: material, block: block}, nil
		},
	}
}

func runsBlock(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
	switch {
	case authenticates(u):
		_, err := blockMAC(a, t)
		return err == nil
	case u == psa.Encrypt || u == psa.Decrypt:
		if a.IsAEAD() {
			m, _, err := aeadModeOf(a)
			return err == nil && t.BlockCipherBlockLength() == m.blockSize
		}
		return cipherModeOf(a) != nil
	}
	return derives(u) && supportsDerivation(a)
}

// blockKey is a loaded key of a block cipher. What a mode needs beside the cipher is made at its first use and kept.
type blockKey struct {
	keyType keytype.Type
	// bytes belongs to whoever loaded the key.
	bytes []byte
	block cipher.Block

	cmac atomic.Pointer[cmac.Key]
	gcm  atomic.Pointer[gcm.Key]
	// encrypters and decrypters keep CBC modes of the standard library that can be given another IV.
	encrypters, decrypters sync.Pool
}

func (k *blockKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

func (k *blockKey) secret() []byte { return k.bytes }

// Wipe implements driver.Key. The standard library gives no way to wipe a cipher's expanded key; without references to them
// the collector frees the ciphers.
func (k *blockKey) Wipe() {
	if c := k.cmac.Swap(nil); c != nil {
		c.Wipe()
	}
	if g := k.gcm.Swap(nil); g != nil {
		g.Wipe()
	}
	k.bytes, k.block = nil, nil
}

// forCMAC returns the key prepared for CMAC.
func (k *blockKey) forCMAC() (*cmac.Key, error) {
	if c := k.cmac.Load(); c != nil {
		return c, nil
	}
	c, err := cmac.New(k.block)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "CMAC can't be used with this block cipher: %w", err)
	}
	if !k.cmac.CompareAndSwap(nil, c) {
		c.Wipe()
		return k.cmac.Load(), nil
	}
	return c, nil
}

// forGCM returns the key prepared for GCM.
func (k *blockKey) forGCM() (*gcm.Key, error) {
	if g := k.gcm.Load(); g != nil {
		return g, nil
	}
	g, err := gcm.New(k.block)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "GCM can't be used with this block cipher here: %w", err)
	}
	if !k.gcm.CompareAndSwap(nil, g) {
		g.Wipe()
		return k.gcm.Load(), nil
	}
	return g, nil
}
