package soft

import (
	"crypto/mlkem"
	"io"

	"github.com/cloudflare/circl/kem/mlkem/mlkem512"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// mlkemFamily has the key pairs and public keys of ML-KEM (PSA Crypto 1.5, "Module Lattice-based key-encapsulation keys"). Their material is the specification's
// format: the seeds d || z, and ek.
//
// crypto/mlkem has ML-KEM-768 and ML-KEM-1024, circl ML-KEM-512. Both decapsulate in constant time, and draw from crypto/rand and from the driver's source
// respectively.
var mlkemFamily = family{
	has:   keytype.Type.IsMLKEM,
	holds: func(_ keytype.Type, bits int) bool { return mlkemSetOf(bits) != nil },
	runs: func(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return a == alg.MLKEM && (u == psa.Encrypt || u == psa.Decrypt && t.IsKeyPair())
	},
	generate: generateSeed,
	parse:    parseMLKEM,
	load:     loadMLKEM,
}

// kemPublic makes a secret and its ciphertext, which are new.
type kemPublic func() (secret, ciphertext []byte, err error)

// kemPrivate gives the secret of a ciphertext of the right length, or one that nobody else has.
type kemPrivate func(ciphertext []byte) (secret []byte, err error)

// mlkemSet is a parameter set.
type mlkemSet struct {
	bits int
	// ciphertext is the length of ciphertexts in bytes.
	ciphertext int
	// public makes a public key usable, and private a seed, with its public key; lengths have been checked. rand is the driver's source.
	public  func(data []byte, rand io.Reader) (kemPublic, error)
	private func(seed []byte) (decapsulate kemPrivate, public []byte, err error)
}

var mlkemSets = [...]mlkemSet{
	{512, mlkem512.CiphertextSize, publicMLKEM512, privateMLKEM512},
	{768, mlkem.CiphertextSize768, func(data []byte, _ io.Reader) (kemPublic, error) {
		k, err := mlkem.NewEncapsulationKey768(data)
		if err != nil {
			return nil, err
		}
		return standardKEM(k.Encapsulate), nil
	}, func(seed []byte) (kemPrivate, []byte, error) {
		k, err := mlkem.NewDecapsulationKey768(seed)
		if err != nil {
			return nil, nil, err
		}
		return k.Decapsulate, k.EncapsulationKey().Bytes(), nil
	}},
	{1024, mlkem.CiphertextSize1024, func(data []byte, _ io.Reader) (kemPublic, error) {
		k, err := mlkem.NewEncapsulationKey1024(data)
		if err != nil {
			return nil, err
		}
		return standardKEM(k.Encapsulate), nil
	}, func(seed []byte) (kemPrivate, []byte, error) {
		k, err := mlkem.NewDecapsulationKey1024(seed)
		if err != nil {
			return nil, nil, err
		}
		return k.Decapsulate, k.EncapsulationKey().Bytes(), nil
	}},
}

// standardKEM is for the standard library, whose randomness does not fail.
func standardKEM(encapsulate func() (secret, ciphertext []byte)) kemPublic {
	return func() ([]byte, []byte, error) {
		secret, ciphertext := encapsulate()
		return secret, ciphertext, nil
	}
}

func publicMLKEM512(data []byte, rand io.Reader) (kemPublic, error) {
	k := new(mlkem512.PublicKey)
	if err := k.Unpack(data); err != nil {
		return nil, err
	}
	return func() ([]byte, []byte, error) {
		out := make([]byte, mlkem512.SharedKeySize+mlkem512.CiphertextSize+mlkem512.EncapsulationSeedSize)
		secret, ciphertext, seed := out[:mlkem512.SharedKeySize:mlkem512.SharedKeySize], out[mlkem512.SharedKeySize:], out[len(out)-mlkem512.EncapsulationSeedSize:]
		ciphertext = ciphertext[:mlkem512.CiphertextSize:mlkem512.CiphertextSize]
		if _, err := io.ReadFull(rand, seed); err != nil {
			clear(seed)
			return nil, nil, psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
		}
		k.EncapsulateTo(ciphertext, secret, seed)
		clear(seed)
		return secret, ciphertext, nil
	}, nil
}

func privateMLKEM512(seed []byte) (kemPrivate, []byte, error) {
	public, k := mlkem512.NewKeyFromSeed(seed)
	data := make([]byte, mlkem512.PublicKeySize)
	public.Pack(data)
	return func(ciphertext []byte) ([]byte, error) {
		secret := make([]byte, mlkem512.SharedKeySize)
		k.DecapsulateTo(secret, ciphertext)
		return secret, nil
	}, data, nil
}

func mlkemSetOf(bits int) *mlkemSet {
	for i := range mlkemSets {
		if mlkemSets[i].bits == bits {
			return &mlkemSets[i]
		}
	}
	return nil
}

// parseMLKEM takes any seed, whose length is that of all parameter sets, so that the attributes have to say which it is. Of a public key the modulus check is
// asked (FIPS 203, section 7.2).
func parseMLKEM(d *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := bitsOfLength(attrs, len(data), func(bits int) bool { return mlkemSetOf(bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	if attrs.Type.IsPublicKey() {
		if _, err := mlkemSetOf(bits).public(data, d.rand); err != nil {
			return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the public key has a coefficient that is not less than 3329 (FIPS 203, section 7.2)")
		}
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

func loadMLKEM(d *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	set := mlkemSetOf(attrs.Bits)
	if len(material) != attrs.Type.ExportSize(attrs.Bits) {
		return nil, damagedKey(attrs)
	}
	pair := &mlkemKeyPair{seed: material, set: set}
	data := material
	if attrs.Type.IsKeyPair() {
		var err error
		if pair.private, data, err = set.private(material); err != nil {
			return nil, damagedKey(attrs)
		}
	}
	public, err := set.public(data, d.rand)
	if err != nil {
		return nil, damagedKey(attrs)
	}
	pair.mlkemPublicKey = mlkemPublicKey{data, public}
	if attrs.Type.IsPublicKey() {
		return &pair.mlkemPublicKey, nil
	}
	return pair, nil
}

// mlkemPublicKey is a loaded public key.
type mlkemPublicKey struct {
	data   []byte
	public kemPublic
}

// Wipe implements driver.Key; there is nothing secret.
func (*mlkemPublicKey) Wipe() {}

func (k *mlkemPublicKey) export(dst []byte) ([]byte, error)       { return append(dst, k.data...), nil }
func (k *mlkemPublicKey) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.data...), nil }

// encapsulate implements encapsulateKey.
func (k *mlkemPublicKey) encapsulate(_ alg.Algorithm, secret, ciphertext []byte) ([]byte, []byte, error) {
	s, c, err := k.public()
	if err != nil {
		return nil, nil, err
	}
	secret, ciphertext = append(secret, s...), append(ciphertext, c...)
	clear(s)
	return secret, ciphertext, nil
}

// mlkemKeyPair is a loaded key pair.
type mlkemKeyPair struct {
	mlkemPublicKey
	set     *mlkemSet
	private kemPrivate
	// seed belongs to whoever loaded the key.
	seed []byte
}

// Wipe implements driver.Key. The expanded key inside the libraries is out of reach; it goes when the garbage collector takes it.
func (k *mlkemKeyPair) Wipe() { k.private = nil }

func (k *mlkemKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.seed...), nil }

// decapsulate implements decapsulateKey.
func (k *mlkemKeyPair) decapsulate(_ alg.Algorithm, dst, ciphertext []byte) ([]byte, error) {
	if len(ciphertext) != k.set.ciphertext {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the ciphertext has %d bytes; those of ML-KEM-%d have %d", len(ciphertext), k.set.bits, k.set.ciphertext)
	}
	secret, err := k.private(ciphertext)
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "crypto/mlkem does not decapsulate: %w", err)
	}
	dst = append(dst, secret...)
	clear(secret)
	return dst, nil
}
