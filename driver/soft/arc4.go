package soft

import (
	"crypto/rc4"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// arc4Family has the ARC4 keys. The cipher reads a table at places that depend on the key: its time can't be made constant. It is weak in
// other ways too, and only for legacy applications.
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

// arc4Key is a loaded ARC4 key. Every message begins with the schedule of the key, so there is nothing to prepare.
type arc4Key struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
}

func (k *arc4Key) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

// Wipe implements driver.Key.
func (k *arc4Key) Wipe() { k.bytes = nil }

func (k *arc4Key) start(a alg.Algorithm, iv []byte) (*rc4.Cipher, error) {
	switch {
	case a != alg.StreamCipher:
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver can't use an ARC4 key with %v", a)
	case len(iv) != 0:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "ARC4 takes no IV")
	}
	c, err := rc4.NewCipher(k.bytes)
	if err != nil {
		return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no ARC4 key: %w", err)
	}
	return c, nil
}

func (k *arc4Key) encryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	c, err := k.start(a, iv)
	if err != nil {
		return nil, err
	}
	defer func() { *c = rc4.Cipher{} }()
	dst, out := extend(dst, len(msg))
	c.XORKeyStream(out, msg)
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
