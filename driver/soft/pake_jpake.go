package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/jpake"
)

// jpakeExchange is J-PAKE under way (PSA Crypto 1.5, "J-PAKE operation"). The key shares, public keys and proofs of the specification's steps are the parts
// of proofs.
type jpakeExchange struct {
	party  *jpake.Party
	driver *Driver
	// parts are what of the present round is still to be sent.
	parts [][]byte
	// twice tells that round one has been drawn.
	twice bool
}

// Output implements driver.PAKE.
func (x *jpakeExchange) Output(_ context.Context, _ psa.PAKEStep, dst []byte) ([]byte, error) {
	if len(x.parts) == 0 {
		if err := x.draw(); err != nil {
			return nil, pakeError(err)
		}
	}
	dst = append(dst, x.parts[0]...)
	x.parts = x.parts[1:]
	return dst, nil
}

// draw makes the proofs of the next round.
func (x *jpakeExchange) draw() error {
	if x.twice {
		p, err := x.party.RoundTwo(x.driver.rand)
		x.parts = [][]byte{p.Key, p.Public, p.Response}
		return err
	}
	one, err := x.party.RoundOne(x.driver.rand)
	x.twice = true
	for _, p := range one {
		x.parts = append(x.parts, p.Key, p.Public, p.Response)
	}
	return err
}

// Input implements driver.PAKE.
func (x *jpakeExchange) Input(_ context.Context, step psa.PAKEStep, p []byte) error {
	switch step {
	case psa.PAKEStepKeyShare:
		return pakeError(x.party.PeerKey(p))
	case psa.PAKEStepZKPublic:
		return pakeError(x.party.PeerPublic(p))
	case psa.PAKEStepZKProof:
		return pakeError(x.party.PeerResponse(p))
	}
	return noStep(step)
}

// SharedKey implements driver.PAKE.
func (x *jpakeExchange) SharedKey(_ context.Context, dst []byte) ([]byte, error) {
	k, err := x.party.Secret()
	return appended(dst, k, err)
}

// Close implements driver.PAKE.
func (x *jpakeExchange) Close() { x.party.Wipe() }
