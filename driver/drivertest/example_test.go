package drivertest_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// A driver of one's own serves a location, and a key that was in it before is attached by its label.
func Example() {
	ctx := context.Background()
	token := drivertest.NewToken(rand.Reader, false)
	policy := psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage, Alg: alg.HMAC(alg.SHA256)}
	err := token.Provision("device root", psa.Attributes{Type: keytype.HMAC, Policy: policy}, make([]byte, 32),
		driver.Prescribed{Type: keytype.HMAC, Bits: 256, Policy: policy, HasPolicy: true})
	if err != nil {
		log.Fatal(err)
	}

	st, err := keystore.Open(ctx, keystore.Config{Drivers: map[psa.Location]driver.Driver{psa.LocationPrimarySecureElement: token}})
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	k, err := st.Attach(ctx, psa.Attributes{
		Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, psa.LocationPrimarySecureElement),
		Type:     keytype.HMAC, Bits: 256, Policy: policy,
	}, []byte("device root"))
	if err != nil {
		log.Fatal(err)
	}
	mac, err := k.MAC(ctx, alg.HMAC(alg.SHA256), nil, []byte("message"))
	fmt.Println(len(mac), "bytes", err)
	fmt.Println(k.VerifyMAC(ctx, alg.HMAC(alg.SHA256), []byte("message"), mac))
	// Output:
	// 32 bytes <nil>
	// <nil>
}
