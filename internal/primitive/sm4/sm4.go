// Package sm4 is the block cipher SM4 (GB/T 32907-2016) of github.com/emmansun/gmsm, kept away from that library's tables.
//
// The library has code for many blocks that uses the processor's instructions for AES (the S-boxes of both ciphers are linear in the same
// inverse), and where there are such instructions, it expands keys with them. For a single block it uses tables that are read at places which depend on
// key and text. Here a single block goes through the code for many, with the rest of its input empty. That takes longer than tables do, but always the same
// time.
//
// # Constant time
//
// On amd64 and arm64, with instructions for AES or for SM4, nothing that is done depends on key or text. On other processors the library has tables or, on
// some, code of its own that has not been examined: there the timing of memory accesses can tell of keys.
package sm4

import (
	"crypto/cipher"
	"errors"
	"sync"

	"github.com/emmansun/gmsm/sm4"
)

// Sizes in bytes.
const (
	BlockSize = 16
	KeySize   = 16
)

// ErrKey tells of a key of a wrong length.
var ErrKey = errors.New("sm4: the key does not have 16 bytes")

// A Cipher is an expanded key, and a cipher.Block. It is safe for concurrent use.
type Cipher struct {
	block cipher.Block
	// wide is the same where the library has code for many blocks, and else nil.
	wide wide
	size int
	// enc and dec take any number of blocks.
	enc, dec cipher.BlockMode
}

// wide is what the library's ciphers offer where it has code for many blocks. The library does not name it.
type wide interface {
	// Concurrency is how many blocks the others take.
	Concurrency() int
	EncryptBlocks(dst, src []byte)
	DecryptBlocks(dst, src []byte)
	NewECBEncrypter() cipher.BlockMode
	NewECBDecrypter() cipher.BlockMode
}

// mostWide is the most that Concurrency may say.
const mostWide = 16

// New expands a key of 16 bytes, which it does not keep. Error: ErrKey.
func New(key []byte) (*Cipher, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, ErrKey
	}
	c := &Cipher{block: block}
	if w, ok := block.(wide); ok && w.Concurrency() <= mostWide {
		c.wide, c.size = w, w.Concurrency()*BlockSize
		c.enc, c.dec = w.NewECBEncrypter(), w.NewECBDecrypter()
	}
	return c, nil
}

// BlockSize implements cipher.Block.
func (c *Cipher) BlockSize() int { return BlockSize }

// scratch has room for a single block among empty ones; what is passed to an interface must not be on the stack, or is allocated.
type scratch [mostWide * BlockSize]byte

var idle = sync.Pool{New: func() any { return new(scratch) }}

// Encrypt implements cipher.Block.
func (c *Cipher) Encrypt(dst, src []byte) {
	if c.wide == nil {
		c.block.Encrypt(dst, src)
		return
	}
	s := idle.Get().(*scratch)
	copy(s[:], src[:BlockSize])
	c.wide.EncryptBlocks(s[:c.size], s[:c.size])
	s.giveBack(dst)
}

// Decrypt implements cipher.Block.
func (c *Cipher) Decrypt(dst, src []byte) {
	if c.wide == nil {
		c.block.Decrypt(dst, src)
		return
	}
	s := idle.Get().(*scratch)
	copy(s[:], src[:BlockSize])
	c.wide.DecryptBlocks(s[:c.size], s[:c.size])
	s.giveBack(dst)
}

func (s *scratch) giveBack(dst []byte) {
	copy(dst[:BlockSize], s[:])
	clear(s[:])
	idle.Put(s)
}

// EncryptBlocks encrypts each block of src to its place in dst, which begins at the same byte or does not overlap src. It panics unless src is a
// whole number of blocks, and dst as long at least.
func (c *Cipher) EncryptBlocks(dst, src []byte) {
	if c.wide != nil {
		c.enc.CryptBlocks(dst, src)
		return
	}
	each(c.block.Encrypt, dst, src)
}

// DecryptBlocks is the reverse of [Cipher.EncryptBlocks].
func (c *Cipher) DecryptBlocks(dst, src []byte) {
	if c.wide != nil {
		c.dec.CryptBlocks(dst, src)
		return
	}
	each(c.block.Decrypt, dst, src)
}

func each(crypt func(dst, src []byte), dst, src []byte) {
	if len(src)%BlockSize != 0 || len(dst) < len(src) {
		panic("sm4: no whole number of blocks, or no room for them")
	}
	for ; len(src) > 0; dst, src = dst[BlockSize:], src[BlockSize:] {
		crypt(dst, src)
	}
}
