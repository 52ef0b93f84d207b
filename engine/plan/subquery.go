package plan

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// subquery is a query inside an expression, ready to be joined to the plan it stands in.
type subquery struct {
	kind expr.SubqueryKind
	plan operator.Node
	// whole is the query before what reads the query around was taken out.
	whole operator.Node
	// width is the number of columns the query itself gives; correlation adds more behind.
	width int
	// conds tie it to the outer row: outer columns by their ordinal, its own from innerBase.
	conds []expr.Expr
	// dependent: no join says what it does; plan still reads the query around.
	dependent bool
	// outer are the columns of the query around that it reads, in the order of Spark's name for it.
	outer []*expr.Outer
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
		var refused *expr.Error
		if errors.As(err, &refused) && strings.HasPrefix(refused.Condition, "UNRESOLVED_COLUMN") && inner.readsStream(plan) {
			err = streamingSubquery(a.selectAt)
		}
		return nil, err
	}
	if Streaming(n) && !a.streamsAnywhere {
		return nil, streamingSubquery(a.selectAt)
	}
	s := &subquery{kind: x.Kind, values: values, width: n.Schema().Len(), at: x.At, plan: n, whole: n, outer: outerOf(n)}
	if err := s.arity(); err != nil {
		return nil, err
	}
	if err := a.comparable(s); err != nil {
		return nil, err
	}
	if err := checkCorrelated(n, true, x.At); err != nil {
		return nil, err
	}
	a.decorrelate(s)
	return s, nil
}

// readsStream tells whether a plan that may not be resolved names a stream.
func (a *analyzer) readsStream(n operator.Node) bool {
	if n == nil {
		return false
	}
	if r, ok := n.(*operator.Relation); ok {
		found, err := a.node(r)
		return err == nil && Streaming(found)
	}
	return slices.ContainsFunc(n.Children(), a.readsStream)
}

func streamingSubquery(at expr.Span) error {
	return plannedf("INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY", "42823", at, "Invalid subquery: Streaming query is not allowed in subquery expressions.")
}

// decorrelate makes conditions of a join of what reads the query around, where a join can say it.
func (a *analyzer) decorrelate(s *subquery) {
	p := &puller{a: a, exists: s.kind == expr.ExistsSubquery}
	plan, conds, ok := p.pull(s.plan)
	if !ok || p.empty != nil && s.kind != expr.ScalarSubquery {
		s.dependent = true
		return
	}
	s.single = oneRowOnly(s.plan)
	if s.kind == expr.ScalarSubquery && !s.single && len(conds) > 0 && !allEqualities(conds) {
		s.dependent = true
		return
	}
	s.plan, s.conds, s.empty = plan, conds, p.empty
}

// overStream keeps a correlated subquery as it is written where it needs a domain of the stream around it,
// or gives one value, which a filter that moves takes along, and where it has a LIMIT.
func (s *subquery) overStream(a *analyzer, n operator.Node) {
	if limits(s.whole) {
		s.plan, s.dependent = s.whole, true
	}
	if s.dependent || !correlated(s.whole) || !Streaming(n) {
		return
	}
	kind := operator.ApplyExists
	if s.kind == expr.ScalarSubquery {
		kind = operator.ApplyScalar
	}
	if s.kind == expr.ScalarSubquery && atMostOneRow(s.whole) || a.needsDomain(s.whole, kind) {
		s.plan, s.dependent = s.whole, true
	}
}

// allEqualities tells whether all conditions are outer = inner.
func allEqualities(conds []expr.Expr) bool {
	for _, c := range conds {
		if _, _, safe, ok := equality(c, innerBase); !ok || safe {
			return false
		}
	}
	return true
}

func (s *subquery) arity() error {
	switch {
	case s.kind == expr.ScalarSubquery && s.width != 1:
		return plannedf("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", "42823", s.at,
			"Invalid subquery: Scalar subquery must return only one column, but got %d.", s.width)
	case s.kind == expr.InSubquery && s.width != len(s.values):
		return plannedf("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", "42K09", s.at,
			"Cannot resolve \"%s\" due to data type mismatch: The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery. Left hand side columns(length: %d): [%s], right hand side columns(length: %d): [%s].",
			s.value(0), len(s.values), quoted(s.values), s.width, quoted(s.columns()))
	}
	return nil
}

// meets is value = column, coerced as Spark does.
func (a *analyzer) meets(v, col expr.Expr, at expr.Span) (expr.Expr, error) {
	return expr.Resolve(a.ctx, &scope{a: a}, &expr.Call{Func: "=", Args: []expr.Expr{v, col}, At: at})
}

// comparable refuses IN where a value and the column that it is looked for in have no common type.
func (a *analyzer) comparable(s *subquery) error {
	var wrong, left, right []string
	for i, v := range s.values {
		col := s.columns()[i]
		left, right = append(left, `"`+v.Type().String()+`"`), append(right, `"`+col.Type().String()+`"`)
		_, err := a.meets(bare(v), col, s.at)
		if e, ok := err.(*expr.Error); ok && e.Condition == "INDETERMINATE_COLLATION_IN_EXPRESSION" {
			c := *e
			c.Message = "Data type of \"(" + v.String() + " IN (listquery()))\" has indeterminate collation. Use COLLATE clause to set the collation explicitly."
			return &c
		}
		if err != nil {
			wrong = append(wrong, "("+qualifiedText(v)+":"+strings.ToLower(v.Type().String())+", "+qualifiedText(col)+":"+strings.ToLower(col.Type().String())+")")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return plannedf("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", "42K09", s.at,
		"Cannot resolve \"%s\" due to data type mismatch: The data type of one or more elements in the left hand side of an IN subquery is not compatible with the data type of the output of the subquery. Mismatched columns: [%s], left side: [%s], right side: [%s].",
		s.value(0), strings.Join(wrong, ", "), strings.Join(left, ", "), strings.Join(right, ", "))
}

// columns are the columns of the query itself.
func (s *subquery) columns() []expr.Expr {
	out := make([]expr.Expr, s.width)
	for i, c := range columnsOf(s.plan)[:s.width] {
		out[i] = &expr.Ref{Index: i, Name: c.Name, Qualifier: strings.Join(c.qualifier, "."), Typ: c.Type, Null: c.Nullable}
	}
	return out
}

// value is a reference to the subquery's value under a slot number.
func (s *subquery) value(index int) expr.Expr {
	switch s.kind {
	case expr.ScalarSubquery:
		return &expr.Ref{Index: index, Name: "scalarsubquery(" + s.outerNames() + ")", Slot: true, Typ: s.plan.Schema().Fields[0].Type, Null: true}
	case expr.ExistsSubquery:
		return &expr.Ref{Index: index, Name: "exists(" + s.outerNames() + ")", Slot: true, Typ: data.Boolean}
	}
	return &expr.Ref{Index: index, Name: "(" + exprText(s.values) + " IN (listquery(" + s.outerNames() + ")))", Slot: true, Typ: data.Boolean, Null: !s.negated}
}

// outerNames lists the columns of the query around, as Spark names a subquery.
func (s *subquery) outerNames() string {
	names := make([]string, len(s.outer))
	for i, o := range s.outer {
		names[i] = o.Name
	}
	return strings.Join(names, ", ")
}

func exprText(list []expr.Expr) string {
	if len(list) == 1 {
		return list[0].String()
	}
	parts := make([]string, len(list))
	for i, e := range list {
		name := "_" + strconv.Itoa(i)
		if r, ok := bare(e).(*expr.Ref); ok {
			name = r.Name
		}
		parts[i] = "'" + name + "', " + e.String()
	}
	return "named_struct(" + strings.Join(parts, ", ") + ")"
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
	sc := a.scope(n)
	a.reachHidden(sc, &n, false)
	s, err := a.subquery(sc, x)
	if err != nil {
		return nil, false, err
	}
	if a.ofNull(s) {
		return &operator.Filter{Cond: &expr.Literal{Value: false, Typ: data.Boolean}, Child: n}, true, nil
	}
	if s.overStream(a, n); s.dependent {
		out, err := a.keepApplied(n, s, how == operator.LeftAnti)
		return out, true, err
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
	j.Predicate, j.Alone = true, s.kind == expr.InSubquery && len(s.conds) == 0
	return j, true, nil
}

// ofNull tells whether a subquery is [NOT] IN of the literal NULL, which is NULL whatever it gives, but
// for one that depends on the row: there Spark asks for a row that may match.
func (a *analyzer) ofNull(s *subquery) bool {
	if s.kind != expr.InSubquery || len(s.values) != 1 || len(s.conds) > 0 {
		return false
	}
	l, ok := expr.Fold(a.ctx, bare(s.values[0])).(*expr.Literal)
	return ok && l.Value == nil
}

// matches is value = column i of the subquery, coerced as Spark does.
func (a *analyzer) matches(v expr.Expr, s *subquery, i int) (expr.Expr, error) {
	f := s.plan.Schema().Fields[i]
	return a.meets(bare(v), &expr.Ref{Index: innerBase + i, Name: f.Name, Typ: f.Type, Null: f.Nullable}, s.at)
}

// mapInner places the subquery's columns behind the outer ones.
func mapInner(e expr.Expr, width int) expr.Expr {
	if e == nil {
		return nil
	}
	return mapRefs(e, func(i int) int {
		if i >= innerBase && i < groupBase {
			return i - innerBase + width
		}
		return i
	})
}
