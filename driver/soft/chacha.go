package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/chachapoly"
	"github.com/psacrypto/psa/keytype"
)

// chachaRow is a cipher of the ChaCha20 family.
type chachaRow struct {
	keyType keytype.Type
	// aead is the algorithm with Poly1305, and start prepares a key for it.
	aead  alg.Algorithm
	start func(key []byte) (*chachapoly.Key, error)
	// stream begins the cipher without authentication.
	stream func(key, iv []byte) (*chachaStream, error)
}

// All that the keys of these families do takes constant time.
var (
	// chachaFamily has the ChaCha20 keys (RFC 8439).
	chachaFamily = familyOfChaCha(chachaRow{keytype.ChaCha20, alg.ChaCha20Poly1305, chachapoly.New, newChaChaStream})
	// xchachaFamily has the XChaCha20 keys (draft-irtf-cfrg-xchacha).
	xchachaFamily = familyOfChaCha(chachaRow{keytype.XChaCha20, alg.XChaCha20Poly1305, chachapoly.NewX, newXChaChaStream})
)

func familyOfChaCha(r chachaRow) family {
	return family{
		has:   func(t keytype.Type) bool { return t == r.keyType },
		holds: func(_ keytype.Type, bits int) bool { return bits == 8*chachapoly.KeySize },
		runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
			return (a == r.aead || a == alg.StreamCipher) && (u == psa.Encrypt || u == psa.Decrypt)
		},
		generate: generateBytes,
		parse:    parseBytes,
		load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
			if err := checkMaterial(attrs, material); err != nil {
				return nil, err
			}
			k, err := r.start(material)
			if err != nil {
				return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no key of type %v: %w", r.keyType, err)
			}
			return &chachaKey{row: &r, bytes: material, poly: k}, nil
		},
	}
}

// chachaKey is a loaded key of ChaCha20 or XChaCha20.
type chachaKey struct {
	row *chachaRow
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
