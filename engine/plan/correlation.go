package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// puller takes the conditions that read the outer query out of a subquery's plan, so that the
// plan can run on its own and the conditions become those of a join.
type puller struct {
	a      *analyzer
	exists bool
	// empty are the output columns over no rows, below a global aggregate.
	empty []expr.Expr
}

func isOuter(e expr.Expr) bool {
	return has(e, func(x expr.Expr) bool { _, ok := x.(*expr.Outer); return ok })
}

func anyOuter(list []expr.Expr) bool {
	for _, e := range list {
		if isOuter(e) {
			return true
		}
	}
	return false
}

// correlated tells whether a plan reads the query around it.
func correlated(n operator.Node) bool {
	if anyOuter(exprsOf(n)) {
		return true
	}
	for _, c := range n.Children() {
		if correlated(c) {
			return true
		}
	}
	return false
}

// pull returns the plan, with columns appended that the conditions need, and the conditions
// (innerBase + ordinal for the plan's columns, plain ordinals for the outer ones). ok is false where
// no join says what the subquery does.
func (p *puller) pull(n operator.Node) (out operator.Node, conds []expr.Expr, ok bool) {
	switch n := n.(type) {
	case *operator.Filter:
		return p.filter(n)
	case *operator.Project:
		return p.project(n)
	case *operator.Aggregate:
		return p.aggregate(n)
	case *operator.SubqueryAlias:
		child, conds, ok := p.pull(n.Child)
		if !ok || child == n.Child {
			return n, conds, ok
		}
		return aliased(child, n.Name), conds, true
	case *operator.Sort:
		child, conds, ok := p.pull(n.Child)
		if !ok || anyOuter(exprsOf(n)) {
			return nil, nil, false
		}
		return n.With([]operator.Node{child}), conds, true
	case *operator.Limit:
		child, conds, ok := p.pull(n.Child)
		switch {
		case !ok:
			return nil, nil, false
		case len(conds) == 0:
			return n.With([]operator.Node{child}), nil, true
		}
		return child, conds, p.exists && n.N > 0 && n.Offset == 0
	}
	return n, nil, !correlated(n)
}

func (p *puller) filter(n *operator.Filter) (operator.Node, []expr.Expr, bool) {
	child, conds, ok := p.pull(n.Child)
	if !ok || p.empty != nil {
		return n, nil, ok && !correlated(n)
	}
	var own []expr.Expr
	for _, c := range conjuncts(n.Cond) {
		if !isOuter(c) {
			own = append(own, c)
			continue
		}
		conds = append(conds, pulled(c))
	}
	if len(own) == 0 {
		return child, conds, true
	}
	return &operator.Filter{Cond: and(p.a.ctx, own...), Child: child}, conds, true
}

// pulled says a condition of the subquery as one of the join.
func pulled(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		switch x := x.(type) {
		case *expr.Outer:
			return x.Column(), nil
		case *expr.Ref:
			c := *x
			c.Index += innerBase
			return &c, nil
		}
		return nil, nil
	})
	return out
}

// innerRefs lists the plan's columns that conditions read.
func innerRefs(conds []expr.Expr) map[int]bool {
	all, out := map[int]bool{}, map[int]bool{}
	for _, c := range conds {
		refsOf(c, all)
	}
	for i := range all {
		if i >= innerBase {
			out[i-innerBase] = true
		}
	}
	return out
}

// project passes on the columns that the conditions from below read.
func (p *puller) project(n *operator.Project) (operator.Node, []expr.Expr, bool) {
	child, conds, ok := p.pull(n.Child)
	if !ok || anyOuter(n.Exprs) {
		return nil, nil, false
	}
	if p.empty != nil {
		p.empty = p.emptyProject(n)
	}
	exprs := append([]expr.Expr{}, n.Exprs...)
	fields := append([]data.Field{}, n.Out.Fields...)
	to := map[int]int{}
	for i, f := range child.Schema().Fields {
		if innerRefs(conds)[i] {
			to[i] = len(exprs)
			exprs = append(exprs, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable})
			fields = append(fields, f)
		}
	}
	for k := range conds {
		conds[k] = mapRefs(conds[k], func(i int) int {
			if i >= innerBase {
				return to[i-innerBase] + innerBase
			}
			return i
		})
	}
	return &operator.Project{Exprs: exprs, Out: data.NewSchema(fields...), Child: child}, conds, true
}

// emptyProject is what a projection makes of the columns over no rows.
func (p *puller) emptyProject(n *operator.Project) []expr.Expr {
	out := make([]expr.Expr, len(n.Exprs))
	for i, e := range n.Exprs {
		out[i], _ = rewrite(bare(e), func(x expr.Expr) (expr.Expr, error) {
			if r, ok := x.(*expr.Ref); ok {
				return p.empty[r.Index], nil
			}
			return nil, nil
		})
	}
	return out
}

// emptyValue is an aggregate over no rows; false where it is neither null nor zero.
func emptyValue(x *expr.Agg) (expr.Expr, bool) {
	switch x.Fn.Name {
	case "count", "count_if", "regr_count", "approx_count_distinct":
		return &expr.Literal{Value: int64(0), Typ: data.Long}, true
	case "sum", "min", "max", "avg":
		return &expr.Literal{Typ: x.Typ}, true
	}
	return nil, false
}

// aggregate groups by the inner side of the equalities too. Anything but an equality cannot be
// taken out of an aggregate.
func (p *puller) aggregate(n *operator.Aggregate) (operator.Node, []expr.Expr, bool) {
	child, conds, ok := p.pull(n.Child)
	if !ok || anyOuter(exprsOf(n)) {
		return nil, nil, false
	}
	if len(conds) == 0 {
		return n.With([]operator.Node{child}), nil, true
	}
	if p.empty = nil; len(n.Keys) == 0 {
		for _, x := range n.Aggs {
			v, known := emptyValue(x)
			if !known {
				return nil, nil, false
			}
			p.empty = append(p.empty, v)
		}
	}
	keys := append([]expr.Expr{}, n.Keys...)
	fields := append([]data.Field{}, n.Out.Fields[:len(n.Keys)]...)
	var out []expr.Expr
	for _, c := range conds {
		outer, own, safe, ok := equality(c, innerBase)
		if !ok {
			return nil, nil, false
		}
		inner := mapRefs(own, func(i int) int { return i - innerBase })
		f := fieldOf(child.Schema(), inner, inner.String())
		at := len(n.Out.Fields) + len(keys) - len(n.Keys)
		col := &expr.Ref{Index: innerBase + at, Name: f.Name, Typ: f.Type, Null: f.Nullable}
		out = append(out, call(p.a.ctx, map[bool]string{true: "<=>", false: "="}[safe], col, outer))
		keys, fields = append(keys, inner), append(fields, f)
	}
	return regrouped(n, child, keys, fields), out, true
}

// regrouped is the Aggregate by more keys, which come behind its columns.
func regrouped(n *operator.Aggregate, child operator.Node, keys []expr.Expr, fields []data.Field) operator.Node {
	fields = append(fields, n.Out.Fields[len(n.Keys):]...)
	agg := &operator.Aggregate{Keys: keys, Aggs: n.Aggs, Session: -1, Out: data.NewSchema(fields...), Child: child}
	var order []expr.Expr
	var names []string
	take := func(from, to int) {
		for i := from; i < to; i++ {
			f := agg.Out.Fields[i]
			order, names = append(order, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}), append(names, f.Name)
		}
	}
	take(0, len(n.Keys))
	take(len(keys), len(fields))
	take(len(n.Keys), len(keys))
	return project(agg, order, names)
}
