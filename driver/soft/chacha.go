package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/chachapoly"
	"github.com/psacrypto/psa/keytype"
)

// chachaFamily has the ChaCha20 keys (RFC 8439), and xchachaFamily the XChaCha20 keys (draft-irtf-cfrg-xchacha-03). All that they do takes constant time.
var (
	chachaFamily = chachaKind{
		name: "ChaCha20", keyType: keytype.ChaCha20, aead: alg.ChaCha20Poly1305, prepare: chachapoly.New,
		start: startChaCha,
	}.family()
	xchachaFamily = chachaKind{
		name: "XChaCha20", keyType: keytype.XChaCha20, aead: alg.XChaCha20Poly1305, prepare: chachapoly.NewX,
		start: startXChaCha,
	}.family()
)

// chachaKind is what tells one from the other.
type chachaKind struct {
	name    string
	keyType keytype.Type
	aead    alg.Algorithm
	prepare func(key []byte) (*chachapoly.Key, error)
	// start begins the stream cipher.
	start func(key, iv []byte) (*chachaStream, error)
}

func (c chachaKind) family() family {
	return family{
		has:   func(t keytype.Type) bool { return t == c.keyType },
		holds: func(_ keytype.Type, bits int) bool { return bits == 8*chachapoly.KeySize },
		runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
			return (a == c.aead || a == alg.StreamCipher) && (u == psa.Encrypt || u == psa.Decrypt)
		},
		generate: generateBytes,
		parse:    parseBytes,
		load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
			if err := checkMaterial(attrs, material); err != nil {
				return nil, err
			}
			k, err := c.prepare(material)
			if err != nil {
				return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no %s key: %w", c.name, err)
			}
			return &chachaKey{kind: &c, bytes: material, poly: k}, nil
		},
	}
}

// chachaKey is a loaded key.
type chachaKey struct {
	kind *chachaKind
	// bytes belongs to whoever loaded the key.
	bytes []byte
	poly  *chachapoly.Key
}

func (k *chachaKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

// Wipe implements driver.Key. golang.org/x/crypto keeps one more copy of the key, which can't be reached.
func (k *chachaKey) Wipe() {
	k.poly.Wipe()
	k.bytes = nil
}
