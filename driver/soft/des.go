package soft

import (
	"crypto/cipher"
	"crypto/des"
	"errors"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/keytype"
)

// desFamily has the keys of DES and of Triple-DES with two or three keys (NIST SP 800-67). They are not constant-time: crypto/des
// uses tables, whose lookups depend on the key.
var desFamily = blockFamily(blockRow{keyType: keytype.DES, bits: []int{64, 128, 192}, start: startDES, check: checkParity, generate: generateDES})

// startDES: two keys are three of which the first is the last too (SP 800-67, section 3.2, keying option 2).
func startDES(key []byte) (cipher.Block, error) {
	switch len(key) {
	case 8:
		return des.NewCipher(key)
	case 16:
		three := slices.Concat(key, key[:8])
		defer clear(three)
		return des.NewTripleDESCipher(three)
	}
	return des.NewTripleDESCipher(key)
}

var errParity = errors.New("a byte has an even number of bits set, but each of a DES key has an odd one")

// checkParity: "the parity bits in each 64-bit DES key element must be correct" (PSA Crypto 1.5, PSA_KEY_TYPE_DES). Weak keys are forbidden in derivation
// alone. It looks at all bytes before it decides.
func checkParity(data []byte) error {
	odd := byte(1)
	for _, b := range data {
		b ^= b >> 4
		b ^= b >> 2
		b ^= b >> 1
		odd &= b
	}
	if odd != 1 {
		return errParity
	}
	return nil
}

// generateDES makes a key as derivation does from a stream, with good parity and none of the weak keys.
func generateDES(d *Driver, attrs *psa.Attributes) ([]byte, error) {
	return derivation.KeyFromStream(attrs.Type, attrs.Bits, d.random)
}
