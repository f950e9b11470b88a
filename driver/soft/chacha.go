package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/chachapoly"
	"github.com/psacrypto/psa/keytype"
)

// chachaFamily has the ChaCha20 keys (RFC 8439). All that they do takes constant time.
var chachaFamily = family{
	has:   func(t keytype.Type) bool { return t == keytype.ChaCha20 },
	holds: func(_ keytype.Type, bits int) bool { return bits == 8*chachapoly.KeySize },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return (a == alg.ChaCha20Poly1305 || a == alg.StreamCipher) && (u == psa.Encrypt || u == psa.Decrypt)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		k, err := chachapoly.New(material)
		if err != nil {
			return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no ChaCha20 key: %w", err)
		}
		return &chachaKey{bytes: material, poly: k}, nil
	},
}

// chachaKey is a loaded ChaCha20 key.
type chachaKey struct {
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
