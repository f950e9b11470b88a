package slhdsa

import (
	"slices"
	"sync"
)

// PublicKey is a public key ready for use.
type PublicKey struct {
	set            *ParameterSet
	pkSeed, pkRoot []byte
	// idle keeps scratch memory for uses, which has the state behind PK.seed in it.
	idle sync.Pool
}

// PrivateKey is a private key ready for use, with its public key.
type PrivateKey struct {
	PublicKey
	skSeed, skPrf []byte
}

// scratch is the memory of a signature or a verification.
type scratch struct {
	set   *ParameterSet
	tweak tweak
	// What the tweakable hashes get and give stands here, because arguments to an interface's methods would be allocated else.
	x, left, right   quad
	secret, adrs, pk addresses
	start, stop      [lanes]int
	parts            [lanes][]byte
	order            [maxLen]byte
	// root is the root of the last tree.
	root    [maxN]byte
	digits  digits
	indices [maxK]uint32
	// chains are the ends of the chains of a key pair for each lane.
	chains [lanes][maxLen * maxN]byte
	roots  [maxK * maxN]byte
	stack  [maxA + 1]quad
	// nodes are the leaves of a tree, and then its levels.
	nodes []byte
}

func newScratch(p *ParameterSet, pkSeed []byte) *scratch {
	return &scratch{set: p, tweak: newTweak(p, pkSeed), nodes: make([]byte, p.n<<p.hPrime)}
}

// wipe overwrites all values that signing made.
func (s *scratch) wipe() {
	s.tweak.wipe()
	clear(s.x[:])
	clear(s.left[:])
	clear(s.right[:])
	clear(s.stack[:])
	clear(s.nodes)
	for l := range s.chains {
		clear(s.chains[l][:])
	}
}

func (k *PublicKey) scratch() *scratch {
	if s, ok := k.idle.Get().(*scratch); ok {
		return s
	}
	return newScratch(k.set, k.pkSeed)
}

// KeyGen is slh_keygen_internal (algorithm 18): it appends the private key SK.seed || SK.prf || PK.seed || PK.root that belongs to seeds, which are
// SK.seed || SK.prf || PK.seed, 3n bytes. It computes the topmost tree, which takes as long as a seventh to a twentieth of a signature.
func (p *ParameterSet) KeyGen(dst, seeds []byte) []byte {
	if len(seeds) != 3*p.n {
		panic("slhdsa: the seeds are not 3n bytes long")
	}
	s := newScratch(p, seeds[2*p.n:])
	s.xmssTree(s.root[:p.n], nil, seeds[:p.n], address{layer: uint32(p.d - 1)}, 0)
	s.wipe()
	return append(append(dst, seeds...), s.root[:p.n]...)
}

// NewPublicKey makes a public key of PK.seed || PK.root, 2n bytes, of which it keeps a copy.
func NewPublicKey(p *ParameterSet, key []byte) *PublicKey {
	if len(key) != 2*p.n {
		panic("slhdsa: the public key is not 2n bytes long")
	}
	key = append([]byte(nil), key...)
	return &PublicKey{set: p, pkSeed: key[:p.n], pkRoot: key[p.n:]}
}

// NewPrivateKey makes a private key of SK.seed || SK.prf || PK.seed || PK.root, 4n bytes, which belong to the key from then on. That PK.root fits the seeds
// is the caller's to know: see [ParameterSet.KeyGen].
func NewPrivateKey(p *ParameterSet, key []byte) *PrivateKey {
	if len(key) != 4*p.n {
		panic("slhdsa: the private key is not 4n bytes long")
	}
	return &PrivateKey{PublicKey{set: p, pkSeed: key[2*p.n:][:p.n], pkRoot: key[3*p.n:]}, key[:p.n], key[p.n : 2*p.n]}
}

// Sign is slh_sign_internal (algorithm 19): it appends the signature of the message whose fragments are m. addrnd are n random bytes for a hedged signature,
// and nil for the deterministic one, which takes PK.seed in their place (section 9.2). The fragments may be the memory behind len(dst).
func (k *PrivateKey) Sign(dst, addrnd []byte, m ...[]byte) []byte {
	p := k.set
	if addrnd == nil {
		addrnd = k.pkSeed
	}
	if len(addrnd) != p.n {
		panic("slhdsa: the randomness is not n bytes long")
	}
	// The free part of dst may be the memory of m: nothing is written there before the message has been read twice.
	var random [maxN]byte
	p.prfMsg(random[:], k.skPrf, addrnd, m)
	var d messageHash
	d.init(p, random[:], k.pkSeed, k.pkRoot)
	for _, part := range m {
		d.Write(part)
	}
	digest := d.digest()

	from := len(dst)
	dst = slices.Grow(dst, p.SignatureSize())[:from+p.SignatureSize()]
	sig := dst[from:]
	copy(sig, random[:p.n])
	md, idxTree, idxLeaf := p.split(digest[:p.m])
	s := k.scratch()
	fors, ht := sig[p.n:][:p.forsSize()], sig[p.n+p.forsSize():]
	var pkFors [maxN]byte
	s.forsSign(fors, pkFors[:p.n], md, k.skSeed, address{tree: idxTree, keyPair: idxLeaf})
	s.htSign(ht, pkFors[:p.n], k.skSeed, idxTree, idxLeaf)
	s.wipe()
	k.idle.Put(s)
	return dst
}

// Verify is slh_verify_internal (algorithm 20): whether sig is a signature of the message whose fragments are m.
func (k *PublicKey) Verify(sig []byte, m ...[]byte) bool {
	v := k.NewVerifier(sig)
	for _, part := range m {
		v.Write(part)
	}
	return v.Verify()
}

// Verifier is a verification whose message comes in fragments.
type Verifier struct {
	key *PublicKey
	// sig is nil when its length is not that of a signature.
	sig  []byte
	hash messageHash
}

// NewVerifier begins the verification of sig, which it keeps; the caller does not change it.
func (k *PublicKey) NewVerifier(sig []byte) *Verifier {
	v := &Verifier{key: k}
	if len(sig) == k.set.SignatureSize() {
		v.sig = sig
		v.hash.init(k.set, sig, k.pkSeed, k.pkRoot)
	}
	return v
}

// Write adds a fragment of the message.
func (v *Verifier) Write(m []byte) {
	if v.sig != nil {
		v.hash.Write(m)
	}
}

// Verify tells whether the signature is one of the message. It may be called once.
func (v *Verifier) Verify() bool {
	if v.sig == nil {
		return false
	}
	k, p := v.key, v.key.set
	digest := v.hash.digest()
	md, idxTree, idxLeaf := p.split(digest[:p.m])
	s := k.scratch()
	var pkFors [maxN]byte
	s.forsPkFromSig(pkFors[:p.n], v.sig[p.n:], md, address{tree: idxTree, keyPair: idxLeaf})
	ok := s.htVerify(pkFors[:p.n], v.sig[p.n+p.forsSize():], idxTree, idxLeaf, k.pkRoot)
	k.idle.Put(s)
	return ok
}
