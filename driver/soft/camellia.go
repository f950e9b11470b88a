package soft

import (
	"crypto/cipher"

	"github.com/psacrypto/psa/internal/primitive/camellia"
	"github.com/psacrypto/psa/keytype"
)

// camelliaFamily has the Camellia keys (RFC 3713). Camellia and its modes take constant time.
var camelliaFamily = blockFamily(blockRow{keyType: keytype.Camellia, bits: []int{128, 192, 256},
	start: func(key []byte) (cipher.Block, error) { return camellia.New(key) }})
