package blake2

import (
	"encoding/binary"
	"math/bits"
)

// The initialization vector of BLAKE2s (RFC 7693, section 2.6).
const (
	ivS0 = 0x6a09e667
	ivS1 = 0xbb67ae85
	ivS2 = 0x3c6ef372
	ivS3 = 0xa54ff53a
	ivS4 = 0x510e527f
	ivS5 = 0x9b05688c
	ivS6 = 0x1f83d9ab
	ivS7 = 0x5be0cd19
)

// compressS is the compression function F of BLAKE2s (RFC 7693, section 3.2) on one block after the other, the rounds written out. Each
// block counts step bytes. f0 and f1 are the finalization flags of all of them.
func compressS(h *[8]uint32, t *[2]uint32, f0, f1 uint32, blocks []byte, step uint32) {
	for ; len(blocks) >= blockS; blocks = blocks[blockS:] {
		m := (*[blockS]byte)(blocks)
		t[0] += step
		if t[0] < step {
			t[1]++
		}
		v0, v1, v2, v3 := h[0], h[1], h[2], h[3]
		v4, v5, v6, v7 := h[4], h[5], h[6], h[7]
		v8, v9, v10, v11 := uint32(ivS0), uint32(ivS1), uint32(ivS2), uint32(ivS3)
		v12, v13, v14, v15 := ivS4^t[0], ivS5^t[1], ivS6^f0, ivS7^f1

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 0, 1)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 2, 3)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 4, 5)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 6, 7)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 8, 9)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 10, 11)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 12, 13)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 14, 15)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 14, 10)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 4, 8)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 9, 15)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 13, 6)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 1, 12)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 0, 2)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 11, 7)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 5, 3)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 11, 8)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 12, 0)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 5, 2)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 15, 13)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 10, 14)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 3, 6)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 7, 1)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 9, 4)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 7, 9)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 3, 1)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 13, 12)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 11, 14)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 2, 6)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 5, 10)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 4, 0)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 15, 8)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 9, 0)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 5, 7)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 2, 4)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 10, 15)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 14, 1)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 11, 12)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 6, 8)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 3, 13)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 2, 12)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 6, 10)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 0, 11)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 8, 3)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 4, 13)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 7, 5)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 15, 14)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 1, 9)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 12, 5)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 1, 15)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 14, 13)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 4, 10)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 0, 7)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 6, 3)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 9, 2)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 8, 11)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 13, 11)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 7, 14)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 12, 1)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 3, 9)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 5, 0)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 15, 4)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 8, 6)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 2, 10)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 6, 15)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 14, 9)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 11, 3)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 0, 8)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 12, 2)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 13, 7)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 1, 4)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 10, 5)

		v0, v4, v8, v12 = mixS(v0, v4, v8, v12, m, 10, 2)
		v1, v5, v9, v13 = mixS(v1, v5, v9, v13, m, 8, 4)
		v2, v6, v10, v14 = mixS(v2, v6, v10, v14, m, 7, 6)
		v3, v7, v11, v15 = mixS(v3, v7, v11, v15, m, 1, 5)
		v0, v5, v10, v15 = mixS(v0, v5, v10, v15, m, 15, 11)
		v1, v6, v11, v12 = mixS(v1, v6, v11, v12, m, 9, 14)
		v2, v7, v8, v13 = mixS(v2, v7, v8, v13, m, 3, 12)
		v3, v4, v9, v14 = mixS(v3, v4, v9, v14, m, 13, 0)

		h[0] ^= v0 ^ v8
		h[1] ^= v1 ^ v9
		h[2] ^= v2 ^ v10
		h[3] ^= v3 ^ v11
		h[4] ^= v4 ^ v12
		h[5] ^= v5 ^ v13
		h[6] ^= v6 ^ v14
		h[7] ^= v7 ^ v15
	}
}

// mixS is the mixing function G of BLAKE2s (RFC 7693, section 3.1).
func mixS(a, b, c, d uint32, m *[blockS]byte, x, y int) (_, _, _, _ uint32) {
	a = a + binary.LittleEndian.Uint32(m[4*x:]) + b
	d = bits.RotateLeft32(d^a, -16)
	c += d
	b = bits.RotateLeft32(b^c, -12)
	a = a + binary.LittleEndian.Uint32(m[4*y:]) + b
	d = bits.RotateLeft32(d^a, -8)
	c += d
	b = bits.RotateLeft32(b^c, -7)
	return a, b, c, d
}
