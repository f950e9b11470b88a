package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// Wrap appends another key of the same owner, encrypted and authenticated with this one (psa_wrap_key). This key needs the usage flag WRAP, the other one
// EXPORT.
// Errors: also [psa.ErrInvalidArgument] for a key of a length that the algorithm can't take; [psa.ErrInvalidHandle] and [psa.ErrNotPermitted] for
// either key.
func (k Key) Wrap(ctx context.Context, a alg.Algorithm, dst []byte, other Key) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	_, o, err := other.at()
	if err != nil {
		return nil, err
	}
	if other.store.engine != e || o.Owner != r.Owner {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidHandle, "the key to be wrapped is in another store, or has another owner"), "wrap_key", o.ID)
	}
	return e.WrapKey(ctx, r, a, o.ID, dst)
}

// Unwrap makes a key of what [Key.Wrap] gave, here or in another implementation (psa_unwrap_key). This key needs the usage flag UNWRAP.
// Errors: as [Store.Import]; [psa.ErrInvalidSignature] for data that was not wrapped with this key.
func (k Key) Unwrap(ctx context.Context, a alg.Algorithm, data []byte, attrs psa.Attributes) (Key, error) {
	e, r, err := k.at()
	if err != nil {
		return Key{}, err
	}
	return k.store.made(e.UnwrapKey(ctx, r, a, data, attrs))
}
