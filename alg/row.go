package alg

import (
	"iter"
	"slices"
	"strconv"
)

// Row describes an algorithm, with all values of its parameters.
type Row struct {
	// Base is the identifier with a hash of 0, the default length, and no key derivation.
	Base Algorithm
	// Name is the canonical name without parameters, as "HMAC".
	Name string
	// Aliases are other names, separated by spaces, without punctuation and in lower case.
	Aliases string
	// GoName and CName are the constant or constructor in this package and in C.
	GoName, CName string
	// Class is the operation it is an algorithm of.
	Class Class
	// Params are the parameters it takes.
	Params Params
	// Hashes are the hashes it takes.
	Hashes HashSet
	// Tags are the legal lengths in bytes of an AEAD tag.
	Tags LengthSet
	// MinLength is the shortest MAC in bytes that is accepted as a truncated one.
	MinLength int
	// Keys are the kinds of keys it works with. A public key does only the public half of it.
	Keys KeySet
	// Wildcard is set where the algorithm itself stands for several, and so is only good for policies.
	Wildcard bool
	// Digest tells the sizes of a hash; zero for other classes.
	Digest Digest
	// Since is the version of the specification that brought it, Section the place that defines it.
	Since, Section string
	// Legacy marks what the specification deprecates.
	Legacy bool
	// Note says why it is legacy, or what else is to know; may be "".
	Note string

	sizes sizeRule
}

// Digest tells the sizes of a hash algorithm, all in bytes.
type Digest struct {
	// Length is the size of the hash, Block the size of the blocks in which the message is read.
	Length, Block int
	// SuspendLength and SuspendState are the sizes of the fields input-length and hash-state of the hash suspend state; 0 where the
	// specification has no such state for the hash.
	SuspendLength, SuspendState int
}

// Params is a set of parameters of an algorithm.
type Params uint8

// The parameters.
const (
	// TakesHash: the algorithm is parameterised by a hash.
	TakesHash Params = 1 << iota
	// TakesAnyHash: the hash may be AnyHash, in a policy.
	TakesAnyHash
	// TakesMACLength: the MAC can be truncated, and have a least length in a policy.
	TakesMACLength
	// TakesTagLength: the tag can be shortened, and have a least length in a policy.
	TakesTagLength
	// TakesKDF: the agreement can be combined with a key derivation.
	TakesKDF
)

// LengthSet is a set of lengths in bytes below 64.
type LengthSet uint64

func lengths(n ...int) LengthSet {
	var s LengthSet
	for _, v := range n {
		s |= 1 << v
	}
	return s
}

// Has reports whether the length n is in the set.
func (s LengthSet) Has(n int) bool { return 0 <= n && n < 64 && s&(1<<n) != 0 }

// String lists the lengths, as "4, 8 or 12".
func (s LengthSet) String() string {
	var words []string
	for n := range s.All() {
		words = append(words, strconv.Itoa(n))
	}
	return orList(words)
}

// All yields the lengths in rising order.
func (s LengthSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range 64 {
			if s.Has(n) && !yield(n) {
				return
			}
		}
	}
}

// Rows returns the table of algorithms, in the order of the specification. The caller owns it.
func Rows() []Row {
	rows := slices.Clone(table[:])
	for i := range rows {
		rows[i].Section = "doc/crypto/api/ops/" + classes[rows[i].Class].page + ", " + rows[i].CName
	}
	return rows
}

// RowOf returns the row of a. It finds one for every value that is an algorithm of the specification but for its parameters:
// [Algorithm.Check] judges those.
func RowOf(a Algorithm) (Row, bool) {
	if r := rowOf(a); r != nil {
		row := *r
		row.Section = "doc/crypto/api/ops/" + classes[row.Class].page + ", " + row.CName
		return row, true
	}
	return Row{}, false
}

// Mask is the bits that tell the row's algorithms from those of all others, all but the parameters: a belongs to the row when it agrees with
// Base in them.
func (r *Row) Mask() Algorithm {
	mask := ^Algorithm(0)
	if r.Params&TakesHash != 0 {
		mask &^= hashField
	}
	if r.Params&(TakesMACLength|TakesTagLength) != 0 {
		mask &^= lengthAndFlag
	}
	if r.Params&TakesKDF != 0 {
		mask &^= kdfFields
	}
	return mask
}

// kdfFields are the bits of a key agreement that come from its key derivation.
const kdfFields Algorithm = 0x0080ffff

// spans are the rows of each class, which stand together in the table.
var spans = func() (spans [len(classes)][]Row) {
	for i := range table {
		c := table[i].Class
		spans[c] = table[i-len(spans[c]) : i+1]
	}
	return spans
}()

func rowsOf(c Class) []Row { return spans[c] }

// rowOf finds the row of a, or nil. Where the hash of an algorithm that needs one is missing and the bare value is no algorithm of its
// own (as ECDSAAny is), it is the row of the algorithm with hashes.
func rowOf(a Algorithm) *Row {
	var withoutHash *Row
	rows := rowsOf(a.Class())
	for i := range rows {
		r := &rows[i]
		if (a^r.Base)&r.Mask() != 0 {
			continue
		}
		if r.Params&TakesHash == 0 || a&hashField != 0 {
			return r
		}
		withoutHash = r
	}
	return withoutHash
}

// digestOf is the sizes of the hash h, all 0 when h is none.
func digestOf(h Algorithm) Digest {
	if i := h & hashField; h&^hashField == 0x02000000 && int(i) < len(digests) {
		return digests[i]
	}
	return Digest{}
}

// digests are the sizes of the hashes by the value of the hash field.
var digests = func() (digests [32]Digest) {
	for _, r := range rowsOf(ClassHash) {
		digests[r.Base&hashField] = r.Digest
	}
	return digests
}()
