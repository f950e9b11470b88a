// Package xts implements XTS, the mode of IEEE 1619 and NIST SP 800-38E for sectors of storage, over any block cipher with blocks of 16 bytes, with
// ciphertext stealing: the text of a sector is a block or more, and need not be whole blocks.
//
// A [Key] is two keyed block ciphers, safe for concurrent use. [Key.Encrypt] and [Key.Decrypt] take a text in one piece; [Key.Begin] returns a [Stream]
// for one in parts. That both keys differ, which FIPS 140 wants and IEEE 1619 does not (its vector 1 has equal ones), is not checked.
//
// The package adds nothing to the time that the block cipher takes but what depends on lengths.
package xts

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// BlockSize is the size in bytes of blocks and of tweaks.
const BlockSize = 16

// MaxText is the length in bytes of the longest text, 2^20 blocks (SP 800-38E, section 4).
const MaxText = BlockSize << 20

// Errors of this package. None tells anything about keys or texts.
var (
	ErrBlockSize = errors.New("xts: the block size is not 16 bytes")
	ErrTweak     = errors.New("xts: the tweak does not have 16 bytes")
	ErrText      = errors.New("xts: the text has less than a block of 16 bytes or more than 2^20 blocks")
)

// A Key is the two keyed ciphers.
type Key struct{ data, tweak cipher.Block }

// New takes the cipher of the data, which has Key1 of IEEE 1619, and that of the tweak, which has Key2. Error: ErrBlockSize.
func New(data, tweak cipher.Block) (*Key, error) {
	if data.BlockSize() != BlockSize || tweak.BlockSize() != BlockSize {
		return nil, ErrBlockSize
	}
	return &Key{data, tweak}, nil
}

// Wipe wipes the ciphers, those that know how to. The key can't be used any more.
func (k *Key) Wipe() {
	for _, c := range []cipher.Block{k.data, k.tweak} {
		if w, ok := c.(interface{ Wipe() }); ok {
			w.Wipe()
		}
	}
	*k = Key{}
}

// Encrypt sets the beginning of dst to the ciphertext of src, under a tweak of 16 bytes in the byte order of IEEE 1619: a sector number is
// little-endian. dst is as long as src at least, and begins at the same byte or does not overlap it. Errors: ErrTweak, ErrText.
func (k *Key) Encrypt(dst, src, tweak []byte) error { return k.crypt(true, dst, src, tweak) }

// Decrypt is the reverse of [Key.Encrypt].
func (k *Key) Decrypt(dst, src, tweak []byte) error { return k.crypt(false, dst, src, tweak) }

// idle keeps streams for texts in one piece.
var idle sync.Pool

func (k *Key) crypt(encrypt bool, dst, src, tweak []byte) error {
	if len(tweak) != BlockSize {
		return ErrTweak
	}
	if len(src) < BlockSize || len(src) > MaxText {
		return ErrText
	}
	s, ok := idle.Get().(*Stream)
	if !ok {
		s = new(Stream)
	}
	s.begin(k, encrypt, tweak)
	n := len(src)
	if n%BlockSize != 0 {
		n = (n - BlockSize) &^ (BlockSize - 1)
	}
	s.Blocks(dst[:n], src[:n])
	if n < len(src) {
		s.Last(dst[n:], src[n:])
	}
	s.Wipe()
	idle.Put(s)
	return nil
}

// A Stream is a text under way: [Stream.Blocks] as often as one likes, then [Stream.Last]. One goroutine at a time may use it.
type Stream struct {
	data    cipher.Block
	encrypt bool
	// hi and lo are the tweak of the next block, the encrypted tweak times α^j, as a little-endian number.
	hi, lo uint64
	// tweaks has room for those of many blocks; what is passed to a cipher.Block must not be on the stack, or is allocated.
	tweaks [wideSize]byte
	block  [2 * BlockSize]byte
}

// wideSize is how many bytes of blocks are passed at once.
const wideSize = 1024

// Begin begins a text. Error: ErrTweak.
func (k *Key) Begin(encrypt bool, tweak []byte) (*Stream, error) {
	if len(tweak) != BlockSize {
		return nil, ErrTweak
	}
	s := new(Stream)
	s.begin(k, encrypt, tweak)
	return s, nil
}

func (s *Stream) begin(k *Key, encrypt bool, tweak []byte) {
	s.data, s.encrypt = k.data, encrypt
	copy(s.block[:], tweak)
	t := s.block[:BlockSize]
	k.tweak.Encrypt(t, t)
	s.lo, s.hi = binary.LittleEndian.Uint64(t), binary.LittleEndian.Uint64(t[8:])
}

// next puts the tweak of the next block, and multiplies by α (IEEE 1619, section 5.2).
func (s *Stream) next(b []byte) {
	binary.LittleEndian.PutUint64(b, s.lo)
	binary.LittleEndian.PutUint64(b[8:], s.hi)
	carry := s.hi >> 63
	s.hi = s.hi<<1 | s.lo>>63
	s.lo = s.lo<<1 ^ 0x87&-carry
}

// Blocks takes whole blocks, of which no part is one of the last two if the text is not whole blocks (IEEE 1619, sections 5.3.1 and 5.4.1). dst is as long as src, and begins at the same
// byte or does not overlap it.
func (s *Stream) Blocks(dst, src []byte) {
	for len(src) > 0 {
		n := min(len(src), wideSize)
		for i := 0; i < n; i += BlockSize {
			s.next(s.tweaks[i:])
		}
		tweaks, out := s.tweaks[:n], dst[:n]
		subtle.XORBytes(out, src[:n], tweaks)
		sp80038a.ECB(s.data, s.encrypt, out, out)
		subtle.XORBytes(out, out, tweaks)
		dst, src = dst[n:], src[n:]
	}
}

// Last takes the rest of the text, from a block to a byte less than two, and ends it (IEEE 1619, sections 5.3.2 and 5.4.2).
func (s *Stream) Last(dst, src []byte) {
	n := len(src)
	work := s.block[:n]
	copy(work, src)
	if n == BlockSize {
		s.next(s.tweaks[:])
		s.one(work, s.tweaks[:BlockSize])
		copy(dst, work)
		return
	}
	first, second := s.tweaks[:BlockSize], s.tweaks[BlockSize:2*BlockSize]
	s.next(first)
	s.next(second)
	if !s.encrypt {
		first, second = second, first
	}
	// The block becomes longer by the end of what it is encrypted to, and is encrypted again.
	whole, rest := work[:BlockSize], work[BlockSize:]
	s.one(whole, first)
	for i := range rest {
		whole[i], rest[i] = rest[i], whole[i]
	}
	s.one(whole, second)
	copy(dst, work)
}

// one encrypts or decrypts a block with a tweak.
func (s *Stream) one(b, tweak []byte) {
	subtle.XORBytes(b, b, tweak)
	if s.encrypt {
		s.data.Encrypt(b, b)
	} else {
		s.data.Decrypt(b, b)
	}
	subtle.XORBytes(b, b, tweak)
}

// Wipe overwrites the state. The stream can't be used any more.
func (s *Stream) Wipe() { *s = Stream{} }
