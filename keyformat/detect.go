package keyformat

import (
	"bytes"

	"github.com/psacrypto/psa"
)

// The formats that [Detect] tells.
const (
	FormatPEM   = "PEM"
	FormatPKCS8 = "PKCS#8"
	FormatSPKI  = "SPKI"
	FormatPKCS1 = "PKCS#1"
	FormatSEC1  = "SEC 1"
	FormatJWK   = "JWK"
)

// Detect reads a key in whatever format the bytes have: PEM; PKCS#8, SPKI, RSAPrivateKey, RSAPublicKey or ECPrivateKey in DER; or JWK, whose other members
// are passed over. It returns the format, one of the constants, also with an error, once that is clear, and "" before.
// The data of the Key are new, and belong to the caller.
// Errors: those of the format; INVALID_ARGUMENT for bytes in none of them.
func Detect(data []byte) (k Key, format string, err error) {
	text := bytes.TrimSpace(data)
	switch {
	case len(text) > 0 && text[0] == '{':
		k, _, err = ParseJWK(data)
		return k, FormatJWK, err
	case bytes.Contains(data, []byte(beginPEM)):
		k, err = ParsePEM(data)
		return k, FormatPEM, err
	case bytes.HasPrefix(text, []byte("eyJ")) && bytes.Count(text, []byte{'.'}) == 4:
		return Key{}, "", psa.Errorf(psa.ErrNotSupported, "the key is a JWK that is encrypted (JWE); decrypt it first")
	case len(data) > 0 && data[0] == tagSequence:
		return detectDER(data)
	}
	return Key{}, "", psa.Errorf(psa.ErrInvalidArgument, "the key is neither PEM, nor DER, nor JWK")
}

// detectDER tells the formats by their first two fields: a version and an algorithm are PKCS#8, a version and an OCTET STRING an ECPrivateKey, two
// numbers and no more an RSAPublicKey, more an RSAPrivateKey; two sequences would be a certificate.
func detectDER(der []byte) (k Key, format string, err error) {
	d := &reader{rest: der}
	s := d.sequence(tagSequence)
	switch {
	case s.next(tagInteger):
		s.field(tagInteger)
		switch {
		case s.next(tagSequence):
			k, err = ParsePKCS8(der)
			return k, FormatPKCS8, err
		case s.next(tagOctetString):
			k, err = parseECPrivate(der, "")
			return k, FormatSEC1, err
		case s.next(tagInteger):
			s.field(tagInteger)
			if s.err == nil && len(s.rest) == 0 {
				k, err = rsaRow().parsePublic(der)
			} else {
				k, err = parseRSAPrivate(der)
			}
			return k, FormatPKCS1, err
		}
	case s.next(tagSequence):
		s.field(tagSequence)
		switch {
		case s.next(tagBitString):
			k, err = ParseSPKI(der)
			return k, FormatSPKI, err
		case s.next(tagOctetString):
			return Key{}, FormatPKCS8, encrypted()
		case s.next(tagSequence):
			return Key{}, "", psa.Errorf(psa.ErrNotSupported, "%s", otherPEM["CERTIFICATE"])
		}
	}
	return Key{}, "", psa.Errorf(psa.ErrInvalidArgument, "the DER is neither PKCS#8, nor SPKI, nor an RSA or EC private key")
}
