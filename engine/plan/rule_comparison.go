package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// simplifyComparisons decides in filters what compares a value with itself that cannot be null there.
// Between streams this matters: a filter that is false goes below a watermark, which then stays.
func (o *optimizer) simplifyComparisons(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		f, ok := n.(*operator.Filter)
		if !ok {
			return n
		}
		conds, changed := conjuncts(f.Cond), false
		known := append(slices.Clone(conds), o.constraintsOf(f.Child)...)
		for i, c := range conds {
			of, holds, ok := withItself(c)
			if ok && deterministic(of) && (!of.Nullable() || neverNull(known, of)) {
				conds[i], changed = &expr.Literal{Value: holds, Typ: data.Boolean}, true
			}
		}
		if !changed {
			return n
		}
		return &operator.Filter{Cond: and(o.ctx, conds...), Child: f.Child}
	})
}

// withItself takes a comparison of a value with itself apart, and tells whether it holds for a value.
func withItself(e expr.Expr) (of expr.Expr, holds, ok bool) {
	for op, holds := range map[string]bool{"=": true, "<=": true, ">=": true, "<": false, ">": false, "<>": false} {
		if l, r, ok := binary(e, op); ok && same(l, r) {
			return l, holds, true
		}
	}
	return nil, false, false
}

// neverNull tells whether one of the conditions is that a value is not null.
func neverNull(known []expr.Expr, of expr.Expr) bool {
	return slices.ContainsFunc(known, func(c expr.Expr) bool {
		x, isNull, ok := nullTest(c)
		return ok && !isNull && same(x, of)
	})
}

// refusesAll tells whether a filter that is false stands at the top of a plan, below projections and
// watermarks.
func refusesAll(n operator.Node) bool {
	switch c := n.(type) {
	case *operator.Filter:
		return isBool(c.Cond, false) || refusesAll(c.Child)
	case *operator.Project, *operator.Watermark:
		return refusesAll(n.Children()[0])
	}
	return false
}
