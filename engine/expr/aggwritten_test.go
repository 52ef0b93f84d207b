package expr

import (
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// sketchColumn makes a sketch of one value of each number, as the function that joins sketches of that kind takes it; ok is
// false for functions that take no sketches.
func sketchColumn(c *data.Fixed[int32], function string) (out data.Column, ok bool) {
	var make func(v int32) []byte
	if function == "hll_union_agg" {
		make = func(v int32) []byte {
			h := sketch.NewHLL(9)
			h.AddInt(int64(v))
			return h.Bytes()
		}
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

// sameSketch compares results of an aggregate that gives sketches by what they tell: the places of values in them may differ.
func sameSketch(function string, x, y any) bool {
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
