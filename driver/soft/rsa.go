package soft

import (
	"crypto"
	"crypto/rsa"
	"io"
	"math/big"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// The sizes of RSA keys in bits. crypto/rsa refuses smaller ones; above 8192 bits a generation takes minutes.
const rsaMinBits, rsaMaxBits = 1024, 8192

// rsaFamily has RSA key pairs and public keys (PSA Crypto 1.5, "RSA keys"). Their material is the specification's format, DER.
//
// Uses of the private key take constant time (crypto/rsa); making and importing keys does not.
var rsaFamily = family{
	has:      keytype.Type.IsRSA,
	holds:    func(_ keytype.Type, bits int) bool { return rsaHolds(bits) },
	runs:     rsaRuns,
	generate: generateRSA,
	parse:    parseRSA,
	load:     loadRSA,
}

func rsaHolds(bits int) bool { return bits >= rsaMinBits && bits <= rsaMaxBits && bits%8 == 0 }

func rsaRuns(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	switch u {
	case psa.Encrypt:
	case psa.Decrypt:
		if t != keytype.RSAKeyPair {
			return false
		}
	default:
		return signatureRole(t == keytype.RSAKeyPair, a, u) && rsaSigns(bits, a)
	}
	if a == alg.RSAPKCS1V15Crypt {
		return true
	}
	n, ok := hashSize(a.Hash())
	return a.IsRSAOAEP() && ok && oaepRoom(bits/8, n) >= 0
}

func parseRSA(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	check := checkRSAPublic
	if attrs.Type == keytype.RSAKeyPair {
		check = checkRSAPair
	}
	bits, err := check(data)
	if err != nil {
		return driver.Material{}, err
	}
	if err := checkBits(attrs, bits); err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

func checkRSAPublic(data []byte) (bits int, err error) {
	parts, ok := decodeRSAPublic(data)
	if !ok {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the data is not the DER encoding of an RSAPublicKey (RFC 3279, section 2.3.1)")
	}
	pub, err := newRSAPublic(parts)
	if err != nil {
		return 0, err
	}
	return pub.N.BitLen(), nil
}

func checkRSAPair(data []byte) (bits int, err error) {
	parts, ok := decodeRSAPair(data)
	if !ok {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the data is not the DER encoding of an RSAPrivateKey of version 0 (RFC 8017, A.1.2)")
	}
	priv, err := newRSAPrivate(parts)
	if err != nil {
		return 0, err
	}
	defer wipeRSA(priv)
	if err := tryRSA(priv); err != nil {
		return 0, err
	}
	return priv.N.BitLen(), nil
}

// newRSAPublic checks what can be told of a public key by itself.
func newRSAPublic(parts rsaParts) (*rsa.PublicKey, error) {
	n := new(big.Int).SetBytes(parts.n)
	switch {
	case !rsaHolds(n.BitLen()):
		return nil, psa.Errorf(psa.ErrNotSupported, "the modulus has %d bits; supported are multiples of 8 from %d to %d",
			n.BitLen(), rsaMinBits, rsaMaxBits)
	case n.Bit(0) == 0:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the modulus is even")
	}
	e, err := rsaExponent(parts.e)
	if err != nil {
		return nil, err
	}
	return &rsa.PublicKey{N: n, E: e}, nil
}

// rsaExponent checks a public exponent in big-endian order, without leading zeros.
func rsaExponent(b []byte) (int, error) {
	e := new(big.Int).SetBytes(b)
	switch {
	case e.Bit(0) == 0 || e.Cmp(big.NewInt(1)) <= 0:
		return 0, psa.Errorf(psa.ErrInvalidArgument, "the public exponent must be an odd number greater than 1")
	case e.BitLen() > 31:
		return 0, psa.Errorf(psa.ErrNotSupported, "the public exponent has %d bits; the largest supported is 2^31-1", e.BitLen())
	}
	return int(e.Int64()), nil
}

// newRSAPrivate makes a private key whose parts belong together. Whether the factors are prime it can't tell.
func newRSAPrivate(parts rsaParts) (*rsa.PrivateKey, error) {
	pub, err := newRSAPublic(parts)
	if err != nil {
		return nil, err
	}
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

func loadRSA(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	if attrs.Type == keytype.RSAKeyPair {
		parts, ok := decodeRSAPair(material)
		if !ok {
			return nil, damagedKey(attrs)
		}
		priv, err := newRSAPrivate(parts)
		if err != nil {
			return nil, damagedKey(attrs)
		}
		public := appendRSAPublic(nil, parts)
		return &rsaKeyPair{rsaPublicKey{pub: &priv.PublicKey, modulus: parts.n, der: public, rand: d.rand}, priv, material}, nil
	}
	parts, ok := decodeRSAPublic(material)
	if !ok {
		return nil, damagedKey(attrs)
	}
	pub, err := newRSAPublic(parts)
	if err != nil {
		return nil, damagedKey(attrs)
	}
	return &rsaPublicKey{pub: pub, modulus: parts.n, der: material, rand: d.rand}, nil
}

// damagedKey tells of material that no Import or Generate of the driver gave.
func damagedKey(attrs *psa.Attributes) error {
	return psa.Errorf(psa.ErrDataInvalid, "the stored data is no key of type %v with %d bits", attrs.Type, attrs.Bits)
}

// rsaPublicKey is a loaded public key.
type rsaPublicKey struct {
	pub *rsa.PublicKey
	// modulus is the number in big-endian order, of the length of signatures and ciphertexts.
	modulus []byte
	der     []byte
	rand    io.Reader
}

// Wipe implements driver.Key; there is nothing secret.
func (*rsaPublicKey) Wipe() {}

func (k *rsaPublicKey) export(dst []byte) ([]byte, error)       { return append(dst, k.der...), nil }
func (k *rsaPublicKey) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.der...), nil }

// rsaKeyPair is a loaded key pair.
type rsaKeyPair struct {
	rsaPublicKey
	// priv is parsed and precomputed: that costs more than a verification.
	priv     *rsa.PrivateKey
	material []byte
}

// Wipe implements driver.Key, as far as [wipeRSA] reaches.
func (k *rsaKeyPair) Wipe() { wipeRSA(k.priv) }

func (k *rsaKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }
