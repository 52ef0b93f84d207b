package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// failEarly computes what stands over inline tables, before any other rule: Spark does so
// (ConvertToLocalRelation), and what fails there fails whatever the other rules would make of it. What
// does not fail stays as it is, to be looked at when it runs.
func (o *optimizer) failEarly(n operator.Node) operator.Node {
	out, _ := o.early(n)
	return out
}

// early returns the plan, and its rows where they are known before it runs.
func (o *optimizer) early(n operator.Node) (operator.Node, *data.Batch) {
	var rows *data.Batch
	n = overNodes(n, func(c operator.Node) operator.Node {
		c, rows = o.early(c)
		return c
	})
	switch n := n.(type) {
	case *operator.Local:
		if n.Inline && n.Failure == nil {
			return n, n.Rows
		}
	case *operator.SubqueryAlias:
		return n, rows
	case *operator.Project:
		if rows != nil && knownEarly(n.Exprs) {
			cols, err := expr.EvalAll(o.ctx, n.Exprs, rows)
			if err != nil {
				return &operator.Local{Rows: data.Empty(n.Schema()), Failure: err}, nil
			}
			return n, &data.Batch{Schema: n.Out, Cols: cols, N: rows.N}
		}
	case *operator.Filter:
		if rows != nil && knownEarly([]expr.Expr{n.Cond}) {
			sel, err := expr.EvalFilter(o.ctx, n.Cond, rows)
			if err != nil {
				return &operator.Local{Rows: data.Empty(n.Schema()), Failure: err}, nil
			}
			return n, rows.Take(sel)
		}
	}
	return n, nil
}

// knownEarly tells whether expressions are values of their input's row alone, each time the same. The
// notebook's own functions may do more than give a value, so they are called only when the query runs.
func knownEarly(list []expr.Expr) bool {
	for _, e := range list {
		if !deterministic(e) || has(e, func(x expr.Expr) bool {
			a, call := x.(*expr.Apply)
			_, outer := x.(*expr.Outer)
			return outer || call && a.Fn != nil && a.Fn.Group == "user"
		}) {
			return false
		}
	}
	return true
}
