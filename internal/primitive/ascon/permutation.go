package ascon

import "math/bits"

// state is the five words of 64 bits of the permutation; byte 0 of a word is its least significant one (SP 800-232, appendix A.1).
type state [5]uint64

// constants are those of the last twelve rounds of sixteen (SP 800-232, section 3.2). In a variable, because the compiler would carry
// constants through the round, each of them several times.
var constants = [12]uint64{0xf0, 0xe1, 0xd2, 0xc3, 0xb4, 0xa5, 0x96, 0x87, 0x78, 0x69, 0x5a, 0x4b}

// permute12 is Ascon-p[12] (SP 800-232, section 3), the rounds written out.
func (s *state) permute12() {
	x0, x1, x2, x3, x4 := s[0], s[1], s[2], s[3], s[4]
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[0], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[1], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[2], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[3], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[4], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[5], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[6], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[7], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[8], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[9], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[10], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[11], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	s[0], s[1], s[2], s[3], s[4] = x0, x1, x2, x3, x4
}

// permute8 is Ascon-p[8].
func (s *state) permute8() {
	x0, x1, x2, x3, x4 := s[0], s[1], s[2], s[3], s[4]
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[4], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[5], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[6], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[7], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[8], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[9], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[10], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	x0, x1, x2, x3, x4 = substitute(x0, x1, x2^constants[11], x3, x4)
	x0, x1, x2, x3, x4 = diffuse(x0, x1, x2, x3, x4)
	s[0], s[1], s[2], s[3], s[4] = x0, x1, x2, x3, x4
}

// substitute is the layer of 64 S-boxes, bit-sliced (SP 800-232, section 3.3, figure 3).
func substitute(x0, x1, x2, x3, x4 uint64) (_, _, _, _, _ uint64) {
	x0 ^= x4
	x4 ^= x3
	x2 ^= x1
	t0 := x0 ^ x2&^x1
	t1 := x1 ^ x3&^x2
	t2 := x2 ^ x4&^x3
	t3 := x3 ^ x0&^x4
	t4 := x4 ^ x1&^x0
	return t0 ^ t4, t1 ^ t0, ^t2, t3 ^ t2, t4
}

// diffuse is the linear layer (SP 800-232, section 3.4). The second rotation of each word is that by the larger number less the smaller one.
func diffuse(x0, x1, x2, x3, x4 uint64) (_, _, _, _, _ uint64) {
	return x0 ^ bits.RotateLeft64(x0^bits.RotateLeft64(x0, 19-28), -19),
		x1 ^ bits.RotateLeft64(x1^bits.RotateLeft64(x1, 39-61), -39),
		x2 ^ bits.RotateLeft64(x2^bits.RotateLeft64(x2, 1-6), -1),
		x3 ^ bits.RotateLeft64(x3^bits.RotateLeft64(x3, 10-17), -10),
		x4 ^ bits.RotateLeft64(x4^bits.RotateLeft64(x4, 7-41), -7)
}
