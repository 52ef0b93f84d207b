package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

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
			if spelling.Slip(w.upper, k) {
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
