package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// inFact is a [NOT] IN that all rows of a node fulfil: its condition over the node's columns, and over those of its query
// from width on.
type inFact struct {
	by    *operator.Join
	cond  expr.Expr
	width int
}

// inferIns gives the sides of a join what IN says on the other one of a column that is equal to one of theirs.
func (o *optimizer) inferIns(j *operator.Join, left, right operator.Node) (operator.Node, operator.Node) {
	lw := j.Left.Schema().Len()
	onLeft, onRight := insOf(j.Left), insOf(j.Right)
	for _, c := range conjuncts(j.Cond) {
		l, r, ok := equalColumns(c, lw)
		if !ok {
			continue
		}
		for _, f := range onLeft {
			if g, ok := f.about(l, r, j.Right); ok && filtersRight(j.How) && !slices.ContainsFunc(onRight, g.equals) {
				right = o.semiOf(g.by, right, g.cond)
			}
		}
		for _, f := range onRight {
			if g, ok := f.about(r, l, j.Left); ok && filtersLeft(j.How) && !slices.ContainsFunc(onLeft, g.equals) {
				left = o.semiOf(g.by, left, g.cond)
			}
		}
	}
	return left, right
}

// equalColumns are the columns of both sides of a join that a condition holds to be equal, each counted in its side.
func equalColumns(c expr.Expr, lw int) (left, right int, ok bool) {
	x, y, ok := binary(c, "=")
	if !ok {
		return 0, 0, false
	}
	a, isA := x.(*expr.Ref)
	b, isB := y.(*expr.Ref)
	if !isA || !isB || (a.Index < lw) == (b.Index < lw) {
		return 0, 0, false
	}
	if a.Index > b.Index {
		a, b = b, a
	}
	return a.Index, b.Index - lw, true
}

func (f inFact) equals(g inFact) bool { return f.by.Right == g.by.Right && same(f.cond, g.cond) }

// about is what a fact that reads one column alone says of another column, of a node.
func (f inFact) about(column, other int, of operator.Node) (inFact, bool) {
	return f.moved(of.Schema().Len(), func(i int) int {
		if i == column {
			return other
		}
		return -1
	})
}

// moved is a fact over other columns; false where one that it reads goes nowhere, which is below 0.
func (f inFact) moved(width int, to func(int) int) (inFact, bool) {
	lost := false
	cond := mapRefs(f.cond, func(i int) int {
		if i >= f.width {
			return i - f.width + width
		}
		k := to(i)
		lost = lost || k < 0
		return k
	})
	return inFact{f.by, cond, width}, !lost
}

func movedAll(list []inFact, width int, to func(int) int) (out []inFact) {
	for _, f := range list {
		if g, ok := f.moved(width, to); ok {
			out = append(out, g)
		}
	}
	return out
}

// insOf are the INs that the rows of a node fulfil.
func insOf(n operator.Node) []inFact {
	itself := func(i int) int { return i }
	through := func(list []expr.Expr) func(int) int {
		return func(i int) int {
			return slices.IndexFunc(list, func(e expr.Expr) bool { r, ok := bare(e).(*expr.Ref); return ok && r.Index == i })
		}
	}
	switch n := n.(type) {
	case *operator.Filter, *operator.Watermark, *operator.Sort, *operator.Limit, *operator.Dedup:
		return insOf(n.Children()[0])
	case *operator.TimeWindow:
		return movedAll(insOf(n.Child), n.Schema().Len(), itself)
	case *operator.Project:
		return movedAll(insOf(n.Child), len(n.Exprs), through(n.Exprs))
	case *operator.Aggregate:
		return movedAll(insOf(n.Child), n.Schema().Len(), through(n.Keys))
	case *operator.Join:
		return insOfJoin(n)
	}
	return nil
}

func insOfJoin(n *operator.Join) (out []inFact) {
	lw, width := n.Left.Schema().Len(), n.Schema().Len()
	if n.Columns != nil || n.How == operator.FullOuter {
		return nil
	}
	if n.How != operator.RightOuter {
		out = movedAll(insOf(n.Left), width, func(i int) int { return i })
	}
	if n.How == operator.Inner || n.How == operator.Cross || n.How == operator.RightOuter {
		out = append(out, movedAll(insOf(n.Right), width, func(i int) int { return i + lw })...)
	}
	if n.Predicate && n.Alone {
		out = append(out, inFact{n, n.Cond, width})
	}
	return out
}
