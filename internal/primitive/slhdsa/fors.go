package slhdsa

// forsIndices is base_2b (algorithm 4) of the message digest for a bits and k digits.
func (s *scratch) forsIndices(md []byte) {
	p := s.set
	total, bits, in := uint32(0), 0, 0
	for i := range p.k {
		for bits < p.a {
			total = total<<8 | uint32(md[in])
			in++
			bits += 8
		}
		bits -= p.a
		s.indices[i] = total >> bits & (1<<p.a - 1)
	}
}

// forsSign is algorithm 16, for four trees at a time; the FORS public key, which algorithm 19 would have from the signature, goes to pk. The trees are computed
// whole, where algorithm 15 computes single nodes.
func (s *scratch) forsSign(sig, pk, md, skSeed []byte, at address) {
	p := s.set
	s.forsIndices(md)
	for i := 0; i < p.k; i += lanes {
		s.forsTrees(sig, skSeed, at, i, min(lanes, p.k-i))
	}
	s.forsRoots(pk, at)
}

// forsTrees computes some trees from the first on. A stack holds at most one node of each height.
func (s *scratch) forsTrees(sig, skSeed []byte, at address, first, some int) {
	p := s.set
	s.secret, s.adrs = all(at.of(forsPRF)), all(at.of(forsTree))
	for l := range some {
		s.secret[l].keyPair, s.adrs[l].keyPair = at.keyPair, at.keyPair
	}
	x := &s.x
	for j := range uint32(1) << p.a {
		// fors_skGen is algorithm 14.
		for l := range some {
			leaf := uint32(first+l)<<p.a + j
			s.secret[l].hash = leaf
			s.adrs[l].chain, s.adrs[l].hash = 0, leaf
		}
		s.tweak.prf(x, skSeed, &s.secret, some)
		for l := range some {
			if j == s.indices[first+l] {
				copy(s.forsPart(sig, first+l), x[l][:p.n])
			}
		}
		s.tweak.f(x, x, &s.adrs, some)
		z := 0
		for i := j; ; i >>= 1 {
			for l := range some {
				if z < p.a && i == s.indices[first+l]>>z^1 {
					copy(s.forsPart(sig, first+l)[(z+1)*p.n:], x[l][:p.n])
				}
			}
			if i&1 == 0 || z == p.a {
				break
			}
			z++
			for l := range some {
				s.adrs[l].chain, s.adrs[l].hash = uint32(z), uint32(first+l)<<(p.a-z)+i>>1
			}
			s.tweak.h(x, &s.stack[z-1], x, &s.adrs, some)
		}
		s.stack[z] = *x
	}
	for l := range some {
		copy(s.roots[(first+l)*p.n:], s.stack[p.a][l][:p.n])
	}
}

// forsPart is the part of a tree in a signature.
func (s *scratch) forsPart(sig []byte, i int) []byte {
	size := (s.set.a + 1) * s.set.n
	return sig[i*size:][:size]
}

// forsRoots compresses the roots of the trees (algorithm 17, lines 21 to 24).
func (s *scratch) forsRoots(pk []byte, at address) {
	p := s.set
	s.pk[0] = at.of(forsRoots)
	s.pk[0].keyPair = at.keyPair
	s.parts[0] = s.roots[:p.k*p.n]
	s.tweak.t(&s.x, &s.parts, &s.pk, 1)
	copy(pk, s.x[0][:p.n])
}

// forsPkFromSig is algorithm 17, for four trees at a time.
func (s *scratch) forsPkFromSig(pk, sig, md []byte, at address) {
	p := s.set
	s.forsIndices(md)
	s.adrs = all(at.of(forsTree))
	for first := 0; first < p.k; first += lanes {
		some := min(lanes, p.k-first)
		for l := range some {
			s.adrs[l].keyPair, s.adrs[l].chain = at.keyPair, 0
			s.adrs[l].hash = uint32(first+l)<<p.a + s.indices[first+l]
			copy(s.x[l][:], s.forsPart(sig, first+l)[:p.n])
		}
		s.tweak.f(&s.x, &s.x, &s.adrs, some)
		for j := range p.a {
			for l := range some {
				idx := s.indices[first+l]
				s.adrs[l].chain, s.adrs[l].hash = uint32(j+1), (uint32(first+l)<<p.a+idx)>>(j+1)
				auth := s.forsPart(sig, first+l)[(j+1)*p.n:][:p.n]
				if idx>>j&1 == 0 {
					s.left[l] = s.x[l]
					copy(s.right[l][:], auth)
				} else {
					copy(s.left[l][:], auth)
					s.right[l] = s.x[l]
				}
			}
			s.tweak.h(&s.x, &s.left, &s.right, &s.adrs, some)
		}
		for l := range some {
			copy(s.roots[(first+l)*p.n:], s.x[l][:p.n])
		}
	}
	s.forsRoots(pk, at)
}
