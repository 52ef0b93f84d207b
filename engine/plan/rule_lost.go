package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// loseFlags marks EXISTS and IN in a SELECT list over a UNION ALL of streams that Spark cannot run: it moves the list
// into the inputs, and looks there for the columns of the subquery that the query around is compared with.
func (o *optimizer) loseFlags(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		p, ok := n.(*operator.Project)
		if !ok || !Streaming(p) {
			return n
		}
		j, ok := p.Child.(*operator.Join)
		if !ok || j.How != operator.Existence || j.Reads == "" || j.Refused != nil || !unionBelow(j.Left) {
			return n
		}
		refused, c := *j, *p
		refused.Refused = lostBelowUnion(j.Reads)
		c.Child = &refused
		return &c
	})
}

// unionBelow tells whether a UNION ALL is reached through what Spark moves into its inputs, or above a list.
func unionBelow(n operator.Node) bool {
	for {
		switch x := n.(type) {
		case *operator.Union:
			return true
		case *operator.Project:
			n = x.Child
		case *operator.Filter:
			n = x.Child
		case *operator.SubqueryAlias:
			n = x.Child
		case *operator.Join:
			if x.How != operator.Existence {
				return false
			}
			n = x.Left
		default:
			return false
		}
	}
}

func lostBelowUnion(column string) error {
	err := unsupported("key not found: " + column)
	err.Hint = "Put the subquery into each input of the UNION ALL, or join the table instead."
	return err
}

// firstInner is the name of the first column of the subquery that correlated conditions read, "" without one.
func firstInner(conds []expr.Expr) string {
	name := ""
	for _, c := range conds {
		expr.Walk(c, func(x expr.Expr) bool {
			if r, ok := x.(*expr.Ref); ok && name == "" && r.Index >= innerBase {
				name = r.Name
			}
			return name == ""
		})
	}
	return name
}
