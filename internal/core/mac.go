package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
)

// lacks tells that the driver of a key's location has no such family of operations at all.
func (l *location) lacks(what string) error {
	return psa.Errorf(psa.ErrNotSupported, "the %s driver of %v has no %s", l.driver.Name(), l.at, what)
}

// MACCompute is psa_mac_compute; it appends to dst.
func (e *Engine) MACCompute(ctx context.Context, k Ref, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.MACCompute, a)
	if err != nil {
		return nil, psa.At(err, "mac_compute", k.ID)
	}
	defer u.release()
	if u.loc.macs == nil {
		return nil, psa.At(u.loc.lacks("MAC"), "mac_compute", k.ID)
	}
	out, err := u.loc.macs.MAC(ctx, u.grant, dst, msg)
	if err != nil {
		return nil, psa.At(err, "mac_compute", k.ID)
	}
	return out, nil
}

// MACVerify is psa_mac_verify.
func (e *Engine) MACVerify(ctx context.Context, k Ref, a alg.Algorithm, msg, mac []byte) error {
	u, err := e.acquire(ctx, k, op.MACVerify, a)
	if err != nil {
		return psa.At(err, "mac_verify", k.ID)
	}
	defer u.release()
	if u.loc.macs == nil {
		return psa.At(u.loc.lacks("MAC"), "mac_verify", k.ID)
	}
	return psa.At(u.loc.macs.VerifyMAC(ctx, u.grant, msg, mac), "mac_verify", k.ID)
}

// MAC is a multi-part MAC (psa_mac_operation_t).
type MAC struct {
	multipart
	verify bool
	mac    driver.MAC
}

// NewMAC is psa_mac_sign_setup or psa_mac_verify_setup.
func (e *Engine) NewMAC(ctx context.Context, k Ref, a alg.Algorithm, verify bool) (*MAC, error) {
	o, call := op.MACCompute, "mac_sign_setup"
	if verify {
		o, call = op.MACVerify, "mac_verify_setup"
	}
	m := &MAC{multipart: multipart{engine: e, family: "MAC", phase: running}, verify: verify}
	err := e.hold(ctx, &m.multipart, k, o, a, func(u use) (err error) {
		if u.loc.macs == nil {
			return u.loc.lacks("MAC")
		}
		if m.mac, err = u.loc.macs.NewMAC(ctx, u.grant); err == nil {
			m.inner = m.mac
		}
		return err
	})
	if err != nil {
		return nil, psa.At(err, call, k.ID)
	}
	return m, nil
}

// hold acquires a key for a multi-part operation, which keeps it until it ends; begin makes the driver's part if that is made at once.
func (e *Engine) hold(ctx context.Context, m *multipart, k Ref, o op.Op, a alg.Algorithm, begin func(u use) error) error {
	u, err := e.acquire(ctx, k, o, a)
	if err != nil {
		return err
	}
	if err := begin(u); err != nil {
		u.release()
		return err
	}
	if err := m.hold(u); err != nil {
		if m.inner != nil {
			m.inner.Close()
		}
		return err
	}
	return nil
}

// Update is psa_mac_update.
func (m *MAC) Update(ctx context.Context, p []byte) error {
	return m.step("mac_update", running, running, func() error { return m.mac.Update(ctx, p) })
}

// Finish is psa_mac_sign_finish; it appends to dst.
func (m *MAC) Finish(ctx context.Context, dst []byte) (out []byte, err error) {
	err = m.step("mac_sign_finish", m.when(!m.verify), finished, func() (err error) {
		out, err = m.mac.Finish(ctx, dst)
		return err
	})
	return out, err
}

// Verify is psa_mac_verify_finish.
func (m *MAC) Verify(ctx context.Context, mac []byte) error {
	return m.step("mac_verify_finish", m.when(m.verify), finished, func() error { return m.mac.Verify(ctx, mac) })
}

// when is the running phase, or none where the operation was set up for the other direction.
func (m *multipart) when(right bool) phase {
	if right {
		return running
	}
	return 0
}
