package blake2

import "encoding/binary"

// parameters is what of the parameter block is ever set here (RFC 7693, section 2.5; BLAKE2 paper, section 2.8). The lengths are in bytes.
type parameters struct {
	keyLength, fanout, depth           int
	nodeOffset, nodeDepth, innerLength int
}

// node is a node of the tree that every BLAKE2 is; that of BLAKE2b and BLAKE2s has one.
type node[W word] struct {
	h [8]W
	// t counts the bytes that have been compressed.
	t [2]W
	// lastNode is the finalization flag f1 of the last block, all ones in the last node of each layer.
	lastNode W
	// buf has the n bytes that follow. They are a whole block only where no more input has come, because the last block is treated differently.
	buf [blockB]byte
	n   int
}

// begin makes a node without input.
func (n *node[W]) begin(p parameters) {
	*n = node[W]{}
	first := uint32(sizeOf[W]()) | uint32(p.keyLength)<<8 | uint32(p.fanout)<<16 | uint32(p.depth)<<24
	switch h := any(&n.h).(type) {
	case *[8]uint64:
		*h = [8]uint64{ivB0 ^ uint64(first), ivB1 ^ uint64(p.nodeOffset), ivB2 ^ uint64(p.nodeDepth) ^ uint64(p.innerLength)<<8, ivB3, ivB4, ivB5, ivB6, ivB7}
	case *[8]uint32:
		*h = [8]uint32{ivS0 ^ first, ivS1, ivS2 ^ uint32(p.nodeOffset), ivS3 ^ uint32(p.nodeDepth)<<16 ^ uint32(p.innerLength)<<24, ivS4, ivS5, ivS6, ivS7}
	}
}

// writeKey puts a key, if there is one, before the input as a block of its own (RFC 7693, section 2.9).
func (n *node[W]) writeKey(k *secret) {
	if k.n != 0 {
		copy(n.buf[:], k.bytes[:])
		n.n = blockOf[W]()
	}
}

func (n *node[W]) write(p []byte) {
	block := blockOf[W]()
	if free := block - n.n; len(p) > free {
		if n.n > 0 {
			copy(n.buf[n.n:], p[:free])
			n.compress(n.buf[:block], 0, W(block))
			n.n, p = 0, p[free:]
		}
		if whole := (len(p) - 1) / block * block; whole > 0 {
			n.compress(p[:whole], 0, W(block))
			p = p[whole:]
		}
	}
	n.n += copy(n.buf[n.n:block], p)
}

// end sets the beginning of out to the node's output. The node is spent.
func (n *node[W]) end(out *[SizeB]byte) {
	block := blockOf[W]()
	clear(n.buf[n.n:block])
	n.compress(n.buf[:block], ^W(0), W(n.n))
	switch h := any(&n.h).(type) {
	case *[8]uint64:
		for i, w := range h {
			binary.LittleEndian.PutUint64(out[8*i:], w)
		}
	case *[8]uint32:
		for i, w := range h {
			binary.LittleEndian.PutUint32(out[4*i:], w)
		}
	}
}

// compress takes whole blocks, of which each counts step bytes; f0 is the finalization flag of all of them, and f1 goes with it.
func (n *node[W]) compress(blocks []byte, f0, step W) {
	f1 := n.lastNode & f0
	switch n := any(n).(type) {
	case *node[uint64]:
		compressB(&n.h, &n.t, uint64(f0), uint64(f1), blocks, uint64(step))
	case *node[uint32]:
		compressS(&n.h, &n.t, uint32(f0), uint32(f1), blocks, uint32(step))
	}
}
