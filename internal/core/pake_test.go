package core

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/keytype"
)

// plainPAKEs has exchanges without cryptography: what an Output sends is the name of its step, and an Input is good if it is the same. The secret
// is fixed. The rest is the software driver.
type plainPAKEs struct {
	*soft.Driver
	// refuse is the error of CheckPAKE.
	refuse error
	last   *plainPAKE
}

func (*plainPAKEs) Supports(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	return a.IsPAKE() || soft.New(rand.Reader).Supports(t, bits, a, u)
}

func (p *plainPAKEs) CheckPAKE(context.Context, driver.Grant, psa.PAKECipherSuite) error {
	return p.refuse
}

func (p *plainPAKEs) NewPAKE(_ context.Context, g driver.Grant, s driver.PAKESetup) (driver.PAKE, error) {
	if g.Usage() != psa.Derive || g.Alg() != s.Suite.Alg {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the grant is for %v with %v", g.Usage(), g.Alg())
	}
	if strings.HasPrefix(string(s.User), "forbidden") {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "no such user")
	}
	p.last = &plainPAKE{setup: s}
	return p.last, nil
}

type plainPAKE struct {
	setup  driver.PAKESetup
	closed int
}

var plainSecret = bytes.Repeat([]byte{7}, 32)

func (p *plainPAKE) Output(_ context.Context, step psa.PAKEStep, dst []byte) ([]byte, error) {
	return append(dst, step.String()...), nil
}

func (p *plainPAKE) Input(_ context.Context, step psa.PAKEStep, msg []byte) error {
	if string(msg) != step.String() {
		return psa.Errorf(psa.ErrInvalidSignature, "another step")
	}
	return nil
}

func (p *plainPAKE) SharedKey(_ context.Context, dst []byte) ([]byte, error) {
	return append(dst, plainSecret...), nil
}

func (p *plainPAKE) Close() { p.closed++ }

var jpakeP256 = psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), KeyConfirmation: psa.PAKEUnconfirmedKey,
	Primitive: psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256)}

func pakeEngine(t *testing.T) (*Engine, *plainPAKEs) {
	d := &plainPAKEs{Driver: soft.New(rand.Reader)}
	return newShared(t).engine(t, func(c *Config) { c.Drivers[psa.LocationLocalStorage] = d }), d
}

func (e *Engine) mustPassword(t *testing.T, p psa.Policy) Ref {
	t.Helper()
	id, err := e.Import(bg, 0, psa.Attributes{Type: keytype.Password, Policy: p}, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	return Ref{ID: id}
}

var jpakePolicy = psa.Policy{Usage: psa.Derive, Alg: jpakeP256.Alg}

func (e *Engine) mustPAKE(t *testing.T, k Ref) *PAKE {
	t.Helper()
	p, err := e.NewPAKE(bg, k, jpakeP256)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetUser([]byte("Alice")); err != nil {
		t.Fatal(err)
	}
	if err := p.SetPeer([]byte("Bob")); err != nil {
		t.Fatal(err)
	}
	return p
}

// jpakeRun makes all calls of an exchange but the last.
func jpakeRun(p *PAKE) error {
	proof := []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
	for _, steps := range [][]psa.PAKEStep{append(proof, proof...), proof} {
		for _, s := range steps {
			if out, err := p.Output(bg, s, []byte("in front ")); err != nil || string(out) != "in front "+s.String() {
				return psa.Errorf(psa.StatusOf(err), "output %v gives %q: %w", s, out, err)
			}
		}
		for _, s := range steps {
			if err := p.Input(bg, s, []byte(s.String())); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestPAKE(t *testing.T) {
	e, d := pakeEngine(t)
	k := e.mustPassword(t, jpakePolicy)
	p := e.mustPAKE(t, k)
	if d.last != nil {
		t.Error("the driver's part was made before the first message")
	}
	if err := jpakeRun(p); err != nil {
		t.Fatal(err)
	}
	if s := d.last.setup; string(s.User) != "Alice" || string(s.Peer) != "Bob" || s.Context != nil || s.Suite != jpakeP256 || s.Role != psa.PAKERoleNone {
		t.Errorf("the driver was told %+v", s)
	}
	id, err := p.SharedKey(bg, psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Export}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.Export(bg, Ref{ID: id}, nil); err != nil || !bytes.Equal(got, plainSecret) {
		t.Errorf("the shared key is %x, %v", got, err)
	}
	if a, err := e.Attributes(bg, Ref{ID: id}); err != nil || a.Bits != 256 {
		t.Errorf("its attributes are %+v, %v", a, err)
	}
	if d.last.closed != 1 {
		t.Errorf("the driver's part was closed %d times", d.last.closed)
	}
	_, err = p.SharedKey(bg, psa.Attributes{Type: keytype.Derive})
	status(t, err, psa.ErrBadState)
	_, err = p.Output(bg, psa.PAKEStepKeyShare, nil)
	status(t, err, psa.ErrBadState)
	p.Abort()
	p.Abort()
	// The key is free again.
	status(t, e.Destroy(bg, k), psa.Success)
}

func TestPAKESetup(t *testing.T) {
	e, d := pakeEngine(t)
	good := e.mustPassword(t, jpakePolicy)
	try := func(k Ref, s psa.PAKECipherSuite) error {
		p, err := e.NewPAKE(bg, k, s)
		if (p == nil) != (err != nil) {
			t.Error("an operation with an error, or neither")
		}
		if p != nil {
			p.Abort()
		}
		return err
	}
	status(t, try(good, jpakeP256), psa.Success)
	status(t, try(Ref{ID: 0}, jpakeP256), psa.ErrInvalidHandle)
	status(t, try(Ref{ID: 77}, jpakeP256), psa.ErrInvalidHandle)
	status(t, try(e.mustPassword(t, psa.Policy{Usage: psa.Derive, Alg: alg.JPAKE(alg.SHA512)}), jpakeP256), psa.ErrNotPermitted)
	status(t, try(e.mustPassword(t, psa.Policy{Usage: psa.Export, Alg: jpakeP256.Alg}), jpakeP256), psa.ErrNotPermitted)
	other := jpakeP256
	other.KeyConfirmation = psa.PAKEConfirmedKey
	status(t, try(good, other), psa.ErrInvalidArgument)
	other = jpakeP256
	other.Alg = alg.ECDH
	status(t, try(good, other), psa.ErrInvalidArgument)
	other = jpakeP256
	other.Primitive = 0
	status(t, try(good, other), psa.ErrInvalidArgument)
	d.refuse = psa.Errorf(psa.ErrNotSupported, "not this one")
	status(t, try(good, jpakeP256), psa.ErrNotSupported)
	d.refuse = nil
	// Nothing of the failures holds the key.
	status(t, e.Destroy(bg, good), psa.Success)
}

// TestPAKEErrors: any error is the end of the exchange, but for its abort.
func TestPAKEErrors(t *testing.T) {
	e, d := pakeEngine(t)
	k := e.mustPassword(t, jpakePolicy)
	plain := psa.Attributes{Type: keytype.Derive}
	for name, c := range map[string]struct {
		want psa.Status
		f    func(p *PAKE) error
	}{
		"role":    {psa.ErrInvalidArgument, func(p *PAKE) error { return p.SetRole(psa.PAKERoleServer) }},
		"user":    {psa.ErrBadState, func(p *PAKE) error { return p.SetUser([]byte("Carol")) }},
		"peer":    {psa.ErrBadState, func(p *PAKE) error { return p.SetPeer([]byte("Carol")) }},
		"context": {psa.ErrBadState, func(p *PAKE) error { return p.SetContext(nil) }},
		"step":    {psa.ErrInvalidArgument, func(p *PAKE) error { _, err := p.Output(bg, psa.PAKEStepConfirm, nil); return err }},
		"order":   {psa.ErrBadState, func(p *PAKE) error { return p.Input(bg, psa.PAKEStepZKProof, nil) }},
		"message": {psa.ErrInvalidSignature, func(p *PAKE) error { return p.Input(bg, psa.PAKEStepKeyShare, []byte("x")) }},
		"length":  {psa.ErrInvalidArgument, func(p *PAKE) error { return p.Input(bg, psa.PAKEStepKeyShare, make([]byte, 66)) }},
		"early":   {psa.ErrBadState, func(p *PAKE) error { _, err := p.SharedKey(bg, plain); return err }},
		"type": {psa.ErrInvalidArgument, func(p *PAKE) error {
			if err := jpakeRun(p); err != nil {
				return err
			}
			_, err := p.SharedKey(bg, psa.Attributes{Type: keytype.AES})
			return err
		}},
		"size": {psa.ErrInvalidArgument, func(p *PAKE) error {
			if err := jpakeRun(p); err != nil {
				return err
			}
			_, err := p.SharedKey(bg, psa.Attributes{Type: keytype.Derive, Bits: 128})
			return err
		}},
	} {
		p := e.mustPAKE(t, k)
		if err := c.f(p); psa.StatusOf(err) != c.want {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		for _, f := range []func() error{
			func() error { return p.SetRole(psa.PAKERoleNone) },
			func() error { _, err := p.Output(bg, psa.PAKEStepKeyShare, nil); return err },
			func() error { return p.Input(bg, psa.PAKEStepKeyShare, []byte("KEY_SHARE")) },
			func() error { _, err := p.SharedKey(bg, plain); return err },
		} {
			if err := f(); psa.StatusOf(err) != psa.ErrBadState {
				t.Errorf("%s: afterwards %v", name, err)
			}
		}
		p.Abort()
	}
	if d.last.closed != 1 {
		t.Errorf("the driver's part was closed %d times", d.last.closed)
	}
	// A setup that the driver refuses with the first message.
	p, err := e.NewPAKE(bg, k, jpakeP256)
	status(t, err, psa.Success)
	status(t, p.SetUser([]byte("forbidden")), psa.Success)
	status(t, p.SetPeer([]byte("Bob")), psa.Success)
	_, err = p.Output(bg, psa.PAKEStepKeyShare, nil)
	status(t, err, psa.ErrInvalidArgument)
	status(t, e.Destroy(bg, k), psa.Success)
}

// TestPAKEDestroy: with the key, or the store, goes the exchange, wherever it has come to.
func TestPAKEDestroy(t *testing.T) {
	for _, begun := range []bool{false, true} {
		e, d := pakeEngine(t)
		k := e.mustPassword(t, jpakePolicy)
		p := e.mustPAKE(t, k)
		if begun {
			if err := jpakeRun(p); err != nil {
				t.Fatal(err)
			}
		}
		status(t, e.Destroy(bg, k), psa.Success)
		if begun && d.last.closed != 1 {
			t.Error("the driver's part lives on")
		}
		status(t, p.SetRole(psa.PAKERoleNone), psa.ErrBadState)
		_, err := p.Output(bg, psa.PAKEStepKeyShare, nil)
		status(t, err, psa.ErrBadState)
		_, err = p.SharedKey(bg, psa.Attributes{Type: keytype.Derive})
		status(t, err, psa.ErrBadState)
		p.Abort()

		k = e.mustPassword(t, jpakePolicy)
		p = e.mustPAKE(t, k)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = p.Output(bg, psa.PAKEStepKeyShare, nil)
		status(t, err, psa.ErrBadState)
	}
}
