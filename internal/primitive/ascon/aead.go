package ascon

import (
	"crypto/subtle"
	"encoding/binary"
	"slices"
)

// Sizes of Ascon-AEAD128 in bytes.
const (
	KeySize       = 16
	MaskedKeySize = 32
	NonceSize     = 16
	TagSize       = 16

	// MinTagSize is the shortest truncated tag (SP 800-232, section 4.2.1).
	MinTagSize = 4

	rate = 16
)

// ivAEAD128 is the initial value of Ascon-AEAD128 (SP 800-232, section 4.1).
const ivAEAD128 = 0x00001000808c0001

// A Key is a key of Ascon-AEAD128, with or without nonce masking.
type Key struct {
	key [2]uint64
	// mask is added to the nonce; it is zero without nonce masking.
	mask [2]uint64
}

// NewKey copies a key of 16 bytes, or one of 32 bytes whose second half masks the nonce (SP 800-232, section 4.2.2). Error: ErrKey.
func NewKey(key []byte) (*Key, error) {
	k := new(Key)
	switch len(key) {
	case MaskedKeySize:
		k.mask = words(key[KeySize:])
	case KeySize:
	default:
		return nil, ErrKey
	}
	k.key = words(key)
	return k, nil
}

func words(b []byte) [2]uint64 {
	return [2]uint64{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
}

// Wipe overwrites the key, which must not be used any more.
func (k *Key) Wipe() { *k = Key{} }

// Seal appends the ciphertext of plaintext and its tag of tagSize bytes to dst. The plaintext may begin where the free part of dst does, or
// else must not overlap it; so may the additional data. Errors: ErrNonce, ErrTagLength.
func (k *Key) Seal(dst, nonce, plaintext, ad []byte, tagSize int) ([]byte, error) {
	if tagSize < MinTagSize || tagSize > TagSize {
		return nil, ErrTagLength
	}
	var s Stream
	if err := s.begin(k, nonce); err != nil {
		return nil, err
	}
	s.AddAD(ad)
	start := len(dst)
	dst = slices.Grow(dst, len(plaintext)+tagSize)[:start+len(plaintext)]
	s.Encrypt(dst[start:], plaintext)
	tag := s.Tag()
	s.Wipe()
	return append(dst, tag[:tagSize]...), nil
}

// Open appends the plaintext of a ciphertext with its tag of tagSize bytes to dst, if the tag is right; else it leaves nothing behind. For overlaps see
// [Key.Seal]. Errors: ErrTag, ErrNonce, ErrTagLength.
func (k *Key) Open(dst, nonce, ciphertext, ad []byte, tagSize int) ([]byte, error) {
	if tagSize < MinTagSize || tagSize > TagSize {
		return nil, ErrTagLength
	}
	var s Stream
	if err := s.begin(k, nonce); err != nil {
		return nil, err
	}
	n := len(ciphertext) - tagSize
	if n < 0 {
		return nil, ErrTag
	}
	s.AddAD(ad)
	start := len(dst)
	dst = slices.Grow(dst, n)[:start+n]
	s.Decrypt(dst[start:], ciphertext[:n])
	err := s.Verify(ciphertext[n:])
	s.Wipe()
	if err != nil {
		clear(dst[start:])
		return nil, err
	}
	return dst, nil
}

// A Stream is a message under way: first [Stream.AddAD], then [Stream.Encrypt] or [Stream.Decrypt] but not both, each as often as one likes, then [Stream.Tag] or
// [Stream.Verify], once.
type Stream struct {
	s   state
	key [2]uint64
	// n is how many bytes of the present block have been taken in.
	n            int
	someAD, text bool
}

// Begin begins a message. The stream has its own copy of the key. Error: ErrNonce.
func (k *Key) Begin(nonce []byte) (*Stream, error) {
	s := new(Stream)
	if err := s.begin(k, nonce); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Stream) begin(k *Key, nonce []byte) error {
	if len(nonce) != NonceSize {
		return ErrNonce
	}
	n := words(nonce)
	*s = Stream{s: state{ivAEAD128, k.key[0], k.key[1], n[0] ^ k.mask[0], n[1] ^ k.mask[1]}, key: k.key}
	s.s.permute12()
	s.s[3] ^= k.key[0]
	s.s[4] ^= k.key[1]
	return nil
}

// AddAD takes additional data; it panics after Encrypt or Decrypt.
func (s *Stream) AddAD(p []byte) {
	if s.text {
		panic("ascon: additional data after text")
	}
	s.someAD = s.someAD || len(p) > 0
	for ; s.n != 0 && len(p) > 0; p = p[1:] {
		s.addByte(p[0])
	}
	for ; len(p) >= rate; p = p[rate:] {
		s.s[0] ^= binary.LittleEndian.Uint64(p)
		s.s[1] ^= binary.LittleEndian.Uint64(p[8:])
		s.s.permute8()
	}
	for _, b := range p {
		s.addByte(b)
	}
}

// addByte adds a byte to the present block, and returns what then stands in its place.
func (s *Stream) addByte(b byte) byte {
	word, shift := s.n/8, 8*(s.n%8)
	s.s[word] ^= uint64(b) << shift
	out := byte(s.s[word] >> shift)
	if s.n++; s.n == rate {
		s.s.permute8()
		s.n = 0
	}
	return out
}

// pad ends a string that is taken in.
func (s *Stream) pad() {
	s.s[s.n/8] ^= 1 << (8 * (s.n % 8))
	s.n = 0
}

// beginText ends the additional data.
func (s *Stream) beginText() {
	if s.text {
		return
	}
	s.text = true
	if s.someAD {
		s.pad()
		s.s.permute8()
	}
	s.s[4] ^= 1 << 63 // domain separation
}

// Encrypt sets the beginning of dst to the ciphertext of src; dst must be as long at least and begin at the same byte or not overlap.
func (s *Stream) Encrypt(dst, src []byte) {
	s.beginText()
	dst = dst[:len(src)]
	for ; s.n != 0 && len(src) > 0; dst, src = dst[1:], src[1:] {
		dst[0] = s.addByte(src[0])
	}
	for ; len(src) >= rate; dst, src = dst[rate:], src[rate:] {
		s.s[0] ^= binary.LittleEndian.Uint64(src)
		s.s[1] ^= binary.LittleEndian.Uint64(src[8:])
		binary.LittleEndian.PutUint64(dst, s.s[0])
		binary.LittleEndian.PutUint64(dst[8:], s.s[1])
		s.s.permute8()
	}
	for i, b := range src {
		dst[i] = s.addByte(b)
	}
}

// Decrypt is the reverse of Encrypt. What it gives is not authentic before Verify has said so.
func (s *Stream) Decrypt(dst, src []byte) {
	s.beginText()
	dst = dst[:len(src)]
	for ; s.n != 0 && len(src) > 0; dst, src = dst[1:], src[1:] {
		dst[0] = s.takeByte(src[0])
	}
	for ; len(src) >= rate; dst, src = dst[rate:], src[rate:] {
		c0, c1 := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
		binary.LittleEndian.PutUint64(dst, s.s[0]^c0)
		binary.LittleEndian.PutUint64(dst[8:], s.s[1]^c1)
		s.s[0], s.s[1] = c0, c1
		s.s.permute8()
	}
	for i, c := range src {
		dst[i] = s.takeByte(c)
	}
}

// takeByte puts a byte of ciphertext into its place, and returns the byte of plaintext.
func (s *Stream) takeByte(c byte) byte {
	b := byte(s.s[s.n/8]>>(8*(s.n%8))) ^ c
	s.addByte(b)
	return b
}

// Tag returns the whole tag of the message, which ends with it.
func (s *Stream) Tag() [TagSize]byte {
	s.beginText()
	s.pad()
	s.s[2] ^= s.key[0]
	s.s[3] ^= s.key[1]
	s.s.permute12()
	var tag [TagSize]byte
	binary.LittleEndian.PutUint64(tag[:], s.s[3]^s.key[0])
	binary.LittleEndian.PutUint64(tag[8:], s.s[4]^s.key[1])
	return tag
}

// Verify tells whether the message has a tag, whole or truncated to no fewer than [MinTagSize] bytes, and ends it; ErrTag if not. Which length a tag
// must have is for the caller to check.
func (s *Stream) Verify(tag []byte) error {
	want := s.Tag()
	if len(tag) < MinTagSize || len(tag) > TagSize || subtle.ConstantTimeCompare(want[:len(tag)], tag) != 1 {
		return ErrTag
	}
	return nil
}

// Wipe overwrites the state and the key. The stream can't be used any more.
func (s *Stream) Wipe() { *s = Stream{} }
