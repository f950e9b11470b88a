package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

func TestRSAGenerate(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		bits     int
		exponent []byte
		want     int
	}{
		{1024, nil, 65537},
		{1032, nil, 65537},
		{1024, []byte{3}, 3},
		{1032, []byte{1, 1}, 257},
		{1024, []byte{1, 0, 1}, 65537},
		{1024, []byte{0xff, 0xff, 0xff, 0x7f}, 1<<31 - 1},
		{1025, nil, 65537},
		{1026, nil, 65537},
		{1025, []byte{3}, 3},
	} {
		d := New(rand.Reader)
		m, err := d.Generate(ctx, &psa.Attributes{Type: keytype.RSAKeyPair, Bits: c.bits}, driver.Parameters{Data: c.exponent})
		if err != nil {
			t.Errorf("%d bits, exponent %x: %v", c.bits, c.exponent, err)
			continue
		}
		priv, err := x509.ParsePKCS1PrivateKey(m.Data)
		if err != nil {
			t.Fatal(err)
		}
		if priv.E != c.want || priv.N.BitLen() != c.bits || m.Bits != c.bits || len(m.Data) != cap(m.Data) {
			t.Errorf("%d bits, exponent %x: %d bits (says %d), exponent %d", c.bits, c.exponent, priv.N.BitLen(), m.Bits, priv.E)
		}
		for i, p := range priv.Primes {
			// FIPS 186-5, A.1.3: half the length, and at least sqrt(2) * 2^(nlen/2 - 1).
			half := (c.bits + 1 - i) / 2
			if !p.ProbablyPrime(20) || p.BitLen() != half || new(big.Int).Mul(p, p).BitLen() != 2*half {
				t.Errorf("%d bits, exponent %x: a factor is no prime of the right size", c.bits, c.exponent)
			}
		}
		// A.1.1: d is the inverse modulo lcm(p-1, q-1), and so below it.
		one := big.NewInt(1)
		p1, q1 := new(big.Int).Sub(priv.Primes[0], one), new(big.Int).Sub(priv.Primes[1], one)
		lcm := new(big.Int).Quo(new(big.Int).Mul(p1, q1), new(big.Int).GCD(nil, nil, p1, q1))
		if want := new(big.Int).ModInverse(big.NewInt(int64(c.want)), lcm); want == nil || want.Cmp(priv.D) != 0 {
			t.Errorf("%d bits, exponent %x: d is not 1/e modulo lcm(p-1, q-1)", c.bits, c.exponent)
		}
		k := loadAsym(t, d, keytype.RSAKeyPair, m)
		if err := k.verify(alg.RSAPSS(alg.SHA256), nil, k.sign(t, alg.RSAPSS(alg.SHA256), nil)); err != nil {
			t.Error(err)
		}
		importStatus(t, "a generated key", psa.Attributes{Type: keytype.RSAKeyPair}, m.Data, psa.Success)
	}
}

func TestRSAGenerateRefuses(t *testing.T) {
	ctx := context.Background()
	pair := psa.Attributes{Type: keytype.RSAKeyPair, Bits: 1024}
	for name, c := range map[string]struct {
		attrs psa.Attributes
		p     driver.Parameters
		want  psa.Status
	}{
		"a public key":               {psa.Attributes{Type: keytype.RSAPublicKey, Bits: 1024}, driver.Parameters{}, psa.ErrInvalidArgument},
		"512 bits":                   {psa.Attributes{Type: keytype.RSAKeyPair, Bits: 512}, driver.Parameters{}, psa.ErrNotSupported},
		"1023 bits":                  {psa.Attributes{Type: keytype.RSAKeyPair, Bits: 1023}, driver.Parameters{}, psa.ErrNotSupported},
		"8200 bits":                  {psa.Attributes{Type: keytype.RSAKeyPair, Bits: 8200}, driver.Parameters{}, psa.ErrNotSupported},
		"flags":                      {pair, driver.Parameters{Flags: 1}, psa.ErrInvalidArgument},
		"flags with an exponent":     {pair, driver.Parameters{Flags: 1, Data: []byte{3}}, psa.ErrInvalidArgument},
		"the exponent 0":             {pair, driver.Parameters{Data: []byte{0}}, psa.ErrInvalidArgument},
		"the exponent 1":             {pair, driver.Parameters{Data: []byte{1}}, psa.ErrInvalidArgument},
		"the exponent 2":             {pair, driver.Parameters{Data: []byte{2}}, psa.ErrInvalidArgument},
		"the exponent 65536":         {pair, driver.Parameters{Data: []byte{0, 0, 1}}, psa.ErrInvalidArgument},
		"the exponent 768":           {pair, driver.Parameters{Data: []byte{0, 3}}, psa.ErrInvalidArgument},
		"the exponent 2^32":          {pair, driver.Parameters{Data: []byte{0, 0, 0, 0, 1}}, psa.ErrInvalidArgument},
		"an exponent of 33 bytes":    {pair, driver.Parameters{Data: bytes.Repeat([]byte{1}, 33)}, psa.ErrNotSupported},
		"an even number of 33 bytes": {pair, driver.Parameters{Data: bytes.Repeat([]byte{2}, 33)}, psa.ErrInvalidArgument},
	} {
		m, err := New(rand.Reader).Generate(ctx, &c.attrs, c.p)
		wantStatus(t, name, err, c.want)
		if m.Data != nil {
			t.Errorf("%s: material in spite of an error", name)
		}
	}
	for name, r := range map[string]*failingReader{
		"no randomness": {}, "randomness that ends": {n: 70, fill: 0xff}, "always 0": {n: 1 << 30}, "always ones": {n: 1 << 30, fill: 0xff},
	} {
		_, err := New(r).Generate(ctx, &pair, driver.Parameters{Data: []byte{3}})
		wantStatus(t, name, err, psa.ErrInsufficientEntropy)
	}
	_, err := New(&failingReader{}).Generate(ctx, &pair, driver.Parameters{})
	wantStatus(t, "no randomness, default exponent", err, psa.ErrInsufficientEntropy)
}
