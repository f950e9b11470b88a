package camellia

import "encoding/binary"

// parallel is how many blocks fit into two planes.
const parallel = 8

// planes are halves of eight blocks, a word for each of the 8 bits of their bytes. Byte i of the half of block b, counted from the most significant one,
// has the bit 8i + b of each.
type planes [8]uint64

// load reads one to eight blocks.
func load(left, right *planes, src []byte) {
	*left, *right = planes{}, planes{}
	for b := 0; len(src) > 0; b++ {
		left[b] = binary.LittleEndian.Uint64(src)
		right[b] = binary.LittleEndian.Uint64(src[8:])
		src = src[BlockSize:]
	}
	left.transpose()
	right.transpose()
}

// store writes as many blocks as fit. It leaves the planes of no use.
func store(dst []byte, left, right *planes) {
	left.transpose()
	right.transpose()
	for b := 0; len(dst) > 0; b++ {
		binary.LittleEndian.PutUint64(dst, left[b])
		binary.LittleEndian.PutUint64(dst[8:], right[b])
		dst = dst[BlockSize:]
	}
}

// add is addition of a subkey.
func (x *planes) add(key *planes) {
	for i := range x {
		x[i] ^= key[i]
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
