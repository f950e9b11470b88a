// Package aria implements the block cipher ARIA as RFC 5794 specifies it, for keys of 128, 192 and 256 bits.
//
// A [Cipher] is a cipher.Block, and takes many blocks at once: [Cipher.EncryptBlocks] costs little more for four blocks than
// [Cipher.Encrypt] does for one, so modes that have the blocks of their input at hand should pass them together.
//
// # Constant time
//
// Nothing that the package does branches on, or takes an index from, a key or a text. The S-boxes are no tables but circuits of AND and XOR over words
// ("bitslicing", E. Biham, "A Fast New DES Implementation in Software"): a word has the same bit of 64 bytes, which are those of four blocks.
package aria

import "errors"

// BlockSize is the size of a block in bytes.
const BlockSize = 16

// maxRounds is the number of rounds for a key of 256 bits.
const maxRounds = 16

// ErrKey tells of a key of a wrong length.
var ErrKey = errors.New("aria: the key does not have 16, 24 or 32 bytes")

// A Cipher is an expanded key. It is safe for concurrent use.
type Cipher struct {
	rounds   int
	enc, dec [maxRounds + 1]planes
}

// New expands a key of 16, 24 or 32 bytes, which it does not keep. Error: ErrKey.
func New(key []byte) (*Cipher, error) {
	if len(key) != 16 && len(key) != 24 && len(key) != 32 {
		return nil, ErrKey
	}
	c := &Cipher{rounds: 8 + len(key)/4}
	c.expand(key)
	return c, nil
}

// Wipe overwrites the expanded key. The cipher can't be used any more.
func (c *Cipher) Wipe() { *c = Cipher{} }

// BlockSize implements cipher.Block.
func (c *Cipher) BlockSize() int { return BlockSize }

// Encrypt implements cipher.Block.
func (c *Cipher) Encrypt(dst, src []byte) { c.crypt(&c.enc, dst[:BlockSize], src[:BlockSize]) }

// Decrypt implements cipher.Block.
func (c *Cipher) Decrypt(dst, src []byte) { c.crypt(&c.dec, dst[:BlockSize], src[:BlockSize]) }

// EncryptBlocks encrypts each block of src to its place in dst, which begins at the same byte or does not overlap src. It panics unless src is a
// whole number of blocks, and dst as long at least.
func (c *Cipher) EncryptBlocks(dst, src []byte) { c.cryptBlocks(&c.enc, dst, src) }

// DecryptBlocks is the reverse of [Cipher.EncryptBlocks].
func (c *Cipher) DecryptBlocks(dst, src []byte) { c.cryptBlocks(&c.dec, dst, src) }

func (c *Cipher) cryptBlocks(keys *[maxRounds + 1]planes, dst, src []byte) {
	if len(src)%BlockSize != 0 || len(dst) < len(src) {
		panic("aria: no whole number of blocks, or no room for them")
	}
	for len(src) > 0 {
		n := min(len(src), parallel*BlockSize)
		c.crypt(keys, dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
}

// crypt runs the rounds on up to four blocks (RFC 5794, sections 2.3.1 and 2.3.2, which differ in the keys alone).
func (c *Cipher) crypt(keys *[maxRounds + 1]planes, dst, src []byte) {
	var x planes
	x.load(src)
	for r := range keys[:c.rounds-1] {
		x.substitute(&keys[r])
		x.diffuse()
	}
	x.substitute(&keys[c.rounds-1])
	for i, k := range keys[c.rounds] {
		x[i] ^= k
	}
	x.turn(1) // the last round is odd, and was not followed by diffuse
	x.store(dst)
}
