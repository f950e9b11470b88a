package blake2

import "hash"

// maxFanout is the larger of the numbers of leaves.
const maxFanout = 8

// Parallel is BLAKE2bp, with four leaves, or BLAKE2sp, with eight, under way, after its Init. Blocks of the message go to the leaves in turn, and what the
// leaves give goes to the root (BLAKE2 paper, section 2.11). It implements hash.Hash and hash.Cloner.
type Parallel[W word] struct {
	leaves [maxFanout]node[W]
	// at is where the next byte goes, in bytes from the beginning of a round over all leaves.
	at  int
	key secret
}

func fanoutOf[W word]() int {
	if wide[W]() {
		return 4
	}
	return 8
}

// Init begins a hash, or where the key is not empty a MAC. The key is copied. Error: ErrKey.
func (p *Parallel[W]) Init(key []byte) error {
	if err := p.key.set(key, sizeOf[W]()); err != nil {
		return err
	}
	p.Reset()
	return nil
}

// Reset begins again, with the key of Init, and overwrites what was there.
func (p *Parallel[W]) Reset() {
	last := fanoutOf[W]() - 1
	for i := range p.leaves[:last+1] {
		p.leaves[i].begin(p.parameters(i, 0))
		p.leaves[i].writeKey(&p.key)
	}
	p.leaves[last].lastNode = ^W(0)
	p.at = 0
}

// parameters are those of a leaf, of depth 0, or of the root, of depth 1. All nodes tell the length of the key, though the root does not take it.
func (p *Parallel[W]) parameters(offset, depth int) parameters {
	return parameters{keyLength: p.key.n, fanout: fanoutOf[W](), depth: 2, nodeOffset: offset, nodeDepth: depth, innerLength: sizeOf[W]()}
}

// Write takes more of the message. It returns len(b) and no error.
func (p *Parallel[W]) Write(b []byte) (int, error) {
	written, block := len(b), blockOf[W]()
	for len(b) > 0 {
		n := min(block-p.at%block, len(b))
		p.leaves[p.at/block].write(b[:n])
		p.at = (p.at + n) % (block * fanoutOf[W]())
		b = b[n:]
	}
	return written, nil
}

// Sum appends the hash or MAC of what has been written to b; more may be written afterwards.
func (p *Parallel[W]) Sum(b []byte) []byte {
	c := *p
	b = c.end(b)
	c.Wipe()
	return b
}

// end appends the output and spends the leaves.
func (p *Parallel[W]) end(b []byte) []byte {
	var root node[W]
	var out [SizeB]byte
	root.begin(p.parameters(0, 1))
	root.lastNode = ^W(0)
	for i := range p.leaves[:fanoutOf[W]()] {
		p.leaves[i].end(&out)
		root.write(out[:sizeOf[W]()])
	}
	root.end(&out)
	return append(b, out[:sizeOf[W]()]...)
}

// Size is the length of the output in bytes.
func (p *Parallel[W]) Size() int { return sizeOf[W]() }

// BlockSize is the length in bytes of a round of blocks over all leaves.
func (p *Parallel[W]) BlockSize() int { return blockOf[W]() * fanoutOf[W]() }

// Clone implements hash.Cloner. It returns no error.
func (p *Parallel[W]) Clone() (hash.Cloner, error) {
	c := *p
	return &c, nil
}

// Wipe overwrites the state and the key. Init may follow.
func (p *Parallel[W]) Wipe() { *p = Parallel[W]{} }

// SumParallel appends the hash of msg, or with a key the MAC, to dst: BLAKE2bp for W uint64, BLAKE2sp for uint32. It allocates nothing when dst has room.
// Error: ErrKey.
func SumParallel[W word](dst, key, msg []byte) ([]byte, error) {
	var p Parallel[W]
	if err := p.Init(key); err != nil {
		return nil, err
	}
	p.Write(msg)
	dst = p.end(dst)
	p.Wipe()
	return dst, nil
}
