package keytype

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the name of the type without a size, as "AES" or "ECC key pair (secp r1)", and the number in hexadecimal for a type that the
// specification does not define. [Parse] takes all of them back.
func (t Type) String() string {
	r := t.row()
	switch {
	case t == None:
		return "none"
	case r == nil || !t.Valid():
		return t.hex()
	case r.Families != nil:
		return r.Name + " (" + t.Family().String() + ")"
	}
	return r.Name
}

// CName returns the expression that is the type in C, as "PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)", and the number in
// hexadecimal for a type that the specification does not define.
func (t Type) CName() string {
	r := t.row()
	switch {
	case t == None:
		return "PSA_KEY_TYPE_NONE"
	case r == nil || !t.Valid():
		return t.hex()
	case r.Families != nil:
		return r.CName + "(" + t.Family().CName() + ")"
	}
	return r.CName
}

func (t Type) hex() string { return fmt.Sprintf("0x%04x", uint16(t)) }

// String returns the name of the family, as "secp r1" or "RFC 7919", and the number in hexadecimal for an unknown one.
func (f Family) String() string {
	if r := f.row(); r != nil {
		return r.Name
	}
	return fmt.Sprintf("0x%02x", uint8(f))
}

// CName returns the constant that is the family in C, and the number in hexadecimal for an unknown one.
func (f Family) CName() string {
	if r := f.row(); r != nil {
		return r.CName
	}
	return fmt.Sprintf("0x%02x", uint8(f))
}

// Name returns the short name of a type with a size in bits, as "aes-256", "p-256", "ed25519-public" or "slh-dsa-sha2-128s". Bits of 0
// leave the size out: "aes", "ecc-secp-r1". [ParseWithBits] takes the names of all legal sizes back.
func Name(t Type, bits int) string {
	r := t.row()
	if r == nil || !t.Valid() {
		return t.String()
	}
	name := r.Slug
	switch g := t.group(bits); {
	case g != nil:
		name = groupPrefix(r) + g.Name
	case r.Families != nil:
		name += "-" + t.Family().slug()
		if bits != 0 {
			name += "-" + strconv.Itoa(bits)
		}
	case bits != 0 && bits != r.soleBits():
		name += "-" + strconv.Itoa(t.labelOf(bits))
	}
	if t.IsPublicKey() && t.hasKeyPair() {
		name += publicSuffix
	}
	return name
}

const publicSuffix = "-public"

// group is the group of t with a size of bits, or nil where t and bits do not name one.
func (t Type) group(bits int) *Group {
	if !t.hasFamily() || !t.BitsValid(bits) {
		return nil
	}
	return groupOf(t.Family(), bits)
}

// groupPrefix stands before the names of groups in the names of keys: none for the kinds of key that a group's name means by itself.
func groupPrefix(r *Row) string {
	switch r.Value {
	case baseSPAKE2PKeyPair, baseSPAKE2PPublicKey, baseWPA3SAEECC, baseWPA3SAEDH:
		return r.Slug + "-"
	}
	return ""
}

func (f Family) slug() string { return strings.ToLower(strings.ReplaceAll(f.String(), " ", "-")) }

// soleBits is the size of a kind of key that has one size only, or 0.
func (r *Row) soleBits() int {
	if len(r.Sizes.List) == 1 {
		return r.Sizes.List[0]
	}
	return 0
}

// hasKeyPair reports whether there is a key-pair type for the public-key type t; the stateful hash-based schemes have none.
func (t Type) hasKeyPair() bool { return t.KeyPairOf().row() != nil }

// labelOf is the number by which people know the size: the name of the parameter set for ML-DSA, whose size in bits is a strength.
func (t Type) labelOf(bits int) int {
	if t.IsMLDSA() && t.BitsValid(bits) {
		return map128(bits, 44, 65, 87)
	}
	return bits
}
