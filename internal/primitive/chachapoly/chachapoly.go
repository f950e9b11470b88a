// Package chachapoly implements ChaCha20-Poly1305 as RFC 8439 specifies it, and XChaCha20-Poly1305 of draft-irtf-cfrg-xchacha: in one piece, by
// golang.org/x/crypto/chacha20poly1305, and in parts, which that package has not.
//
// A [Key] is safe for concurrent use. A [Stream] is a message under way, and needs the same memory however long the message is. All of it
// is constant-time.
package chachapoly

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/poly1305" //lint:ignore SA1019 the construction of RFC 8439, section 2.8, in parts needs its one-time authenticator; no other package offers it
)

// Sizes in bytes.
const (
	KeySize   = chacha20poly1305.KeySize
	NonceSize = chacha20poly1305.NonceSize
	// XNonceSize is the size of nonces of XChaCha20-Poly1305.
	XNonceSize = chacha20poly1305.NonceSizeX
	TagSize    = chacha20poly1305.Overhead

	// MaxText is the longest text: the block counter has 32 bits, and block 0 makes the key of Poly1305 (RFC 8439, section 2.8).
	MaxText = (1<<32 - 1) * 64
)

// Errors of this package. None tells anything about keys or plaintexts.
var (
	ErrTag     = errors.New("chachapoly: message authentication failed")
	ErrKey     = errors.New("chachapoly: the key does not have 32 bytes")
	ErrNonce   = errors.New("chachapoly: the nonce does not have 12 bytes, or for XChaCha20-Poly1305 24")
	ErrTooLong = errors.New("chachapoly: the text is longer than 2^38-64 bytes")
)

// A Key is a key of 256 bits prepared for use.
type Key struct {
	aead  cipher.AEAD
	key   [KeySize]byte
	nonce int // the size of nonces
}

// New prepares a key for ChaCha20-Poly1305. It copies the key. Error: ErrKey.
func New(key []byte) (*Key, error) { return prepared(key, chacha20poly1305.New) }

// NewX prepares a key for XChaCha20-Poly1305. It copies the key. Error: ErrKey.
func NewX(key []byte) (*Key, error) { return prepared(key, chacha20poly1305.NewX) }

func prepared(key []byte, start func([]byte) (cipher.AEAD, error)) (*Key, error) {
	aead, err := start(key)
	if err != nil {
		return nil, ErrKey
	}
	return &Key{aead: aead, key: [KeySize]byte(key), nonce: aead.NonceSize()}, nil
}

// NonceSize is the size of the key's nonces in bytes: NonceSize or XNonceSize.
func (k *Key) NonceSize() int { return k.nonce }

// Wipe overwrites the key; the copy inside chacha20poly1305's object can't be reached. Seal and Open must not be called any more.
func (k *Key) Wipe() {
	clear(k.key[:])
	k.aead = nil
}

// Seal appends the ciphertext of plaintext and its tag to dst. The plaintext may begin where the free part of dst does, or else must
// not overlap it; the additional data must not overlap it. Errors: ErrNonce, ErrTooLong.
func (k *Key) Seal(dst, nonce, plaintext, ad []byte) ([]byte, error) {
	switch {
	case len(nonce) != k.nonce:
		return nil, ErrNonce
	case uint64(len(plaintext)) > MaxText:
		return nil, ErrTooLong
	}
	return k.aead.Seal(dst, nonce, plaintext, ad), nil
}

// Open appends the plaintext of a ciphertext with its tag to dst, if the tag is right; else it leaves nothing behind. For overlaps see
// [Key.Seal]. Errors: ErrTag, ErrNonce, ErrTooLong.
func (k *Key) Open(dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	switch {
	case len(nonce) != k.nonce:
		return nil, ErrNonce
	case len(ciphertext) < TagSize:
		return nil, ErrTag
	case uint64(len(ciphertext)-TagSize) > MaxText:
		return nil, ErrTooLong
	}
	dst, err := k.aead.Open(dst, nonce, ciphertext, ad)
	if err != nil {
		return nil, ErrTag
	}
	return dst, nil
}

// A Stream is a message under way: first [Stream.AddAD], then [Stream.Encrypt] or [Stream.Decrypt] but not both, each as often as one likes, then [Stream.Tag] or
// [Stream.Verify], once. One goroutine at a time may use it.
type Stream struct {
	cipher         *chacha20.Cipher
	mac            *poly1305.MAC
	adLen, textLen uint64
	inText         bool
}

// Begin begins a message. Error: ErrNonce.
func (k *Key) Begin(nonce []byte) (*Stream, error) {
	if len(nonce) != k.nonce {
		return nil, ErrNonce
	}
	// With a nonce of 24 bytes this is XChaCha20, which derives a key from the first 16 of them.
	c, err := chacha20.NewUnauthenticatedCipher(k.key[:], nonce)
	if err != nil {
		return nil, ErrNonce
	}
	// RFC 8439, section 2.6: the key of Poly1305 is the first half of block 0; the text begins with block 1.
	var macKey [32]byte
	c.XORKeyStream(macKey[:], macKey[:])
	c.SetCounter(1)
	s := &Stream{cipher: c, mac: poly1305.New(&macKey)}
	clear(macKey[:])
	return s, nil
}

// AddAD takes additional data; it panics after Encrypt or Decrypt.
func (s *Stream) AddAD(p []byte) {
	if s.inText {
		panic("chachapoly: additional data after text")
	}
	s.mac.Write(p)
	s.adLen += uint64(len(p))
}

// Encrypt sets the beginning of dst to the ciphertext of src; dst must be as long at least and begin at the same byte or not overlap.
// Error: ErrTooLong, and nothing is done.
func (s *Stream) Encrypt(dst, src []byte) error {
	if err := s.count(len(src)); err != nil {
		return err
	}
	s.cipher.XORKeyStream(dst, src)
	s.mac.Write(dst[:len(src)])
	return nil
}

// Decrypt is the reverse of Encrypt. What it gives is not authentic before Verify has said so.
func (s *Stream) Decrypt(dst, src []byte) error {
	if err := s.count(len(src)); err != nil {
		return err
	}
	s.mac.Write(src)
	s.cipher.XORKeyStream(dst, src)
	return nil
}

// count begins the text, and counts n more bytes of it.
func (s *Stream) count(n int) error {
	if uint64(n) > MaxText-s.textLen {
		return ErrTooLong
	}
	s.beginText()
	s.textLen += uint64(n)
	return nil
}

func (s *Stream) beginText() {
	if !s.inText {
		s.pad(s.adLen)
		s.inText = true
	}
}

var zeros [16]byte

// pad fills up to 16 bytes what has n bytes (RFC 8439, section 2.8).
func (s *Stream) pad(n uint64) { s.mac.Write(zeros[:-n%16]) }

func (s *Stream) end() {
	s.beginText()
	s.pad(s.textLen)
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], s.adLen)
	binary.LittleEndian.PutUint64(b[8:], s.textLen)
	s.mac.Write(b[:])
}

// Tag returns the tag of the message, which ends with it.
func (s *Stream) Tag() [TagSize]byte {
	s.end()
	var tag [TagSize]byte
	s.mac.Sum(tag[:0])
	return tag
}

// Verify tells whether the message has a tag, and ends it; ErrTag if not, also for a tag of a wrong length.
func (s *Stream) Verify(tag []byte) error {
	s.end()
	if !s.mac.Verify(tag) {
		return ErrTag
	}
	return nil
}

// Wipe overwrites the cipher's state and drops the authenticator's, which can't be reached but is a one-time key. The stream can't be
// used any more.
func (s *Stream) Wipe() {
	if s.cipher != nil {
		*s.cipher = chacha20.Cipher{}
	}
	*s = Stream{}
}
