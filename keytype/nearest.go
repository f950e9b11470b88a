package keytype

import (
	"iter"
	"slices"
	"strings"
)

// maxNear is how many names a suggestion has at most.
const maxNear = 3

// Nearest returns the few names that word could be a misspelling of, the nearest first: those a few letters away, or else those that begin
// with it. Case and punctuation do not count. It serves the error messages of this package, of package alg and of the command line.
func Nearest(word string, names iter.Seq[string]) []string {
	type near struct {
		name     string
		distance int
	}
	var found []near
	w := Fold(word)
	limit := max(1, len(w)/4)
	for name := range names {
		n := Fold(name)
		d := distance(w, n)
		if d > limit && len(w) >= 2 && strings.HasPrefix(n, w) {
			d = limit + len(n) - len(w)
		} else if d > limit {
			continue
		}
		if !slices.ContainsFunc(found, func(f near) bool { return f.name == name }) {
			found = append(found, near{name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.distance - b.distance })
	var best []string
	for _, f := range found[:min(len(found), maxNear)] {
		best = append(best, f.name)
	}
	return best
}

// DidYouMean returns [Nearest] as the middle of an error message: `; did you mean "p-256" or "p-521"?`, or "" where nothing is near.
func DidYouMean(word string, names iter.Seq[string]) string {
	near := Nearest(word, names)
	if len(near) == 0 {
		return ""
	}
	for i := range near {
		near[i] = `"` + near[i] + `"`
	}
	last := len(near) - 1
	if last == 0 {
		return "; did you mean " + near[0] + "?"
	}
	return "; did you mean " + strings.Join(near[:last], ", ") + " or " + near[last] + "?"
}

// distance counts the letters to insert, delete, replace or swap with a neighbour to turn a into b (optimal string alignment).
func distance(a, b string) int {
	before, above := make([]int, len(b)+1), make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			differ := 1
			if a[i-1] == b[j-1] {
				differ = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+differ)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
