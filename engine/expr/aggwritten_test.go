package expr

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// sketchColumn makes a sketch of one value of each number, as the function that joins sketches of that kind takes it; ok is
// false for functions that take no sketches.
func sketchColumn(c *data.Fixed[int32], function string) (out data.Column, ok bool) {
	var make func(v int32) []byte
	if function == "approx_top_k_combine" {
		return topColumn(c), true
	}
	if function == "hll_union_agg" {
		make = func(v int32) []byte {
			h := sketch.NewHLL(9)
			h.AddInt(int64(v))
			return h.Bytes()
		}
	}
	if function == "theta_union_agg" || function == "theta_intersection_agg" {
		make = func(v int32) []byte {
			u := sketch.NewThetaUnion(9)
			u.AddLong(int64(v))
			u.AddLong(1)
			return u.Result().Bytes()
		}
	}
	if kind, ok := strings.CutPrefix(function, "kll_merge_agg_"); ok {
		make = map[string]func(v int32) []byte{"bigint": kllOf[int64], "double": kllOf[float64], "float": kllOf[float32]}[kind]
	}
	if strings.HasPrefix(function, "tuple_union_agg") || strings.HasPrefix(function, "tuple_intersection_agg") {
		make = map[bool]func(v int32) []byte{true: tupleOf[float64], false: tupleOf[int32]}[strings.HasSuffix(function, "double")]
	}
	if make == nil {
		return nil, false
	}
	b := data.NewBytesBuilder(data.Binary, len(c.Values))
	for i, v := range c.Values {
		if data.IsNull(c, i) {
			b.AppendNull()
			continue
		}
		b.Add(make(v))
	}
	return b.Finish(), true
}

// kllOf is a sketch of one value.
func kllOf[T sketch.Number](v int32) []byte {
	s := sketch.NewKLL[T](50)
	s.Add(T(v))
	return s.Bytes()
}

// tupleOf is a sketch of one value and of one that all have.
func tupleOf[V sketch.Numeral](v int32) []byte {
	t := sketch.NewTupleTable[V](9, sketch.Sum)
	t.AddLong(int64(v), V(v))
	t.AddLong(1, 1)
	return t.Compact().Bytes()
}

// toldByTuple is how many values a sketch saw, and their summaries in order.
func toldByTuple[V sketch.Numeral](v any) any {
	s, err := sketch.ReadTuple[V](v.([]byte))
	if err != nil {
		return err
	}
	slices.SortFunc(s.Entries, func(x, y sketch.Entry[V]) int { return cmp.Compare(x.Summary.Value, y.Summary.Value) })
	out := []any{s.Estimate(), s.Theta()}
	for _, e := range s.Entries {
		out = append(out, e.Summary)
	}
	return out
}

// toldByKLL is how many values a sketch saw, and which are in order.
func toldByKLL[T sketch.Number](v any) any {
	s, err := sketch.ReadKLL[T](v.([]byte))
	if err != nil || s.N() == 0 {
		return err
	}
	out := []any{s.N(), s.K()}
	for i := range 11 {
		out = append(out, s.View().Quantile(float64(i)/10))
	}
	return out
}

// topColumn makes what approx_top_k_accumulate gives for one value of each number.
func topColumn(c *data.Fixed[int32]) data.Column {
	a := topAccumulate{topsOf(data.Int, 20)}
	b := data.NewBuilder(a.typ(), c.Len())
	for i := range c.Len() {
		s, _ := a.add(a.start(), []data.Column{c}, i)
		v, _ := a.value(s)
		b.Append(v)
	}
	return b.Finish()
}

// sameSketch compares results of an aggregate that gives sketches by what they tell: the places of values in them may differ.
func sameSketch(function string, x, y any) bool {
	if strings.HasPrefix(function, "approx_top_k_") {
		told := func(v any) any {
			s, err := readTop(sketch.NumberItems, v.([]any)[0].([]byte))
			if err != nil {
				return err
			}
			return countsOf(s.top(100, data.Int))
		}
		return reflect.DeepEqual(told(x), told(y))
	}
	if kind, ok := strings.CutPrefix(strings.TrimPrefix(function, "kll_merge_agg_"), "kll_sketch_agg_"); ok || kind != function {
		told := map[string]func(v any) any{"bigint": toldByKLL[int64], "double": toldByKLL[float64], "float": toldByKLL[float32]}[kind]
		return reflect.DeepEqual(told(x), told(y))
	}
	if strings.HasPrefix(function, "tuple_") {
		told := map[bool]func(v any) any{true: toldByTuple[float64], false: toldByTuple[int32]}[strings.HasSuffix(function, "double")]
		return reflect.DeepEqual(told(x), told(y))
	}
	if function == "approx_top_k" {
		return len(x.([]any)) == 5 || reflect.DeepEqual(countsOf(x), countsOf(y)) // of equally frequent ones, any
	}
	if !strings.HasPrefix(function, "hll_") {
		return false
	}
	told := func(v any) any {
		h, err := sketch.ReadHLL(v.([]byte))
		if err != nil {
			return err
		}
		return []any{h.LgK(), h.Estimate()}
	}
	return reflect.DeepEqual(told(x), told(y))
}

// countsOf are the counts of a list of items, whatever its order.
func countsOf(list any) map[any]any {
	out := map[any]any{}
	for _, e := range list.([]any) {
		out[e.([]any)[0]] = e.([]any)[1]
	}
	return out
}
