package soft

import (
	"crypto/cipher"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ccm"
	"github.com/psacrypto/psa/internal/primitive/cmac"
	"github.com/psacrypto/psa/internal/primitive/gcm"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
	"github.com/psacrypto/psa/internal/primitive/xts"
	"github.com/psacrypto/psa/keytype"
)

// blockRow is a block cipher: everything that a family of its keys needs to know about it.
type blockRow struct {
	keyType keytype.Type
	// bits has the sizes of keys of the cipher itself. Where it has blocks of 16 bytes, there are keys of twice these sizes too, for XTS.
	bits []int
	// start makes the cipher.
	start func(key []byte) (cipher.Block, error)
	// check tells whether data can be a key, nil where all data of the right size can.
	check func(data []byte) error
	// generate makes keys, nil where random bytes do.
	generate func(d *Driver, attrs *psa.Attributes) ([]byte, error)
}

// blockFamily makes the family of a block cipher's keys. What its keys can do is the sum of the modes: see
// cipherModes, aeadModes, wrapModes and blockMAC.
func blockFamily(r blockRow) family {
	return family{
		has:      func(t keytype.Type) bool { return t == r.keyType },
		holds:    func(_ keytype.Type, bits int) bool { return r.isSingle(bits) || r.isDouble(bits) },
		runs:     r.runs,
		generate: r.make,
		parse:    r.parse,
		load:     r.load,
	}
}

// isSingle tells whether the cipher itself has keys of the size, and isDouble whether XTS has.
func (r *blockRow) isSingle(bits int) bool { return slices.Contains(r.bits, bits) }
func (r *blockRow) isDouble(bits int) bool {
	return r.keyType.BlockCipherBlockLength() == xts.BlockSize && bits%2 == 0 && slices.Contains(r.bits, bits/2)
}

func (r *blockRow) runs(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	if _, ok := alg.KeyFits(a, t, bits); !ok {
		return false
	}
	switch {
	case authenticates(u):
		_, err := blockMAC(a, t)
		return err == nil
	case u == psa.Wrap || u == psa.Unwrap:
		return wrapModeOf(a) != nil
	case u == psa.Encrypt || u == psa.Decrypt:
		if a.IsAEAD() {
			m, _, err := aeadModeOf(a)
			return err == nil && t.BlockCipherBlockLength() == m.blockSize
		}
		return cipherModeOf(a) != nil
	}
	return derives(u) && supportsDerivation(a)
}

func (r *blockRow) make(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if r.generate == nil || attrs.Bits == 0 || !p.IsDefault() {
		return generateBytes(d, attrs, p)
	}
	data, err := r.generate(d, attrs)
	if err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: data, Bits: attrs.Bits}, nil
}

func (r *blockRow) parse(d *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	m, err := parseBytes(d, attrs, data)
	if err != nil || r.check == nil {
		return m, err
	}
	if err := r.check(data); err != nil {
		clear(m.Data)
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is no key of type %v: %w", r.keyType, err)
	}
	return m, nil
}

func (r *blockRow) load(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	if err := checkMaterial(attrs, material); err != nil {
		return nil, err
	}
	k := &blockKey{row: r, bytes: material}
	if !r.isSingle(attrs.Bits) {
		return k, nil
	}
	if r.check != nil {
		if err := r.check(material); err != nil {
			return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", r.keyType, err)
		}
	}
	var err error
	if k.block, err = r.start(material); err != nil {
		return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", r.keyType, err)
	}
	k.wide, _ = k.block.(sp80038a.Wide)
	return k, nil
}

// blockKey is a loaded key of a block cipher. What a mode needs beside the cipher is made at its first use and kept.
type blockKey struct {
	row *blockRow
	// bytes belongs to whoever loaded the key.
	bytes []byte
	// block is the cipher; nil for a key that only XTS has the size of. wide is the same where it takes many blocks at once.
	block cipher.Block
	wide  sp80038a.Wide

	cmac atomic.Pointer[cmac.Key]
	gcm  atomic.Pointer[gcm.Key]
	ccm  atomic.Pointer[ccm.Key]
	xts  atomic.Pointer[xts.Key]
	// encrypters and decrypters keep CBC modes that can be given another IV.
	encrypters, decrypters sync.Pool
}

func (k *blockKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

func (k *blockKey) secret() []byte { return k.bytes }

// single returns the cipher. Where there is none, the core has refused the algorithm before: see alg.KeyFits.
func (k *blockKey) single() (cipher.Block, error) {
	if k.block == nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a key of type %v with %d bits is for XTS alone", k.row.keyType, 8*len(k.bytes))
	}
	return k.block, nil
}

// Wipe implements driver.Key. The standard library gives no way to wipe a cipher's expanded key; without references to them
// the collector frees the ciphers.
func (k *blockKey) Wipe() {
	if c := k.cmac.Swap(nil); c != nil {
		c.Wipe()
	}
	if g := k.gcm.Swap(nil); g != nil {
		g.Wipe()
	}
	k.ccm.Store(nil)
	if x := k.xts.Swap(nil); x != nil {
		x.Wipe()
	}
	if b, ok := k.block.(interface{ Wipe() }); ok {
		b.Wipe()
	}
	k.bytes, k.block, k.wide = nil, nil, nil
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

// forCCM returns the key prepared for CCM.
func (k *blockKey) forCCM() (*ccm.Key, error) {
	if c := k.ccm.Load(); c != nil {
		return c, nil
	}
	c, err := ccm.New(k.block)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "CCM can't be used with this block cipher: %w", err)
	}
	k.ccm.CompareAndSwap(nil, c)
	return k.ccm.Load(), nil
}

// forXTS returns the two keys that the key is for XTS: the first half is that of the data, the second that of the tweak (IEEE 1619, section 5.1).
func (k *blockKey) forXTS() (*xts.Key, error) {
	if x := k.xts.Load(); x != nil {
		return x, nil
	}
	n := len(k.bytes) / 2
	if !k.row.isDouble(16 * n) {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "XTS takes two keys of type %v in one, which can't have %d bits together", k.row.keyType, 8*len(k.bytes))
	}
	data, err := k.row.start(k.bytes[:n])
	if err != nil {
		return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", k.row.keyType, err)
	}
	tweak, err := k.row.start(k.bytes[n:])
	if err != nil {
		return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", k.row.keyType, err)
	}
	x, err := xts.New(data, tweak)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "XTS can't be used with this block cipher: %w", err)
	}
	if !k.xts.CompareAndSwap(nil, x) {
		x.Wipe()
		return k.xts.Load(), nil
	}
	return x, nil
}
