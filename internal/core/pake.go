package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/internal/pake"
)

// PAKE is a password-authenticated key exchange (psa_pake_operation_t).
//
// The order of calls is kept by package pake; the driver's part is made with the first message, when role, identities and context are known.
type PAKE struct {
	multipart
	owner psa.Owner
	state *pake.State
	// password is the key of the exchange, which multipart releases.
	password use
	exchange driver.PAKE
}

// NewPAKE is psa_pake_setup.
func (e *Engine) NewPAKE(ctx context.Context, k Ref, suite psa.PAKECipherSuite) (*PAKE, error) {
	p := &PAKE{multipart: multipart{engine: e, family: "PAKE", phase: begun}, owner: k.Owner}
	err := suite.Check()
	if err == nil {
		err = e.hold(ctx, &p.multipart, k, op.PAKE, suite.Alg, func(u use) (err error) {
			if u.loc.pakes == nil {
				return u.loc.lacks("password-authenticated key exchange")
			}
			if p.state, err = pake.New(suite, u.slot.attrs.Type, u.slot.attrs.Bits); err != nil {
				return err
			}
			p.password = u
			return u.loc.pakes.CheckPAKE(ctx, u.grant, suite)
		})
	}
	if err != nil {
		return nil, psa.At(err, "pake_setup", k.ID)
	}
	return p, nil
}

// SetRole is psa_pake_set_role.
func (p *PAKE) SetRole(r psa.PAKERole) error {
	return p.step("pake_set_role", begun|running, same, func() error { return p.state.SetRole(r) })
}

// SetUser is psa_pake_set_user; id is copied.
func (p *PAKE) SetUser(id []byte) error {
	return p.step("pake_set_user", begun|running, same, func() error { return p.state.SetUser(id) })
}

// SetPeer is psa_pake_set_peer; id is copied.
func (p *PAKE) SetPeer(id []byte) error {
	return p.step("pake_set_peer", begun|running, same, func() error { return p.state.SetPeer(id) })
}

// SetContext is psa_pake_set_context; c is copied.
func (p *PAKE) SetContext(c []byte) error {
	return p.step("pake_set_context", begun|running, same, func() error { return p.state.SetContext(c) })
}

// Output is psa_pake_output; it appends to dst.
func (p *PAKE) Output(ctx context.Context, step psa.PAKEStep, dst []byte) (out []byte, err error) {
	err = p.step("pake_output", begun|running, running, func() error {
		if err := p.state.Output(step); err != nil {
			return err
		}
		if err := p.begin(ctx); err != nil {
			return err
		}
		out, err = p.exchange.Output(ctx, step, dst)
		return err
	})
	return out, err
}

// Input is psa_pake_input.
func (p *PAKE) Input(ctx context.Context, step psa.PAKEStep, msg []byte) error {
	return p.step("pake_input", begun|running, running, func() error {
		if err := p.state.Input(step, len(msg)); err != nil {
			return err
		}
		if err := p.begin(ctx); err != nil {
			return err
		}
		return p.exchange.Input(ctx, step, msg)
	})
}

// begin makes the driver's part if that has not been done.
func (p *PAKE) begin(ctx context.Context) error {
	if p.exchange != nil {
		return nil
	}
	x, err := p.password.loc.pakes.NewPAKE(ctx, p.password.grant, driver.PAKESetup{
		Suite: p.state.Suite(), Role: p.state.Role(), User: p.state.User(), Peer: p.state.Peer(), Context: p.state.Context(),
	})
	if err != nil {
		return err
	}
	p.exchange, p.inner = x, x
	return nil
}

// SharedKey is psa_pake_get_shared_key.
func (p *PAKE) SharedKey(ctx context.Context, attrs psa.Attributes) (id psa.KeyID, err error) {
	err = p.step("pake_get_shared_key", begun|running, finished, func() error {
		if err := p.state.SharedKey(); err != nil {
			return err
		}
		if err := pake.CheckKey(p.state.Suite().Alg, attrs.Type); err != nil {
			return err
		}
		c, err := p.engine.prepare(p.owner, attrs, false)
		if err != nil {
			return err
		}
		secret, err := p.exchange.SharedKey(ctx, nil)
		if err != nil {
			return err
		}
		defer clear(secret)
		id, err = c.from(ctx, func() (driver.Material, error) { return c.loc.driver.Import(ctx, &c.attrs, secret) })
		return err
	})
	return id, err
}

// Suite returns the cipher suite that the exchange was set up with.
func (p *PAKE) Suite() psa.PAKECipherSuite { return p.state.Suite() }
