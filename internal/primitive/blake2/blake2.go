// Package blake2 implements the hashes and MACs of BLAKE2 with outputs of full length: BLAKE2b and BLAKE2s as RFC 7693 specifies them, and BLAKE2bp and
// BLAKE2sp, which spread the input over leaves, as the BLAKE2 paper does ("BLAKE2: simpler, smaller, fast as MD5", 2013, with its parameter block).
//
// Words of 64 bits make [B] and [BP], words of 32 bits [S] and [SP]. Each is a hash.Hash and begins with its Init method, with a key as a MAC, or as a
// hash, for which Reset is enough; [Sum] and [SumParallel] are for messages in one piece.
//
//	var h blake2.B
//	err := h.Init(key) // nil for the hash
//	h.Write(msg)
//	mac := h.Sum(nil)
//
// All of it takes time that depends on lengths alone. One goroutine at a time may use a hash.
package blake2

import (
	"encoding/binary"
	"errors"
	"hash"
)

// Sizes in bytes: of outputs, which are also the longest keys, and of blocks. The parallel hashes report the blocks of all leaves together as their block.
const (
	SizeB, SizeS = 64, 32

	blockB, blockS = 128, 64
)

// ErrKey tells of a key that is longer than the output.
var ErrKey = errors.New("blake2: the key is longer than the output")

var errState = errors.New("blake2: not the state of this hash")

type word interface{ uint32 | uint64 }

// The hashes and MACs. The names are the paper's.
type (
	B  = Hash[uint64]
	S  = Hash[uint32]
	BP = Parallel[uint64]
	SP = Parallel[uint32]
)

func wide[W word]() bool { return ^W(0)>>31 > 1 }

func sizeOf[W word]() int {
	if wide[W]() {
		return SizeB
	}
	return SizeS
}

func blockOf[W word]() int { return 2 * sizeOf[W]() }

// Hash is BLAKE2b or BLAKE2s under way, after its Init. It implements hash.Hash and hash.Cloner.
type Hash[W word] struct {
	node node[W]
	key  secret
}

// secret is a key, of n bytes.
type secret struct {
	bytes [SizeB]byte
	n     int
}

func (k *secret) set(key []byte, longest int) error {
	if len(key) > longest {
		return ErrKey
	}
	*k = secret{n: len(key)}
	copy(k.bytes[:], key)
	return nil
}

// Init begins a hash, or where the key is not empty a MAC. The key is copied. Error: ErrKey.
func (h *Hash[W]) Init(key []byte) error {
	if err := h.key.set(key, sizeOf[W]()); err != nil {
		return err
	}
	h.Reset()
	return nil
}

// Reset begins again, with the key of Init, and overwrites what was there.
func (h *Hash[W]) Reset() {
	h.node.begin(parameters{keyLength: h.key.n, fanout: 1, depth: 1})
	h.node.writeKey(&h.key)
}

// Write takes more of the message. It returns len(p) and no error.
func (h *Hash[W]) Write(p []byte) (int, error) {
	h.node.write(p)
	return len(p), nil
}

// Sum appends the hash or MAC of what has been written to b; more may be written afterwards.
func (h *Hash[W]) Sum(b []byte) []byte {
	var out [SizeB]byte
	end := h.node
	end.end(&out)
	return append(b, out[:sizeOf[W]()]...)
}

// Size is the length of the output in bytes.
func (h *Hash[W]) Size() int { return sizeOf[W]() }

// BlockSize is the length of a block in bytes.
func (h *Hash[W]) BlockSize() int { return blockOf[W]() }

// Clone implements hash.Cloner. It returns no error.
func (h *Hash[W]) Clone() (hash.Cloner, error) {
	c := *h
	return &c, nil
}

// Wipe overwrites the state and the key. Init may follow.
func (h *Hash[W]) Wipe() { *h = Hash[W]{} }

const (
	magic    = "blake2"
	maxState = len(magic) + 1 + 10*8 + blockB + 1
)

// AppendBinary appends the state, which is for [Hash.UnmarshalBinary] of the same version of this package alone. It fails for a MAC.
func (h *Hash[W]) AppendBinary(b []byte) ([]byte, error) {
	if h.key.n != 0 {
		return nil, errors.New("blake2: the state of a MAC is not given out")
	}
	b = append(append(b, magic...), byte(sizeOf[W]()))
	for _, w := range h.node.h {
		b = appendWord(b, w)
	}
	for _, w := range h.node.t {
		b = appendWord(b, w)
	}
	b = append(b, h.node.buf[:blockOf[W]()]...)
	return append(b, byte(h.node.n)), nil
}

// MarshalBinary is [Hash.AppendBinary] into new memory.
func (h *Hash[W]) MarshalBinary() ([]byte, error) { return h.AppendBinary(make([]byte, 0, maxState)) }

// UnmarshalBinary goes on from a state. It fails for bytes that are none.
func (h *Hash[W]) UnmarshalBinary(state []byte) error {
	size := sizeOf[W]()
	w := size / 8
	if len(state) != len(magic)+1+10*w+2*size+1 || string(state[:len(magic)]) != magic || int(state[len(magic)]) != size {
		return errState
	}
	n := int(state[len(state)-1])
	if n > 2*size {
		return errState
	}
	*h = Hash[W]{}
	state = state[len(magic)+1:]
	for i := range h.node.h {
		h.node.h[i], state = takeWord[W](state)
	}
	for i := range h.node.t {
		h.node.t[i], state = takeWord[W](state)
	}
	h.node.n = n
	copy(h.node.buf[:], state[:2*size])
	return nil
}

func appendWord[W word](b []byte, w W) []byte {
	if wide[W]() {
		return binary.LittleEndian.AppendUint64(b, uint64(w))
	}
	return binary.LittleEndian.AppendUint32(b, uint32(w))
}

func takeWord[W word](b []byte) (W, []byte) {
	if wide[W]() {
		return W(binary.LittleEndian.Uint64(b)), b[8:]
	}
	return W(binary.LittleEndian.Uint32(b)), b[4:]
}

// Sum appends the hash of msg, or with a key the MAC, to dst: BLAKE2b for W uint64, BLAKE2s for uint32. It allocates nothing when dst has room. Error: ErrKey.
func Sum[W word](dst, key, msg []byte) ([]byte, error) {
	var h Hash[W]
	if err := h.Init(key); err != nil {
		return nil, err
	}
	h.node.write(msg)
	var out [SizeB]byte
	h.node.end(&out)
	h.Wipe()
	return append(dst, out[:sizeOf[W]()]...), nil
}
