package soft

import (
	"context"
	"crypto/cipher"
	"sync"

	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// counterBlock is the first counter block. An IV that is shorter than a block is followed by zeros (PSA Crypto 1.5, PSA_ALG_CTR).
func counterBlock(k *blockKey, iv []byte) []byte {
	if len(iv) == k.block.BlockSize() {
		return iv
	}
	counter := make([]byte, k.block.BlockSize())
	copy(counter, iv)
	return counter
}

// idleCTR keeps the counter modes of wide ciphers for messages in one piece.
var idleCTR = sync.Pool{New: func() any { return new(sp80038a.CTR) }}

// cryptCTR lets the standard library allocate its counter mode, which can't be used again with another IV.
func cryptCTR(k *blockKey, _ bool, dst, iv, msg []byte) ([]byte, error) {
	counter := counterBlock(k, iv)
	if k.wide == nil {
		stream := sp80038a.NewCTR(k.block, counter)
		dst, out := extend(dst, len(msg))
		stream.XORKeyStream(out, msg)
		return dst, nil
	}
	stream := idleCTR.Get().(*sp80038a.CTR)
	stream.Begin(k.wide, counter)
	dst, out := extend(dst, len(msg))
	stream.XORKeyStream(out, msg)
	stream.Wipe()
	idleCTR.Put(stream)
	return dst, nil
}

func beginCTR(k *blockKey, _ bool, iv []byte) (driver.Cipher, error) {
	return newStreaming(sp80038a.NewCTR(k.block, counterBlock(k, iv))), nil
}

// newStreaming begins an operation with a stream that may know how to wipe itself.
func newStreaming(stream cipher.Stream) *streaming {
	s := &streaming{stream: stream}
	if w, ok := stream.(interface{ Wipe() }); ok {
		s.wipe = w.Wipe
	}
	return s
}

// streaming is a stream cipher under way: output comes byte for byte with input.
type streaming struct {
	// stream is nil once the operation has ended.
	stream cipher.Stream
	// check looks at the length of more input, and counts it; nil for ciphers whose messages can't get too long.
	check func(n int) error
	// wipe overwrites the stream's state; nil where there is no way to.
	wipe func()
}

// Update implements driver.Cipher.
func (s *streaming) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if s.stream == nil {
		return nil, ended("cipher")
	}
	if s.check != nil {
		if err := s.check(len(p)); err != nil {
			return nil, err
		}
	}
	dst, out := extend(dst, len(p))
	s.stream.XORKeyStream(out, p)
	return dst, nil
}

// Pending implements driver.Cipher.
func (s *streaming) Pending(n int) int { return n }

// Finish implements driver.Cipher.
func (s *streaming) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if s.stream == nil {
		return nil, ended("cipher")
	}
	s.Close()
	return dst, nil
}

// Close implements driver.Cipher.
func (s *streaming) Close() {
	if s.stream != nil && s.wipe != nil {
		s.wipe()
	}
	s.stream = nil
}
