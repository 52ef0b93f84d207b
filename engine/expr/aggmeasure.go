package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func measureAggs() []*AggFunction {
	return []*AggFunction{
		agg("measure", "measure(expr)", "The measure of a metric view. A notebook has no such view, and elsewhere measure() has a type and no value.", "", 1, 1, bindMeasure),
	}
}

// unmeasured is measure(): the measure of a metric view. There are no such views, and elsewhere Spark has no
// value for it either.
type unmeasured struct{ refusal *Error }

// bindMeasure binds measure(expr), which has the type of its argument and never a value.
func bindMeasure(b *Binding) (*Agg, error) {
	attributes := "aggBufferAttributes"
	if b.Call != nil && b.Call.Distinct {
		attributes = "inputAggBufferAttributes"
	}
	refusal := failf("INTERNAL_ERROR", "XX000", "UnevaluableAggregateFunc.%s should not be called.", attributes)
	refusal.Hint = "measure() gives the measures of a metric view, and a notebook has none: write the aggregate itself."
	return b.bound(b.typ(0), true, unmeasured{refusal}), nil
}

func (unmeasured) Slots() SlotCount { return SlotCount{I64: 1} }

func (u unmeasured) Update(*Context, *Slots, []int32, []data.Column, []int32) error { return u.refusal }

func (u unmeasured) Merge(*Context, *Slots, []int32, *Slots, []int32) error { return u.refusal }

func (u unmeasured) Result(*Context, *Slots, []int32) (data.Column, error) { return nil, u.refusal }
