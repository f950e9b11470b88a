package vectors

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

//go:embed specdef.h
var specdef string

// Macros evaluates the C macros of the specification whose values it defines.
type Macros struct {
	macros map[string]macro
	funcs  map[string]func(args []uint64) uint64
}

type macro struct {
	params []string // nil for a constant
	body   []string
}

// SpecMacros returns the macros of the specification's appendix "Example macro implementations".
func SpecMacros(t testing.TB) *Macros {
	t.Helper()
	m := &Macros{macros: map[string]macro{}, funcs: map[string]func([]uint64) uint64{}}
	text := strings.ReplaceAll(specdef, "\\\n", " ")
	for _, d := range regexp.MustCompile(`(?m)^#define (\w+)(?:\(([^)]*)\))?(.*)$`).FindAllStringSubmatch(text, -1) {
		var params []string
		if d[2] != "" {
			params = strings.Split(strings.ReplaceAll(d[2], " ", ""), ",")
		}
		m.macros[d[1]] = macro{params, token.FindAllString(d[3], -1)}
	}
	if len(m.macros) < 100 {
		t.Fatalf("only %d macros are there", len(m.macros))
	}
	return m
}

// Func gives the macros a function that they use and the specification does not define.
func (m *Macros) Func(name string, f func(args []uint64) uint64) { m.funcs[name] = f }

// Names are the function-like macros.
func (m *Macros) Names() []string {
	var names []string
	for name, d := range m.macros {
		if d.params != nil {
			names = append(names, name)
		}
	}
	return names
}

// Has reports whether the specification defines the value of the macro.
func (m *Macros) Has(name string) bool { _, ok := m.macros[name]; return ok }

// Eval evaluates a macro. What is wrong in the text of the macros panics with the reason.
func (m *Macros) Eval(name string, args ...uint64) uint64 {
	if f, ok := m.funcs[name]; ok {
		return f(args)
	}
	d, ok := m.macros[name]
	if !ok || len(d.params) != len(args) {
		panic(fmt.Sprintf("no macro %s with %d parameters", name, len(args)))
	}
	e := expression{macros: m, tokens: d.body, values: map[string]uint64{}}
	for i, p := range d.params {
		e.values[p] = args[i]
	}
	v := e.ternary()
	if len(e.tokens) != 0 {
		panic(fmt.Sprintf("%s: unexpected %q", name, e.tokens))
	}
	return v
}

var token = regexp.MustCompile(`0[xX][0-9a-fA-F]+|\d+u?|\w+|==|!=|&&|\|\||<<|>>|[-+~&|?:(),]`)

// casts are the widths in bits of the types that the macros cast to.
var casts = map[string]uint{
	"psa_algorithm_t": 32, "psa_key_type_t": 16, "psa_ecc_family_t": 8, "psa_dh_family_t": 8, "psa_slh_dsa_family_t": 8,
	"psa_pake_primitive_t": 32, "psa_pake_primitive_type_t": 8, "psa_pake_family_t": 8, "size_t": 63,
}

// expression is a parser of what is left of an expression, that computes on the way. Numbers are unsigned, of 64 bits: the macros never
// look at more bits than their parameters have.
type expression struct {
	macros *Macros
	tokens []string
	values map[string]uint64
}

func (e *expression) peek() string {
	if len(e.tokens) == 0 {
		return ""
	}
	return e.tokens[0]
}

func (e *expression) accept(tok string) bool {
	if e.peek() != tok {
		return false
	}
	e.tokens = e.tokens[1:]
	return true
}

func (e *expression) expect(tok string) {
	if !e.accept(tok) {
		panic(fmt.Sprintf("%q instead of %q", e.peek(), tok))
	}
}

func (e *expression) ternary() uint64 {
	condition := e.binary(0)
	if !e.accept("?") {
		return condition
	}
	then := e.ternary()
	e.expect(":")
	otherwise := e.ternary()
	if condition != 0 {
		return then
	}
	return otherwise
}

// levels are the binary operators by rising precedence.
var levels = [...][]string{{"||"}, {"&&"}, {"|"}, {"&"}, {"==", "!="}, {"<<", ">>"}, {"+", "-"}}

func (e *expression) binary(level int) uint64 {
	if level == len(levels) {
		return e.unary()
	}
	left := e.binary(level + 1)
	for {
		op := e.peek()
		found := false
		for _, o := range levels[level] {
			found = found || o == op
		}
		if !found {
			return left
		}
		e.tokens = e.tokens[1:]
		left = apply(op, left, e.binary(level+1))
	}
}

func apply(op string, a, b uint64) uint64 {
	truth := false
	switch op {
	case "|":
		return a | b
	case "&":
		return a & b
	case "<<":
		return a << b
	case ">>":
		return a >> b
	case "+":
		return a + b
	case "-":
		return a - b
	case "||":
		truth = a != 0 || b != 0
	case "&&":
		truth = a != 0 && b != 0
	case "==":
		truth = a == b
	case "!=":
		truth = a != b
	}
	if truth {
		return 1
	}
	return 0
}

func (e *expression) unary() uint64 {
	if e.accept("~") {
		return ^e.unary()
	}
	if !e.accept("(") {
		return e.primary()
	}
	if bits, ok := casts[e.peek()]; ok {
		e.tokens = e.tokens[1:]
		e.expect(")")
		return e.unary() & (1<<bits - 1)
	}
	v := e.ternary()
	e.expect(")")
	return v
}

func (e *expression) primary() uint64 {
	tok := e.peek()
	if tok == "" {
		panic("the expression ends too early")
	}
	e.tokens = e.tokens[1:]
	if v, ok := e.values[tok]; ok {
		return v
	}
	if v, err := strconv.ParseUint(strings.TrimSuffix(tok, "u"), 0, 64); err == nil {
		return v
	}
	var args []uint64
	if e.accept("(") {
		for {
			args = append(args, e.ternary())
			if !e.accept(",") {
				break
			}
		}
		e.expect(")")
	}
	return e.macros.Eval(tok, args...)
}
