// Package xts implements XTS, the mode for storage, as IEEE Std 1619-2018 specifies it in section 5, with its ciphertext stealing.
//
// A [Key] is safe for concurrent use; its methods allocate nothing and need no key schedule. A [Stream] is a data unit under way. Both take the time that the
// block cipher takes, and do nothing else that depends on secrets.
package xts

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// BlockSize is the size in bytes of the blocks that XTS is defined for, of its tweak, and of the shortest data unit.
const BlockSize = 16

// Errors of this package.
var (
	ErrBlock = errors.New("xts: the block cipher does not have blocks of 16 bytes")
	ErrShort = errors.New("xts: the data unit has less than 16 bytes")
)

// A Key is the pair of keys of XTS, prepared for use.
type Key struct {
	// data is Key1, and tweak is Key2.
	data, tweak cipher.Block
}

// New makes a key of the ciphers with Key1, for data, and Key2, for tweaks. Error: ErrBlock.
func New(key1, key2 cipher.Block) (*Key, error) {
	if key1.BlockSize() != BlockSize || key2.BlockSize() != BlockSize {
		return nil, ErrBlock
	}
	return &Key{key1, key2}, nil
}

// Crypt encrypts or decrypts a whole data unit (IEEE 1619, sections 5.3 and 5.4). tweak is the number of the data unit, 16 bytes in little-endian order; dst is
// as long as src, and begins at the same byte or does not overlap it. Error: ErrShort, and nothing is done.
func (k *Key) Crypt(dst, src []byte, tweak *[BlockSize]byte, encrypt bool) error {
	if len(src) < BlockSize {
		return ErrShort
	}
	s := Stream{key: k, encrypt: encrypt}
	k.tweak.Encrypt(s.t[:], tweak[:])
	whole := len(src) / BlockSize * BlockSize
	if whole != len(src) {
		whole -= BlockSize
	}
	s.blocks(dst[:whole], src[:whole])
	if whole != len(src) {
		s.steal(dst[whole:], src[whole:])
	}
	return nil
}

// A Stream is a data unit under way: whole blocks first, and then the end, which is of 16 to 31 bytes, as whoever uses it sees to.
type Stream struct {
	key     *Key
	encrypt bool
	// t is the encrypted tweak of the next block.
	t [BlockSize]byte
}

// Begin begins a data unit.
func (k *Key) Begin(tweak *[BlockSize]byte, encrypt bool) *Stream {
	s := &Stream{key: k, encrypt: encrypt}
	k.tweak.Encrypt(s.t[:], tweak[:])
	return s
}

// Blocks encrypts or decrypts whole blocks that are not the last one; for overlaps see [Key.Crypt].
func (s *Stream) Blocks(dst, src []byte) { s.blocks(dst, src) }

// End encrypts or decrypts the last 16 to 31 bytes. Error: ErrShort.
func (s *Stream) End(dst, src []byte) error {
	switch {
	case len(src) < BlockSize:
		return ErrShort
	case len(src) == BlockSize:
		s.blocks(dst, src)
	default:
		s.steal(dst, src)
	}
	return nil
}

// Wipe overwrites the state.
func (s *Stream) Wipe() { *s = Stream{} }

// batch is how many blocks are handled at a time, so that masking is done for many bytes at once.
const batch = 32

// blocks is XTS-AES-blockEnc or XTS-AES-blockDec for each block (sections 5.3.1 and 5.4.1).
func (s *Stream) blocks(dst, src []byte) {
	var masks [batch * BlockSize]byte
	for len(src) > 0 {
		n := min(len(src), len(masks))
		for i := 0; i < n; i += BlockSize {
			copy(masks[i:], s.t[:])
			s.t = double(s.t)
		}
		d := dst[:n]
		subtle.XORBytes(d, src[:n], masks[:n])
		if s.encrypt {
			for i := 0; i < n; i += BlockSize {
				s.key.data.Encrypt(d[i:i+BlockSize], d[i:i+BlockSize])
			}
		} else {
			for i := 0; i < n; i += BlockSize {
				s.key.data.Decrypt(d[i:i+BlockSize], d[i:i+BlockSize])
			}
		}
		subtle.XORBytes(d, d, masks[:n])
		dst, src = dst[n:], src[n:]
	}
	clear(masks[:])
}

// steal handles the last full block and the partial one behind it (sections 5.3.2 and 5.4.2): the full block takes the place of the partial one,
// which is filled up with the end of what the full one became. Decryption needs the tweaks the other way round.
func (s *Stream) steal(dst, src []byte) {
	var last, part [BlockSize]byte
	n := copy(part[:], src[BlockSize:])
	first, second := s.t, double(s.t)
	if !s.encrypt {
		first, second = second, first
	}
	copy(last[:], src)
	s.t = first
	s.blocks(last[:], last[:])
	copy(part[n:], last[n:])
	s.t = second
	s.blocks(dst[:BlockSize], part[:])
	copy(dst[BlockSize:], last[:n])
	clear(last[:])
	clear(part[:])
}

// double multiplies by the primitive element α of GF(2^128) (section 5.2): a shift in little-endian order, and the carry comes back as 135.
func double(t [BlockSize]byte) [BlockSize]byte {
	lo, hi := binary.LittleEndian.Uint64(t[:8]), binary.LittleEndian.Uint64(t[8:])
	carry := hi >> 63
	hi = hi<<1 | lo>>63
	lo = lo<<1 ^ -carry&0x87
	binary.LittleEndian.PutUint64(t[:8], lo)
	binary.LittleEndian.PutUint64(t[8:], hi)
	return t
}
