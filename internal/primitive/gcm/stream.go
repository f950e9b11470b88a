package gcm

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"sync"

	"github.com/psacrypto/psa/internal/primitive/ghash"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// A Stream is a message under way: first [Stream.AddAD], then [Stream.Encrypt] or [Stream.Decrypt] but not both, each as often as one likes, then
// [Stream.Tag] or [Stream.Verify]. One goroutine at a time may use it.
type Stream struct {
	key *Key

	// y is GHASH of what has been absorbed, and for other than wide ciphers times H. waiting are the n bytes that come after it; only the last part of the additional data and of the
	// text is absorbed when it is no whole number of blocks.
	y       ghash.Element
	waiting [waitingSize]byte
	n       int

	adLen, textLen uint64
	inText         bool

	// ctr makes the key stream for the next beforeWrap bytes. Then the last 32 bits of the counter block, which begin at counter, have to go
	// round to zero alone (SP 800-38D, section 6.2, inc32), where crypto/cipher's counter mode would carry into the others.
	ctr        cipher.Stream
	wide       *sp80038a.CTR // what ctr is for a wide cipher, and kept for the next message
	counter    [blockSize]byte
	beforeWrap uint64
	// tagMask is E(J) of the message's nonce.
	tagMask [blockSize]byte
	// out takes the results of crypto/cipher; what is passed to an interface must not be on the stack, or is allocated.
	out [blockSize]byte
}

// waitingSize is how many bytes are collected, lest many short parts each cost a call and its multiplications.
const waitingSize = 256

// Begin begins a message. Error: ErrNonce.
func (k *Key) Begin(nonce []byte) (*Stream, error) {
	if len(nonce) == 0 {
		return nil, ErrNonce
	}
	s := &Stream{key: k}
	s.begin(nonce)
	return s, nil
}

// begin sets the counter (SP 800-38D, section 7.1, steps 2 and 3).
func (s *Stream) begin(nonce []byte) {
	if len(nonce) == stdNonceSize {
		copy(s.counter[:], nonce)
		s.counter[blockSize-1] = 1
	} else {
		// J = GHASH(nonce, padded || 0^64 || its length in bits in 64 bits)
		s.absorb(nonce)
		s.flush()
		s.key.end(s.y, lengths(0, uint64(len(nonce)))).Put(s.counter[:])
		s.y, s.adLen = ghash.Element{}, 0
	}
	low := binary.BigEndian.Uint32(s.counter[12:])
	if s.key.wide != nil {
		// E(J) is the first block of key stream, made together with the next ones.
		s.count()
		s.beforeWrap = (1<<32 - uint64(low)) * blockSize
		clear(s.tagMask[:])
		s.xor(s.tagMask[:], s.tagMask[:])
		return
	}
	s.key.block.Encrypt(s.tagMask[:], s.counter[:])
	binary.BigEndian.PutUint32(s.counter[12:], low+1)
	s.count()
	s.beforeWrap = (1<<32 - uint64(low+1)) * blockSize
}

// count begins counter mode at the counter.
func (s *Stream) count() {
	if s.key.wide == nil {
		s.ctr = cipher.NewCTR(s.key.block, s.counter[:])
		return
	}
	if s.wide == nil {
		s.wide = new(sp80038a.CTR)
	}
	s.wide.Begin(s.key.wide, s.counter[:])
	s.ctr = s.wide
}

// AddAD takes additional data; it panics after Encrypt or Decrypt. Error: ErrTooLong.
func (s *Stream) AddAD(p []byte) error {
	if s.inText {
		panic("gcm: additional data after text")
	}
	if s.adLen+uint64(len(p)) > MaxAD {
		return ErrTooLong
	}
	s.absorb(p)
	return nil
}

// Encrypt sets the beginning of dst to the ciphertext of src; dst must be as long at least and begin at the same byte or not overlap.
// Error: ErrTooLong, and nothing is done.
func (s *Stream) Encrypt(dst, src []byte) error {
	if s.textLen+uint64(len(src)) > MaxText {
		return ErrTooLong
	}
	s.beginText()
	s.encrypt(dst[:len(src)], src)
	return nil
}

// Decrypt is the reverse of Encrypt. What it gives is not authentic before Verify has said so.
func (s *Stream) Decrypt(dst, src []byte) error {
	if s.textLen+uint64(len(src)) > MaxText {
		return ErrTooLong
	}
	s.beginText()
	dst = dst[:len(src)]
	for len(src) > 0 {
		n := s.step(len(src))
		s.absorb(src[:n])
		s.xor(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
	return nil
}

func (s *Stream) encrypt(dst, src []byte) {
	for len(src) > 0 {
		n := s.step(len(src))
		s.xor(dst[:n], src[:n])
		s.absorb(dst[:n])
		dst, src = dst[n:], src[n:]
	}
}

// step tells how much of n bytes to take next: to fill what is waiting, else a piece.
func (s *Stream) step(n int) int {
	if s.n > 0 {
		return min(n, waitingSize-s.n)
	}
	return min(n, pieceSize)
}

// Tag returns the full tag of the message, which ends with it.
func (s *Stream) Tag() [16]byte {
	s.beginText()
	return [16]byte(s.tag())
}

// Verify tells whether the message has a tag, and ends it; ErrTag if not, and ErrTagLength if no tag has that length.
func (s *Stream) Verify(tag []byte) error {
	if !ValidTagLength(len(tag)) {
		return ErrTagLength
	}
	s.beginText()
	if subtle.ConstantTimeCompare(s.tag()[:len(tag)], tag) != 1 {
		return ErrTag
	}
	return nil
}

// tag computes the tag (SP 800-38D, section 7.1, steps 5 and 6). It belongs to the stream.
func (s *Stream) tag() []byte {
	s.flush()
	s.key.end(s.y, lengths(s.adLen, s.textLen)).Put(s.out[:])
	subtle.XORBytes(s.out[:], s.out[:], s.tagMask[:])
	return s.out[:]
}

// Wipe overwrites what the stream has of its own; crypto/cipher's counter mode can't be wiped. The stream can't be used any more.
func (s *Stream) Wipe() {
	if s.wide != nil {
		s.wide.Wipe()
	}
	*s = Stream{wide: s.wide}
}

// beginText ends the additional data.
func (s *Stream) beginText() {
	if !s.inText {
		s.flush()
		s.inText = true
	}
}

// absorb takes bytes into GHASH, and counts them.
func (s *Stream) absorb(p []byte) {
	if s.inText {
		s.textLen += uint64(len(p))
	} else {
		s.adLen += uint64(len(p))
	}
	for len(p) > 0 {
		switch {
		case s.n > 0 || len(p) < waitingSize:
			n := copy(s.waiting[s.n:], p)
			s.n += n
			p = p[n:]
			if s.n == waitingSize {
				s.flush()
			}
		case len(p) >= pieceSize:
			s.ghashPiece(p[:pieceSize])
			p = p[pieceSize:]
		default:
			n := len(p) &^ (blockSize - 1)
			s.ghash(p[:n])
			p = p[n:]
		}
	}
}

// flush absorbs what is waiting, and whatever follows begins a new block.
func (s *Stream) flush() {
	if s.n > 0 {
		s.ghash(s.waiting[:s.n])
		s.n = 0
	}
}

// ghash absorbs at most a piece: y becomes y • H^n ⊕ GHASH(p) • H. With T the tag of p as additional data that is
// (y • H^(n-1) ⊕ L) • H ⊕ T ⊕ E(J).
func (s *Stream) ghash(p []byte) {
	k := s.key
	if k.wide != nil {
		s.y = k.h.Absorb(s.y, p)
		return
	}
	y := s.y
	for i, rest := 0, (len(p)-1)/blockSize; rest > 0; i, rest = i+1, rest>>1 {
		if rest&1 != 0 {
			y = y.Times(k.powers[i])
		}
	}
	y = k.h.Times(y.Plus(lengths(uint64(len(p)), 0)))
	s.y = y.Plus(ghash.ElementOf(k.aead.Seal(s.out[:0], zeroNonce[:], nil, p))).Plus(k.mask)
}

// ghashPiece is ghash for a whole piece, whose corrections are known.
func (s *Stream) ghashPiece(p []byte) {
	k := s.key
	if k.wide != nil {
		s.ghash(p)
		return
	}
	y := s.y.Times(k.powers[pieceLog])
	s.y = y.Plus(ghash.ElementOf(k.aead.Seal(s.out[:0], zeroNonce[:], nil, p))).Plus(k.piece)
}

// xor applies the key stream.
func (s *Stream) xor(dst, src []byte) {
	if uint64(len(src)) > s.beforeWrap {
		n := s.beforeWrap
		s.ctr.XORKeyStream(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
		binary.BigEndian.PutUint32(s.counter[12:], 0)
		s.count()
		// A message is too short to come round to zero twice.
		s.beforeWrap = MaxText
	}
	s.ctr.XORKeyStream(dst, src)
	s.beforeWrap -= uint64(len(src))
}

// idle keeps streams for messages in one piece.
var idle sync.Pool

func (k *Key) borrow(nonce []byte) *Stream {
	s, ok := idle.Get().(*Stream)
	if !ok {
		s = new(Stream)
	}
	s.key = k
	s.begin(nonce)
	return s
}

func (s *Stream) giveBack() {
	s.Wipe()
	idle.Put(s)
}
