package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// attach joins a subquery to a plan and appends its value as one column, whose ordinal it returns.
// over maps an outer column to what stands for it in the plan.
func (a *analyzer) attach(n operator.Node, s *subquery, over func(expr.Expr) (expr.Expr, error)) (operator.Node, int, error) {
	conds := make([]expr.Expr, len(s.conds))
	var err error
	for i, c := range s.conds {
		if conds[i], err = rewrite(c, func(x expr.Expr) (expr.Expr, error) {
			if r, ok := x.(*expr.Ref); ok && r.Index < aliasBase {
				return over(x)
			}
			return nil, nil
		}); err != nil {
			return nil, 0, err
		}
	}
	switch s.kind {
	case expr.ScalarSubquery:
		return a.attachScalar(n, s, conds)
	case expr.ExistsSubquery:
		out, col := a.attachFlag(n, s.plan, conds)
		return out, col, nil
	}
	return a.attachIn(n, s, conds, over)
}

// attachScalar is a left outer join with at most one row a key.
func (a *analyzer) attachScalar(n operator.Node, s *subquery, conds []expr.Expr) (operator.Node, int, error) {
	plan := s.plan
	if !s.single {
		if len(conds) > 0 {
			return nil, 0, expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY", "0A000", s.at,
				"Unsupported subquery expression: Correlated scalar subqueries must be aggregated to return at most one row.")
		}
		plan = &operator.SingleRow{Child: plan}
	}
	width := n.Schema().Len()
	col := width
	var flag expr.Expr
	if s.empty != nil {
		exprs, names := passAll(plan, plan.Schema().Len())
		flag = &expr.Ref{Index: width + len(exprs), Name: "matched", Typ: data.Boolean, Null: true}
		plan = project(plan, append(exprs, &expr.Literal{Value: true, Typ: data.Boolean}), append(names, "matched"))
	}
	j := a.buildJoin(n, plan, operator.LeftOuter, mapInner(and(a.ctx, conds...), width), s.at)
	f := j.Out.Fields[col]
	value := expr.Expr(&expr.Ref{Index: col, Name: f.Name, Typ: f.Type, Null: true})
	if flag != nil {
		value = &expr.Case{Conds: []expr.Expr{call(a.ctx, "isnull", flag)}, Values: []expr.Expr{s.empty, value}}
	}
	out, at := a.valueColumn(j, width, value, "scalarsubquery()")
	return out, at, nil
}

// valueColumn keeps the first columns of a join and adds one value.
func (a *analyzer) valueColumn(j operator.Node, width int, value expr.Expr, name string) (operator.Node, int) {
	exprs, names := passAll(j, width)
	return project(j, append(exprs, namedAs(value, name)), append(names, name)), width
}

// attachFlag appends whether any row of the subquery matches.
func (a *analyzer) attachFlag(n, plan operator.Node, conds []expr.Expr) (operator.Node, int) {
	width := n.Schema().Len()
	reduced, tied := a.distinctKeys(plan, conds)
	j := a.buildJoin(n, reduced, operator.LeftOuter, mapInner(and(a.ctx, tied...), width), expr.Span{})
	last := len(j.Out.Fields) - 1
	flag := &expr.Ref{Index: last, Name: "matched", Typ: data.Boolean, Null: true}
	return a.valueColumn(j, width, call(a.ctx, "isnotnull", flag), "exists()")
}

// distinctKeys reduces a plan to the distinct values of what the conditions read, with a column
// that is always true behind; the conditions are mapped to it.
func (a *analyzer) distinctKeys(plan operator.Node, conds []expr.Expr) (operator.Node, []expr.Expr) {
	need := innerRefs(conds)
	to := map[int]int{}
	var exprs []expr.Expr
	var names []string
	for i, f := range plan.Schema().Fields {
		if need[i] {
			to[i] = len(exprs)
			exprs, names = append(exprs, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}), append(names, f.Name)
		}
	}
	reduced := operator.Node(project(plan, exprs, names))
	if len(exprs) == 0 {
		reduced = &operator.Limit{N: 1, Child: reduced}
	} else {
		reduced = distinct(reduced)
	}
	pass, passNames := passAll(reduced, len(exprs))
	reduced = project(reduced, append(pass, &expr.Alias{Child: &expr.Literal{Value: true, Typ: data.Boolean}, Name: "matched"}), append(passNames, "matched"))
	tied := make([]expr.Expr, len(conds))
	for k, c := range conds {
		tied[k] = mapRefs(c, func(i int) int {
			if i >= innerBase {
				return innerBase + to[i-innerBase]
			}
			return i
		})
	}
	return reduced, tied
}

// attachIn appends value IN (subquery) with its three outcomes: true on a match; unknown when the
// value, or one in the subquery, is null; false otherwise.
func (a *analyzer) attachIn(n operator.Node, s *subquery, conds []expr.Expr, over func(expr.Expr) (expr.Expr, error)) (operator.Node, int, error) {
	width := n.Schema().Len()
	equal := append([]expr.Expr{}, conds...)
	unknown := append([]expr.Expr{}, conds...)
	for i, v := range s.values {
		v, err := over(bare(v))
		if err != nil {
			return nil, 0, err
		}
		eq, err := a.matches(v, s, i)
		if err != nil {
			return nil, 0, err
		}
		equal = append(equal, eq)
		unknown = append(unknown, call(a.ctx, "or", eq, call(a.ctx, "isnull", eq)))
	}
	withMatch, m := a.attachFlag(n, s.plan, equal)
	withBoth, u := a.attachFlag(withMatch, s.plan, unknown)
	ref := func(i int) expr.Expr { return &expr.Ref{Index: i, Name: "exists()", Typ: data.Boolean} }
	value := &expr.Case{Conds: []expr.Expr{ref(m), ref(u)}, Values: []expr.Expr{
		&expr.Literal{Value: true, Typ: data.Boolean}, &expr.Literal{Typ: data.Boolean}, &expr.Literal{Value: false, Typ: data.Boolean}}}
	out, at := a.valueColumn(withBoth, width, value, "in()")
	return out, at, nil
}

// lateral resolves a LATERAL join: the right side may name columns of the left.
func (a *analyzer) lateral(n *operator.Join, left operator.Node) (operator.Node, error) {
	if g := lateralGenerator(n.Right); g != nil && n.Cond == nil {
		g.Child, g.Outer = left, g.Outer || n.How == operator.LeftOuter
		return a.lateralView(g)
	}
	inner := *a
	inner.outer = a.scope(left)
	right, err := inner.node(n.Right)
	if err != nil {
		return nil, err
	}
	p := &puller{a: a, at: n.At}
	width := right.Schema().Len()
	plan, conds, err := p.pull(right)
	if err != nil {
		return nil, err
	}
	own, err := a.joinCondition(left, plan, n.Cond)
	if err != nil {
		return nil, err
	}
	lw := left.Schema().Len()
	tied := mapInner(and(a.ctx, conds...), lw)
	how := n.How
	if how == operator.Cross {
		how = operator.Inner
	}
	return keepFirst(a.buildJoin(left, plan, how, and(a.ctx, tied, own), n.At), lw+width), nil
}

// lateralGenerator recognises LATERAL explode(x) AS t(c).
func lateralGenerator(n operator.Node) *operator.Generate {
	table := ""
	var names []string
	if al, ok := n.(*operator.SubqueryAlias); ok {
		table, names, n = al.Name, al.Columns, al.Child
	}
	f, ok := n.(*operator.TableFunction)
	if !ok {
		return nil
	}
	if len(names) == 0 {
		names = f.Names
	}
	if expr.LookupGenerator(f.Call.Func) == nil {
		return nil
	}
	return &operator.Generate{Gen: f.Call, Table: table, Names: names, KeepChild: true, At: f.At}
}
