package spark

import (
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// goValue gives row i of a column as the Go value that cells see; see [Row.Get].
func goValue(c data.Column, i int, s *Session) any {
	if data.IsNull(c, i) {
		return nil
	}
	zone := time.UTC
	if s != nil {
		zone = s.zone()
	}
	switch t := c.Type(); t.Kind {
	case data.KindDate:
		return time.Unix(int64(c.(*data.Fixed[int32]).Values[i])*86400, 0).UTC()
	case data.KindTimestamp:
		return time.UnixMicro(c.(*data.Longs).Values[i]).In(zone)
	case data.KindTimestampNTZ:
		return time.UnixMicro(c.(*data.Longs).Values[i]).UTC()
	case data.KindDayTimeInterval:
		return time.Duration(c.(*data.Longs).Values[i]) * time.Microsecond
	case data.KindDecimal:
		return c.(*data.Fixed[data.Dec]).Values[i].Text(t.Scale)
	case data.KindVariant:
		return expr.VariantWriter(s.ExprContext())(nil, c.(*data.Bytes).At(i))
	case data.KindArray:
		return goList(c.(*data.List), i, s)
	case data.KindMap:
		m := c.(*data.MapColumn)
		out := map[any]any{}
		for k := m.Offsets[i]; k < m.Offsets[i+1]; k++ {
			key := goValue(m.Keys, int(k), s)
			if t.Key.Nested() {
				key = fmt.Sprint(key)
			}
			out[key] = goValue(m.Items, int(k), s)
		}
		return out
	case data.KindStruct:
		return Row{b: structBatch(c.(*data.Struct)), i: i, s: s}
	}
	return data.ValueAt(c, i)
}

func goList(c *data.List, i int, s *Session) []any {
	out := make([]any, 0, c.Offsets[i+1]-c.Offsets[i])
	for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
		out = append(out, goValue(c.Elems, int(k), s))
	}
	return out
}
