package keyformat

import (
	"bytes"
	"encoding/pem"
	"strings"

	"github.com/psacrypto/psa"
)

// The labels of PEM blocks (RFC 7468, sections 10, 11 and 13; the older ones are OpenSSL's).
const (
	labelPrivate    = "PRIVATE KEY"
	labelPublic     = "PUBLIC KEY"
	labelRSAPrivate = "RSA PRIVATE KEY"
	labelRSAPublic  = "RSA PUBLIC KEY"
	labelECPrivate  = "EC PRIVATE KEY"
	labelECCurve    = "EC PARAMETERS"
)

// otherPEM tells what to do with blocks that are not read here.
var otherPEM = map[string]string{
	"ENCRYPTED PRIVATE KEY": "the private key is encrypted; decrypt it first, as openssl pkey -in FILE -out PLAIN does",
	"OPENSSH PRIVATE KEY":   "the private key is in the format of OpenSSH; convert a copy of it first, as ssh-keygen -p -m PKCS8 -f COPY does",
	"CERTIFICATE":           "the block is a certificate; take its public key first, as openssl x509 -in FILE -noout -pubkey does",
	"CERTIFICATE REQUEST":   "the block is a certificate request; take its public key first, as openssl req -in FILE -noout -pubkey does",
	"DSA PRIVATE KEY":       "DSA keys have no type in the PSA Crypto API",
}

const beginPEM = "-----BEGIN "

// ParsePEM reads a key from PEM: "PRIVATE KEY", "PUBLIC KEY", "RSA PRIVATE KEY", "RSA PUBLIC KEY" or "EC PRIVATE KEY", the last also with the "EC PARAMETERS"
// that OpenSSL puts before it. Text may stand before the block, but nothing behind it: one file is one key.
// The data of the Key are new, and belong to the caller.
// Errors: as [ParsePKCS8] and [ParseSPKI]; NOT_SUPPORTED for encrypted keys and other blocks.
func ParsePEM(data []byte) (Key, error) {
	block, rest, err := nextPEM(data)
	if err != nil {
		return Key{}, err
	}
	curve := ""
	if block.Type == labelECCurve {
		if curve, err = readCurve(block.Bytes); err != nil {
			return Key{}, err
		}
		if block, rest, err = nextPEM(rest); err != nil {
			return Key{}, err
		}
		if block.Type != labelECPrivate {
			clear(block.Bytes)
			return Key{}, psa.Errorf(psa.ErrInvalidArgument, "behind %q there is %q, and no %q", labelECCurve, block.Type, labelECPrivate)
		}
	}
	defer clear(block.Bytes)
	if len(bytes.TrimSpace(rest)) > 0 {
		return Key{}, psa.Errorf(psa.ErrInvalidArgument, "something follows the block %q; give one key alone", block.Type)
	}
	switch block.Type {
	case labelPrivate:
		return ParsePKCS8(block.Bytes)
	case labelPublic:
		return ParseSPKI(block.Bytes)
	case labelRSAPrivate:
		return parseRSAPrivate(block.Bytes)
	case labelRSAPublic:
		return rsaRow().parsePublic(block.Bytes)
	}
	return parseECPrivate(block.Bytes, curve)
}

// readCurve reads the name of a curve (ECParameters of RFC 5480, section 2.1.1).
func readCurve(der []byte) (string, error) {
	d := &reader{rest: der}
	if d.next(tagSequence) {
		return "", explicitCurve()
	}
	curve := d.oid()
	if err := d.done(); err != nil {
		return "", malformed("name of the curve", err)
	}
	return curve, nil
}

// nextPEM reads the next block, which has a label that ParsePEM knows.
func nextPEM(data []byte) (*pem.Block, []byte, error) {
	at := bytes.Index(data, []byte(beginPEM))
	if at < 0 {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "there is no PEM block, which begins with %q", beginPEM)
	}
	data = data[at:]
	block, rest := pem.Decode(data)
	// The standard library passes over blocks that it can't read.
	if block == nil || bytes.Count(data[:len(data)-len(rest)], []byte(beginPEM)) != 1 {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the PEM block is malformed")
	}
	refuse := func(s psa.Status, format string, args ...any) (*pem.Block, []byte, error) {
		clear(block.Bytes)
		return nil, nil, psa.Errorf(s, format, args...)
	}
	if what := otherPEM[block.Type]; what != "" {
		return refuse(psa.ErrNotSupported, "%s", what)
	}
	switch block.Type {
	case labelPrivate, labelPublic, labelRSAPrivate, labelRSAPublic, labelECPrivate, labelECCurve:
	default:
		return refuse(psa.ErrNotSupported, "the PEM block %q is no key of a kind that is known here", block.Type)
	}
	if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
		return refuse(psa.ErrNotSupported, "%s", otherPEM["ENCRYPTED PRIVATE KEY"])
	}
	if len(block.Headers) > 0 {
		return refuse(psa.ErrInvalidArgument, "the PEM block %q has headers, which RFC 7468 does away with", block.Type)
	}
	return block, rest, nil
}

// MarshalPEM writes a key pair as "PRIVATE KEY" (PKCS#8, not encrypted) and a public key as "PUBLIC KEY" (SPKI). The bytes belong to the caller, who
// wipes them. Errors: as [MarshalPKCS8] and [MarshalSPKI].
func MarshalPEM(k Key) ([]byte, error) {
	marshal, label := MarshalPKCS8, labelPrivate
	if k.Type.IsPublicKey() {
		marshal, label = MarshalSPKI, labelPublic
	}
	der, err := marshal(k)
	if err != nil {
		return nil, err
	}
	defer clear(der)
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}), nil
}

func rsaRow() *row { return rowOfJWK("RSA", "", "") }

// parseRSAPrivate reads an RSAPrivateKey (RFC 8017, appendix A.1.2).
func parseRSAPrivate(der []byte) (Key, error) {
	k, _, err := rsaRow().parsePair(der)
	return k, err
}

// parseECPrivate reads an ECPrivateKey (RFC 5915) that stands alone, and so has to name its curve, unless that is given.
func parseECPrivate(der []byte, curve string) (Key, error) {
	_, _, inside, err := readECPrivateKey(der)
	if err != nil {
		return Key{}, err
	}
	if curve == "" {
		curve = inside
	}
	if curve == "" {
		return Key{}, psa.Errorf(psa.ErrInvalidArgument, "the EC private key does not name its curve")
	}
	r, err := rowOfCurve(curve)
	if err != nil {
		return Key{}, err
	}
	k, _, err := r.parsePair(der)
	return k, err
}
