package keytype

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// groups are the groups that keys of type t can have, in the order of the table.
func (t Type) groups() iter.Seq[*Group] {
	r := t.row()
	return func(yield func(*Group) bool) {
		if r == nil || !slices.Contains(r.Families, t.Family()) {
			return
		}
		for i := range groups {
			if g := &groups[i]; g.Family == t.Family() && g.Bits >= r.Sizes.Min && !yield(g) {
				return
			}
		}
	}
}

// BitsValid reports whether a key of type t can have the size bits. It does not say whether an algorithm takes that size: AES keys of 512 bits are
// legal, and only good for XTS.
func (t Type) BitsValid(bits int) bool {
	r := t.row()
	switch {
	case r == nil:
		return false
	case r.Families != nil:
		return bits >= r.Sizes.Min && slices.Contains(r.Families, t.Family()) && groupOf(t.Family(), bits) != nil
	case r.Sizes.List != nil:
		return slices.Contains(r.Sizes.List, bits)
	}
	return bits >= r.Sizes.Min && (r.Sizes.Max == 0 || bits <= r.Sizes.Max) && bits%r.Sizes.Step == 0
}

// AllBits returns the legal sizes in bits of type t in rising order, and for types with too many the usual ones. It is nil for a type that
// the specification does not define. The caller owns it.
func (t Type) AllBits() []int {
	r := t.row()
	switch {
	case r == nil:
		return nil
	case r.Families != nil:
		var bits []int
		for g := range t.groups() {
			bits = append(bits, g.Bits)
		}
		return bits
	case r.Sizes.List != nil:
		return slices.Clone(r.Sizes.List)
	}
	return slices.Clone(r.Sizes.Usual)
}

// LegalBits tells in words which sizes in bits keys of type t can have, as "128, 192 or 256 (for XTS 256, 384 or 512)"; "none" for a type that the
// specification does not define.
func (t Type) LegalBits() string {
	r := t.row()
	switch {
	case r == nil || !t.Valid():
		return "none"
	case r.Sizes.Words != "":
		return r.Sizes.Words
	case r.Families != nil || r.Sizes.List != nil:
		return orList(t.AllBits())
	case r.Sizes.Max == 0:
		return fmt.Sprintf("any multiple of %d from %d", r.Sizes.Step, r.Sizes.Min)
	case r.Sizes.Step == 1:
		return fmt.Sprintf("%d to %d", r.Sizes.Min, r.Sizes.Max)
	}
	return fmt.Sprintf("multiples of %d from %d to %d", r.Sizes.Step, r.Sizes.Min, r.Sizes.Max)
}

// BitsRule returns "" when keys of type t can have the size bits, and otherwise the reason why not with the sizes that are legal.
func (t Type) BitsRule(bits int) string {
	if t.BitsValid(bits) {
		return ""
	}
	if !t.Valid() {
		return fmt.Sprintf("key type %v is not one that the specification defines", t)
	}
	return fmt.Sprintf("a key of type %v has %s bits, not %d", t, t.LegalBits(), bits)
}

func orList(n []int) string {
	words := make([]string, len(n))
	for i, v := range n {
		words[i] = strconv.Itoa(v)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
