package keytype

import "slices"

// Row describes a kind of key: a type, or for types over a group the type of every family.
type Row struct {
	// Value is the type, with a family of 0 where the kind takes one.
	Value Type
	// Name is what people call it, as "ECC key pair".
	Name string
	// Slug is the beginning of its short names, as "ecc".
	Slug string
	// Aliases are further spellings of Slug, separated by spaces, without punctuation.
	Aliases string
	// GoName and CName are its constant or constructor in this package and in C.
	GoName, CName string
	// Families are the families it can have; nil for a kind without.
	Families []Family
	// Sizes are the legal sizes in bits. For a kind over a group they are those of the groups ([Groups]), from Sizes.Min on.
	Sizes Sizes
	// Since is the version of the specification that brought it.
	Since string
	// Section is the place in the specification that defines it.
	Section string
	// Legacy marks what the specification deprecates.
	Legacy bool
	// Note says why it is legacy, or what else is to know; may be "".
	Note string
}

// Sizes tells which sizes in bits are legal: those of List, or, where List is nil, the multiples of Step from Min to Max, and without a limit where
// Max is 0.
type Sizes struct {
	List           []int
	Min, Max, Step int
	// Usual are the sizes to show, generate and test where there are too many to list them all.
	Usual []int
	// Words says it for people, where the numbers alone would not.
	Words string
}

var (
	anyBytes       = Sizes{Min: 8, Step: 8, Usual: []int{8, 128, 256, 512, 1024}}
	blockSizes     = Sizes{List: []int{128, 192, 256, 384, 512}, Words: "128, 192 or 256 (for XTS 256, 384 or 512)"}
	rsaSizes       = Sizes{Min: 512, Max: 8192, Step: 1, Usual: []int{1024, 2048, 3072, 4096}}
	only256        = Sizes{List: []int{256}}
	strengths      = Sizes{List: []int{128, 192, 256}, Words: "128 (ML-DSA-44), 192 (ML-DSA-65) or 256 (ML-DSA-87)"}
	kemSizes       = Sizes{List: []int{512, 768, 1024}}
	statefulSizes  = Sizes{List: []int{192, 256}}
	weierstrass    = []Family{SECPK1, SECPR1, SECPR2, SECTK1, SECTR1, SECTR2, BrainpoolPR1, FRP}
	eccFamilies    = append(slices.Clip(weierstrass), Montgomery, TwistedEdwards)
	dhFamilies     = []Family{RFC7919, RFC3526}
	slhdsaFamilies = []Family{SLHDSASHA2S, SLHDSASHA2F, SLHDSASHAKES, SLHDSASHAKEF}
	spake2pCurves  = []Family{SECPR1, TwistedEdwards}
	wpa3Curves     = []Family{SECPR1, BrainpoolPR1}
)

const typesPage = "doc/crypto/api/keys/types.rst, "

// table is the one registry of key types. Lookups go from the top, so the order is that of the specification.
var table = [...]Row{
	{Value: RawData, Name: "raw data", Slug: "raw-data", Aliases: "raw data", GoName: "RawData", CName: "PSA_KEY_TYPE_RAW_DATA", Sizes: anyBytes, Since: "1.0",
		Note: "not a key: bytes to keep, and inputs of key derivation that are no secret"},
	{Value: Derive, Name: "derive", Slug: "derive", Aliases: "derivation secret", GoName: "Derive", CName: "PSA_KEY_TYPE_DERIVE", Sizes: anyBytes, Since: "1.0"},
	{Value: Password, Name: "password", Slug: "password", Aliases: "passphrase", GoName: "Password", CName: "PSA_KEY_TYPE_PASSWORD", Sizes: anyBytes, Since: "1.1"},
	{Value: PasswordHash, Name: "password hash", Slug: "password-hash", GoName: "PasswordHash", CName: "PSA_KEY_TYPE_PASSWORD_HASH", Sizes: anyBytes, Since: "1.1"},
	{Value: Pepper, Name: "pepper", Slug: "pepper", GoName: "Pepper", CName: "PSA_KEY_TYPE_PEPPER", Sizes: anyBytes, Since: "1.1"},
	{Value: HMAC, Name: "HMAC", Slug: "hmac", GoName: "HMAC", CName: "PSA_KEY_TYPE_HMAC", Sizes: anyBytes, Since: "1.0"},
	{Value: AES, Name: "AES", Slug: "aes", GoName: "AES", CName: "PSA_KEY_TYPE_AES", Sizes: blockSizes, Since: "1.0"},
	{Value: ARIA, Name: "ARIA", Slug: "aria", GoName: "ARIA", CName: "PSA_KEY_TYPE_ARIA", Sizes: blockSizes, Since: "1.1"},
	{Value: DES, Name: "DES", Slug: "des", GoName: "DES", CName: "PSA_KEY_TYPE_DES", Since: "1.0", Legacy: true,
		Sizes: Sizes{List: []int{64, 128, 192}, Words: "64 (DES), 128 (2-key Triple-DES) or 192 (3-key Triple-DES)"},
		Note:  "single DES and 2-key Triple-DES are weak and strongly deprecated, 3-key Triple-DES is weak and deprecated"},
	{Value: Camellia, Name: "Camellia", Slug: "camellia", GoName: "Camellia", CName: "PSA_KEY_TYPE_CAMELLIA", Sizes: blockSizes, Since: "1.0"},
	{Value: SM4, Name: "SM4", Slug: "sm4", GoName: "SM4", CName: "PSA_KEY_TYPE_SM4", Since: "1.0",
		Sizes: Sizes{List: []int{128, 256}, Words: "128 (for XTS 256)"}},
	{Value: ARC4, Name: "ARC4", Slug: "arc4", Aliases: "rc4", GoName: "ARC4", CName: "PSA_KEY_TYPE_ARC4", Since: "1.0", Legacy: true,
		Sizes: Sizes{Min: 40, Max: 2048, Step: 8, Usual: []int{40, 128, 256, 2048}}, Note: "weak and deprecated"},
	{Value: ChaCha20, Name: "ChaCha20", Slug: "chacha20", GoName: "ChaCha20", CName: "PSA_KEY_TYPE_CHACHA20", Sizes: only256, Since: "1.0"},
	{Value: XChaCha20, Name: "XChaCha20", Slug: "xchacha20", GoName: "XChaCha20", CName: "PSA_KEY_TYPE_XCHACHA20", Sizes: only256, Since: "1.2"},
	{Value: Ascon, Name: "Ascon", Slug: "ascon", GoName: "Ascon", CName: "PSA_KEY_TYPE_ASCON", Since: "1.4",
		Sizes: Sizes{List: []int{128, 256}, Words: "128 or 256 (with nonce masking)"}},
	{Value: BLAKE2, Name: "BLAKE2", Slug: "blake2", GoName: "BLAKE2", CName: "PSA_KEY_TYPE_BLAKE2", Since: "1.5",
		Sizes: Sizes{Min: 8, Max: 512, Step: 8, Usual: []int{128, 256, 512}, Words: "multiples of 8 from 8 to 512 (to 256 for BLAKE2s and BLAKE2sp)"}},
	{Value: baseWPA3SAEECC, Name: "WPA3-SAE token", Slug: "wpa3-sae", Aliases: "wpa3saetoken", GoName: "WPA3SAEECC", CName: "PSA_KEY_TYPE_WPA3_SAE_ECC",
		Families: wpa3Curves, Since: "1.4"},
	{Value: baseWPA3SAEDH, Name: "WPA3-SAE token", Slug: "wpa3-sae", Aliases: "wpa3saetoken", GoName: "WPA3SAEDH", CName: "PSA_KEY_TYPE_WPA3_SAE_DH",
		Families: []Family{RFC3526}, Since: "1.4"},
	{Value: RSAKeyPair, Name: "RSA key pair", Slug: "rsa", GoName: "RSAKeyPair", CName: "PSA_KEY_TYPE_RSA_KEY_PAIR", Sizes: rsaSizes, Since: "1.0"},
	{Value: RSAPublicKey, Name: "RSA public key", Slug: "rsa", GoName: "RSAPublicKey", CName: "PSA_KEY_TYPE_RSA_PUBLIC_KEY", Sizes: rsaSizes, Since: "1.0"},
	{Value: baseECCKeyPair, Name: "ECC key pair", Slug: "ecc", Aliases: "ec", GoName: "ECCKeyPair", CName: "PSA_KEY_TYPE_ECC_KEY_PAIR", Families: eccFamilies,
		Since: "1.0"},
	{Value: baseECCPublicKey, Name: "ECC public key", Slug: "ecc", Aliases: "ec", GoName: "ECCPublicKey", CName: "PSA_KEY_TYPE_ECC_PUBLIC_KEY",
		Families: eccFamilies, Since: "1.0"},
	{Value: baseDHKeyPair, Name: "DH key pair", Slug: "dh", GoName: "DHKeyPair", CName: "PSA_KEY_TYPE_DH_KEY_PAIR", Families: dhFamilies, Since: "1.0"},
	{Value: baseDHPublicKey, Name: "DH public key", Slug: "dh", GoName: "DHPublicKey", CName: "PSA_KEY_TYPE_DH_PUBLIC_KEY", Families: dhFamilies, Since: "1.0"},
	{Value: LMSPublicKey, Name: "LMS public key", Slug: "lms", GoName: "LMSPublicKey", CName: "PSA_KEY_TYPE_LMS_PUBLIC_KEY", Sizes: statefulSizes, Since: "1.3"},
	{Value: HSSPublicKey, Name: "HSS public key", Slug: "hss", GoName: "HSSPublicKey", CName: "PSA_KEY_TYPE_HSS_PUBLIC_KEY", Sizes: statefulSizes, Since: "1.3"},
	{Value: XMSSPublicKey, Name: "XMSS public key", Slug: "xmss", GoName: "XMSSPublicKey", CName: "PSA_KEY_TYPE_XMSS_PUBLIC_KEY", Sizes: statefulSizes,
		Since: "1.3"},
	{Value: XMSSMTPublicKey, Name: "XMSS^MT public key", Slug: "xmss-mt", GoName: "XMSSMTPublicKey", CName: "PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY",
		Sizes: statefulSizes, Since: "1.3"},
	{Value: MLDSAKeyPair, Name: "ML-DSA key pair", Slug: "ml-dsa", GoName: "MLDSAKeyPair", CName: "PSA_KEY_TYPE_ML_DSA_KEY_PAIR", Sizes: strengths, Since: "1.3"},
	{Value: MLDSAPublicKey, Name: "ML-DSA public key", Slug: "ml-dsa", GoName: "MLDSAPublicKey", CName: "PSA_KEY_TYPE_ML_DSA_PUBLIC_KEY", Sizes: strengths,
		Since: "1.3"},
	{Value: baseSLHDSAKeyPair, Name: "SLH-DSA key pair", Slug: "slh-dsa", GoName: "SLHDSAKeyPair", CName: "PSA_KEY_TYPE_SLH_DSA_KEY_PAIR",
		Families: slhdsaFamilies, Since: "1.3"},
	{Value: baseSLHDSAPublicKey, Name: "SLH-DSA public key", Slug: "slh-dsa", GoName: "SLHDSAPublicKey", CName: "PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY",
		Families: slhdsaFamilies, Since: "1.3"},
	{Value: MLKEMKeyPair, Name: "ML-KEM key pair", Slug: "ml-kem", GoName: "MLKEMKeyPair", CName: "PSA_KEY_TYPE_ML_KEM_KEY_PAIR", Sizes: kemSizes, Since: "1.3"},
	{Value: MLKEMPublicKey, Name: "ML-KEM public key", Slug: "ml-kem", GoName: "MLKEMPublicKey", CName: "PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY", Sizes: kemSizes,
		Since: "1.3"},
	{Value: baseSPAKE2PKeyPair, Name: "SPAKE2+ key pair", Slug: "spake2p", Aliases: "spake2 spake2plus", GoName: "SPAKE2PKeyPair",
		CName: "PSA_KEY_TYPE_SPAKE2P_KEY_PAIR", Families: spake2pCurves, Sizes: Sizes{Min: 255}, Since: "1.2",
		Note: "the curves are those of the cipher suites of RFC 9383, section 4"},
	{Value: baseSPAKE2PPublicKey, Name: "SPAKE2+ public key", Slug: "spake2p", Aliases: "spake2 spake2plus", GoName: "SPAKE2PPublicKey",
		CName: "PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY", Families: spake2pCurves, Sizes: Sizes{Min: 255}, Since: "1.2",
		Note: "the curves are those of the cipher suites of RFC 9383, section 4"},
}

// Rows returns the table of key types, in the order of the specification. The caller owns it.
func Rows() []Row {
	rows := slices.Clone(table[:])
	for i := range rows {
		r := &rows[i]
		r.Section = typesPage + r.CName
		r.Families = slices.Clone(r.Families)
		r.Sizes.List = slices.Clone(r.Sizes.List)
		r.Sizes.Usual = slices.Clone(r.Sizes.Usual)
	}
	return rows
}

// Types returns the types of the row: one for each family, or the one type of a row without families.
func (r Row) Types() []Type {
	if r.Families == nil {
		return []Type{r.Value}
	}
	types := make([]Type, len(r.Families))
	for i, f := range r.Families {
		types[i] = join(r.Value, f)
	}
	return types
}

// All returns every type that the specification defines, each with each of its families.
func All() []Type {
	var all []Type
	for i := range table {
		all = append(all, table[i].Types()...)
	}
	return all
}

// row finds the row of t, whatever its family, or nil.
func (t Type) row() *Row {
	value := t
	if t.hasFamily() {
		value = t.base()
	}
	for i := range table {
		if table[i].Value == value {
			return &table[i]
		}
	}
	return nil
}

// Valid reports whether the specification defines t, its family included.
func (t Type) Valid() bool {
	r := t.row()
	return r != nil && (r.Families == nil || slices.Contains(r.Families, t.Family()))
}

// IsLegacy reports whether the specification deprecates all keys of type t. Single curves can be deprecated too: see [Groups].
func (t Type) IsLegacy() bool { r := t.row(); return r != nil && r.Legacy }
