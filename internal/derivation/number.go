package derivation

// Numbers here are big-endian bytes. They come from secrets: no branch and no index depends on their digits.

// lessThan returns 1 when x < y and 0 otherwise; both have the same length.
func lessThan(x, y []byte) int {
	borrow := 0
	for i := len(x) - 1; i >= 0; i-- {
		borrow = (int(x[i]) - int(y[i]) - borrow) >> 8 & 1
	}
	return borrow
}

// increment adds 1 to x, which must not be the greatest number of its length.
func increment(x []byte) {
	carry := 1
	for i := len(x) - 1; i >= 0; i-- {
		carry += int(x[i])
		x[i] = byte(carry)
		carry >>= 8
	}
}

// decrement subtracts 1 from x, which must not be 0. It is for constants.
func decrement(x []byte) {
	for i := len(x) - 1; i >= 0; i-- {
		x[i]--
		if x[i] != 0xff {
			return
		}
	}
}

// bitLen returns the number of bits of x. It is for constants.
func bitLen(x []byte) int {
	for i, b := range x {
		for j := 7; j >= 0; j-- {
			if b>>j&1 == 1 {
				return 8*(len(x)-1-i) + j + 1
			}
		}
	}
	return 0
}

// reduce puts x mod n into r, which has the length of n; the first byte of n is not 0. It takes one bit of x at a time: r becomes 2r plus the bit,
// less n if that is not less than n.
func reduce(r, x, n []byte) {
	clear(r)
	difference := make([]byte, len(r))
	for _, b := range x {
		for j := 7; j >= 0; j-- {
			carry := int(b>>j) & 1
			for i := len(r) - 1; i >= 0; i-- {
				carry |= int(r[i]) << 1
				r[i] = byte(carry)
				carry >>= 8
			}
			borrow := 0
			for i := len(r) - 1; i >= 0; i-- {
				d := int(r[i]) - int(n[i]) - borrow
				difference[i] = byte(d)
				borrow = d >> 8 & 1
			}
			// The number is less than n when the subtraction borrows beyond the bit that was shifted out.
			keep := byte(-(borrow &^ carry))
			for i := range r {
				r[i] = r[i]&keep | difference[i]&^keep
			}
		}
	}
	clear(difference)
}
