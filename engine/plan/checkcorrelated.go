package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// checkCorrelated refuses the places in a subquery where Spark does not let it read the query
// around: below the side of an outer join that may be missing, and in anything but WHERE, HAVING,
// the SELECT list and join conditions. allowed is false below such a side, and below ROLLUP and its
// like. at is the SELECT or subquery around.
func checkCorrelated(n operator.Node, allowed bool, at expr.Span) error {
	if h := hostAt(n); h.Start.Line > 0 {
		at = h
	}
	exprs := exprsOf(n)
	if !allowed && anyOuter(exprs) {
		return plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED", "0A000", at,
			"Unsupported subquery expression: Accessing outer query column is not allowed in this location:\n%s", TreeText(n))
	}
	switch n := n.(type) {
	case *operator.Project, *operator.Filter:
	case *operator.Join:
		return checkCorrelatedJoin(n, allowed, at)
	case *operator.Expand:
		allowed = false
	case *operator.Generate:
		if n.Child.Schema().Len() > 0 { // Spark would have to keep the columns of what it reads
			if err := refuseOuter(exprs, at); err != nil {
				return err
			}
		}
	default:
		if err := refuseOuter(exprs, at); err != nil {
			return err
		}
	}
	for _, c := range n.Children() {
		if err := checkCorrelated(c, allowed, at); err != nil {
			return err
		}
	}
	return nil
}

func checkCorrelatedJoin(n *operator.Join, allowed bool, at expr.Span) error {
	left, right := allowed, allowed
	switch n.How {
	case operator.LeftOuter, operator.LeftSemi, operator.LeftAnti, operator.Existence:
		right = false
	case operator.RightOuter:
		left = false
	case operator.FullOuter:
		left, right = false, false
	}
	if err := checkCorrelated(n.Left, left, at); err != nil {
		return err
	}
	return checkCorrelated(n.Right, right, at)
}

// hostAt is where a node was written.
func hostAt(n operator.Node) expr.Span {
	switch n := n.(type) {
	case *operator.WindowFunction:
		return n.At
	case *operator.Generate:
		return n.At
	case *operator.Limit:
		return n.At
	case *operator.Filter:
		return n.At
	}
	return expr.Span{}
}

// refuseOuter refuses expressions that read the query around.
func refuseOuter(list []expr.Expr, at expr.Span) error {
	var bad []string
	for _, e := range list {
		if isOuter(e) {
			bad = append(bad, `"`+stripped(e).String()+`"`)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	err := expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE", "0A000", at,
		"Unsupported subquery expression: Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses: %s.", strings.Join(bad, ","))
	err.Planned = true
	return err
}

// stripped names the columns of the query around as if they were the subquery's own.
func stripped(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		switch x := x.(type) {
		case *expr.Outer:
			return x.Column(), nil
		case *expr.Agg:
			c := *x
			c.Args = make([]expr.Expr, len(x.Args))
			for i, a := range x.Args {
				c.Args[i] = stripped(a)
			}
			c.Name = x.Spelled(c.Args, c.Filter)
			return &c, nil
		}
		return nil, nil
	})
	return out
}
