package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// aggregate groups by the columns too that tie the part to the outer row.
func (d *decorrelation) aggregate(n *operator.Aggregate, need outers, in above) (*standalone, bool) {
	s, ok := d.part(n.Child, need.read(exprsOf(n)...), above{aggregated: true, setOp: in.setOp})
	if !ok || n.Session >= 0 {
		return nil, false
	}
	keys := make([]expr.Expr, 0, len(n.Keys))
	for _, k := range n.Keys {
		keys = append(keys, s.inside(k))
	}
	aggs := make([]*expr.Agg, len(n.Aggs))
	for i, x := range n.Aggs {
		aggs[i] = s.inside(x).(*expr.Agg)
	}
	fields := append([]data.Field{}, n.Out.Fields[:len(n.Keys)]...)
	to := map[int]int{}
	for _, i := range s.needed() {
		f := s.node.Schema().Fields[i]
		to[i] = n.Out.Len() + len(keys) - len(n.Keys)
		keys, fields = append(keys, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}), append(fields, f)
	}
	c := *n
	c.Aggs = aggs
	s.node = regrouped(&c, s.node, keys, fields)
	s.moved(to)
	return s, true
}

// global is an aggregate without keys under its SELECT list. It gives a row also where no row meets the
// outer one, so each value of the domain is joined with its group, or with the values over no rows.
func (d *decorrelation) global(n *operator.Aggregate, list *operator.Project, need outers, in above) (*standalone, bool) {
	s, ok := d.aggregate(n, need.read(list.Exprs...), in)
	if !ok {
		return nil, false
	}
	exprs := make([]expr.Expr, len(list.Exprs))
	for i, e := range list.Exprs {
		exprs[i] = s.inside(e)
	}
	zero := d.overNothing(exprs, n.Aggs)
	s.over(exprs, list.Out.Names())
	if !d.comparable(outersOf(s.conds)) {
		return nil, false
	}
	return d.everyValue(s, zero), true
}

// everyValue joins each value of the domain with its row of a part that has at most one: zero are the values of
// its columns where it has none, nil for null.
func (d *decorrelation) everyValue(s *standalone, zero []expr.Expr) *standalone {
	flagged, flag := withFlag(s.node)
	read := outersOf(s.conds)
	domain, place := d.domain(read)
	width := domain.Schema().Len()
	tied := make([]expr.Expr, len(s.conds))
	for i, c := range s.conds {
		tied[i] = mapRefs(c, func(k int) int {
			if k >= innerBase {
				return k - innerBase + width
			}
			return place[k]
		})
	}
	j := d.a.buildJoin(domain, flagged, operator.LeftOuter, and(d.a.ctx, tied...), expr.Span{})
	all, names := passAll(j, j.Out.Len())
	var exprs []expr.Expr
	for i, z := range zero {
		e := all[width+i]
		if z != nil {
			missing := call(d.a.ctx, "isnull", all[width+flag])
			e = namedAs(&expr.Case{Conds: []expr.Expr{missing}, Values: []expr.Expr{z, e}}, names[width+i])
		}
		exprs = append(exprs, e)
	}
	n := project(j, append(exprs, all[:width]...), append(names[width:width+len(zero):width+len(zero)], names[:width]...))
	return d.fromDomain(n, read, place, len(zero))
}

// overNothing are the values of a SELECT list over aggregates that meet no rows; nil for null.
func (d *decorrelation) overNothing(exprs []expr.Expr, aggs []*expr.Agg) []expr.Expr {
	out := make([]expr.Expr, len(exprs))
	for i, e := range exprs {
		v, _ := rewrite(bare(e), func(x expr.Expr) (expr.Expr, error) {
			if o, outer := x.(*expr.Outer); outer {
				return &expr.Literal{Typ: o.Typ}, nil
			}
			r, ok := x.(*expr.Ref)
			if !ok {
				return nil, nil
			}
			if r.Index < len(aggs) {
				return d.emptyOf(aggs[r.Index]), nil
			}
			return &expr.Literal{Typ: r.Typ}, nil
		})
		v = expr.Fold(d.a.ctx, v)
		if l, ok := v.(*expr.Literal); !ok || l.Value != nil {
			out[i] = v
		}
	}
	return out
}

// emptyOf is an aggregate over no rows.
func (d *decorrelation) emptyOf(x *expr.Agg) expr.Expr {
	if v, known := emptyValue(x); known {
		return v
	}
	if x.Fn.Name == "collect_list" || x.Fn.Name == "collect_set" {
		return expr.ImplicitCast(d.a.ctx, call(d.a.ctx, "array"), x.Typ)
	}
	return &expr.Literal{Typ: x.Typ}
}
