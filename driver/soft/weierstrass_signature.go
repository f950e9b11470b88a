package soft

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The specification's signatures are r || s in fixed width (PSA Crypto 1.5, PSA_ALG_ECDSA); crypto/ecdsa's are Ecdsa-Sig-Value of RFC 3279, 2.2.3.

// appendDERSignature appends the DER encoding of r and s.
func appendDERSignature(dst, r, s []byte) []byte {
	return appendIntegers(dst, trimZeros(r), trimZeros(s))
}

// appendRawSignature appends r || s, each of size bytes, of a DER encoding.
func appendRawSignature(dst, der []byte, size int) ([]byte, bool) {
	var r, s []byte
	in, body := cryptobyte.String(der), cryptobyte.String(nil)
	if !in.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&r) || !body.ReadASN1Integer(&s) || len(r) > size || len(s) > size {
		return nil, false
	}
	dst = appendPadded(dst, r, size)
	return appendPadded(dst, s, size), true
}

// appendPadded appends n with leading zeros that make it size bytes long.
func appendPadded(dst, n []byte, size int) []byte {
	for range size - len(n) {
		dst = append(dst, 0)
	}
	return append(dst, n...)
}
