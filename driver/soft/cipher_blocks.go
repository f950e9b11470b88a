package soft

import (
	"context"
	"crypto/cipher"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// cbc returns CBC with an IV, and what to call when it has done its work.
func (k *blockKey) cbc(encrypt bool, iv []byte) (cipher.BlockMode, *sync.Pool) {
	idle, start := &k.decrypters, sp80038a.NewCBCDecrypter
	if encrypt {
		idle, start = &k.encrypters, cipher.NewCBCEncrypter
	}
	if m, ok := idle.Get().(sp80038a.Mode); ok {
		m.SetIV(iv)
		return m, idle
	}
	return start(k.block, iv), idle
}

func keep(m cipher.BlockMode, idle *sync.Pool) {
	if m, ok := m.(sp80038a.Mode); ok {
		idle.Put(m)
	}
}

func cryptCBC(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	if err := wholeBlocks(len(msg), k.block.BlockSize()); err != nil {
		return nil, err
	}
	m, idle := k.cbc(encrypt, iv)
	dst, out := extend(dst, len(msg))
	m.CryptBlocks(out, msg)
	keep(m, idle)
	return dst, nil
}

func beginCBC(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	return newBlockingCBC(k, encrypt, iv), nil
}

func newBlockingCBC(k *blockKey, encrypt bool, iv []byte) *blocking {
	m := &blocking{size: k.block.BlockSize()}
	if encrypt {
		m.mode = cipher.NewCBCEncrypter(k.block, iv)
	} else {
		m.mode = sp80038a.NewCBCDecrypter(k.block, iv)
	}
	return m
}

func cryptECB(k *blockKey, encrypt bool, dst, _, msg []byte) ([]byte, error) {
	if err := wholeBlocks(len(msg), k.block.BlockSize()); err != nil {
		return nil, err
	}
	dst, out := extend(dst, len(msg))
	sp80038a.ECB(k.block, encrypt, out, msg)
	return dst, nil
}

func beginECB(k *blockKey, encrypt bool, _ []byte) (driver.Cipher, error) {
	return &blocking{mode: ecb{k.block, encrypt}, size: k.block.BlockSize()}, nil
}

// ecb is the mode of NIST SP 800-38A, section 6.1, which the standard library leaves out.
type ecb struct {
	block   cipher.Block
	encrypt bool
}

// BlockSize implements cipher.BlockMode.
func (m ecb) BlockSize() int { return m.block.BlockSize() }

// CryptBlocks implements cipher.BlockMode.
func (m ecb) CryptBlocks(dst, src []byte) { sp80038a.ECB(m.block, m.encrypt, dst, src) }

// blocking is a mode under way that takes whole blocks.
type blocking struct {
	// mode is nil once the operation has ended.
	mode cipher.BlockMode
	size int
	// held are the n bytes of input that wait for more. They are a whole block only where the last block has to be held back.
	held     [16]byte
	n        int
	holdBack bool
	// end appends what follows at the end; nil for modes without padding.
	end func(b *blocking, dst []byte) ([]byte, error)
}

// Pending implements driver.Cipher.
func (b *blocking) Pending(n int) int {
	n += b.n
	if b.holdBack && n > 0 {
		n--
	}
	return n / b.size * b.size
}

// Update implements driver.Cipher.
func (b *blocking) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if b.mode == nil {
		return nil, ended("cipher")
	}
	give := b.Pending(len(p))
	if give == 0 {
		b.n += copy(b.held[b.n:], p)
		return dst, nil
	}
	dst, out := extend(dst, give)
	if b.n == 0 {
		// Where out is p, what stays of p is not overwritten, being behind out.
		b.mode.CryptBlocks(out, p[:give])
		b.n = copy(b.held[:], p[give:])
		return dst, nil
	}
	// Where out is p, the output runs ahead of the input: the end of p is saved first, and the rest moved up.
	var rest [16]byte
	n := copy(rest[:], p[give-b.n:])
	copy(out[b.n:], p)
	copy(out, b.held[:b.n])
	b.mode.CryptBlocks(out, out)
	b.n = copy(b.held[:], rest[:n])
	clear(rest[:])
	return dst, nil
}

// Finish implements driver.Cipher.
func (b *blocking) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if b.mode == nil {
		return nil, ended("cipher")
	}
	defer b.Close()
	if b.end != nil {
		return b.end(b, dst)
	}
	if b.n != 0 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the input ended with %d bytes that are no whole block of %d", b.n, b.size)
	}
	return dst, nil
}

// Close implements driver.Cipher. The standard library's modes can't be wiped.
func (b *blocking) Close() {
	b.mode = nil
	clear(b.held[:])
	b.n = 0
}
