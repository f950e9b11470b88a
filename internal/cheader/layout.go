package cheader

import "strings"

// room is what is left free at the end of lines, for a backslash and closing parentheses.
const room = 8

// layout breaks a C expression into lines: between the cases of a choice, between its condition and value, between the parts of a condition or a sum, and
// inside parentheses only where that is not enough.
func layout(s string, indent int) []string {
	margin := strings.Repeat(" ", indent)
	if indent+len(s)+room <= width {
		return []string{margin + s}
	}
	for _, operator := range []string{" : ", " ? ", " || ", " && ", " + "} {
		parts := outermost(s, operator)
		if len(parts) == 1 {
			continue
		}
		var lines []string
		for i, part := range parts {
			if i < len(parts)-1 && operator != " ? " {
				part += strings.TrimRight(operator, " ")
			}
			if i > 0 && operator == " ? " {
				part = "? " + part
			}
			if n := len(lines) - 1; i > 0 && operator != " : " && len(lines[n])+1+len(part)+room <= width {
				lines[n] += " " + part
				continue
			}
			lines = append(lines, layout(part, indent)...)
		}
		return lines
	}
	if open := opening(s); open >= 0 && !strings.Contains(s[:open], " ") {
		lines := layout(s[open+1:len(s)-1], indent+1)
		lines[0] = margin + s[:open+1] + strings.TrimLeft(lines[0], " ")
		lines[len(lines)-1] += ")"
		return lines
	}
	if value, found := strings.CutPrefix(s, "? "); found {
		lines := layout(value, indent+2)
		lines[0] = margin + "? " + strings.TrimLeft(lines[0], " ")
		return lines
	}
	for _, end := range []string{" :", " ||", " &&", " +"} {
		if inner, found := strings.CutSuffix(s, end); found {
			lines := layout(inner, indent)
			lines[len(lines)-1] += end
			return lines
		}
	}
	lines := wrap(s, width-room-indent)
	for i := range lines {
		lines[i] = margin + lines[i]
	}
	return lines
}

// outermost splits an expression at an operator outside of parentheses.
func outermost(s, operator string) []string {
	var parts []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], operator):
			parts = append(parts, s[from:i])
			from = i + len(operator)
			i = from - 1
		}
	}
	return append(parts, s[from:])
}

// opening is where the parenthesis that closes at the end of the expression opens, and -1 where it does not end with one.
func opening(s string) int {
	if !strings.HasSuffix(s, ")") {
		return -1
	}
	depth := 0
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
