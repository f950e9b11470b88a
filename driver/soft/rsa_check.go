package soft

import (
	"crypto"
	"crypto/rsa"
	"math/big"
	"math/bits"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/rfc8017"
	"github.com/psacrypto/psa/keytype"
)

// What crypto/rsa takes: moduli from 1024 bits, and public exponents of 31.
const rsaStandardBits, rsaStandardExponentBits = 1024, 31

// rsaExponentBits is the size in bits of the largest public exponent: NIST SP 800-56B and FIPS 186-5, A.1.1, have none above, and
// PSA_EXPORT_KEY_OUTPUT_SIZE reserves no more room.
const rsaExponentBits = 256

// rsaStandard tells whether crypto/rsa takes a key.
func rsaStandard(size int, parts rsaParts) bool {
	return size >= rsaStandardBits && bitLength(parts.e) <= rsaStandardExponentBits
}

// bitLength is the size in bits of a number in big-endian order without leading zeros.
func bitLength(n []byte) int {
	if len(n) == 0 {
		return 0
	}
	return 8*len(n) - bits.LeadingZeros8(n[0])
}

func checkRSAPublic(data []byte) (bits int, err error) {
	parts, ok := decodeRSAPublic(data)
	if !ok {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the data is not the DER encoding of an RSAPublicKey (RFC 3279, section 2.3.1)")
	}
	return checkRSANumbers(parts)
}

// checkRSANumbers checks what can be told of a public key by itself.
func checkRSANumbers(parts rsaParts) (bits int, err error) {
	bits = bitLength(parts.n)
	switch {
	case !keytype.RSAPublicKey.BitsValid(bits):
		return 0, psa.Errorf(psa.ErrNotSupported, "the modulus has %d bits; supported are %s", bits, keytype.RSAPublicKey.LegalBits())
	case parts.n[len(parts.n)-1]&1 == 0:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the modulus is even")
	}
	if err := checkRSAExponent(parts.e); err != nil {
		return 0, err
	}
	// Such exponents are below all moduli: of 256 bits, and 512 at least.
	return bits, nil
}

// checkRSAExponent checks a public exponent in big-endian order, without leading zeros.
func checkRSAExponent(e []byte) error {
	switch n := bitLength(e); {
	case n < 2 || e[len(e)-1]&1 == 0:
		return psa.Errorf(psa.ErrInvalidArgument, "the public exponent must be an odd number greater than 1")
	case n > rsaExponentBits:
		return psa.Errorf(psa.ErrNotSupported, "the public exponent has %d bits; supported are up to %d", n, rsaExponentBits)
	}
	return nil
}

func checkRSAPair(data []byte) (bits int, err error) {
	parts, ok := decodeRSAPair(data)
	if !ok {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the data is not the DER encoding of an RSAPrivateKey of version 0 (RFC 8017, A.1.2)")
	}
	return checkRSAParts(parts)
}

// checkRSAParts checks the numbers of a key pair, and that it works.
func checkRSAParts(parts rsaParts) (bits int, err error) {
	bits, err = checkRSANumbers(parts)
	if err != nil {
		return 0, err
	}
	if !rsaStandard(bits, parts) {
		return bits, tryOwnRSA(parts)
	}
	priv, err := newRSAPrivate(parts, newRSAPublic(parts))
	if err != nil {
		return 0, err
	}
	defer wipeRSA(priv)
	return bits, tryRSA(priv)
}

// newRSAPublic makes a public key that crypto/rsa takes.
func newRSAPublic(parts rsaParts) *rsa.PublicKey {
	return &rsa.PublicKey{N: new(big.Int).SetBytes(parts.n), E: int(new(big.Int).SetBytes(parts.e).Int64())}
}

// newRSAPrivate makes a private key whose parts belong together. Whether the factors are prime it can't tell.
func newRSAPrivate(parts rsaParts, pub *rsa.PublicKey) (*rsa.PrivateKey, error) {
	num := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
	priv := &rsa.PrivateKey{PublicKey: *pub, D: num(parts.d), Primes: []*big.Int{num(parts.p), num(parts.q)}}
	priv.Precomputed.Dp, priv.Precomputed.Dq, priv.Precomputed.Qinv = num(parts.dp), num(parts.dq), num(parts.qinv)
	// crypto/rsa checks that the product of the factors is a multiple of the modulus, and panics later for even ones.
	product := new(big.Int).Mul(priv.Primes[0], priv.Primes[1])
	if product.Cmp(pub.N) != 0 {
		wipeRSA(priv)
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the modulus is not the product of the primes")
	}
	priv.Precompute()
	if err := priv.Validate(); err != nil {
		wipeRSA(priv)
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the parts of the key do not belong together: %w", err)
	}
	return priv, nil
}

// tryRSA uses a key once. crypto/rsa checks what it computes from the factors against the public key, which fails where they are not prime.
func tryRSA(priv *rsa.PrivateKey) error {
	var h [32]byte
	if _, err := rsa.SignPKCS1v15(nil, priv, crypto.SHA256, h[:]); err != nil {
		return psa.Errorf(psa.ErrInvalidArgument, "the private and the public part of the key do not belong together")
	}
	return nil
}

// own makes a key that crypto/rsa refuses.
func (p *rsaParts) own() (*rfc8017.PrivateKey, error) {
	k, err := rfc8017.NewPrivateKey(rfc8017.Parts{N: p.n, E: p.e, D: p.d, P: p.p, Q: p.q, DP: p.dp, DQ: p.dq, QInv: p.qinv})
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the parts of the key do not belong together: %w", err)
	}
	return k, nil
}

// tryOwnRSA checks a key and uses it once, as tryRSA does.
func tryOwnRSA(parts rsaParts) error {
	k, err := parts.own()
	if err != nil {
		return err
	}
	defer k.Wipe()
	// Any number will do that is not alike modulo both factors.
	try := make([]byte, k.Public().Size())
	for i := 1; i < len(try); i++ {
		try[i] = byte(i)
	}
	if _, err := k.Apply(try); err != nil {
		return psa.Errorf(psa.ErrInvalidArgument, "the private and the public part of the key do not belong together")
	}
	return nil
}

// wipeRSA clears the numbers of a private key. The copies inside crypto/rsa (PrivateKey.Precomputed.fips) are out of reach; they go when the
// garbage collector takes the key.
func wipeRSA(priv *rsa.PrivateKey) {
	p := &priv.Precomputed
	for _, n := range append([]*big.Int{priv.D, p.Dp, p.Dq, p.Qinv}, priv.Primes...) {
		wipeInt(n)
	}
}

// wipeInt clears the words of a number, which must not be used afterwards.
func wipeInt(n *big.Int) {
	if n != nil {
		clear(n.Bits())
	}
}
