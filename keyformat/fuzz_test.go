package keyformat

import (
	"bytes"
	"testing"

	"github.com/psacrypto/psa"
)

// checkParsed holds what a parser gave to the rules of all parsers: an error has a status and no key; a key is written in each of its formats and read
// again as the same.
func checkParsed(t *testing.T, k Key, err error) {
	t.Helper()
	if err != nil {
		if s := psa.StatusOf(err); s != psa.ErrInvalidArgument && s != psa.ErrNotSupported {
			t.Errorf("status %v of %v", s, err)
		}
		if k.Data != nil {
			t.Errorf("a key with the error %v", err)
		}
		return
	}
	if r := rowOf(k.Type, k.Bits); r == nil || r.kty != "" {
		jwk, err := MarshalJWK(k, nil)
		if err != nil {
			t.Fatalf("a key that was read can't be written as JWK: %v", err)
		}
		again, _, err := ParseJWK(jwk)
		if err != nil || !bytes.Equal(again.Data, k.Data) || again.Bits != k.Bits || !k.Type.IsUnstructured() && again.Type != k.Type {
			t.Fatalf("JWK: %v is read again as %v, %v", k, again, err)
		}
	}
	if k.Type.IsUnstructured() {
		return
	}
	pem, err := MarshalPEM(k)
	if err != nil {
		t.Fatalf("a key that was read can't be written as PEM: %v", err)
	}
	if again, err := ParsePEM(pem); err != nil || !sameKey(again, k) {
		t.Fatalf("PEM: %v is read again as %v, %v", k, again, err)
	}
}

func FuzzParsePKCS8(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.pkcs8)
	}
	f.Add(block2der(rfcMLDSASeed))
	f.Add(block2der(rfcSLHDSAPrivate))
	f.Fuzz(func(t *testing.T, der []byte) {
		k, err := ParsePKCS8(der)
		checkParsed(t, k, err)
	})
}

func FuzzParseSPKI(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.spki)
	}
	f.Add(rfcHSS)
	f.Add(rfcXMSS)
	f.Fuzz(func(t *testing.T, der []byte) {
		k, err := ParseSPKI(der)
		checkParsed(t, k, err)
		if err != nil {
			return
		}
		// SPKI has no optional parts: a key has one encoding.
		if again, err := MarshalSPKI(k); err != nil || !bytes.Equal(again, der) {
			t.Errorf("%x is written as %x, %v", der, again, err)
		}
	})
}

func FuzzParsePEM(f *testing.F) {
	for _, s := range samples() {
		f.Add(block("PRIVATE KEY", s.pkcs8))
		f.Add(block("PUBLIC KEY", s.spki))
		f.Add(block("RSA PRIVATE KEY", s.pair.Data))
	}
	f.Add(append(block("EC PARAMETERS", p256OID), block("EC PRIVATE KEY", field(0x30, one, field(4, make([]byte, 32))))...))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := ParsePEM(data)
		checkParsed(t, k, err)
	})
}

func FuzzParseJWK(f *testing.F) {
	for _, s := range []string{rfcEC, rfcECPrivate, rfcRSA, rfcRSAPrivate, rfcAES, rfcHMAC, rfcEd, rfcEdPair, rfcX25519, rfc7748Bob} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k, extra, err := ParseJWK(data)
		checkParsed(t, k, err)
		if err != nil {
			return
		}
		if _, err := MarshalJWK(k, extra); err != nil {
			t.Errorf("the members %v can't be written: %v", extra, err)
		}
	})
}

func FuzzDetect(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.pkcs8)
		f.Add(s.spki)
		f.Add(s.pair.Data)
		f.Add(block("PUBLIC KEY", s.spki))
	}
	f.Add([]byte(rfcECPrivate))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, format, err := Detect(data)
		checkParsed(t, k, err)
		if err == nil && format == "" {
			t.Error("a key and no format")
		}
	})
}
