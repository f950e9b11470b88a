package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// EncryptAsymmetric appends the ciphertext of msg for a public key (psa_asymmetric_encrypt). label is what the specification calls salt: the label
// of OAEP, nil for the empty one; other algorithms take none.
// Errors: also [psa.ErrInvalidArgument] for a message that is too long for the key, [psa.ErrInsufficientEntropy].
func (k Key) EncryptAsymmetric(ctx context.Context, a alg.Algorithm, dst, msg, label []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.AsymmetricEncrypt(ctx, r, a, dst, msg, label)
}

// DecryptAsymmetric appends the plaintext (psa_asymmetric_decrypt).
// Errors: also [psa.ErrInvalidArgument] for a ciphertext of the wrong length, [psa.ErrInvalidPadding].
func (k Key) DecryptAsymmetric(ctx context.Context, a alg.Algorithm, dst, msg, label []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.AsymmetricDecrypt(ctx, r, a, dst, msg, label)
}

// AgreeRaw appends the secret shared with the owner of peer, a public key in the specification's format (psa_raw_key_agreement). The
// secret is biased: derive keys from it, or use [Key.Agree] or [Derivation.InputAgreement], which never let it out.
// Error: also [psa.ErrInvalidArgument] for a peer key that is not valid.
func (k Key) AgreeRaw(ctx context.Context, a alg.Algorithm, dst, peer []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.RawKeyAgreement(ctx, r, a, dst, peer)
}

// Agree makes a key of the secret shared with the owner of peer (psa_key_agreement). Its type is DERIVE, RAW_DATA, HMAC or PASSWORD.
// Errors: as [Key.AgreeRaw] and [Store.Import].
func (k Key) Agree(ctx context.Context, a alg.Algorithm, peer []byte, attrs psa.Attributes) (Key, error) {
	e, r, err := k.at()
	if err != nil {
		return Key{}, err
	}
	return k.store.made(e.KeyAgreement(ctx, r, a, peer, attrs))
}
