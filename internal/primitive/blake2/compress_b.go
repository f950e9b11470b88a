package blake2

import (
	"encoding/binary"
	"math/bits"
)

// The initialization vector of BLAKE2b (RFC 7693, section 2.6).
const (
	ivB0 = 0x6a09e667f3bcc908
	ivB1 = 0xbb67ae8584caa73b
	ivB2 = 0x3c6ef372fe94f82b
	ivB3 = 0xa54ff53a5f1d36f1
	ivB4 = 0x510e527fade682d1
	ivB5 = 0x9b05688c2b3e6c1f
	ivB6 = 0x1f83d9abfb41bd6b
	ivB7 = 0x5be0cd19137e2179
)

// compressB is the compression function F of BLAKE2b (RFC 7693, section 3.2) on one block after the other, the rounds written out. Each
// block counts step bytes. f0 and f1 are the finalization flags of all of them.
func compressB(h *[8]uint64, t *[2]uint64, f0, f1 uint64, blocks []byte, step uint64) {
	for ; len(blocks) >= blockB; blocks = blocks[blockB:] {
		m := (*[blockB]byte)(blocks)
		t[0] += step
		if t[0] < step {
			t[1]++
		}
		v0, v1, v2, v3 := h[0], h[1], h[2], h[3]
		v4, v5, v6, v7 := h[4], h[5], h[6], h[7]
		v8, v9, v10, v11 := uint64(ivB0), uint64(ivB1), uint64(ivB2), uint64(ivB3)
		v12, v13, v14, v15 := ivB4^t[0], ivB5^t[1], ivB6^f0, ivB7^f1

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 0, 1)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 2, 3)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 4, 5)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 6, 7)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 8, 9)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 10, 11)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 12, 13)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 14, 15)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 14, 10)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 4, 8)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 9, 15)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 13, 6)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 1, 12)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 0, 2)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 11, 7)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 5, 3)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 11, 8)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 12, 0)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 5, 2)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 15, 13)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 10, 14)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 3, 6)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 7, 1)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 9, 4)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 7, 9)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 3, 1)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 13, 12)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 11, 14)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 2, 6)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 5, 10)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 4, 0)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 15, 8)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 9, 0)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 5, 7)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 2, 4)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 10, 15)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 14, 1)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 11, 12)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 6, 8)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 3, 13)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 2, 12)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 6, 10)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 0, 11)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 8, 3)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 4, 13)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 7, 5)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 15, 14)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 1, 9)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 12, 5)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 1, 15)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 14, 13)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 4, 10)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 0, 7)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 6, 3)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 9, 2)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 8, 11)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 13, 11)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 7, 14)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 12, 1)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 3, 9)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 5, 0)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 15, 4)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 8, 6)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 2, 10)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 6, 15)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 14, 9)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 11, 3)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 0, 8)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 12, 2)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 13, 7)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 1, 4)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 10, 5)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 10, 2)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 8, 4)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 7, 6)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 1, 5)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 15, 11)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 9, 14)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 3, 12)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 13, 0)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 0, 1)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 2, 3)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 4, 5)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 6, 7)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 8, 9)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 10, 11)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 12, 13)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 14, 15)

		v0, v4, v8, v12 = mixB(v0, v4, v8, v12, m, 14, 10)
		v1, v5, v9, v13 = mixB(v1, v5, v9, v13, m, 4, 8)
		v2, v6, v10, v14 = mixB(v2, v6, v10, v14, m, 9, 15)
		v3, v7, v11, v15 = mixB(v3, v7, v11, v15, m, 13, 6)
		v0, v5, v10, v15 = mixB(v0, v5, v10, v15, m, 1, 12)
		v1, v6, v11, v12 = mixB(v1, v6, v11, v12, m, 0, 2)
		v2, v7, v8, v13 = mixB(v2, v7, v8, v13, m, 11, 7)
		v3, v4, v9, v14 = mixB(v3, v4, v9, v14, m, 5, 3)

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

// mixB is the mixing function G of BLAKE2b (RFC 7693, section 3.1).
func mixB(a, b, c, d uint64, m *[blockB]byte, x, y int) (_, _, _, _ uint64) {
	a = a + binary.LittleEndian.Uint64(m[8*x:]) + b
	d = bits.RotateLeft64(d^a, -32)
	c += d
	b = bits.RotateLeft64(b^c, -24)
	a = a + binary.LittleEndian.Uint64(m[8*y:]) + b
	d = bits.RotateLeft64(d^a, -16)
	c += d
	b = bits.RotateLeft64(b^c, -63)
	return a, b, c, d
}
