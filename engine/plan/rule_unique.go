package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// withoutOptionalSide drops the side of an outer join that only adds columns nobody reads: where it
// can match a row once at most, or where the aggregation above does not mind duplicates (the second
// half of Spark's EliminateOuterJoin). Streams of that side are not read any more.
func withoutOptionalSide(n operator.Node) operator.Node {
	agnostic := false
	switch n := n.(type) {
	case *operator.Project:
	case *operator.Aggregate:
		agnostic = n.Session < 0 && !slices.ContainsFunc(n.Aggs, countsDuplicates)
	default:
		return n
	}
	child := n.Children()[0]
	if next := narrowedJoin(child, refsIn(exprsOf(n)), agnostic); next != child {
		return n.With([]operator.Node{next})
	}
	return n
}

// narrowedJoin drops the side from the join at the bottom of a plan of which these columns are read.
func narrowedJoin(n operator.Node, read map[int]bool, agnostic bool) operator.Node {
	var below map[int]bool
	switch c := n.(type) {
	case *operator.Join:
		if (c.How == operator.LeftOuter || c.How == operator.RightOuter) && c.Cond != nil && readsKept(c, read) && (agnostic || matchesOnce(c)) {
			return filledWithNulls(c)
		}
		return n
	case *operator.Project:
		below = map[int]bool{}
		for i, e := range c.Exprs {
			if read[i] && deterministic(e) {
				refsOf(e, below)
			} else if read[i] {
				return n
			}
		}
	case *operator.TimeWindow:
		below = refsIn([]expr.Expr{c.Time})
		for i := range read {
			if i < c.Child.Schema().Len() {
				below[i] = true
			}
		}
	default:
		return n
	}
	child := n.Children()[0]
	if next := narrowedJoin(child, below, agnostic); next != child {
		return n.With([]operator.Node{next})
	}
	return n
}

// readsKept tells whether only columns of the side are read that an outer join keeps.
func readsKept(j *operator.Join, read map[int]bool) bool {
	width := j.Left.Schema().Len()
	for i := range read {
		if (i < width) != (j.How == operator.LeftOuter) {
			return false
		}
	}
	return true
}

// filledWithNulls is the side of an outer join whose rows all stay, with nulls for the other side.
func filledWithNulls(j *operator.Join) operator.Node {
	width := j.Left.Schema().Len()
	kept, from := j.Left, 0
	if j.How == operator.RightOuter {
		kept, from = j.Right, width
	}
	exprs := make([]expr.Expr, len(j.Out.Fields))
	for i, f := range j.Out.Fields {
		if at := i - from; at >= 0 && at < kept.Schema().Len() {
			exprs[i] = &expr.Ref{Index: at, Name: f.Name, Typ: f.Type, Null: kept.Schema().Fields[at].Nullable}
		} else {
			exprs[i] = &expr.Literal{Typ: f.Type}
		}
	}
	return &operator.Project{Exprs: exprs, Out: j.Out, Child: kept}
}

// matchesOnce tells whether no row of the side that an outer join keeps meets two rows of the other:
// the equalities of the join cover columns in which no two of those agree.
func matchesOnce(j *operator.Join) bool {
	width := j.Left.Schema().Len()
	equal := map[int]bool{}
	for _, c := range conjuncts(j.Cond) {
		l, r, safe, ok := equality(c, width)
		if !ok || safe {
			continue
		}
		if j.How == operator.LeftOuter {
			if ref, ok := r.(*expr.Ref); ok {
				equal[ref.Index-width] = true
			}
		} else if ref, ok := l.(*expr.Ref); ok {
			equal[ref.Index] = true
		}
	}
	if j.How == operator.LeftOuter {
		return uniqueIn(j.Right, equal)
	}
	return uniqueIn(j.Left, equal)
}
