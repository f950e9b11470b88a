package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// checkSalt: only some encryptions take what the specification calls a salt.
func checkSalt(a alg.Algorithm, salt []byte) error {
	if len(salt) > 0 && !a.IsRSAOAEP() {
		return psa.Errorf(psa.ErrInvalidArgument, "a salt of %d bytes is given, but %v takes none", len(salt), a)
	}
	return nil
}

// asymmetric does what encryption and decryption share.
func (e *Engine) asymmetric(ctx context.Context, k Ref, o op.Op, a alg.Algorithm, salt []byte, f func(use) ([]byte, error)) ([]byte, error) {
	u, err := e.acquire(ctx, k, o, a)
	if err != nil {
		return nil, psa.At(err, o.Row().Name, k.ID)
	}
	defer u.release()
	var out []byte
	if err = checkSalt(a, salt); err == nil {
		if u.loc.encryption == nil {
			err = u.loc.lacks("asymmetric encryption")
		} else {
			out, err = f(u)
		}
	}
	if err != nil {
		return nil, psa.At(err, o.Row().Name, k.ID)
	}
	return out, nil
}

// AsymmetricEncrypt is psa_asymmetric_encrypt; it appends to dst.
func (e *Engine) AsymmetricEncrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg, salt []byte) ([]byte, error) {
	return e.asymmetric(ctx, k, op.AsymmetricEncrypt, a, salt, func(u use) ([]byte, error) {
		return u.loc.encryption.EncryptAsymmetric(ctx, u.grant, dst, aside(dst, msg), aside(dst, salt))
	})
}

// AsymmetricDecrypt is psa_asymmetric_decrypt; it appends to dst.
func (e *Engine) AsymmetricDecrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, msg, salt []byte) ([]byte, error) {
	return e.asymmetric(ctx, k, op.AsymmetricDecrypt, a, salt, func(u use) ([]byte, error) {
		return u.loc.encryption.DecryptAsymmetric(ctx, u.grant, dst, aside(dst, msg), aside(dst, salt))
	})
}

// RawKeyAgreement is psa_raw_key_agreement; it appends the shared secret to dst.
func (e *Engine) RawKeyAgreement(ctx context.Context, k Ref, a alg.Algorithm, dst, peer []byte) ([]byte, error) {
	out, err := e.standaloneAgreement(ctx, k, a, dst, peer)
	if err != nil {
		return nil, psa.At(err, "raw_key_agreement", k.ID)
	}
	return out, nil
}

func (e *Engine) standaloneAgreement(ctx context.Context, k Ref, a alg.Algorithm, dst, peer []byte) ([]byte, error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	if a.IsKeyAgreement() && !a.IsStandaloneKeyAgreement() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v combines a key agreement with a derivation; this call takes the agreement %v alone", a, a.KeyAgreementBase())
	}
	return e.agree(ctx, k, a, dst, peer)
}

// agree checks the policy against the whole algorithm, agreement and derivation together.
func (e *Engine) agree(ctx context.Context, k Ref, a alg.Algorithm, dst, peer []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.KeyAgreement, a)
	if err != nil {
		return nil, err
	}
	defer u.release()
	return u.agree(ctx, dst, peer)
}

func (u use) agree(ctx context.Context, dst, peer []byte) ([]byte, error) {
	if u.loc.agreement == nil {
		return nil, u.loc.lacks("key agreement")
	}
	return u.loc.agreement.Agree(ctx, u.grant, dst, aside(dst, peer))
}

// KeyAgreement is psa_key_agreement: it makes a key of the shared secret.
func (e *Engine) KeyAgreement(ctx context.Context, k Ref, a alg.Algorithm, peer []byte, attrs psa.Attributes) (psa.KeyID, error) {
	id, err := e.keyAgreement(ctx, k, a, peer, attrs)
	return id, psa.At(err, "key_agreement", k.ID)
}

func (e *Engine) keyAgreement(ctx context.Context, k Ref, a alg.Algorithm, peer []byte, attrs psa.Attributes) (psa.KeyID, error) {
	if e.closed.Load() {
		return 0, errClosed
	}
	switch attrs.Type {
	case keytype.Derive, keytype.RawData, keytype.HMAC, keytype.Password:
	default:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "a shared secret can't become a key of type %v; the types are DERIVE, RAW_DATA, HMAC and PASSWORD", attrs.Type)
	}
	c, err := e.prepare(k.Owner, attrs, false)
	if err != nil {
		return 0, err
	}
	secret, err := e.standaloneAgreement(ctx, k, a, nil, peer)
	if err != nil {
		return 0, err
	}
	return c.fromSecret(ctx, secret)
}
