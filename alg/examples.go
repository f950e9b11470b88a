package alg

import "iter"

// All yields algorithms of every row: with every hash it goes with, the shortest, a middle and the longest length, least lengths, and every agreement
// with every derivation. All of them are valid. It serves documentation, fuzz seeds and tests.
func All() iter.Seq[Algorithm] {
	return func(yield func(Algorithm) bool) {
		for i := range table {
			if !table[i].examples(yield) {
				return
			}
		}
	}
}

// Examples yields the algorithms of [All] that belong to the row r, one of [Rows].
func Examples(r Row) iter.Seq[Algorithm] {
	return func(yield func(Algorithm) bool) { r.examples(yield) }
}

func (r *Row) examples(yield func(Algorithm) bool) (more bool) {
	if r.Params&TakesHash == 0 {
		return r.lengthExamples(r.Base, yield) && r.agreementExamples(yield)
	}
	for _, h := range r.Hashes.Hashes() {
		if !r.lengthExamples(r.Base|h&hashField, yield) {
			return false
		}
	}
	return r.Params&TakesAnyHash == 0 || yield(r.Base|AnyHash&hashField)
}

func (r *Row) lengthExamples(a Algorithm, yield func(Algorithm) bool) (more bool) {
	if !yield(a) {
		return false
	}
	switch {
	case r.Params&TakesTagLength != 0:
		for n := range r.Tags.All() {
			if n != fullTag && !yield(AEADWithShortenedTag(a, n)) || !yield(AEADWithAtLeastThisLengthTag(a, n)) {
				return false
			}
		}
		return yield(AEADWithAtLeastThisLengthTag(a, 1)) // every tag
	case r.Params&TakesMACLength != 0:
		longest := min(r.longestMAC(a), 63) // the field of the length has 6 bits
		for _, n := range [...]int{r.MinLength, longest / 2, longest} {
			if !yield(TruncatedMAC(a, n)) || !yield(AtLeastThisLengthMAC(a, n)) {
				return false
			}
		}
	}
	return true
}

func (r *Row) agreementExamples(yield func(Algorithm) bool) (more bool) {
	if r.Params&TakesKDF == 0 {
		return true
	}
	for i := range rowsOf(ClassKeyDerivation) {
		for kdf := range Examples(rowsOf(ClassKeyDerivation)[i]) {
			if !kdf.IsWildcard() && !yield(KeyAgreement(r.Base, kdf)) {
				return false
			}
		}
	}
	return true
}
