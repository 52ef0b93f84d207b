package plan

import (
	"strings"
	"unicode"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// filter resolves DataFrame where and pipe WHERE.
func (a *analyzer) filter(f *operator.Filter) (operator.Node, error) {
	child, err := a.node(f.Child)
	if err != nil {
		return nil, err
	}
	if f.Cond.Type() != nil {
		if child == f.Child {
			return f, nil
		}
		return f.With([]operator.Node{child}), nil
	}
	return a.where(child, f.Cond, expr.Span{})
}

// where filters a resolved node. Subqueries at the top of the condition become joins; a column
// that the projection below dropped may still be named.
func (a *analyzer) where(n operator.Node, cond expr.Expr, at expr.Span) (operator.Node, error) {
	list := []expr.Expr{cond}
	w, err := a.windows(n, list)
	if err != nil {
		return nil, err
	}
	n, cond = w.node, list[0]
	width := n.Schema().Len()
	node := n
	var rest []expr.Expr
	parts := conjuncts(cond)
	for _, c := range parts {
		joined, ok, err := a.semiJoin(node, c)
		if err != nil {
			return nil, err
		}
		if ok {
			node = joined
			continue
		}
		rest = append(rest, c)
	}
	switch {
	case len(rest) == 0:
		return keepFirst(node, width), nil
	case len(rest) < len(parts):
		cond = rest[0]
		for _, c := range rest[1:] {
			cond = &expr.Call{Func: "and", Args: []expr.Expr{cond, c}, At: at}
		}
	}
	if node, err = a.keep(node, cond, at); err != nil {
		return nil, err
	}
	return keepFirst(node, width), nil
}

// keep puts one Filter over a node, with the columns its condition needs appended below.
func (a *analyzer) keep(n operator.Node, cond expr.Expr, at expr.Span) (operator.Node, error) {
	b := &block{a: a, sel: &operator.Select{At: at}, node: n, scope: a.scope(n), cols: map[int]int{}}
	b.scope.hidden = func(parts []string, at expr.Span) (*expr.Ref, int) {
		m, ref, used := a.hiddenColumn(b.node, parts, at, false)
		if m == nil {
			return nil, 0
		}
		b.node = m
		b.scope.cols = columnsOf(m)
		return ref, used
	}
	e, err := b.bind(b.scope, cond)
	if err != nil {
		return nil, err
	}
	if err := b.refuseInWhere(e, at); err != nil {
		return nil, err
	}
	if e, err = a.boolean(e, at); err != nil {
		return nil, err
	}
	if e, err = b.place(e); err != nil {
		return nil, err
	}
	return &operator.Filter{Cond: e, At: at, Child: b.node}, nil
}

// boolean checks the type of a condition; at is the place of the SELECT, as in Spark.
func (a *analyzer) boolean(e expr.Expr, at expr.Span) (expr.Expr, error) {
	if e.Type().Kind == data.KindBoolean {
		return e, nil
	}
	return nil, plannedf("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", "42K09", at,
		"Cannot resolve %q due to data type mismatch: Filter expression %q of type %q is not a boolean.", e, e, e.Type())
}

// refuseInWhere refuses aggregates, OVER and generators in a condition.
func (b *block) refuseInWhere(e expr.Expr, at expr.Span) error {
	for _, sl := range b.slots {
		if sl.win != nil {
			err := expr.Errorf("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", "42601", at, "It is not allowed to use window functions inside WHERE clause.")
			err.Hint = "Window functions are filtered with QUALIFY."
			return err
		}
	}
	if has(e, isGenerator) {
		return expr.Errorf("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", "42K0E", at,
			"The generator is not supported: outside the SELECT clause, found: %sFilter %s.", planMark(b.node), e)
	}
	var bad []string
	expr.Walk(e, func(x expr.Expr) bool {
		switch x := x.(type) {
		case *expr.Agg:
			bad = append(bad, qualified(x))
			return false
		case *expr.Generator:
			bad = append(bad, x.String())
			return false
		case *expr.Ref:
			if x.Index >= slotBase && x.Index < innerBase && b.slots[x.Index-slotBase].win != nil {
				bad = append(bad, x.Name)
			}
		}
		return true
	})
	if len(bad) == 0 {
		return nil
	}
	err := expr.Errorf("INVALID_WHERE_CONDITION", "42903", at,
		"The WHERE condition %q contains invalid expressions: %s.\nRewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.",
		e, strings.Join(bad, ", "))
	err.Hint = "Aggregates are filtered with HAVING, window functions with QUALIFY."
	return err
}

// planMark is how Spark begins the line of an unresolved node over a plan.
func planMark(n operator.Node) string {
	if Streaming(n) {
		return "~"
	}
	return "'"
}

// qualified spells an aggregate with the relations of its columns.
func qualified(x *expr.Agg) string {
	parts := make([]string, len(x.Args))
	for i, a := range x.Args {
		parts[i] = qualifiedText(a)
	}
	return x.Called + "(" + strings.Join(parts, ", ") + ")"
}

// qualifiedText spells an expression with the relations of its columns.
func qualifiedText(e expr.Expr) string {
	full, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		r, ok := x.(*expr.Ref)
		if !ok {
			return nil, nil
		}
		c := *r
		if c.Name = quotedName(r.Name); r.Qualifier != "" {
			c.Name = r.Qualifier + "." + c.Name
		}
		return &c, nil
	})
	return full.String()
}

// quotedName puts a name that is no plain word into backquotes.
func quotedName(name string) string {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return QuoteParts([]string{name})
		}
	}
	return name
}
