package jpake

import (
	"encoding/binary"
	"hash"
	"io"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// Proof is a public key with the proof that its sender knows the private key (RFC 8235): X, V and r.
type Proof struct {
	// Key is X and Public is V, encoded elements; Response is r, a scalar.
	Key, Public, Response []byte
}

// prove makes the proof of knowledge of x, with X = x times base (RFC 8235, section 3.3).
func (p *Party) prove(rand io.Reader, base primegroup.Element, baseBytes, x, key []byte) (Proof, error) {
	o := p.group.Order()
	v, err := o.Random(rand)
	if err != nil {
		return Proof{}, err
	}
	defer clear(v)
	commitment := p.times(base, v).Append(nil)
	// r = v - x*c
	c := o.Neg(p.challenge(baseBytes, commitment, key, p.user))
	xc := o.Mul(x, c)
	defer clear(xc)
	return Proof{key, commitment, o.Add(v, xc)}, nil
}

// times multiplies base by k, with the tables of the generator where it is that, which nil stands for.
func (p *Party) times(base primegroup.Element, k []byte) primegroup.Element {
	if base == nil {
		return p.group.ScalarBaseMult(k)
	}
	return base.ScalarMult(k)
}

// proves tells whether V = r*base + c*X for the challenge c of the peer's proof. X is known to be in the group.
func (p *Party) proves(base primegroup.Element, baseBytes []byte, x, v primegroup.Element, key, commitment, r []byte) bool {
	c := p.challenge(baseBytes, commitment, key, p.peer)
	return p.times(base, r).Add(x.ScalarMult(c)).Equal(v)
}

// challenge is H(base, V, X, identity) as a scalar (RFC 8235, sections 2.3 and 3.3), with the length of each item before it in 4 bytes, as the RFC suggests and EC
// J-PAKE for TLS (draft-cragie-tls-ecjpake) does.
func (p *Party) challenge(items ...[]byte) []byte {
	h := p.newHash()
	for _, b := range items {
		writeItem(h, b)
	}
	return p.group.Order().Reduce(h.Sum(nil))
}

func writeItem(h hash.Hash, b []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(b)))
	h.Write(n[:])
	h.Write(b)
}
