// Package ripemd160 implements the hash RIPEMD-160 as Dobbertin, Bosselaers and Preneel specify it ("RIPEMD-160: A Strengthened Version of RIPEMD", 1996), and
// ISO/IEC 10118-3, with its state to be had.
//
// It takes time that depends on lengths alone. One goroutine at a time may use a [Digest].
package ripemd160

import (
	"encoding/binary"
	"errors"
	"hash"
)

// Sizes in bytes.
const (
	Size      = 20
	BlockSize = 64
)

// start is the initial value (RIPEMD-160, appendix A).
var start = [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}

// Digest is a RIPEMD-160 under way, which New begins. It implements hash.Hash and hash.Cloner.
type Digest struct {
	h   [5]uint32
	buf [BlockSize]byte
	// length is that of the message so far in bytes.
	length uint64
}

// New begins a RIPEMD-160.
func New() *Digest { return &Digest{h: start} }

// Sum appends the RIPEMD-160 of msg to dst. It allocates nothing when dst has room.
func Sum(dst, msg []byte) []byte {
	d := Digest{h: start}
	d.Write(msg)
	return d.end(dst)
}

// Write takes more of the message. It returns len(p) and no error.
func (d *Digest) Write(p []byte) (int, error) {
	written, n := len(p), int(d.length%BlockSize)
	d.length += uint64(len(p))
	if n > 0 {
		k := copy(d.buf[n:], p)
		p = p[k:]
		if n+k < BlockSize {
			return written, nil
		}
		compress(&d.h, d.buf[:])
	}
	whole := len(p) / BlockSize * BlockSize
	compress(&d.h, p[:whole])
	copy(d.buf[:], p[whole:])
	return written, nil
}

// Sum appends the RIPEMD-160 of what has been written to b; more may be written afterwards.
func (d *Digest) Sum(b []byte) []byte {
	end := *d
	return end.end(b)
}

// end appends the digest and spends the state (RIPEMD-160, section 3; the padding is that of MD4).
func (d *Digest) end(dst []byte) []byte {
	var pad [BlockSize + 8]byte
	pad[0] = 0x80
	bits := d.length * 8
	n := BlockSize - int((d.length+8)%BlockSize)
	binary.LittleEndian.PutUint64(pad[n:], bits)
	d.Write(pad[:n+8])
	for _, w := range d.h {
		dst = binary.LittleEndian.AppendUint32(dst, w)
	}
	return dst
}

// Reset begins again and overwrites what was there.
func (d *Digest) Reset() { *d = Digest{h: start} }

// Size is the length of the digest in bytes.
func (d *Digest) Size() int { return Size }

// BlockSize is the length of a block in bytes.
func (d *Digest) BlockSize() int { return BlockSize }

// Clone implements hash.Cloner. It returns no error.
func (d *Digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

const (
	magic     = "rmd\x01"
	stateSize = len(magic) + Size + BlockSize + 8
)

// AppendBinary appends the state: "rmd\x01", the chaining value in little-endian words, a block with what has not been hashed in front, and the length of the
// message so far in 8 bytes, big-endian. It returns no error.
func (d *Digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, magic...)
	for _, w := range d.h {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	var block [BlockSize]byte
	copy(block[:], d.buf[:d.length%BlockSize])
	b = append(b, block[:]...)
	return binary.BigEndian.AppendUint64(b, d.length), nil
}

// MarshalBinary is [Digest.AppendBinary] into new memory.
func (d *Digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(make([]byte, 0, stateSize)) }

// UnmarshalBinary goes on from a state. It fails for bytes that are none.
func (d *Digest) UnmarshalBinary(b []byte) error {
	if len(b) != stateSize || string(b[:len(magic)]) != magic {
		return errors.New("ripemd160: not a state of RIPEMD-160")
	}
	b = b[len(magic):]
	for i := range d.h {
		d.h[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	copy(d.buf[:], b[Size:])
	d.length = binary.BigEndian.Uint64(b[Size+BlockSize:])
	return nil
}
