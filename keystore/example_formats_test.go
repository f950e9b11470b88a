package keystore_test

import (
	"fmt"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// The private key of RFC 8410, section 10.3, whose public key is in section 10.1.
const pemKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`

func ExampleStore_ImportFormat() {
	st := volatile()
	defer st.Close()
	k, format, err := st.ImportFormat(ctx, psa.Attributes{
		Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.PureEdDSA},
	}, []byte(pemKey))
	fmt.Println(format, err)
	fmt.Printf("%s\n", must(k.ExportFormat(ctx, "jwk", true)))
	_, err = k.ExportFormat(ctx, "jwk", false)
	fmt.Println(psa.StatusOf(err))
	// Output:
	// PEM <nil>
	// {"kty":"OKP","crv":"Ed25519","x":"Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"}
	// a policy forbids it (NOT_PERMITTED)
}
