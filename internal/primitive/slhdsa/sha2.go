package slhdsa

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding"
	"encoding/binary"
	"hash"
)

// sha2 are the functions of FIPS 205, section 11.2: F and PRF on SHA-256, H and T on SHA-256 for n = 16 and on SHA-512 else.
type sha2 struct {
	n int
	// short is for F and PRF, pair for H; both hash one block behind that of PK.seed.
	short, pair oneBlock
	long        seeded
}

func newSHA2(n int, pkSeed []byte) *sha2 {
	big := sha256.New
	if n > 16 {
		big = sha512.New
	}
	s := &sha2{n: n}
	s.short.init(sha256.New(), pkSeed, n)
	s.pair.init(big(), pkSeed, 2*n)
	s.long.init(big(), pkSeed)
	return s
}

// seeded is a hash that has PK.seed and the zeros behind it, a whole block, in it already.
type seeded struct {
	h hash.Hash
	// restore is h too, and state what h is at the beginning.
	restore encoding.BinaryUnmarshaler
	state   []byte
	out     [sha512.Size]byte
	adrs    [compressedSize]byte
}

func (s *seeded) init(h hash.Hash, pkSeed []byte) {
	s.h, s.restore = h, h.(encoding.BinaryUnmarshaler)
	h.Write(pkSeed)
	h.Write(make([]byte, h.BlockSize()-len(pkSeed)))
	state, err := h.(encoding.BinaryAppender).AppendBinary(nil)
	if err != nil {
		panic("slhdsa: a hash of the standard library has no state: " + err.Error())
	}
	s.state = state
}

// begin goes back to the state behind PK.seed.
func (s *seeded) begin() {
	if err := s.restore.UnmarshalBinary(s.state); err != nil {
		panic("slhdsa: a hash of the standard library does not take its own state: " + err.Error())
	}
}

// oneBlock hashes messages of one fixed length that end within the second block. It pads them itself and reads the hash out of the state, which saves the
// copying and checking of Sum; chains of F, which are nearly all of a signature, take a third less time so.
type oneBlock struct {
	seeded
	save encoding.BinaryAppender
	// used is the length of the address and the message in block; padding and length stand behind.
	used  int
	block []byte
	// direct tells that the state is laid out as expected: a name of 4 bytes, the chaining value, a block, and the length.
	direct bool
	saved  [256]byte
}

func (o *oneBlock) init(h hash.Hash, pkSeed []byte, message int) {
	o.seeded.init(h, pkSeed)
	o.save = h.(encoding.BinaryAppender)
	o.used = compressedSize + message
	o.block = make([]byte, h.BlockSize())
	o.block[o.used] = 0x80
	binary.BigEndian.PutUint64(o.block[len(o.block)-8:], uint64(8*(len(o.block)+o.used)))
	o.direct = o.readable()
}

// readable holds the hash that is read from the state to that of Sum.
func (o *oneBlock) readable() bool {
	if len(o.state) > len(o.saved) {
		return false
	}
	var a, b [maxN]byte
	o.direct = true
	o.digest(a[:])
	o.direct = false
	o.digest(b[:])
	return a == b
}

// message is the place of the message in the block.
func (o *oneBlock) message() []byte { return o.block[compressedSize:o.used] }

// digest hashes the block and writes as much of the hash as out has room for.
func (o *oneBlock) digest(out []byte) {
	o.begin()
	if !o.direct {
		o.h.Write(o.block[:o.used])
		copy(out, o.h.Sum(o.out[:0]))
		return
	}
	o.h.Write(o.block)
	b, err := o.save.AppendBinary(o.saved[:0])
	if err != nil {
		panic("slhdsa: a hash of the standard library has no state: " + err.Error())
	}
	copy(out, b[4:])
}

func (s *sha2) prf(out *quad, skSeed []byte, adrs *addresses, lanes int) {
	for l := range lanes {
		adrs[l].compressed(s.short.block)
		copy(s.short.message(), skSeed)
		s.short.digest(out[l][:s.n])
	}
}

func (s *sha2) f(out, m *quad, adrs *addresses, lanes int) {
	for l := range lanes {
		adrs[l].compressed(s.short.block)
		copy(s.short.message(), m[l][:s.n])
		s.short.digest(out[l][:s.n])
	}
}

func (s *sha2) h(out, left, right *quad, adrs *addresses, lanes int) {
	for l := range lanes {
		adrs[l].compressed(s.pair.block)
		m := s.pair.message()
		copy(m, left[l][:s.n])
		copy(m[s.n:], right[l][:s.n])
		s.pair.digest(out[l][:s.n])
	}
}

func (s *sha2) t(out *quad, m *[lanes][]byte, adrs *addresses, lanes int) {
	for l := range lanes {
		s.long.begin()
		adrs[l].compressed(s.long.adrs[:])
		s.long.h.Write(s.long.adrs[:])
		s.long.h.Write(m[l])
		copy(out[l][:s.n], s.long.h.Sum(s.long.out[:0]))
	}
}

func (s *sha2) chain(x *quad, adrs *addresses, start, stop *[lanes]int, lanes int) {
	o := &s.short
	for l := range lanes {
		if start[l] >= stop[l] {
			continue
		}
		adrs[l].compressed(o.block)
		copy(o.message(), x[l][:s.n])
		for j := start[l]; j < stop[l]; j++ {
			binary.BigEndian.PutUint32(o.block[compressedHash:], uint32(j))
			o.digest(o.message())
		}
		copy(x[l][:s.n], o.message())
	}
}

func (s *sha2) wipe() {
	for _, o := range [...]*oneBlock{&s.short, &s.pair} {
		clear(o.message())
		clear(o.saved[:])
		clear(o.out[:])
		o.h.Reset()
	}
	clear(s.long.out[:])
	s.long.h.Reset()
}
