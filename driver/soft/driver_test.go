package soft_test

import (
	"crypto/rand"
	"testing"

	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/driver/soft"
)

func TestContract(t *testing.T) {
	drivertest.Run(t, func(*testing.T) driver.Driver { return soft.New(rand.Reader) })
}
