// Package cmac implements CMAC, the MAC made of a block cipher, as NIST SP 800-38B specifies it.
//
// A [Key] is the block cipher with its subkeys, safe for concurrent use; a [MAC] is a MAC under way, and a hash.Hash. For one message in one piece
// [Key.Sum] is the quickest. The package adds nothing to the time that the block cipher takes but what depends on the length of the
// message.
package cmac

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"sync"
)

// maxBlockSize is the largest block size in bytes that CMAC is defined for.
const maxBlockSize = 16

// A Key is a block cipher prepared for CMAC.
type Key struct {
	block  cipher.Block
	size   int
	k1, k2 [maxBlockSize]byte
}

var errBlockSize = errors.New("cmac: the block size is neither 8 nor 16 bytes")

// New makes the subkeys K1 and K2 of a block cipher (SP 800-38B, section 6.1). It fails if the block size is neither 8 nor 16 bytes.
func New(block cipher.Block) (*Key, error) {
	k := &Key{block: block, size: block.BlockSize()}
	// SP 800-38B, section 5.3: R128 = 0^120 || 10000111 and R64 = 0^59 || 11011.
	var r byte
	switch k.size {
	case 16:
		r = 0x87
	case 8:
		r = 0x1b
	default:
		return nil, errBlockSize
	}
	l := make([]byte, k.size)
	block.Encrypt(l, l)
	double(k.k1[:k.size], l, r)
	double(k.k2[:k.size], k.k1[:k.size], r)
	clear(l)
	return k, nil
}

// double sets dst to src shifted left by one bit, and reduced by r where a bit was shifted out.
func double(dst, src []byte, r byte) {
	last := len(src) - 1
	out := src[0] >> 7
	for i := range last {
		dst[i] = src[i]<<1 | src[i+1]>>7
	}
	dst[last] = src[last]<<1 ^ r&-out
}

// Wipe overwrites the subkeys. The block cipher is not the key's to wipe.
func (k *Key) Wipe() {
	clear(k.k1[:])
	clear(k.k2[:])
}

// Size is the length of a full MAC in bytes: the block size.
func (k *Key) Size() int { return k.size }

// idle keeps MACs for Sum; what is passed to a cipher.Block must not be on the stack, or is allocated.
var idle sync.Pool

// Sum appends the MAC of msg to dst. It allocates nothing when dst has room.
func (k *Key) Sum(dst, msg []byte) []byte {
	m, ok := idle.Get().(*MAC)
	if !ok {
		m = new(MAC)
	}
	m.key = k
	m.Write(msg)
	dst = m.Sum(dst)
	m.Wipe()
	idle.Put(m)
	return dst
}

// A MAC is a MAC under way. It implements hash.Hash.
type MAC struct {
	key *Key
	// x is the chaining value, and buf the n bytes that follow it. They are a whole block only where no more input has come, because the last
	// block is treated differently.
	x, buf [maxBlockSize]byte
	n      int
	last   [maxBlockSize]byte
}

// NewMAC begins a MAC.
func (k *Key) NewMAC() *MAC { return &MAC{key: k} }

// Write takes more of the message. It returns len(p) and no error.
func (m *MAC) Write(p []byte) (int, error) {
	written := len(p)
	if len(p) == 0 {
		return 0, nil
	}
	size := m.key.size
	if m.n > 0 {
		c := copy(m.buf[m.n:size], p)
		m.n += c
		p = p[c:]
		if len(p) == 0 {
			return written, nil
		}
		m.chain(m.buf[:size])
	}
	for len(p) > size {
		m.chain(p[:size])
		p = p[size:]
	}
	m.n = copy(m.buf[:size], p)
	return written, nil
}

// chain takes a whole block that is not the last one.
func (m *MAC) chain(block []byte) {
	x := m.x[:m.key.size]
	subtle.XORBytes(x, x, block)
	m.key.block.Encrypt(x, x)
}

// Sum appends the MAC of what has been written to b; more may be written afterwards.
func (m *MAC) Sum(b []byte) []byte {
	size := m.key.size
	last, subkey := m.last[:size], m.key.k1[:size]
	clear(last)
	copy(last, m.buf[:m.n])
	if m.n < size {
		last[m.n] = 0x80
		subkey = m.key.k2[:size]
	}
	subtle.XORBytes(last, last, subkey)
	subtle.XORBytes(last, last, m.x[:size])
	m.key.block.Encrypt(last, last)
	return append(b, last...)
}

// Reset makes the MAC one of the empty message again.
func (m *MAC) Reset() { *m = MAC{key: m.key} }

// Wipe overwrites the state. The MAC can't be used any more.
func (m *MAC) Wipe() { *m = MAC{} }

// Size is the length of the MAC in bytes.
func (m *MAC) Size() int { return m.key.size }

// BlockSize is the block size of the cipher in bytes.
func (m *MAC) BlockSize() int { return m.key.size }
