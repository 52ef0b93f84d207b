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
	node := a.offered(n, cond)
	if err := a.scope(node).refuseAmbiguous(cond); err != nil {
		return nil, err
	}
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
	a.reachHidden(b.scope, &b.node, false)
	if err := expr.StarOver("Filter", cond); err != nil {
		return nil, err
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
			err := expr.Errorf("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", "42601", expr.Span{}, "It is not allowed to use window functions inside WHERE clause.")
			err.Hint = "Window functions are filtered with QUALIFY."
			return err
		}
	}
	if has(e, isGenerator) {
		return expr.Errorf("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", "42K0E", expr.Span{},
			"The generator is not supported: outside the SELECT clause, found: %sFilter %s.", planMark(b.node), e)
	}
	var bad []string
	expr.Walk(e, func(x expr.Expr) bool {
		switch x := x.(type) {
		case *expr.Agg:
			bad = append(bad, qualifiedText(x))
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

// qualifiedText spells an expression in full: with the relations of its columns and the casts that
// types asked for.
func qualifiedText(e expr.Expr) string { return inFull(e).String() }

func inFull(e expr.Expr) expr.Expr {
	full, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		switch x := x.(type) {
		case *expr.Ref:
			c := *x
			if c.Name = quotedName(x.Name); x.Qualifier != "" {
				c.Name = x.Qualifier + "." + c.Name
			}
			return &c, nil
		case *expr.Agg:
			c := *x
			c.Args = make([]expr.Expr, len(x.Args))
			for i, a := range x.Args {
				if sum, ok := a.(*expr.Cast); ok && sum.Implicit && !ofDoubles(x.Fn.Name) {
					a = sum.Child // it is of this engine: Spark adds up what it is given
				}
				c.Args[i] = inFull(a)
			}
			if c.Filter != nil {
				c.Filter = inFull(x.Filter)
			}
			c.Name = x.Spelled(c.Args, c.Filter)
			return &c, nil
		case *expr.Literal:
			if text, ok := x.Value.(string); ok && x.Typ.Kind == data.KindString {
				return &expr.Literal{Value: x.Value, Typ: x.Typ, Text: "'" + text + "'"}, nil
			}
		case *expr.Apply:
			if name := x.FieldName(); name != "" {
				return &expr.Ref{Name: inFull(x.Args[0]).String() + "." + QuoteParts([]string{name}), Typ: x.Typ}, nil
			}
		case *expr.Cast:
			c := *x
			c.Child, c.Implicit = inFull(x.Child), false
			return &c, nil
		}
		return nil, nil
	})
	return full
}

// ofDoubles are the aggregates that Spark too gives its arguments as DOUBLE.
func ofDoubles(name string) bool {
	switch name {
	case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "skewness", "kurtosis", "corr", "covar_pop", "covar_samp":
		return true
	}
	return false
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
