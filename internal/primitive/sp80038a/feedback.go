package sp80038a

import (
	"crypto/cipher"
	"crypto/subtle"
)

// A CFB is cipher feedback mode with segments as long as a block under way (SP 800-38A, section 6.3). What is left of a block at the end
// of a message counts as a shorter last segment. It implements cipher.Stream; one goroutine at a time may use it.
type CFB struct {
	block   cipher.Block
	size    int
	encrypt bool
	// input is the input block, of which the first used bytes have been replaced with ciphertext; output is the cipher's output for what was there
	// before.
	input, output [maxBlockSize]byte
	used          int
	// many has room for the output blocks of a wide cipher.
	many [wideSize]byte
}

// Begin begins a message. The IV is as long as the cipher's blocks.
func (c *CFB) Begin(block cipher.Block, encrypt bool, iv []byte) {
	c.block, c.size, c.encrypt = block, block.BlockSize(), encrypt
	copy(c.input[:], iv[:c.size])
	c.used = c.size
}

// Wipe overwrites the state.
func (c *CFB) Wipe() { *c = CFB{} }

// XORKeyStream implements cipher.Stream.
func (c *CFB) XORKeyStream(dst, src []byte) {
	dst = dst[:len(src)]
	for len(src) > 0 {
		if c.used == c.size {
			if n := c.decryptMany(dst, src); n > 0 {
				dst, src = dst[n:], src[n:]
				continue
			}
			c.block.Encrypt(c.output[:c.size], c.input[:c.size])
			c.used = 0
		}
		n := min(len(src), c.size-c.used)
		if c.encrypt {
			subtle.XORBytes(dst[:n], src[:n], c.output[c.used:])
			copy(c.input[c.used:], dst[:n])
		} else {
			copy(c.input[c.used:], src[:n]) // before dst, which may be in the same place
			subtle.XORBytes(dst[:n], src[:n], c.output[c.used:])
		}
		c.used += n
		dst, src = dst[n:], src[n:]
	}
}

// decryptMany decrypts whole blocks at the beginning of src, if the cipher is wide and there are two at least, and returns how many bytes: the input
// blocks of all of them are known.
func (c *CFB) decryptMany(dst, src []byte) int {
	w, ok := c.block.(Wide)
	n := min(len(src)&^(maxBlockSize-1), wideSize)
	if !ok || c.encrypt || n < 2*maxBlockSize {
		return 0
	}
	many := c.many[:n]
	copy(many, c.input[:])
	copy(many[maxBlockSize:], src)
	copy(c.input[:], src[n-maxBlockSize:n])
	w.EncryptBlocks(many, many)
	subtle.XORBytes(dst, src[:n], many)
	clear(many)
	return n
}

// An OFB is output feedback mode under way (SP 800-38A, section 6.4). It implements cipher.Stream; one goroutine at a time may use it.
type OFB struct {
	block cipher.Block
	size  int
	// output is the last output block, of which used bytes have been used.
	output [maxBlockSize]byte
	used   int
}

// Begin begins a message. The IV is as long as the cipher's blocks.
func (o *OFB) Begin(block cipher.Block, iv []byte) {
	o.block, o.size = block, block.BlockSize()
	copy(o.output[:], iv[:o.size])
	o.used = o.size
}

// Wipe overwrites the state.
func (o *OFB) Wipe() { *o = OFB{} }

// XORKeyStream implements cipher.Stream.
func (o *OFB) XORKeyStream(dst, src []byte) {
	dst = dst[:len(src)]
	for len(src) > 0 {
		if o.used == o.size {
			o.block.Encrypt(o.output[:o.size], o.output[:o.size])
			o.used = 0
		}
		n := subtle.XORBytes(dst, src, o.output[o.used:o.size])
		o.used += n
		dst, src = dst[n:], src[n:]
	}
}
