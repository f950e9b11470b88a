// Package cbcmac implements CBC-MAC, the MAC algorithm 1 of ISO/IEC 9797-1, with its padding method 1: a message that is no whole number of blocks, or
// empty, is filled up with zeros. So a message and the same with zeros behind it can have the same MAC, and messages of different lengths under
// one key can be forged: it is there for old protocols that rule these out.
//
// A [MAC] is a MAC under way. The package adds nothing to the time that the block cipher takes but what depends on the length of the
// message.
package cbcmac

import (
	"crypto/cipher"
	"crypto/subtle"
	"sync"
)

// maxBlockSize is the largest block size in bytes of the ciphers that can be used.
const maxBlockSize = 16

// A MAC is a MAC under way.
type MAC struct {
	block cipher.Block
	size  int
	// x is the chaining value with n bytes of the next block added.
	x [maxBlockSize]byte
	n int
	// some tells that the message is not empty.
	some bool
}

// New begins a MAC with a cipher whose blocks have 16 bytes at most.
func New(block cipher.Block) *MAC { return &MAC{block: block, size: block.BlockSize()} }

// Write takes more of the message. It returns len(p) and no error.
func (m *MAC) Write(p []byte) (int, error) {
	written := len(p)
	m.some = m.some || written > 0
	for len(p) > 0 {
		n := subtle.XORBytes(m.x[m.n:m.size], m.x[m.n:m.size], p)
		m.n += n
		p = p[n:]
		if m.n == m.size {
			m.end()
		}
	}
	return written, nil
}

// end ends a block, as if zeros had come.
func (m *MAC) end() {
	m.block.Encrypt(m.x[:m.size], m.x[:m.size])
	m.n = 0
}

// Sum appends the MAC of what has been written to b, and ends the message.
func (m *MAC) Sum(b []byte) []byte {
	if m.n > 0 || !m.some {
		m.end()
		m.some = true
	}
	return append(b, m.x[:m.size]...)
}

// Wipe overwrites the state. The MAC can't be used any more.
func (m *MAC) Wipe() { *m = MAC{} }

// idle keeps MACs for Sum.
var idle sync.Pool

// Sum appends the MAC of msg to dst. It allocates nothing when dst has room.
func Sum(block cipher.Block, dst, msg []byte) []byte {
	m, ok := idle.Get().(*MAC)
	if !ok {
		m = new(MAC)
	}
	m.block, m.size = block, block.BlockSize()
	m.Write(msg)
	dst = m.Sum(dst)
	m.Wipe()
	idle.Put(m)
	return dst
}
