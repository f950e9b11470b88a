// Package spake2plus is SPAKE2+, an augmented password-authenticated key exchange (RFC 9383), and its earlier form that Matter uses (draft-bar-cfrg-spake2plus-02).
//
//	s := spake2plus.P256(sha256.New, spake2plus.HMAC)
//	prover := s.Prover(w0, w1, transcript)       // knows the password
//	verifier := s.Verifier(w0, l, transcript)    // knows what can verify it; l comes from s.L(w1)
//
// Each side sends its share and takes the peer's, the prover first; then the verifier confirms, and the prover does. A share that is wrong is refused at once, a
// password that is wrong when the peer's confirmation is verified.
//
// Computations with w0, w1 and the ephemeral keys take constant time.
package spake2plus

import (
	"crypto/subtle"
	"errors"
	"hash"
	"io"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// Identities name both sides and may say more about the session; all of it goes into the transcript (RFC 9383, section 3.3).
type Identities struct {
	Prover, Verifier []byte
	// Context is left out of the transcript, with its length, where HasContext is false.
	Context    []byte
	HasContext bool
}

// Party is one side of an exchange. It is used by one goroutine at a time.
type Party struct {
	suite  *Suite
	prover bool
	ids    Identities
	// w0 and w1 are scalars that belong to the caller; w1 is the prover's and l the verifier's.
	w0, w1 []byte
	l      primegroup.Element
	// x is the ephemeral private key.
	x []byte
	// own and peer are the encoded shares, and theirs the peer's share less its mask.
	own, peer []byte
	theirs    primegroup.Element
	keys      *keys
}

var (
	// ErrShare says that a share is no element of the group, or gives a secret that does not depend on both sides.
	ErrShare = errors.New("spake2plus: not a valid key share")
	// ErrOrder says that messages come out of order.
	ErrOrder = errors.New("spake2plus: out of order")
)

// Prover begins the prover's side. w0 and w1 are scalars, which the caller keeps until the exchange has ended.
func (s *Suite) Prover(w0, w1 []byte, ids Identities) *Party {
	return &Party{suite: s, prover: true, ids: ids, w0: w0, w1: w1}
}

// Verifier begins the verifier's side. w0 is a scalar, which the caller keeps until the exchange has ended.
func (s *Suite) Verifier(w0 []byte, l primegroup.Element, ids Identities) *Party {
	return &Party{suite: s, ids: ids, w0: w0, l: l}
}

// masks returns M and N, those of this side and of the peer's.
func (p *Party) masks() (own, peer primegroup.Element) {
	if p.prover {
		return p.suite.m, p.suite.n
	}
	return p.suite.n, p.suite.m
}

// Share draws the ephemeral key and returns shareP = x*P + w0*M, or shareV = y*P + w0*N. The prover calls it before PeerShare, the verifier after.
// Error: that of rand.
func (p *Party) Share(rand io.Reader) ([]byte, error) {
	if p.own != nil || p.prover == (p.peer != nil) {
		return nil, ErrOrder
	}
	g := p.suite.group
	x, err := g.Order().Random(rand)
	if err != nil {
		return nil, err
	}
	mask, _ := p.masks()
	share := g.ScalarBaseMult(x).Add(mask.ScalarMult(p.w0))
	if share.IsIdentity() {
		// One key in as many as the group has elements: that the source of randomness is none is more likely.
		clear(x)
		return nil, ErrShare
	}
	p.x, p.own = x, share.Append(nil)
	return p.own, p.agree()
}

// PeerShare takes the share of the peer. Error: ErrShare.
func (p *Party) PeerShare(share []byte) error {
	if p.peer != nil || p.prover != (p.own != nil) {
		return ErrOrder
	}
	g := p.suite.group
	e, ok := g.Decode(share)
	if !ok {
		return ErrShare
	}
	_, mask := p.masks()
	minus := g.Order().Neg(p.w0)
	defer clear(minus)
	// Both sides' Z is the identity, whatever they know, when this is; so is the prover's V.
	if p.theirs = e.Add(mask.ScalarMult(minus)); p.theirs.IsIdentity() {
		return ErrShare
	}
	p.peer = append([]byte(nil), share...)
	return p.agree()
}

// agree computes Z, V and the keys when both shares are there (RFC 9383, sections 3.3 and 3.4).
func (p *Party) agree() error {
	if p.own == nil || p.peer == nil {
		return nil
	}
	o := p.suite.group.Order()
	h := make([]byte, o.Size())
	h[len(h)-1] = p.suite.group.Cofactor()
	hx := o.Mul(h, p.x)
	defer clear(hx)
	z := p.theirs.ScalarMult(hx)
	v := primegroup.Element(nil)
	if p.prover {
		hw := o.Mul(h, p.w1)
		defer clear(hw)
		v = p.theirs.ScalarMult(hw)
	} else {
		v = p.l.ScalarMult(hx)
	}
	if z.IsIdentity() || v.IsIdentity() {
		return ErrShare
	}
	clear(p.x)
	p.x, p.theirs = nil, nil
	p.keys = p.suite.schedule(p, z, v)
	return nil
}

// Confirmation returns confirmP or confirmV: the MAC of the peer's share.
func (p *Party) Confirmation() ([]byte, error) {
	if p.keys == nil {
		return nil, ErrOrder
	}
	return p.suite.mac(p.keys.of(p.prover), p.peer), nil
}

// Confirms tells whether b is what the peer sends to confirm, in constant time for the right length.
func (p *Party) Confirms(b []byte) bool {
	if p.keys == nil {
		return false
	}
	want := p.suite.mac(p.keys.of(!p.prover), p.own)
	defer clear(want)
	return subtle.ConstantTimeCompare(want, b) == 1
}

// Secret returns K_shared, in Matter Ke. It is for use only after the peer's confirmation has been verified. The caller wipes it.
func (p *Party) Secret() ([]byte, error) {
	if p.keys == nil {
		return nil, ErrOrder
	}
	return append([]byte(nil), p.keys.shared...), nil
}

// Wipe clears the keys. Elements that depend on them are left to the garbage collector.
func (p *Party) Wipe() {
	clear(p.x)
	if p.keys != nil {
		p.keys.wipe()
	}
	*p = Party{suite: p.suite}
}

// newHash is what begins a hash.
type newHash = func() hash.Hash
