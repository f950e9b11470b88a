package arena

import "math/bits"

// slab is a stretch of memory that is cut into slots of one size, or that is one large secret, with a class of nil.
type slab struct {
	arena *Arena
	class *class
	mem   []byte
	// own tells that mem came from the system and not from the Go heap.
	own, locked bool

	// used has a bit for each slot, room counts the free ones, and no word before hint has one.
	used []uint64
	room int
	hint int
}

func (s *slab) isEmpty() bool { return s.room == len(s.mem)>>s.class.shift }

func (s *slab) isUsed(i int) bool { return s.used[i/64]>>(i%64)&1 != 0 }

// take marks the first free slot as used and returns its index. There must be one.
func (s *slab) take() int {
	for s.used[s.hint] == ^uint64(0) {
		s.hint++
	}
	i := bits.TrailingZeros64(^s.used[s.hint])
	s.used[s.hint] |= 1 << i
	s.room--
	return s.hint*64 + i
}

func (s *slab) give(i int) {
	s.used[i/64] &^= 1 << (i % 64)
	s.hint = min(s.hint, i/64)
	s.room++
}
