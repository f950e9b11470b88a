package keytype

import "slices"

// FamilyKind says what a family is a family of.
type FamilyKind uint8

// The kinds of families.
const (
	Curves        FamilyKind = iota + 1 // psa_ecc_family_t
	FiniteFields                        // psa_dh_family_t
	ParameterSets                       // psa_slh_dsa_family_t
)

// FamilyRow describes a family.
type FamilyRow struct {
	Value Family
	Kind  FamilyKind
	// Name is what people call it, as "secp r1".
	Name string
	// GoName and CName are its constant in this package and in C.
	GoName, CName string
	// Since is the version of the specification that brought it, Section the place that defines it.
	Since, Section string
	// Legacy marks what the specification deprecates as a whole.
	Legacy bool
}

var families = [...]FamilyRow{
	{Value: SECPK1, Kind: Curves, Name: "secp k1", GoName: "SECPK1", CName: "PSA_ECC_FAMILY_SECP_K1", Since: "1.0"},
	{Value: SECPR1, Kind: Curves, Name: "secp r1", GoName: "SECPR1", CName: "PSA_ECC_FAMILY_SECP_R1", Since: "1.0"},
	{Value: SECPR2, Kind: Curves, Name: "secp r2", GoName: "SECPR2", CName: "PSA_ECC_FAMILY_SECP_R2", Since: "1.0", Legacy: true},
	{Value: SECTK1, Kind: Curves, Name: "sect k1", GoName: "SECTK1", CName: "PSA_ECC_FAMILY_SECT_K1", Since: "1.0"},
	{Value: SECTR1, Kind: Curves, Name: "sect r1", GoName: "SECTR1", CName: "PSA_ECC_FAMILY_SECT_R1", Since: "1.0"},
	{Value: SECTR2, Kind: Curves, Name: "sect r2", GoName: "SECTR2", CName: "PSA_ECC_FAMILY_SECT_R2", Since: "1.0", Legacy: true},
	{Value: BrainpoolPR1, Kind: Curves, Name: "brainpool P r1", GoName: "BrainpoolPR1", CName: "PSA_ECC_FAMILY_BRAINPOOL_P_R1", Since: "1.0"},
	{Value: FRP, Kind: Curves, Name: "FRP", GoName: "FRP", CName: "PSA_ECC_FAMILY_FRP", Since: "1.0"},
	{Value: Montgomery, Kind: Curves, Name: "Montgomery", GoName: "Montgomery", CName: "PSA_ECC_FAMILY_MONTGOMERY", Since: "1.0"},
	{Value: TwistedEdwards, Kind: Curves, Name: "twisted Edwards", GoName: "TwistedEdwards", CName: "PSA_ECC_FAMILY_TWISTED_EDWARDS", Since: "1.1"},
	{Value: RFC7919, Kind: FiniteFields, Name: "RFC 7919", GoName: "RFC7919", CName: "PSA_DH_FAMILY_RFC7919", Since: "1.0"},
	{Value: RFC3526, Kind: FiniteFields, Name: "RFC 3526", GoName: "RFC3526", CName: "PSA_DH_FAMILY_RFC3526", Since: "1.4"},
	{Value: SLHDSASHA2S, Kind: ParameterSets, Name: "SHA2 s", GoName: "SLHDSASHA2S", CName: "PSA_SLH_DSA_FAMILY_SHA2_S", Since: "1.3"},
	{Value: SLHDSASHA2F, Kind: ParameterSets, Name: "SHA2 f", GoName: "SLHDSASHA2F", CName: "PSA_SLH_DSA_FAMILY_SHA2_F", Since: "1.3"},
	{Value: SLHDSASHAKES, Kind: ParameterSets, Name: "SHAKE s", GoName: "SLHDSASHAKES", CName: "PSA_SLH_DSA_FAMILY_SHAKE_S", Since: "1.3"},
	{Value: SLHDSASHAKEF, Kind: ParameterSets, Name: "SHAKE f", GoName: "SLHDSASHAKEF", CName: "PSA_SLH_DSA_FAMILY_SHAKE_F", Since: "1.3"},
}

// Families returns the table of families, in the order of the specification. The caller owns it.
func Families() []FamilyRow {
	rows := slices.Clone(families[:])
	for i := range rows {
		rows[i].Section = typesPage + rows[i].CName
	}
	return rows
}

func (f Family) row() *FamilyRow {
	for i := range families {
		if families[i].Value == f {
			return &families[i]
		}
	}
	return nil
}

// IsWeierstrass reports whether f is a family of short Weierstrass curves, over prime or binary fields (PSA Crypto 1.5, "Elliptic Curve keys").
func (f Family) IsWeierstrass() bool { return slices.Contains(weierstrass, f) }

// Group is a curve, a finite-field group or an SLH-DSA parameter set: what a family and a size in bits name together.
type Group struct {
	Family Family
	// Bits is the size by which keys of the group are known.
	Bits int
	// Name is the short name, as "p-256".
	Name string
	// Aliases are other names, separated by spaces, without punctuation.
	Aliases string
	// FieldBits is the size in bits of the field of a curve, or of the prime of a finite-field group; 0 for a parameter set.
	FieldBits int
	// OrderBits is the size in bits of the order of the group that is computed in; 0 for a parameter set.
	OrderBits int
	// Legacy marks what the specification deprecates.
	Legacy bool
}

// The sizes of fields and orders are those of SEC 2 (version 2; version 1 for secp160r2), RFC 5639, ANSSI's FRP256v1, RFC 7748, RFC 7919 and RFC 3526.
var groups = [...]Group{
	{SECPK1, 192, "secp192k1", "", 192, 192, false},
	{SECPK1, 225, "secp224k1", "", 224, 225, false},
	{SECPK1, 256, "secp256k1", "", 256, 256, false},
	{SECPR1, 192, "p-192", "secp192r1 nistp192 prime192v1", 192, 192, false},
	{SECPR1, 224, "p-224", "secp224r1 nistp224", 224, 224, false},
	{SECPR1, 256, "p-256", "secp256r1 nistp256 prime256v1", 256, 256, false},
	{SECPR1, 384, "p-384", "secp384r1 nistp384", 384, 384, false},
	{SECPR1, 521, "p-521", "secp521r1 nistp521", 521, 521, false},
	{SECPR2, 160, "secp160r2", "", 160, 161, true},
	{SECTK1, 163, "sect163k1", "k163 nistk163", 163, 163, true},
	{SECTK1, 233, "sect233k1", "k233 nistk233", 233, 232, false},
	{SECTK1, 239, "sect239k1", "", 239, 238, false},
	{SECTK1, 283, "sect283k1", "k283 nistk283", 283, 281, false},
	{SECTK1, 409, "sect409k1", "k409 nistk409", 409, 407, false},
	{SECTK1, 571, "sect571k1", "k571 nistk571", 571, 570, false},
	{SECTR1, 163, "sect163r1", "", 163, 162, true},
	{SECTR1, 233, "sect233r1", "b233 nistb233", 233, 233, false},
	{SECTR1, 283, "sect283r1", "b283 nistb283", 283, 282, false},
	{SECTR1, 409, "sect409r1", "b409 nistb409", 409, 409, false},
	{SECTR1, 571, "sect571r1", "b571 nistb571", 571, 570, false},
	{SECTR2, 163, "sect163r2", "b163 nistb163", 163, 163, true},
	{BrainpoolPR1, 160, "brainpoolP160r1", "bp160", 160, 160, true},
	{BrainpoolPR1, 192, "brainpoolP192r1", "bp192", 192, 192, false},
	{BrainpoolPR1, 224, "brainpoolP224r1", "bp224", 224, 224, false},
	{BrainpoolPR1, 256, "brainpoolP256r1", "bp256", 256, 256, false},
	{BrainpoolPR1, 320, "brainpoolP320r1", "bp320", 320, 320, false},
	{BrainpoolPR1, 384, "brainpoolP384r1", "bp384", 384, 384, false},
	{BrainpoolPR1, 512, "brainpoolP512r1", "bp512", 512, 512, false},
	{FRP, 256, "frp256v1", "", 256, 256, false},
	{Montgomery, 255, "x25519", "curve25519", 255, 253, false},
	{Montgomery, 448, "x448", "curve448", 448, 446, false},
	{TwistedEdwards, 255, "ed25519", "edwards25519", 255, 253, false},
	{TwistedEdwards, 448, "ed448", "edwards448", 448, 446, false},
	{RFC7919, 2048, "ffdhe2048", "ffdh2048", 2048, 2047, false},
	{RFC7919, 3072, "ffdhe3072", "ffdh3072", 3072, 3071, false},
	{RFC7919, 4096, "ffdhe4096", "ffdh4096", 4096, 4095, false},
	{RFC7919, 6144, "ffdhe6144", "ffdh6144", 6144, 6143, false},
	{RFC7919, 8192, "ffdhe8192", "ffdh8192", 8192, 8191, false},
	{RFC3526, 2048, "modp2048", "modpgroup14", 2048, 2047, false},
	{RFC3526, 3072, "modp3072", "modpgroup15", 3072, 3071, false},
	{RFC3526, 4096, "modp4096", "modpgroup16", 4096, 4095, false},
	{RFC3526, 6144, "modp6144", "modpgroup17", 6144, 6143, false},
	{RFC3526, 8192, "modp8192", "modpgroup18", 8192, 8191, false},
	{SLHDSASHA2S, 128, "slh-dsa-sha2-128s", "", 0, 0, false},
	{SLHDSASHA2S, 192, "slh-dsa-sha2-192s", "", 0, 0, false},
	{SLHDSASHA2S, 256, "slh-dsa-sha2-256s", "", 0, 0, false},
	{SLHDSASHA2F, 128, "slh-dsa-sha2-128f", "", 0, 0, false},
	{SLHDSASHA2F, 192, "slh-dsa-sha2-192f", "", 0, 0, false},
	{SLHDSASHA2F, 256, "slh-dsa-sha2-256f", "", 0, 0, false},
	{SLHDSASHAKES, 128, "slh-dsa-shake-128s", "", 0, 0, false},
	{SLHDSASHAKES, 192, "slh-dsa-shake-192s", "", 0, 0, false},
	{SLHDSASHAKES, 256, "slh-dsa-shake-256s", "", 0, 0, false},
	{SLHDSASHAKEF, 128, "slh-dsa-shake-128f", "", 0, 0, false},
	{SLHDSASHAKEF, 192, "slh-dsa-shake-192f", "", 0, 0, false},
	{SLHDSASHAKEF, 256, "slh-dsa-shake-256f", "", 0, 0, false},
}

// Groups returns the table of curves, finite-field groups and SLH-DSA parameter sets, in the order of the specification. The caller owns it.
func Groups() []Group { return slices.Clone(groups[:]) }

// GroupOf returns the group that a family and a size in bits name.
func GroupOf(f Family, bits int) (Group, bool) {
	if g := groupOf(f, bits); g != nil {
		return *g, true
	}
	return Group{}, false
}

func groupOf(f Family, bits int) *Group {
	for i := range groups {
		if groups[i].Family == f && groups[i].Bits == bits {
			return &groups[i]
		}
	}
	return nil
}
