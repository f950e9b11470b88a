package camellia

import "encoding/binary"

// sigma are the constants of the key schedule (RFC 3713, section 2.2).
var sigma = [6]uint64{
	0xa09e667f3bcc908b, 0xb67ae8584caa73b2, 0xc6ef372fe94f82be, 0x54ff53a5f1d36f1c, 0x10e527fade682d1d, 0xb05688c2b3e6c1fd,
}

// A block is 128 bits.
type block struct{ hi, lo uint64 }

func blockOf(b []byte) block {
	return block{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (x block) plus(y block) block { return block{x.hi ^ y.hi, x.lo ^ y.lo} }

// left is the rotation to the left by n bits, of which the first half is used first.
func (x block) left(n int) [2]uint64 {
	if n >= 64 {
		x.hi, x.lo = x.lo, x.hi
		n -= 64
	}
	return [2]uint64{x.hi<<n | x.lo>>(64-n), x.lo<<n | x.hi>>(64-n)}
}

// rounds are two rounds with constants for subkeys.
func (x block) rounds(key1, key2 uint64) block {
	x.lo ^= f(x.hi, key1)
	x.hi ^= f(x.lo, key2)
	return x
}

// f is the F-function of one half of one block.
func f(x, key uint64) uint64 {
	in, k := spread(x), roundKey(key)
	var out planes
	out.feistel(&in, &k)
	out.transpose()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], out[0])
	return binary.BigEndian.Uint64(b[:])
}

// mixed are KA and, for longer keys, KB (RFC 3713, section 2.2).
func mixed(kl, kr block) (ka, kb block) {
	ka = kl.plus(kr).rounds(sigma[0], sigma[1]).plus(kl).rounds(sigma[2], sigma[3])
	return ka, ka.plus(kr).rounds(sigma[4], sigma[5])
}

func (c *Cipher) expand128(key []byte) {
	kl := blockOf(key)
	ka, _ := mixed(kl, block{})
	c.set(
		kl.left(0),
		ka.left(0), kl.left(15), ka.left(15),
		ka.left(30),
		kl.left(45), [2]uint64{ka.left(45)[0], kl.left(60)[1]}, ka.left(60),
		kl.left(77),
		kl.left(94), ka.left(94), kl.left(111),
		ka.left(111),
	)
}

func (c *Cipher) expand256(key []byte) {
	kl := blockOf(key)
	kr := block{hi: binary.BigEndian.Uint64(key[16:])}
	if kr.lo = ^kr.hi; len(key) == 32 {
		kr.lo = binary.BigEndian.Uint64(key[24:])
	}
	ka, kb := mixed(kl, kr)
	c.set(
		kl.left(0),
		kb.left(0), kr.left(15), ka.left(15),
		kr.left(30),
		kb.left(30), kl.left(45), ka.left(45),
		kl.left(60),
		kr.left(60), kb.left(60), kl.left(77),
		ka.left(77),
		kr.left(94), ka.left(94), kl.left(111),
		kb.left(111),
	)
}

// set takes the subkeys in the order of encryption: kw1 and kw2, six rounds, and then ke1, ke2 and six rounds as often as it takes, kw3 and kw4. Decryption
// goes the other way, but that the two whitenings of one place do not change places (RFC 3713, section 2.3.3).
func (c *Cipher) set(pairs ...[2]uint64) {
	c.n = 2 * len(pairs)
	for i, p := range pairs {
		form, last := spread, len(pairs)-1
		if i%4 != 0 {
			form = roundKey
		}
		c.enc[2*i], c.enc[2*i+1] = form(p[0]), form(p[1])
		c.dec[2*(last-i)], c.dec[2*(last-i)+1] = c.enc[2*i+1], c.enc[2*i]
		if i == 0 || i == last {
			c.dec[2*(last-i)], c.dec[2*(last-i)+1] = c.enc[2*i], c.enc[2*i+1]
		}
	}
	clear(pairs)
}

// roundKey is a subkey of a round: spread, with the byte that s1 to s4 add first, which s4 does after rotating.
func roundKey(k uint64) planes { return spread(k ^ 0xc5c5c5e2c5c5e2c5) }

// spread are planes that have the same half in all blocks.
func spread(k uint64) planes {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], k)
	var p planes
	for i := range p {
		p[i] = binary.LittleEndian.Uint64(b[:])
	}
	p.transpose()
	return p
}
