package keytype_test

import (
	"fmt"

	"github.com/psacrypto/psa/keytype"
)

func ExampleParseWithBits() {
	t, bits, err := keytype.ParseWithBits("p-384")
	fmt.Println(t == keytype.ECCKeyPair(keytype.SECPR1), bits, err)
	fmt.Println(keytype.AES.LegalBits())
	// Output:
	// true 384 <nil>
	// 128, 192 or 256 (for XTS 256, 384 or 512)
}
