package cheader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// kindIn is the condition that key_type is of one of the rows, whatever its family.
func kindIn(rows ...keytype.Row) string {
	var terms []term[keytype.Type]
	for _, r := range rows {
		t := term[keytype.Type]{^keytype.Type(0), r.Value}
		if r.Families != nil {
			t.mask &^= familyMask
		}
		terms = append(terms, t)
	}
	return condition("key_type", merged(terms))
}

// together groups rows that have the same text, in the order of the table.
func together(rows []keytype.Row, text func(keytype.Row) string) (groups [][]keytype.Row) {
	var texts []string
	for _, r := range rows {
		t := text(r)
		i := slices.Index(texts, t)
		if i < 0 {
			i = len(texts)
			texts = append(texts, t)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

func (p *page) keySizes() {
	p.section(`Keys ("Key types", "Key management").`)
	p.define("PSA_BLOCK_CIPHER_BLOCK_LENGTH(type)", "((size_t)1 << ((type) >> 8 & 7u))")
	p.most("PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE", "", keytype.BlockCipherBlockMaxSize)
	p.part("PSACRYPTO_FAMILY(key_type)", "(unsigned)$key_type & "+hex(familyMask))
	for _, k := range []struct {
		name string
		kind keytype.FamilyKind
	}{{"CURVE", keytype.Curves}, {"GROUP", keytype.FiniteFields}, {"SET", keytype.ParameterSets}} {
		p.part("PSACRYPTO_IS_"+k.name+"(family, key_bits)", groupsOf(k.kind))
	}
	rows := keytype.Rows()
	var legal, size strings.Builder
	for _, group := range together(rows, legalText) {
		fmt.Fprintf(&legal, "%s ? %s : ", kindIn(group...), legalText(group[0]))
	}
	p.part("PSACRYPTO_IS_KEY(key_type, key_bits)", legal.String()+"0")

	p.part("PSACRYPTO_DER(n)", "$n + ($n < 128u ? 2u : $n < 256u ? 3u : 4u)")
	p.part("PSACRYPTO_DER_INTEGER(bits)", "PSACRYPTO_DER($bits / 8u + 1u)")
	const plain = "(#key_bits + 7u) / 8u"
	for _, group := range together(rows, sizeText) {
		if text := sizeText(group[0]); text != plain {
			fmt.Fprintf(&size, "%s ? %s : ", kindIn(group...), text)
		}
	}
	p.part("PSACRYPTO_KEY_SIZE(key_type, key_bits)", size.String()+plain)
	p.size("PSA_EXPORT_KEY_OUTPUT_SIZE(key_type, key_bits)", "Room for psa_export_key(): exact, but for RSA, whose integers may be shorter.",
		"PSACRYPTO_IS_KEY(key_type, key_bits) ? PSACRYPTO_KEY_SIZE(key_type, key_bits) : 0u")
	p.size("PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits)", "Room for psa_export_public_key().",
		"PSA_KEY_TYPE_IS_ASYMMETRIC(key_type) ? PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(key_type), key_bits) : 0u")
	p.most("PSA_EXPORT_KEY_PAIR_MAX_SIZE", "", keytype.ExportKeyPairMaxSize)
	p.most("PSA_EXPORT_PUBLIC_KEY_MAX_SIZE", "", keytype.ExportPublicMaxSize)
	p.most("PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE", "", keytype.ExportAsymmetricMaxSize)
}

// groupsOf is the condition that a family and a size in bits are one of the groups of the kind.
func groupsOf(kind keytype.FamilyKind) string {
	var families []keytype.Family
	for _, f := range keytype.Families() {
		if f.Kind == kind {
			families = append(families, f.Value)
		}
	}
	var points []point
	for _, g := range keytype.Groups() {
		if slices.Contains(families, g.Family) {
			points = append(points, point{g.Family, g.Bits, 1})
		}
	}
	var words []string
	for _, bits := range bitsOf(points) {
		var with []keytype.Family
		for _, pt := range points {
			if pt.bits == bits {
				with = append(with, pt.family)
			}
		}
		words = append(words, fmt.Sprintf("(#key_bits == %du && (%s))", bits, condition("family", oneOf(with...))))
	}
	return strings.Join(words, " || ")
}

// legalText is the condition that key_bits is a size of the row's types. With families it holds for the row's families alone.
func legalText(r keytype.Row) string {
	s := r.Sizes
	switch {
	case r.Families != nil:
		return familyText(r)
	case s.List != nil:
		var words []string
		for _, bits := range s.List {
			words = append(words, fmt.Sprintf("#key_bits == %du", bits))
		}
		return "(" + strings.Join(words, " || ") + ")"
	}
	words := []string{fmt.Sprintf("#key_bits >= %du", s.Min)}
	if s.Max != 0 {
		words = append(words, fmt.Sprintf("#key_bits <= %du", s.Max))
	}
	if s.Step != 1 {
		words = append(words, fmt.Sprintf("#key_bits %% %du == 0u", s.Step))
	}
	return "(" + strings.Join(words, " && ") + ")"
}

func familyText(r keytype.Row) string {
	const family = "PSACRYPTO_FAMILY(key_type)"
	var all []keytype.Family
	var kind keytype.FamilyKind
	for _, f := range keytype.Families() {
		if f.Value == r.Families[0] {
			kind = f.Kind
		}
	}
	for _, f := range keytype.Families() {
		if f.Kind == kind {
			all = append(all, f.Value)
		}
	}
	name := map[keytype.FamilyKind]string{keytype.Curves: "CURVE", keytype.FiniteFields: "GROUP", keytype.ParameterSets: "SET"}[kind]
	text := fmt.Sprintf("PSACRYPTO_IS_%s(%s, key_bits)", name, family)
	if len(r.Families) < len(all) {
		text = fmt.Sprintf("(%s) && %s", condition(family, oneOf(r.Families...)), text)
	}
	if r.Sizes.Min > 0 {
		text = fmt.Sprintf("#key_bits >= %du && %s", r.Sizes.Min, text)
	}
	return "(" + text + ")"
}

// sizeText is the size in bytes of the export format of the row's types, for legal sizes.
func sizeText(r keytype.Row) string {
	const pair = "PSACRYPTO_DER(3u + 2u * PSACRYPTO_DER_INTEGER(#key_bits) + PSACRYPTO_DER_INTEGER(256u) + 5u * PSACRYPTO_DER_INTEGER((#key_bits + 1u) / 2u))"
	switch r.Value {
	case keytype.RSAKeyPair: // RFC 8017, A.1.2, with an exponent of up to 256 bits
		return pair
	case keytype.RSAPublicKey: // RFC 8017, A.1.1
		return "PSACRYPTO_DER(PSACRYPTO_DER_INTEGER(#key_bits) + PSACRYPTO_DER_INTEGER(256u))"
	}
	points := pointsOf(r, keytype.Type.ExportSize)
	if l := best(points); fits(l, points) {
		return l.text("#key_bits")
	}
	if r.Families == nil {
		return "(" + listed(points, "", "#key_bits") + ")"
	}
	return "(" + fitted(points, "PSACRYPTO_FAMILY(key_type)", "#key_bits") + ")"
}

// pointsOf are the sizes of the row's types at their legal sizes in bits, the usual ones where there are too many.
func pointsOf(r keytype.Row, size func(keytype.Type, int) int) []point {
	var points []point
	for _, t := range r.Types() {
		for _, bits := range t.AllBits() {
			points = append(points, point{t.Family(), bits, size(t, bits)})
		}
	}
	return points
}

// vendorSizes are limits of this library, by their names in Mbed TLS.
func (p *page) vendorSizes() {
	var rsa, ffdh, ecc int
	for _, r := range keytype.Rows() {
		if r.Value == keytype.RSAKeyPair {
			rsa = r.Sizes.Max
		}
	}
	for _, g := range keytype.Groups() {
		switch _, found := keytype.GroupOf(g.Family, g.Bits); {
		case found && keytype.ECCKeyPair(g.Family).BitsValid(g.Bits):
			ecc = max(ecc, g.Bits)
		case found && keytype.DHKeyPair(g.Family).BitsValid(g.Bits):
			ffdh = max(ffdh, g.Bits)
		}
	}
	p.section("The largest keys in bits, by the names in Mbed TLS.")
	p.most("PSA_VENDOR_RSA_MAX_KEY_BITS", "", rsa)
	p.most("PSA_VENDOR_FFDH_MAX_KEY_BITS", "", ffdh)
	p.most("PSA_VENDOR_ECC_MAX_CURVE_BITS", "", ecc)
}

func (p *page) wrapSizes() {
	rows := rowsOf(alg.ClassKeyWrap)
	p.section(`Wrapped keys ("Key wrapping").`)
	const key = "PSACRYPTO_KEY_SIZE(key_type, key_bits)"
	p.part("PSACRYPTO_WRAP(wrap_key_type, alg)", keyedBy("wrap_key_type", rows))
	p.size("PSA_WRAP_KEY_OUTPUT_SIZE(wrap_key_type, alg, key_type, key_bits)", "Room for a key of key_type and key_bits, wrapped with a key of wrap_key_type.",
		"!PSACRYPTO_WRAP(wrap_key_type, alg) || !PSACRYPTO_IS_KEY(key_type, key_bits) ? 0u : $alg == PSA_ALG_KWP || PSA_KEY_TYPE_IS_RSA(key_type) ? "+
			roundUp(key, "8u")+" + 8u : "+key+" % 8u != 0u ? 0u : "+key+" + 8u")
	p.most("PSA_WRAP_KEY_PAIR_MAX_SIZE", "", alg.WrapKeyPairMaxSize)
}
