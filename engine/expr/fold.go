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
	if a, ok := e.(*Apply); ok && foldsToNull(a) && slices.ContainsFunc(a.Args, isNullLiteral) {
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

// foldsToNull tells whether a null among constant arguments is seen before the others are computed. Of the last
// ones Spark does not conclude that their arguments are not null, so that they are not [Strict].
func foldsToNull(a *Apply) bool {
	switch a.Fn.Name {
	case "decode":
		return len(a.Args) == 2 // from a charset, not by cases
	case "round", "bround", "date_trunc", "make_timestamp", "split_part", "encode", "to_date", "unix_timestamp":
		return true
	}
	return nullIntolerant[a.Fn.Name] || Strict(a.Fn.Name)
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
