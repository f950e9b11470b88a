package soft

import (
	"crypto/cipher"

	"github.com/psacrypto/psa/internal/primitive/sm4"
	"github.com/psacrypto/psa/keytype"
)

// sm4Family has the SM4 keys (GB/T 32907). SM4 and its modes take constant time on amd64 and arm64 with instructions for AES or SM4; on
// other processors github.com/emmansun/gmsm may use tables, whose lookups depend on the key.
var sm4Family = blockFamily(blockRow{keyType: keytype.SM4, bits: []int{128},
	start: func(key []byte) (cipher.Block, error) { return sm4.New(key) }})
