package soft

import (
	"crypto/rsa"
	"io"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/rfc8017"
	"github.com/psacrypto/psa/keytype"
)

// rsaFamily has RSA key pairs and public keys (PSA Crypto 1.5, "RSA keys"). Their material is the specification's format, DER.
//
// Keys are used with crypto/rsa where it takes them and the algorithm's hash, and else with internal/primitive/rfc8017: moduli below 1024 bits, public exponents
// above 2^31-1, and PSS with hashes that package crypto can't name. Both use the private key in constant time; generating keys does not take constant time.
var rsaFamily = family{
	has:      keytype.Type.IsRSA,
	holds:    keytype.Type.BitsValid,
	runs:     rsaRuns,
	generate: generateRSA,
	parse:    parseRSA,
	load:     loadRSA,
}

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
	return a.IsRSAOAEP() && ok && oaepRoom(rsaSize(bits), n) >= 0
}

// rsaSize is the length in bytes of signatures and ciphertexts of a key.
func rsaSize(bits int) int { return (bits + 7) / 8 }

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
	// Factors of very different sizes come with a coefficient as long as the larger.
	if most := attrs.Type.ExportSize(bits); len(data) > most {
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "the key has %d bytes, and keys of %d bits have at most %d (PSA_EXPORT_KEY_OUTPUT_SIZE)",
			len(data), bits, most)
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

func loadRSA(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	if attrs.Type != keytype.RSAKeyPair {
		parts, ok := decodeRSAPublic(material)
		if !ok {
			return nil, damagedKey(attrs)
		}
		k, err := newRSAPublicKey(parts, material, d.rand)
		if err != nil {
			return nil, damagedKey(attrs)
		}
		return k, nil
	}
	parts, ok := decodeRSAPair(material)
	if !ok {
		return nil, damagedKey(attrs)
	}
	public, err := newRSAPublicKey(parts, appendRSAPublic(nil, parts), d.rand)
	if err != nil {
		return nil, damagedKey(attrs)
	}
	k := &rsaKeyPair{rsaPublicKey: public, material: material}
	if public.pub == nil {
		_, err = k.ownPrivate()
	} else {
		k.priv, err = newRSAPrivate(parts, public.pub)
	}
	if err != nil {
		return nil, damagedKey(attrs)
	}
	return k, nil
}

// damagedKey tells of material that no Import or Generate of the driver gave.
func damagedKey(attrs *psa.Attributes) error {
	return psa.Errorf(psa.ErrDataInvalid, "the stored data is no key of type %v with %d bits", attrs.Type, attrs.Bits)
}

// rsaPublicKey is a loaded public key.
type rsaPublicKey struct {
	bits int
	// modulus is the number in big-endian order, of the length of signatures and ciphertexts.
	modulus []byte
	der     []byte
	rand    io.Reader
	// pub is the key for crypto/rsa, nil for one that it refuses, and own the same for rfc8017, made when it is first wanted.
	pub *rsa.PublicKey
	own func() (*rfc8017.PublicKey, error)
}

// newRSAPublicKey makes a key of numbers and their encoding as a public key, both of which it keeps.
func newRSAPublicKey(parts rsaParts, der []byte, rand io.Reader) (*rsaPublicKey, error) {
	bits, err := checkRSANumbers(parts)
	if err != nil {
		return nil, err
	}
	n, e := parts.n, parts.e
	k := &rsaPublicKey{bits: bits, modulus: n, der: der, rand: rand}
	k.own = sync.OnceValues(func() (*rfc8017.PublicKey, error) { return rfc8017.NewPublicKey(n, e) })
	if rsaStandard(bits, parts) {
		k.pub = newRSAPublic(parts)
	}
	return k, nil
}

// Wipe implements driver.Key; there is nothing secret.
func (*rsaPublicKey) Wipe() {}

func (k *rsaPublicKey) export(dst []byte) ([]byte, error)       { return append(dst, k.der...), nil }
func (k *rsaPublicKey) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.der...), nil }

// rsaKeyPair is a loaded key pair.
type rsaKeyPair struct {
	*rsaPublicKey
	material []byte
	// priv is parsed and precomputed: that costs more than a verification. It is nil for a key that crypto/rsa refuses.
	priv *rsa.PrivateKey
	// private is the same for rfc8017, nil until it is wanted.
	private *rfc8017.PrivateKey
	once    sync.Once
	err     error
}

// ownPrivate is the key for rfc8017.
func (k *rsaKeyPair) ownPrivate() (*rfc8017.PrivateKey, error) {
	k.once.Do(func() {
		parts, _ := decodeRSAPair(k.material)
		k.private, k.err = parts.own()
	})
	return k.private, k.err
}

// Wipe implements driver.Key, as far as [wipeRSA] and rfc8017 reach.
func (k *rsaKeyPair) Wipe() {
	if k.priv != nil {
		wipeRSA(k.priv)
	}
	if k.private != nil {
		k.private.Wipe()
	}
}

func (k *rsaKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }
