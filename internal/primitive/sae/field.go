package sae

import (
	"crypto/subtle"
	"math/big"

	"filippo.io/bigmod"
)

type num = *bigmod.Nat

// ring computes modulo an odd number. Its methods return new numbers, and take constant time in them.
type ring struct {
	m    *bigmod.Modulus
	size int
	// shift is 256^(size-1).
	shift num
}

// field computes modulo the prime of a group.
type field struct {
	ring
	p []byte
	// half is (p-1)/2, root (p+1)/4 and less2 p-2, the exponents of Euler's criterion, of square roots where p is 3 modulo 4, and of inverses.
	half, root, less2 []byte
}

// newRing takes a big-endian odd number.
func newRing(n []byte) ring {
	m, err := bigmod.NewModulus(n)
	if err != nil {
		panic("sae: " + err.Error())
	}
	f := ring{m: m, size: m.Size()}
	shift := make([]byte, f.size)
	shift[0] = 1
	f.shift = f.overflowing(shift)
	return f
}

// newField takes a big-endian prime.
func newField(p []byte) *field {
	n := new(big.Int).SetBytes(p)
	f := &field{ring: newRing(p)}
	f.p = f.m.Nat().Bytes(f.m)
	f.half = new(big.Int).Rsh(n, 1).Bytes()
	f.root = new(big.Int).Rsh(new(big.Int).Add(n, big.NewInt(1)), 2).Bytes()
	f.less2 = new(big.Int).Sub(n, big.NewInt(2)).Bytes()
	return f
}

// small returns a number that is small or negative.
func (f *ring) small(n int) num {
	if n < 0 {
		return f.neg(f.small(-n))
	}
	return bigmod.NewNat().SetUint(uint(n)).ExpandFor(f.m)
}

// overflowing reads size bytes that have no more bits than the prime.
func (f *ring) overflowing(b []byte) num {
	n, err := bigmod.NewNat().SetOverflowingBytes(b, f.m)
	if err != nil {
		panic("sae: " + err.Error())
	}
	return n
}

// reduce reads a big-endian number of any length.
func (f *ring) reduce(b []byte) num {
	sum := bigmod.NewNat().ExpandFor(f.m)
	padded := make([]byte, f.size)
	defer clear(padded)
	for len(b) > 0 {
		n := (len(b)-1)%(f.size-1) + 1
		clear(padded)
		copy(padded[f.size-n:], b[:n])
		b = b[n:]
		sum.Mul(f.shift, f.m).Add(f.overflowing(padded), f.m)
	}
	return sum
}

func (f *ring) bytes(x num) []byte { return x.Bytes(f.m) }

func (f *ring) copy(x num) num { return f.overflowing(f.bytes(x)) }

func (f *ring) add(x, y num) num        { return f.copy(x).Add(y, f.m) }
func (f *ring) mul(x, y num) num        { return f.copy(x).Mul(y, f.m) }
func (f *ring) neg(x num) num           { return bigmod.NewNat().ExpandFor(f.m).Sub(x, f.m) }
func (f *ring) exp(x num, e []byte) num { return bigmod.NewNat().Exp(x, e, f.m) }

// inverse returns 0 for 0.
func (f *field) inverse(x num) num { return f.exp(x, f.less2) }

// isSquare returns 1 for squares, 0 among them, and 0 for the others.
func (f *field) isSquare(x num) int {
	e := f.exp(x, f.half)
	return int(e.IsOne() | e.IsZero())
}

// sqrt returns a root of a square.
func (f *field) sqrt(x num) num { return f.exp(x, f.root) }

// choose returns x if c is 1, and y if c is 0.
func (f *field) choose(c int, x, y num) num {
	b := f.bytes(y)
	subtle.ConstantTimeCopy(c, b, f.bytes(x))
	return f.overflowing(b)
}

// below returns 1 if the number of size bytes is less than the prime, else 0.
func (f *field) below(b []byte) int {
	borrow := 0
	for i := len(b) - 1; i >= 0; i-- {
		borrow = (int(b[i]) - int(f.p[i]) - borrow) >> 8 & 1
	}
	return borrow
}
