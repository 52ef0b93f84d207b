package tui

import "strings"

const openers, closers = "([{", ")]}"

// bracketMatch finds the bracket at or just before the cursor and its partner; ok is false
// when there is none. Brackets in strings and comments count too: the text may be half typed.
func bracketMatch(text string, cur int) (a, b int, ok bool) {
	for _, at := range []int{cur, cur - 1} {
		if at < 0 || at >= len(text) {
			continue
		}
		if k := strings.IndexByte(openers, text[at]); k >= 0 {
			if to := scanBracket(text, at, 1, openers[k], closers[k]); to >= 0 {
				return at, to, true
			}
		}
		if k := strings.IndexByte(closers, text[at]); k >= 0 {
			if to := scanBracket(text, at, -1, closers[k], openers[k]); to >= 0 {
				return at, to, true
			}
		}
	}
	return 0, 0, false
}

func scanBracket(text string, at, step int, same, other byte) int {
	depth := 0
	for i := at; i >= 0 && i < len(text); i += step {
		switch text[i] {
		case same:
			depth++
		case other:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// indentAfter is the white space a new line starts with after a line: the line's own, and a
// tab more after an opening bracket.
func indentAfter(line, kind string) string {
	own := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	end := strings.TrimRight(line, " \t")
	if end == "" || !strings.ContainsAny(end[len(end)-1:], openers+".") {
		return own
	}
	if end[len(end)-1] == '.' && (kind != "go" || own != "") {
		return own
	}
	if kind == "go" && !strings.HasPrefix(own, " ") {
		return own + "\t"
	}
	return own + strings.Repeat(" ", tabWidth)
}
