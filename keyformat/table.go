package keyformat

import (
	"crypto/ecdh"
	"strings"

	"github.com/cloudflare/circl/kem/mlkem/mlkem1024"
	"github.com/cloudflare/circl/kem/mlkem/mlkem512"
	"github.com/cloudflare/circl/kem/mlkem/mlkem768"
	"github.com/cloudflare/circl/sign/mldsa/mldsa44"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	"github.com/cloudflare/circl/sign/mldsa/mldsa87"

	"github.com/psacrypto/psa/keytype"
)

// row is what the formats call one kind of key. Another curve or algorithm is a row, with a form of its own if its keys are laid out as no others.
type row struct {
	name string
	// pair is the type of key pairs, or of public keys where there are only those.
	pair keytype.Type
	// bits is the size of all keys of the row, 0 where they differ.
	bits int
	// oid is the algorithm in PKCS#8 and SPKI, and curve the named curve that is its parameter, "" where there is none.
	oid, curve string
	// nullParameters tells that the parameters of the algorithm are NULL; else, but for a curve, they are absent.
	nullParameters bool
	// kty and crv are the names in JWK, "" where there are none; alg is the one that keys of kty AKP have in the place of crv.
	kty, crv, alg string
	form          *form
	// agree is the curve where the standard library has it for key agreement, which makes public keys and checks them.
	agree ecdh.Curve
	// lattice is for the rows of latticeForm.
	lattice *lattice
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
// RFC 8037, section 2. Those of post-quantum keys are from RFC 9881, RFC 9935, RFC 9909, RFC 9708 and RFC 9802, and from RFC 9964 for JWK.
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
	{
		name: "ML-DSA-44", pair: keytype.MLDSAKeyPair, bits: 128, oid: oidNIST + "3.17", kty: "AKP", alg: "ML-DSA-44",
		form: &latticeForm, lattice: mldsaLattice(mldsa44.Scheme()), size: 32,
	},
	{
		name: "ML-DSA-65", pair: keytype.MLDSAKeyPair, bits: 192, oid: oidNIST + "3.18", kty: "AKP", alg: "ML-DSA-65",
		form: &latticeForm, lattice: mldsaLattice(mldsa65.Scheme()), size: 32,
	},
	{
		name: "ML-DSA-87", pair: keytype.MLDSAKeyPair, bits: 256, oid: oidNIST + "3.19", kty: "AKP", alg: "ML-DSA-87",
		form: &latticeForm, lattice: mldsaLattice(mldsa87.Scheme()), size: 32,
	},
	{name: "ML-KEM-512", pair: keytype.MLKEMKeyPair, bits: 512, oid: oidNIST + "4.1", form: &latticeForm, lattice: mlkemLattice(mlkem512.Scheme()), size: 64},
	{name: "ML-KEM-768", pair: keytype.MLKEMKeyPair, bits: 768, oid: oidNIST + "4.2", form: &latticeForm, lattice: mlkemLattice(mlkem768.Scheme()), size: 64},
	{name: "ML-KEM-1024", pair: keytype.MLKEMKeyPair, bits: 1024, oid: oidNIST + "4.3", form: &latticeForm, lattice: mlkemLattice(mlkem1024.Scheme()), size: 64},
	{name: "SLH-DSA-SHA2-128s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), bits: 128, oid: oidNIST + "3.20", form: &slhdsaForm},
	{name: "SLH-DSA-SHA2-128f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), bits: 128, oid: oidNIST + "3.21", form: &slhdsaForm},
	{name: "SLH-DSA-SHA2-192s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), bits: 192, oid: oidNIST + "3.22", form: &slhdsaForm},
	{name: "SLH-DSA-SHA2-192f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), bits: 192, oid: oidNIST + "3.23", form: &slhdsaForm},
	{name: "SLH-DSA-SHA2-256s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), bits: 256, oid: oidNIST + "3.24", form: &slhdsaForm},
	{name: "SLH-DSA-SHA2-256f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), bits: 256, oid: oidNIST + "3.25", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-128s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKES), bits: 128, oid: oidNIST + "3.26", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-128f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), bits: 128, oid: oidNIST + "3.27", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-192s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKES), bits: 192, oid: oidNIST + "3.28", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-192f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), bits: 192, oid: oidNIST + "3.29", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-256s", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKES), bits: 256, oid: oidNIST + "3.30", form: &slhdsaForm},
	{name: "SLH-DSA-SHAKE-256f", pair: keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), bits: 256, oid: oidNIST + "3.31", form: &slhdsaForm},
	{name: "HSS", pair: keytype.HSSPublicKey, oid: "1.2.840.113549.1.9.16.3.17", form: &statefulForm},
	{name: "XMSS", pair: keytype.XMSSPublicKey, oid: "1.3.6.1.5.5.7.6.34", form: &statefulForm},
	{name: "XMSS^MT", pair: keytype.XMSSMTPublicKey, oid: "1.3.6.1.5.5.7.6.35", form: &statefulForm},
}

// oidNIST is where the identifiers of NIST's signatures (3) and key encapsulations (4) begin.
const oidNIST = "2.16.840.1.101.3.4."

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

// rowOfJWK finds the row of a key type of JWK and its curve or algorithm.
func rowOfJWK(kty, crv, alg string) *row {
	for i := range rows {
		if r := &rows[i]; r.kty == kty && r.crv == crv && r.alg == alg && kty != "" {
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
