package cheader

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strings"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// identifier is what the macros look at bit by bit.
type identifier interface {
	alg.Algorithm | keytype.Type | keytype.Family
}

// term is the test of an identifier (x & mask) == value.
type term[T identifier] struct{ mask, value T }

// testOf finds the test that the predicate makes: it takes a sample for which it holds, and sees which bits of it matter. A predicate for which no
// sample holds is a mistake in this package.
func testOf[T identifier](name string, holds func(T) bool, samples iter.Seq[T]) term[T] {
	for x := range samples {
		if !holds(x) {
			continue
		}
		var mask T
		for bit := T(1); bit != 0; bit <<= 1 {
			if !holds(x ^ bit) {
				mask |= bit
			}
		}
		return term[T]{mask, x & mask}
	}
	panic("no sample for which " + name + " holds")
}

// algorithmsIn are the tests that the algorithms of the rows pass, whatever their parameters.
func algorithmsIn(rows ...alg.Row) []term[alg.Algorithm] {
	var terms []term[alg.Algorithm]
	for i := range rows {
		m := rows[i].Mask()
		terms = append(terms, term[alg.Algorithm]{m, rows[i].Base & m})
	}
	return merged(terms)
}

// oneOf are the tests that just these values pass.
func oneOf[T identifier](values ...T) []term[T] {
	var terms []term[T]
	for _, v := range values {
		terms = append(terms, term[T]{^T(0), v})
	}
	return merged(terms)
}

// merged passes the same values with fewer tests: two that differ in one bit become one without it, and one that another includes goes.
func merged[T identifier](terms []term[T]) []term[T] {
	for changed := true; changed; {
		changed = false
		for i := 0; i < len(terms) && !changed; i++ {
			for j := i + 1; j < len(terms) && !changed; j++ {
				a, b := terms[i], terms[j]
				switch differ := a.value ^ b.value; {
				case a.mask&b.mask == b.mask && a.value&b.mask == b.value:
					terms[i] = b
				case a.mask&b.mask == a.mask && b.value&a.mask == a.value:
				case a.mask == b.mask && bits.OnesCount32(uint32(differ)) == 1:
					terms[i] = term[T]{a.mask &^ differ, a.value &^ differ}
				default:
					continue
				}
				terms = slices.Delete(terms, j, j+1)
				changed = true
			}
		}
	}
	return terms
}

// condition is the C expression that the argument passes one of the tests, without parentheses around it where it is more than one.
func condition[T identifier](arg string, terms []term[T]) string {
	var words []string
	for _, t := range terms {
		words = append(words, t.text(arg))
	}
	return strings.Join(words, " || ")
}

func (t term[T]) text(arg string) string {
	if t.mask == ^T(0) {
		return fmt.Sprintf("(%s) == %s", arg, hex(t.value))
	}
	return fmt.Sprintf("((%s) & %s) == %s", arg, hex(t.mask), hex(t.value))
}

// hex is the number in C with all digits of its type.
func hex[T identifier](v T) string {
	digits := 2 * (bits.OnesCount64(uint64(^T(0))) / 8)
	return fmt.Sprintf("0x%0*xu", digits, uint64(v))
}
