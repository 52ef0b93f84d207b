package plan

import (
	"errors"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// bindHaving resolves HAVING: output names first, but input names inside aggregates.
func (b *block) bindHaving() (expr.Expr, error) {
	if b.sel.Having == nil {
		return nil, nil
	}
	marks := len(b.marks)
	e, err := b.bindOver(b.sel.Having)
	if err != nil {
		return nil, err
	}
	if err := b.checkHavingMarks(marks); err != nil {
		return nil, err
	}
	switch {
	case has(e, func(x expr.Expr) bool { sl := b.slotOf(x); return sl != nil && sl.win != nil }):
		return nil, expr.Errorf("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", "42601", expr.Span{}, "It is not allowed to use window functions inside HAVING clause.")
	case has(e, isGenerator):
		return nil, expr.Errorf("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", "42K0E", expr.Span{},
			"The generator is not supported: outside the SELECT clause, found: 'UnresolvedHaving cast(%s as boolean).", e)
	}
	return b.asBoolean(e, b.sel.Having)
}

// asBoolean casts a condition of HAVING or QUALIFY that is of another type.
func (b *block) asBoolean(e, raw expr.Expr) (expr.Expr, error) {
	if e.Type().Kind == data.KindBoolean {
		return e, nil
	}
	return expr.Resolve(b.a.ctx, b.scope, &expr.Cast{Child: bare(e), To: data.Boolean, Mode: expr.CastAnsi, At: expr.SpanOf(raw)})
}

// bindOver resolves an expression of HAVING or ORDER BY.
func (b *block) bindOver(e expr.Expr) (expr.Expr, error) {
	input := *b.scope
	input.outputs = b.outputs
	e, err := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if b.aggregateCall(x) {
			return b.bind(&input, x)
		}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	sc := *b.scope
	sc.aliasFirst, sc.outputs = true, b.outputs
	return b.bind(&sc, e)
}

// aggregateCall tells whether an expression as written is an aggregate or has an OVER.
func (b *block) aggregateCall(e expr.Expr) bool {
	c, ok := e.(*expr.Call)
	return ok && (c.Over != nil || b.a.aggregates(c.Func))
}

// above is over for ORDER BY and HAVING, which see the output: a column that is not in it is unknown
// there. raw is the expression as it was written, nil for an item of the SELECT list.
func (g *grouping) above(e, raw expr.Expr) (expr.Expr, error) {
	out, err := g.over(e)
	var lost *lostColumn
	if raw == nil || !errors.As(err, &lost) {
		return out, plainLost(err)
	}
	name := g.nameIn(raw, false, func(n *expr.Name) bool {
		return slices.ContainsFunc(n.Parts, func(p string) bool { return g.b.scope.same(p, lost.column.Name) })
	})
	if name == nil {
		return nil, lost.error
	}
	return nil, unresolvedAmong(name.Parts, g.namesAbove(raw), name.At)
}

// nameIn is the first name in an expression as written for which wanted holds; all tells whether it
// may stand in an aggregate.
func (g *grouping) nameIn(raw expr.Expr, all bool, wanted func(*expr.Name) bool) *expr.Name {
	var found *expr.Name
	expr.Walk(raw, func(x expr.Expr) bool {
		if n, ok := x.(*expr.Name); ok && found == nil && wanted(n) {
			found = n
		}
		return found == nil && (all || !g.b.aggregateCall(x))
	})
	return found
}

// namesAbove lists what HAVING or ORDER BY can name: the outputs, and the aggregates that the clause
// itself asks for.
func (g *grouping) namesAbove(raw expr.Expr) [][]string {
	names := g.b.outputs()
	clause := []expr.Expr{raw}
	if raw != g.b.sel.Having {
		clause = nil
		for _, it := range g.b.items {
			if it.hidden {
				clause = append(clause, it.raw)
			}
		}
	}
	for _, e := range clause {
		expr.Walk(e, func(x expr.Expr) bool {
			if !g.b.aggregateCall(x) {
				return true
			}
			if r, err := g.b.bind(g.b.scope, x); err == nil && isAgg(r) && g.b.visibleAs(r) == "" && !g.covered(r) {
				names = append(names, []string{r.String()})
			}
			return false
		})
	}
	sortByName(names)
	return names
}

// covered tells whether an aggregate is the whole of a visible item that was said over the Aggregate.
func (g *grouping) covered(x expr.Expr) bool {
	for i, a := range g.aggs {
		if !same(a, x) {
			continue
		}
		for _, it := range g.b.items {
			if r, ok := it.e.(*expr.Ref); ok && !it.hidden && r.Index == g.width()+i {
				return true
			}
		}
	}
	return false
}

// reach refuses names in HAVING and ORDER BY that Spark loses on the way, although the input of the
// Aggregate has them: with grouping sets, beside an aggregate; in ORDER BY, above window functions or
// a HAVING that computes more than is put out.
func (g *grouping) reach(having expr.Expr) error {
	b := g.b
	unknown := func(n *expr.Name) bool {
		return !slices.ContainsFunc(b.items, func(it item) bool {
			return !it.hidden && (b.scope.same(n.Parts[0], it.name) || b.scope.same(n.Parts[len(n.Parts)-1], it.name))
		})
	}
	if having != nil && len(g.sets) > 0 && has(having, isAgg) {
		if n := g.nameIn(b.sel.Having, false, unknown); n != nil {
			return unresolvedAmong(n.Parts, g.namesAbove(b.sel.Having), n.At)
		}
	}
	for _, k := range b.sorted {
		if n := g.nameIn(k.raw, false, unknown); n != nil && len(g.sets) > 0 && has(k.e, g.isComputedKey) {
			return unresolvedAmong(n.Parts, g.outputNames(), n.At)
		}
	}
	if !g.asksMore(having) && !b.visibleWindows() {
		return nil
	}
	for _, k := range b.sorted {
		if !has(k.e, isAgg) && !g.isComputedKey(k.e) {
			continue
		}
		if n := g.nameIn(k.raw, true, unknown); n != nil {
			return unresolvedAmong(n.Parts, g.outputNames(), n.At)
		}
	}
	return nil
}

// outputNames are the names of the outputs in their order.
func (g *grouping) outputNames() [][]string {
	names := g.b.outputs()
	sortByName(names)
	return names
}

// asksMore tells whether HAVING needs an aggregate or a computed key that no item is.
func (g *grouping) asksMore(having expr.Expr) bool {
	return having != nil && has(having, func(x expr.Expr) bool {
		return (isAgg(x) || g.isComputedKey(x)) && g.b.visibleAs(x) == ""
	})
}

// isComputedKey tells whether an expression is a key that is no plain column.
func (g *grouping) isComputedKey(e expr.Expr) bool {
	_, column := e.(*expr.Ref)
	return !column && slices.ContainsFunc(g.keys, func(k expr.Expr) bool { return same(e, k) })
}

// visibleWindows tells whether the SELECT list or QUALIFY calls window functions.
func (b *block) visibleWindows() bool {
	return b.qual != nil || slices.ContainsFunc(b.items, func(it item) bool {
		return !it.hidden && has(it.e, func(x expr.Expr) bool { sl := b.slotOf(x); return sl != nil && sl.win != nil })
	})
}
