package slhdsa

// xmssTree computes a whole tree, where algorithm 9 computes one node: the root goes to root. Where auth is not nil, the siblings of the nodes on the way from the
// leaf idx to the root go there (algorithm 10, lines 1 to 4).
func (s *scratch) xmssTree(root, auth, skSeed []byte, at address, idx uint32) {
	p := s.set
	for leaf := 0; leaf < 1<<p.hPrime; leaf += lanes {
		s.wotsPkGen(&s.x, skSeed, at, uint32(leaf))
		for l := range lanes {
			copy(s.node(leaf+l), s.x[l][:])
		}
	}
	s.adrs = all(at.of(tree))
	for z := range p.hPrime {
		if auth != nil {
			copy(auth[z*p.n:], s.node(int(idx>>z)^1))
		}
		parents := 1 << (p.hPrime - z - 1)
		for i := 0; i < parents; i += lanes {
			some := min(lanes, parents-i)
			for l := range some {
				s.adrs[l].chain, s.adrs[l].hash = uint32(z+1), uint32(i+l)
				copy(s.left[l][:], s.node(2*(i+l)))
				copy(s.right[l][:], s.node(2*(i+l)+1))
			}
			s.tweak.h(&s.x, &s.left, &s.right, &s.adrs, some)
			for l := range some {
				copy(s.node(i+l), s.x[l][:])
			}
		}
	}
	copy(root, s.node(0))
}

// node is the place of a node of the present level of a tree.
func (s *scratch) node(i int) []byte { return s.nodes[i*s.set.n:][:s.set.n] }

// xmssSign is algorithm 10; the root of the tree, which ht_sign wants next, goes to root.
func (s *scratch) xmssSign(sig, root, m, skSeed []byte, at address, idx uint32) {
	ots := s.set.wotsSize()
	s.wotsSign(sig[:ots], m, skSeed, at, idx)
	s.xmssTree(root, sig[ots:], skSeed, at, idx)
}

// xmssPkFromSig is algorithm 11.
func (s *scratch) xmssPkFromSig(root, sig, m []byte, at address, idx uint32) {
	p := s.set
	s.wotsPkFromSig(&s.left, sig[:p.wotsSize()], m, at, idx)
	auth := sig[p.wotsSize():]
	s.adrs[0] = at.of(tree)
	for k := range p.hPrime {
		s.adrs[0].chain, s.adrs[0].hash = uint32(k+1), idx>>(k+1)
		copy(s.right[0][:], auth[k*p.n:][:p.n])
		if idx>>k&1 == 0 {
			s.tweak.h(&s.left, &s.left, &s.right, &s.adrs, 1)
		} else {
			s.tweak.h(&s.left, &s.right, &s.left, &s.adrs, 1)
		}
	}
	copy(root, s.left[0][:p.n])
}
