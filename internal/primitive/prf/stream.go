package prf

import (
	"context"
	"errors"
)

// ErrExhausted is the error of a [Stream] that has no further block.
var ErrExhausted = errors.New("the derivation has no more output")

// Stream joins blocks of equal length to a stream of bytes. It is used by one goroutine at a time.
type Stream struct {
	next  func(ctx context.Context, block []byte) error
	close func()
	block []byte
	// rest is what of the block has not been read.
	rest []byte
}

// NewStream makes the stream of the blocks of size bytes that next fills one after the other; next returns [ErrExhausted] when there is no other,
// and may be called again after another error, for the same block. wipe overwrites what next works on.
func NewStream(size int, next func(ctx context.Context, block []byte) error, wipe func()) *Stream {
	return &Stream{next: next, close: wipe, block: make([]byte, size)}
}

// Read fills p with the next bytes; the stream is the same however it is cut. On an error p is cleared, and its bytes are lost to the reader.
func (s *Stream) Read(ctx context.Context, p []byte) error {
	out := p
	for len(p) > 0 {
		if len(s.rest) == 0 {
			if s.close == nil {
				clear(out)
				return ErrExhausted
			}
			if err := s.next(ctx, s.block); err != nil {
				clear(out)
				return err
			}
			s.rest = s.block
		}
		n := copy(p, s.rest)
		clear(s.rest[:n])
		p, s.rest = p[n:], s.rest[n:]
	}
	return nil
}

// Close wipes the stream, which has no more bytes afterwards. It may be called more than once.
func (s *Stream) Close() {
	clear(s.block)
	s.rest = nil
	if s.close != nil {
		s.close()
		s.close = nil
	}
}
