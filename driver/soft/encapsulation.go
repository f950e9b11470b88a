package soft

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

type encapsulateKey interface {
	encapsulate(a alg.Algorithm, secret, ciphertext []byte) ([]byte, []byte, error)
}

type decapsulateKey interface {
	decapsulate(a alg.Algorithm, dst, ciphertext []byte) ([]byte, error)
}

// Encapsulate implements driver.KeyEncapsulation.
func (*Driver) Encapsulate(_ context.Context, g driver.Grant, secret, ciphertext []byte) ([]byte, []byte, error) {
	k, err := use[encapsulateKey](g)
	if err != nil {
		return nil, nil, err
	}
	return k.encapsulate(g.Alg(), secret, ciphertext)
}

// Decapsulate implements driver.KeyEncapsulation.
func (*Driver) Decapsulate(_ context.Context, g driver.Grant, dst, ciphertext []byte) ([]byte, error) {
	k, err := use[decapsulateKey](g)
	if err != nil {
		return nil, err
	}
	return k.decapsulate(g.Alg(), dst, ciphertext)
}
