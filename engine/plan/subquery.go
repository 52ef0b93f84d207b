package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// subquery is a query inside an expression, ready to be joined to the plan it stands in.
type subquery struct {
	kind expr.SubqueryKind
	plan operator.Node
	// width is the number of columns the query itself gives; correlation adds more behind.
	width int
	// conds tie it to the outer row: outer columns by their ordinal, its own from innerBase.
	conds []expr.Expr
	// values are the left side of IN.
	values []expr.Expr
	// single: at most one row can come (a global aggregate).
	single bool
	// negated marks NOT IN inside an expression.
	negated bool
	// empty are the columns of a correlated global aggregate where no group matched: count() is
	// 0, not null.
	empty []expr.Expr
	at    expr.Span
}

// subquery analyzes a subquery inside the scope of the query around it.
func (a *analyzer) subquery(sc *scope, x *expr.Subquery) (*subquery, error) {
	values, err := a.resolveAll(sc, x.Values)
	if err != nil {
		return nil, err
	}
	plan, ok := x.Plan.(operator.Node)
	if !ok {
		panic("plan: a subquery without a plan")
	}
	inner := *a
	inner.outer = sc
	n, err := inner.node(plan)
	if err != nil {
		return nil, err
	}
	if Streaming(n) {
		return nil, expr.Errorf("INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY", "42823", a.selectAt,
			"Invalid subquery: Streaming query is not allowed in subquery expressions.")
	}
	s := &subquery{kind: x.Kind, values: values, width: n.Schema().Len(), at: x.At}
	if err := s.arity(); err != nil {
		return nil, err
	}
	s.single = oneRowOnly(n)
	p := &puller{a: a, at: x.At, exists: x.Kind == expr.ExistsSubquery}
	if s.plan, s.conds, err = p.pull(n); err != nil {
		return nil, err
	}
	s.empty = p.empty
	return s, nil
}

func (s *subquery) arity() error {
	switch {
	case s.kind == expr.ScalarSubquery && s.width != 1:
		return expr.Errorf("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", "42823", s.at,
			"Invalid subquery: Scalar subquery must return only one column, but got %d.", s.width)
	case s.kind == expr.InSubquery && s.width != len(s.values):
		return expr.Errorf("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", "42K09", s.at,
			"Cannot resolve the IN subquery due to data type mismatch: The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery. Left hand side columns(length: %d), right hand side columns(length: %d).", len(s.values), s.width)
	}
	return nil
}

// value is a reference to the subquery's value under a slot number.
func (s *subquery) value(index int) expr.Expr {
	switch s.kind {
	case expr.ScalarSubquery:
		return &expr.Ref{Index: index, Name: "scalarsubquery()", Slot: true, Typ: s.plan.Schema().Fields[0].Type, Null: true}
	case expr.ExistsSubquery:
		return &expr.Ref{Index: index, Name: "exists()", Slot: true, Typ: data.Boolean}
	}
	if s.negated {
		return &expr.Ref{Index: index, Name: "not in", Slot: true, Typ: data.Boolean}
	}
	return &expr.Ref{Index: index, Name: "(" + exprText(s.values) + " IN (listquery()))", Slot: true, Typ: data.Boolean, Null: true}
}

func exprText(list []expr.Expr) string {
	if len(list) == 1 {
		return list[0].String()
	}
	return "named_struct(" + quoted(list) + ")"
}

// oneRowOnly tells whether a plan gives exactly one row: an aggregate without keys.
func oneRowOnly(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Aggregate:
		return len(n.Keys) == 0
	case *operator.Project:
		return oneRowOnly(n.Child)
	case *operator.SubqueryAlias:
		return oneRowOnly(n.Child)
	case *operator.Local:
		return n.Rows.N == 1
	}
	return false
}

// semiJoin lowers [NOT] EXISTS and [NOT] IN at the top of a WHERE to a semi or anti join; ok is
// false for any other condition.
func (a *analyzer) semiJoin(n operator.Node, cond expr.Expr) (operator.Node, bool, error) {
	how := operator.LeftSemi
	x, ok := cond.(*expr.Subquery)
	if c, isCall := cond.(*expr.Call); isCall && c.Func == "not" && len(c.Args) == 1 {
		x, ok = c.Args[0].(*expr.Subquery)
		how = operator.LeftAnti
	}
	if !ok || x.Kind == expr.ScalarSubquery {
		return nil, false, nil
	}
	for _, v := range x.Values {
		if has(v, func(e expr.Expr) bool { _, sub := e.(*expr.Subquery); return sub }) {
			return nil, false, nil
		}
	}
	s, err := a.subquery(a.scope(n), x)
	if err != nil {
		return nil, false, err
	}
	conds := append([]expr.Expr{}, s.conds...)
	for i, v := range s.values {
		eq, err := a.matches(v, s, i)
		if err != nil {
			return nil, false, err
		}
		if how == operator.LeftAnti {
			// NOT IN is never true where the comparison is unknown.
			eq = call(a.ctx, "or", eq, call(a.ctx, "isnull", eq))
		}
		conds = append(conds, eq)
	}
	cond = mapInner(and(a.ctx, conds...), n.Schema().Len())
	j := a.buildJoin(n, s.plan, how, cond, s.at)
	j.Predicate = true
	return j, true, nil
}

// matches is value = column i of the subquery, coerced as Spark does.
func (a *analyzer) matches(v expr.Expr, s *subquery, i int) (expr.Expr, error) {
	f := s.plan.Schema().Fields[i]
	col := &expr.Ref{Index: innerBase + i, Name: f.Name, Typ: f.Type, Null: f.Nullable}
	return expr.Resolve(a.ctx, &scope{a: a}, &expr.Call{Func: "=", Args: []expr.Expr{bare(v), col}, At: s.at})
}

// mapInner places the subquery's columns behind the outer ones.
func mapInner(e expr.Expr, width int) expr.Expr {
	if e == nil {
		return nil
	}
	return mapRefs(e, func(i int) int {
		if i >= innerBase && i < outerBase {
			return i - innerBase + width
		}
		return i
	})
}
