package slhdsa

import "crypto/subtle"

// htSign is algorithm 12.
func (s *scratch) htSign(sig, m, skSeed []byte, idxTree uint64, idxLeaf uint32) {
	p := s.set
	root := s.root[:p.n]
	copy(root, m)
	for j := range p.d {
		s.xmssSign(sig[j*p.xmssSize():][:p.xmssSize()], root, root, skSeed, address{layer: uint32(j), tree: idxTree}, idxLeaf)
		idxLeaf = uint32(idxTree) & (1<<p.hPrime - 1)
		idxTree >>= p.hPrime
	}
}

// htVerify is algorithm 13.
func (s *scratch) htVerify(m, sig []byte, idxTree uint64, idxLeaf uint32, pkRoot []byte) bool {
	p := s.set
	node := s.root[:p.n]
	copy(node, m)
	for j := range p.d {
		s.xmssPkFromSig(node, sig[j*p.xmssSize():][:p.xmssSize()], node, address{layer: uint32(j), tree: idxTree}, idxLeaf)
		idxLeaf = uint32(idxTree) & (1<<p.hPrime - 1)
		idxTree >>= p.hPrime
	}
	return subtle.ConstantTimeCompare(node, pkRoot) == 1
}
