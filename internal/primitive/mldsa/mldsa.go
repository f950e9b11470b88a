// Package mldsa verifies signatures of ML-DSA (FIPS 204) from the message representative μ.
//
// Libraries that verify take the message, and write the domain of pure ML-DSA and the context before it themselves. What they leave no way to is a message in
// fragments and HashML-DSA; both are a matter of how μ is hashed, which happens outside:
//
//	key := mldsa.NewPublicKey(mldsa.Find(192), data) // ML-DSA-65
//	μ := SHAKE256(key.Hash() || M', 64 bytes)        // M' is the formatted message of algorithms 3 and 5
//	ok := key.Verify(&μ, sig)
//
// The matrix Â and t₁ are expanded once, when the key is made. There are no secrets here, so nothing takes constant time.
//
// A key is safe for concurrent use.
package mldsa

import (
	"bytes"
	"crypto/sha3"
	"sync"
)

// ParameterSet is a column of FIPS 204, table 1.
type ParameterSet struct {
	// strength is λ in bits.
	strength int
	// k and l are the dimensions of the matrix; tau is the number of ±1 in the challenge; beta is τ·η; omega is the largest number of ones in a hint.
	k, l, tau, beta, omega int
	// gamma1Bits is log₂(γ₁).
	gamma1Bits int
	// gamma2 is the low-order rounding range, and w1Bits the size of a coefficient of w₁ in bits.
	gamma2 int32
	w1Bits int
}

const (
	gamma2Of88 = (q - 1) / 88
	gamma2Of32 = (q - 1) / 32
)

var parameterSets = [...]ParameterSet{
	{128, 4, 4, 39, 78, 80, 17, gamma2Of88, 6},
	{192, 6, 5, 49, 196, 55, 19, gamma2Of32, 4},
	{256, 8, 7, 60, 120, 75, 19, gamma2Of32, 4},
}

// Find returns the parameter set of a collision strength λ in bits: 128 for ML-DSA-44, 192 for ML-DSA-65, 256 for ML-DSA-87; nil for another.
func Find(strength int) *ParameterSet {
	for i := range parameterSets {
		if parameterSets[i].strength == strength {
			return &parameterSets[i]
		}
	}
	return nil
}

// Sizes of parts of keys and signatures in bytes; d is the number of bits that are dropped of t.
const (
	seedSize = 32
	hashSize = 64
	d        = 13
	t1Size   = n * (23 - d) / 8
)

// PublicKeySize is the length of public keys in bytes.
func (p *ParameterSet) PublicKeySize() int { return seedSize + p.k*t1Size }

// challengeSize is the length of c̃, and zSize that of a polynomial of z, in bytes.
func (p *ParameterSet) challengeSize() int { return p.strength / 4 }
func (p *ParameterSet) zSize() int         { return n * (1 + p.gamma1Bits) / 8 }

// SignatureSize is the length of signatures in bytes.
func (p *ParameterSet) SignatureSize() int { return p.challengeSize() + p.l*p.zSize() + p.omega + p.k }

// The largest values among the parameter sets.
const (
	maxK = 8
	maxL = 7
)

// PublicKey is a public key ready for verification.
type PublicKey struct {
	set  *ParameterSet
	hash [hashSize]byte
	// a is Â by rows, and t1 is NTT(t₁·2ᵈ).
	a  []poly
	t1 []poly
}

// NewPublicKey expands the encoding of a public key, which has [ParameterSet.PublicKeySize] bytes; any such bytes are one.
func NewPublicKey(p *ParameterSet, data []byte) *PublicKey {
	if len(data) != p.PublicKeySize() {
		panic("mldsa: the public key has not the length of its parameter set")
	}
	k := &PublicKey{set: p, hash: HashOf(data), a: make([]poly, p.k*p.l), t1: make([]poly, p.k)}
	x := sha3.NewSHAKE128()
	var seed [seedSize + 2]byte
	copy(seed[:], data[:seedSize])
	for r := range p.k {
		for s := range p.l {
			seed[seedSize], seed[seedSize+1] = byte(s), byte(r)
			x.Reset()
			x.Write(seed[:])
			k.a[r*p.l+s].rejNTT(x)
		}
		k.t1[r].unpackT1(data[seedSize+r*t1Size:])
		k.t1[r].ntt()
	}
	return k
}

// HashOf is tr, the hash of the encoding of a public key that stands before the message in μ (FIPS 204, algorithm 8, line 6).
func HashOf(data []byte) (tr [hashSize]byte) {
	x := sha3.NewSHAKE256()
	x.Write(data)
	x.Read(tr[:])
	return tr
}

// Hash is tr of the key.
func (k *PublicKey) Hash() [hashSize]byte { return k.hash }

// scratch is the memory of a verification.
type scratch struct {
	x      *sha3.SHAKE
	z      [maxL]poly
	c, w   poly
	hint   [maxK][n]byte
	mu     [hashSize]byte
	packed [n * 6 / 8]byte
	digest [hashSize]byte
}

var idle = sync.Pool{New: func() any { return &scratch{x: sha3.NewSHAKE256()} }}

// Verify tells whether sig is a signature of the message with the representative mu (ML-DSA.Verify_internal, FIPS 204, algorithm 8, from line 8 on).
func (k *PublicKey) Verify(mu *[hashSize]byte, sig []byte) bool {
	p := k.set
	if len(sig) != p.SignatureSize() {
		return false
	}
	s := idle.Get().(*scratch)
	defer idle.Put(s)
	challenge, rest := sig[:p.challengeSize()], sig[p.challengeSize():]
	for i := range p.l {
		z := &s.z[i]
		z.unpackZ(rest[i*p.zSize():], p.gamma1Bits)
		if z.exceeds(1<<p.gamma1Bits - int32(p.beta)) {
			return false
		}
		z.ntt()
	}
	if !s.unpackHint(p, rest[p.l*p.zSize():]) {
		return false
	}
	s.sampleInBall(challenge, p.tau)
	s.c.ntt()

	s.x.Reset()
	s.mu = *mu
	s.x.Write(s.mu[:])
	for i := range p.k {
		s.w.dot(k.a[i*p.l:][:p.l], s.z[:p.l], &s.c, &k.t1[i])
		s.w.inverseNTT()
		s.useHint(i, p.gamma2)
		s.x.Write(s.packW1(p.w1Bits))
	}
	s.x.Read(s.digest[:len(challenge)])
	return bytes.Equal(s.digest[:len(challenge)], challenge)
}
