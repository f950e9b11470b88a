// Package jpake is J-PAKE, password-authenticated key exchange by juggling (RFC 8236), with Schnorr's proofs of knowledge (RFC 8235), over any group of
// package primegroup. With P-256 and SHA-256, and the identities "client" and "server", it is the EC J-PAKE of Thread and TLS.
//
//	p, ok := jpake.New(primegroup.P256(), sha256.New, password, []byte("Alice"), []byte("Bob"))
//	one, err := p.RoundOne(rand)                     // to the peer: two keys with proofs
//	err = p.PeerKey(key)                             // from the peer, six times three: both of round one, and that of round two
//	err = p.PeerPublic(v)
//	err = p.PeerResponse(r)
//	two, err := p.RoundTwo(rand)                     // to the peer, when the peer's round one is there
//	secret, err := p.Secret()
//
// The two rounds go both ways, either way first. The secret is the encoding of an element, and known to both only if they have the same password,
// which is not confirmed.
//
// Computations with the password and private keys take constant time.
package jpake

import (
	"errors"
	"hash"
	"io"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// Party is one side of an exchange. It is used by one goroutine at a time.
type Party struct {
	group      primegroup.Group
	newHash    func() hash.Hash
	user, peer []byte
	// s is the password as a scalar; x1 and x2 are the private keys of round one, and x2s = x2*s that of round two.
	s, x1, x2, x2s []byte
	// own and theirs are g1, g2 and g3, g4, the keys of round one.
	own, theirs [2]primegroup.Element
	// accepted counts the peer's proofs.
	accepted int
	// key and public are the peer's X and V whose r has not come yet.
	key, public           primegroup.Element
	keyBytes, publicBytes []byte
	// base is the peer's generator in round two.
	base primegroup.Element
	// secret is K.
	secret primegroup.Element
}

var (
	// ErrElement says that bytes are no element of the group.
	ErrElement = errors.New("jpake: not the encoding of an element of the group other than the identity")
	// ErrResponse says that bytes are no scalar of the group.
	ErrResponse = errors.New("jpake: not a number below the order of the group")
	// ErrProof says that a proof is wrong: the peer does not know its private key, or has another identity.
	ErrProof = errors.New("jpake: the proof is wrong")
	// ErrDegenerate says that the peer has chosen its keys such that the result does not depend on both sides.
	ErrDegenerate = errors.New("jpake: the keys of both sides cancel each other out")
	// ErrOrder says that messages come out of order.
	ErrOrder = errors.New("jpake: out of order")
)

// Password returns a password as the scalar that it stands for: its bytes as a big-endian number modulo the order of the group (PSA Crypto 1.5, "J-PAKE
// operation"). It is false where that is 0, with which there is no exchange. The caller wipes it.
func Password(g primegroup.Group, password []byte) ([]byte, bool) {
	s := g.Order().Reduce(password)
	return s, !g.Order().IsZero(s)
}

// New begins an exchange between user and peer, whose identities differ. It is false for a password that is 0 modulo the order of the group. user and
// peer are kept.
func New(g primegroup.Group, newHash func() hash.Hash, password, user, peer []byte) (*Party, bool) {
	s, ok := Password(g, password)
	if !ok {
		return nil, false
	}
	return &Party{group: g, newHash: newHash, user: user, peer: peer, s: s}, true
}

// RoundOne draws the private keys x1 and x2, and returns the public ones with proofs (RFC 8236, sections 2.2 and 3.2). Its error is that of rand.
func (p *Party) RoundOne(rand io.Reader) (proofs [2]Proof, err error) {
	if p.x1 != nil {
		return proofs, ErrOrder
	}
	generator := p.group.Generator().Append(nil)
	var x [2][]byte
	for i := range x {
		if x[i], err = p.group.Order().Random(rand); err != nil {
			return proofs, err
		}
		p.own[i] = p.group.ScalarBaseMult(x[i])
		if proofs[i], err = p.prove(rand, nil, generator, x[i], p.own[i].Append(nil)); err != nil {
			return proofs, err
		}
	}
	p.x1, p.x2 = x[0], x[1]
	return proofs, nil
}

// RoundTwo returns A = (g1+g3+g4) * x2*s with its proof (RFC 8236, sections 2.2 and 3.2), after both sides' round one.
// Errors: that of rand, and ErrDegenerate.
func (p *Party) RoundTwo(rand io.Reader) (Proof, error) {
	if p.x2 == nil || p.accepted < 2 || p.x2s != nil {
		return Proof{}, ErrOrder
	}
	base := p.own[0].Add(p.theirs[0]).Add(p.theirs[1])
	if base.IsIdentity() {
		return Proof{}, ErrDegenerate
	}
	p.x2s = p.group.Order().Mul(p.x2, p.s)
	return p.prove(rand, base, base.Append(nil), p.x2s, base.ScalarMult(p.x2s).Append(nil))
}

// PeerKey takes the next public key of the peer: g3, g4, and B. Error: ErrElement.
func (p *Party) PeerKey(b []byte) error {
	if p.accepted == 3 || p.key != nil {
		return ErrOrder
	}
	x, ok := p.group.Decode(b)
	if !ok {
		return ErrElement
	}
	p.key, p.keyBytes = x, append([]byte(nil), b...)
	return nil
}

// PeerPublic takes the public value V of the proof for the key. Error: ErrElement.
func (p *Party) PeerPublic(b []byte) error {
	if p.key == nil || p.public != nil {
		return ErrOrder
	}
	v, ok := p.group.DecodeLoosely(b)
	if !ok {
		return ErrElement
	}
	p.public, p.publicBytes = v, append([]byte(nil), b...)
	return nil
}

// PeerResponse takes the r of the proof, a big-endian number that may be shorter than the order, and verifies it. The third proof is of round two, and
// needs RoundOne. Errors: ErrResponse, ErrProof, ErrDegenerate.
func (p *Party) PeerResponse(b []byte) error {
	if p.public == nil || p.accepted == 2 && p.x2 == nil {
		return ErrOrder
	}
	o := p.group.Order()
	if len(b) == 0 || len(b) > o.Size() {
		return ErrResponse
	}
	r := make([]byte, o.Size())
	copy(r[len(r)-len(b):], b)
	if !o.IsScalar(r) {
		return ErrResponse
	}
	var base primegroup.Element
	generator := p.group.Generator()
	if p.accepted == 2 {
		// The peer's generator is the sum of the same keys as seen from the other side.
		if base = p.theirs[0].Add(p.own[0]).Add(p.own[1]); base.IsIdentity() {
			return ErrDegenerate
		}
		generator = base
	}
	if !p.proves(base, generator.Append(nil), p.key, p.public, p.keyBytes, p.publicBytes, r) {
		return ErrProof
	}
	if p.accepted == 2 {
		p.base = p.key
	} else {
		p.theirs[p.accepted] = p.key
	}
	p.accepted++
	p.key, p.public = nil, nil
	return nil
}

// Secret returns K = (B - g4*x2*s) * x2, encoded, after both rounds (RFC 8236, section 2.2). The caller wipes it. Error: ErrDegenerate.
func (p *Party) Secret() ([]byte, error) {
	if p.accepted < 3 || p.x2s == nil {
		return nil, ErrOrder
	}
	if p.secret == nil {
		minus := p.group.Order().Neg(p.x2s)
		defer clear(minus)
		p.secret = p.base.Add(p.theirs[1].ScalarMult(minus)).ScalarMult(p.x2)
	}
	if p.secret.IsIdentity() {
		return nil, ErrDegenerate
	}
	return p.secret.Append(nil), nil
}

// Wipe clears the private keys and the password. Elements that depend on them are left to the garbage collector.
func (p *Party) Wipe() {
	for _, b := range [][]byte{p.s, p.x1, p.x2, p.x2s} {
		clear(b)
	}
	*p = Party{group: p.group, newHash: p.newHash}
}
