package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// exprsOf lists the expressions of a resolved node over its input. For a join they are those
// over left columns, then right ones.
func exprsOf(n operator.Node) []expr.Expr {
	switch n := n.(type) {
	case *operator.Project:
		return n.Exprs
	case *operator.Filter:
		return []expr.Expr{n.Cond}
	case *operator.Aggregate:
		out := append([]expr.Expr{}, n.Keys...)
		for _, a := range n.Aggs {
			out = append(out, a)
		}
		if n.Gap != nil {
			out = append(out, n.Gap)
		}
		return out
	case *operator.Sort:
		return keyExprs(n.Keys)
	case *operator.Join:
		if n.Cond == nil {
			return nil
		}
		return []expr.Expr{n.Cond}
	case *operator.Generate:
		return []expr.Expr{n.Gen}
	case *operator.TimeWindow:
		return []expr.Expr{n.Time}
	case *operator.Expand:
		var out []expr.Expr
		for _, p := range n.Projections {
			out = append(out, p...)
		}
		return out
	case *operator.GroupState:
		return n.Keys
	case *operator.TransformWithState:
		return n.Keys
	case *operator.WindowFunction:
		return append(append(append([]expr.Expr{}, n.Calls...), n.PartitionBy...), keyExprs(n.OrderBy)...)
	}
	return nil
}

func keyExprs(keys []expr.SortKey) []expr.Expr {
	out := make([]expr.Expr, len(keys))
	for i, k := range keys {
		out[i] = k.Expr
	}
	return out
}
