package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// checkEncapsulated: any encapsulated secret can be derived from; one that is uniformly random can be a symmetric key (PSA Crypto 1.5,
// psa_encapsulate).
func checkEncapsulated(a alg.Algorithm, t keytype.Type) error {
	switch {
	case t == keytype.Derive, t == keytype.HMAC:
		return nil
	case a != alg.MLKEM:
		return psa.Errorf(psa.ErrInvalidArgument, "the secret of %v can't become a key of type %v; the types are DERIVE and HMAC", a, t)
	case t&0x7000 != 0x2000:
		return psa.Errorf(psa.ErrInvalidArgument, "the secret of %v can't become a key of type %v; the types are DERIVE, HMAC and those of symmetric ciphers", a, t)
	}
	return nil
}

// encapsulation acquires the key of an encapsulation and prepares the key that it is to make.
func (e *Engine) encapsulation(ctx context.Context, k Ref, o op.Op, a alg.Algorithm, attrs psa.Attributes) (use, *creation, error) {
	u, err := e.acquire(ctx, k, o, a)
	if err != nil {
		return use{}, nil, err
	}
	if u.loc.encapsulation == nil {
		err = u.loc.lacks("key encapsulation")
	} else {
		err = checkEncapsulated(a, attrs.Type)
	}
	var c *creation
	if err == nil {
		c, err = e.prepare(k.Owner, attrs, false)
	}
	if err != nil {
		u.release()
		return use{}, nil, err
	}
	return u, c, nil
}

// Encapsulate is psa_encapsulate: it makes a key of a new secret, and appends to dst what the owner of the key pair needs to make it too.
func (e *Engine) Encapsulate(ctx context.Context, k Ref, a alg.Algorithm, attrs psa.Attributes, dst []byte) (psa.KeyID, []byte, error) {
	id, out, err := e.encapsulate(ctx, k, a, attrs, dst)
	if err != nil {
		return 0, nil, psa.At(err, "encapsulate", k.ID)
	}
	return id, out, nil
}

func (e *Engine) encapsulate(ctx context.Context, k Ref, a alg.Algorithm, attrs psa.Attributes, dst []byte) (psa.KeyID, []byte, error) {
	u, c, err := e.encapsulation(ctx, k, op.Encapsulate, a, attrs)
	if err != nil {
		return 0, nil, err
	}
	defer u.release()
	secret, out, err := u.loc.encapsulation.Encapsulate(ctx, u.grant, nil, dst)
	if err != nil {
		return 0, nil, err
	}
	id, err := c.fromSecret(ctx, secret)
	return id, out, err
}

// Decapsulate is psa_decapsulate.
func (e *Engine) Decapsulate(ctx context.Context, k Ref, a alg.Algorithm, ciphertext []byte, attrs psa.Attributes) (psa.KeyID, error) {
	id, err := e.decapsulate(ctx, k, a, ciphertext, attrs)
	return id, psa.At(err, "decapsulate", k.ID)
}

func (e *Engine) decapsulate(ctx context.Context, k Ref, a alg.Algorithm, ciphertext []byte, attrs psa.Attributes) (psa.KeyID, error) {
	u, c, err := e.encapsulation(ctx, k, op.Decapsulate, a, attrs)
	if err != nil {
		return 0, err
	}
	defer u.release()
	secret, err := u.loc.encapsulation.Decapsulate(ctx, u.grant, nil, ciphertext)
	if err != nil {
		return 0, err
	}
	return c.fromSecret(ctx, secret)
}
