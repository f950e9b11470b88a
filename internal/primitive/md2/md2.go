// Package md2 implements the message digest MD2 as RFC 1319 specifies it, with its state to be had. MD2 is broken: it is for old data alone.
//
// It looks up a table of 256 bytes at places that depend on the message, so that it is not constant-time. One goroutine at a time may use a [Digest].
package md2

import (
	"errors"
	"hash"
)

// Sizes in bytes.
const (
	Size      = 16
	BlockSize = 16
)

// substitution is the permutation of the bytes made from the digits of pi (RFC 1319, section 3.2).
var substitution = [256]byte{
	41, 46, 67, 201, 162, 216, 124, 1, 61, 54, 84, 161, 236, 240, 6, 19, 98, 167, 5, 243, 192, 199, 115, 140, 152, 147, 43, 217, 188, 76, 130, 202,
	30, 155, 87, 60, 253, 212, 224, 22, 103, 66, 111, 24, 138, 23, 229, 18, 190, 78, 196, 214, 218, 158, 222, 73, 160, 251, 245, 142, 187, 47, 238, 122,
	169, 104, 121, 145, 21, 178, 7, 63, 148, 194, 16, 137, 11, 34, 95, 33, 128, 127, 93, 154, 90, 144, 50, 39, 53, 62, 204, 231, 191, 247, 151, 3,
	255, 25, 48, 179, 72, 165, 181, 209, 215, 94, 146, 42, 172, 86, 170, 198, 79, 184, 56, 210, 150, 164, 125, 182, 118, 252, 107, 226, 156, 116, 4, 241,
	69, 157, 112, 89, 100, 113, 135, 32, 134, 91, 207, 101, 230, 45, 168, 2, 27, 96, 37, 173, 174, 176, 185, 246, 28, 70, 97, 105, 52, 64, 126, 15,
	85, 71, 163, 35, 221, 81, 175, 58, 195, 92, 249, 206, 186, 197, 234, 38, 44, 83, 13, 110, 133, 40, 132, 9, 211, 223, 205, 244, 65, 129, 77, 82,
	106, 220, 55, 200, 108, 193, 171, 250, 36, 225, 123, 8, 12, 189, 177, 74, 120, 136, 149, 139, 227, 99, 232, 109, 233, 203, 213, 254, 59, 0, 29, 57,
	242, 239, 183, 14, 102, 88, 208, 228, 166, 119, 114, 248, 235, 117, 75, 10, 49, 68, 80, 180, 143, 237, 31, 26, 219, 153, 141, 51, 159, 17, 131, 20,
}

// Digest is an MD2 under way; the zero value is the beginning. It implements hash.Hash and hash.Cloner.
type Digest struct {
	// checksum and x are the checksum so far and the digest buffer of 48 bytes, the first 16 of which are the digest.
	checksum [16]byte
	x        [48]byte
	buf      [BlockSize]byte
	n        int
}

// New begins an MD2.
func New() *Digest { return new(Digest) }

// Sum appends the MD2 of msg to dst. It allocates nothing when dst has room.
func Sum(dst, msg []byte) []byte {
	var d Digest
	d.Write(msg)
	return d.end(dst)
}

// Write takes more of the message. It returns len(p) and no error.
func (d *Digest) Write(p []byte) (int, error) {
	written := len(p)
	if d.n > 0 {
		k := copy(d.buf[d.n:], p)
		d.n, p = d.n+k, p[k:]
		if d.n < BlockSize {
			return written, nil
		}
		d.block(d.buf[:])
		d.n = 0
	}
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		d.block(p[:BlockSize])
	}
	d.n = copy(d.buf[:], p)
	return written, nil
}

// block takes a block into the checksum and the digest (RFC 1319, sections 3.2 and 3.4, with the exclusive or of erratum 555).
func (d *Digest) block(m []byte) {
	l := d.checksum[15]
	for i, b := range m {
		d.checksum[i] ^= substitution[b^l]
		l = d.checksum[i]
	}
	d.compress(m)
}

func (d *Digest) compress(m []byte) {
	for i, b := range m {
		d.x[16+i] = b
		d.x[32+i] = b ^ d.x[i]
	}
	var t byte
	for round := range byte(18) {
		for i := range d.x {
			d.x[i] ^= substitution[t]
			t = d.x[i]
		}
		t += round
	}
}

// Sum appends the MD2 of what has been written to b; more may be written afterwards.
func (d *Digest) Sum(b []byte) []byte {
	end := *d
	return end.end(b)
}

// end appends the digest and spends the state (RFC 1319, sections 3.1, 3.2 and 3.5).
func (d *Digest) end(dst []byte) []byte {
	for i := d.n; i < BlockSize; i++ {
		d.buf[i] = byte(BlockSize - d.n)
	}
	d.block(d.buf[:])
	checksum := d.checksum
	d.compress(checksum[:])
	return append(dst, d.x[:Size]...)
}

// Reset begins again and overwrites what was there.
func (d *Digest) Reset() { *d = Digest{} }

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
	magic     = "md2\x01"
	stateSize = len(magic) + 16 + 48 + BlockSize + 8
)

// AppendBinary appends the state: "md2\x01", the checksum, the digest buffer of 48 bytes, a block with what has not been hashed in front, and the length
// of that in 8 bytes, big-endian. It returns no error.
func (d *Digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, magic...)
	b = append(b, d.checksum[:]...)
	b = append(b, d.x[:]...)
	var block [BlockSize]byte
	copy(block[:], d.buf[:d.n])
	b = append(b, block[:]...)
	return append(b, 0, 0, 0, 0, 0, 0, 0, byte(d.n)), nil
}

// MarshalBinary is [Digest.AppendBinary] into new memory.
func (d *Digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(make([]byte, 0, stateSize)) }

// UnmarshalBinary goes on from a state. It fails for bytes that are none.
func (d *Digest) UnmarshalBinary(b []byte) error {
	if len(b) != stateSize || string(b[:len(magic)]) != magic || string(b[stateSize-8:stateSize-1]) != "\x00\x00\x00\x00\x00\x00\x00" || b[stateSize-1] >= BlockSize {
		return errors.New("md2: not a state of MD2")
	}
	b = b[len(magic):]
	d.n = int(b[len(b)-1])
	b = b[copy(d.checksum[:], b):]
	b = b[copy(d.x[:], b):]
	copy(d.buf[:], b)
	return nil
}
