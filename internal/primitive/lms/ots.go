package lms

import "encoding/binary"

// candidate is the LM-OTS public key that a one-time signature leads to (algorithm 4b, step 4).
func (k *PublicKey) candidate(s *treeSignature, digest []byte) []byte {
	n, t := k.tree.hash.size, &k.ots
	q := append(digest, 0, 0)
	binary.BigEndian.PutUint16(q[n:], t.checksum(digest))

	h, all := k.tree.hash.start(), k.tree.hash.start()
	all.prefix(k.identifier, s.q, dPBLC)
	// in is I || u32str(q) || u16str(i) || u8str(j) || tmp.
	in := make([]byte, sizeI+sizeU32+3+n)
	copy(in, k.identifier)
	binary.BigEndian.PutUint32(in[sizeI:], s.q)
	step, tmp := in[sizeI+sizeU32:], in[sizeI+sizeU32+3:]
	for i := range t.p {
		copy(tmp, s.y[i*n:][:n])
		binary.BigEndian.PutUint16(step, uint16(i))
		for j := t.coefficient(q, i); j < 1<<t.w-1; j++ {
			step[2] = byte(j)
			h.restart()
			h.Write(in)
			h.sum(tmp[:0])
		}
		all.Write(tmp)
	}
	return all.sum(nil)
}

// coefficient is coef(s, i, w) (RFC 8554, section 3.1.3).
func (t *otsType) coefficient(s []byte, i int) int {
	return int(s[i*t.w/8]) >> (8 - t.w*(i%(8/t.w)+1)) & (1<<t.w - 1)
}

// checksum is Cksm(S) (RFC 8554, section 4.4).
func (t *otsType) checksum(s []byte) uint16 {
	sum := 0
	for i := range 8 * len(s) / t.w {
		sum += 1<<t.w - 1 - t.coefficient(s, i)
	}
	return uint16(sum << t.ls)
}
