package plan

import (
	"reflect"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// SameTree tells whether two plans without memory give the same rows in every batch, whatever their
// columns are called: Spark runs such a plan once where both are shuffled alike (ReuseExchange). Plans
// with memory never are the same, for each has its own.
func SameTree(a, b operator.Node) bool {
	if reflect.TypeOf(a) != reflect.TypeOf(b) || len(a.Children()) != len(b.Children()) || !sameNode(a, b) {
		return false
	}
	for i, c := range a.Children() {
		if !SameTree(c, b.Children()[i]) {
			return false
		}
	}
	return true
}

func sameNode(a, b operator.Node) bool {
	switch x := a.(type) {
	case *operator.Source:
		y := b.(*operator.Source)
		return x.Streaming && y.Streaming && x.Input == y.Input && x.HasMetadata == y.HasMetadata && slices.Equal(x.Columns, y.Columns)
	case *operator.Filter:
		return SameExprs(conjuncts(x.Cond), conjuncts(b.(*operator.Filter).Cond))
	case *operator.Project:
		return SameExprs(x.Exprs, b.(*operator.Project).Exprs)
	case *operator.Watermark:
		y := b.(*operator.Watermark)
		return x.Col == y.Col && x.ID == y.ID && x.DelayMicros == y.DelayMicros
	case *operator.TimeWindow:
		y := b.(*operator.TimeWindow)
		return x.Size == y.Size && x.Slide == y.Slide && x.Start == y.Start && same(x.Time, y.Time)
	case *operator.Union:
		return true
	case *operator.Generate:
		y := b.(*operator.Generate)
		return x.Outer == y.Outer && x.KeepChild == y.KeepChild && same(x.Gen, y.Gen)
	}
	return false
}

// SameExprs tells whether resolved expressions compute the same values, one by one, whatever they are
// called and in whatever order they name what they add, multiply or hold to be equal.
func SameExprs(a, b []expr.Expr) bool {
	return slices.EqualFunc(a, b, func(x, y expr.Expr) bool {
		x, y = bare(x), bare(y)
		return same(x, y) || same(ordered(x), ordered(y))
	})
}

// ordered is an expression without the whole numbers that change nothing (x + 0, x * 1), with the sides of what may
// be exchanged in the order of their texts.
func ordered(e expr.Expr) expr.Expr {
	out, err := expr.Transform(e, func(x expr.Expr) (expr.Expr, error) {
		a, ok := x.(*expr.Apply)
		if !ok || a.Fn == nil || len(a.Args) != 2 {
			return x, nil
		}
		l, r := a.Args[0], a.Args[1]
		switch a.Fn.Name {
		case "+", "*":
			neutral := map[string]int64{"+": 0, "*": 1}[a.Fn.Name]
			if a.Typ.Integral() && isWhole(r, neutral) {
				return l, nil
			}
			if a.Typ.Integral() && isWhole(l, neutral) {
				return r, nil
			}
		case "=", "<=>", "and", "or":
		default:
			return x, nil
		}
		if l.String() > r.String() {
			return a.With([]expr.Expr{r, l}), nil
		}
		return x, nil
	})
	if err != nil {
		return e
	}
	return out
}

// isWhole recognises a literal whole number.
func isWhole(e expr.Expr, want int64) bool {
	l, ok := e.(*expr.Literal)
	if !ok || !l.Typ.Integral() {
		return false
	}
	switch v := l.Value.(type) {
	case int8:
		return int64(v) == want
	case int16:
		return int64(v) == want
	case int32:
		return int64(v) == want
	case int64:
		return v == want
	}
	return false
}
