package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// limit resolves LIMIT and OFFSET: constants of integer type, not negative.
func (a *analyzer) limit(n *operator.Limit) (operator.Node, error) {
	child, err := a.node(n.Child)
	if err != nil {
		return nil, err
	}
	if child == n.Child && n.NExpr == nil && n.OffsetExpr == nil {
		return n, nil
	}
	c := *n
	c.Child, c.NExpr, c.OffsetExpr = child, nil, nil
	if n.NExpr != nil {
		if c.N, err = a.count(child, "limit", n.NExpr, limitPlace(n.Child, n.NExpr)); err != nil {
			return nil, err
		}
	} else if n.OffsetExpr != nil {
		c.N = -1
	}
	if n.OffsetExpr != nil {
		if c.Offset, err = a.count(child, "offset", n.OffsetExpr, limitPlace(n.Child, n.OffsetExpr)); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

func (a *analyzer) count(child operator.Node, what string, e expr.Expr, at expr.Span) (int64, error) {
	if has(e, func(x expr.Expr) bool { _, sub := x.(*expr.Subquery); return sub }) {
		child = oneRow()
	}
	if err := a.refuseRoutines(e, func(r *expr.Routine, c *expr.Call) error { return usedIn("GlobalLimit", r, c) }); err != nil {
		return 0, err
	}
	r, err := a.resolve(a.scope(child), e)
	if err != nil {
		return 0, err
	}
	refuse := func(class, format string, args ...any) error {
		out := plannedf("INVALID_LIMIT_LIKE_EXPRESSION."+class, "42K0E", at, format, args...)
		out.Message = "The limit like expression \"" + withoutChance(r).String() + "\" is invalid. " + out.Message
		return out
	}
	l, ok := expr.Fold(a.ctx, bare(r)).(*expr.Literal)
	switch {
	case !ok || callsUser(e):
		return 0, refuse("IS_UNFOLDABLE", "The %s expression must evaluate to a constant value.", what)
	case l.Value == nil && l.Typ.Kind == data.KindInt:
		return 0, refuse("IS_NULL", "The evaluated %s expression must not be null.", what)
	}
	var n int64
	switch v := l.Value.(type) {
	case int32:
		n = int64(v)
	case int16:
		n = int64(v)
	case int8:
		n = int64(v)
	default:
		return 0, refuse("DATA_TYPE", "The %s expression must be integer type, but got %q.", what, l.Typ)
	}
	if n < 0 {
		return 0, refuse("IS_NEGATIVE", "The %s expression must be equal to or greater than 0, but got %d.", what, n)
	}
	return n, nil
}

// limitPlace is the place that Spark tells of a bad LIMIT or OFFSET e of a query: a column's is where the query names it
// first, and true and false have none.
func limitPlace(query operator.Node, e expr.Expr) expr.Span {
	switch e := e.(type) {
	case *expr.Literal:
		if _, is := e.Value.(bool); is {
			return expr.Span{}
		}
	case *expr.Name:
		if s, ok := query.(*operator.Sort); ok {
			query = s.Child
		}
		if sel, ok := query.(*operator.Select); ok {
			return namedFirst(sel, e)
		}
	}
	return expr.SpanOf(e)
}

// namedFirst is where a SELECT names a column that it puts out: in GROUP BY, in its list, or by a star.
func namedFirst(sel *operator.Select, column *expr.Name) expr.Span {
	last := func(n *expr.Name) string { return n.Parts[len(n.Parts)-1] }
	for _, e := range slices.Concat(sel.GroupBy, sel.Items) {
		switch e := e.(type) {
		case *expr.Name:
			if last(e) == last(column) {
				return e.At
			}
		case *expr.Star:
			return sel.At
		}
	}
	return column.At
}

// withoutChance names what is drawn anew for every row as Spark's plan does, which computes it below.
func withoutChance(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if f, ok := x.(*expr.Apply); ok && f.Fn != nil && f.Fn.Unstable {
			return &expr.Ref{Name: "_nondeterministic", Typ: x.Type()}, nil
		}
		return nil, nil
	})
	return out
}

// callsUser tells whether an expression asks for the user, who is not known while the query is analyzed.
func callsUser(e expr.Expr) bool {
	return has(e, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		return ok && slices.Contains([]string{"current_user", "user", "session_user"}, strings.ToLower(c.Func))
	})
}
