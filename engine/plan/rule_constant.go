package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// foldConstants folds the expressions of filters, projections and joins.
func (o *optimizer) foldConstants(n operator.Node) operator.Node {
	return o.mapExprs(n, func(e expr.Expr) expr.Expr {
		folded, err := expr.Transform(expr.Fold(o.ctx, e), func(x expr.Expr) (expr.Expr, error) { return shownValue(x), nil })
		if err != nil {
			return e
		}
		return folded
	})
}

// shownValue makes a literal that keeps the text it was folded from one that shows its value.
func shownValue(e expr.Expr) expr.Expr {
	l, ok := e.(*expr.Literal)
	if !ok {
		return e
	}
	plain := &expr.Literal{Value: l.Value, Typ: l.Typ, At: l.At}
	if l.Text == "" || l.String() != l.Text || plain.String() == l.Text {
		return e
	}
	return plain
}

// simplifyBooleans drops TRUE from AND, FALSE from OR, doubled NOT, the branch of IF that is never taken, the nulls of coalesce(), and IS NULL of what
// is never null; NOT goes into AND, OR and comparisons.
func (o *optimizer) simplifyBooleans(n operator.Node) operator.Node {
	return o.mapExprs(n, func(e expr.Expr) expr.Expr {
		out, _ := expr.Transform(e, func(x expr.Expr) (expr.Expr, error) {
			if inner, ok := negated(x); ok {
				if turned, ok := o.turned(inner); ok {
					x = turned
				}
			}
			return simpler(x), nil
		})
		return out
	})
}

func simpler(e expr.Expr) expr.Expr {
	if l, r, ok := binary(e, "and"); ok {
		switch {
		case isBool(l, true) || same(l, r) && deterministic(l):
			return r
		case isBool(r, true):
			return l
		case isBool(l, false):
			return l
		case isBool(r, false) && !failing(l):
			return r
		}
	}
	if l, r, ok := binary(e, "or"); ok {
		switch {
		case isBool(l, false) || same(l, r) && deterministic(l):
			return r
		case isBool(r, false):
			return l
		case isBool(l, true):
			return l
		case isBool(r, true) && !failing(l):
			return r
		}
	}
	if a, ok := e.(*expr.Apply); ok && a.Fn != nil && a.Fn.Name == "if" && len(a.Args) == 3 {
		switch {
		case isBool(a.Args[0], true):
			return a.Args[1]
		case isBool(a.Args[0], false):
			return a.Args[2]
		}
	}
	if one := onlyValue(e); one != nil {
		return one
	}
	if of, isNull, ok := nullTest(e); ok && !of.Nullable() {
		return &expr.Literal{Value: !isNull, Typ: data.Boolean}
	}
	if inner, ok := negated(e); ok {
		if e, again := negated(inner); again {
			return e
		}
	}
	return e
}

// onlyValue is the one argument of coalesce() that is not a written null, nil where there are several.
func onlyValue(e expr.Expr) (one expr.Expr) {
	a, ok := e.(*expr.Apply)
	if !ok || a.Fn == nil || a.Fn.Name != "coalesce" {
		return nil
	}
	for _, arg := range a.Args {
		if l, literal := arg.(*expr.Literal); literal && l.Value == nil {
			continue
		}
		if one != nil {
			return nil
		}
		one = arg
	}
	return one
}

// failing tells whether e depends on no row and yet did not fold: it fails, and so does what stands
// around it, as in Spark, which folds before it simplifies.
func failing(e expr.Expr) bool {
	_, done := e.(*expr.Literal)
	return !done && expr.Foldable(e) && deterministic(e)
}

// opposite are the comparisons that NOT turns round.
var opposite = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "isnull": "isnotnull", "isnotnull": "isnull"}

// turned is NOT e with the NOT further in; false where it stays.
func (o *optimizer) turned(e expr.Expr) (expr.Expr, bool) {
	not := func(e expr.Expr) expr.Expr {
		if out, ok := o.turned(e); ok {
			return out
		}
		if inner, ok := negated(e); ok {
			return inner
		}
		return call(o.ctx, "not", e)
	}
	if l, r, ok := binary(e, "and"); ok {
		return call(o.ctx, "or", not(l), not(r)), true
	}
	if l, r, ok := binary(e, "or"); ok {
		return call(o.ctx, "and", not(l), not(r)), true
	}
	if a, ok := e.(*expr.Apply); ok && a.Fn != nil && opposite[a.Fn.Name] != "" {
		return call(o.ctx, opposite[a.Fn.Name], a.Args...), true
	}
	return nil, false
}

// nullTest recognises x IS NULL and x IS NOT NULL.
func nullTest(e expr.Expr) (of expr.Expr, isNull, ok bool) {
	a, ok := e.(*expr.Apply)
	if !ok || a.Fn == nil || len(a.Args) != 1 || a.Fn.Name != "isnull" && a.Fn.Name != "isnotnull" {
		return nil, false, false
	}
	return a.Args[0], a.Fn.Name == "isnull", true
}

func negated(e expr.Expr) (expr.Expr, bool) {
	a, ok := e.(*expr.Apply)
	if !ok || a.Fn == nil || a.Fn.Name != "not" || len(a.Args) != 1 {
		return nil, false
	}
	return a.Args[0], true
}

// isBool recognises the literals TRUE and FALSE.
func isBool(e expr.Expr, want bool) bool {
	l, ok := e.(*expr.Literal)
	if !ok || l.Typ == nil || l.Typ.Kind != data.KindBoolean {
		return false
	}
	v, ok := l.Value.(bool)
	return ok && v == want
}

// mapExprs rewrites the expressions of filters, projections and joins, and keeps every node whose
// expressions stay the same.
func (o *optimizer) mapExprs(n operator.Node, fn func(expr.Expr) expr.Expr) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		switch n := n.(type) {
		case *operator.Filter:
			cond := fn(n.Cond)
			switch {
			case isBool(cond, true):
				return n.Child
			case unchanged(cond, n.Cond):
				return n
			}
			return &operator.Filter{Cond: cond, Child: n.Child}
		case *operator.Project:
			exprs := make([]expr.Expr, len(n.Exprs))
			changed := false
			for i, e := range n.Exprs {
				exprs[i] = mapUnder(e, fn)
				changed = changed || !unchanged(exprs[i], e)
			}
			if !changed {
				return n
			}
			c := *n
			c.Exprs = exprs
			return &c
		case *operator.Join:
			if n.Cond == nil {
				return n
			}
			if cond := fn(n.Cond); !unchanged(cond, n.Cond) && !isBool(cond, true) {
				return o.rejoin(n, n.Left, n.Right, cond)
			}
		}
		return n
	})
}

// mapUnder rewrites below an alias, which stays.
func mapUnder(e expr.Expr, fn func(expr.Expr) expr.Expr) expr.Expr {
	if al, ok := e.(*expr.Alias); ok {
		child := fn(al.Child)
		if unchanged(child, al.Child) {
			return e
		}
		return al.With([]expr.Expr{child})
	}
	out := fn(e)
	if unchanged(out, e) {
		return e
	}
	return out
}

// unchanged compares what a rewriting gave with what it got.
func unchanged(a, b expr.Expr) bool { return a == b || same(a, b) && a.String() == b.String() }
