package keyformat

import (
	"fmt"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// Key is a key in the format of the PSA Crypto API. The zero value is no key.
type Key struct {
	Type keytype.Type
	// Bits is the size in bits as the specification counts it for the type.
	Bits int
	// Data is the key in the specification's import and export format for Type. It belongs to the holder of the Key.
	Data []byte
}

// Wipe overwrites the data. The Key is no key afterwards.
func (k *Key) Wipe() {
	clear(k.Data)
	*k = Key{}
}

// String returns the type, the size and, of a public key, the data: "RSA key pair, 2048 bits, REDACTED".
func (k Key) String() string {
	if k.Type.IsPublicKey() {
		return fmt.Sprintf("%v, %d bits, %x", k.Type, k.Bits, k.Data)
	}
	return fmt.Sprintf("%v, %d bits, REDACTED", k.Type, k.Bits)
}

// Format implements fmt.Formatter, so that no verb prints a secret. (Package fmt asks it for every verb but %p, which go vet refuses here.)
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// MarshalText implements encoding.TextMarshaler with the text of String, so that encodings and structured logs that know it show no secret. To encode the
// key itself there are [MarshalPKCS8], [MarshalSPKI], [MarshalPEM] and [MarshalJWK].
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// GobEncode refuses: encoding/gob would write the secret. Error: NOT_SUPPORTED.
func (Key) GobEncode() ([]byte, error) {
	return nil, psa.Errorf(psa.ErrNotSupported, "a key is not encoded with gob; encode it as PKCS#8, SPKI or JWK")
}

// check holds a key that is to be encoded to its row, and returns its public key.
func (k Key) check() (*row, []byte, error) {
	r := rowOf(k.Type, k.Bits)
	if r == nil {
		return nil, nil, psa.Errorf(psa.ErrNotSupported, "there is no format for a key of type %v with %d bits; there are those for %s", k.Type, k.Bits, names())
	}
	var bits int
	var err error
	public := k.Data
	if k.Type.IsPublicKey() {
		bits, err = r.form.checkPublic(r, k.Data)
	} else {
		bits, public, err = r.form.checkPair(r, k.Data)
	}
	if err != nil {
		return nil, nil, err
	}
	if bits != k.Bits {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the key has %d bits, not %d", bits, k.Bits)
	}
	return r, public, nil
}
