package ffdh

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// number is an integer below the prime in words, the lowest first. But in the conversions it is in Montgomery form, multiplied by R = 2^(64n) for n words.
type number []uint64

// field is arithmetic modulo the prime (Montgomery, "Modular multiplication without trial division", 1985).
type field struct {
	p number
	// inverse is -1/p modulo 2^64.
	inverse uint64
	// one and rr are R and R^2 modulo p.
	one, rr number
}

func newField(p *big.Int) field {
	n := p.BitLen() / 64
	r := new(big.Int).Lsh(big.NewInt(1), uint(64*n))
	f := field{p: words(p, n)}
	// Each step doubles the bits that are right, of which there are 3 to begin with.
	x := f.p[0]
	for range 5 {
		x *= 2 - f.p[0]*x
	}
	f.inverse = -x
	f.one = words(new(big.Int).Mod(r, p), n)
	f.rr = words(new(big.Int).Mod(new(big.Int).Mul(r, r), p), n)
	return f
}

func words(x *big.Int, n int) number {
	z := make(number, n)
	z.setBytes(x.FillBytes(make([]byte, 8*n)))
	return z
}

// setBytes sets z to a number in big-endian order, of at most as many words.
func (z number) setBytes(b []byte) {
	clear(z)
	for i := 0; len(b) > 0; i++ {
		z[i] = binary.BigEndian.Uint64(b[len(b)-8:])
		b = b[:len(b)-8]
	}
}

// appendTo appends a number in big-endian order.
func (z number) appendTo(dst []byte) []byte {
	for i := len(z) - 1; i >= 0; i-- {
		dst = binary.BigEndian.AppendUint64(dst, z[i])
	}
	return dst
}

// windowBits is how many bits of the exponent are taken at a time.
const windowBits = 5

// workspace is the memory of an exponentiation.
type workspace struct {
	// powers has x^0 to x^(2^windowBits - 1), one after the other.
	powers number
	// acc is the result so far, sel a power that was looked up, wide a product before its reduction.
	acc, sel, wide number
}

func (f *field) newWorkspace() *workspace {
	n := len(f.p)
	return &workspace{make(number, n<<windowBits), make(number, n), make(number, n), make(number, 2*n)}
}

// power is x^i.
func (w *workspace) power(i int) number {
	n := len(w.acc)
	return w.powers[i*n : (i+1)*n]
}

// exp appends x^e, for a base in big-endian order below the prime and of a multiple of 8 bytes, in time that depends on the lengths alone.
func (g *Group) exp(dst, x, e []byte) []byte {
	w := g.work.Get().(*workspace)
	copy(w.power(0), g.one)
	w.power(1).setBytes(x)
	g.mul(w.power(1), w.power(1), g.rr, w.wide)
	for i := 2; i < 1<<windowBits; i++ {
		g.mul(w.power(i), w.power(i-1), w.power(1), w.wide)
	}
	copy(w.acc, g.one)
	for i := (8*len(e)+windowBits-1)/windowBits - 1; i >= 0; i-- {
		for range windowBits {
			g.square(w.acc, w.acc, w.wide)
		}
		w.lookUp(window(e, i))
		g.mul(w.acc, w.acc, w.sel, w.wide)
	}
	// Out of Montgomery form.
	clear(w.wide)
	copy(w.wide, w.acc)
	g.reduce(w.acc, w.wide)
	dst = w.acc.appendTo(dst)
	// The powers are those of a public key.
	clear(w.acc)
	clear(w.sel)
	clear(w.wide)
	g.work.Put(w)
	return dst
}

// window is the i-th digit of e, from the right.
func window(e []byte, i int) uint {
	at := i * windowBits
	last := len(e) - 1 - at/8
	v := uint(e[last])
	if last > 0 {
		v |= uint(e[last-1]) << 8
	}
	return v >> (at % 8) & (1<<windowBits - 1)
}

// lookUp sets sel to x^k, and reads all the powers for it.
func (w *workspace) lookUp(k uint) {
	clear(w.sel)
	for i := range 1 << windowBits {
		// d - 1 borrows just when d = 0.
		d := uint64(k) ^ uint64(i)
		mask := uint64(int64(d-1) >> 63)
		for j, v := range w.power(i) {
			w.sel[j] |= v & mask
		}
	}
}

// mul sets z to x*y. z may be x or y.
func (f *field) mul(z, x, y, wide number) {
	n := len(f.p)
	clear(wide)
	for i, v := range y {
		wide[i+n] = addMul(wide[i:i+n], x, v)
	}
	f.reduce(z, wide)
}

// square sets z to x*x: the products of different words are computed once and doubled. z may be x.
func (f *field) square(z, x, wide number) {
	n := len(f.p)
	clear(wide)
	for i, v := range x[:n-1] {
		wide[i+n] = addMul(wide[2*i+1:i+n], x[i+1:], v)
	}
	var shifted, carry uint64
	for i, v := range x {
		hi, lo := bits.Mul64(v, v)
		a, b := wide[2*i], wide[2*i+1]
		wide[2*i], carry = bits.Add64(a<<1|shifted, lo, carry)
		wide[2*i+1], carry = bits.Add64(b<<1|a>>63, hi, carry)
		shifted = b >> 63
	}
	f.reduce(z, wide)
}

// reduce sets z to wide / R, for wide below p*R, which is overwritten.
func (f *field) reduce(z, wide number) {
	n := len(f.p)
	var top uint64
	for i := range n {
		c := addMul(wide[i:i+n], f.p, wide[i]*f.inverse)
		wide[i+n], top = bits.Add64(wide[i+n], c, top)
	}
	// Below 2p: p is subtracted unless that borrows from what is not there.
	upper := wide[n:]
	var borrow uint64
	for i, v := range upper {
		z[i], borrow = bits.Sub64(v, f.p[i], borrow)
	}
	keep := -(borrow &^ top)
	for i, v := range upper {
		z[i] ^= keep & (z[i] ^ v)
	}
}

// addMul adds x*y to z, of equal length, and returns the carry. Four words at a time let the products be computed while carries are waited for.
func addMul(z, x number, y uint64) (carry uint64) {
	x = x[:len(z)]
	i := 0
	for ; i <= len(z)-4; i += 4 {
		a, b := z[i:i+4:i+4], x[i:i+4:i+4]
		h0, l0 := bits.Mul64(b[0], y)
		h1, l1 := bits.Mul64(b[1], y)
		h2, l2 := bits.Mul64(b[2], y)
		h3, l3 := bits.Mul64(b[3], y)
		var c uint64
		l1, c = bits.Add64(l1, h0, 0)
		l2, c = bits.Add64(l2, h1, c)
		l3, c = bits.Add64(l3, h2, c)
		h3 += c
		l0, c = bits.Add64(l0, carry, 0)
		l1, c = bits.Add64(l1, 0, c)
		l2, c = bits.Add64(l2, 0, c)
		l3, c = bits.Add64(l3, 0, c)
		h3 += c
		a[0], c = bits.Add64(a[0], l0, 0)
		a[1], c = bits.Add64(a[1], l1, c)
		a[2], c = bits.Add64(a[2], l2, c)
		a[3], c = bits.Add64(a[3], l3, c)
		carry = h3 + c
	}
	for ; i < len(z); i++ {
		hi, lo := bits.Mul64(x[i], y)
		lo, c := bits.Add64(lo, z[i], 0)
		hi += c
		z[i], c = bits.Add64(lo, carry, 0)
		carry = hi + c
	}
	return carry
}
