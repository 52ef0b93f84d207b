package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// attach joins a subquery to a plan and appends its value as one column, whose ordinal it returns.
// over maps an outer column to what stands for it in the plan.
func (a *analyzer) attach(n operator.Node, s *subquery, over func(expr.Expr) (expr.Expr, error)) (operator.Node, int, error) {
	s.overStream(a, n)
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
	switch {
	case s.dependent:
		return a.attachApply(n, s, over)
	case s.kind == expr.ScalarSubquery:
		return a.attachScalar(n, s, conds)
	case s.kind == expr.ExistsSubquery:
		out, col := a.attachFlag(n, s.plan, conds, firstInner(conds))
		return out, col, nil
	}
	return a.attachIn(n, s, conds, over)
}

// attachScalar is a left outer join with at most one row a key.
func (a *analyzer) attachScalar(n operator.Node, s *subquery, conds []expr.Expr) (operator.Node, int, error) {
	plan := s.plan
	if !s.single {
		if len(conds) > 0 {
			return a.attachOneOf(n, s, conds)
		}
		plan = &operator.SingleRow{Child: plan, At: s.at}
	}
	width := n.Schema().Len()
	col := width
	var flag expr.Expr
	if s.empty != nil {
		flagged, at := withFlag(plan)
		flag, plan = &expr.Ref{Index: width + at, Name: "matched", Typ: data.Boolean, Null: true}, flagged
	}
	j := a.buildJoin(n, plan, operator.LeftOuter, mapInner(and(a.ctx, conds...), width), s.at)
	f := j.Out.Fields[col]
	value := expr.Expr(&expr.Ref{Index: col, Name: f.Name, Typ: f.Type, Null: true})
	if flag != nil {
		value = &expr.Case{Conds: []expr.Expr{call(a.ctx, "isnull", flag)}, Values: []expr.Expr{s.empty[0], value}}
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
func (a *analyzer) attachFlag(n, plan operator.Node, conds []expr.Expr, reads string) (operator.Node, int) {
	width := n.Schema().Len()
	j := a.buildJoin(n, plan, operator.Existence, mapInner(and(a.ctx, conds...), width), expr.Span{})
	j.Reads = reads
	return j, width
}

// attachIn appends value IN (subquery). Spark's answer here is never unknown: false where only a
// null stands in the way, and for NOT IN the other way round.
func (a *analyzer) attachIn(n operator.Node, s *subquery, conds []expr.Expr, over func(expr.Expr) (expr.Expr, error)) (operator.Node, int, error) {
	if a.ofNull(s) {
		out, at := a.valueColumn(n, n.Schema().Len(), &expr.Literal{Typ: data.Boolean}, "in()")
		return out, at, nil
	}
	reads := firstInner(conds)
	for i, v := range s.values {
		v, err := over(bare(v))
		if err != nil {
			return nil, 0, err
		}
		eq, err := a.matches(v, s, i)
		if err != nil {
			return nil, 0, err
		}
		if s.negated {
			eq = call(a.ctx, "or", eq, call(a.ctx, "isnull", eq))
		}
		conds = append(conds, eq)
	}
	out, col := a.attachFlag(n, s.plan, conds, reads)
	return out, col, nil
}

// lateral resolves a LATERAL join: the right side may name columns of the left.
func (a *analyzer) lateral(n *operator.Join, left operator.Node) (operator.Node, error) {
	g := lateralGenerator(n.Right)
	if l, ok := n.Cond.(*expr.Literal); g != nil && (n.Cond == nil || ok && l.Value == true) {
		g.Child, g.Outer = left, g.Outer || n.How == operator.LeftOuter
		return a.lateralView(g)
	}
	inner := *a
	inner.outer = a.scope(left)
	lw := left.Schema().Len()
	a.reachHidden(inner.outer, &left, true)
	right, err := inner.node(n.Right)
	if err != nil {
		return nil, err
	}
	if Streaming(right) && !a.streamsAnywhere {
		return nil, streamingSubquery(n.At)
	}
	if err := checkCorrelated(right, true, n.At); err != nil && g == nil {
		return nil, err
	}
	if unstable(right) && !atMostOneRow(left) {
		return nil, plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.NON_DETERMINISTIC_LATERAL_SUBQUERIES", "0A000", n.At,
			"Unsupported subquery expression: Non-deterministic lateral subqueries are not supported when joining with outer relations that produce more than one row:\n%s", TreeText(right))
	}
	p := &puller{a: a}
	width := right.Schema().Len()
	plan, conds, ok := p.pull(right)
	if !ok || p.empty != nil && len(conds) > 0 || Streaming(left) && a.needsDomain(right, operator.ApplyInner) {
		return a.lateralApply(n, left, right, lw)
	}
	left, own, err := a.lateralCondition(left, right, n.Cond, n.At)
	if err != nil {
		return nil, err
	}
	wide := left.Schema().Len()
	tied := mapInner(and(a.ctx, conds...), wide)
	how := n.How
	if how == operator.Cross {
		how = operator.Inner
	}
	return without(keepFirst(a.buildJoin(left, plan, how, and(a.ctx, tied, own), n.At), wide+width), lw, wide), nil
}

// lateralCondition resolves the condition of a LATERAL join, and appends to the left side what it wants of
// the columns that JOIN USING hides.
func (a *analyzer) lateralCondition(left, right operator.Node, cond expr.Expr, at expr.Span) (operator.Node, expr.Expr, error) {
	on, err := a.joinCondition(left, right, cond, operator.Inner, at)
	if err != nil {
		return nil, nil, err
	}
	if on.subqueries {
		return nil, nil, plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY", "0A000", expr.SpanOf(cond),
			"Unsupported subquery expression: IN/EXISTS predicate subqueries can only be used in filters, joins, aggregations, window functions, projections, and UPDATE/MERGE/DELETE commands:\nLateralJoin")
	}
	return on.left, on.cond, nil
}

// withFlag appends a column that is true in every row.
func withFlag(plan operator.Node) (operator.Node, int) {
	exprs, names := passAll(plan, plan.Schema().Len())
	yes := &expr.Alias{Child: &expr.Literal{Value: true, Typ: data.Boolean}, Name: "matched"}
	return project(plan, append(exprs, yes), append(names, "matched")), len(exprs)
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

// unstable tells whether a plan may give other rows when it runs again.
func unstable(n operator.Node) bool {
	if !allDeterministic(exprsOf(n)) {
		return true
	}
	for _, c := range n.Children() {
		if unstable(c) {
			return true
		}
	}
	return false
}

// atMostOneRow tells whether a plan cannot give two rows (Spark: maxRows).
func atMostOneRow(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Aggregate:
		return len(n.Keys) == 0
	case *operator.Local:
		return n.Rows.N <= 1
	case *operator.Limit:
		return n.N == 0 || n.N == 1 || atMostOneRow(n.Child)
	case *operator.Project, *operator.SubqueryAlias, *operator.Filter, *operator.Sort:
		return atMostOneRow(n.Children()[0])
	}
	return false
}
