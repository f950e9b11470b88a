package rfc8017

import (
	"bytes"
	"errors"

	"filippo.io/bigmod"
)

// NewPrivateKey makes a private key, and checks what holds between its numbers (RFC 8017, section 3.2): that n is the product of p and q, that d, dP
// and dQ are inverses of e and belong together, and qInv to the factors. Like crypto/rsa it refuses factors that are so close to each other, and exponents d so
// small, that the key can be broken (FIPS 186-5, A.1.1 and A.1.3). That the factors are prime it can't tell; a use of the key does, but for rare composites.
// It keeps none of the slices.
func NewPrivateKey(parts Parts) (*PrivateKey, error) {
	public, err := NewPublicKey(parts.N, bytes.Clone(parts.E))
	if err != nil {
		return nil, err
	}
	k := &PrivateKey{public: public}
	n := public.n
	p, pLess, err := factor(parts.P)
	if err != nil {
		return nil, err
	}
	q, qLess, err := factor(parts.Q)
	if err != nil {
		return nil, err
	}
	k.p, k.q = p, q
	product, err := bigmod.NewModulusProduct(parts.P, parts.Q)
	if err != nil || product.BitLen() != n.BitLen() || product.Nat().Equal(n.Nat()) != 1 {
		return nil, errors.New("the modulus is not the product of the primes")
	}
	d, err := bigmod.NewNat().SetBytes(parts.D, n)
	if err != nil {
		return nil, errors.New("the private exponent is not below the modulus")
	}
	defer clear(d.Bits())
	if k.dp, err = k.exponent(parts.DP, d, pLess); err != nil {
		return nil, err
	}
	if k.dq, err = k.exponent(parts.DQ, d, qLess); err != nil {
		return nil, err
	}
	if k.qinv, err = bigmod.NewNat().SetBytes(parts.QInv, p); err != nil {
		return nil, errors.New("the coefficient is not below the first prime")
	}
	if bigmod.NewNat().Mod(q.Nat(), p).Mul(k.qinv, p).IsOne() != 1 {
		return nil, errors.New("the coefficient is not the inverse of the second prime")
	}
	k.qn = bigmod.NewNat().Mod(q.Nat(), n)
	if d.BitLenVarTime() <= n.BitLen()/2 {
		return nil, errors.New("the private exponent is too small: it can be found from the public key")
	}
	if tooClose(p, q, n.BitLen()/2-100) {
		return nil, errors.New("the primes are too close to each other: they can be found from the modulus")
	}
	return k, nil
}

// factor returns a factor, and the factor less 1.
func factor(p []byte) (m, less *bigmod.Modulus, err error) {
	m, err = bigmod.NewModulus(p)
	if err != nil || m.Nat().IsOdd() != 1 {
		return nil, nil, errors.New("a prime of the key is 1 or even")
	}
	less, err = bigmod.NewModulus(m.Nat().SubOne(m).Bytes(m))
	if err != nil {
		return nil, nil, errors.New("a prime of the key is too small")
	}
	return m, less, nil
}

// exponent checks d modulo a prime less 1: that d gives it, and that it is an inverse of e.
func (k *PrivateKey) exponent(dp []byte, d *bigmod.Nat, less *bigmod.Modulus) ([]byte, error) {
	x, err := bigmod.NewNat().SetBytes(dp, less)
	if err != nil {
		return nil, errors.New("an exponent of the key is not below its prime less 1")
	}
	if bigmod.NewNat().Mod(d, less).Equal(x) != 1 {
		return nil, errors.New("an exponent of the key is not the remainder of the private exponent")
	}
	e, err := bigmod.NewNat().SetBytes(k.public.e, k.public.n)
	if err != nil {
		return nil, errors.New("the public exponent is not below the modulus")
	}
	if bigmod.NewNat().Mod(e, less).Mul(x, less).IsOne() != 1 {
		return nil, errors.New("an exponent of the key is not the inverse of the public exponent")
	}
	out := x.Bytes(less)
	clear(x.Bits())
	return out, nil
}

// tooClose tells whether p and q differ by less than a number of most+1 bits. That tells the magnitude of their difference to whoever measures, once.
func tooClose(p, q *bigmod.Modulus, most int) bool {
	if p.BitLen() < q.BitLen() {
		p, q = q, p
	}
	diff, err := bigmod.NewNat().SetBytes(q.Nat().Bytes(q), p)
	if err != nil {
		// q >= p, of as many bits: q mod p is q - p.
		diff = bigmod.NewNat().Mod(q.Nat(), p)
	} else {
		diff = bigmod.NewNat().ExpandFor(p).Sub(diff, p)
	}
	return diff.BitLenVarTime() <= most
}
