package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// Encapsulate makes a key of a new secret, and appends to dst the ciphertext from which the owner of this key's private part makes the same key
// (psa_encapsulate). The new key is of type DERIVE or HMAC; the secret of ML-KEM, 256 bits, can also be a key for a symmetric cipher.
// Errors: also those of [Store.Import], and [psa.ErrInsufficientEntropy].
func (k Key) Encapsulate(ctx context.Context, a alg.Algorithm, attrs psa.Attributes, dst []byte) (Key, []byte, error) {
	e, r, err := k.at()
	if err != nil {
		return Key{}, nil, err
	}
	id, out, err := e.Encapsulate(ctx, r, a, attrs, dst)
	if err != nil {
		return Key{}, nil, err
	}
	return Key{k.store, id}, out, nil
}

// Decapsulate makes the key that belongs to a ciphertext of [Key.Encapsulate] (psa_decapsulate). Success does not mean that the other side has the same
// key: ML-KEM makes a key that nobody else has of a ciphertext that was altered.
// Errors: also those of [Store.Import], and [psa.ErrInvalidArgument] for a ciphertext of the wrong length or form.
func (k Key) Decapsulate(ctx context.Context, a alg.Algorithm, ciphertext []byte, attrs psa.Attributes) (Key, error) {
	e, r, err := k.at()
	if err != nil {
		return Key{}, err
	}
	return k.store.made(e.Decapsulate(ctx, r, a, ciphertext, attrs))
}
