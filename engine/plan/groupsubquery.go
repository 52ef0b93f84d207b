package plan

import (
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// slotOf is the slot that a reference stands for; nil for anything else.
func (b *block) slotOf(e expr.Expr) *slot {
	r, ok := e.(*expr.Ref)
	if !ok || r.Index < slotBase || r.Index >= innerBase {
		return nil
	}
	return &b.slots[r.Index-slotBase]
}

// same tells whether two subqueries of one SELECT have one value.
func (s *subquery) same(o *subquery) bool {
	return s.kind == o.kind && s.negated == o.negated && s.dependent == o.dependent && sameAll(s.values, o.values) && sameAll(s.conds, o.conds) && samePlan(s.plan, o.plan)
}

// samePlan tells whether two resolved plans give the same rows; false where it does not know.
func samePlan(x, y operator.Node) bool {
	if reflect.TypeOf(x) != reflect.TypeOf(y) || !sameAll(exprsOf(x), exprsOf(y)) {
		return false
	}
	switch x := x.(type) {
	case *operator.Source, *operator.Local:
		return x == y
	case *operator.Aggregate:
		return len(x.Keys) == len(y.(*operator.Aggregate).Keys) && samePlan(x.Child, y.(*operator.Aggregate).Child)
	case *operator.Join:
		o := y.(*operator.Join)
		return x.How == o.How && samePlan(x.Left, o.Left) && samePlan(x.Right, o.Right)
	case *operator.Project, *operator.Filter, *operator.SubqueryAlias, *operator.SingleRow:
		return samePlan(x.Children()[0], y.Children()[0])
	}
	return false
}

// overSubquery says a subquery in terms of the Aggregate's output: it is a key, or what it reads of
// the query around is.
func (g *grouping) overSubquery(x expr.Expr, sl *slot) (expr.Expr, error) {
	for i, k := range g.keys {
		if same(x, k) || sl.col >= 0 && same(&expr.Ref{Index: sl.col}, k) {
			return g.key(i, x), nil
		}
	}
	s := sl.sub
	if s.kind == expr.ScalarSubquery && len(s.outer) > 0 && !g.filtering {
		return nil, plannedf("SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION", "0A000", s.at,
			"The correlated scalar subquery '\"%s\"' is neither present in GROUP BY, nor in an aggregate function.\n"+
				"Add it to GROUP BY using ordinal position or wrap it in `first()` (or `first_value`) if you don't care which value you get.", x)
	}
	for _, o := range s.outer {
		if _, err := g.over(o.Column()); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// checkSubqueries refuses a correlated scalar subquery among the keys that no item is made of, and
// columns of the query around in a SELECT that groups.
func (g *grouping) checkSubqueries() error {
	b := g.b
	for _, k := range g.keys {
		var err error
		expr.Walk(k, func(x expr.Expr) bool {
			if sl := b.slotOf(x); sl != nil && sl.sub != nil && sl.sub.kind == expr.ScalarSubquery && len(sl.sub.outer) > 0 && !b.inItems(x) {
				err = plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY", "0A000", g.at(),
					"Unsupported subquery expression: Correlated scalar subqueries must be aggregated to return at most one row.")
			}
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return g.checkOuter()
}

// at is where the Aggregate was written: at GROUP BY, or at SELECT without one.
func (g *grouping) at() expr.Span {
	if at := g.b.sel.GroupAt; at.Start.Line > 0 {
		return at
	}
	return g.b.sel.At
}

func (b *block) inItems(x expr.Expr) bool {
	for _, it := range b.items {
		if has(it.e, func(e expr.Expr) bool { return same(e, x) }) {
			return true
		}
	}
	return false
}

// checkOuter refuses keys and items of an Aggregate that read the query around.
func (g *grouping) checkOuter() error {
	if Streaming(g.b.node) {
		return nil // that is refused by the query around
	}
	var bad []string
	for _, k := range g.keys {
		if isOuter(k) {
			bad = append(bad, `"`+stripped(k).String()+`"`)
		}
	}
	for _, it := range g.b.items {
		if err := mixedReferences(it.e); err != nil {
			return err
		}
		if isOuter(it.e) {
			bad = append(bad, `"`+stripped(it.e).String()+" AS "+quotedName(it.name)+`"`)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE", "0A000", g.at(),
		"Unsupported subquery expression: Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses: %s.", strings.Join(bad, ","))
}

// mixedReferences refuses an aggregate over columns of its own query and of the one around.
func mixedReferences(e expr.Expr) error {
	var err error
	expr.Walk(e, func(x expr.Expr) bool {
		a, ok := x.(*expr.Agg)
		if ok && err == nil && isOuter(a) && has(a, func(y expr.Expr) bool { _, own := y.(*expr.Ref); return own }) {
			err = expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES", "0A000", a.At,
				"Unsupported subquery expression: Found an aggregate function in a correlated predicate that has both outer and local references, which is not supported: %s.", qualifiedText(a))
		}
		return err == nil
	})
	return err
}
