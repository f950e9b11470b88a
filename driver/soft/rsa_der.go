package soft

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// rsaParts are the numbers of a key in big-endian order without leading zeros. Those of a decoded key are parts of the encoding.
type rsaParts struct {
	n, e, d, p, q, dp, dq, qinv []byte
}

// private are the pointers to the parts in the order of RSAPrivateKey.
func (p *rsaParts) private() [8]*[]byte {
	return [...]*[]byte{&p.n, &p.e, &p.d, &p.p, &p.q, &p.dp, &p.dq, &p.qinv}
}

// public are the pointers to the parts in the order of RSAPublicKey.
func (p *rsaParts) public() [2]*[]byte { return [...]*[]byte{&p.n, &p.e} }

// decodeRSAPublic reads an RSAPublicKey (RFC 3279, section 2.3.1). It takes DER only: each key has one encoding.
func decodeRSAPublic(data []byte) (p rsaParts, ok bool) {
	parts := p.public()
	ok = decodeIntegers(data, parts[:])
	return p, ok
}

// decodeRSAPair reads an RSAPrivateKey of version 0 (RFC 8017, A.1.2), that is, of two primes. It takes DER only.
func decodeRSAPair(data []byte) (p rsaParts, ok bool) {
	var version []byte
	parts := p.private()
	ok = decodeIntegers(data, append([]*[]byte{&version}, parts[:]...)) && len(version) == 0
	return p, ok
}

// decodeIntegers reads a SEQUENCE of just as many INTEGERs, none of them negative, in DER.
func decodeIntegers(data []byte, numbers []*[]byte) bool {
	in, body := cryptobyte.String(data), cryptobyte.String(nil)
	if !in.ReadASN1(&body, asn1.SEQUENCE) || !in.Empty() {
		return false
	}
	for _, n := range numbers {
		if !body.ReadASN1Integer(n) {
			return false
		}
		*n = trimZeros(*n)
	}
	return body.Empty()
}

func trimZeros(n []byte) []byte {
	for len(n) > 0 && n[0] == 0 {
		n = n[1:]
	}
	return n
}

// appendRSAPublic appends the DER encoding of an RSAPublicKey.
func appendRSAPublic(dst []byte, p rsaParts) []byte {
	return appendIntegers(dst, p.n, p.e)
}

// appendRSAPair appends the DER encoding of an RSAPrivateKey. It reserves all the room first, so that no part of the key stays behind in memory.
func appendRSAPair(dst []byte, p rsaParts) []byte {
	return appendIntegers(dst, nil, p.n, p.e, p.d, p.p, p.q, p.dp, p.dq, p.qinv)
}

func appendIntegers(dst []byte, numbers ...[]byte) []byte {
	body := 0
	for _, n := range numbers {
		body += headerSize(integerSize(n)) + integerSize(n)
	}
	total := headerSize(body) + body
	if room := cap(dst) - len(dst); room < total {
		dst = append(make([]byte, 0, len(dst)+total), dst...)
	}
	dst = appendHeader(dst, asn1.SEQUENCE, body)
	for _, n := range numbers {
		dst = appendHeader(dst, asn1.INTEGER, integerSize(n))
		if integerSize(n) > len(n) {
			dst = append(dst, 0)
		}
		dst = append(dst, n...)
	}
	return dst
}

// integerSize is the length in bytes of the contents of an INTEGER: as few as leave the first bit, the sign, 0.
func integerSize(n []byte) int {
	if len(n) == 0 || n[0] >= 0x80 {
		return len(n) + 1
	}
	return len(n)
}

func headerSize(n int) int {
	size := 2
	if n >= 0x80 {
		for ; n > 0; n >>= 8 {
			size++
		}
	}
	return size
}

// appendHeader appends the tag and the length of a value of n bytes.
func appendHeader(dst []byte, tag asn1.Tag, n int) []byte {
	dst = append(dst, byte(tag))
	if n < 0x80 {
		return append(dst, byte(n))
	}
	digits := headerSize(n) - 2
	dst = append(dst, 0x80|byte(digits))
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, byte(n>>(8*i)))
	}
	return dst
}
