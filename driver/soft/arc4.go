package soft

import (
	"crypto/rc4"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// arc4Family has the ARC4 keys, 40 to 2048 bits. They are not constant-time: ARC4 is made of lookups that depend on the key.
var arc4Family = family{
	has:   func(t keytype.Type) bool { return t == keytype.ARC4 },
	holds: func(t keytype.Type, bits int) bool { return t.BitsValid(bits) },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return a == alg.StreamCipher && (u == psa.Encrypt || u == psa.Decrypt)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		return &arc4Key{bytes: material}, nil
	},
}

// arc4Key is a loaded ARC4 key. Each message begins with the whole key schedule.
type arc4Key struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
}

func (k *arc4Key) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

// Wipe implements driver.Key. There is no copy of the material to wipe.
func (k *arc4Key) Wipe() { k.bytes = nil }

// start begins a key stream.
func (k *arc4Key) start(a alg.Algorithm, iv []byte) (*rc4.Cipher, error) {
	if a != alg.StreamCipher {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver can't use an ARC4 key with %v", a)
	}
	if len(iv) != 0 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "ARC4 takes no IV")
	}
	c, err := rc4.NewCipher(k.bytes)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "ARC4 can't be used here: %w", err)
	}
	return c, nil
}

func (k *arc4Key) encryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	c, err := k.start(a, iv)
	if err != nil {
		return nil, err
	}
	dst, out := extend(dst, len(msg))
	c.XORKeyStream(out, msg)
	*c = rc4.Cipher{}
	return dst, nil
}

func (k *arc4Key) decryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	return k.encryptCipher(a, dst, iv, msg)
}

func (k *arc4Key) newCipher(a alg.Algorithm, _ bool, iv []byte) (driver.Cipher, error) {
	c, err := k.start(a, iv)
	if err != nil {
		return nil, err
	}
	return &streaming{stream: c, wipe: func() { *c = rc4.Cipher{} }}, nil
}
