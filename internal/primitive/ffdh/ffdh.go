// Package ffdh is Diffie-Hellman in the multiplicative group of integers modulo a safe prime (NIST SP 800-56A, section 5.7.1.1; RFC 7919; RFC 3526).
//
//	g := ffdh.NewGroup(prime)       // once for each prime: it precomputes
//	k, ok := g.NewPrivateKey(x)     // x in big-endian order, as long as the prime
//	public := k.Public(nil)         // 2^x
//	secret, ok := k.Agree(nil, peer)
//
// Exponentiation takes constant time: the private key decides about no branch and no address. Its length does: keys below 2^512, as RFC 7919, section 5.2,
// recommends them and most software makes them, are used as ones of 512 bits, which says of a key no more than how it was made. Public
// keys are public, and the time of their checks depends on them.
//
// The arithmetic is its own. That of filippo.io/bigmod, which is crypto/rsa's, is faster at 2048 bits, up to where it has assembly; above it takes nearly
// twice as long, because it has no squaring, and allocates for each product.
//
// Groups and keys may be used concurrently.
package ffdh

import (
	"bytes"
	"math/big"
	"sync"
)

// shortBits is the length in bits that all short private keys are taken to have.
const shortBits = 512

// Group is the subgroup of prime order q of the integers modulo a safe prime p = 2q + 1, which 2 generates.
type Group struct {
	field
	// order and twice are q and 2q = p - 1 in big-endian order; powers by them are 1.
	order, twice []byte
	work         sync.Pool
}

// NewGroup precomputes a group. prime is in big-endian order, without leading zeros, and is not kept. It panics for numbers that are no safe primes at a
// glance: those not congruent to 7 modulo 8 (2 is a square only then), and those whose size in bits is no multiple of 64.
func NewGroup(prime []byte) *Group {
	p := new(big.Int).SetBytes(prime)
	if p.BitLen() != 8*len(prime) || len(prime)%8 != 0 || len(prime) <= shortBits/8 || prime[len(prime)-1]%8 != 7 {
		panic("ffdh: the number is not the prime of a group")
	}
	g := &Group{field: newField(p)}
	g.order = new(big.Int).Rsh(p, 1).FillBytes(make([]byte, len(prime)))
	g.twice = new(big.Int).Sub(p, big.NewInt(1)).FillBytes(make([]byte, len(prime)))
	g.work.New = func() any { return g.newWorkspace() }
	return g
}

// Size is the length of private keys, public keys and shared secrets in bytes.
func (g *Group) Size() int { return 8 * len(g.p) }

// ValidPublic tells whether y is a public key: [Group.Size] bytes, in big-endian order, of a number from 2 to p-2 that is a power of 2 (SP 800-56A, section
// 5.6.2.3.1). Of a safe prime the last condition, y^q = 1, is that y is a square, which its Jacobi symbol tells.
func (g *Group) ValidPublic(y []byte) bool {
	// Below p-1, as p-1 is no square, and neither 0 nor 1.
	if len(y) != g.Size() || bytes.Compare(y, g.twice) >= 0 || nonzero(y[:len(y)-1]) == 0 && y[len(y)-1] < 2 {
		return false
	}
	w := g.work.Get().(*workspace)
	defer g.work.Put(w)
	w.acc.setBytes(y)
	copy(w.sel, g.p)
	return jacobi(w.acc, w.sel) == 1
}

// PrivateKey is a private key.
type PrivateKey struct {
	group *Group
	x     []byte
}

// NewPrivateKey makes a key of [Group.Size] bytes in big-endian order, which it keeps. It returns false for bytes of another length, and for numbers that are
// no private keys: 0, p and what is above, and the multiples of q, whose public key would be 1. That is told in constant time.
func (g *Group) NewPrivateKey(x []byte) (*PrivateKey, bool) {
	if len(x) != g.Size() || nonzero(x)&below(x, g.twice) == 0 || equal(x, g.order) == 1 {
		return nil, false
	}
	if long := len(x) - shortBits/8; nonzero(x[:long]) == 0 {
		return &PrivateKey{g, x[long:]}, true
	}
	return &PrivateKey{g, x}, true
}

// Public appends the public key 2^x to dst.
func (k *PrivateKey) Public(dst []byte) []byte {
	var two [8]byte
	two[7] = 2
	return k.group.exp(dst, two[:], k.x)
}

// Agree appends the shared secret peer^x to dst: [Group.Size] bytes, leading zeros included. It returns false for a peer that is no public key
// ([Group.ValidPublic]).
func (k *PrivateKey) Agree(dst, peer []byte) ([]byte, bool) {
	if !k.group.ValidPublic(peer) {
		return nil, false
	}
	return k.group.exp(dst, peer, k.x), true
}

// nonzero returns 1 if x is not 0, in constant time.
func nonzero(x []byte) int {
	var all byte
	for _, b := range x {
		all |= b
	}
	return int((uint(all) + 0xff) >> 8)
}

// below returns 1 if x < n, numbers of equal length in big-endian order, in constant time.
func below(x, n []byte) int {
	borrow := 0
	for i := len(x) - 1; i >= 0; i-- {
		borrow = (int(x[i]) - int(n[i]) - borrow) >> 8 & 1
	}
	return borrow
}

// equal returns 1 if x is n, in constant time.
func equal(x, n []byte) int {
	var all byte
	for i := range x {
		all |= x[i] ^ n[i]
	}
	return 1 - int((uint(all)+0xff)>>8)
}
