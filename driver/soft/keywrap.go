package soft

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/keywrap"
)

type wrapKey interface {
	wrap(a alg.Algorithm, dst, data []byte) ([]byte, error)
	unwrap(a alg.Algorithm, dst, data []byte) ([]byte, error)
}

// WrapKey implements driver.KeyWrapping.
func (*Driver) WrapKey(_ context.Context, g driver.Grant, dst, data []byte) ([]byte, error) {
	k, err := use[wrapKey](g)
	if err != nil {
		return nil, err
	}
	return k.wrap(g.Alg(), dst, data)
}

// UnwrapKey implements driver.KeyWrapping.
func (*Driver) UnwrapKey(_ context.Context, g driver.Grant, dst, data []byte) ([]byte, error) {
	k, err := use[wrapKey](g)
	if err != nil {
		return nil, err
	}
	return k.unwrap(g.Alg(), dst, data)
}

// wrap implements wrapKey.
func (k *blockKey) wrap(a alg.Algorithm, dst, data []byte) ([]byte, error) {
	size, fill := keywrap.KWSize, keywrap.WrapKW
	if a == alg.KWP {
		size, fill = keywrap.KWPSize, keywrap.WrapKWP
	}
	n, ok := size(len(data))
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the key to be wrapped has %d bytes; KW wraps multiples of 8 bytes from 16 on, and KWP any number", len(data))
	}
	if k.block == nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the key is one for XTS and can't wrap")
	}
	all, out := extend(dst, n)
	if err := fill(k.block, out, data); err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%w", err)
	}
	return all, nil
}

// unwrap implements wrapKey.
func (k *blockKey) unwrap(a alg.Algorithm, dst, data []byte) ([]byte, error) {
	switch {
	case k.block == nil:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the key is one for XTS and can't unwrap")
	case len(data) < 16:
		return nil, psa.ErrInvalidSignature
	}
	all, out := extend(dst, len(data)-8)
	n, err := len(out), error(nil)
	if a == alg.KWP {
		n, err = keywrap.UnwrapKWP(k.block, out, data)
	} else {
		err = keywrap.UnwrapKW(k.block, out, data)
	}
	switch {
	case errors.Is(err, keywrap.ErrOpen):
		return nil, psa.ErrInvalidSignature
	case err != nil:
		return nil, psa.Errorf(psa.ErrNotSupported, "%w", err)
	}
	return all[:len(dst)+n], nil
}
