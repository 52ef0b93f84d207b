package sql

import "strings"

// clauses are the keywords that a misspelt word is compared with.
var clauses = []string{"SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "INTERSECT", "EXCEPT", "JOIN", "LEFT", "RIGHT",
	"INNER", "LATERAL", "WATERMARK", "DELAY", "INTERVAL", "BETWEEN", "DISTINCT", "VALUES", "WITH", "WINDOW"}

// hint is the way out of a syntax error: the keyword that was probably meant.
func (p *parser) hint(t token) string {
	for _, w := range []token{t, p.before()} {
		if w.kind != word {
			continue
		}
		for _, k := range clauses {
			if w.upper != k && distance(w.upper, k) == 1 {
				return "did you mean " + k + " for " + w.raw + "?"
			}
		}
	}
	if strings.Count(p.src, "(") > strings.Count(p.src, ")") {
		return "a closing parenthesis is missing"
	}
	if t.kind == symbol && (t.raw == "'" || t.raw == "\"" || t.raw == "`") {
		return "the quote is not closed"
	}
	return ""
}

func (p *parser) before() token {
	if p.at == 0 {
		return token{}
	}
	return p.toks[p.at-1]
}

// distance is 1 when one letter was changed, added, left out or swapped with its neighbour, 0
// for equal words, 2 for anything further.
func distance(a, b string) int {
	if a == b {
		return 0
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch {
	case len(x) > 0 && len(y) > 0 && x[1:] == y[1:],
		len(x) > 0 && x[1:] == y,
		len(y) > 0 && y[1:] == x,
		len(x) > 1 && len(y) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]:
		return 1
	}
	return 2
}
