package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// joinOn is a resolved join condition and the sides it is over: those of the join, with the values
// of subqueries appended that the condition reads.
type joinOn struct {
	left, right operator.Node
	cond        expr.Expr
	// lw and rw are the widths of the sides without what was appended.
	lw, rw int
}

// joinCondition resolves the condition of a join, which was written at a place; nil stays nil.
func (a *analyzer) joinCondition(left, right operator.Node, cond expr.Expr, how operator.JoinType, at expr.Span) (*joinOn, error) {
	on := &joinOn{left: left, right: right, cond: cond, lw: left.Schema().Len(), rw: right.Schema().Len()}
	if cond == nil || cond.Type() != nil && cond.Type().Kind == data.KindBoolean {
		return on, nil
	}
	if callsWindow(cond) {
		return nil, a.loseJoin(left, right, cond, how, at)
	}
	s := a.joinScope(left, right)
	around := a.selectAt
	a.selectAt = at
	defer func() { a.selectAt = around }()
	b := &block{a: a, sel: &operator.Select{}, scope: s, cols: map[int]int{}}
	if err := s.refuseAmbiguous(cond); err != nil {
		return nil, err
	}
	e, err := b.bind(s, cond)
	if err != nil {
		return nil, err
	}
	if has(e, isGenerator) {
		return nil, expr.Errorf("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", "42K0E", expr.Span{}, "The generator is not supported: outside the SELECT clause, found: 'Join %s, %s.", how, e)
	}
	if err := b.refuseIn("Join", e, true, at); err != nil {
		return nil, err
	}
	if e.Type().Kind != data.KindBoolean {
		return nil, plannedf("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", "42K0E", at,
			"The join condition %q has the invalid type %q, expected \"BOOLEAN\".", e, e.Type())
	}
	cols := make([]int, len(b.slots))
	sides := make([]joinSide, len(b.slots))
	for k := range b.slots {
		if sides[k], cols[k], err = on.attach(a, b.slots[k].sub); err != nil {
			return nil, err
		}
	}
	lw := on.left.Schema().Len()
	on.cond = mapRefs(e, func(i int) int {
		switch {
		case i >= slotBase && sides[i-slotBase] == leftSide:
			return cols[i-slotBase]
		case i >= slotBase:
			return lw + cols[i-slotBase]
		case i >= on.lw:
			return i - on.lw + lw
		}
		return i
	})
	return on, nil
}

// attach appends the value of a subquery to the side whose columns it reads.
func (on *joinOn) attach(a *analyzer, s *subquery) (joinSide, int, error) {
	if s.kind == expr.ScalarSubquery && len(s.outer) > 0 {
		return 0, 0, refuseScalar(s, "Join")
	}
	at := noSide
	for _, v := range s.values {
		at |= side(v, on.lw)
	}
	for _, o := range s.outer {
		at |= side(o.Column(), on.lw)
	}
	same := func(e expr.Expr) (expr.Expr, error) { return e, nil }
	var err error
	col := 0
	switch at {
	case bothSides:
		return 0, 0, &expr.Error{Condition: "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_EXPRESSION_IN_JOIN_CONDITION", SQLState: "0A000",
			Message: "Unsupported subquery expression: Correlated subqueries in the join predicate cannot reference both join inputs:\n" + s.qualifiedText(),
			Hint:    "Filter by it behind the join, in WHERE."}
	case rightSide:
		on.right, col, err = a.attach(on.right, s, func(e expr.Expr) (expr.Expr, error) {
			return mapRefs(e, func(i int) int { return i - on.lw }), nil
		})
		return rightSide, col, err
	}
	on.left, col, err = a.attach(on.left, s, same)
	return leftSide, col, err
}

// qualifiedText spells a subquery as messages do.
func (s *subquery) qualifiedText() string {
	if s.kind == expr.ExistsSubquery {
		var parts []string
		for _, o := range s.outer {
			parts = append(parts, qualifiedText(o.Column()))
		}
		for _, c := range s.conds {
			parts = append(parts, qualifiedText(c))
		}
		return "exists(" + strings.Join(parts, ", ") + ")"
	}
	values := make([]string, len(s.values))
	for i, v := range s.values {
		values[i] = qualifiedText(v)
	}
	return "(" + strings.Join(values, ", ") + " IN (listquery(" + s.outerNames() + ")))"
}

// trimmed drops from a join what was appended to its sides.
func (on *joinOn) trimmed(j operator.Node) operator.Node {
	lw, rw := on.left.Schema().Len(), on.right.Schema().Len()
	if lw == on.lw && rw == on.rw {
		return j
	}
	all, allNames := passAll(j, j.Schema().Len())
	exprs, names := all[:on.lw:on.lw], allNames[:on.lw:on.lw]
	if len(all) > lw {
		exprs, names = append(exprs, all[lw:lw+on.rw]...), append(names, allNames[lw:lw+on.rw]...)
	}
	return project(j, exprs, names)
}

// refuseScalar refuses a correlated scalar subquery in a node where Spark has none.
func refuseScalar(s *subquery, in string) error {
	return plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY", "0A000", s.at,
		"Unsupported subquery expression: Correlated scalar subqueries can only be used in filters, aggregations, projections, and UPDATE/MERGE/DELETE commands:\n%s", in)
}
