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

// addOne adds 1 to x, which does not overflow.
func addOne(x []byte) {
	carry := uint(1)
	for i := len(x) - 1; i >= 0; i-- {
		carry += uint(x[i])
		x[i] = byte(carry)
		carry >>= 8
	}
}

// validScalar tells whether x is a private key of the curve: a number in [1, order-1].
func (c *weierstrassCurve) validScalar(x []byte) bool {
	return len(x) == c.scalarSize() && belowOrder(x, c.order)&isNonzero(x) == 1
}

// drawScalar sets x to a private key made of what read gives, by the procedure of PSA Crypto 1.5, table "Key derivation for elliptic curve keys",
// which is FIPS 186-5, A.2.2. Rejected candidates show in its time; they say nothing of the key.
func (c *weierstrassCurve) drawScalar(x []byte, read func(p []byte) error) error {
	for {
		if err := read(x); err != nil {
			return err
		}
		x[0] &= 0xff >> (8*len(x) - c.orderBits)
		// k > N-2 is rejected and k+1 is the key: k+1 < N.
		addOne(x)
		if belowOrder(x, c.order)&isNonzero(x) == 1 {
			return nil
		}
	}
}
