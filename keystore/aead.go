package keystore

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// Seal encrypts and authenticates plaintext, authenticates ad, and appends ciphertext and tag (psa_aead_encrypt). A nonce must never be used
// twice with one key.
// Errors: also [psa.ErrInvalidArgument] for a nonce of a length that the algorithm can't take.
func (k Key) Seal(ctx context.Context, a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.AEADEncrypt(ctx, r, a, dst, nonce, plaintext, ad)
}

// Unseal checks ciphertext, tag and ad, and appends the plaintext (psa_aead_decrypt). Error: also [psa.ErrInvalidSignature].
func (k Key) Unseal(ctx context.Context, a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.AEADDecrypt(ctx, r, a, dst, nonce, ciphertext, ad)
}

// AEAD is an authenticated encryption or decryption in parts (psa_aead_operation_t). It may be used by several goroutines, one call after the other. All its calls
// run under the context that it was made with. After an error only Close is left.
//
// The order of calls is: SetLengths (where the algorithm needs it, or to have the lengths checked), GenerateNonce or SetNonce, UpdateAD any number of times,
// Update any number of times, and Finish or Verify.
type AEAD struct {
	ctx context.Context
	op  *core.AEAD
}

// NewSeal begins an encryption in parts (psa_aead_encrypt_setup).
func (k Key) NewSeal(ctx context.Context, a alg.Algorithm) (*AEAD, error) {
	return k.newAEAD(ctx, a, true)
}

// NewUnseal begins a decryption in parts (psa_aead_decrypt_setup). What it gives out is not authentic before Verify has succeeded.
func (k Key) NewUnseal(ctx context.Context, a alg.Algorithm) (*AEAD, error) {
	return k.newAEAD(ctx, a, false)
}

func (k Key) newAEAD(ctx context.Context, a alg.Algorithm, encrypt bool) (*AEAD, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	m, err := e.NewAEAD(ctx, r, a, encrypt)
	if err != nil {
		return nil, err
	}
	return &AEAD{ctx, m}, nil
}

// SetLengths announces the lengths in bytes, which are then enforced (psa_aead_set_lengths). CCM needs it.
func (m *AEAD) SetLengths(ad, plaintext uint64) error {
	if m == nil || m.op == nil {
		return inactive("aead_set_lengths")
	}
	return m.op.SetLengths(ad, plaintext)
}

// GenerateNonce makes a random nonce for an encryption, uses it and appends it to dst (psa_aead_generate_nonce).
// Errors: [psa.ErrBadState] for a decryption, [psa.ErrInsufficientEntropy].
func (m *AEAD) GenerateNonce(dst []byte) ([]byte, error) {
	if m == nil || m.op == nil {
		return nil, inactive("aead_generate_nonce")
	}
	return m.op.GenerateNonce(m.ctx, dst)
}

// SetNonce sets the nonce (psa_aead_set_nonce). Error: [psa.ErrInvalidArgument] for a length that the algorithm can't take.
func (m *AEAD) SetNonce(nonce []byte) error {
	if m == nil || m.op == nil {
		return inactive("aead_set_nonce")
	}
	return m.op.SetNonce(m.ctx, nonce)
}

// UpdateAD adds additional data (psa_aead_update_ad).
func (m *AEAD) UpdateAD(p []byte) error {
	if m == nil || m.op == nil {
		return inactive("aead_update_ad")
	}
	return m.op.UpdateAD(m.ctx, p)
}

// Update appends as much output as can be had with p (psa_aead_update).
func (m *AEAD) Update(dst, p []byte) ([]byte, error) {
	if m == nil || m.op == nil {
		return nil, inactive("aead_update")
	}
	return m.op.Update(m.ctx, dst, p)
}

// Pending returns how many bytes an Update with n bytes would append.
func (m *AEAD) Pending(n int) int {
	if m == nil || m.op == nil {
		return 0
	}
	return m.op.Pending(n)
}

// Finish appends the rest of the ciphertext to dst and the tag to tag, and ends the operation (psa_aead_finish).
func (m *AEAD) Finish(dst, tag []byte) (text, fullTag []byte, err error) {
	if m == nil || m.op == nil {
		return nil, nil, inactive("aead_finish")
	}
	return m.op.Finish(m.ctx, dst, tag)
}

// Verify checks the tag, appends the rest of the plaintext, and ends the operation (psa_aead_verify). Error: [psa.ErrInvalidSignature].
func (m *AEAD) Verify(dst, tag []byte) ([]byte, error) {
	if m == nil || m.op == nil {
		return nil, inactive("aead_verify")
	}
	return m.op.Verify(m.ctx, dst, tag)
}

// Close ends the operation and wipes its state (psa_aead_abort). It is always safe, also twice, and its error is always nil.
func (m *AEAD) Close() error {
	if m != nil && m.op != nil {
		m.op.Abort()
	}
	return nil
}
