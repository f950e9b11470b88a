package driver

import (
	"context"

	"github.com/psacrypto/psa/alg"
)

// Hashes is implemented by drivers that compute hashes.
type Hashes interface {
	// Hash appends the hash of msg.
	Hash(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error)
	// NewHash begins a multi-part hash.
	NewHash(ctx context.Context, a alg.Algorithm) (Hash, error)
	// ResumeHash goes on from a state that Suspend gave, without the algorithm field that the specification puts before it.
	// Errors: INVALID_ARGUMENT for a state that can't be one of a, NOT_SUPPORTED.
	ResumeHash(ctx context.Context, a alg.Algorithm, state []byte) (Hash, error)
}

// Hash is a multi-part hash.
type Hash interface {
	Update(ctx context.Context, p []byte) error
	// Finish appends the hash; only Close may follow.
	Finish(ctx context.Context, dst []byte) ([]byte, error)
	// Clone returns an independent hash in the same state.
	Clone(ctx context.Context) (Hash, error)
	// Suspend appends the state in the format of PSA Crypto 1.5, "Hash suspend state", after the algorithm field.
	// Error: NOT_SUPPORTED where the specification has no format for the algorithm.
	Suspend(ctx context.Context, dst []byte) ([]byte, error)
	// Close wipes the state. It may be called more than once.
	Close()
}

// MACs is implemented by drivers that compute message authentication codes. The length of a MAC is that of the grant's algorithm.
type MACs interface {
	// MAC appends the MAC of msg.
	MAC(ctx context.Context, g Grant, dst, msg []byte) ([]byte, error)
	// VerifyMAC compares in constant time. Error: INVALID_SIGNATURE, also for a mac of the wrong length.
	VerifyMAC(ctx context.Context, g Grant, msg, mac []byte) error
	// NewMAC begins a multi-part MAC, whichever of Finish and Verify will end it.
	NewMAC(ctx context.Context, g Grant) (MAC, error)
}

// MAC is a multi-part message authentication code.
type MAC interface {
	Update(ctx context.Context, p []byte) error
	// Finish appends the MAC; only Close may follow.
	Finish(ctx context.Context, dst []byte) ([]byte, error)
	// Verify is as [MACs.VerifyMAC]; only Close may follow.
	Verify(ctx context.Context, mac []byte) error
	// Close wipes the state. It may be called more than once.
	Close()
}

// Ciphers is implemented by drivers with unauthenticated symmetric ciphers.
type Ciphers interface {
	// EncryptCipher appends the ciphertext of msg, without the IV, which is empty where the algorithm has none.
	// Errors: INVALID_ARGUMENT for a length of IV or msg that the algorithm can't take.
	EncryptCipher(ctx context.Context, g Grant, dst, iv, msg []byte) ([]byte, error)
	// DecryptCipher appends the plaintext. Error: also INVALID_PADDING; its making takes the same time wherever the padding is wrong.
	DecryptCipher(ctx context.Context, g Grant, dst, iv, msg []byte) ([]byte, error)
	// NewCipher begins a multi-part encryption or decryption.
	NewCipher(ctx context.Context, g Grant, encrypt bool, iv []byte) (Cipher, error)
}

// Cipher is a multi-part encryption or decryption.
type Cipher interface {
	// Update appends what can be had of the output; that may be less or more than len(p).
	Update(ctx context.Context, dst, p []byte) ([]byte, error)
	// Pending returns how many bytes an Update with n bytes would append.
	Pending(n int) int
	// Finish appends the rest; only Close may follow. Errors: INVALID_ARGUMENT for input of a length that the algorithm can't take,
	// INVALID_PADDING.
	Finish(ctx context.Context, dst []byte) ([]byte, error)
	// Close wipes the state. It may be called more than once.
	Close()
}

// AEADs is implemented by drivers with authenticated encryption. The tag length is that of the grant's algorithm.
type AEADs interface {
	// Seal appends ciphertext and tag.
	// Errors: INVALID_ARGUMENT for a nonce that the algorithm can't take, NOT_SUPPORTED for one that the driver doesn't.
	Seal(ctx context.Context, g Grant, dst, nonce, plaintext, ad []byte) ([]byte, error)
	// Open appends the plaintext of ciphertext and tag, or nothing: INVALID_SIGNATURE.
	Open(ctx context.Context, g Grant, dst, nonce, ciphertext, ad []byte) ([]byte, error)
	// NewAEAD begins a multi-part encryption or decryption.
	NewAEAD(ctx context.Context, g Grant, s AEADSetup) (AEAD, error)
}

// AEADSetup is what a multi-part AEAD operation begins with. The core holds the data to the lengths that were announced.
type AEADSetup struct {
	Encrypt bool
	Nonce   []byte
	// HasLengths tells that ADLen and TextLen, in bytes, were announced; CCM can't do without.
	HasLengths     bool
	ADLen, TextLen uint64
}

// AEAD is a multi-part authenticated encryption or decryption.
type AEAD interface {
	// UpdateAD takes additional data; none comes after the first Update.
	UpdateAD(ctx context.Context, p []byte) error
	// Update appends what can be had of the output. What a decryption gives is not authentic yet.
	Update(ctx context.Context, dst, p []byte) ([]byte, error)
	// Pending returns how many bytes an Update with n bytes would append.
	Pending(n int) int
	// Finish appends the rest of the ciphertext to dst and the tag to tag; only Close may follow.
	Finish(ctx context.Context, dst, tag []byte) (text, fullTag []byte, err error)
	// Verify appends the rest of the plaintext if the tag is right: else INVALID_SIGNATURE. Only Close may follow.
	Verify(ctx context.Context, dst, tag []byte) ([]byte, error)
	// Close wipes the state. It may be called more than once.
	Close()
}
