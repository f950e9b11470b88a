package driver

import "context"

// Signatures is implemented by drivers that sign and verify. context is the signature's context, empty where none was given; it is not empty
// only for algorithms that have contexts, and is of a length that they allow.
type Signatures interface {
	// SignMessage appends the signature of msg. Errors: INVALID_ARGUMENT, INSUFFICIENT_ENTROPY.
	SignMessage(ctx context.Context, g Grant, dst, msg, context []byte) ([]byte, error)
	// SignHash appends the signature of a hash. Error: INVALID_ARGUMENT for one of the wrong length.
	SignHash(ctx context.Context, g Grant, dst, hash, context []byte) ([]byte, error)
	// VerifyMessage checks the signature of msg. Error: INVALID_SIGNATURE.
	VerifyMessage(ctx context.Context, g Grant, msg, sig, context []byte) error
	// VerifyHash checks the signature of a hash. Errors: INVALID_SIGNATURE; INVALID_ARGUMENT for a hash of the wrong length.
	VerifyHash(ctx context.Context, g Grant, hash, sig, context []byte) error
	// NewSign begins a multi-part signature. Error: NOT_SUPPORTED for algorithms that need the message twice.
	NewSign(ctx context.Context, g Grant, context []byte) (Sign, error)
	// NewVerify begins a multi-part verification of sig, which is kept by copy.
	NewVerify(ctx context.Context, g Grant, sig, context []byte) (Verify, error)
}

// Sign is a multi-part signature.
type Sign interface {
	Update(ctx context.Context, p []byte) error
	// Finish appends the signature; only Close may follow.
	Finish(ctx context.Context, dst []byte) ([]byte, error)
	// Close wipes the state. It may be called more than once.
	Close()
}

// Verify is a multi-part verification.
type Verify interface {
	Update(ctx context.Context, p []byte) error
	// Finish checks the signature; only Close may follow. Error: INVALID_SIGNATURE.
	Finish(ctx context.Context) error
	// Close wipes the state. It may be called more than once.
	Close()
}

// AsymmetricEncryption is implemented by drivers with public-key encryption. salt is what the specification calls so: the label of OAEP.
type AsymmetricEncryption interface {
	// EncryptAsymmetric appends the ciphertext. Error: INVALID_ARGUMENT for a message that is too long for the key.
	EncryptAsymmetric(ctx context.Context, g Grant, dst, msg, salt []byte) ([]byte, error)
	// DecryptAsymmetric appends the plaintext. Errors: INVALID_ARGUMENT for a ciphertext that can't be one of the key, INVALID_PADDING.
	DecryptAsymmetric(ctx context.Context, g Grant, dst, msg, salt []byte) ([]byte, error)
}

// KeyAgreement is implemented by drivers that agree on secrets.
type KeyAgreement interface {
	// Agree appends the raw shared secret with the owner of peer, a public key in the specification's format for the grant's key.
	// Error: INVALID_ARGUMENT for a peer key that is not valid, or with which the result would not depend on both.
	Agree(ctx context.Context, g Grant, dst, peer []byte) ([]byte, error)
}
