package aria

import "encoding/binary"

// A block is 16 bytes as one big-endian number.
type block struct{ hi, lo uint64 }

func blockOf(b []byte) block {
	return block{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (x block) bytes() (b [BlockSize]byte) {
	binary.BigEndian.PutUint64(b[:], x.hi)
	binary.BigEndian.PutUint64(b[8:], x.lo)
	return b
}

func (x block) plus(y block) block { return block{x.hi ^ y.hi, x.lo ^ y.lo} }

// right is the rotation to the right by n bits, 0 < n < 128, but not 64.
func (x block) right(n int) block {
	if n > 64 {
		x.hi, x.lo = x.lo, x.hi
		n -= 64
	}
	return block{x.hi>>n | x.lo<<(64-n), x.lo>>n | x.hi<<(64-n)}
}

// constants are C1, C2 and C3 (RFC 5794, section 2.2).
var constants = [3]block{
	{0x517cc1b727220a94, 0xfe13abe8fa9a6ee0},
	{0x6db14acc9e21c820, 0xff28b1d5ef5de2b0},
	{0xdb92371d2126e970, 0x0324977504e8c90e},
}

// rotations are those of ek1, ek5, ek9, ek13 and ek17 and what follows each, all to the right: 61, 31 and 19 to the left are the last three.
var rotations = [...]int{19, 31, 128 - 61, 128 - 31, 128 - 19}

// expand is the key schedule (RFC 5794, section 2.2).
func (c *Cipher) expand(key []byte) {
	var master [32]byte
	copy(master[:], key)
	ck := len(key)/8 - 2 // keys of 128, 192 and 256 bits begin with C1, C2 and C3
	var w [4]block
	w[0] = blockOf(master[:])
	w[1] = round(w[0], constants[ck], 0).plus(blockOf(master[16:]))
	w[2] = round(w[1], constants[(ck+1)%3], 1).plus(w[0])
	w[3] = round(w[2], constants[(ck+2)%3], 0).plus(w[1])

	var ek [maxRounds + 1]block
	n := c.rounds
	for i := range ek[:n+1] {
		r := rotations[i/4]
		if i%4 == 3 {
			ek[i] = w[0].right(r).plus(w[3])
		} else {
			ek[i] = w[i%4].plus(w[i%4+1].right(r))
		}
	}
	for i := range ek[:n+1] {
		c.enc[i] = c.prepared(i, ek[i])
		dk := ek[n-i]
		if 0 < i && i < n {
			dk = diffused(dk)
		}
		c.dec[i] = c.prepared(i, dk)
	}
	clear(master[:])
	clear(w[:])
	clear(ek[:])
}

// round is FO for an even r and FE for an odd one (RFC 5794, section 2.4.1).
func round(d, rk block, r int) block {
	var x planes
	b := d.plus(rk).plus(taken(r)).bytes()
	x.load(b[:])
	x.turn(r)
	x.substitute(&planes{})
	x.turn(r)
	x.store(b[:])
	out := diffused(blockOf(b[:]).plus(left(r)))
	clear(b[:])
	clear(x[:])
	return out
}

// substitute leaves out the constants of the S-boxes: SB1(x) is linear in the inverse of x but for 0x63, and SB2(x) but for 0xe2, so the inverse boxes
// take, and the others leave, these bytes. Round r counts from 0; SL1 has even ones, SL2 odd ones.
func taken(r int) block {
	if r&1 == 1 {
		return block{0x63e2000063e20000, 0x63e2000063e20000}
	}
	return block{0x000063e2000063e2, 0x000063e2000063e2}
}

func left(r int) block { return taken(r + 1) }

// prepared is the key that is added before the substitution of round r, or after the last one: with the constants of the S-boxes before and
// behind it, and with its bytes where those of the state are by then (see planes.diffuse).
func (c *Cipher) prepared(r int, k block) planes {
	switch {
	case r == 0:
		k = k.plus(taken(0))
	case r < c.rounds:
		k = k.plus(taken(r)).plus(diffused(left(r - 1)))
	default:
		r--
		k = k.plus(left(r))
	}
	b := k.bytes()
	var all [parallel * BlockSize]byte
	for i := 0; i < len(all); i += BlockSize {
		copy(all[i:], b[:])
	}
	var p planes
	p.load(all[:])
	p.turn(r)
	clear(all[:])
	clear(b[:])
	return p
}

// diffused is the diffusion layer A (RFC 5794, section 2.4.3).
func diffused(x block) block {
	b := x.bytes()
	y := [BlockSize]byte{
		b[3] ^ b[4] ^ b[6] ^ b[8] ^ b[9] ^ b[13] ^ b[14],
		b[2] ^ b[5] ^ b[7] ^ b[8] ^ b[9] ^ b[12] ^ b[15],
		b[1] ^ b[4] ^ b[6] ^ b[10] ^ b[11] ^ b[12] ^ b[15],
		b[0] ^ b[5] ^ b[7] ^ b[10] ^ b[11] ^ b[13] ^ b[14],
		b[0] ^ b[2] ^ b[5] ^ b[8] ^ b[11] ^ b[14] ^ b[15],
		b[1] ^ b[3] ^ b[4] ^ b[9] ^ b[10] ^ b[14] ^ b[15],
		b[0] ^ b[2] ^ b[7] ^ b[9] ^ b[10] ^ b[12] ^ b[13],
		b[1] ^ b[3] ^ b[6] ^ b[8] ^ b[11] ^ b[12] ^ b[13],
		b[0] ^ b[1] ^ b[4] ^ b[7] ^ b[10] ^ b[13] ^ b[15],
		b[0] ^ b[1] ^ b[5] ^ b[6] ^ b[11] ^ b[12] ^ b[14],
		b[2] ^ b[3] ^ b[5] ^ b[6] ^ b[8] ^ b[13] ^ b[15],
		b[2] ^ b[3] ^ b[4] ^ b[7] ^ b[9] ^ b[12] ^ b[14],
		b[1] ^ b[2] ^ b[6] ^ b[7] ^ b[9] ^ b[11] ^ b[12],
		b[0] ^ b[3] ^ b[6] ^ b[7] ^ b[8] ^ b[10] ^ b[13],
		b[0] ^ b[3] ^ b[4] ^ b[5] ^ b[9] ^ b[11] ^ b[14],
		b[1] ^ b[2] ^ b[4] ^ b[5] ^ b[8] ^ b[10] ^ b[15],
	}
	return blockOf(y[:])
}
