package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// writtenSelect draws one SELECT block: FROM, WHERE, then Aggregate or Project, HAVING, DISTINCT.
func writtenSelect(n *operator.Select) operator.Node {
	below := Written(n.Child)
	if n.Where != nil {
		below = withSubqueries(line("'Filter", expr.ParsedText(n.Where), below), n.Where)
	}
	items := make([]string, len(n.Items))
	for i, e := range n.Items {
		items[i] = expr.ParsedItem(e)
	}
	list := "[" + strings.Join(items, ", ") + "]"
	var out operator.Node
	switch {
	case n.Grouped || len(n.GroupBy) > 0 || n.GroupAll || n.AggregateOnly:
		out = withSubqueries(line("'Aggregate", "["+groupText(n)+"], "+list, below), n.Items...)
	case n.Keep:
		out = withSubqueries(line("'Project", "[*, "+list[1:], below), n.Items...)
	default:
		out = withSubqueries(line("'Project", list, below), n.Items...)
	}
	if n.Having != nil {
		out = withSubqueries(line("'UnresolvedHaving", expr.ParsedText(n.Having), out), n.Having)
	}
	if n.Qualify != nil {
		out = line("'UnresolvedQualify", expr.ParsedText(n.Qualify), out)
	}
	if n.Distinct {
		out = line("'Distinct", "", out)
	}
	return out
}

func groupText(n *operator.Select) string {
	keys := expr.ParsedList(n.GroupBy)
	switch {
	case n.GroupAll:
		return "'ALL"
	case n.Rollup:
		return "'rollup(" + keys + ")"
	case n.Cube:
		return "'cube(" + keys + ")"
	case n.Sets != nil:
		sets := make([]string, len(n.Sets))
		for i, s := range n.Sets {
			sets[i] = "(" + expr.ParsedList(s) + ")"
		}
		return "'groupingsets(" + strings.Join(sets, ", ") + ")"
	}
	return keys
}

// withSubqueries puts the plans of subqueries in expressions before the children of a node.
func withSubqueries(d *drawn, list ...expr.Expr) operator.Node {
	var plans []operator.Node
	for _, e := range list {
		expr.Walk(e, func(e expr.Expr) bool {
			if s, ok := e.(*expr.Subquery); ok {
				if n, ok := s.Plan.(operator.Node); ok {
					plans = append(plans, Written(n))
				}
			}
			return true
		})
	}
	d.inner = plans
	return d
}
