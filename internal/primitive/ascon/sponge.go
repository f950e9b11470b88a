package ascon

import (
	"encoding/binary"
	"hash"
)

// Sizes of Ascon-Hash256 and of the customization string of Ascon-CXOF128, in bytes.
const (
	Size       = 32
	BlockSize  = 8
	MaxContext = 256
)

// The states of the three functions after their initialization, Ascon-p[12](IV || 0^256) (SP 800-232, section 5, and appendix A.3).
var (
	startHash256 = state{0x9b1e5494e934d681, 0x4bc3a01e333751d2, 0xae65396c6b34b81a, 0x3c7fd4a4d56a4db3, 0x1a5c464906c5976d}
	startXOF128  = state{0xda82ce768d9447eb, 0xcc7ce6c75f1ef969, 0xe7508fd780085631, 0x0ee0ea53416b58cc, 0xe0547524db6f0bde}
	startCXOF128 = state{0x675527c2a0e8de03, 0x43d12d7dc0377bbc, 0xe9901dec426e81b5, 0x2ab14907720780b6, 0x8f3f1d02d432bc46}
)

// sponge takes in and gives out 8 bytes between two permutations.
type sponge struct {
	s state
	// n is how many bytes of the present block have been taken in or given out.
	n int
}

func (a *sponge) absorb(p []byte) {
	if a.n > 0 {
		k := min(BlockSize-a.n, len(p))
		for i, b := range p[:k] {
			a.s[0] ^= uint64(b) << (8 * (a.n + i))
		}
		a.n += k
		if a.n < BlockSize {
			return
		}
		a.s.permute12()
		a.n, p = 0, p[k:]
	}
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		a.s[0] ^= binary.LittleEndian.Uint64(p)
		a.s.permute12()
	}
	for i, b := range p {
		a.s[0] ^= uint64(b) << (8 * i)
	}
	a.n = len(p)
}

// pad ends a string that is taken in.
func (a *sponge) pad() {
	a.s[0] ^= 1 << (8 * a.n)
	a.s.permute12()
	a.n = 0
}

func (a *sponge) squeeze(out []byte) {
	for len(out) > 0 {
		if a.n == BlockSize {
			a.s.permute12()
			a.n = 0
		}
		if a.n == 0 && len(out) >= BlockSize {
			binary.LittleEndian.PutUint64(out, a.s[0])
			a.n, out = BlockSize, out[BlockSize:]
			continue
		}
		out[0] = byte(a.s[0] >> (8 * a.n))
		a.n, out = a.n+1, out[1:]
	}
}

// Hash is Ascon-Hash256 under way (SP 800-232, section 5.1). It implements hash.Hash and hash.Cloner.
type Hash struct{ sponge sponge }

// NewHash256 begins a hash.
func NewHash256() *Hash { return &Hash{sponge{s: startHash256}} }

// Sum256 appends the Ascon-Hash256 of msg to dst. It allocates nothing when dst has room.
func Sum256(dst, msg []byte) []byte {
	h := Hash{sponge{s: startHash256}}
	h.sponge.absorb(msg)
	return h.sponge.sum(dst)
}

func (a *sponge) sum(dst []byte) []byte {
	var out [Size]byte
	a.pad()
	a.squeeze(out[:])
	return append(dst, out[:]...)
}

// Write takes more of the message. It returns len(p) and no error.
func (h *Hash) Write(p []byte) (int, error) {
	h.sponge.absorb(p)
	return len(p), nil
}

// Sum appends the hash of what has been written to b; more may be written afterwards.
func (h *Hash) Sum(b []byte) []byte {
	end := h.sponge
	return end.sum(b)
}

// Reset begins again and overwrites what was there.
func (h *Hash) Reset() { h.sponge = sponge{s: startHash256} }

// Size is the length of the hash in bytes.
func (h *Hash) Size() int { return Size }

// BlockSize is the length of a block in bytes.
func (h *Hash) BlockSize() int { return BlockSize }

// Clone implements hash.Cloner. It returns no error.
func (h *Hash) Clone() (hash.Cloner, error) {
	c := *h
	return &c, nil
}

// XOF is Ascon-XOF128 or Ascon-CXOF128 under way (SP 800-232, sections 5.2 and 5.3): first Write, then Read, each as often as one likes.
type XOF struct {
	sponge  sponge
	reading bool
}

// NewXOF128 begins an Ascon-XOF128.
func NewXOF128() *XOF { return &XOF{sponge: sponge{s: startXOF128}} }

// NewCXOF128 begins an Ascon-CXOF128 with a customization string of up to [MaxContext] bytes. Error: ErrContext.
func NewCXOF128(z []byte) (*XOF, error) {
	if len(z) > MaxContext {
		return nil, ErrContext
	}
	x := &XOF{sponge: sponge{s: startCXOF128}}
	var bits [BlockSize]byte
	binary.LittleEndian.PutUint64(bits[:], 8*uint64(len(z)))
	x.sponge.absorb(bits[:])
	x.sponge.absorb(z)
	x.sponge.pad()
	return x, nil
}

// Write takes more of the message. It returns len(p) and no error, and panics after Read.
func (x *XOF) Write(p []byte) (int, error) {
	if x.reading {
		panic("ascon: message after output")
	}
	x.sponge.absorb(p)
	return len(p), nil
}

// Read fills p with the next bytes of the output, which has no end. It returns len(p) and no error.
func (x *XOF) Read(p []byte) (int, error) {
	if !x.reading {
		x.reading = true
		x.sponge.pad()
	}
	x.sponge.squeeze(p)
	return len(p), nil
}

// Wipe overwrites the state. The XOF can't be used any more.
func (x *XOF) Wipe() { *x = XOF{} }
