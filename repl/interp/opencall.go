package interp

import "strings"

// span is bytes [from, to) of a cell's source.
type span struct{ from, to int }

// openCalls are the names before the brackets that are open at the end of some text, the innermost
// first. A block or literal in braces that is open hides the calls around it.
func openCalls(src, kind string) []span {
	var open []int // places of brackets; -1 for a brace
	comment := map[string]string{"go": "//", "sql": "--"}[kind]
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '"', '\'', '`':
			i = textEnd(src, i, kind)
		case '(':
			open = append(open, i)
		case '{':
			open = append(open, -1)
		case ')', '}':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		default:
			if comment != "" && strings.HasPrefix(src[i:], comment) {
				line, _, _ := strings.Cut(src[i:], "\n")
				i += len(line)
			}
		}
	}
	var out []span
	for k := len(open) - 1; k >= 0 && open[k] >= 0; k-- {
		to := open[k]
		from := to
		for from > 0 && isWord(src[from-1]) {
			from--
		}
		if from < to {
			out = append(out, span{from, to})
		}
	}
	return out
}

// textEnd is the closing quote of the text that begins at i, or the end of what there is.
func textEnd(src string, i int, kind string) int {
	quote := src[i]
	for i++; i < len(src) && src[i] != quote; i++ {
		if src[i] == '\\' && quote != '`' {
			i++
		} else if src[i] == '\n' && quote != '`' && kind == "go" {
			return i
		}
	}
	return i
}
