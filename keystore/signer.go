package keystore

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Signer signs with a key that stays in the store. It implements [crypto.Signer] and [crypto.MessageSigner], so that crypto/x509, crypto/tls and whoever
// else takes these can use the key. Make one with [Key.Signer]. It is safe for concurrent use.
type Signer struct {
	ctx    context.Context
	key    Key
	attrs  psa.Attributes
	asked  alg.Algorithm
	public crypto.PublicKey
}

var _ crypto.MessageSigner = (*Signer)(nil)

// Signer returns the key pair as a [crypto.Signer]. a is a signature algorithm, or a wildcard as alg.ECDSA(alg.AnyHash), which bounds what
// signatures the Signer makes; [alg.None] leaves that to the key's policy. Which one it is in each call follows from the options of the call, as the
// convention of package crypto has it: see [Signer.Sign].
//
// The key is asked for anew in each call, under ctx, so a signature after the key has been destroyed fails. A key made later under the same
// identifier would not fit the public key that the Signer gives: make a new Signer for it.
//
// Errors: as any use of a key; [psa.ErrInvalidArgument] for a key that is no key pair, or an algorithm that is no signature of such keys;
// [psa.ErrNotPermitted] where the policy permits no signature, or none with a; [psa.ErrNotSupported] for RSA keys that the standard library does not take.
func (k Key) Signer(ctx context.Context, a alg.Algorithm) (*Signer, error) {
	const call = "make a signer of key"
	attrs, err := k.Attributes(ctx)
	if err != nil {
		return nil, err
	}
	if !attrs.Type.IsKeyPair() {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "a key of type %v does not sign; a key pair does", attrs.Type), call, k.id)
	}
	if attrs.Policy.Usage&(psa.SignMessage|psa.SignHash) == 0 {
		return nil, psa.At(psa.Errorf(psa.ErrNotPermitted, "the usage flags SIGN_MESSAGE and SIGN_HASH are missing; the key has %v", attrs.Policy.Usage), call, k.id)
	}
	asked := a
	if a == alg.None {
		a = attrs.Policy.Alg
	}
	if !a.IsSign() {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "%v is no signature algorithm", a), call, k.id)
	}
	if reason, ok := alg.KeyFits(a, attrs.Type, attrs.Bits); !ok {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "%s", reason), call, k.id)
	}
	if _, ok := alg.Meet(attrs.Policy.Alg, a, attrs.Type); !ok {
		return nil, psa.At(psa.Errorf(psa.ErrNotPermitted, "the policy permits %v, not %v", attrs.Policy.Alg, a), call, k.id)
	}
	data, err := k.ExportPublic(ctx, nil)
	if err != nil {
		return nil, err
	}
	public, err := parsePublic(attrs.Type, attrs.Bits, data)
	if err != nil {
		return nil, psa.At(err, call, k.id)
	}
	return &Signer{ctx: ctx, key: k, attrs: attrs, asked: asked, public: public}, nil
}

// parsePublic makes the standard library's public key of one in the specification's format. t may be the type of the key pair.
func parsePublic(t keytype.Type, bits int, data []byte) (crypto.PublicKey, error) {
	var public crypto.PublicKey
	var err error
	curve := curveOf(t, bits)
	switch {
	case t.IsRSA():
		public, err = x509.ParsePKCS1PublicKey(data)
	case curve != nil:
		public, err = ecdsa.ParseUncompressedPublicKey(curve, data)
	case t.IsECC() && t.Family() == keytype.TwistedEdwards && bits == 255:
		return ed25519.PublicKey(data), nil
	default:
		return &PublicKey{t.PublicKeyOf(), bits, data}, nil
	}
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the standard library does not take the public key: %w", err)
	}
	return public, nil
}

func curveOf(t keytype.Type, bits int) elliptic.Curve {
	if !t.IsECC() || t.Family() != keytype.SECPR1 {
		return nil
	}
	switch bits {
	case 224:
		return elliptic.P224()
	case 256:
		return elliptic.P256()
	case 384:
		return elliptic.P384()
	case 521:
		return elliptic.P521()
	}
	return nil
}

// Public returns an *rsa.PublicKey, *ecdsa.PublicKey or ed25519.PublicKey, or for keys that the standard library has no type for a [*PublicKey]: always the
// same one, which must not be changed. crypto/x509 and crypto/tls take the former only.
func (s *Signer) Public() crypto.PublicKey { return s.public }

// Sign signs a digest that was made with opts.HashFunc(). rand is not used: the key's location has its own source. The algorithm is
//
//   - for RSA keys PSS, where opts is a *rsa.PSSOptions, else PKCS#1 v1.5, or its raw form, which signs the digest as it is, where the hash is 0;
//   - for ECDSA keys the form that the Signer or else the policy names, deterministic or not; with a hash of 0 alg.ECDSAAny. The signature is in ASN.1;
//   - for Ed25519 keys PureEdDSA of a whole message where the hash is 0, Ed25519ph for SHA-512; *ed25519.Options may give a context;
//   - for Ed448 keys PureEdDSA of a whole message;
//   - for ML-DSA and SLH-DSA keys the scheme itself, of a whole message, where the hash is 0, else its form for hashes; deterministic where the Signer or
//     else the policy names such a form.
//
// [*SignOptions] give a context to every scheme that has one.
//
// The salt of PSS is as long as the hash, or, for rsa.PSSSaltLengthAuto and a key too small for that, as long as can be (PSA Crypto 1.5, PSA_ALG_RSA_PSS).
//
// Errors are *psa.Error: as [Key.SignHash]; [psa.ErrInvalidArgument] for options outside of what the Signer was made for, and for other
// lengths of salt; [psa.ErrNotSupported] for hashes that the specification does not name.
func (s *Signer) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	a, sigctx, err := s.choose(opts)
	if err != nil {
		return nil, psa.At(err, "sign_hash", s.key.id)
	}
	if !a.IsSignHash() {
		return s.finish(s.key.SignMessage(s.ctx, a, nil, digest, sigctx))
	}
	return s.finish(s.key.SignHash(s.ctx, a, nil, digest, sigctx))
}

// SignMessage signs a message, which the key's location hashes with opts.HashFunc(), so the usage flag SIGN_MESSAGE is enough. With a hash of 0 it does as
// Sign, but for ECDSA, which would cut the message short: there it gives [psa.ErrInvalidArgument]. Errors: as [Signer.Sign].
func (s *Signer) SignMessage(rand io.Reader, msg []byte, opts crypto.SignerOpts) ([]byte, error) {
	a, sigctx, err := s.choose(opts)
	switch {
	case err != nil:
		return nil, psa.At(err, "sign_message", s.key.id)
	case a == alg.ECDSAAny:
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "the options name no hash, which ECDSA of a message needs"), "sign_message", s.key.id)
	case !a.IsSignMessage():
		return s.Sign(rand, msg, opts)
	}
	return s.finish(s.key.SignMessage(s.ctx, a, nil, msg, sigctx))
}

// finish brings a signature into the form that package crypto wants.
func (s *Signer) finish(sig []byte, err error) ([]byte, error) {
	if err != nil || !s.asksECDSA() {
		return sig, err
	}
	return ecdsaDER(sig), nil
}

func (s *Signer) asksECDSA() bool {
	return s.attrs.Type.IsECC() && s.attrs.Type.Family().IsWeierstrass()
}

// ecdsaDER makes Ecdsa-Sig-Value of RFC 3279, section 2.2.3, of r and s side by side (PSA Crypto 1.5, PSA_ALG_ECDSA).
func ecdsaDER(raw []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(raw[:len(raw)/2]))
		b.AddASN1BigInt(new(big.Int).SetBytes(raw[len(raw)/2:]))
	})
	return b.BytesOrPanic() // two numbers of at most 66 bytes always fit
}
