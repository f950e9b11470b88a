// Package camellia implements the block cipher Camellia as RFC 3713 specifies it, for keys of 128, 192 and 256 bits.
//
// A [Cipher] is a cipher.Block, and takes many blocks at once: [Cipher.EncryptBlocks] costs little more for eight blocks than
// [Cipher.Encrypt] does for one, so modes that have the blocks of their input at hand should pass them together.
//
// # Constant time
//
// Nothing that the package does branches on, or takes an index from, a key or a text. The S-boxes are no tables but circuits of AND and XOR over words
// ("bitslicing", E. Biham, "A Fast New DES Implementation in Software"): a word has the same bit of 64 bytes, which are the halves of eight blocks.
package camellia

import "errors"

// BlockSize is the size of a block in bytes.
const BlockSize = 16

// maxKeys is the number of subkeys for keys of 192 and 256 bits: for 24 rounds, 6 functions FL and FLINV and 4 whitenings.
const maxKeys = 34

// ErrKey tells of a key of a wrong length.
var ErrKey = errors.New("camellia: the key does not have 16, 24 or 32 bytes")

// A Cipher is an expanded key. It is safe for concurrent use.
type Cipher struct {
	// n is how many subkeys there are, in the order in which they are used.
	n        int
	enc, dec [maxKeys]planes
}

// New expands a key of 16, 24 or 32 bytes, which it does not keep. Error: ErrKey.
func New(key []byte) (*Cipher, error) {
	c := new(Cipher)
	switch len(key) {
	case 16:
		c.expand128(key)
	case 24, 32:
		c.expand256(key)
	default:
		return nil, ErrKey
	}
	return c, nil
}

// Wipe overwrites the expanded key. The cipher can't be used any more.
func (c *Cipher) Wipe() { *c = Cipher{} }

// BlockSize implements cipher.Block.
func (c *Cipher) BlockSize() int { return BlockSize }

// Encrypt implements cipher.Block.
func (c *Cipher) Encrypt(dst, src []byte) { crypt(c.enc[:c.n], dst[:BlockSize], src[:BlockSize]) }

// Decrypt implements cipher.Block.
func (c *Cipher) Decrypt(dst, src []byte) { crypt(c.dec[:c.n], dst[:BlockSize], src[:BlockSize]) }

// EncryptBlocks encrypts each block of src to its place in dst, which begins at the same byte or does not overlap src. It panics unless src is a
// whole number of blocks, and dst as long at least.
func (c *Cipher) EncryptBlocks(dst, src []byte) { cryptBlocks(c.enc[:c.n], dst, src) }

// DecryptBlocks is the reverse of [Cipher.EncryptBlocks].
func (c *Cipher) DecryptBlocks(dst, src []byte) { cryptBlocks(c.dec[:c.n], dst, src) }

func cryptBlocks(keys []planes, dst, src []byte) {
	if len(src)%BlockSize != 0 || len(dst) < len(src) {
		panic("camellia: no whole number of blocks, or no room for them")
	}
	for len(src) > 0 {
		n := min(len(src), parallel*BlockSize)
		crypt(keys, dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
}

// crypt runs the rounds on up to eight blocks (RFC 3713, sections 2.3.1 to 2.3.3).
func crypt(keys []planes, dst, src []byte) {
	var d1, d2 planes
	load(&d1, &d2, src)
	d1.add(&keys[0])
	d2.add(&keys[1])
	for keys = keys[2:]; ; keys = keys[8:] {
		for i := 0; i < 6; i += 2 {
			d2.feistel(&d1, &keys[i])
			d1.feistel(&d2, &keys[i+1])
		}
		if len(keys) == 8 {
			break
		}
		d1.fl(&keys[6])
		d2.flInverse(&keys[7])
	}
	d2.add(&keys[6])
	d1.add(&keys[7])
	store(dst, &d2, &d1)
}
