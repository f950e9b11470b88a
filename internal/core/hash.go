package core

import (
	"context"
	"crypto/subtle"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// hasher finds who computes a hash. Errors: INVALID_ARGUMENT for what is not a hash, NOT_SUPPORTED.
func (e *Engine) hasher(a alg.Algorithm) (driver.Hashes, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if !a.IsHash() || a == alg.AnyHash {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v is not a hash algorithm", a)
	}
	if e.local.hashes == nil || !e.local.driver.Supports(keytype.None, 0, a, 0) {
		return nil, psa.Errorf(psa.ErrNotSupported, "the %s driver has no hash %v", e.local.driver.Name(), a)
	}
	return e.local.hashes, nil
}

// HashCompute is psa_hash_compute; it appends to dst.
func (e *Engine) HashCompute(ctx context.Context, a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	h, err := e.hasher(a)
	if err == nil {
		dst, err = h.Hash(ctx, a, dst, msg)
	}
	if err != nil {
		return nil, psa.At(err, "hash_compute", 0)
	}
	return dst, nil
}

// HashCompare is psa_hash_compare.
func (e *Engine) HashCompare(ctx context.Context, a alg.Algorithm, msg, want []byte) error {
	var buf [64]byte
	got, err := e.HashCompute(ctx, a, buf[:0], msg)
	if err == nil {
		err = compareHash(got, want)
	}
	return psa.At(err, "hash_compare", 0)
}

func compareHash(got, want []byte) error {
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return psa.Errorf(psa.ErrInvalidSignature, "the hash is not the expected one")
	}
	return nil
}

// Hash is a multi-part hash (psa_hash_operation_t).
type Hash struct {
	multipart
	alg  alg.Algorithm
	hash driver.Hash
}

// NewHash is psa_hash_setup.
func (e *Engine) NewHash(ctx context.Context, a alg.Algorithm) (*Hash, error) {
	d, err := e.hasher(a)
	if err != nil {
		return nil, psa.At(err, "hash_setup", 0)
	}
	h, err := d.NewHash(ctx, a)
	if err != nil {
		return nil, psa.At(err, "hash_setup", 0)
	}
	return newHash(e, a, h), nil
}

func newHash(e *Engine, a alg.Algorithm, h driver.Hash) *Hash {
	return &Hash{multipart: multipart{engine: e, family: "hash", phase: running, inner: h}, alg: a, hash: h}
}

// Alg returns the algorithm.
func (h *Hash) Alg() alg.Algorithm { return h.alg }

// Update is psa_hash_update.
func (h *Hash) Update(ctx context.Context, p []byte) error {
	return h.step("hash_update", running, running, func() error { return h.hash.Update(ctx, p) })
}

// Finish is psa_hash_finish; it appends to dst.
func (h *Hash) Finish(ctx context.Context, dst []byte) (out []byte, err error) {
	err = h.step("hash_finish", running, finished, func() (err error) {
		out, err = h.hash.Finish(ctx, dst)
		return err
	})
	return out, err
}

// Verify is psa_hash_verify.
func (h *Hash) Verify(ctx context.Context, want []byte) error {
	return h.step("hash_verify", running, finished, func() error {
		var buf [64]byte
		got, err := h.hash.Finish(ctx, buf[:0])
		if err != nil {
			return err
		}
		return compareHash(got, want)
	})
}

// Clone is psa_hash_clone.
func (h *Hash) Clone(ctx context.Context) (c *Hash, err error) {
	err = h.step("hash_clone", running, running, func() error {
		inner, err := h.hash.Clone(ctx)
		if err == nil {
			c = newHash(h.engine, h.alg, inner)
		}
		return err
	})
	return c, err
}

// Suspend is psa_hash_suspend; it appends the algorithm field and the state to dst.
func (h *Hash) Suspend(ctx context.Context, dst []byte) (out []byte, err error) {
	err = h.step("hash_suspend", running, finished, func() (err error) {
		id := uint32(h.alg)
		out, err = h.hash.Suspend(ctx, append(dst, byte(id>>24), byte(id>>16), byte(id>>8), byte(id)))
		return err
	})
	return out, err
}

// ResumeHash is psa_hash_resume.
func (e *Engine) ResumeHash(ctx context.Context, state []byte) (*Hash, error) {
	h, err := e.resumeHash(ctx, state)
	return h, psa.At(err, "hash_resume", 0)
}

func (e *Engine) resumeHash(ctx context.Context, state []byte) (*Hash, error) {
	if len(state) < alg.HashSuspendAlgorithmFieldLength {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a suspended hash state begins with %d bytes that name the algorithm; this one has %d bytes",
			alg.HashSuspendAlgorithmFieldLength, len(state))
	}
	a := alg.Algorithm(uint32(state[0])<<24 | uint32(state[1])<<16 | uint32(state[2])<<8 | uint32(state[3]))
	d, err := e.hasher(a)
	if err != nil {
		return nil, err
	}
	h, err := d.ResumeHash(ctx, a, state[alg.HashSuspendAlgorithmFieldLength:])
	if err != nil {
		return nil, err
	}
	return newHash(e, a, h), nil
}

// Random is psa_generate_random: it fills p. Error: INSUFFICIENT_ENTROPY.
func (e *Engine) Random(p []byte) error {
	if e.closed.Load() {
		return psa.At(errClosed, "generate_random", 0)
	}
	return psa.At(e.random(p), "generate_random", 0)
}
