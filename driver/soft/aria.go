package soft

import (
	"crypto/cipher"

	"github.com/psacrypto/psa/internal/primitive/aria"
	"github.com/psacrypto/psa/keytype"
)

// ariaFamily has the ARIA keys (RFC 5794). ARIA and its modes take constant time.
var ariaFamily = blockFamily(blockRow{keyType: keytype.ARIA, bits: []int{128, 192, 256},
	start: func(key []byte) (cipher.Block, error) { return aria.New(key) }})
