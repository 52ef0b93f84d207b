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
// called.
func SameExprs(a, b []expr.Expr) bool {
	return slices.EqualFunc(a, b, func(x, y expr.Expr) bool { return same(bare(x), bare(y)) })
}
