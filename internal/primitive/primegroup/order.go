package primegroup

import (
	"errors"
	"io"

	"filippo.io/bigmod"
)

// Order computes with scalars, modulo the order of a group.
type Order struct {
	m    *bigmod.Modulus
	size int
	// shift is 256^(size-1).
	shift *bigmod.Nat
}

// newOrder takes a big-endian prime.
func newOrder(n []byte) *Order {
	m, err := bigmod.NewModulus(n)
	if err != nil {
		panic("primegroup: " + err.Error())
	}
	o := &Order{m: m, size: m.Size()}
	one := make([]byte, o.size)
	one[0] = 1
	if o.shift, err = bigmod.NewNat().SetBytes(one, m); err != nil {
		panic("primegroup: " + err.Error())
	}
	return o
}

// Size is the length of scalars in bytes.
func (o *Order) Size() int { return o.size }

// Bytes returns the order as a big-endian number of Size bytes.
func (o *Order) Bytes() []byte { return o.m.Nat().Bytes(o.m) }

// nat reads a scalar. That it is one is the caller's duty.
func (o *Order) nat(k []byte) *bigmod.Nat {
	n, err := bigmod.NewNat().SetBytes(k, o.m)
	if err != nil {
		panic("primegroup: a scalar is not below the order")
	}
	return n
}

// take returns the bytes of n, and wipes n.
func (o *Order) take(n *bigmod.Nat) []byte {
	b := n.Bytes(o.m)
	wipe(n)
	return b
}

func wipe(numbers ...*bigmod.Nat) {
	for _, n := range numbers {
		clear(n.Bits())
	}
}

// IsScalar tells whether k is a scalar: of the right length and below the order.
func (o *Order) IsScalar(k []byte) bool {
	if len(k) != o.size {
		return false
	}
	n, err := bigmod.NewNat().SetBytes(k, o.m)
	if err != nil {
		return false
	}
	wipe(n)
	return true
}

// IsKey tells whether k is a scalar and not 0.
func (o *Order) IsKey(k []byte) bool { return o.IsScalar(k) && !o.IsZero(k) }

// IsZero tells whether the scalar k is 0.
func (o *Order) IsZero(k []byte) bool {
	n := o.nat(k)
	defer wipe(n)
	return n.IsZero() == 1
}

var errRandom = errors.New("primegroup: the source of randomness gave no scalar in 128 attempts")

// Random returns a scalar in [1, order-1], all of them equally likely. That a candidate was rejected tells nothing of the one taken.
func (o *Order) Random(rand io.Reader) ([]byte, error) {
	k := make([]byte, o.size)
	for range 128 {
		if _, err := io.ReadFull(rand, k); err != nil {
			clear(k)
			return nil, err
		}
		k[0] &= 0xff >> (8*o.size - o.m.BitLen())
		if o.IsKey(k) {
			return k, nil
		}
	}
	clear(k)
	return nil, errRandom
}

// Reduce returns a big-endian number of any length modulo the order.
func (o *Order) Reduce(b []byte) []byte {
	sum := bigmod.NewNat().ExpandFor(o.m)
	padded := make([]byte, o.size)
	defer clear(padded)
	for len(b) > 0 {
		n := (len(b)-1)%(o.size-1) + 1
		clear(padded)
		copy(padded[o.size-n:], b[:n])
		b = b[n:]
		part := o.nat(padded)
		sum.Mul(o.shift, o.m).Add(part, o.m)
		wipe(part)
	}
	return o.take(sum)
}

// Add returns x + y.
func (o *Order) Add(x, y []byte) []byte {
	a, b := o.nat(x), o.nat(y)
	defer wipe(b)
	return o.take(a.Add(b, o.m))
}

// Neg returns -x.
func (o *Order) Neg(x []byte) []byte {
	a, b := bigmod.NewNat().ExpandFor(o.m), o.nat(x)
	defer wipe(b)
	return o.take(a.Sub(b, o.m))
}

// Mul returns x times y.
func (o *Order) Mul(x, y []byte) []byte {
	a, b := o.nat(x), o.nat(y)
	defer wipe(b)
	return o.take(a.Mul(b, o.m))
}
