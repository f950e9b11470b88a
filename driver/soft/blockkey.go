package soft

import (
	"crypto/cipher"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/cmac"
	"github.com/psacrypto/psa/internal/primitive/gcm"
	"github.com/psacrypto/psa/internal/primitive/xts"
	"github.com/psacrypto/psa/keytype"
)

// blockRow is a block cipher: everything that a family of its keys needs to know about it.
type blockRow struct {
	keyType keytype.Type
	// bits has the sizes of keys of the cipher; a key for XTS is two of them.
	bits []int
	// start makes the cipher.
	start func(key []byte) (cipher.Block, error)
}

// blockFamily makes the family of a block cipher's keys. What its keys can do is the sum of the modes: see cipherModes and aeadModes, and CMAC.
func blockFamily(r blockRow) family {
	return family{
		has:      func(t keytype.Type) bool { return t == r.keyType },
		holds:    func(t keytype.Type, bits int) bool { return t.BitsValid(bits) && (r.single(bits) || r.double(bits)) },
		runs:     runsBlock,
		generate: generateBytes,
		parse:    parseBytes,
		load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
			if err := checkMaterial(attrs, material); err != nil {
				return nil, err
			}
			k := &blockKey{row: &r, keyType: r.keyType, bytes: material}
			if r.single(attrs.Bits) {
				var err error
				if k.block, err = r.start(material); err != nil {
					return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", r.keyType, err)
				}
			}
			return k, nil
		},
	}
}

// single tells whether a key of a size is one of the cipher, and double whether it is two, for XTS. Some sizes are both.
func (r *blockRow) single(bits int) bool { return slices.Contains(r.bits, bits) }

func (r *blockRow) double(bits int) bool {
	return r.keyType.BlockCipherBlockLength() == xts.BlockSize && bits%2 == 0 && r.single(bits/2)
}

func runsBlock(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	// Of the sizes of a type some are for XTS alone.
	if _, fits := alg.KeyFits(a, t, bits); !fits {
		return false
	}
	switch {
	case authenticates(u):
		_, err := blockMAC(a, t)
		return err == nil
	case u == psa.Wrap || u == psa.Unwrap:
		return a == alg.KW || a == alg.KWP
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
	row     *blockRow
	keyType keytype.Type
	// bytes belongs to whoever loaded the key.
	bytes []byte
	// block is nil for a key of a size that only XTS has.
	block cipher.Block

	cmac atomic.Pointer[cmac.Key]
	gcm  atomic.Pointer[gcm.Key]
	xts  atomic.Pointer[xts.Key]
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
	k.xts.Store(nil)
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

// forXTS returns the two halves of the key prepared for XTS.
func (k *blockKey) forXTS() (*xts.Key, error) {
	if x := k.xts.Load(); x != nil {
		return x, nil
	}
	half := len(k.bytes) / 2
	data, err := k.row.start(k.bytes[:half])
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "XTS takes a key that is two keys of the cipher: %w", err)
	}
	tweak, err := k.row.start(k.bytes[half:])
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "XTS takes a key that is two keys of the cipher: %w", err)
	}
	x, err := xts.New(data, tweak)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "XTS can't be used with this block cipher: %w", err)
	}
	k.xts.CompareAndSwap(nil, x)
	return x, nil
}
