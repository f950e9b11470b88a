package driver

import "context"

// KeyEncapsulation is implemented by drivers that encapsulate keys.
type KeyEncapsulation interface {
	// Encapsulate makes a secret for the owner of the grant's key, a public key or a key pair: it appends the secret to secret, and to ciphertext what
	// its owner needs to have the secret too. Error: INSUFFICIENT_ENTROPY.
	Encapsulate(ctx context.Context, g Grant, secret, ciphertext []byte) (fullSecret, fullCiphertext []byte, err error)
	// Decapsulate appends the secret to dst. Error: INVALID_ARGUMENT for a ciphertext of the wrong length or that is not valid; schemes with implicit
	// rejection give a secret that nobody else has for a ciphertext that was not made for the key.
	Decapsulate(ctx context.Context, g Grant, dst, ciphertext []byte) ([]byte, error)
}
