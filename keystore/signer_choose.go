package keystore

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// SignOptions are options of [Signer.Sign] and [Signer.SignMessage] for signatures with a context.
type SignOptions struct {
	// Hash is the hash that the digest was made with, 0 for a whole message.
	Hash crypto.Hash
	// Context is bound to the signature; at most 255 bytes.
	Context string
}

// HashFunc implements [crypto.SignerOpts].
func (o *SignOptions) HashFunc() crypto.Hash { return o.Hash }

// choose returns the algorithm, and the context of the signature, that the options of a call ask for.
func (s *Signer) choose(opts crypto.SignerOpts) (a alg.Algorithm, sigctx []byte, err error) {
	if opts == nil {
		opts = crypto.Hash(0)
	}
	h, err := hashOf(opts.HashFunc())
	if err != nil {
		return 0, nil, err
	}
	bound := s.asked
	if bound == alg.None {
		bound = s.attrs.Policy.Alg
	}
	switch t := s.attrs.Type; {
	case t.IsRSA():
		a, err = s.chooseRSA(bound, h, opts)
	case t.IsMLDSA():
		a, sigctx = choosePostQuantum(bound, h, opts, alg.MLDSA, alg.DeterministicMLDSA, alg.HashMLDSA, alg.DeterministicHashMLDSA)
	case t.IsSLHDSA():
		a, sigctx = choosePostQuantum(bound, h, opts, alg.SLHDSA, alg.DeterministicSLHDSA, alg.HashSLHDSA, alg.DeterministicHashSLHDSA)
	case s.asksECDSA():
		switch {
		case h == alg.None:
			a = alg.ECDSAAny
		case bound.IsDeterministicECDSA():
			a = alg.DeterministicECDSA(h)
		default:
			a = alg.ECDSA(h)
		}
	default:
		a, sigctx, err = s.chooseEdDSA(h, opts)
	}
	// Without a bound of its own the Signer leaves the refusal to the policy, which says it with the key's reason.
	if err == nil && s.asked != alg.None && !alg.Includes(s.asked, a, s.attrs.Type) {
		err = psa.Errorf(psa.ErrInvalidArgument, "the options ask for %v, but the signer was made for %v", a, s.asked)
	}
	return a, sigctx, err
}

func (s *Signer) chooseRSA(bound, h alg.Algorithm, opts crypto.SignerOpts) (alg.Algorithm, error) {
	pss, ok := opts.(*rsa.PSSOptions)
	switch {
	case !ok && h == alg.None:
		return alg.RSAPKCS1V15SignRaw, nil
	case !ok:
		return alg.RSAPKCS1V15Sign(h), nil
	case h == alg.None:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the options name no hash, which PSS needs")
	}
	// RFC 8017, section 9.1.1, step 3, bounds the salt.
	size := h.HashLength()
	room := (s.attrs.Bits-1+7)/8 - size - 2
	switch n := pss.SaltLength; {
	case n != rsa.PSSSaltLengthAuto && n != rsa.PSSSaltLengthEqualsHash && n != size:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the options ask for a salt of %d bytes; that of %v has %d, as the hash", n, alg.RSAPSS(h), size)
	case n != rsa.PSSSaltLengthAuto && room < size:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "a key of %d bits has no room for a hash and a salt of %d bytes each; PSSSaltLengthAuto takes what there is", s.attrs.Bits, size)
	case bound.IsRSAPSSAnySalt():
		return alg.RSAPSSAnySalt(h), nil
	}
	return alg.RSAPSS(h), nil
}

// contextIn returns the context that options give, nil for none.
func contextIn(opts crypto.SignerOpts) []byte {
	switch o := opts.(type) {
	case *ed25519.Options:
		return []byte(o.Context)
	case *SignOptions:
		return []byte(o.Context)
	}
	return nil
}

func (s *Signer) chooseEdDSA(h alg.Algorithm, opts crypto.SignerOpts) (a alg.Algorithm, sigctx []byte, err error) {
	sigctx = contextIn(opts)
	switch {
	case h == alg.SHA512 && s.attrs.Bits == 255:
		return alg.Ed25519ph, sigctx, nil
	case h != alg.None && s.attrs.Bits == 255:
		return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the options name the hash %v; Ed25519 takes none, or SHA-512 for Ed25519ph", h)
	case h != alg.None:
		return 0, nil, psa.Errorf(psa.ErrInvalidArgument, "the options name the hash %v; Ed448 takes none, and that of Ed448ph has no name in package crypto", h)
	case len(sigctx) != 0:
		return alg.EdDSACtx, sigctx, nil
	}
	return alg.PureEdDSA, nil, nil
}

// choosePostQuantum takes one of the four forms that ML-DSA (FIPS 204) and SLH-DSA (FIPS 205) have.
func choosePostQuantum(bound, h alg.Algorithm, opts crypto.SignerOpts, pure, deterministic alg.Algorithm, hashed, deterministicHashed func(alg.Algorithm) alg.Algorithm) (alg.Algorithm, []byte) {
	plain := bound == deterministic || bound == deterministicHashed(h) || bound == deterministicHashed(alg.AnyHash)
	switch {
	case h == alg.None && plain:
		return deterministic, contextIn(opts)
	case h == alg.None:
		return pure, contextIn(opts)
	case plain:
		return deterministicHashed(h), contextIn(opts)
	}
	return hashed(h), contextIn(opts)
}

// hashes pairs the hashes that package crypto names with the specification's.
var hashes = map[crypto.Hash]alg.Algorithm{
	0:                  alg.None,
	crypto.MD4:         alg.MD4,
	crypto.MD5:         alg.MD5,
	crypto.SHA1:        alg.SHA1,
	crypto.SHA224:      alg.SHA224,
	crypto.SHA256:      alg.SHA256,
	crypto.SHA384:      alg.SHA384,
	crypto.SHA512:      alg.SHA512,
	crypto.RIPEMD160:   alg.RIPEMD160,
	crypto.SHA3_224:    alg.SHA3_224,
	crypto.SHA3_256:    alg.SHA3_256,
	crypto.SHA3_384:    alg.SHA3_384,
	crypto.SHA3_512:    alg.SHA3_512,
	crypto.SHA512_224:  alg.SHA512_224,
	crypto.SHA512_256:  alg.SHA512_256,
	crypto.BLAKE2s_256: alg.BLAKE2sHash256,
	crypto.BLAKE2b_512: alg.BLAKE2bHash512,
}

func hashOf(h crypto.Hash) (alg.Algorithm, error) {
	if a, ok := hashes[h]; ok {
		return a, nil
	}
	return 0, psa.Errorf(psa.ErrNotSupported, "the specification has no name for the hash %v", h)
}
