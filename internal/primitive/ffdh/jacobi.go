package ffdh

import "math/bits"

// jacobi is the Jacobi symbol (a/n) for odd n, by the binary algorithm (Cohen, "A Course in Computational Algebraic Number Theory", 1.4.12). It overwrites both
// numbers, and its time depends on them.
func jacobi(a, n number) int {
	sign := 1
	for {
		a = a.trim()
		if len(a) == 0 {
			break
		}
		// (2/n) is -1 for n congruent to 3 or 5 modulo 8.
		if k := a.halve(); k%2 == 1 && (n[0]%8 == 3 || n[0]%8 == 5) {
			sign = -sign
		}
		a, n = a.trim(), n.trim()
		if a.less(n) {
			// Reciprocity.
			if a[0]%4 == 3 && n[0]%4 == 3 {
				sign = -sign
			}
			a, n = n, a
		}
		var borrow uint64
		for i := range a {
			var v uint64
			if i < len(n) {
				v = n[i]
			}
			a[i], borrow = bits.Sub64(a[i], v, borrow)
		}
	}
	if n = n.trim(); len(n) != 1 || n[0] != 1 {
		return 0
	}
	return sign
}

// trim leaves out the words above that are 0.
func (z number) trim() number {
	for len(z) > 0 && z[len(z)-1] == 0 {
		z = z[:len(z)-1]
	}
	return z
}

// halve divides z, which is not 0, by 2 as often as it is even, and returns how often.
func (z number) halve() int {
	whole := 0
	for z[whole] == 0 {
		whole++
	}
	k := bits.TrailingZeros64(z[whole])
	if whole == 0 && k == 0 {
		return 0
	}
	for i := range z {
		var low, high uint64
		if i+whole < len(z) {
			low = z[i+whole]
		}
		if i+whole+1 < len(z) {
			high = z[i+whole+1]
		}
		// A shift by 64 gives 0.
		z[i] = low>>k | high<<(64-k)
	}
	return 64*whole + k
}

// less compares numbers without words above that are 0.
func (z number) less(x number) bool {
	if len(z) != len(x) {
		return len(z) < len(x)
	}
	for i := len(z) - 1; i >= 0; i-- {
		if z[i] != x[i] {
			return z[i] < x[i]
		}
	}
	return false
}
