package cheader

import (
	"fmt"
	"strings"
)

// width is how long the lines of a header may be.
const width = 120

// page is a header in the making.
type page struct{ strings.Builder }

// newPage begins the header of that name, which says what it is and includes others.
func newPage(name, about string, includes ...string) *page {
	p := new(page)
	p.line("/*")
	for _, l := range wrap("psa/"+name+": "+about, width-3) {
		p.line(" * %s", l)
	}
	p.line(" *")
	for _, l := range wrap("Made from the tables of the Go packages by go run ./internal/cheader/gen: do not edit. Programs include psa/crypto.h.", width-3) {
		p.line(" * %s", l)
	}
	p.line(" *")
	p.line(" * SPDX-License-Identifier: Apache-2.0")
	p.line(" */")
	p.line("#ifndef %s", guard(name))
	p.line("#define %s", guard(name))
	if len(includes) > 0 {
		p.line("")
	}
	for _, i := range includes {
		p.line("#include %s", i)
	}
	return p
}

// end gives the whole header.
func (p *page) end(name string) []byte {
	p.line("")
	p.line("#endif /* %s */", guard(name))
	return []byte(p.String())
}

func guard(name string) string {
	return "PSA_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// section begins a group of macros.
func (p *page) section(title string) {
	p.line("")
	lines := wrap(title, width-6)
	if len(lines) == 1 {
		p.line("/* %s */", lines[0])
	} else {
		p.line("/*")
		for _, l := range lines {
			p.line(" * %s", l)
		}
		p.line(" */")
	}
	p.line("")
}

// comment says what the next macro is; "" says nothing.
func (p *page) comment(text string) {
	if text == "" {
		return
	}
	if lines := wrap(text, width-7); len(lines) == 1 {
		p.line("/** %s */", lines[0])
		return
	}
	p.line("/**")
	for _, l := range wrap(text, width-3) {
		p.line(" * %s", l)
	}
	p.line(" */")
}

// define writes a macro, head with its parameters. A long body goes on over several lines.
func (p *page) define(head, body string) {
	if one := "#define " + head + " " + body; len(one) <= width {
		p.line("%s", one)
		return
	}
	p.line("#define %s \\", head)
	lines := layout(body, 4)
	for i, l := range lines {
		if i < len(lines)-1 {
			l += " \\"
		}
		p.line("%s", l)
	}
}

// constant writes a macro for a number of a C type.
func (p *page) constant(name, ctype string, digits int, value uint64) {
	p.define(name, fmt.Sprintf("((%s)0x%0*x)", ctype, digits, value))
}

// wrap breaks a text at spaces into lines of at most n bytes.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > n:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
