package slhdsa

import "crypto/sha3"

// shake are the functions of FIPS 205, section 11.1, one after the other.
type shake struct {
	n int
	x *sha3.SHAKE
	// buf begins with PK.seed.
	buf []byte
}

func newSHAKE(n int, pkSeed []byte) *shake {
	return &shake{n: n, x: sha3.NewSHAKE256(), buf: append(make([]byte, 0, n+addressSize+maxLen*maxN), pkSeed...)}
}

// hash is SHAKE256(PK.seed || ADRS || M, 8n).
func (s *shake) hash(out []byte, adrs *address, m ...[]byte) {
	b := s.buf[:s.n+addressSize]
	adrs.whole(b[s.n:])
	for _, p := range m {
		b = append(b, p...)
	}
	s.x.Reset()
	s.x.Write(b)
	s.x.Read(out[:s.n])
}

func (s *shake) prf(out *quad, skSeed []byte, adrs *addresses, lanes int) {
	for l := range lanes {
		s.hash(out[l][:], &adrs[l], skSeed)
	}
}

func (s *shake) f(out, m *quad, adrs *addresses, lanes int) {
	for l := range lanes {
		s.hash(out[l][:], &adrs[l], m[l][:s.n])
	}
}

func (s *shake) h(out, left, right *quad, adrs *addresses, lanes int) {
	for l := range lanes {
		s.hash(out[l][:], &adrs[l], left[l][:s.n], right[l][:s.n])
	}
}

func (s *shake) t(out *quad, m *[lanes][]byte, adrs *addresses, lanes int) {
	for l := range lanes {
		s.hash(out[l][:], &adrs[l], m[l])
	}
}

func (s *shake) chain(x *quad, adrs *addresses, start, stop *[lanes]int, lanes int) {
	for l := range lanes {
		a := adrs[l]
		for j := start[l]; j < stop[l]; j++ {
			a.hash = uint32(j)
			s.hash(x[l][:], &a, x[l][:s.n])
		}
	}
}

func (s *shake) wipe() {
	s.x.Reset()
	clear(s.buf[s.n:cap(s.buf)])
}
