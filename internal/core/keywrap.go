package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
)

// WrapKey is psa_wrap_key; it appends to dst the key k, wrapped with the key wrapping. Neither key's bytes go further than the two drivers.
func (e *Engine) WrapKey(ctx context.Context, wrapping Ref, a alg.Algorithm, k psa.KeyID, dst []byte) ([]byte, error) {
	out, err := e.wrapKey(ctx, wrapping, a, Ref{wrapping.Owner, k}, dst)
	if err != nil {
		return nil, psa.At(err, "wrap_key", wrapping.ID)
	}
	return out, nil
}

func (e *Engine) wrapKey(ctx context.Context, wrapping Ref, a alg.Algorithm, k Ref, dst []byte) ([]byte, error) {
	w, err := e.acquire(ctx, wrapping, op.WrapKey, a)
	if err != nil {
		return nil, err
	}
	defer w.release()
	if w.loc.wrapping == nil {
		return nil, w.loc.lacks("key wrapping")
	}
	u, err := e.acquire(ctx, k, op.ExportKey, alg.None)
	if err != nil {
		return nil, psa.At(err, "wrap_key", k.ID)
	}
	defer u.release()
	// An export that has to grow its buffer would leave parts of the key in what it grew out of.
	data, err := u.loc.driver.Export(ctx, u.grant, make([]byte, 0, u.slot.attrs.Type.ExportSize(u.slot.attrs.Bits)))
	if err != nil {
		return nil, err
	}
	defer clear(data)
	return w.loc.wrapping.WrapKey(ctx, w.grant, dst, data)
}

// UnwrapKey is psa_unwrap_key: data is unwrapped and then imported.
func (e *Engine) UnwrapKey(ctx context.Context, wrapping Ref, a alg.Algorithm, data []byte, attrs psa.Attributes) (psa.KeyID, error) {
	id, err := e.unwrapKey(ctx, wrapping, a, data, attrs)
	return id, psa.At(err, "unwrap_key", wrapping.ID)
}

func (e *Engine) unwrapKey(ctx context.Context, wrapping Ref, a alg.Algorithm, data []byte, attrs psa.Attributes) (psa.KeyID, error) {
	w, err := e.acquire(ctx, wrapping, op.UnwrapKey, a)
	if err != nil {
		return 0, err
	}
	defer w.release()
	if w.loc.wrapping == nil {
		return 0, w.loc.lacks("key wrapping")
	}
	c, err := e.prepare(wrapping.Owner, attrs, false)
	if err != nil {
		return 0, err
	}
	plain, err := w.loc.wrapping.UnwrapKey(ctx, w.grant, make([]byte, 0, len(data)), data)
	if err != nil {
		return 0, err
	}
	defer clear(plain)
	return c.from(ctx, func() (driver.Material, error) { return c.loc.driver.Import(ctx, &c.attrs, plain) })
}
