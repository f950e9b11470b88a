package xmss

import "crypto/subtle"

// state is the memory of a verification.
type state struct {
	hashing
	seed []byte
	at   address
	adrs [addressSize]byte
	// in is the key and the masked message of F or H.
	in []byte
	// ends are the ends of the chains, and then the levels of the L-tree.
	ends []byte
}

func newState(k *PublicKey) *state {
	p := &k.set
	s := &state{seed: k.seed, in: make([]byte, 3*p.n), ends: make([]byte, p.len()*p.n)}
	s.init(p)
	return s
}

// prf is PRF(SEED, ADRS) with keyAndMask.
func (s *state) prf(out []byte, keyAndMask uint32) {
	s.at.keyAndMask = keyAndMask
	s.at.put(s.adrs[:])
	s.begin(padPRF)
	s.Write(s.seed)
	s.Write(s.adrs[:])
	s.sum(out)
}

// chain goes from start to the end of a chain (RFC 8391, algorithm 2).
func (s *state) chain(x []byte, start int) {
	n := s.set.n
	for j := start; j < w-1; j++ {
		s.at.index = uint32(j)
		s.prf(s.in, 0)
		s.prf(s.in[n:], 1)
		subtle.XORBytes(s.in[n:], s.in[n:2*n], x)
		s.begin(padF)
		s.Write(s.in[:2*n])
		s.sum(x)
	}
}

// randHash is RAND_HASH (RFC 8391, algorithm 7); out may be left or right.
func (s *state) randHash(out, left, right []byte) {
	n := s.set.n
	s.prf(s.in, 0)
	s.prf(s.in[n:], 1)
	s.prf(s.in[2*n:], 2)
	subtle.XORBytes(s.in[n:], s.in[n:2*n], left)
	subtle.XORBytes(s.in[2*n:], s.in[2*n:], right)
	s.begin(padH)
	s.Write(s.in)
	s.sum(out)
}

// wotsPkFromSig leaves the public key of the one-time signature in ends (RFC 8391, algorithm 6).
func (s *state) wotsPkFromSig(sig, m []byte) {
	p := s.set
	copy(s.ends, sig[:p.len()*p.n])
	csum := 0
	for i := range p.len() {
		var digit int
		switch len1 := 2 * p.n; {
		case i < len1:
			digit = int(m[i/2]>>(4*(1-i%2))) & (w - 1)
			csum += w - 1 - digit
		default:
			// The checksum has 3 digits; the standard shifts it left by 4 bits and cuts the digits off the front of two bytes.
			digit = csum >> (lgW * (len2 - 1 - (i - len1))) & (w - 1)
		}
		s.at.height = uint32(i)
		s.chain(s.ends[i*p.n:][:p.n], digit)
	}
}

// lTree compresses the public key of a one-time signature (RFC 8391, algorithm 8).
func (s *state) lTree(out []byte) {
	n := s.set.n
	node := func(i int) []byte { return s.ends[i*n:][:n] }
	for l, height := s.set.len(), uint32(0); l > 1; l, height = (l+1)/2, height+1 {
		s.at.height = height
		for i := range l / 2 {
			s.at.index = uint32(i)
			s.randHash(node(i), node(2*i), node(2*i+1))
		}
		if l%2 == 1 {
			copy(node(l/2), node(l-1))
		}
	}
	copy(out, node(0))
}

// rootFromSig is XMSS_rootFromSig (RFC 8391, algorithm 13): node is the message, and then the root.
func (s *state) rootFromSig(node, sig []byte, leaf uint32) {
	p := s.set
	tree := s.at
	s.at.kind, s.at.number = otsAddress, leaf
	s.wotsPkFromSig(sig, node)
	s.at = tree
	s.at.kind, s.at.number = lTreeAddress, leaf
	s.lTree(node)
	s.at = tree
	s.at.kind = hashTreeAddress
	auth := sig[p.len()*p.n:]
	for k := range p.h / p.d {
		s.at.height, s.at.index = uint32(k), leaf>>(k+1)
		sibling := auth[k*p.n:][:p.n]
		if leaf>>k&1 == 0 {
			s.randHash(node, node, sibling)
		} else {
			s.randHash(node, sibling, node)
		}
	}
}
