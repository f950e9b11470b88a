package slhdsa

// digits are the message and its checksum in base w.
type digits [maxLen]byte

// set is algorithm 7, lines 1 to 7, with base_2b of algorithm 4 for 4 bits.
func (d *digits) set(p *ParameterSet, m []byte) {
	csum := 0
	for i, b := range m[:p.n] {
		d[2*i], d[2*i+1] = b>>4, b&15
		csum += 2*(w-1) - int(b>>4) - int(b&15)
	}
	// The checksum has 3 digits; the standard shifts it left by 4 bits and cuts the digits off the front of two bytes.
	rest := d[p.len1():]
	rest[0], rest[1], rest[2] = byte(csum>>8)&15, byte(csum>>4)&15, byte(csum)&15
}

// order sorts the indices of the chains by their digits, so that lanes have about as many steps to do as their neighbours.
func (d *digits) order(p *ParameterSet, order *[maxLen]byte) {
	var begin [w + 1]int
	for _, v := range d[:p.wotsLen()] {
		begin[v+1]++
	}
	for v := range w {
		begin[v+1] += begin[v]
	}
	for i, v := range d[:p.wotsLen()] {
		order[begin[v]] = byte(i)
		begin[v]++
	}
}

// wotsPkGen is algorithm 6 for the key pairs of four leaves, the first of which is leaf.
func (s *scratch) wotsPkGen(out *quad, skSeed []byte, at address, leaf uint32) {
	p := s.set
	s.secret, s.adrs, s.pk = all(at.of(wotsPRF)), all(at.of(wotsHash)), all(at.of(wotsPK))
	for l := range lanes {
		n := leaf + uint32(l)
		s.secret[l].keyPair, s.adrs[l].keyPair, s.pk[l].keyPair = n, n, n
		s.start[l], s.stop[l] = 0, w-1
	}
	for i := range p.wotsLen() {
		for l := range lanes {
			s.secret[l].chain, s.adrs[l].chain = uint32(i), uint32(i)
		}
		s.tweak.prf(&s.x, skSeed, &s.secret, lanes)
		s.tweak.chain(&s.x, &s.adrs, &s.start, &s.stop, lanes)
		for l := range lanes {
			copy(s.chains[l][i*p.n:], s.x[l][:p.n])
		}
	}
	s.chainEnds()
	s.tweak.t(out, &s.parts, &s.pk, lanes)
}

// chainEnds makes the ends of the chains of each lane the messages of T.
func (s *scratch) chainEnds() {
	for l := range lanes {
		s.parts[l] = s.chains[l][:s.set.wotsSize()]
	}
}

// wotsSign is algorithm 7.
func (s *scratch) wotsSign(sig, m, skSeed []byte, at address, leaf uint32) {
	s.secret = all(at.of(wotsPRF))
	s.digits.set(s.set, m)
	s.eachFour(sig, at, leaf, func(chains []byte) {
		for l, i := range chains {
			s.secret[l].keyPair, s.secret[l].chain = leaf, uint32(i)
			s.start[l], s.stop[l] = 0, int(s.digits[i])
		}
		s.tweak.prf(&s.x, skSeed, &s.secret, len(chains))
	})
}

// wotsPkFromSig is algorithm 8.
func (s *scratch) wotsPkFromSig(out *quad, sig, m []byte, at address, leaf uint32) {
	n := s.set.n
	s.digits.set(s.set, m)
	s.eachFour(s.chains[0][:], at, leaf, func(chains []byte) {
		for l, i := range chains {
			copy(s.x[l][:], sig[int(i)*n:][:n])
			s.start[l], s.stop[l] = int(s.digits[i]), w-1
		}
	})
	s.pk[0] = at.of(wotsPK)
	s.pk[0].keyPair = leaf
	s.chainEnds()
	s.tweak.t(out, &s.parts, &s.pk, 1)
}

// eachFour goes through the chains of the key pair of a leaf, up to four at a time: begin makes s.x, s.start and s.stop for them, and where they stop goes to their
// places in out.
func (s *scratch) eachFour(out []byte, at address, leaf uint32, begin func(chains []byte)) {
	p := s.set
	s.digits.order(p, &s.order)
	s.adrs = all(at.of(wotsHash))
	for i := 0; i < p.wotsLen(); i += lanes {
		chains := s.order[i:min(i+lanes, p.wotsLen())]
		for l, c := range chains {
			s.adrs[l].keyPair, s.adrs[l].chain = leaf, uint32(c)
		}
		begin(chains)
		s.tweak.chain(&s.x, &s.adrs, &s.start, &s.stop, len(chains))
		for l, c := range chains {
			copy(out[int(c)*p.n:], s.x[l][:p.n])
		}
	}
}
