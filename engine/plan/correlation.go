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
	at     expr.Span
	exists bool
	// empty are the output columns over no rows, below a global aggregate.
	empty []expr.Expr
}

func isOuter(e expr.Expr) bool {
	return has(e, func(x expr.Expr) bool {
		r, ok := x.(*expr.Ref)
		return ok && r.Index >= outerBase && r.Index < groupBase
	})
}

// pull returns the plan, with columns appended that the conditions need, and the conditions
// (innerBase + ordinal for the plan's columns, plain ordinals for the outer ones).
func (p *puller) pull(n operator.Node) (operator.Node, []expr.Expr, error) {
	switch n := n.(type) {
	case *operator.Filter:
		return p.filter(n)
	case *operator.Project:
		return p.project(n)
	case *operator.Aggregate:
		return p.aggregate(n)
	case *operator.SubqueryAlias:
		child, conds, err := p.pull(n.Child)
		if err != nil || child == n.Child {
			return n, conds, err
		}
		return aliased(child, n.Name), conds, nil
	case *operator.Sort:
		child, conds, err := p.pull(n.Child)
		return n.With([]operator.Node{child}), conds, err
	case *operator.Limit:
		child, conds, err := p.pull(n.Child)
		if len(conds) > 0 && p.exists && n.N > 0 {
			return child, conds, err
		}
		if len(conds) > 0 {
			return nil, nil, p.refuse()
		}
		return n.With([]operator.Node{child}), nil, err
	}
	if err := p.plain(n); err != nil {
		return nil, nil, err
	}
	return n, nil, nil
}

func (p *puller) refuse() error {
	return expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED", "0A000", p.at,
		"Unsupported subquery expression: Accessing outer query column is not allowed in this location.")
}

// plain refuses outer references anywhere in a plan.
func (p *puller) plain(n operator.Node) error {
	for _, e := range exprsOf(n) {
		if isOuter(e) {
			return p.refuse()
		}
	}
	for _, c := range n.Children() {
		if err := p.plain(c); err != nil {
			return err
		}
	}
	return nil
}

func (p *puller) filter(n *operator.Filter) (operator.Node, []expr.Expr, error) {
	child, conds, err := p.pull(n.Child)
	if err != nil {
		return nil, nil, err
	}
	var own []expr.Expr
	for _, c := range conjuncts(n.Cond) {
		if !isOuter(c) {
			own = append(own, c)
			continue
		}
		conds = append(conds, mapRefs(c, func(i int) int {
			if i >= outerBase && i < groupBase {
				return i - outerBase
			}
			return i + innerBase
		}))
	}
	if len(own) == 0 {
		return child, conds, nil
	}
	return &operator.Filter{Cond: and(p.a.ctx, own...), Child: child}, conds, nil
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
func (p *puller) project(n *operator.Project) (operator.Node, []expr.Expr, error) {
	child, conds, err := p.pull(n.Child)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range n.Exprs {
		if isOuter(e) {
			return nil, nil, expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE", "0A000", p.at,
				"Unsupported subquery expression: Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses: %q.", e)
		}
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
	return &operator.Project{Exprs: exprs, Out: data.NewSchema(fields...), Child: child}, conds, nil
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

// emptyValue is an aggregate over no rows.
func emptyValue(x *expr.Agg) expr.Expr {
	switch x.Fn.Name {
	case "count", "count_if", "regr_count", "approx_count_distinct":
		return &expr.Literal{Value: int64(0), Typ: data.Long}
	}
	return &expr.Literal{Typ: x.Typ}
}

// aggregate groups by the inner side of the equalities too. Anything but an equality cannot be
// taken out of an aggregate.
func (p *puller) aggregate(n *operator.Aggregate) (operator.Node, []expr.Expr, error) {
	for _, e := range exprsOf(n) {
		if isOuter(e) {
			return nil, nil, p.refuse()
		}
	}
	child, conds, err := p.pull(n.Child)
	if err != nil {
		return nil, nil, err
	}
	if len(conds) == 0 {
		return n.With([]operator.Node{child}), nil, nil
	}
	keys := append([]expr.Expr{}, n.Keys...)
	fields := append([]data.Field{}, n.Out.Fields[:len(n.Keys)]...)
	var out []expr.Expr
	for _, c := range conds {
		l, r, ok := binary(c, "=")
		if !ok {
			return nil, nil, expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_COLUMN_IS_NOT_ALLOWED_IN_PREDICATE", "0A000", p.at,
				"Unsupported subquery expression: Correlated column is not allowed in predicate: %s.", c)
		}
		if side(l, innerBase) == leftSide {
			l, r = r, l
		}
		inner := mapRefs(l, func(i int) int { return i - innerBase })
		f := fieldOf(child.Schema(), inner, inner.String())
		at := len(n.Out.Fields) + len(keys) - len(n.Keys)
		out = append(out, call(p.a.ctx, "=", &expr.Ref{Index: innerBase + at, Name: f.Name, Typ: f.Type, Null: f.Nullable}, r))
		keys, fields = append(keys, inner), append(fields, f)
	}
	p.empty = nil
	if len(n.Keys) == 0 {
		for _, x := range n.Aggs {
			p.empty = append(p.empty, emptyValue(x))
		}
	}
	extra := len(keys) - len(n.Keys)
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
	take(len(n.Keys), len(n.Keys)+extra)
	return project(agg, order, names), out, nil
}
