// Package sp80038a implements the modes of operation of NIST SP 800-38A over any block cipher: ECB, CBC decryption, CFB, OFB and CTR. What
// crypto/cipher does as well (CTR and CBC for ciphers that take a block at a time, AES above all) it leaves to that package.
//
// Ciphers that take many blocks at once, see [Wide], get as many as the mode allows: all but CBC encryption, CFB encryption and OFB, where each block
// waits for the one before. The streams and modes keep their buffers inside, so that they can be used again for another message and nothing is
// allocated for it.
//
// The package adds nothing to the time that the block cipher takes but what depends on the length of the message.
package sp80038a

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
)

// Wide is a block cipher with blocks of 16 bytes that takes many at once. Both methods encrypt or decrypt each block of src to its place in dst, which begins
// at the same byte or does not overlap src.
type Wide interface {
	cipher.Block
	EncryptBlocks(dst, src []byte)
	DecryptBlocks(dst, src []byte)
}

const (
	maxBlockSize = 16
	// wideSize is how many bytes of blocks are passed at once.
	wideSize = 1024
)

// ECB encrypts or decrypts whole blocks (SP 800-38A, section 6.1). dst begins at the same byte as src or does not overlap it.
func ECB(block cipher.Block, encrypt bool, dst, src []byte) {
	if w, ok := block.(Wide); ok {
		if encrypt {
			w.EncryptBlocks(dst[:len(src)], src)
		} else {
			w.DecryptBlocks(dst[:len(src)], src)
		}
		return
	}
	size := block.BlockSize()
	if encrypt {
		for ; len(src) > 0; dst, src = dst[size:], src[size:] {
			block.Encrypt(dst[:size], src[:size])
		}
		return
	}
	for ; len(src) > 0; dst, src = dst[size:], src[size:] {
		block.Decrypt(dst[:size], src[:size])
	}
}

// NewCTR begins counter mode with a counter block as long as the cipher's blocks, all of which counts (SP 800-38A, section 6.5, with the standard
// incrementing function of appendix B.1 on the whole block).
func NewCTR(block cipher.Block, counter []byte) cipher.Stream {
	if w, ok := block.(Wide); ok {
		c := new(CTR)
		c.Begin(w, counter)
		return c
	}
	return cipher.NewCTR(block, counter)
}

// CTR is counter mode of a wide cipher under way. It implements cipher.Stream. One goroutine at a time may use it.
type CTR struct {
	block Wide
	// hi and lo are the next counter block.
	hi, lo uint64
	// stream[at:end] is the key stream that has been made and not used.
	stream  [wideSize]byte
	at, end int
}

// ahead is how much key stream is made at least, since short inputs are often followed by more of them.
const ahead = 8 * maxBlockSize

// Begin begins another message.
func (c *CTR) Begin(block Wide, counter []byte) {
	c.block = block
	c.hi, c.lo = binary.BigEndian.Uint64(counter), binary.BigEndian.Uint64(counter[8:])
	c.at, c.end = 0, 0
}

// Wipe overwrites the key stream and what leads to it.
func (c *CTR) Wipe() { *c = CTR{} }

// XORKeyStream implements cipher.Stream.
func (c *CTR) XORKeyStream(dst, src []byte) {
	dst = dst[:len(src)]
	for len(src) > 0 {
		if c.at == c.end {
			c.refill(len(src))
		}
		n := subtle.XORBytes(dst, src, c.stream[c.at:c.end])
		c.at += n
		dst, src = dst[n:], src[n:]
	}
}

// refill makes key stream where n bytes are wanted.
func (c *CTR) refill(n int) {
	n = min(max((n+maxBlockSize-1)&^(maxBlockSize-1), ahead), wideSize)
	for i := 0; i < n; i += maxBlockSize {
		binary.BigEndian.PutUint64(c.stream[i:], c.hi)
		binary.BigEndian.PutUint64(c.stream[i+8:], c.lo)
		if c.lo++; c.lo == 0 {
			c.hi++
		}
	}
	c.block.EncryptBlocks(c.stream[:n], c.stream[:n])
	c.at, c.end = 0, n
}

// Mode is a cipher.BlockMode that can be given another IV.
type Mode interface {
	cipher.BlockMode
	SetIV(iv []byte)
}

// NewCBCDecrypter begins the decryption of CBC (SP 800-38A, section 6.2).
func NewCBCDecrypter(block cipher.Block, iv []byte) cipher.BlockMode {
	if w, ok := block.(Wide); ok {
		c := &cbcDecrypter{block: w}
		c.SetIV(iv)
		return c
	}
	return cipher.NewCBCDecrypter(block, iv)
}

type cbcDecrypter struct {
	block Wide
	// before is the block of ciphertext before the next, and text has room for what comes out of the cipher.
	before [maxBlockSize]byte
	text   [wideSize]byte
}

// SetIV implements Mode.
func (c *cbcDecrypter) SetIV(iv []byte) { copy(c.before[:], iv) }

// BlockSize implements cipher.BlockMode.
func (c *cbcDecrypter) BlockSize() int { return maxBlockSize }

// CryptBlocks implements cipher.BlockMode.
func (c *cbcDecrypter) CryptBlocks(dst, src []byte) {
	for len(src) > 0 {
		n := min(len(src), wideSize)
		text := c.text[:n]
		c.block.DecryptBlocks(text, src[:n])
		subtle.XORBytes(text, text, c.before[:])
		subtle.XORBytes(text[maxBlockSize:], text[maxBlockSize:], src[:n])
		copy(c.before[:], src[n-maxBlockSize:n])
		copy(dst, text)
		clear(text)
		dst, src = dst[n:], src[n:]
	}
}
