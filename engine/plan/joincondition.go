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
	// subqueries tells that the condition has some.
	subqueries bool
	// refused is why Spark's optimizer makes no join of it, nil where it does.
	refused error
	// found are the columns that JOIN USING hides below a side and the condition names, by slot.
	found map[int]place
}

// place is a column of one side of a join.
type place struct {
	side joinSide
	col  int
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
	s.hidden = func(parts []string, at expr.Span) (*expr.Ref, int) { return on.hidden(b, parts, at) }
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
	e = collationJoined(e)
	on.refuseUnknown(b, e, how)
	cols := make([]int, len(b.slots))
	sides := make([]joinSide, len(b.slots))
	for k := range b.slots {
		if p, ok := on.found[k]; ok {
			sides[k], cols[k] = p.side, p.col
			continue
		}
		on.subqueries = true
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

// hidden makes a slot of a column that JOIN USING hides below one of the sides, and appends it to that side.
func (on *joinOn) hidden(b *block, parts []string, at expr.Span) (*expr.Ref, int) {
	side, n := leftSide, &on.left
	m, ref, used := b.a.hiddenColumn(on.left, parts, at, true)
	if m == nil {
		side, n = rightSide, &on.right
		m, ref, used = b.a.hiddenColumn(on.right, parts, at, true)
	}
	if m == nil {
		return nil, 0
	}
	*n = m
	if on.found == nil {
		on.found = map[int]place{}
	}
	on.found[len(b.slots)] = place{side, ref.Index}
	ref.Index = slotBase + len(b.slots)
	b.slots = append(b.slots, slot{col: -1})
	return ref, used
}

// refuseUnknown leaves the unknown comparisons of NOT IN false where Spark does so: in what it cannot push
// to one side of the join.
func (on *joinOn) refuseUnknown(b *block, e expr.Expr, how operator.JoinType) {
	for _, c := range conjuncts(e) {
		at := on.side(b, c)
		if at == leftSide && (how == operator.Inner || how == operator.Cross || how == operator.RightOuter || how == operator.LeftSemi) ||
			at == rightSide && how != operator.RightOuter && how != operator.FullOuter {
			continue
		}
		expr.Walk(c, func(x expr.Expr) bool {
			if sl := b.slotOf(x); sl != nil && sl.sub != nil {
				sl.sub.negated = false
			}
			return true
		})
	}
}

// side tells which sides an expression of the condition reads, also by its subqueries.
func (on *joinOn) side(b *block, e expr.Expr) joinSide {
	out := noSide
	expr.Walk(e, func(x expr.Expr) bool {
		r, ok := x.(*expr.Ref)
		switch sl := b.slotOf(x); {
		case sl != nil && sl.sub != nil:
			out |= on.reads(sl.sub)
		case ok:
			side, _ := on.place(r.Index)
			out |= side
		}
		return true
	})
	return out
}

// reads tells which sides a subquery reads.
func (on *joinOn) reads(s *subquery) joinSide {
	at := noSide
	read := func(e expr.Expr) {
		refs := map[int]bool{}
		refsOf(e, refs)
		for i := range refs {
			side, _ := on.place(i)
			at |= side
		}
	}
	for _, v := range s.values {
		read(v)
	}
	for _, o := range s.outer {
		read(o.Column())
	}
	return at
}

// place tells where a column of the condition stands that is no subquery's value.
func (on *joinOn) place(i int) (joinSide, int) {
	if p, ok := on.found[i-slotBase]; ok {
		return p.side, p.col
	}
	if i < on.lw {
		return leftSide, i
	}
	return rightSide, i - on.lw
}

// attach appends the value of a subquery to the side whose columns it reads. One that reads both is refused
// by the join when it runs, for Spark's analyzer lets it pass.
func (on *joinOn) attach(a *analyzer, s *subquery) (joinSide, int, error) {
	if s.kind == expr.ScalarSubquery && len(s.outer) > 0 {
		return 0, 0, refuseScalar(s, "Join")
	}
	over := func(e expr.Expr) (expr.Expr, error) {
		return mapRefs(e, func(i int) int { _, col := on.place(i); return col }), nil
	}
	var err error
	col := 0
	switch on.reads(s) {
	case bothSides:
		on.refused = &expr.Error{Condition: "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_EXPRESSION_IN_JOIN_CONDITION", SQLState: "0A000",
			Message: "Unsupported subquery expression: Correlated subqueries in the join predicate cannot reference both join inputs:\n" + s.qualifiedText(),
			Hint:    "Filter by it behind the join, in WHERE."}
		on.left, col = a.valueColumn(on.left, on.left.Schema().Len(), &expr.Literal{Typ: data.Boolean, Value: true}, "exists")
		return leftSide, col, nil
	case rightSide:
		on.right, col, err = a.attach(on.right, s, over)
		return rightSide, col, err
	}
	on.left, col, err = a.attach(on.left, s, over)
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
	lw := on.left.Schema().Len()
	if width := j.Schema().Len(); width > lw {
		j = without(j, lw+on.rw, width)
	}
	return without(j, on.lw, lw)
}

// refuseScalar refuses a correlated scalar subquery in a node where Spark has none.
func refuseScalar(s *subquery, in string) error {
	return plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY", "0A000", s.at,
		"Unsupported subquery expression: Correlated scalar subqueries can only be used in filters, aggregations, projections, and UPDATE/MERGE/DELETE commands:\n%s", in)
}
