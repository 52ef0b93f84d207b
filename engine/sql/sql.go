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
