// Package sae is simultaneous authentication of equals, the password-authenticated key exchange of WPA3 (IEEE 802.11-2024, section 12.4).
//
// The password becomes an element of a group, the PWE, in one of two ways: by hash-to-element, through a token PT that can be kept ([Seed], [Group.Token],
// [Group.ElementOfToken]), or by looping until a hash happens to give one ([Group.ElementByLooping]). Then both sides commit and confirm:
//
//	p := sae.New(g, pwe, sha256.New, 32)
//	own, err := p.Commit(rand)              // to the peer
//	err = p.PeerCommit(received)            // from the peer
//	err = p.Salt(rejectedGroups)
//	msg, err := p.Confirm(counter)          // to the peer, as often as frames get lost
//	ok := p.PeerConfirms(received)          // from the peer
//	pmk, err := p.PMK()
//
// Computations with the password, PT, PWE and private numbers take constant time. Looping makes 40 rounds for every password; one in 2^40 needs more, which
// shows (section 12.4.4.2.2).
package sae

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"hash"
	"io"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// Element is an element of a group that stands for the password.
type Element = primegroup.Element

var (
	// ErrCommit says that a commit message is not valid.
	ErrCommit = errors.New("sae: not a valid commit: the scalar must be in [2, order-1] and the element in the group")
	// ErrReflected says that the peer has sent the own commit message back.
	ErrReflected = errors.New("sae: the peer's commit is one's own")
	// ErrOrder says that messages come out of order.
	ErrOrder = errors.New("sae: out of order")
)

// PMKIDSize is the length of a PMKID in bytes.
const PMKIDSize = 16

// Party is one side of an exchange. It is used by one goroutine at a time.
type Party struct {
	group   *Group
	pwe     Element
	newHash func() hash.Hash
	pmkSize int

	// private is the number rand of the standard.
	private []byte
	// scalar and element are what was committed, and the peer's.
	scalar, element         []byte
	peerScalar, peerElement []byte
	// shared is PWE times the peer's scalar, plus the peer's element.
	shared Element
	// sum is (commit-scalar + peer-commit-scalar) modulo the order.
	sum      []byte
	kck, pmk []byte
}

// New begins an exchange with a PWE, the hash that goes with it, and the length of the PMK in bytes.
func New(g *Group, pwe Element, newHash func() hash.Hash, pmkSize int) *Party {
	return &Party{group: g, pwe: pwe, newHash: newHash, pmkSize: pmkSize}
}

// Commit returns commit-scalar || COMMIT-ELEMENT (section 12.4.5.3). Its error is that of rand.
func (p *Party) Commit(rand io.Reader) ([]byte, error) {
	if p.scalar != nil {
		return nil, ErrOrder
	}
	o := p.group.group.Order()
	private, err := p.group.atLeastTwo(rand)
	if err != nil {
		return nil, err
	}
	for {
		mask, err := p.group.atLeastTwo(rand)
		if err != nil {
			clear(private)
			return nil, err
		}
		if scalar := o.Add(private, mask); p.group.isCommitScalar(scalar) {
			p.scalar = scalar
			// inverse(scalar-op(mask, PWE))
			minus := o.Neg(mask)
			p.element = p.group.encode(p.pwe.ScalarMult(minus))
			clear(minus)
			clear(mask)
			break
		}
		clear(mask)
	}
	p.private = private
	return append(bytes.Clone(p.scalar), p.element...), nil
}

// PeerCommit takes peer-commit-scalar || PEER-COMMIT-ELEMENT (section 12.4.5.4). Errors: ErrCommit, ErrReflected.
func (p *Party) PeerCommit(b []byte) error {
	if p.peerScalar != nil {
		return ErrOrder
	}
	n := p.group.group.Order().Size()
	if len(b) != n+p.group.elementSize() {
		return ErrCommit
	}
	scalar, element := bytes.Clone(b[:n]), bytes.Clone(b[n:])
	if !p.group.isCommitScalar(scalar) {
		return ErrCommit
	}
	e, ok := p.group.decode(element)
	if !ok {
		return ErrCommit
	}
	if bytes.Equal(scalar, p.scalar) && bytes.Equal(element, p.element) {
		return ErrReflected
	}
	// K is the identity when this is.
	shared := p.pwe.ScalarMult(scalar).Add(e)
	if shared.IsIdentity() {
		return ErrCommit
	}
	p.peerScalar, p.peerElement, p.shared = scalar, element, shared
	return nil
}

// Salt takes the salt for the keys, after both commits (section 12.4.5.4): the rejected groups of both sides, or zeros, for which nothing may stand.
func (p *Party) Salt(salt []byte) error {
	if p.scalar == nil || p.peerScalar == nil || p.kck != nil {
		return ErrOrder
	}
	k := p.group.x(p.shared.ScalarMult(p.private))
	defer clear(k)
	seed := p.mac(salt, k)
	defer clear(seed)
	p.sum = p.group.group.Order().Add(p.scalar, p.peerScalar)
	size := len(seed)
	keys := kdf(p.newHash, seed, "SAE KCK and PMK", p.sum, 8*(size+p.pmkSize))
	p.kck, p.pmk = keys[:size:size], keys[size:]
	clear(p.private)
	p.private, p.shared = nil, nil
	return nil
}

// CounterSize is the length of a send-confirm counter in bytes.
const CounterSize = 2

// Confirm returns send-confirm || confirm for a counter of CounterSize bytes, the first of which is the least significant (section 12.4.5.5).
func (p *Party) Confirm(counter []byte) ([]byte, error) {
	if p.kck == nil || len(counter) != CounterSize {
		return nil, ErrOrder
	}
	return append(bytes.Clone(counter), p.mac(p.kck, counter, p.scalar, p.element, p.peerScalar, p.peerElement)...), nil
}

// ConfirmSize is the length of what Confirm returns in bytes.
func (p *Party) ConfirmSize() int { return CounterSize + p.newHash().Size() }

// PeerConfirms tells whether b is peer-send-confirm || peer-confirm (section 12.4.5.6), in constant time for the right length.
func (p *Party) PeerConfirms(b []byte) bool {
	if p.kck == nil || len(b) < CounterSize {
		return false
	}
	want := p.mac(p.kck, b[:CounterSize], p.peerScalar, p.peerElement, p.scalar, p.element)
	defer clear(want)
	return subtle.ConstantTimeCompare(want, b[CounterSize:]) == 1
}

// PMK returns the pairwise master key. The caller wipes it. It is for use only after the peer has confirmed.
func (p *Party) PMK() ([]byte, error) {
	if p.kck == nil {
		return nil, ErrOrder
	}
	return bytes.Clone(p.pmk), nil
}

// PMKID returns the identifier of the PMK: the first 128 bits of the sum of the scalars.
func (p *Party) PMKID() ([]byte, error) {
	if p.kck == nil {
		return nil, ErrOrder
	}
	return bytes.Clone(p.sum[:PMKIDSize]), nil
}

// Wipe clears the keys and private numbers. Elements that depend on them are left to the garbage collector.
func (p *Party) Wipe() {
	clear(p.private)
	clear(p.kck)
	clear(p.pmk)
	*p = Party{group: p.group, newHash: p.newHash}
}

// mac is HMAC over the items one after the other: H, and CN without its counter.
func (p *Party) mac(key []byte, items ...[]byte) []byte { return mac(p.newHash, key, items...) }
