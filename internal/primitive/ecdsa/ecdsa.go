// Package ecdsa has the equations of ECDSA modulo the order of a curve (FIPS 186-5, section 6.4; SEC 1, section 4.1), for curves over any field. What
// lies between them, a multiplication on the curve, is the caller's.
//
//	// Signing, with a nonce k that nobody knows and that is used once:
//	x := ...                                       // the x-coordinate of k·G
//	ok := ecdsa.Sign(n, sig, x, k, &d, hash)       // false: take another nonce
//
//	// Verifying:
//	if !ecdsa.Open(n, u1, u2, hash, sig) { ...     // not a signature
//	x := ...                                       // the x-coordinate of u1·G + u2·Q
//	ok := ecdsa.Matches(n, x, sig)
//
// Signatures are r || s, big-endian numbers of as many bytes as the order. Hashes have any length: of long ones the leftmost bits count, as many as the
// order has.
//
// Signing takes constant time in the private key, the nonce and the hash.
package ecdsa

import (
	"github.com/psacrypto/psa/internal/primitive/primefield"
)

// hashNumber sets e to the number that stands for a hash: its leftmost bits, as many as the order n has.
func hashNumber(n *primefield.Field, e *primefield.Element, h []byte) {
	size := n.Size()
	excess := 8*size - n.Bits()
	if len(h) < size || excess == 0 {
		n.Reduce(e, h[:min(len(h), size)])
		return
	}
	var b [8 * primefield.MaxLimbs]byte
	var last byte
	for i, v := range h[:size] {
		b[i] = last<<(8-excess) | v>>excess
		last = v
	}
	n.Reduce(e, b[:size])
	clear(b[:])
}

// Sign puts r || s into sig, where x is the x-coordinate of the base point times the nonce k, big-endian and of any length, and d the private key, both
// numbers from 1 to the order less 1. It returns false where r or s is 0; sig is then not written.
func Sign(n *primefield.Field, sig, x, k []byte, d *primefield.Element, h []byte) bool {
	var r, s, e, t primefield.Element
	n.Reduce(&r, x)
	hashNumber(n, &e, h)
	n.Reduce(&t, k)
	n.Invert(&t, &t)
	n.Mul(&s, &r, d)
	n.Add(&s, &s, &e)
	n.Mul(&s, &s, &t)
	e, t = primefield.Element{}, primefield.Element{}
	if n.IsZero(&r)|n.IsZero(&s) == 1 {
		return false
	}
	n.Append(n.Append(sig[:0], &r), &s)
	return true
}

// Open puts into u1 and u2 by what the base point and the public key are multiplied, and returns false where r or s is out of range, or sig not of the
// right length. sig is public: the time depends on it.
func Open(n *primefield.Field, u1, u2, h, sig []byte) bool {
	size := n.Size()
	var r, s, e primefield.Element
	if len(sig) != 2*size || !n.SetBytes(&r, sig[:size]) || !n.SetBytes(&s, sig[size:]) || n.IsZero(&r)|n.IsZero(&s) == 1 {
		return false
	}
	hashNumber(n, &e, h)
	n.Invert(&s, &s)
	n.Mul(&e, &e, &s)
	n.Mul(&r, &r, &s)
	n.Append(u1[:0], &e)
	n.Append(u2[:0], &r)
	return true
}

// Matches tells whether x, the x-coordinate of the sum, big-endian and of any length, is that of a signature that Open has taken.
func Matches(n *primefield.Field, x, sig []byte) bool {
	var v, r primefield.Element
	n.Reduce(&v, x)
	return n.SetBytes(&r, sig[:n.Size()]) && n.Equal(&v, &r) == 1
}
