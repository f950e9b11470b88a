package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// MAC appends the message authentication code of msg (psa_mac_compute).
func (k Key) MAC(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.MACCompute(ctx, r, a, dst, msg)
}

// VerifyMAC checks a message authentication code in constant time (psa_mac_verify). Error: [psa.ErrInvalidSignature].
func (k Key) VerifyMAC(ctx context.Context, a alg.Algorithm, msg, mac []byte) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.MACVerify(ctx, r, a, msg, mac)
}

// inactive is how the methods of a multi-part operation that was never set up answer.
func inactive(call string) error {
	return psa.At(psa.Errorf(psa.ErrBadState, "the operation has not been set up"), call, 0)
}

// MAC is a multi-part MAC (psa_mac_operation_t). It may be used by several goroutines, one call after the other. All its calls run under the context that it was
// made with. After an error only Close is left.
type MAC struct {
	ctx context.Context
	op  *core.MAC
}

// NewMAC begins the computation of a MAC in parts (psa_mac_sign_setup).
func (k Key) NewMAC(ctx context.Context, a alg.Algorithm) (*MAC, error) {
	return k.newMAC(ctx, a, false)
}

// NewMACVerify begins the verification of a MAC in parts (psa_mac_verify_setup).
func (k Key) NewMACVerify(ctx context.Context, a alg.Algorithm) (*MAC, error) {
	return k.newMAC(ctx, a, true)
}

func (k Key) newMAC(ctx context.Context, a alg.Algorithm, verify bool) (*MAC, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	m, err := e.NewMAC(ctx, r, a, verify)
	if err != nil {
		return nil, err
	}
	return &MAC{ctx, m}, nil
}

// Write adds a part of the message (psa_mac_update). Error: [psa.ErrBadState] where it comes out of order, or the key is gone.
func (m *MAC) Write(p []byte) (int, error) {
	if m == nil || m.op == nil {
		return 0, inactive("mac_update")
	}
	if err := m.op.Update(m.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Finish appends the MAC and ends the operation (psa_mac_sign_finish).
func (m *MAC) Finish(dst []byte) ([]byte, error) {
	if m == nil || m.op == nil {
		return nil, inactive("mac_sign_finish")
	}
	return m.op.Finish(m.ctx, dst)
}

// Verify checks the MAC and ends the operation (psa_mac_verify_finish). Error: [psa.ErrInvalidSignature].
func (m *MAC) Verify(mac []byte) error {
	if m == nil || m.op == nil {
		return inactive("mac_verify_finish")
	}
	return m.op.Verify(m.ctx, mac)
}

// Close ends the operation and wipes its state (psa_mac_abort). It is always safe, also twice, and its error is always nil.
func (m *MAC) Close() error {
	if m != nil && m.op != nil {
		m.op.Abort()
	}
	return nil
}
