package soft

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
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
