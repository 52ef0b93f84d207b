package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// constraintsOf lists the conditions that every row of a node fulfils (Spark's QueryPlanConstraints).
func (o *optimizer) constraintsOf(n operator.Node) []expr.Expr {
	switch n := n.(type) {
	case *operator.Filter:
		return append(conjuncts(n.Cond), o.constraintsOf(n.Child)...)
	case *operator.Watermark, *operator.Sort, *operator.Limit, *operator.Dedup, *operator.SubqueryAlias, *operator.TimeWindow:
		return o.constraintsOf(n.Children()[0])
	case *operator.Project:
		return o.through(n.Exprs, n.Out.Fields, o.constraintsOf(n.Child))
	case *operator.Aggregate:
		return o.through(n.Keys, n.Out.Fields, o.constraintsOf(n.Child))
	case *operator.Generate:
		if n.KeepChild {
			return o.constraintsOf(n.Child)
		}
	case *operator.Union:
		out := o.constraintsOf(n.Inputs[0])
		for _, c := range n.Inputs[1:] {
			out = o.inBoth(out, o.constraintsOf(c))
		}
		return out
	case *operator.Join:
		return o.joinConstraints(n)
	}
	return nil
}

// joinConstraints are those of the sides whose rows come out as they are, and what an inner join
// says of its rows.
func (o *optimizer) joinConstraints(j *operator.Join) []expr.Expr {
	width := j.Left.Schema().Len()
	right := func() (out []expr.Expr) {
		for _, c := range o.constraintsOf(j.Right) {
			out = append(out, mapRefs(c, func(i int) int { return i + width }))
		}
		return out
	}
	switch {
	case j.Columns != nil:
		return nil
	case j.How == operator.Inner || j.How == operator.Cross:
		return append(append(conjuncts(j.Cond), o.constraintsOf(j.Left)...), right()...)
	case j.How == operator.RightOuter:
		return right()
	case j.How == operator.FullOuter:
		return nil
	case j.How == operator.LeftSemi:
		out := o.constraintsOf(j.Left)
		for _, c := range conjuncts(j.Cond) {
			if side(c, width) == leftSide {
				out = append(out, c)
			}
		}
		return out
	}
	return o.constraintsOf(j.Left)
}

// inBoth lists the constraints that the rows of two inputs of a union fulfil: what both say, and of
// a column that each says something else of, that one of the two holds.
func (o *optimizer) inBoth(a, b []expr.Expr) []expr.Expr {
	var out []expr.Expr
	for _, c := range a {
		if holds(b, c) {
			out = append(out, c)
		}
	}
	one, other := ofOneColumn(a, out), ofOneColumn(b, out)
	for _, c := range a {
		if i, ok := onlyColumn(c); ok && len(one[i]) > 0 && len(other[i]) > 0 {
			out = append(out, call(o.ctx, "or", and(o.ctx, one[i]...), and(o.ctx, other[i]...)))
			delete(one, i)
		}
	}
	return out
}

// ofOneColumn groups the conditions that read a single column by it, without those that are common.
func ofOneColumn(list, common []expr.Expr) map[int][]expr.Expr {
	out := map[int][]expr.Expr{}
	for _, c := range list {
		if i, ok := onlyColumn(c); ok && !holds(common, c) {
			out[i] = append(out[i], c)
		}
	}
	return out
}

func onlyColumn(c expr.Expr) (int, bool) {
	refs := map[int]bool{}
	refsOf(c, refs)
	for i := range refs {
		return i, len(refs) == 1
	}
	return 0, false
}

// through says constraints of the input over the output columns: those that pass input columns on,
// and those that compute what a constraint is about. A column that is a literal equals it.
func (o *optimizer) through(exprs []expr.Expr, fields []data.Field, constraints []expr.Expr) []expr.Expr {
	to := map[int]int{}
	var out []expr.Expr
	for i, e := range exprs {
		switch e := bare(e).(type) {
		case *expr.Ref:
			if _, seen := to[e.Index]; !seen {
				to[e.Index] = i
			}
		case *expr.Literal:
			out = append(out, call(o.ctx, "<=>", outRef(fields, i), e))
		}
	}
	for _, c := range constraints {
		for _, computed := range []bool{false, true} {
			if c, ok := said(c, exprs, fields, to, computed); ok {
				out = addNew(out, c)
			}
		}
	}
	return out
}

func outRef(fields []data.Field, i int) *expr.Ref {
	return &expr.Ref{Index: i, Name: fields[i].Name, Typ: fields[i].Type, Null: fields[i].Nullable}
}

// said is a constraint over the output columns; false when it reads what does not come out.
// Computed columns take the place of what they compute.
func said(c expr.Expr, exprs []expr.Expr, fields []data.Field, to map[int]int, computed bool) (expr.Expr, bool) {
	all := true
	out, _ := rewrite(c, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok {
			i, ok := to[r.Index]
			all = all && ok
			return mapRefs(r, func(int) int { return i }), nil
		}
		for i, e := range exprs {
			e = bare(e)
			if _, literal := e.(*expr.Literal); computed && !literal && deterministic(e) && same(x, e) {
				return outRef(fields, i), nil
			}
		}
		return nil, nil
	})
	return out, all
}
