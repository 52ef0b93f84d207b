package sql

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// ParseExpr reads one expression: "n + 1", "sum(n) AS s". Errors are *expr.Error with Spark's
// condition and the place.
func ParseExpr(text string) (expr.Expr, error) {
	return run(text, (*parser).namedExpression)
}

// ParseExprs reads expressions separated by commas.
func ParseExprs(text string) ([]expr.Expr, error) {
	return run(text, (*parser).namedExpressions)
}

// ParseSortKeys reads the list of ORDER BY: "n DESC, page NULLS LAST".
func ParseSortKeys(text string) ([]expr.SortKey, error) {
	return run(text, (*parser).sortKeys)
}

// ParseQuery reads one query (SELECT, WITH, VALUES, FROM, pipe operators).
func ParseQuery(text string) (operator.Node, error) {
	return run(text, (*parser).query)
}

// ParseStatement reads one statement: a query, EXPLAIN, SHOW, DESCRIBE, SET, CREATE VIEW and so on.
func ParseStatement(text string) (*Statement, error) {
	return run(text, (*parser).statement)
}

// Statements cuts a text at the semicolons between statements. What stands before a statement is
// blanked out and not cut off, so that places in it are those of the whole text.
func Statements(text string) []string {
	var out []string
	from, blank := 0, ""
	some := false
	for _, t := range tokens(text) {
		if t.kind != eof && !(t.kind == symbol && t.raw == ";") {
			some = true
			continue
		}
		end := len(text)
		if t.kind != eof {
			end = t.pos.Offset
		}
		if some {
			out = append(out, blank+text[from:end])
		}
		if t.kind != eof {
			blank += blanked(text[from : end+1])
			from, some = end+1, false
		}
	}
	if len(out) == 0 {
		out = []string{text}
	}
	return out
}

// Words are the words and quoted names of a text, as they are written.
func Words(text string) []string {
	var out []string
	for _, t := range tokens(text) {
		switch t.kind {
		case word:
			out = append(out, t.raw)
		case quoted:
			out = append(out, t.value)
		}
	}
	return out
}

// blanked keeps the lines of a text, and nothing else.
func blanked(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}
