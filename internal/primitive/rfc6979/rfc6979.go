// Package rfc6979 makes the deterministic nonces of DSA and ECDSA (RFC 6979, section 3.2) for any hash that HMAC is defined for and any group order.
//
//	g := rfc6979.New(sha256.New, order, private, sha256OfMessage)
//	g.Next(k) // k is in [1, order-1]; call again where a signature with it has r or s 0
//	g.Wipe()
//
// NewHedged takes randomness besides, for signatures that differ each time and are as safe as those of New where the randomness is bad.
//
// The package takes constant time in the private key, the hash and the nonces, but for the rejection of candidates, which are not used then.
package rfc6979

import (
	"crypto/hmac"
	"hash"
)

// Generator gives the nonces for one signature, one after another. It is for one goroutine at a time.
type Generator struct {
	newHash func() hash.Hash
	// order is q, in big-endian order without leading zeros; bits is its size in bits, qlen of the RFC.
	order []byte
	bits  int
	k, v  []byte
	// later tells that a nonce has been given, so that the next needs step h.3 first.
	later bool
}

// New begins the nonces for a signature by the private key x of the message whose hash is h1. order is the order of the group, in big-endian
// order without leading zeros, and x a number below it, in as many bytes. h1 is a hash that newHash computed, though any length is taken. The Generator
// keeps order, and copies of nothing else.
func New(newHash func() hash.Hash, order, x, h1 []byte) *Generator {
	return start(newHash, order, x, h1, nil)
}

// NewHedged begins nonces as New does, with additional data in the steps d and f (section 3.6, "additional data k'"). Where it is random the nonces are,
// and where it is not they are still secret and no two messages have one in common.
func NewHedged(newHash func() hash.Hash, order, x, h1, additional []byte) *Generator {
	return start(newHash, order, x, h1, additional)
}

func start(newHash func() hash.Hash, order, x, h1, additional []byte) *Generator {
	if len(order) == 0 || order[0] == 0 || len(x) != len(order) {
		panic("rfc6979: the order has leading zeros, or the private key another length")
	}
	g := &Generator{newHash: newHash, order: order, bits: 8 * len(order)}
	for b := order[0]; b < 0x80; b <<= 1 {
		g.bits--
	}
	// Steps b to g.
	n := newHash().Size()
	g.k, g.v = make([]byte, n), make([]byte, n)
	for i := range g.v {
		g.v[i] = 0x01
	}
	z := g.bits2octets(h1)
	g.update(0x00, x, z, additional)
	g.update(0x01, x, z, additional)
	clear(z)
	return g
}

// update is K = HMAC_K(V || separator || data...), V = HMAC_K(V).
func (g *Generator) update(separator byte, data ...[]byte) {
	mac := hmac.New(g.newHash, g.k)
	mac.Write(g.v)
	mac.Write([]byte{separator})
	for _, d := range data {
		mac.Write(d)
	}
	g.k = mac.Sum(g.k[:0])
	// A hash keeps its last block, here with the private key, until it is given another.
	mac.Write(zeros[:mac.BlockSize()])
	g.step()
}

// zeros are more than a block of any hash.
var zeros [256]byte

// step is V = HMAC_K(V).
func (g *Generator) step() {
	mac := hmac.New(g.newHash, g.k)
	mac.Write(g.v)
	g.v = mac.Sum(g.v[:0])
}

// Next fills k, which is as long as the order, with the next nonce in big-endian order, a number in [1, order-1].
func (g *Generator) Next(k []byte) {
	if len(k) != len(g.order) {
		panic("rfc6979: the nonce has another length than the order")
	}
	// Step h.
	for {
		if g.later {
			g.update(0x00)
		}
		g.later = true
		for n := 0; n < len(k); {
			g.step()
			n += copy(k[n:], g.v)
		}
		shiftRight(k, 8*len(k)-g.bits)
		if below(k, g.order)&^isZero(k) == 1 {
			return
		}
	}
}

// Wipe clears the state; the Generator must not be used afterwards.
func (g *Generator) Wipe() {
	clear(g.k)
	clear(g.v)
}

// bits2octets is section 2.3.4: the leftmost bits of b, at most as many as the order has, reduced once by the order.
func (g *Generator) bits2octets(b []byte) []byte {
	n := len(g.order)
	z := make([]byte, n)
	if len(b) >= n {
		copy(z, b)
		shiftRight(z, 8*n-g.bits)
	} else {
		copy(z[n-len(b):], b)
	}
	// The mask is all ones where z >= order.
	mask := byte(below(z, g.order) - 1)
	borrow := 0
	for i := n - 1; i >= 0; i-- {
		d := int(z[i]) - int(g.order[i]&mask) - borrow
		z[i] = byte(d)
		borrow = d >> 8 & 1
	}
	return z
}

// shiftRight shifts a big-endian number by 0 to 7 bits.
func shiftRight(x []byte, bits int) {
	for i := len(x) - 1; i >= 0; i-- {
		x[i] >>= bits
		if i > 0 {
			x[i] |= byte(uint(x[i-1]) << 8 >> bits)
		}
	}
}

// below returns 1 if x < y, else 0, for numbers of equal length.
func below(x, y []byte) int {
	borrow := 0
	for i := len(x) - 1; i >= 0; i-- {
		borrow = (int(x[i]) - int(y[i]) - borrow) >> 8 & 1
	}
	return borrow
}

// isZero returns 1 if x is 0, else 0.
func isZero(x []byte) int {
	var all byte
	for _, b := range x {
		all |= b
	}
	return int((uint(all) - 1) >> 8 & 1)
}
