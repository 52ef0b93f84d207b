package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Fold replaces what does not depend on the row by a literal. An expression that fails is
// left as it is: the error belongs to the run.
func Fold(ctx *Context, e Expr) Expr {
	out, err := Transform(e, func(x Expr) (Expr, error) { return foldNode(ctx, x), nil })
	if err != nil {
		return e
	}
	return out
}

func foldNode(ctx *Context, e Expr) Expr {
	switch x := e.(type) {
	case *Apply:
		if x.Fn.Unstable || len(x.Args) == 0 && x.Kernel == nil {
			return e
		}
	case *Cast, *Case:
	default:
		return e
	}
	if !Foldable(e) {
		return e
	}
	if a, ok := e.(*Apply); ok && (nullIntolerant[a.Fn.Name] || Strict(a.Fn.Name)) && slices.ContainsFunc(a.Args, isNullLiteral) {
		return &Literal{Typ: e.Type(), Text: e.String(), folded: true}
	}
	c, err := eval(ctx, e, &frame{n: 1})
	if err != nil {
		return e
	}
	return &Literal{Value: data.ValueAt(expand(c), 0), Typ: e.Type(), Text: e.String(), folded: true}
}

// nullIntolerant are the operators that give null for a null on either side, even where the other
// side would fail: Spark's optimizer sees the null before it computes the other side.
var nullIntolerant = map[string]bool{
	"+": true, "-": true, "*": true, "/": true, "%": true, "div": true, "pmod": true,
	"=": true, "==": true, "<": true, "<=": true, ">": true, ">=": true, "&": true, "|": true, "^": true,
}

func isNullLiteral(e Expr) bool {
	l, ok := e.(*Literal)
	return ok && l.Value == nil
}

// Foldable tells whether a resolved expression depends on neither the row nor chance.
func Foldable(e Expr) bool {
	ok := true
	inside := map[*int]bool{}
	Walk(e, func(x Expr) bool {
		switch x := x.(type) {
		case *Ref, *Outer, *Agg, *Subquery, *Generator, *Call, *Name, *Star:
			ok = false
		case *Apply:
			ok = ok && !x.Fn.Unstable
		case *Lambda:
			for _, v := range x.vars {
				inside[v.id] = true
			}
		case *Var:
			ok = ok && inside[x.id]
		}
		return ok
	})
	return ok
}
