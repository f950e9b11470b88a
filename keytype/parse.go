package keytype

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// maxName bounds what the parsers look at; no name is nearly as long.
const maxName = 128

const howNamed = "(key types are named like aes-256, hmac-256, rsa-2048, p-256, ed25519, p-256-public, ml-dsa-65 or PSA_KEY_TYPE_AES)"

// Parse returns the type that a person named, with or without a size: see [ParseWithBits].
func Parse(s string) (Type, error) {
	t, _, err := ParseWithBits(s)
	return t, err
}

// ParseWithBits returns the type and the size in bits that a person named; the size is 0 where the name has none. Case and
// punctuation do not matter. It takes
//
//   - the names of [Name], with "-public" or "-pub" behind for public keys: "aes-256", "hmac-160", "p-256", "ed25519-pub";
//   - other names of curves and groups: "secp256r1", "prime256v1", "curve25519", "ffdh-2048";
//   - a kind and a family: "ecc-secp-r1", "ecc-secp-r1-256";
//   - the names of [Type.String], and those of [Type.CName] in C;
//   - a number: "0x2400", whether the specification defines it or not.
//
// An error says what is wrong with a size, or which names are near.
func ParseWithBits(s string) (t Type, bits int, err error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return None, 0, errors.New("the name of the key type is empty " + howNamed)
	case len(s) > maxName:
		return None, 0, fmt.Errorf("%.20q… is too long for a key type %s", s, howNamed)
	}
	if n, isHex := strings.CutPrefix(strings.ToLower(s), "0x"); isHex {
		v, err := strconv.ParseUint(n, 16, 16)
		if err != nil {
			return None, 0, fmt.Errorf("%q is not a key type: a number has up to 4 hexadecimal digits", s)
		}
		return Type(v), 0, nil
	}
	word := Fold(s)
	for _, form := range [...]string{word, publicForm(word)} {
		for c := range spellings() {
			if c.word == form {
				return c.t, c.bits, nil
			}
		}
	}
	if t, bits, err := parseSized(publicForm(word)); t != None || err != nil {
		return t, bits, err
	}
	return None, 0, fmt.Errorf("%q is not a key type%s %s", s, DidYouMean(s, names()), howNamed)
}

// parseSized takes a kind and any number of bits, as "hmac160", and explains a number that is not legal.
func parseSized(word string) (Type, int, error) {
	word, public := strings.CutSuffix(word, "public")
	for i := range table {
		r := &table[i]
		if public != (r.Value.IsPublicKey() && r.Value.hasKeyPair()) {
			continue
		}
		for _, t := range r.Types() {
			for slug := range r.slugs(t) {
				digits, ok := strings.CutPrefix(word, slug)
				bits, err := strconv.Atoi(digits)
				if !ok || err != nil || !isDigits(digits) {
					continue
				}
				if reason := t.BitsRule(bits); reason != "" {
					return None, 0, errors.New(reason)
				}
				if t.labelOf(bits) != bits {
					return None, 0, fmt.Errorf("a key of type %v of %d bits is named %q", t, bits, Name(t, bits))
				}
				return t, bits, nil
			}
		}
	}
	return None, 0, nil
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// slugs are the folded spellings of the kind of t, with its family.
func (r *Row) slugs(t Type) iter.Seq[string] {
	return func(yield func(string) bool) {
		family := ""
		if r.Families != nil {
			family = Fold(t.Family().slug())
		}
		if !yield(Fold(r.Slug) + family) {
			return
		}
		for alias := range strings.FieldsSeq(r.Aliases) {
			if !yield(alias + family) {
				return
			}
		}
	}
}

// Fold leaves of a name its letters and digits, in lower case: what names are compared by, here and in package alg. It is safe for concurrent use.
func Fold(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			return c
		case 'A' <= c && c <= 'Z':
			return c + 'a' - 'A'
		}
		return -1
	}, s)
}

// publicForm brings the endings of a folded name for key pairs and public keys to the ones of [Name].
func publicForm(word string) string {
	for _, ending := range [...]string{"publickey", "pubkey", "pub"} {
		if base, ok := strings.CutSuffix(word, ending); ok {
			return base + "public"
		}
	}
	for _, ending := range [...]string{"keypair", "pair", "privatekey", "private"} {
		if base, ok := strings.CutSuffix(word, ending); ok {
			return base
		}
	}
	return word
}

// spelling is one folded way to write a type and a size.
type spelling struct {
	word string
	t    Type
	bits int
}

// nicknames are names that follow from no rule.
var nicknames = [...]spelling{
	{"none", None, 0}, {"psakeytypenone", None, 0},
	{"3des", DES, 192}, {"des3", DES, 192}, {"tdes", DES, 192}, {"tripledes", DES, 192},
}

// spellings are all ways to write the types with their listed or usual sizes.
func spellings() iter.Seq[spelling] {
	return func(yield func(spelling) bool) {
		for _, n := range nicknames {
			if !yield(n) {
				return
			}
		}
		for i := range table {
			for _, t := range table[i].Types() {
				if !table[i].spell(t, yield) {
					return
				}
			}
		}
	}
}

func (r *Row) spell(t Type, yield func(spelling) bool) bool {
	ending := ""
	if t.IsPublicKey() && t.hasKeyPair() {
		ending = "public"
	}
	if !yield(spelling{Fold(t.String()), t, r.soleBits()}) || !yield(spelling{Fold(t.CName()), t, 0}) {
		return false
	}
	for slug := range r.slugs(t) {
		if !yield(spelling{slug + ending, t, r.soleBits()}) {
			return false
		}
	}
	if t.IsPublicKey() && !yield(spelling{Fold(Name(t, 0)) + "public", t, 0}) {
		return false
	}
	for _, bits := range t.AllBits() {
		name := Fold(Name(t, bits))
		if !yield(spelling{name, t, bits}) || t.IsPublicKey() && !t.hasKeyPair() && !yield(spelling{name + "public", t, bits}) {
			return false
		}
		if !r.spellGroup(t, bits, ending, yield) {
			return false
		}
	}
	return true
}

// spellGroup yields the other names of the group of t, and for kinds of keys that stand before it their other names.
func (r *Row) spellGroup(t Type, bits int, ending string, yield func(spelling) bool) bool {
	g := t.group(bits)
	if g == nil {
		return true
	}
	names := append([]string{Fold(g.Name)}, strings.Fields(g.Aliases)...)
	kinds := []string{""}
	if groupPrefix(r) != "" {
		kinds = append(strings.Fields(r.Aliases), Fold(r.Slug))
	}
	for _, kind := range kinds {
		for _, name := range names {
			if !yield(spelling{kind + name + ending, t, bits}) {
				return false
			}
		}
	}
	return true
}

// names are the names to suggest: the short ones, with and without size, and those in C.
func names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range table {
			for _, t := range table[i].Types() {
				if !yield(Name(t, 0)) || !yield(t.CName()) {
					return
				}
				for _, bits := range t.AllBits() {
					if !yield(Name(t, bits)) {
						return
					}
				}
			}
		}
	}
}
