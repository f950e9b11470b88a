package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
)

// acquireSignature is acquire for signatures, whose context is checked here for all of them.
func (e *Engine) acquireSignature(ctx context.Context, k Ref, o op.Op, a alg.Algorithm, context []byte) (use, error) {
	u, err := e.acquire(ctx, k, o, a)
	if err != nil {
		return use{}, err
	}
	if u.loc.signatures == nil {
		err = u.loc.lacks("signatures")
	} else {
		err = checkContext(a, context)
	}
	if err != nil {
		u.release()
		return use{}, err
	}
	return u, nil
}

// checkContext: contexts are for algorithms that have them, and of at most 255 bytes (RFC 8032, FIPS 204, FIPS 205).
func checkContext(a alg.Algorithm, context []byte) error {
	switch {
	case len(context) == 0:
		return nil
	case !a.SignSupportsContext():
		return psa.Errorf(psa.ErrInvalidArgument, "a context of %d bytes is given, but %v has no context", len(context), a)
	case len(context) > 255:
		return psa.Errorf(psa.ErrInvalidArgument, "the context has %d bytes; %v takes at most 255", len(context), a)
	}
	return nil
}

// SignMessage is psa_sign_message_with_context; it appends the signature to dst. context is empty for psa_sign_message.
func (e *Engine) SignMessage(ctx context.Context, k Ref, a alg.Algorithm, dst, msg, context []byte) ([]byte, error) {
	u, err := e.acquireSignature(ctx, k, op.SignMessage, a, context)
	if err != nil {
		return nil, psa.At(err, "sign_message", k.ID)
	}
	defer u.release()
	out, err := u.loc.signatures.SignMessage(ctx, u.grant, dst, aside(dst, msg), aside(dst, context))
	if err != nil {
		return nil, psa.At(err, "sign_message", k.ID)
	}
	return out, nil
}

// SignHash is psa_sign_hash_with_context; it appends the signature to dst. context is empty for psa_sign_hash.
func (e *Engine) SignHash(ctx context.Context, k Ref, a alg.Algorithm, dst, hash, context []byte) ([]byte, error) {
	u, err := e.acquireSignature(ctx, k, op.SignHash, a, context)
	if err != nil {
		return nil, psa.At(err, "sign_hash", k.ID)
	}
	defer u.release()
	out, err := u.loc.signatures.SignHash(ctx, u.grant, dst, aside(dst, hash), aside(dst, context))
	if err != nil {
		return nil, psa.At(err, "sign_hash", k.ID)
	}
	return out, nil
}

// VerifyMessage is psa_verify_message_with_context.
func (e *Engine) VerifyMessage(ctx context.Context, k Ref, a alg.Algorithm, msg, sig, context []byte) error {
	u, err := e.acquireSignature(ctx, k, op.VerifyMessage, a, context)
	if err != nil {
		return psa.At(err, "verify_message", k.ID)
	}
	defer u.release()
	return psa.At(u.loc.signatures.VerifyMessage(ctx, u.grant, msg, sig, context), "verify_message", k.ID)
}

// VerifyHash is psa_verify_hash_with_context.
func (e *Engine) VerifyHash(ctx context.Context, k Ref, a alg.Algorithm, hash, sig, context []byte) error {
	u, err := e.acquireSignature(ctx, k, op.VerifyHash, a, context)
	if err != nil {
		return psa.At(err, "verify_hash", k.ID)
	}
	defer u.release()
	return psa.At(u.loc.signatures.VerifyHash(ctx, u.grant, hash, sig, context), "verify_hash", k.ID)
}

// signature is what multi-part signing and verifying share.
type signature struct {
	multipart
	grant      driver.Grant
	signatures driver.Signatures
}

func (s *signature) setup(ctx context.Context, e *Engine, k Ref, o op.Op, a alg.Algorithm, begin func() error) error {
	s.phase = begun
	return e.hold(ctx, &s.multipart, k, o, a, func(u use) error {
		if u.loc.signatures == nil {
			return u.loc.lacks("signatures")
		}
		s.grant, s.signatures = u.grant, u.loc.signatures
		// The driver's part is made at once, so that an algorithm that can't be used in parts is told of here.
		return begin()
	})
}

// Sign is a multi-part signature (psa_sign_operation_t).
type Sign struct {
	signature
	sign driver.Sign
}

// NewSign is psa_sign_setup.
func (e *Engine) NewSign(ctx context.Context, k Ref, a alg.Algorithm) (*Sign, error) {
	s := &Sign{signature: signature{multipart: multipart{engine: e, family: "sign"}}}
	err := s.setup(ctx, e, k, op.SignMessage, a, func() error { return s.start(ctx, nil) })
	if err != nil {
		return nil, psa.At(err, "sign_setup", k.ID)
	}
	return s, nil
}

func (s *Sign) start(ctx context.Context, context []byte) error {
	inner, err := s.signatures.NewSign(ctx, s.grant, context)
	if err != nil {
		return err
	}
	if s.inner != nil {
		s.inner.Close()
	}
	s.sign, s.inner = inner, inner
	return nil
}

// SetContext is psa_sign_set_context.
func (s *Sign) SetContext(ctx context.Context, context []byte) error {
	return s.step("sign_set_context", begun, primed, func() error {
		if err := checkContext(s.grant.Alg(), context); err != nil || len(context) == 0 {
			return err
		}
		return s.start(ctx, context)
	})
}

// Update is psa_sign_update.
func (s *Sign) Update(ctx context.Context, p []byte) error {
	return s.step("sign_update", begun|primed|running, running, func() error { return s.sign.Update(ctx, p) })
}

// Finish is psa_sign_finish; it appends the signature to dst.
func (s *Sign) Finish(ctx context.Context, dst []byte) (out []byte, err error) {
	err = s.step("sign_finish", begun|primed|running, finished, func() (err error) {
		out, err = s.sign.Finish(ctx, dst)
		return err
	})
	return out, err
}

// Verify is a multi-part verification (psa_verify_operation_t).
type Verify struct {
	signature
	sig    []byte
	verify driver.Verify
}

// NewVerify is psa_verify_setup; sig is copied.
func (e *Engine) NewVerify(ctx context.Context, k Ref, a alg.Algorithm, sig []byte) (*Verify, error) {
	v := &Verify{signature: signature{multipart: multipart{engine: e, family: "verify"}}, sig: append([]byte(nil), sig...)}
	err := v.setup(ctx, e, k, op.VerifyMessage, a, func() error { return v.start(ctx, nil) })
	if err != nil {
		return nil, psa.At(err, "verify_setup", k.ID)
	}
	return v, nil
}

func (v *Verify) start(ctx context.Context, context []byte) error {
	inner, err := v.signatures.NewVerify(ctx, v.grant, v.sig, context)
	if err != nil {
		return err
	}
	if v.inner != nil {
		v.inner.Close()
	}
	v.verify, v.inner = inner, inner
	return nil
}

// SetContext is psa_verify_set_context.
func (v *Verify) SetContext(ctx context.Context, context []byte) error {
	return v.step("verify_set_context", begun, primed, func() error {
		if err := checkContext(v.grant.Alg(), context); err != nil || len(context) == 0 {
			return err
		}
		return v.start(ctx, context)
	})
}

// Update is psa_verify_update.
func (v *Verify) Update(ctx context.Context, p []byte) error {
	return v.step("verify_update", begun|primed|running, running, func() error { return v.verify.Update(ctx, p) })
}

// Finish is psa_verify_finish.
func (v *Verify) Finish(ctx context.Context) error {
	return v.step("verify_finish", begun|primed|running, finished, func() error { return v.verify.Finish(ctx) })
}
