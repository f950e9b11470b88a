package cheader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa/keytype"
)

// familyMask is the part of a key type that is its family.
var familyMask = keytype.ECCKeyPair(^keytype.Family(0)) &^ keytype.ECCKeyPair(0)

// familyTypes are the C types of the kinds of families.
var familyTypes = map[keytype.FamilyKind]string{keytype.Curves: "psa_ecc_family_t", keytype.FiniteFields: "psa_dh_family_t",
	keytype.ParameterSets: "psa_slh_dsa_family_t"}

// withFamilies are the kinds of key types that have families, as the middle of their macros' names, and the name of the parameter.
var withFamilies = []struct {
	name, parameter string
	kind            keytype.FamilyKind
}{
	{"ECC", "curve", keytype.Curves}, {"DH", "group", keytype.FiniteFields}, {"SLH_DSA", "set", keytype.ParameterSets},
	{"SPAKE2P", "curve", keytype.Curves}, {"WPA3_SAE_ECC", "curve", keytype.Curves}, {"WPA3_SAE_DH", "group", keytype.FiniteFields},
}

// typePredicates are the macros that test a key type, with their Go counterparts.
var typePredicates = []struct {
	name  string
	holds func(keytype.Type) bool
}{
	{"PSA_KEY_TYPE_IS_ASYMMETRIC", keytype.Type.IsAsymmetric},
	{"PSA_KEY_TYPE_IS_PUBLIC_KEY", keytype.Type.IsPublicKey},
	{"PSA_KEY_TYPE_IS_KEY_PAIR", keytype.Type.IsKeyPair},
	{"PSA_KEY_TYPE_IS_RSA", keytype.Type.IsRSA},
	{"PSA_KEY_TYPE_IS_ECC", keytype.Type.IsECC},
	{"PSA_KEY_TYPE_IS_ECC_KEY_PAIR", keytype.Type.IsECCKeyPair},
	{"PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY", keytype.Type.IsECCPublicKey},
	{"PSA_KEY_TYPE_IS_DH", keytype.Type.IsDH},
	{"PSA_KEY_TYPE_IS_DH_KEY_PAIR", keytype.Type.IsDHKeyPair},
	{"PSA_KEY_TYPE_IS_DH_PUBLIC_KEY", keytype.Type.IsDHPublicKey},
	{"PSA_KEY_TYPE_IS_ML_DSA", keytype.Type.IsMLDSA},
	{"PSA_KEY_TYPE_IS_SLH_DSA", keytype.Type.IsSLHDSA},
	{"PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR", keytype.Type.IsSLHDSAKeyPair},
	{"PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY", keytype.Type.IsSLHDSAPublicKey},
	{"PSA_KEY_TYPE_IS_ML_KEM", keytype.Type.IsMLKEM},
	{"PSA_KEY_TYPE_IS_SPAKE2P", keytype.Type.IsSPAKE2P},
	{"PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR", keytype.Type.IsSPAKE2PKeyPair},
	{"PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY", keytype.Type.IsSPAKE2PPublicKey},
	{"PSA_KEY_TYPE_IS_WPA3_SAE_ECC", keytype.Type.IsWPA3SAEECC},
	{"PSA_KEY_TYPE_IS_WPA3_SAE_DH", keytype.Type.IsWPA3SAEDH},
}

func (p *page) keyTypes() {
	p.section(`Families of curves, groups and parameter sets ("Key types").`)
	for _, f := range keytype.Families() {
		p.constant(f.CName, familyTypes[f.Kind], 2, uint64(f.Value))
	}

	p.section(`Key types ("Key types"). Legal sizes are in bits.`)
	p.comment("The type of no key.")
	p.constant("PSA_KEY_TYPE_NONE", "psa_key_type_t", 4, uint64(keytype.None))
	for _, r := range keytype.Rows() {
		if r.Families != nil {
			continue
		}
		text := fmt.Sprintf("Keys of %s bits", r.Value.LegalBits())
		if r.Note != "" {
			text += "; " + r.Note
		}
		p.comment(sentence(text))
		p.constant(r.CName, "psa_key_type_t", 4, uint64(r.Value))
	}

	p.section("Key types over a curve, a group or a parameter set, by its family; the size of the key tells which one of the family it is.")
	for _, r := range keytype.Rows() {
		if r.Families == nil {
			continue
		}
		param := parameterOf(r.CName)
		p.define(fmt.Sprintf("%s(%s)", r.CName, param), fmt.Sprintf("((psa_key_type_t)(%s | ((%s) & %s)))", hex(r.Value), param, hex(familyMask)))
	}
	for _, f := range withFamilies {
		p.define("PSA_KEY_TYPE_"+f.name+"_GET_FAMILY(type)", fmt.Sprintf("((%s)((type) & %s))", familyTypes[f.kind], hex(familyMask)))
	}

	p.section("Questions about key types. They hold for values of later versions too, and do not say that the type is one of this version.")
	unstructured := oneOf(kindsOf(keytype.Type.IsUnstructured)...)
	mask := kindMask()
	for i := range unstructured {
		unstructured[i].mask &= mask
	}
	p.define("PSA_KEY_TYPE_IS_UNSTRUCTURED(type)", "("+condition("type", unstructured)+")")
	for _, q := range typePredicates {
		p.define(q.name+"(type)", "("+testOf(q.name, q.holds, slices.Values(keytype.All())).text("type")+")")
	}
	pair := keytype.Type(0).KeyPairOf()
	p.define("PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY(type)", fmt.Sprintf("((psa_key_type_t)((type) | %s))", hex(pair)))
	p.define("PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type)", fmt.Sprintf("((psa_key_type_t)((type) & %s))", hex(^pair)))
}

func parameterOf(cname string) string {
	for _, f := range withFamilies {
		if name := "PSA_KEY_TYPE_" + f.name; cname == name || strings.HasPrefix(cname, name+"_") {
			return f.parameter
		}
	}
	panic(cname + " has no parameter")
}

// kindMask are the bits of a key type that tell whether it is a public key, a key pair or none of both.
func kindMask() keytype.Type {
	return testOf("PSA_KEY_TYPE_IS_PUBLIC_KEY", keytype.Type.IsPublicKey, slices.Values(keytype.All())).mask
}

// kindsOf are the values of those bits for the types that the predicate holds for.
func kindsOf(holds func(keytype.Type) bool) []keytype.Type {
	var kinds []keytype.Type
	for _, t := range keytype.All() {
		if k := t & kindMask(); holds(t) && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}
