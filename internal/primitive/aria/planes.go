package aria

import (
	"encoding/binary"
	"math/bits"
)

// parallel is how many blocks fit into planes.
const parallel = 4

// planes are four blocks, a word for each of the 8 bits of their bytes. Byte 4w+t of block b, the byte t of word w in the text of RFC 5794, has the bit
// 16w + 8(t%2) + 4(t/2) + b of each.
type planes [8]uint64

// The places of byte 0, 1, 2 and 3 of all words. In the rounds of SL1 these get SB1, SB2, SB3 and SB4, where SB3 and SB4 are the inverses of SB1 and SB2.
const (
	forward1 uint64 = 0x000f000f000f000f
	forward2 uint64 = 0x0f000f000f000f00
	inverse1 uint64 = 0x00f000f000f000f0
	inverse2 uint64 = 0xf000f000f000f000
)

// load reads one to four blocks.
func (x *planes) load(src []byte) {
	*x = planes{}
	for b := 0; len(src) > 0; b++ {
		lo, hi := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
		// Bytes 0 and 1 of all words, and bytes 2 and 3.
		x[b] = lo&0xffff | lo>>16&0xffff0000 | hi<<32&0xffff00000000 | hi<<16&0xffff000000000000
		x[b+4] = lo>>16&0xffff | lo>>32&0xffff0000 | hi<<16&0xffff00000000 | hi&0xffff000000000000
		src = src[BlockSize:]
	}
	x.transpose()
}

// store writes as many blocks as fit. It leaves x of no use.
func (x *planes) store(dst []byte) {
	x.transpose()
	for b := 0; len(dst) > 0; b++ {
		u, v := x[b], x[b+4]
		binary.LittleEndian.PutUint64(dst, u&0xffff|u&0xffff0000<<16|v&0xffff<<16|v&0xffff0000<<32)
		binary.LittleEndian.PutUint64(dst[8:], u>>32&0xffff|u>>16&0xffff00000000|v>>16&0xffff0000|v&0xffff000000000000)
		dst = dst[BlockSize:]
	}
}

// transpose makes words of planes and planes of words: bit j of byte i of word k changes places with bit k of byte i of word j.
func (x *planes) transpose() {
	for i := 0; i < 8; i += 2 {
		x[i], x[i+1] = exchange(x[i], x[i+1], 1, 0x5555555555555555)
	}
	for _, i := range [...]int{0, 1, 4, 5} {
		x[i], x[i+2] = exchange(x[i], x[i+2], 2, 0x3333333333333333)
	}
	for i := range 4 {
		x[i], x[i+4] = exchange(x[i], x[i+4], 4, 0x0f0f0f0f0f0f0f0f)
	}
}

// exchange makes the bits of a that are n above those of the mask change places with the bits of b under the mask.
func exchange(a, b uint64, n int, mask uint64) (uint64, uint64) {
	d := (a>>n ^ b) & mask
	return a ^ d<<n, b ^ d
}

// turn lets bytes 0 and 1 of all words change places with bytes 2 and 3 if r is odd, which is public.
func (x *planes) turn(r int) {
	if r&1 == 0 {
		return
	}
	for i, p := range x {
		x[i] = swap4(p)
	}
}

// swap4 lets t/2 change, swap8 lets t%2.
func swap4(p uint64) uint64 { return p>>4&0x0f0f0f0f0f0f0f0f | p&0x0f0f0f0f0f0f0f0f<<4 }
func swap8(p uint64) uint64 { return p>>8&0x00ff00ff00ff00ff | p&0x00ff00ff00ff00ff<<8 }

// diffuse is the diffusion layer A (RFC 5794, section 2.4.3) followed by turn(1).
//
// A is made of three steps: every byte becomes the sum of the others of its word; every word, the sum of itself and the four; the bytes of word 0 change
// places by t^1^2, those of word 1 by t^1, those of word 2 by t^2; and the second step again. Turning, which lets the bytes of all words
// change places by t^2, can be done anywhere among these. With it the bytes are where SL1 has the boxes that SL2 has for them, so
// substitute is the same in all rounds, and the state is turned before every second one.
func (x *planes) diffuse() {
	for i, p := range x {
		s := p ^ swap8(p)
		p ^= s ^ swap4(s)
		s = p ^ bits.RotateLeft64(p, 16)
		p ^= s ^ bits.RotateLeft64(s, 32)
		d := (p>>8 ^ p) & 0x0000000000ff00ff // words 0 and 1: t^1
		p ^= d ^ d<<8
		d = (p>>4 ^ p) & 0x0f0f00000f0f0000 // words 1 and 3, which are not 0 and 2: t^2
		p ^= d ^ d<<4
		s = p ^ bits.RotateLeft64(p, 16)
		x[i] = p ^ s ^ bits.RotateLeft64(s, 32)
	}
}
