// Package aesmmo implements AES-MMO-Zigbee, the hash of the Zigbee specification (document 05-3474, sections B.1.3 and B.6): the Matyas-Meyer-Oseas
// construction over AES-128, for messages of fewer than 2^29 bytes.
//
// Each block of 16 bytes is encrypted under a key of its own, for which crypto/aes allocates. The time depends on lengths alone where crypto/aes uses the
// instructions of the processor, as on all amd64 and arm64 of today; its tables on others depend on the message. One goroutine at a time
// may use a [Digest].
package aesmmo

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"hash"
)

// Sizes in bytes. MaxLength is the longest message.
const (
	Size      = 16
	BlockSize = aes.BlockSize
	MaxLength = 1<<29 - 1
)

// ErrTooLong tells of a message that is longer than [MaxLength].
var ErrTooLong = errors.New("aesmmo: the message is longer than 2^29-1 bytes")

// Digest is a hash under way; the zero value is the beginning. It implements hash.Hash and hash.Cloner.
type Digest struct {
	h   [Size]byte
	buf [BlockSize]byte
	// length is that of the message so far in bytes.
	length uint32
}

// New begins a hash.
func New() *Digest { return new(Digest) }

// Sum appends the hash of msg to dst. Error: ErrTooLong.
func Sum(dst, msg []byte) ([]byte, error) {
	d := New()
	if _, err := d.Write(msg); err != nil {
		return nil, err
	}
	return d.end(dst), nil
}

// Write takes more of the message, or nothing where that gets too long. Error: ErrTooLong.
func (d *Digest) Write(p []byte) (int, error) {
	if len(p) > MaxLength-int(d.length) {
		return 0, ErrTooLong
	}
	d.write(p)
	return len(p), nil
}

func (d *Digest) write(p []byte) {
	n := int(d.length % BlockSize)
	d.length += uint32(len(p))
	if n > 0 {
		k := copy(d.buf[n:], p)
		if n+k < BlockSize {
			return
		}
		d.compress(&d.buf)
		p = p[k:]
	}
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		d.compress((*[BlockSize]byte)(p))
	}
	copy(d.buf[:], p)
}

// compress is the Matyas-Meyer-Oseas function (section B.6, step 3): the chaining value is the key, and the block is added to its own ciphertext.
func (d *Digest) compress(m *[BlockSize]byte) {
	c, err := aes.NewCipher(d.h[:])
	if err != nil {
		panic("aesmmo: " + err.Error()) // a key of 16 bytes always is one
	}
	c.Encrypt(d.h[:], m[:])
	subtle.XORBytes(d.h[:], d.h[:], m[:])
}

// Sum appends the hash of what has been written to b; more may be written afterwards.
func (d *Digest) Sum(b []byte) []byte {
	end := *d
	return end.end(b)
}

// end appends the hash and spends the state. The padding of section B.6 ends with the length in bits: 16 of them for messages of fewer than 2^16 bits, else
// 32 of them and 16 bits of zero.
func (d *Digest) end(dst []byte) []byte {
	var pad [2 * BlockSize]byte
	pad[0] = 0x80
	bits, field := 8*d.length, 2
	if bits >= 1<<16 {
		field = 6
	}
	n := BlockSize - (int(d.length)+field)%BlockSize
	if field == 2 {
		binary.BigEndian.PutUint16(pad[n:], uint16(bits))
	} else {
		binary.BigEndian.PutUint32(pad[n:], bits)
	}
	d.write(pad[:n+field])
	return append(dst, d.h[:]...)
}

// Reset begins again and overwrites what was there.
func (d *Digest) Reset() { *d = Digest{} }

// Size is the length of the hash in bytes.
func (d *Digest) Size() int { return Size }

// BlockSize is the length of a block in bytes.
func (d *Digest) BlockSize() int { return BlockSize }

// Clone implements hash.Cloner. It returns no error.
func (d *Digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

const (
	magic     = "mmo\x01"
	stateSize = len(magic) + Size + BlockSize + 8
)

// AppendBinary appends the state: "mmo\x01", the chaining value, a block with what has not been hashed in front, and the length of the message so far in 8
// bytes, big-endian. It returns no error.
func (d *Digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, magic...)
	b = append(b, d.h[:]...)
	var block [BlockSize]byte
	copy(block[:], d.buf[:d.length%BlockSize])
	b = append(b, block[:]...)
	return binary.BigEndian.AppendUint64(b, uint64(d.length)), nil
}

// MarshalBinary is [Digest.AppendBinary] into new memory.
func (d *Digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(make([]byte, 0, stateSize)) }

// UnmarshalBinary goes on from a state. It fails for bytes that are none.
func (d *Digest) UnmarshalBinary(b []byte) error {
	if len(b) != stateSize || string(b[:len(magic)]) != magic || binary.BigEndian.Uint64(b[stateSize-8:]) > MaxLength {
		return errors.New("aesmmo: not a state of AES-MMO")
	}
	d.length = uint32(binary.BigEndian.Uint64(b[stateSize-8:]))
	b = b[len(magic):]
	b = b[copy(d.h[:], b):]
	copy(d.buf[:], b)
	return nil
}
