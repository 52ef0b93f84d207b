package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// removeAggregates drops aggregations that change nothing: one below another that does not mind
// duplicates, and one that only groups what is distinct already. In a stream the dropped one keeps
// no state, as in Spark.
func (o *optimizer) removeAggregates(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		upper, ok := n.(*operator.Aggregate)
		if !ok || upper.Session >= 0 || upper.Late {
			return n
		}
		if len(upper.Aggs) == 0 && uniqueIn(upper.Child, loneColumns(upper.Keys)) {
			return &operator.Project{Exprs: upper.Keys, Out: upper.Out, Child: upper.Child}
		}
		if !slices.ContainsFunc(upper.Aggs, countsDuplicates) {
			if child := withoutGroups(upper.Child, refsIn(exprsOf(upper))); child != nil {
				return upper.With([]operator.Node{child})
			}
		}
		return n
	})
}

// countsDuplicates tells whether an aggregate gives something else when a row comes twice.
func countsDuplicates(a *expr.Agg) bool {
	switch a.Fn.Name {
	case "max", "min", "bit_and", "bit_or", "collect_set", "first", "last":
		return false
	}
	return !a.Distinct
}

func refsIn(list []expr.Expr) map[int]bool {
	refs := map[int]bool{}
	for _, e := range list {
		refsOf(e, refs)
	}
	return refs
}

// withoutGroups is a plan without the aggregation at its bottom; nil when there is none, or one of
// the columns that are read is not a key of it.
func withoutGroups(n operator.Node, read map[int]bool) operator.Node {
	switch n := n.(type) {
	case *operator.Project:
		if child := withoutGroups(n.Child, refsIn(n.Exprs)); child != nil && allDeterministic(n.Exprs) {
			return n.With([]operator.Node{child})
		}
	case *operator.TimeWindow:
		width := n.Child.Schema().Len()
		below := refsIn([]expr.Expr{n.Time})
		for i := range read {
			if i < width {
				below[i] = true
			}
		}
		if child := withoutGroups(n.Child, below); child != nil && n.Size == n.Slide && child.Schema().Len() == width {
			return n.With([]operator.Node{child})
		}
	case *operator.Aggregate:
		for i := range read {
			if i >= len(n.Keys) {
				return nil
			}
		}
		if len(n.Keys) > 0 && len(n.Aggs) == 0 && n.Session < 0 && !n.Late && allDeterministic(n.Keys) {
			return &operator.Project{Exprs: n.Keys, Out: n.Out, Child: n.Child}
		}
	}
	return nil
}

// loneColumns lists the columns that stand alone among expressions.
func loneColumns(list []expr.Expr) map[int]bool {
	out := map[int]bool{}
	for _, e := range list {
		if r, ok := e.(*expr.Ref); ok {
			out[r.Index] = true
		}
	}
	return out
}

// uniqueIn tells whether no two rows of a plan agree in the columns (Spark's distinct keys).
func uniqueIn(n operator.Node, columns map[int]bool) bool {
	for {
		switch c := n.(type) {
		case *operator.Filter, *operator.Sort:
			n = c.Children()[0]
		case *operator.Project:
			below := map[int]bool{}
			for i, e := range c.Exprs {
				if r, ok := bare(e).(*expr.Ref); ok && columns[i] {
					below[r.Index] = true
				}
			}
			columns, n = below, c.Child
		case *operator.Aggregate:
			for i := range c.Keys {
				if !columns[i] {
					return false
				}
			}
			return len(c.Keys) > 0
		default:
			return false
		}
	}
}

// forgetDistinct takes DISTINCT from the aggregates of a stream, as Spark does where the check of streams is
// off: what they count, they count as often as it comes. Where they look at different columns, Spark groups twice.
func (o *optimizer) forgetDistinct(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		g, ok := n.(*operator.Aggregate)
		if !ok || !Streaming(g.Child) || !distinctAlike(g.Aggs) {
			return n
		}
		c := *g
		c.Aggs = make([]*expr.Agg, len(g.Aggs))
		for i, a := range g.Aggs {
			plain := *a
			plain.Distinct = false
			c.Aggs[i] = &plain
		}
		return &c
	})
}

// distinctAlike tells whether some aggregates are DISTINCT, all of them over the same columns.
func distinctAlike(list []*expr.Agg) bool {
	var first *expr.Agg
	for _, a := range list {
		switch {
		case !a.Distinct:
		case first == nil:
			first = a
		case !SameExprs(first.Args, a.Args):
			return false
		}
	}
	return first != nil
}
