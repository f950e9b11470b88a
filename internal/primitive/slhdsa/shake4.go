package slhdsa

import (
	"encoding/binary"
	"math/bits"

	"github.com/cloudflare/circl/simd/keccakf1600"
)

// shake4 are the functions of FIPS 205, section 11.1, for four lanes at once: all inputs are whole words of 64 bits.
type shake4 struct {
	// words is n/8.
	words int
	// seed is PK.seed.
	seed  [maxN / 8]uint64
	state keccakf1600.StateX4
	// a is the state of the lanes: word i of lane l is a[4i+l].
	a []uint64
}

const (
	// rate is that of SHAKE256 in words.
	rate = 136 / 8
	// suffix begins the padding and last ends it (FIPS 202, section 6.2 and algorithm 9).
	suffix = 0x1f
	last   = 1 << 63
	// addressWords is the size of ADRS.
	addressWords = addressSize / 8
)

func newSHAKE4(n int, pkSeed []byte) *shake4 {
	s := &shake4{words: n / 8}
	for i := range s.words {
		s.seed[i] = binary.LittleEndian.Uint64(pkSeed[8*i:])
	}
	s.a = s.state.Initialize(false)
	return s
}

// laneAddresses are the words of the addresses, interleaved as in the state.
type laneAddresses [addressWords * lanes]uint64

func (w *laneAddresses) set(adrs *addresses) {
	for l := range lanes {
		a := &adrs[l]
		w[l] = bits.ReverseBytes64(uint64(a.layer) << 32)
		w[lanes+l] = bits.ReverseBytes64(a.tree)
		w[2*lanes+l] = bits.ReverseBytes64(uint64(a.kind)<<32 | uint64(a.keyPair))
		w[3*lanes+l] = bits.ReverseBytes64(uint64(a.chain)<<32 | uint64(a.hash))
	}
}

// begin sets the state to PK.seed and the addresses, and returns the number of words in it.
func (s *shake4) begin(w *laneAddresses) int {
	for i := range s.words {
		v := s.seed[i]
		s.a[lanes*i], s.a[lanes*i+1], s.a[lanes*i+2], s.a[lanes*i+3] = v, v, v, v
	}
	copy(s.a[lanes*s.words:], w[:])
	clear(s.a[lanes*(s.words+addressWords):])
	return s.words + addressWords
}

// end pads behind so many words of the block, and permutes.
func (s *shake4) end(pos int) {
	for l := range lanes {
		s.a[lanes*pos+l] ^= suffix
		s.a[lanes*(rate-1)+l] ^= last
	}
	s.state.Permute()
}

// absorb takes a value of each lane in, of a message that ends within the first block.
func (s *shake4) absorb(pos int, m *quad) int {
	for i := range s.words {
		for l := range lanes {
			s.a[lanes*(pos+i)+l] = binary.LittleEndian.Uint64(m[l][8*i:])
		}
	}
	return pos + s.words
}

func (s *shake4) squeeze(out *quad) {
	for i := range s.words {
		for l := range lanes {
			binary.LittleEndian.PutUint64(out[l][8*i:], s.a[lanes*i+l])
		}
	}
}

func (s *shake4) prf(out *quad, skSeed []byte, adrs *addresses, _ int) {
	var w laneAddresses
	w.set(adrs)
	pos := s.begin(&w)
	for i := range s.words {
		v := binary.LittleEndian.Uint64(skSeed[8*i:])
		for l := range lanes {
			s.a[lanes*pos+l] = v
		}
		pos++
	}
	s.end(pos)
	s.squeeze(out)
}

func (s *shake4) f(out, m *quad, adrs *addresses, _ int) {
	var w laneAddresses
	w.set(adrs)
	s.end(s.absorb(s.begin(&w), m))
	s.squeeze(out)
}

func (s *shake4) h(out, left, right *quad, adrs *addresses, _ int) {
	var w laneAddresses
	w.set(adrs)
	s.end(s.absorb(s.absorb(s.begin(&w), left), right))
	s.squeeze(out)
}

func (s *shake4) t(out *quad, m *[lanes][]byte, adrs *addresses, n int) {
	var w laneAddresses
	w.set(adrs)
	pos := s.begin(&w)
	for i := 0; i < len(m[0]); i += 8 {
		for l := range n {
			s.a[lanes*pos+l] ^= binary.LittleEndian.Uint64(m[l][i:])
		}
		if pos++; pos == rate {
			s.state.Permute()
			pos = 0
		}
	}
	s.end(pos)
	s.squeeze(out)
}

// chain goes on in all lanes while any has steps to do. A lane is loaded at its start and stored at its stop; what it does before and after is
// thrown away.
func (s *shake4) chain(x *quad, adrs *addresses, start, stop *[lanes]int, n int) {
	var w laneAddresses
	w.set(adrs)
	from, to := maxSteps, 0
	for l := range n {
		if start[l] < stop[l] {
			from, to = min(from, start[l]), max(to, stop[l])
		}
	}
	var m [lanes * maxN / 8]uint64
	for j := from; j < to; j++ {
		for l := range n {
			if start[l] == j {
				for i := range s.words {
					m[lanes*i+l] = binary.LittleEndian.Uint64(x[l][8*i:])
				}
			}
		}
		for l := range lanes {
			w[3*lanes+l] = bits.ReverseBytes64(uint64(adrs[l].chain)<<32 | uint64(j))
		}
		pos := s.begin(&w)
		copy(s.a[lanes*pos:], m[:lanes*s.words])
		s.end(pos + s.words)
		copy(m[:lanes*s.words], s.a)
		for l := range n {
			if start[l] < stop[l] && stop[l] == j+1 {
				for i := range s.words {
					binary.LittleEndian.PutUint64(x[l][8*i:], m[lanes*i+l])
				}
			}
		}
	}
	clear(m[:])
}

// maxSteps is the length of the longest chain.
const maxSteps = w - 1

func (s *shake4) wipe() { clear(s.a) }
