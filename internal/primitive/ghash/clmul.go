package ghash

import "math/bits"

// every has the bits 0, 5, 10 and so on, the others those one, two, three and four places above.
const (
	every0 uint64 = 0x1084210842108421
	every1 uint64 = every0 << 1
	every2 uint64 = every0 << 2
	every3 uint64 = every0 << 3
	every4 uint64 = every0 >> 1
)

// spread is a number in five parts, of which each has every fifth bit.
type spread [5]uint64

func spreadOf(x uint64) spread {
	return spread{x & every0, x & every1, x & every2, x & every3, x & every4}
}

// clmul multiplies without carries: that is, as polynomials. It multiplies the parts as integers. In such a product at most 13 terms meet at one place, and
// their sum stays in the 5 bits before the next place that counts; of the sum the lowest bit is wanted. The bits above are taken away
// after the products that have the same places have been added.
func clmul(x uint64, y *spread) (hi, lo uint64) {
	x0, x1, x2, x3, x4 := x&every0, x&every1, x&every2, x&every3, x&every4

	h0, l0 := bits.Mul64(x0, y[0])
	h, l := bits.Mul64(x1, y[4])
	h0, l0 = h0^h, l0^l
	h, l = bits.Mul64(x2, y[3])
	h0, l0 = h0^h, l0^l
	h, l = bits.Mul64(x3, y[2])
	h0, l0 = h0^h, l0^l
	h, l = bits.Mul64(x4, y[1])
	h0, l0 = h0^h, l0^l

	h1, l1 := bits.Mul64(x0, y[1])
	h, l = bits.Mul64(x1, y[0])
	h1, l1 = h1^h, l1^l
	h, l = bits.Mul64(x2, y[4])
	h1, l1 = h1^h, l1^l
	h, l = bits.Mul64(x3, y[3])
	h1, l1 = h1^h, l1^l
	h, l = bits.Mul64(x4, y[2])
	h1, l1 = h1^h, l1^l

	h2, l2 := bits.Mul64(x0, y[2])
	h, l = bits.Mul64(x1, y[1])
	h2, l2 = h2^h, l2^l
	h, l = bits.Mul64(x2, y[0])
	h2, l2 = h2^h, l2^l
	h, l = bits.Mul64(x3, y[4])
	h2, l2 = h2^h, l2^l
	h, l = bits.Mul64(x4, y[3])
	h2, l2 = h2^h, l2^l

	h3, l3 := bits.Mul64(x0, y[3])
	h, l = bits.Mul64(x1, y[2])
	h3, l3 = h3^h, l3^l
	h, l = bits.Mul64(x2, y[1])
	h3, l3 = h3^h, l3^l
	h, l = bits.Mul64(x3, y[0])
	h3, l3 = h3^h, l3^l
	h, l = bits.Mul64(x4, y[4])
	h3, l3 = h3^h, l3^l

	h4, l4 := bits.Mul64(x0, y[4])
	h, l = bits.Mul64(x1, y[3])
	h4, l4 = h4^h, l4^l
	h, l = bits.Mul64(x2, y[2])
	h4, l4 = h4^h, l4^l
	h, l = bits.Mul64(x3, y[1])
	h4, l4 = h4^h, l4^l
	h, l = bits.Mul64(x4, y[0])
	h4, l4 = h4^h, l4^l

	// The bit 64 is the fourth of five.
	hi = h0&every1 | h1&every2 | h2&every3 | h3&every4 | h4&every0
	lo = l0&every0 | l1&every1 | l2&every2 | l3&every3 | l4&every4
	return hi, lo
}
