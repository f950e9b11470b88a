package drivertest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/keytype"
)

func TestTokenContract(t *testing.T) {
	drivertest.Run(t, func(*testing.T) driver.Driver { return drivertest.NewToken(rand.Reader, true) })
}

func TestSealedTokenContract(t *testing.T) {
	drivertest.Run(t, func(*testing.T) driver.Driver { return drivertest.NewToken(rand.Reader, false) })
}

func TestTokenFails(t *testing.T) {
	ctx := context.Background()
	token := drivertest.NewToken(rand.Reader, true)
	attrs := psa.Attributes{Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM}}
	broken := errors.New("out of order")
	var calls []string
	token.Fail(func(call string) error {
		calls = append(calls, call)
		return broken
	})
	if _, err := token.Generate(ctx, &attrs, driver.Parameters{}); err != broken {
		t.Errorf("got %v", err)
	}
	token.Fail(nil)
	m, err := token.Generate(ctx, &attrs, driver.Parameters{})
	if err != nil || token.Len() != 1 {
		t.Fatalf("got %d keys, %v", token.Len(), err)
	}
	if err := token.Destroy(ctx, &attrs, m.Data); err != nil || token.Len() != 0 {
		t.Errorf("got %d keys, %v", token.Len(), err)
	}
	if len(calls) != 1 || calls[0] != "Generate" {
		t.Errorf("asked before %v", calls)
	}
}

func TestTokenAttach(t *testing.T) {
	ctx := context.Background()
	token := drivertest.NewToken(rand.Reader, true)
	attrs := psa.Attributes{Type: keytype.HMAC, Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.HMAC(alg.SHA256)}}
	given := driver.Prescribed{Type: keytype.HMAC, Bits: 256}
	if err := token.Provision("root", attrs, make([]byte, 32), given); err != nil {
		t.Fatal(err)
	}
	m, p, err := token.Attach(ctx, &attrs, []byte("root"))
	if err != nil || m.Bits != 256 || p != given {
		t.Fatalf("got %+v, %+v, %v", m, p, err)
	}
	// The label of a key that has been destroyed leads nowhere.
	if err := token.Destroy(ctx, &attrs, m.Data); err != nil {
		t.Fatal(err)
	}
	if _, _, err := token.Attach(ctx, &attrs, []byte("root")); !errors.Is(err, psa.ErrDoesNotExist) {
		t.Fatalf("got %v", err)
	}
}
