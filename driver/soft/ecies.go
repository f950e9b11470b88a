package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/keytype"
)

// ECIES-SEC1 is the agreement with a key that is made for it (PSA Crypto 1.5, PSA_ALG_ECIES_SEC1; SEC 1, sections 5.1.3 and 5.1.4): its public part is the
// ciphertext, and the agreement's value the secret. There is no implicit rejection; nothing tells a ciphertext that was altered into another point.

// encapsulationRole tells whether a key of type t has the role of a usage flag: public keys encapsulate, and key pairs decapsulate too.
func encapsulationRole(t keytype.Type, u psa.Usage) bool {
	return u == psa.Encrypt || u == psa.Decrypt && t.IsKeyPair()
}

// encapsulate implements encapsulateKey.
func (k *weierstrassPublicKey) encapsulate(_ alg.Algorithm, secret, ciphertext []byte) ([]byte, []byte, error) {
	c := k.curve
	scalar, err := derivation.KeyFromStream(c.pair(), c.bits, k.driver.random)
	if err != nil {
		return nil, nil, err
	}
	defer clear(scalar)
	ephemeral := c.private(scalar, k.driver.rand)
	defer ephemeral.wipe()
	secret, ok := ephemeral.agree(secret, k.public.point())
	if !ok {
		return nil, nil, notAPoint()
	}
	return secret, append(ciphertext, ephemeral.point()...), nil
}

// decapsulate implements decapsulateKey.
func (k *weierstrassKeyPair) decapsulate(a alg.Algorithm, dst, ciphertext []byte) ([]byte, error) {
	return k.agree(a, dst, ciphertext)
}

// encapsulate implements encapsulateKey.
func (k *montgomeryPublicKey) encapsulate(_ alg.Algorithm, secret, ciphertext []byte) ([]byte, []byte, error) {
	return k.curve.encapsulate(k.driver, k.u, secret, ciphertext)
}

// encapsulate implements encapsulateKey.
func (k *montgomeryKeyPair) encapsulate(_ alg.Algorithm, secret, ciphertext []byte) ([]byte, []byte, error) {
	u, err := k.exportPublic(nil)
	if err != nil {
		return nil, nil, err
	}
	return k.curve.encapsulate(k.driver, u, secret, ciphertext)
}

// decapsulate implements decapsulateKey.
func (k *montgomeryKeyPair) decapsulate(a alg.Algorithm, dst, ciphertext []byte) ([]byte, error) {
	return k.agree(a, dst, ciphertext)
}

// encapsulate makes a key and agrees with the owner of u.
func (c *montgomeryCurve) encapsulate(d *Driver, u, secret, ciphertext []byte) ([]byte, []byte, error) {
	private := make([]byte, c.size)
	defer clear(private)
	if err := d.random(private); err != nil {
		return nil, nil, err
	}
	c.force(private)
	ephemeral, err := c.pair(private)
	if err != nil {
		return nil, nil, err
	}
	defer ephemeral.Wipe()
	full, err := ephemeral.agree(alg.ECDH, secret, u)
	if err != nil {
		return nil, nil, err
	}
	ciphertext, err = ephemeral.exportPublic(ciphertext)
	if err != nil {
		clear(full[len(secret):])
		return nil, nil, err
	}
	return full, ciphertext, nil
}
