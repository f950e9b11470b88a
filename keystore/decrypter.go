package keystore

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/subtle"
	"errors"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// Decrypter decrypts with an RSA key that stays in the store. It implements [crypto.Decrypter]. Make one with [Key.Decrypter]. It is safe for
// concurrent use.
type Decrypter struct {
	ctx    context.Context
	key    Key
	alg    alg.Algorithm
	size   int
	public crypto.PublicKey
}

var _ crypto.Decrypter = (*Decrypter)(nil)

// Decrypter returns the RSA key pair as a [crypto.Decrypter] for a, which is alg.RSAOAEP of a hash or alg.RSAPKCS1V15Crypt; [alg.None] stands for the algorithm of
// the key's policy. The key is asked for anew in each call, under ctx.
//
// Errors: as any use of a key; [psa.ErrInvalidArgument] for other keys and algorithms; [psa.ErrNotPermitted] where the policy does not permit to
// decrypt with a.
func (k Key) Decrypter(ctx context.Context, a alg.Algorithm) (*Decrypter, error) {
	const call = "make a decrypter of key"
	attrs, err := k.Attributes(ctx)
	if err != nil {
		return nil, err
	}
	if !attrs.Type.IsRSA() || !attrs.Type.IsKeyPair() {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "a key of type %v does not decrypt so; an RSA key pair does", attrs.Type), call, k.id)
	}
	if a == alg.None {
		a = attrs.Policy.Alg
	}
	if err := k.CheckUsage(ctx, a, psa.Decrypt); err != nil {
		return nil, err
	}
	data, err := k.ExportPublic(ctx, nil)
	if err != nil {
		return nil, err
	}
	public, err := parsePublic(attrs.Type, attrs.Bits, data)
	if err != nil {
		return nil, psa.At(err, call, k.id)
	}
	return &Decrypter{ctx, k, a, (attrs.Bits + 7) / 8, public}, nil
}

// Public returns an *rsa.PublicKey, always the same one, which must not be changed.
func (d *Decrypter) Public() crypto.PublicKey { return d.public }

// Decrypt decrypts msg. rand is not used. opts is a *rsa.OAEPOptions, a *rsa.PKCS1v15DecryptOptions, or nil for what the Decrypter was made for, with no
// label; it must agree with that. The caller owns the result, and wipes it if it is secret.
//
// With a SessionKeyLen in the options of PKCS#1 v1.5 there is no error where the padding or the length of the plaintext is wrong, but a random
// result of that length, so that the caller need not become an oracle (Bleichenbacher 1998). The way through the store still differs a
// little in time: where others choose ciphertexts, prefer OAEP.
//
// Errors are *psa.Error: as [Key.DecryptAsymmetric]; [psa.ErrInvalidArgument] for options that do not agree; [psa.ErrNotSupported] for OAEP with two
// different hashes.
func (d *Decrypter) Decrypt(_ io.Reader, msg []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	a, label, session := d.alg, []byte(nil), 0
	switch o := opts.(type) {
	case nil:
	case *rsa.OAEPOptions:
		h, err := hashOf(o.Hash)
		if err == nil && o.MGFHash != 0 && o.MGFHash != o.Hash {
			err = psa.Errorf(psa.ErrNotSupported, "the specification's OAEP has one hash for the label and for MGF1, not %v and %v", o.Hash, o.MGFHash)
		}
		if err != nil {
			return nil, psa.At(err, "asymmetric_decrypt", d.key.id)
		}
		a, label = alg.RSAOAEP(h), o.Label
	//lint:ignore SA1019 RSA-PKCS1v15-crypt is an algorithm of the specification.
	case *rsa.PKCS1v15DecryptOptions:
		a, session = alg.RSAPKCS1V15Crypt, o.SessionKeyLen
	default:
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "options of type %T; they are *rsa.OAEPOptions or *rsa.PKCS1v15DecryptOptions", opts), "asymmetric_decrypt", d.key.id)
	}
	if a != d.alg {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "the options ask for %v, but the decrypter was made for %v", a, d.alg), "asymmetric_decrypt", d.key.id)
	}
	if session > 0 {
		return d.sessionKey(msg, session)
	}
	return d.key.DecryptAsymmetric(d.ctx, a, nil, msg, label)
}

// sessionKey returns the plaintext if it has n bytes, else n random bytes.
func (d *Decrypter) sessionKey(msg []byte, n int) ([]byte, error) {
	if n > d.size-11 {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "a session key of %d bytes does not fit into a key of %d bytes", n, d.size), "asymmetric_decrypt", d.key.id)
	}
	key := make([]byte, n)
	if err := d.key.store.Random(key); err != nil {
		return nil, err
	}
	// The plaintext lands in memory of its own, all of which is there to be read whatever its length.
	room := make([]byte, d.size)
	defer clear(room)
	out, err := d.key.DecryptAsymmetric(d.ctx, d.alg, room[:0], msg, nil)
	if err != nil && !errors.Is(err, psa.ErrInvalidPadding) {
		return nil, err
	}
	subtle.ConstantTimeCopy(subtle.ConstantTimeEq(int32(len(out)), int32(n)), key, room[:n])
	return key, nil
}
