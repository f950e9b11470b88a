package keyformat_test

import (
	"fmt"

	"github.com/psacrypto/psa/keyformat"
)

// The private key of RFC 8410, section 10.3.
const file = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`

func ExampleDetect() {
	k, format, err := keyformat.Detect([]byte(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer k.Wipe()
	fmt.Println(format)
	fmt.Println(k)
	// Output:
	// PEM
	// ECC key pair (twisted Edwards), 255 bits, REDACTED
}
