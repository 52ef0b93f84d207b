package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// eliminateOuterJoins turns an outer join into a narrower one where a filter above drops every row
// that has only nulls of a side, and drops a side that adds nothing. Between streams this decides, as in Spark, which rows are kept in
// state: the filter may then move below the join.
func (o *optimizer) eliminateOuterJoins(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		var cond expr.Expr
		switch n := n.(type) {
		case *operator.Filter:
			cond = n.Cond
		case *operator.TimeWindow:
			cond = call(o.ctx, "isnotnull", n.Time) // a window drops rows without a time
		default:
			return withoutOptionalSide(n)
		}
		j, ok := n.Children()[0].(*operator.Join)
		if !ok || j.How != operator.LeftOuter && j.How != operator.RightOuter && j.How != operator.FullOuter {
			return n
		}
		width := j.Left.Schema().Len()
		left := o.rejectsNulls(cond, j, func(i int) bool { return i < width })
		right := o.rejectsNulls(cond, j, func(i int) bool { return i >= width })
		how := j.How
		switch {
		case how == operator.FullOuter && left && right, how == operator.LeftOuter && right, how == operator.RightOuter && left:
			how = operator.Inner
		case how == operator.FullOuter && left:
			how = operator.LeftOuter
		case how == operator.FullOuter && right:
			how = operator.RightOuter
		}
		if how == j.How {
			return n
		}
		c := *j
		c.How = how
		c.Out = joinSchema(&c)
		return n.With([]operator.Node{&c})
	})
}

// rejectsNulls tells whether a condition drops each row whose columns of a side are all null.
func (o *optimizer) rejectsNulls(cond expr.Expr, j *operator.Join, side func(int) bool) bool {
	for _, c := range conjuncts(cond) {
		if l, r, ok := comparison(c); ok && (o.nullOver(l, j, side) || o.nullOver(r, j, side)) {
			return true
		}
		if o.nullOver(c, j, side) {
			return true
		}
	}
	return false
}

// comparison takes a comparison apart that is null where one of its sides is.
func comparison(e expr.Expr) (l, r expr.Expr, ok bool) {
	for _, op := range []string{"=", "<", "<=", ">", ">=", "<>"} {
		if l, r, ok = binary(e, op); ok {
			return l, r, true
		}
	}
	return nil, nil, false
}

// nullOver tells whether an expression reads columns of a side only, and is null or false where all
// of them are null.
func (o *optimizer) nullOver(e expr.Expr, j *operator.Join, side func(int) bool) bool {
	refs := map[int]bool{}
	refsOf(e, refs)
	for i := range refs {
		if !side(i) {
			return false
		}
	}
	if len(refs) == 0 || !allDeterministic([]expr.Expr{e}) {
		return false
	}
	row := data.FromRows(j.Schema(), [][]any{make([]any, j.Schema().Len())})
	v, err := expr.Eval(o.ctx, e, row)
	if err != nil {
		return false
	}
	got := data.ValueAt(v, 0)
	return got == nil || got == false
}
