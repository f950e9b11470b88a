package ccm

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"sync"

	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// A Stream is a message under way: first [Stream.AddAD], then [Stream.Encrypt] or [Stream.Decrypt] but not both, each as often as one likes, then
// [Stream.Tag] or [Stream.Verify]. One goroutine at a time may use it.
type Stream struct {
	key *Key
	// mac is the chaining value of CBC-MAC with n bytes of the next block added.
	mac [blockSize]byte
	n   int

	// adLeft and textLeft are what is still to come of the lengths that were announced.
	adLeft, textLeft uint64
	tagSize          int
	inText           bool

	ctr  cipher.Stream
	wide *sp80038a.CTR // what ctr is for a wide cipher, and kept for the next message
	// tagMask is the key stream of the counter 0, and out takes the counter block and in the end the tag; what is passed to an interface must not
	// be on the stack, or is allocated.
	tagMask, out [blockSize]byte
}

// Begin begins a message, with the lengths of its parts and of its tag in bytes. Errors: ErrNonce, ErrTagLength, ErrTooLong.
func (k *Key) Begin(nonce []byte, adLen, textLen uint64, tagSize int) (*Stream, error) {
	if err := check(nonce, textLen, tagSize); err != nil {
		return nil, err
	}
	s := &Stream{key: k}
	s.begin(nonce, adLen, textLen, tagSize)
	return s, nil
}

// begin formats the first block and the length of the additional data, and sets the counter (SP 800-38C, appendix A.2 and A.3).
func (s *Stream) begin(nonce []byte, adLen, textLen uint64, tagSize int) {
	s.adLeft, s.textLeft, s.tagSize = adLen, textLen, tagSize

	q := 15 - len(nonce)
	flags := byte((tagSize-2)/2<<3 | (q - 1))
	if adLen > 0 {
		flags |= 1 << 6
	}
	binary.BigEndian.PutUint64(s.mac[8:], textLen) // of which the nonce leaves the last q bytes
	s.mac[0] = flags
	copy(s.mac[1:], nonce)
	s.key.block.Encrypt(s.mac[:], s.mac[:])
	s.addLength(adLen)

	s.out[0] = byte(q - 1)
	copy(s.out[1:], nonce)
	s.count(s.out[:])
	clear(s.tagMask[:])
	s.ctr.XORKeyStream(s.tagMask[:], s.tagMask[:])
}

// addLength begins the additional data, if there is any, with its length.
func (s *Stream) addLength(n uint64) {
	var b [10]byte
	switch {
	case n == 0:
		return
	case n < 1<<16-1<<8:
		binary.BigEndian.PutUint16(b[:], uint16(n))
		s.mix(b[:2])
	case n < 1<<32:
		b[0], b[1] = 0xff, 0xfe
		binary.BigEndian.PutUint32(b[2:], uint32(n))
		s.mix(b[:6])
	default:
		b[0], b[1] = 0xff, 0xff
		binary.BigEndian.PutUint64(b[2:], n)
		s.mix(b[:10])
	}
}

func (s *Stream) count(counter []byte) {
	if s.key.wide == nil {
		s.ctr = cipher.NewCTR(s.key.block, counter)
		return
	}
	if s.wide == nil {
		s.wide = new(sp80038a.CTR)
	}
	s.wide.Begin(s.key.wide, counter)
	s.ctr = s.wide
}

// AddAD takes additional data; it panics after Encrypt or Decrypt. Error: ErrLengths, and nothing is done.
func (s *Stream) AddAD(p []byte) error {
	switch {
	case s.inText:
		panic("ccm: additional data after text")
	case uint64(len(p)) > s.adLeft:
		return ErrLengths
	}
	s.absorb(p)
	return nil
}

// Encrypt sets the beginning of dst to the ciphertext of src; dst must be as long at least and begin at the same byte or not overlap.
// Error: ErrLengths, and nothing is done.
func (s *Stream) Encrypt(dst, src []byte) error {
	if s.adLeft > 0 || uint64(len(src)) > s.textLeft {
		return ErrLengths
	}
	s.encrypt(dst[:len(src)], src)
	return nil
}

// Decrypt is the reverse of Encrypt. What it gives is not authentic before Verify has said so.
func (s *Stream) Decrypt(dst, src []byte) error {
	if s.adLeft > 0 || uint64(len(src)) > s.textLeft {
		return ErrLengths
	}
	s.decrypt(dst[:len(src)], src)
	return nil
}

func (s *Stream) absorb(ad []byte) {
	s.mix(ad)
	s.adLeft -= uint64(len(ad))
}

func (s *Stream) encrypt(dst, src []byte) {
	s.beginText()
	s.mix(src)
	s.ctr.XORKeyStream(dst, src)
	s.textLeft -= uint64(len(src))
}

func (s *Stream) decrypt(dst, src []byte) {
	s.beginText()
	s.ctr.XORKeyStream(dst, src)
	s.mix(dst)
	s.textLeft -= uint64(len(src))
}

// beginText ends the additional data, which is filled up with zeros.
func (s *Stream) beginText() {
	if !s.inText {
		s.fill()
		s.inText = true
	}
}

// fill ends a block that is not whole.
func (s *Stream) fill() {
	if s.n > 0 {
		s.key.block.Encrypt(s.mac[:], s.mac[:])
		s.n = 0
	}
}

// mix takes bytes into CBC-MAC.
func (s *Stream) mix(p []byte) {
	for len(p) > 0 {
		n := subtle.XORBytes(s.mac[s.n:], s.mac[s.n:], p)
		s.n += n
		p = p[n:]
		if s.n == blockSize {
			s.fill()
		}
	}
}

// Tag returns the tag of the message, which ends with it. The tag belongs to the stream. Error: ErrLengths if some of the message is missing.
func (s *Stream) Tag() ([]byte, error) {
	if s.adLeft > 0 || s.textLeft > 0 {
		return nil, ErrLengths
	}
	return s.tag(), nil
}

// Verify tells whether the message has a tag, and ends it. Errors: ErrTag, also for a tag of another length; ErrLengths.
func (s *Stream) Verify(tag []byte) error {
	want, err := s.Tag()
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(want, tag) != 1 {
		return ErrTag
	}
	return nil
}

func (s *Stream) tag() []byte {
	s.beginText()
	s.fill()
	subtle.XORBytes(s.out[:], s.mac[:], s.tagMask[:])
	return s.out[:s.tagSize]
}

// Wipe overwrites what the stream has of its own; crypto/cipher's counter mode can't be wiped. The stream can't be used any more.
func (s *Stream) Wipe() {
	if s.wide != nil {
		s.wide.Wipe()
	}
	*s = Stream{wide: s.wide}
}

// idle keeps streams for messages in one piece.
var idle sync.Pool

func (k *Key) borrow() *Stream {
	s, ok := idle.Get().(*Stream)
	if !ok {
		s = new(Stream)
	}
	s.key = k
	return s
}

func (s *Stream) giveBack() {
	s.Wipe()
	idle.Put(s)
}
