package slhdsa

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"hash"
)

// prfMsg is PRF_msg(SK.prf, opt_rand, M) of FIPS 205, sections 11.1 and 11.2.
func (p *ParameterSet) prfMsg(out, skPrf, optRand []byte, m [][]byte) {
	if p.family == SHAKE {
		x := sha3.NewSHAKE256()
		x.Write(skPrf)
		x.Write(optRand)
		for _, part := range m {
			x.Write(part)
		}
		x.Read(out[:p.n])
		x.Reset()
		return
	}
	mac := hmac.New(p.bigHash(), skPrf)
	mac.Write(optRand)
	for _, part := range m {
		mac.Write(part)
	}
	var sum [sha512.Size]byte
	copy(out[:p.n], mac.Sum(sum[:0]))
	mac.Reset()
}

// bigHash is SHA-256 for n = 16 and SHA-512 else (section 11.2.2).
func (p *ParameterSet) bigHash() func() hash.Hash {
	if p.n == 16 {
		return sha256.New
	}
	return sha512.New
}

// messageHash is H_msg(R, PK.seed, PK.root, M), whose message comes in fragments.
type messageHash struct {
	set *ParameterSet
	// One of them is in use.
	x *sha3.SHAKE
	h hash.Hash
	// prefix is R || PK.seed.
	prefix [2 * maxN]byte
}

func (d *messageHash) init(p *ParameterSet, r, pkSeed, pkRoot []byte) {
	d.set = p
	copy(d.prefix[:], r[:p.n])
	copy(d.prefix[p.n:], pkSeed[:p.n])
	if p.family == SHAKE {
		d.x = sha3.NewSHAKE256()
	} else {
		d.h = p.bigHash()()
	}
	d.Write(d.prefix[:2*p.n])
	d.Write(pkRoot)
}

func (d *messageHash) Write(m []byte) {
	if d.x != nil {
		d.x.Write(m)
	} else {
		d.h.Write(m)
	}
}

// digest is the message digest of m bytes.
func (d *messageHash) digest() (out [maxM]byte) {
	p := d.set
	if d.x != nil {
		d.x.Read(out[:p.m])
		return out
	}
	var inner [sha512.Size]byte
	d.mgf1(out[:p.m], d.h.Sum(inner[:0]))
	return out
}

// mgf1 is MGF1 of RFC 8017, B.2.1, with the seed R || PK.seed || inner.
func (d *messageHash) mgf1(out, inner []byte) {
	var counter [4]byte
	var sum [sha512.Size]byte
	for i := uint32(0); len(out) > 0; i++ {
		binary.BigEndian.PutUint32(counter[:], i)
		d.h.Reset()
		d.h.Write(d.prefix[:2*d.set.n])
		d.h.Write(inner)
		d.h.Write(counter[:])
		out = out[copy(out, d.h.Sum(sum[:0])):]
	}
}

// split takes a message digest apart (algorithm 19, lines 6 to 10).
func (p *ParameterSet) split(digest []byte) (md []byte, idxTree uint64, idxLeaf uint32) {
	mdSize, treeBits := (p.k*p.a+7)/8, p.h-p.hPrime
	treeSize, leafSize := (treeBits+7)/8, (p.hPrime+7)/8
	md, digest = digest[:mdSize], digest[mdSize:]
	for _, b := range digest[:treeSize] {
		idxTree = idxTree<<8 | uint64(b)
	}
	for _, b := range digest[treeSize:][:leafSize] {
		idxLeaf = idxLeaf<<8 | uint32(b)
	}
	return md, idxTree & (1<<treeBits - 1), idxLeaf & (1<<p.hPrime - 1)
}
