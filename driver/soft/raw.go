package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// rawFamily has the keys that are bytes and nothing else: data, secrets, passwords, their hashes, and pepper. The specification sets no largest size,
// and has all of them made by generation too (PSA Crypto 1.5, "Non-key data").
var rawFamily = family{
	has: func(t keytype.Type) bool {
		switch t {
		case keytype.RawData, keytype.Derive, keytype.Password, keytype.PasswordHash, keytype.Pepper:
			return true
		}
		return false
	},
	holds: func(_ keytype.Type, bits int) bool { return holdsBytes(bits) },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return derives(u) && supportsDerivation(a) || u == psa.Derive && supportsPasswordPAKE(a)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		return &rawKey{bytes: material}, nil
	},
}

// rawKey is a loaded key that only derivations and password-authenticated key exchanges use.
type rawKey struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
}

func (k *rawKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

func (k *rawKey) secret() []byte { return k.bytes }

// Wipe implements driver.Key. There is no copy of the material to wipe.
func (k *rawKey) Wipe() { k.bytes = nil }

// maxKeyBytes is the size in bytes up to which the driver takes keys whose size the specification leaves open.
const maxKeyBytes = 1 << 20

// holdsBytes tells whether a key of free size can have this many bits.
func holdsBytes(bits int) bool { return bits > 0 && bits%8 == 0 && bits/8 <= maxKeyBytes }

// derives tells whether a usage is the role of a key in derivations.
func derives(u psa.Usage) bool { return u == psa.Derive || u == psa.VerifyDerivation }

// generateBytes generates a key of any type whose material is its bytes, all of which are good.
func generateBytes(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if !p.IsDefault() {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "keys of type %v have no custom production parameters", attrs.Type)
	}
	if attrs.Bits == 0 {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the size of the key is missing; sizes of type %v in bits are %s", attrs.Type, attrs.Type.LegalBits())
	}
	data := make([]byte, attrs.Bits/8)
	if err := d.random(data); err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: data, Bits: attrs.Bits}, nil
}

// parseBytes imports a key of any type whose material is its bytes. Sizes that the specification has and the driver hasn't are found afterwards.
func parseBytes(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits := 8 * len(data)
	if why := attrs.Type.BitsRule(bits); why != "" {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "%s", why)
	}
	if attrs.Bits != 0 && attrs.Bits != bits {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the attributes say %d bits, but the data has %d", attrs.Bits, bits)
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

// checkMaterial tells whether material is the bytes of a key of these attributes.
func checkMaterial(attrs *psa.Attributes, material []byte) error {
	if attrs.Bits == 0 || 8*len(material) != attrs.Bits {
		return psa.Errorf(psa.ErrDataInvalid, "the material of a key of %d bits has %d bits", attrs.Bits, 8*len(material))
	}
	return nil
}
