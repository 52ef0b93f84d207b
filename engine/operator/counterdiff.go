package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// counter is counter_diff: by how much a counter has grown since the row before of its partition. Rows without a
// value do not count; a counter that fell, or whose time of start moved on, began anew.
func (w *overRows) counter(c *expr.Call, typ *data.Type) (data.Column, error) {
	cols, err := evalAll(w.ctx, c.Args, w.rows)
	if err != nil {
		return nil, err
	}
	value := cols[0]
	b := data.NewBuilder(typ, w.rows.N)
	last := -1
	for i := range w.rows.N {
		if int(w.part[i]) == i {
			last = -1
		}
		if data.IsNull(value, i) {
			b.AppendNull()
			continue
		}
		if negative(data.ValueAt(value, i)) {
			return nil, &expr.Error{Condition: "COUNTER_DIFF_NEGATIVE_COUNTER_VALUE", SQLState: "22003", Runtime: true,
				Message: "A negative counter value " + expr.TextOf(w.ctx, value, i) + " was provided to function `counter_diff`. Negative counter values are not allowed."}
		}
		anew, err := w.startedAnew(cols[1:], last, i)
		if err != nil {
			return nil, err
		}
		if anew || data.Compare(value, i, value, last) < 0 {
			b.AppendNull()
		} else {
			b.Append(less(data.ValueAt(value, i), data.ValueAt(value, last)))
		}
		last = i
	}
	return b.Finish(), nil
}

// startedAnew tells whether the counter of row i is not that of row last (-1 for none); start is the column of its
// times of start, or none.
func (w *overRows) startedAnew(start []data.Column, last, i int) (bool, error) {
	if last < 0 {
		return true, nil
	}
	if len(start) == 0 || data.IsNull(start[0], i) || data.IsNull(start[0], last) {
		return false, nil
	}
	order := data.Compare(start[0], i, start[0], last)
	if order < 0 {
		return false, &expr.Error{Condition: "COUNTER_DIFF_START_TIME_DECREASED", SQLState: "22023", Runtime: true,
			Message: "Start time provided to function `counter_diff` decreased from " + expr.TextOf(w.ctx, start[0], last) + " to " + expr.TextOf(w.ctx, start[0], i) + ". Start time is required to be non-decreasing."}
	}
	return order > 0, nil
}

func negative(v any) bool {
	switch v := v.(type) {
	case int8:
		return v < 0
	case int16:
		return v < 0
	case int32:
		return v < 0
	case int64:
		return v < 0
	case float32:
		return v < 0
	case float64:
		return v < 0
	case data.Dec:
		return v.Sign() < 0
	}
	return false
}

// less is a - b of two values of one numeric type, neither of which is negative.
func less(a, b any) any {
	switch a := a.(type) {
	case int8:
		return a - b.(int8)
	case int16:
		return a - b.(int16)
	case int32:
		return a - b.(int32)
	case int64:
		return a - b.(int64)
	case float32:
		return a - b.(float32)
	case float64:
		return a - b.(float64)
	case data.Dec:
		d, _ := a.Add(b.(data.Dec).Neg())
		return d
	}
	return nil
}
