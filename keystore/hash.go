package keystore

import (
	"context"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
)

// HashCompute appends the hash of msg to dst (psa_hash_compute).
// Errors: [psa.ErrInvalidArgument] where a is no hash, [psa.ErrNotSupported], [psa.ErrBadState] once the store is closed.
func (s *Store) HashCompute(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	return s.engine.HashCompute(ctx, a, dst, msg)
}

// HashCompare compares the hash of msg with an expected one (psa_hash_compare). Errors: as HashCompute, and [psa.ErrInvalidSignature].
func (s *Store) HashCompare(ctx context.Context, a alg.Algorithm, msg, want []byte) error {
	return s.engine.HashCompare(ctx, a, msg, want)
}

// Hash is a multi-part hash (psa_hash_operation_t). It may be used by several goroutines, one call after the other. All its calls run under the
// context that it was made with. After an error only Close is left.
type Hash struct {
	ctx context.Context
	op  *core.Hash
}

// NewHash begins a hash in parts (psa_hash_setup). Errors: as [Store.HashCompute].
func (s *Store) NewHash(ctx context.Context, a alg.Algorithm) (*Hash, error) {
	return newHash(ctx)(s.engine.NewHash(ctx, a))
}

// ResumeHash goes on from a state that [Hash.Suspend] gave, of this or another implementation (psa_hash_resume).
// Errors: as [Store.HashCompute]; [psa.ErrInvalidArgument] for a state that can't be one.
func (s *Store) ResumeHash(ctx context.Context, state []byte) (*Hash, error) {
	return newHash(ctx)(s.engine.ResumeHash(ctx, state))
}

func newHash(ctx context.Context) func(*core.Hash, error) (*Hash, error) {
	return func(h *core.Hash, err error) (*Hash, error) {
		if err != nil {
			return nil, err
		}
		return &Hash{ctx, h}, nil
	}
}

// Algorithm returns the hash algorithm, which is also in a resumed state.
func (h *Hash) Algorithm() alg.Algorithm {
	if h == nil || h.op == nil {
		return alg.None
	}
	return h.op.Alg()
}

// Write adds a part of the message (psa_hash_update).
func (h *Hash) Write(p []byte) (int, error) {
	if h == nil || h.op == nil {
		return 0, inactive("hash_update")
	}
	if err := h.op.Update(h.ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Finish appends the hash and ends the operation (psa_hash_finish).
func (h *Hash) Finish(dst []byte) ([]byte, error) {
	if h == nil || h.op == nil {
		return nil, inactive("hash_finish")
	}
	return h.op.Finish(h.ctx, dst)
}

// Verify compares the hash with an expected one and ends the operation (psa_hash_verify). Error: [psa.ErrInvalidSignature].
func (h *Hash) Verify(want []byte) error {
	if h == nil || h.op == nil {
		return inactive("hash_verify")
	}
	return h.op.Verify(h.ctx, want)
}

// Clone returns an independent operation in the same state (psa_hash_clone).
func (h *Hash) Clone() (*Hash, error) {
	if h == nil || h.op == nil {
		return nil, inactive("hash_clone")
	}
	return newHash(h.ctx)(h.op.Clone(h.ctx))
}

// Suspend appends the state in the specification's format and ends the operation (psa_hash_suspend).
// Error: [psa.ErrNotSupported] for hashes that the specification has no format for.
func (h *Hash) Suspend(dst []byte) ([]byte, error) {
	if h == nil || h.op == nil {
		return nil, inactive("hash_suspend")
	}
	return h.op.Suspend(h.ctx, dst)
}

// Close ends the operation and wipes its state (psa_hash_abort). It is always safe, also twice, and its error is always nil.
func (h *Hash) Close() error {
	if h != nil && h.op != nil {
		h.op.Abort()
	}
	return nil
}

// Random fills p with random bytes (psa_generate_random). Errors: [psa.ErrInsufficientEntropy], [psa.ErrBadState] once the store is closed.
func (s *Store) Random(p []byte) error { return s.engine.Random(p) }
