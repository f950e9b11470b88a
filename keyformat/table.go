package keyformat

import (
	"crypto/ecdh"
	"strings"

	"github.com/psacrypto/psa/keytype"
)

// row is what the formats call one kind of key. Another curve or algorithm is a row, with a form of its own if its keys are laid out as no others.
type row struct {
	name string
	pair keytype.Type
	// bits is the size of all keys of the row, 0 where they differ.
	bits int
	// oid is the algorithm in PKCS#8 and SPKI, and curve the named curve that is its parameter, "" where there is none.
	oid, curve string
	// nullParameters tells that the parameters of the algorithm are NULL; else, but for a curve, they are absent.
	nullParameters bool
	// kty and crv are the names in JWK, "" where there are none.
	kty, crv string
	form     *form
	// agree is the curve where the standard library has it for key agreement, which makes public keys and checks them.
	agree ecdh.Curve
	// size is the length of a private key in bytes, 0 where they differ.
	size int
}

// form is how the keys of some rows are laid out. The public key in SPKI is in the format of PSA for all of them.
type form struct {
	// force sets the bits of a private key that are fixed, where other software leaves them; nil where none are.
	force func(data []byte)
	// parsePrivate reads the privateKey field of PKCS#8. data are new; public is the public key inside, nil where there is none.
	parsePrivate func(r *row, content []byte) (data, public []byte, err error)
	// marshalPrivate makes that field of a private key, which has been checked, and its public key.
	marshalPrivate func(r *row, data, public []byte) []byte
	// checkPair checks a key pair in the format of PSA, and returns its size in bits and its public key.
	checkPair func(r *row, data []byte) (bits int, public []byte, err error)
	// checkPublic checks a public key in the format of PSA, and returns its size in bits.
	checkPublic func(r *row, data []byte) (bits int, err error)
}

// The object identifiers are those of RFC 8017, appendix A.1, RFC 5480, section 2.1.1, and RFC 8410, section 3; the names of JWK those of RFC 7518, section 6, and
// RFC 8037, section 2.
var rows = [...]row{
	{name: "RSA", pair: keytype.RSAKeyPair, oid: "1.2.840.113549.1.1.1", nullParameters: true, kty: "RSA", form: &rsaForm},
	{
		name: "P-256", pair: keytype.ECCKeyPair(keytype.SECPR1), bits: 256, oid: oidEC, curve: "1.2.840.10045.3.1.7", kty: "EC", crv: "P-256",
		form: &weierstrassForm, agree: ecdh.P256(), size: 32,
	},
	{
		name: "P-384", pair: keytype.ECCKeyPair(keytype.SECPR1), bits: 384, oid: oidEC, curve: "1.3.132.0.34", kty: "EC", crv: "P-384",
		form: &weierstrassForm, agree: ecdh.P384(), size: 48,
	},
	{
		name: "P-521", pair: keytype.ECCKeyPair(keytype.SECPR1), bits: 521, oid: oidEC, curve: "1.3.132.0.35", kty: "EC", crv: "P-521",
		form: &weierstrassForm, agree: ecdh.P521(), size: 66,
	},
	{
		name: "X25519", pair: keytype.ECCKeyPair(keytype.Montgomery), bits: 255, oid: "1.3.101.110", kty: "OKP", crv: "X25519",
		form: &montgomeryForm, agree: ecdh.X25519(), size: 32,
	},
	{
		name: "Ed25519", pair: keytype.ECCKeyPair(keytype.TwistedEdwards), bits: 255, oid: "1.3.101.112", kty: "OKP", crv: "Ed25519",
		form: &edwardsForm, size: 32,
	},
	{
		name: "X448", pair: keytype.ECCKeyPair(keytype.Montgomery), bits: 448, oid: "1.3.101.111", kty: "OKP", crv: "X448",
		form: &x448Form, size: 56,
	},
	{
		name: "Ed448", pair: keytype.ECCKeyPair(keytype.TwistedEdwards), bits: 448, oid: "1.3.101.113", kty: "OKP", crv: "Ed448",
		form: &ed448Form, size: 57,
	},
}

// oidEC is id-ecPublicKey (RFC 5480, section 2.1.1).
const oidEC = "1.2.840.10045.2.1"

// public is the type of the row's public keys.
func (r *row) public() keytype.Type { return r.pair.PublicKeyOf() }

// rowOf finds the row of a key pair or public key.
func rowOf(t keytype.Type, bits int) *row {
	for i := range rows {
		if r := &rows[i]; (t == r.pair || t == r.public()) && (r.bits == 0 || r.bits == bits) {
			return r
		}
	}
	return nil
}

// rowOfJWK finds the row of a key type and curve of JWK.
func rowOfJWK(kty, crv string) *row {
	for i := range rows {
		if r := &rows[i]; r.kty == kty && r.crv == crv {
			return r
		}
	}
	return nil
}

// names lists the rows for people.
func names() string {
	all := make([]string, len(rows))
	for i := range rows {
		all[i] = rows[i].name
	}
	return strings.Join(all, ", ")
}
