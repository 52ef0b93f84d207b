package tui

import "strings"

// sqlWords are the words drawn as keywords; a column may have such a name, which costs nothing
// but a colour.
var sqlWords = wordSet(`select from where group by having order limit as on join left right full outer inner
cross semi anti union all distinct case when then else end and or not in is null like between exists with
insert into values create view table temporary replace window watermark delay of interval over partition rows
range asc desc cast using lateral explode pivot unpivot true false intersect except minus offset
second seconds minute minutes hour hours day days set extend aggregate tablesample`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// highlightSQL is a lexer of what colours need: words, strings, numbers, comments.
func highlightSQL(text string) []stretch {
	var out []stretch
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case strings.HasPrefix(text[i:], "--"):
			end := until(text, i, "\n")
			out = append(out, stretch{i, end, styleComment})
			i = end
		case strings.HasPrefix(text[i:], "/*"):
			end := min(until(text, i+2, "*/")+2, len(text))
			out = append(out, stretch{i, end, styleComment})
			i = end
		case c == '\'' || c == '"' || c == '`':
			end := sqlQuoted(text, i)
			out = append(out, stretch{i, end, styleString})
			i = end
		case c >= '0' && c <= '9':
			end := i
			for end < len(text) && text[end] < 0x80 && (isWord(rune(text[end])) || text[end] == '.') {
				end++
			}
			out = append(out, stretch{i, end, styleNumber})
			i = end
		case isWord(rune(c)) && c < 0x80:
			end := i
			for end < len(text) && isWord(rune(text[end])) && text[end] < 0x80 {
				end++
			}
			if s, ok := sqlWord(text, i, end); ok {
				out = append(out, s)
			}
			i = end
		default:
			i++
		}
	}
	return out
}

func sqlWord(text string, from, to int) (stretch, bool) {
	if sqlWords[strings.ToLower(text[from:to])] {
		return stretch{from, to, styleKeyword}, true
	}
	if to < len(text) && text[to] == '(' {
		return stretch{from, to, styleCall}, true
	}
	return stretch{}, false
}

// until is the offset of the next mark, or the end.
func until(text string, from int, mark string) int {
	if from > len(text) {
		return len(text)
	}
	if n := strings.Index(text[from:], mark); n >= 0 {
		return from + n
	}
	return len(text)
}

func sqlQuoted(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		if text[i] == '\\' && quote != '`' {
			i++
		} else if text[i] == quote {
			return i + 1
		}
	}
	return len(text)
}
