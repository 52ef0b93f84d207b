package plan

import (
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// same tells whether two resolved expressions compute the same value: equal in all but the names
// they were written with.
func same(a, b expr.Expr) bool {
	switch x := a.(type) {
	case *expr.Ref:
		y, ok := b.(*expr.Ref)
		return ok && x.Index == y.Index
	case *expr.Outer:
		y, ok := b.(*expr.Outer)
		return ok && x.Index == y.Index
	case *expr.Literal:
		y, ok := b.(*expr.Literal)
		return ok && x.Typ.Equal(y.Typ) && reflect.DeepEqual(x.Value, y.Value)
	case *expr.Cast:
		y, ok := b.(*expr.Cast)
		return ok && x.To.Equal(y.To) && x.Mode == y.Mode && same(x.Child, y.Child)
	case *expr.Case:
		y, ok := b.(*expr.Case)
		return ok && len(x.Conds) == len(y.Conds) && sameAll(x.Children(), y.Children())
	case *expr.Apply:
		y, ok := b.(*expr.Apply)
		return ok && sameFunction(x, y) && x.Typ.Equal(y.Typ) && sameAll(x.Args, y.Args)
	case *expr.Agg:
		y, ok := b.(*expr.Agg)
		return ok && x.Fn == y.Fn && x.Name == y.Name && x.Distinct == y.Distinct && x.Typ.Equal(y.Typ) &&
			(x.Filter == nil) == (y.Filter == nil) && sameAll(x.Children(), y.Children())
	case *expr.Alias:
		y, ok := b.(*expr.Alias)
		return ok && same(x.Child, y.Child)
	}
	return reflect.TypeOf(a) == reflect.TypeOf(b) && a.String() == b.String() && sameAll(a.Children(), b.Children())
}

// sameFunction compares the functions of two calls. Some are made for one call (access to a
// field): their text tells them apart.
func sameFunction(x, y *expr.Apply) bool {
	if x.Fn.Unstable {
		return false
	}
	return x.Fn == y.Fn || x.Fn.Name == y.Fn.Name && x.String() == y.String()
}

func sameAll(a, b []expr.Expr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// bare strips aliases.
func bare(e expr.Expr) expr.Expr {
	for {
		al, ok := e.(*expr.Alias)
		if !ok {
			return e
		}
		e = al.Child
	}
}

// rewrite rebuilds a tree top-down: where fn returns a replacement, it is taken as it is. nil stays
// nil.
func rewrite(e expr.Expr, fn func(expr.Expr) (expr.Expr, error)) (expr.Expr, error) {
	if e == nil {
		return nil, nil
	}
	if r, err := fn(e); r != nil || err != nil {
		return r, err
	}
	old := e.Children()
	if len(old) == 0 {
		return e, nil
	}
	children := make([]expr.Expr, len(old))
	changed := false
	for i, c := range old {
		r, err := rewrite(c, fn)
		if err != nil {
			return nil, err
		}
		children[i] = r
		changed = changed || r != c
	}
	if !changed {
		return e, nil
	}
	return e.With(children), nil
}

// mapRefs replaces the ordinals of references.
func mapRefs(e expr.Expr, to func(int) int) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		r, ok := x.(*expr.Ref)
		if !ok || to(r.Index) == r.Index {
			return nil, nil
		}
		c := *r
		c.Index = to(r.Index)
		return &c, nil
	})
	return out
}

// refsOf collects the ordinals an expression reads.
func refsOf(e expr.Expr, into map[int]bool) {
	expr.Walk(e, func(x expr.Expr) bool {
		if r, ok := x.(*expr.Ref); ok {
			into[r.Index] = true
		}
		return true
	})
}

// has tells whether the tree holds a node that is true for fn.
func has(e expr.Expr, fn func(expr.Expr) bool) bool {
	found := false
	expr.Walk(e, func(x expr.Expr) bool {
		found = found || fn(x)
		return !found
	})
	return found
}

// conjuncts splits a condition at AND; nil gives none.
func conjuncts(e expr.Expr) []expr.Expr {
	if e == nil {
		return nil
	}
	if l, r, ok := binary(e, "and"); ok {
		return append(conjuncts(l), conjuncts(r)...)
	}
	return []expr.Expr{e}
}

// binary takes a call of a two-argument operator apart, resolved or not.
func binary(e expr.Expr, op string) (l, r expr.Expr, ok bool) {
	switch e := e.(type) {
	case *expr.Apply:
		if e.Fn != nil && e.Fn.Name == op && len(e.Args) == 2 {
			return e.Args[0], e.Args[1], true
		}
	case *expr.Call:
		if e.Func == op && len(e.Args) == 2 && e.Over == nil {
			return e.Args[0], e.Args[1], true
		}
	}
	return nil, nil, false
}

// and joins resolved conditions; nil ones are left out.
func and(ctx *expr.Context, list ...expr.Expr) expr.Expr {
	var out expr.Expr
	for _, e := range list {
		switch {
		case e == nil:
		case out == nil:
			out = e
		default:
			out = call(ctx, "and", out, e)
		}
	}
	return out
}

// plannedf is a refusal behind which Spark prints the plan.
func plannedf(condition, state string, at expr.Span, format string, args ...any) *expr.Error {
	err := expr.Errorf(condition, state, at, format, args...)
	err.Planned = true
	return err
}

// call builds a resolved call of a function over resolved arguments whose types fit.
func call(ctx *expr.Context, fn string, args ...expr.Expr) expr.Expr {
	out, err := expr.Resolve(ctx, nil, &expr.Call{Func: fn, Args: args})
	if err != nil {
		panic("plan: " + fn + ": " + err.Error())
	}
	return out
}
