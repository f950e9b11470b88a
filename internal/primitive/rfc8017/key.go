// Package rfc8017 is what crypto/rsa does not give of PKCS #1 (RFC 8017): the primitives of section 5 for keys of any size and public exponent, and the encodings
// of sections 7 and 9 over any hash.
//
//	k, err := rfc8017.NewPrivateKey(parts)
//	em, ok := rfc8017.EncodePSS(sha, digest, salt, k.Public().BitLen()-1)
//	sig, err := k.Apply(em)
//	m, ok := k.Public().Apply(sig)
//
// crypto/rsa refuses moduli below 1024 bits and exponents above 2^31-1, and takes for PSS the hashes alone that package crypto names. Where it does
// take a key and a hash, use it.
//
// Private keys are checked and used in constant time, with filippo.io/bigmod, which is the arithmetic of crypto/rsa. Decodings of decrypted messages take
// constant time as far as their result allows; the time of everything else depends on public values.
//
// Keys may be used concurrently.
package rfc8017

import (
	"errors"
	"math/big"

	"filippo.io/bigmod"
)

// PublicKey is a public key.
type PublicKey struct {
	n *bigmod.Modulus
	// e is the exponent in big-endian order, and short the same where it has at most 31 bits, else 0.
	e     []byte
	short uint
}

// NewPublicKey makes a public key of numbers in big-endian order, which it keeps. It refuses an even modulus, and exponents that are even, less than 3 or not
// below the modulus.
func NewPublicKey(n, e []byte) (*PublicKey, error) {
	m, x := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	switch {
	case m.Bit(0) == 0:
		return nil, errors.New("the modulus is even")
	case x.Bit(0) == 0 || x.BitLen() < 2:
		return nil, errors.New("the public exponent is not an odd number greater than 1")
	case x.Cmp(m) >= 0:
		return nil, errors.New("the public exponent is not below the modulus")
	}
	modulus, err := bigmod.NewModulus(n)
	if err != nil {
		return nil, errors.New("the modulus is not greater than 1")
	}
	k := &PublicKey{n: modulus, e: x.Bytes()}
	if x.BitLen() <= 31 {
		k.short = uint(x.Uint64())
	}
	return k, nil
}

// BitLen is the size of the modulus in bits.
func (k *PublicKey) BitLen() int { return k.n.BitLen() }

// Size is the size of the modulus in bytes, the length of signatures and ciphertexts.
func (k *PublicKey) Size() int { return k.n.Size() }

// Apply is RSAEP and RSAVP1 (sections 5.1.1 and 5.2.2): x^e modulo n in [PublicKey.Size] bytes, for a number in big-endian order. It returns false for a number
// that is not below the modulus.
func (k *PublicKey) Apply(x []byte) ([]byte, bool) {
	c, err := bigmod.NewNat().SetBytes(x, k.n)
	if err != nil {
		return nil, false
	}
	return k.power(c).Bytes(k.n), true
}

func (k *PublicKey) power(x *bigmod.Nat) *bigmod.Nat {
	if k.short != 0 {
		return bigmod.NewNat().ExpShortVarTime(x, k.short, k.n)
	}
	return bigmod.NewNat().Exp(x, k.e, k.n)
}

// Parts are the numbers of a private key in big-endian order (RFC 8017, A.1.2), with or without leading zeros.
type Parts struct {
	N, E, D, P, Q, DP, DQ, QInv []byte
}

// PrivateKey is a private key of two primes.
type PrivateKey struct {
	public *PublicKey
	p, q   *bigmod.Modulus
	// dp and dq are d modulo p-1 and q-1.
	dp, dq []byte
	// qinv is the inverse of q modulo p, and qn is q modulo n.
	qinv, qn *bigmod.Nat
}

// Public is the public key.
func (k *PrivateKey) Public() *PublicKey { return k.public }

// Wipe overwrites what of the key is within reach: the exponents and the coefficient. The factors are not, they go with the garbage collector.
func (k *PrivateKey) Wipe() {
	clear(k.dp)
	clear(k.dq)
	clear(k.qinv.Bits())
	clear(k.qn.Bits())
}

var errDecryption = errors.New("the computation with the private key gave a wrong result")

// Apply is RSADP and RSASP1 (sections 5.1.2 and 5.2.1) by the Chinese remainder theorem: x^d modulo n in Size bytes, for a number in big-endian order below the
// modulus. The result is checked with the public key, because a fault in one half of the computation would give the factors away.
func (k *PrivateKey) Apply(x []byte) ([]byte, error) {
	n := k.public.n
	c, err := bigmod.NewNat().SetBytes(x, n)
	if err != nil {
		return nil, errors.New("the number is not below the modulus")
	}
	t := bigmod.NewNat()
	m := bigmod.NewNat().Exp(t.Mod(c, k.p), k.dp, k.p)
	m2 := bigmod.NewNat().Exp(t.Mod(c, k.q), k.dq, k.q)
	// m = m2 + q * ((m - m2) * qInv mod p)
	m.Sub(t.Mod(m2, k.p), k.p)
	m.Mul(k.qinv, k.p)
	m.ExpandFor(n).Mul(k.qn, n)
	m.Add(m2.ExpandFor(n), n)
	if k.public.power(m).Equal(c) != 1 {
		return nil, errDecryption
	}
	out := m.Bytes(n)
	for _, x := range []*bigmod.Nat{t, m, m2} {
		clear(x.Bits())
	}
	return out, nil
}
