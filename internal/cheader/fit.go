package cheader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa/keytype"
)

// point is a size in bytes of something of a family and a size in bits.
type point struct {
	family keytype.Family
	bits   int
	size   int
}

// line is the formula factor * bytes(bits + extra) + more, which most sizes follow.
type line struct{ factor, extra, more int }

func (l line) at(bits int) int { return l.factor*((bits+l.extra+7)/8) + l.more }

// text is the formula in C, where b is the size in bits.
func (l line) text(b string) string {
	s := fmt.Sprintf("(%s + %du) / 8u", b, l.extra+7)
	switch l.factor {
	case 0:
		return fmt.Sprintf("%du", l.more)
	case 1:
	default:
		s = fmt.Sprintf("%du * (%s)", l.factor, s)
	}
	if l.more != 0 {
		s += fmt.Sprintf(" + %du", l.more)
	}
	return s
}

// lines yields the formulas that are tried, the simplest first.
func lines(yield func(line) bool) {
	for factor := range 5 {
		for extra := range 2 {
			for more := range 65 {
				if !yield(line{factor, extra, more}) {
					return
				}
			}
		}
	}
}

// fitted is the C expression that is right for all points: the formula that fits most of them, after the families and the single points that it does not fit.
// Family and b are the C expressions of the family and the size in bits.
func fitted(points []point, family, b string) string {
	l := best(points)
	var out strings.Builder
	for _, f := range familiesOf(points) {
		of := within(points, f)
		if fits(l, of) {
			continue
		}
		if own := best(of); fits(own, of) {
			fmt.Fprintf(&out, "%s == %s ? %s : ", family, hex(f), own.text(b))
			continue
		}
		for _, p := range of {
			if l.at(p.bits) != p.size {
				fmt.Fprintf(&out, "%s == %s && %s == %du ? %du : ", family, hex(f), b, p.bits, p.size)
			}
		}
	}
	return out.String() + l.text(b)
}

// best is the formula that fits most points.
func best(points []point) line {
	var found line
	most := -1
	for l := range lines {
		n := 0
		for _, p := range points {
			if l.at(p.bits) == p.size {
				n++
			}
		}
		if n > most {
			most, found = n, l
		}
	}
	return found
}

func fits(l line, points []point) bool {
	return !slices.ContainsFunc(points, func(p point) bool { return l.at(p.bits) != p.size })
}

func within(points []point, f keytype.Family) []point {
	return slices.DeleteFunc(slices.Clone(points), func(p point) bool { return p.family != f })
}

func familiesOf(points []point) []keytype.Family {
	var families []keytype.Family
	for _, p := range points {
		if !slices.Contains(families, p.family) {
			families = append(families, p.family)
		}
	}
	return families
}

// listed is the C expression that looks every point up, and 0 for others.
func listed(points []point, family, b string) string {
	var out strings.Builder
	var sizes []int
	for _, p := range points {
		if !slices.Contains(sizes, p.size) {
			sizes = append(sizes, p.size)
		}
	}
	for _, size := range sizes {
		of := slices.DeleteFunc(slices.Clone(points), func(p point) bool { return p.size != size })
		var conditions []string
		for _, bits := range bitsOf(of) {
			at := slices.DeleteFunc(slices.Clone(of), func(p point) bool { return p.bits != bits })
			c := fmt.Sprintf("%s == %du", b, bits)
			if families := familiesOf(at); len(families) > 1 || families[0] != 0 {
				c = fmt.Sprintf("%s && (%s)", c, condition(family, oneOf(families...)))
			}
			conditions = append(conditions, "("+c+")")
		}
		fmt.Fprintf(&out, "%s ? %du : ", strings.Join(conditions, " || "), size)
	}
	return out.String() + "0u"
}

func bitsOf(points []point) []int {
	var bits []int
	for _, p := range points {
		if !slices.Contains(bits, p.bits) {
			bits = append(bits, p.bits)
		}
	}
	return bits
}
