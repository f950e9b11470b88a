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

	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
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
	// group is the curve of the rows of weierstrassForm and montgomeryForm.
	group *group
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
	onCurve("P-256", keytype.SECPR1, 256, "1.2.840.10045.3.1.7", standard(ecdh.P256())).withJWK("P-256"),
	onCurve("P-384", keytype.SECPR1, 384, "1.3.132.0.34", standard(ecdh.P384())).withJWK("P-384"),
	onCurve("P-521", keytype.SECPR1, 521, "1.3.132.0.35", standard(ecdh.P521())).withJWK("P-521"),
	onCurve("secp192k1", keytype.SECPK1, 192, oidSECG+"31", prime(weierstrass.SECP192k1, 24)),
	onCurve("secp224k1", keytype.SECPK1, 225, oidSECG+"32", prime(weierstrass.SECP224k1, 28)),
	onCurve("secp256k1", keytype.SECPK1, 256, oidSECG+"10", prime(weierstrass.SECP256k1, 32)).withJWK("secp256k1"),
	onCurve("P-192", keytype.SECPR1, 192, "1.2.840.10045.3.1.1", prime(weierstrass.SECP192r1, 24)),
	onCurve("P-224", keytype.SECPR1, 224, oidSECG+"33", prime(weierstrass.SECP224r1, 28)),
	onCurve("secp160r2", keytype.SECPR2, 160, oidSECG+"30", prime(weierstrass.SECP160r2, 20)),
	onCurve("brainpoolP160r1", keytype.BrainpoolPR1, 160, oidBrainpool+"1", prime(weierstrass.BrainpoolP160r1, 20)),
	onCurve("brainpoolP192r1", keytype.BrainpoolPR1, 192, oidBrainpool+"3", prime(weierstrass.BrainpoolP192r1, 24)),
	onCurve("brainpoolP224r1", keytype.BrainpoolPR1, 224, oidBrainpool+"5", prime(weierstrass.BrainpoolP224r1, 28)),
	onCurve("brainpoolP256r1", keytype.BrainpoolPR1, 256, oidBrainpool+"7", prime(weierstrass.BrainpoolP256r1, 32)),
	onCurve("brainpoolP320r1", keytype.BrainpoolPR1, 320, oidBrainpool+"9", prime(weierstrass.BrainpoolP320r1, 40)),
	onCurve("brainpoolP384r1", keytype.BrainpoolPR1, 384, oidBrainpool+"11", prime(weierstrass.BrainpoolP384r1, 48)),
	onCurve("brainpoolP512r1", keytype.BrainpoolPR1, 512, oidBrainpool+"13", prime(weierstrass.BrainpoolP512r1, 64)),
	onCurve("FRP256v1", keytype.FRP, 256, "1.2.250.1.223.101.256.1", prime(weierstrass.FRP256v1, 32)),
	onCurve("sect163k1", keytype.SECTK1, 163, oidSECG+"1", even(binary.SECT163k1, 21)),
	onCurve("sect233k1", keytype.SECTK1, 233, oidSECG+"26", even(binary.SECT233k1, 30).within(29)),
	onCurve("sect239k1", keytype.SECTK1, 239, oidSECG+"3", even(binary.SECT239k1, 30)),
	onCurve("sect283k1", keytype.SECTK1, 283, oidSECG+"16", even(binary.SECT283k1, 36)),
	onCurve("sect409k1", keytype.SECTK1, 409, oidSECG+"36", even(binary.SECT409k1, 52).within(51)),
	onCurve("sect571k1", keytype.SECTK1, 571, oidSECG+"38", even(binary.SECT571k1, 72)),
	onCurve("sect163r1", keytype.SECTR1, 163, oidSECG+"2", even(binary.SECT163r1, 21)),
	onCurve("sect233r1", keytype.SECTR1, 233, oidSECG+"27", even(binary.SECT233r1, 30)),
	onCurve("sect283r1", keytype.SECTR1, 283, oidSECG+"17", even(binary.SECT283r1, 36)),
	onCurve("sect409r1", keytype.SECTR1, 409, oidSECG+"37", even(binary.SECT409r1, 52)),
	onCurve("sect571r1", keytype.SECTR1, 571, oidSECG+"39", even(binary.SECT571r1, 72)),
	onCurve("sect163r2", keytype.SECTR2, 163, oidSECG+"15", even(binary.SECT163r2, 21)),
	{
		name: "X25519", pair: keytype.ECCKeyPair(keytype.Montgomery), bits: 255, oid: "1.3.101.110", kty: "OKP", crv: "X25519",
		form: &montgomeryForm, group: standard(ecdh.X25519()), size: 32,
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
