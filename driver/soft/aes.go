package soft

import (
	"crypto/aes"

	"github.com/psacrypto/psa/keytype"
)

// aesFamily has the AES keys (FIPS 197). AES and its modes take constant time on processors with instructions for AES; on others the
// standard library uses tables, whose lookups depend on the key.
var aesFamily = blockFamily(blockRow{keyType: keytype.AES, bits: []int{128, 192, 256}, start: aes.NewCipher})
