package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// replaceSetOps lowers INTERSECT and EXCEPT without ALL; with ALL they count copies and stay, but for EXCEPT ALL of a
// stream, whose counts are state.
func (o *optimizer) replaceSetOps(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		s, ok := n.(*operator.SetOp)
		switch {
		case ok && s.All && s.Op == operator.ExceptOp && Streaming(s):
			return o.countCopies(s)
		case !ok || s.All || s.Op == operator.UnionOp:
			return n
		}
		how := operator.LeftSemi
		if s.Op == operator.ExceptOp {
			how = operator.LeftAnti
		}
		width := s.Left.Schema().Len()
		left, _ := passAll(s.Left, width)
		right, _ := passAll(s.Right, width)
		var conds []expr.Expr
		for i := range left {
			r := mapRefs(right[i], func(k int) int { return k + width })
			same, err := expr.Resolve(o.ctx, nil, &expr.Call{Func: "<=>", Args: []expr.Expr{left[i], r}})
			if err != nil {
				return n // no equality of this type: the set operation compares rows itself
			}
			conds = append(conds, same)
		}
		a := &analyzer{ctx: o.ctx}
		j := a.buildJoin(s.Left, s.Right, how, and(o.ctx, conds...), s.At)
		return distinct(j)
	})
}

// countCopies is EXCEPT ALL as Spark's RewriteExceptAll has it: rows count 1 on the left and -1 on the right, and each
// is put out as often as its sum says.
func (o *optimizer) countCopies(s *operator.SetOp) operator.Node {
	width := s.Out.Len()
	side := func(n operator.Node, count int64) operator.Node {
		exprs, names := passAll(n, width)
		return project(n, append(exprs, &expr.Literal{Value: count, Typ: data.Long}), append(names, "vcol"))
	}
	left, right := side(s.Left, 1), side(s.Right, -1)
	fields := append([]data.Field{}, left.Schema().Fields...)
	for i := range s.Out.Fields {
		fields[i].Nullable = true
	}
	both := &operator.Union{Inputs: []operator.Node{left, right}, Out: data.NewSchema(fields...)}
	keys, _ := passAll(both, width)
	vcol := fields[width]
	sum := call(o.ctx, "sum", &expr.Ref{Index: width, Name: vcol.Name, Typ: vcol.Type}).(*expr.Agg)
	out := append(append([]data.Field{}, fields[:width]...), data.Field{Name: "sum", Type: sum.Typ, Nullable: true})
	groups := &operator.Aggregate{Keys: keys, Aggs: []*expr.Agg{sum}, Session: -1, Out: data.NewSchema(out...), Child: both}
	copies := &expr.Ref{Index: width, Name: "sum", Typ: sum.Typ, Null: true}
	some := &operator.Filter{Cond: call(o.ctx, ">", copies, &expr.Literal{Value: int64(0), Typ: data.Long}), Child: groups}
	gen, err := expr.Resolve(o.ctx, nil, &expr.Call{Func: "explode", Args: []expr.Expr{&expr.Call{Func: "sequence", Args: []expr.Expr{&expr.Literal{Value: int64(1), Typ: data.Long}, copies}}}})
	if err != nil {
		return s
	}
	each, err := generateOver(some, gen.(*expr.Generator), &operator.Generate{KeepChild: true, At: s.At})
	if err != nil {
		return s
	}
	exprs, names := passAll(each, width)
	return project(each, exprs, names)
}
