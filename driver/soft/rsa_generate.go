package soft

import (
	"bytes"
	"crypto/rsa"
	"io"
	"math/big"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

const rsaDefaultExponent = 65537

// generateRSA makes a key pair with the exponent that the parameters say (PSA Crypto 1.5, PSA_KEY_TYPE_RSA_KEY_PAIR, "Key generation").
func generateRSA(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if attrs.Type != keytype.RSAKeyPair {
		return driver.Material{}, noPublicGeneration(attrs)
	}
	e, err := customExponent(p)
	if err != nil {
		return driver.Material{}, err
	}
	if attrs.Bits < rsaStandardBits {
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "RSA keys of %d bits are too weak to be generated; they can be imported. Generated are keys from %d bits",
			attrs.Bits, rsaStandardBits)
	}
	var parts rsaParts
	if e.IsInt64() && e.Int64() == rsaDefaultExponent {
		parts, err = generateDefaultRSA(d, attrs.Bits)
	} else {
		parts, err = generateRSAWithExponent(d.rand, attrs.Bits, e)
	}
	if err != nil {
		return driver.Material{}, err
	}
	defer parts.wipe()
	return driver.Material{Data: appendRSAPair(nil, parts), Bits: bitLength(parts.n)}, nil
}

// noPublicGeneration tells of an attempt to generate a public key.
func noPublicGeneration(attrs *psa.Attributes) error {
	return psa.Errorf(psa.ErrInvalidArgument, "a public key can't be generated: generate a key of type %v", attrs.Type.KeyPairOf())
}

// customExponent reads the public exponent from the production parameters, where it is in little-endian byte order (PSA Crypto 1.5,
// PSA_KEY_TYPE_RSA_KEY_PAIR).
func customExponent(p driver.Parameters) (*big.Int, error) {
	switch {
	case p.Flags != 0:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the flags of the production parameters are %#x; for RSA keys they must be 0", p.Flags)
	case len(p.Data) == 0:
		return big.NewInt(rsaDefaultExponent), nil
	}
	e := bytes.Clone(bytes.TrimRight(p.Data, "\x00"))
	slices.Reverse(e)
	if err := checkRSAExponent(e); err != nil {
		return nil, err
	}
	return new(big.Int).SetBytes(e), nil
}

// generateDefaultRSA makes a key pair with crypto/rsa, which draws from the generator of the standard library and not from the driver's source.
// The source is tried all the same: a driver whose randomness has failed makes no keys.
func generateDefaultRSA(d *Driver, bits int) (rsaParts, error) {
	var try [32]byte
	if err := d.random(try[:]); err != nil {
		return rsaParts{}, err
	}
	clear(try[:])
	priv, err := rsa.GenerateKey(d.rand, bits)
	if err != nil {
		return rsaParts{}, rsaRandomFailure(err)
	}
	defer wipeRSA(priv)
	pre := &priv.Precomputed
	return numbersOf(priv.N, big.NewInt(int64(priv.E)), priv.D, priv.Primes[0], priv.Primes[1], pre.Dp, pre.Dq, pre.Qinv), nil
}

// numbersOf are the parts of a key.
func numbersOf(n, e, d, p, q, dp, dq, qinv *big.Int) rsaParts {
	return rsaParts{n.Bytes(), e.Bytes(), d.Bytes(), p.Bytes(), q.Bytes(), dp.Bytes(), dq.Bytes(), qinv.Bytes()}
}

func (p *rsaParts) wipe() {
	for _, n := range p.private() {
		clear(*n)
	}
}

// generateRSAWithExponent makes a key pair as FIPS 186-5, A.1.3, which crypto/rsa does for one exponent only. Exponents up to 2^16 and sizes that are odd, which
// the standard does not approve, are the caller's choice. e is odd.
func generateRSAWithExponent(rand io.Reader, bits int, e *big.Int) (rsaParts, error) {
	for {
		p, err := rsaPrime(rand, (bits+1)/2, bits, e, 5*bits, nil)
		if err != nil {
			return rsaParts{}, err
		}
		q, err := rsaPrime(rand, bits/2, bits, e, 10*bits, p)
		if err != nil {
			wipeInt(p)
			return rsaParts{}, err
		}
		one := big.NewInt(1)
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		gcd := new(big.Int).GCD(nil, nil, p1, q1)
		lcm := new(big.Int).Mul(p1, q1)
		lcm.Quo(lcm, gcd)
		secrets := []*big.Int{p, q, p1, q1, gcd, lcm}
		wipe := func() {
			for _, n := range secrets {
				wipeInt(n)
			}
		}
		d := new(big.Int).ModInverse(e, lcm)
		// A.1.1, 3: d > 2^(nlen/2).
		if d == nil || d.BitLen() <= bits/2 {
			wipeInt(d)
			wipe()
			continue
		}
		dp, dq, qinv := new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1), new(big.Int).ModInverse(q, p)
		secrets = append(secrets, d, dp, dq, qinv)
		parts := numbersOf(new(big.Int).Mul(p, q), e, d, p, q, dp, dq, qinv)
		wipe()
		if _, err := checkRSAParts(parts); err != nil {
			parts.wipe()
			return rsaParts{}, psa.Errorf(psa.ErrCorruptionDetected, "a generated RSA key is not consistent: %w", err)
		}
		return parts, nil
	}
}

// rsaPrime draws a prime of half bits for a modulus of bits bits, after FIPS 186-5, A.1.3, steps 4 and 5; other is the first prime when it
// draws the second. It gives up after as many candidates as the standard says.
func rsaPrime(rand io.Reader, half, bits int, e *big.Int, candidates int, other *big.Int) (*big.Int, error) {
	buf := make([]byte, (half+7)/8)
	defer clear(buf)
	p, t := new(big.Int), new(big.Int)
	one := big.NewInt(1)
	defer wipeInt(t)
	for range candidates {
		if err := drawRSACandidate(rand, buf, p, t, half); err != nil {
			return nil, err
		}
		// 5.5: |p - q| > 2^(nlen/2 - 100).
		if other != nil && t.Sub(p, other).BitLen() <= bits/2-100 {
			continue
		}
		// 4.5: GCD(p - 1, e) = 1.
		if t.GCD(nil, nil, t.Sub(p, one), e).Cmp(one) != 0 {
			continue
		}
		// Candidates are random, so that a few rounds of Miller-Rabin would do (FIPS 186-5, table B.1); ProbablyPrime adds a Lucas test.
		if p.ProbablyPrime(20) {
			return p, nil
		}
	}
	wipeInt(p)
	return nil, psa.Errorf(psa.ErrInsufficientEntropy, "no prime among %d candidates: the source of randomness is broken", candidates)
}

// drawRSACandidate sets p to an odd number of half bits that is at least sqrt(2) * 2^(half-1), steps 4.2 to 4.4. t is overwritten.
func drawRSACandidate(rand io.Reader, buf []byte, p, t *big.Int, half int) error {
	// Of random numbers 29 in 100 pass.
	for range 512 {
		if _, err := io.ReadFull(rand, buf); err != nil {
			return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
		}
		buf[0] &= 0xff >> (8*len(buf) - half)
		buf[len(buf)-1] |= 1
		p.SetBytes(buf)
		// p*p >= 2^(2*half-1), just when p*p has 2*half bits.
		if t.Mul(p, p).BitLen() == 2*half {
			return nil
		}
	}
	return psa.Errorf(psa.ErrInsufficientEntropy, "512 numbers in a row were small: the source of randomness is broken")
}
