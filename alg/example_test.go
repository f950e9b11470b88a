package alg_test

import (
	"fmt"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func ExampleIncludes() {
	policy := alg.ECDSA(alg.AnyHash)
	pair := keytype.ECCKeyPair(keytype.SECPR1)
	fmt.Println(alg.Includes(policy, alg.ECDSA(alg.SHA384), pair))
	fmt.Println(alg.Includes(policy, alg.DeterministicECDSA(alg.SHA384), pair))
	// Output:
	// true
	// false
}

func ExampleParse() {
	a, err := alg.Parse("PSA_ALG_HMAC(PSA_ALG_SHA_256)")
	fmt.Println(a == alg.HMAC(alg.SHA256), err)
	fmt.Printf("0x%08x\n", uint32(a))
	// Output:
	// true <nil>
	// 0x03800009
}
