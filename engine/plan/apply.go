package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// outerOf lists the columns of the query around that a plan reads, parents first, each as often as
// it is read.
func outerOf(n operator.Node) []*expr.Outer {
	var out []*expr.Outer
	for _, e := range exprsOf(n) {
		expr.Walk(e, func(x expr.Expr) bool {
			if o, ok := x.(*expr.Outer); ok {
				out = append(out, o)
			}
			return true
		})
	}
	for _, c := range n.Children() {
		out = append(out, outerOf(c)...)
	}
	return out
}

// attachApply runs a dependent subquery for each row and appends its value.
func (a *analyzer) attachApply(n operator.Node, s *subquery, over func(expr.Expr) (expr.Expr, error)) (operator.Node, int, error) {
	width := n.Schema().Len()
	inner, err := a.tested(s)
	if err != nil {
		return nil, 0, err
	}
	kind, field := operator.ApplyScalar, data.Field{Name: "scalarsubquery()", Type: inner.Schema().Fields[0].Type, Nullable: true}
	if s.kind != expr.ScalarSubquery {
		kind, field = operator.ApplyExists, data.Field{Name: "exists()", Type: data.Boolean}
	}
	ap, err := a.apply(n, inner, kind, over, s.at)
	if err != nil {
		return nil, 0, err
	}
	ap.One = atMostOneRow(s.whole)
	ap.Out = data.NewSchema(append(slices.Clone(ap.Child.Schema().Fields), field)...)
	at := ap.Child.Schema().Len()
	exprs, names := passAll(ap, width)
	return project(ap, append(exprs, &expr.Ref{Index: at, Name: field.Name, Typ: field.Type, Null: field.Nullable}), append(names, field.Name)), width, nil
}

// tested is the plan of a subquery; of IN, the rows of it that the value meets.
func (a *analyzer) tested(s *subquery) (operator.Node, error) {
	var conds []expr.Expr
	for i, v := range s.values {
		f := s.plan.Schema().Fields[i]
		col := &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}
		eq, err := a.meets(asOuter(bare(v)), col, s.at)
		if err != nil {
			return nil, err
		}
		if s.negated {
			eq = call(a.ctx, "or", eq, call(a.ctx, "isnull", eq))
		}
		conds = append(conds, eq)
	}
	if len(conds) == 0 {
		return s.plan, nil
	}
	return &operator.Filter{Cond: and(a.ctx, conds...), Child: s.plan}, nil
}

// asOuter says an expression of the query around inside the subquery.
func asOuter(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok {
			return &expr.Outer{Index: r.Index, Name: r.Name, Qualifier: r.Qualifier, Typ: r.Typ, Null: r.Null}, nil
		}
		return nil, nil
	})
	return out
}

// apply puts an Apply over a plan, with a column below for each column of the query around that is
// not one of the plan's.
func (a *analyzer) apply(n, inner operator.Node, how operator.ApplyKind, over func(expr.Expr) (expr.Expr, error), at expr.Span) (*operator.Apply, error) {
	width := n.Schema().Len()
	exprs, names := passAll(n, width)
	seen := map[int]bool{}
	var params []operator.ApplyParam
	for _, o := range outerOf(inner) {
		if seen[o.Index] {
			continue
		}
		seen[o.Index] = true
		e, err := over(o.Column())
		if err != nil {
			return nil, err
		}
		if r, ok := e.(*expr.Ref); ok {
			params = append(params, operator.ApplyParam{Outer: o.Index, Col: r.Index})
			continue
		}
		params = append(params, operator.ApplyParam{Outer: o.Index, Col: len(exprs)})
		exprs, names = append(exprs, e), append(names, o.Name)
	}
	if len(exprs) > width {
		n = project(n, exprs, names)
	}
	return &operator.Apply{Child: n, Inner: once(inner), Params: params, How: how, At: at}, nil
}

// once marks the largest parts of a plan that do not read the query around.
func once(n operator.Node) operator.Node {
	if !correlated(n) {
		return &operator.Once{Child: n}
	}
	return overNodes(n, once)
}

// keepApplied keeps the rows for which a dependent [NOT] EXISTS or IN holds.
func (a *analyzer) keepApplied(n operator.Node, s *subquery, negated bool) (operator.Node, error) {
	s.negated = negated
	inner, err := a.tested(s)
	if err != nil {
		return nil, err
	}
	how := operator.ApplySemi
	if negated {
		how = operator.ApplyAnti
	}
	ap, err := a.apply(n, inner, how, func(e expr.Expr) (expr.Expr, error) { return e, nil }, s.at)
	if err != nil {
		return nil, err
	}
	ap.Out = ap.Child.Schema()
	return ap, nil
}

// lateralApply is a LATERAL join whose right side runs for each row. Of the left side the first width
// columns go out.
func (a *analyzer) lateralApply(n *operator.Join, left, right operator.Node, width int) (operator.Node, error) {
	left, own, err := a.lateralCondition(left, right, n.Cond, n.At)
	if err != nil {
		return nil, err
	}
	how := operator.ApplyInner
	if n.How == operator.LeftOuter {
		how = operator.ApplyLeft
	}
	ap, err := a.apply(left, right, how, func(e expr.Expr) (expr.Expr, error) { return e, nil }, n.At)
	if err != nil {
		return nil, err
	}
	wide := left.Schema().Len()
	fields := slices.Clone(left.Schema().Fields)
	for _, f := range right.Schema().Fields {
		f.Nullable = f.Nullable || how == operator.ApplyLeft
		fields = append(fields, f)
	}
	ap.Out = data.NewSchema(fields...)
	ap.Cross, ap.On = n.How == operator.Cross, own != nil
	if how == operator.ApplyLeft {
		ap.Cond = own
		return without(ap, width, wide), nil
	}
	if own != nil {
		return without(&operator.Filter{Cond: own, Child: ap}, width, wide), nil
	}
	return without(ap, width, wide), nil
}
