package mldsa

import (
	"crypto/sha3"
	"math/bits"
)

const (
	n = 256
	q = 8380417
	// qInverse is q⁻¹ modulo 2³².
	qInverse = 58728449
	// toMontgomery is 2⁶⁴/256 modulo q, with which the inverse transform ends: the factor 1/256, and 2³² for the reduction that multiplies with it and
	// for that of the product before.
	toMontgomery = 41978
)

// poly is a polynomial, or its transform. Coefficients are representatives modulo q, not always the least ones.
type poly [n]int32

// reduce is a·2⁻³² modulo q, between -q and q, for a between -q·2³¹ and q·2³¹ (FIPS 204, algorithm 49).
func reduce(a int64) int32 {
	t := int32(a) * qInverse
	return int32((a - int64(t)*q) >> 32)
}

// zetas are 1753^BitRev(i)·2³² modulo q (FIPS 204, appendix B).
var zetas = func() (z [n]int32) {
	var powers [n]int64
	powers[0] = 1
	for i := 1; i < n; i++ {
		powers[i] = powers[i-1] * 1753 % q
	}
	for i := range z {
		v := powers[bits.Reverse8(uint8(i))] << 32 % q
		if v > q/2 {
			v -= q
		}
		z[i] = int32(v)
	}
	return z
}()

// ntt is NTT (FIPS 204, algorithm 41). Coefficients grow by less than q in each of the 8 layers.
func (w *poly) ntt() {
	m := 0
	for size := n / 2; size >= 1; size /= 2 {
		for start := 0; start < n; start += 2 * size {
			m++
			z := int64(zetas[m])
			low, high := w[start:start+size], w[start+size:start+2*size]
			high = high[:len(low)]
			for j := range low {
				t := reduce(z * int64(high[j]))
				high[j] = low[j] - t
				low[j] += t
			}
		}
	}
}

// inverseNTT is NTT⁻¹ (FIPS 204, algorithm 42) of a product that [reduce] has divided by 2³², and makes coefficients between 0 and q-1 of it. Coefficients less
// than q become less than 256q in the 8 layers, which is less than 2³¹.
func (w *poly) inverseNTT() {
	m := n
	for size := 1; size < n; size *= 2 {
		for start := 0; start < n; start += 2 * size {
			m--
			z := -int64(zetas[m])
			low, high := w[start:start+size], w[start+size:start+2*size]
			high = high[:len(low)]
			for j := range low {
				t := low[j]
				low[j] = t + high[j]
				high[j] = reduce(z * int64(t-high[j]))
			}
		}
	}
	for j := range w {
		v := reduce(toMontgomery * int64(w[j]))
		w[j] = v + v>>31&q
	}
}

// dot makes w the transform of a row of Â times z, less c times t1, divided by 2³². Â is less than q and the others are less than 9q, so that the sum of at most 8
// products is less than 144q², which is less than the q·2³¹ that reduce takes.
func (w *poly) dot(row, z []poly, c, t1 *poly) {
	for j := range w {
		sum := -int64(c[j]) * int64(t1[j])
		for i := range row {
			sum += int64(row[i][j]) * int64(z[i][j])
		}
		w[j] = reduce(sum)
	}
}

// rejNTT is RejNTTPoly (FIPS 204, algorithm 30) with CoeffFromThreeBytes (algorithm 14).
func (w *poly) rejNTT(x *sha3.SHAKE) {
	var block [168]byte
	for j := 0; j < n; {
		x.Read(block[:])
		for b := block[:]; len(b) > 0 && j < n; b = b[3:] {
			if v := int32(b[0]) | int32(b[1])<<8 | int32(b[2]&0x7f)<<16; v < q {
				w[j] = v
				j++
			}
		}
	}
}

// unpackT1 is SimpleBitUnpack of 10 bits (FIPS 204, algorithms 18 and 23), times 2ᵈ.
func (w *poly) unpackT1(b []byte) {
	for i := 0; i < n; i, b = i+4, b[5:] {
		w[i] = (int32(b[0]) | int32(b[1])<<8) & 0x3ff << d
		w[i+1] = (int32(b[1])>>2 | int32(b[2])<<6) & 0x3ff << d
		w[i+2] = (int32(b[2])>>4 | int32(b[3])<<4) & 0x3ff << d
		w[i+3] = (int32(b[3])>>6 | int32(b[4])<<2) & 0x3ff << d
	}
}

// unpackZ is BitUnpack for γ₁ (FIPS 204, algorithms 19 and 27).
func (w *poly) unpackZ(b []byte, gamma1Bits int) {
	gamma1, mask := int32(1)<<gamma1Bits, uint32(2)<<gamma1Bits-1
	var buffer uint64
	have := 0
	for i := range w {
		for have <= gamma1Bits {
			buffer |= uint64(b[0]) << have
			b = b[1:]
			have += 8
		}
		w[i] = gamma1 - int32(uint32(buffer)&mask)
		buffer >>= gamma1Bits + 1
		have -= gamma1Bits + 1
	}
}

// exceeds tells whether a coefficient is, without its sign, at least bound.
func (w *poly) exceeds(bound int32) bool {
	for _, v := range w {
		if v >= bound || -v >= bound {
			return true
		}
	}
	return false
}

// unpackHint is HintBitUnpack (FIPS 204, algorithm 21).
func (s *scratch) unpackHint(p *ParameterSet, y []byte) bool {
	index := 0
	for i := range p.k {
		clear(s.hint[i][:])
		end := int(y[p.omega+i])
		if end < index || end > p.omega {
			return false
		}
		for first := index; index < end; index++ {
			if index > first && y[index-1] >= y[index] {
				return false
			}
			s.hint[i][y[index]] = 1
		}
	}
	for _, b := range y[index:p.omega] {
		if b != 0 {
			return false
		}
	}
	return true
}

// sampleInBall is SampleInBall (FIPS 204, algorithm 29).
func (s *scratch) sampleInBall(seed []byte, tau int) {
	s.x.Reset()
	s.x.Write(seed)
	signs := s.digest[:8]
	s.x.Read(signs)
	block := s.packed[:136-8]
	used := len(block)
	clear(s.c[:])
	for i := n - tau; i < n; i++ {
		var j int
		for {
			if used == len(block) {
				s.x.Read(block)
				used = 0
			}
			j = int(block[used])
			used++
			if j <= i {
				break
			}
		}
		s.c[i] = s.c[j]
		bit := i + tau - n
		s.c[j] = 1 - 2*int32(signs[bit/8]>>(bit%8)&1)
	}
}

// useHint makes w the high bits that the hint of row i leads to (FIPS 204, algorithm 40). The two ranges are written out so that the divisions are by constants.
func (s *scratch) useHint(i int, gamma2 int32) {
	h := &s.hint[i]
	if gamma2 == gamma2Of88 {
		for j, r := range s.w {
			s.w[j] = useHint(h[j], r, gamma2Of88)
		}
		return
	}
	for j, r := range s.w {
		s.w[j] = useHint(h[j], r, gamma2Of32)
	}
}

func useHint(h byte, r, gamma2 int32) int32 {
	r1, r0 := decompose(r, gamma2)
	m := (q - 1) / (2 * gamma2)
	switch {
	case h == 0:
		return r1
	case r0 > 0:
		return (r1 + 1) % m
	}
	return (r1 + m - 1) % m
}

// decompose is Decompose (FIPS 204, algorithm 36) of r between 0 and q-1.
func decompose(r, gamma2 int32) (r1, r0 int32) {
	r1 = (r + gamma2 - 1) / (2 * gamma2)
	r0 = r - r1*2*gamma2
	if r1 == (q-1)/(2*gamma2) {
		return 0, r0 - 1
	}
	return r1, r0
}

// packW1 is SimpleBitPack of a polynomial of w1Encode (FIPS 204, algorithms 16 and 28).
func (s *scratch) packW1(size int) []byte {
	out := s.packed[:0]
	if size == 4 {
		for i := 0; i < n; i += 2 {
			out = append(out, byte(s.w[i]|s.w[i+1]<<4))
		}
		return out
	}
	for i := 0; i < n; i += 4 {
		v := s.w[i] | s.w[i+1]<<6 | s.w[i+2]<<12 | s.w[i+3]<<18
		out = append(out, byte(v), byte(v>>8), byte(v>>16))
	}
	return out
}
