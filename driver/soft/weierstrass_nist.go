package soft

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"io"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
)

// nistCurve computes with crypto/ecdsa and crypto/ecdh, in constant time where the private key is concerned.
type nistCurve struct {
	ell elliptic.Curve
	dh  ecdh.Curve
	// half is the length of r, s and scalars in bytes.
	half int
	// own signs deterministically with hashes that package crypto can't name.
	own *ownCurve[weierstrass.Point]
}

func (c *nistCurve) private(scalar []byte, rand io.Reader) weierstrassPrivate {
	return &nistPrivate{curve: c, scalar: scalar, rand: rand}
}

func (c *nistCurve) public(point []byte) (weierstrassPublic, bool) {
	pub, err := ecdsa.ParseUncompressedPublicKey(c.ell, point)
	if err != nil {
		return nil, false
	}
	return &nistPublic{c, pub, point}, true
}

type nistPublic struct {
	curve *nistCurve
	pub   *ecdsa.PublicKey
	data  []byte
}

func (k *nistPublic) point() []byte { return k.data }

func (k *nistPublic) verify(h, sig []byte) bool { return k.curve.verify(k.pub, h, sig) }

func (c *nistCurve) verify(pub *ecdsa.PublicKey, h, sig []byte) bool {
	s := takeScratch()
	der := appendDERSignature(s[:0], sig[:c.half], sig[c.half:])
	ok := ecdsa.VerifyASN1(pub, h, der)
	s.free(len(der))
	return ok
}

// nistPrivate makes the libraries' keys when they are first wanted, because each costs a multiplication of the base point.
type nistPrivate struct {
	curve  *nistCurve
	scalar []byte
	rand   io.Reader

	ecdsaOnce, ecdhOnce sync.Once
	ecdsa               *ecdsa.PrivateKey
	ecdh                *ecdh.PrivateKey
}

func (k *nistPrivate) signer() *ecdsa.PrivateKey {
	k.ecdsaOnce.Do(func() {
		priv, err := ecdsa.ParseRawPrivateKey(k.curve.ell, k.scalar)
		if err != nil {
			panic("soft: crypto/ecdsa refuses a scalar that is in range")
		}
		k.ecdsa = priv
	})
	return k.ecdsa
}

func (k *nistPrivate) agreer() *ecdh.PrivateKey {
	k.ecdhOnce.Do(func() {
		priv, err := k.curve.dh.NewPrivateKey(k.scalar)
		if err != nil {
			panic("soft: crypto/ecdh refuses a scalar that is in range")
		}
		k.ecdh = priv
	})
	return k.ecdh
}

func (k *nistPrivate) point() []byte { return k.agreer().PublicKey().Bytes() }

func (k *nistPrivate) verify(h, sig []byte) bool {
	return k.curve.verify(&k.signer().PublicKey, h, sig)
}

// sign implements weierstrassPrivate. The nonce comes from the private key, the hash and the standard library's own generator; the driver's source is
// not asked.
func (k *nistPrivate) sign(dst, h []byte) ([]byte, error) {
	der, err := ecdsa.SignASN1(k.rand, k.signer(), h)
	return k.appendRaw(dst, der, err)
}

func (k *nistPrivate) signDeterministic(dst []byte, hash alg.Algorithm, h []byte) ([]byte, error) {
	std, named := cryptoHash(hash)
	if !named || !std.Available() {
		own := k.curve.own.key(k.scalar, k.rand)
		defer own.wipe()
		return own.signDeterministic(dst, hash, h)
	}
	der, err := k.signer().Sign(nil, h, std)
	return k.appendRaw(dst, der, err)
}

func (k *nistPrivate) appendRaw(dst, der []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, psa.Errorf(psa.ErrGenericError, "crypto/ecdsa does not sign: %w", err)
	}
	dst, ok := appendRawSignature(dst, der, k.curve.half)
	if !ok {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "crypto/ecdsa gave a signature that is none")
	}
	return dst, nil
}

func (k *nistPrivate) agree(dst, point []byte) ([]byte, bool) {
	peer, err := k.curve.dh.NewPublicKey(point)
	if err != nil {
		return nil, false
	}
	secret, err := k.agreer().ECDH(peer)
	if err != nil {
		return nil, false
	}
	dst = append(dst, secret...)
	clear(secret)
	return dst, true
}

// wipe clears the number in the ecdsa.PrivateKey. The copies inside crypto/ecdh.PrivateKey and in the cache of crypto/ecdsa are out of reach; they go
// when the garbage collector takes the keys.
func (k *nistPrivate) wipe() {
	if k.ecdsa != nil {
		wipeInt(k.ecdsa.D) //lint:ignore SA1019 there is no other way to clear it
	}
	k.ecdsa, k.ecdh = nil, nil
}
