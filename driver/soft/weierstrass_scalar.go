package soft

// Arithmetic on private keys as big-endian byte strings of equal length, in constant time.

// belowOrder returns 1 if x < order, else 0.
func belowOrder(x, order []byte) int {
	borrow := 0
	for i := len(x) - 1; i >= 0; i-- {
		borrow = (int(x[i]) - int(order[i]) - borrow) >> 8 & 1
	}
	return borrow
}

// isNonzero returns 1 if x is not 0, else 0.
func isNonzero(x []byte) int {
	var all byte
	for _, b := range x {
		all |= b
	}
	return int((uint(all) + 0xff) >> 8)
}
