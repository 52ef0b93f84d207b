package present

import (
	"cmp"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/viz"
)

// ValueText is one value as text: Spark's CAST AS STRING, windows as start-end, null as "null".
func ValueText(ctx *expr.Context, clock Clock, c data.Column, i int) string {
	if data.IsNull(c, i) {
		return "null"
	}
	if from, to, ok := windowAt(c, i); ok {
		return clock.Span(from, to)
	}
	return expr.TextOf(ctx, c, i)
}

// windowAt reads a window struct in microseconds.
func windowAt(c data.Column, i int) (from, to int64, ok bool) {
	s, is := c.(*data.Struct)
	if !is || !isWindow(s.Type()) || data.IsNull(c, i) {
		return 0, 0, false
	}
	a, okA := s.Fields[0].(*data.Longs)
	b, okB := s.Fields[1].(*data.Longs)
	if !okA || !okB {
		return 0, 0, false
	}
	return a.Values[i], b.Values[i], true
}

func isWindow(t *data.Type) bool {
	return t.Kind == data.KindStruct && len(t.Fields) == 2 && t.Fields[0].Name == "start" && t.Fields[1].Name == "end" &&
		t.Fields[0].Type.Kind == data.KindTimestamp
}

func isTime(t *data.Type) bool {
	return t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
}

// keyText writes the key columns of a row, windows first as they stand.
func keyText(ctx *expr.Context, clock Clock, cols []data.Column, i int) string {
	parts := make([]string, len(cols))
	for k, c := range cols {
		parts[k] = ValueText(ctx, clock, c, i)
		if at, ok := c.(*data.Longs); ok && c.Type().Kind == data.KindTimestamp && !clock.Day.IsZero() && !data.IsNull(c, i) {
			parts[k] = clock.Text(at.Values[i])
		}
	}
	return strings.Join(parts, " ")
}

// valueCell is one value as a cell; nulls are dim, so that they differ from the word.
func valueCell(ctx *expr.Context, clock Clock, c data.Column, i int) viz.Cell {
	if data.IsNull(c, i) {
		return viz.Cell{Text: "null", Style: viz.Dim}
	}
	return viz.Cell{Text: ValueText(ctx, clock, c, i)}
}

// columnsOf are the heads of a batch's columns, numbers to the right.
func columnsOf(s *data.Schema) []viz.Column {
	out := make([]viz.Column, s.Len())
	for i, f := range s.Fields {
		out[i] = viz.Column{Name: f.Name, Right: f.Type.Numeric(), Float: holdsFraction(f.Type)}
	}
	return out
}

// holdsFraction tells whether values of a type are or contain doubles.
func holdsFraction(t *data.Type) bool {
	if t.Kind == data.KindDouble || t.Kind == data.KindFloat || t.Elem != nil && holdsFraction(t.Elem) {
		return true
	}
	for _, f := range t.Fields {
		if holdsFraction(f.Type) {
			return true
		}
	}
	return false
}

// compareColumn orders rows of a column by value, nulls first as Spark does.
func compareColumn(ctx *expr.Context, c data.Column) func(a, b int) int {
	typed := compareTyped(c)
	if _, void := c.(*data.Voids); typed != nil && !void && c.Valid() == nil {
		return typed
	}
	return func(a, b int) int {
		x, y := data.IsNull(c, a), data.IsNull(c, b)
		switch {
		case x && y:
			return 0
		case x:
			return -1
		case y:
			return 1
		}
		if typed != nil {
			return typed(a, b)
		}
		return strings.Compare(expr.TextOf(ctx, c, a), expr.TextOf(ctx, c, b))
	}
}

func compareTyped(c data.Column) func(a, b int) int {
	switch c := c.(type) {
	case *data.Fixed[int8]:
		return compareFixed(c.Values)
	case *data.Fixed[int16]:
		return compareFixed(c.Values)
	case *data.Fixed[int32]:
		return compareFixed(c.Values)
	case *data.Fixed[int64]:
		return compareFixed(c.Values)
	case *data.Fixed[float32]:
		return compareFixed(c.Values)
	case *data.Fixed[float64]:
		return compareFixed(c.Values)
	case *data.Fixed[data.Dec]:
		return func(a, b int) int { return c.Values[a].Cmp(c.Values[b]) }
	case *data.Bytes:
		return func(a, b int) int { return strings.Compare(string(c.At(a)), string(c.At(b))) }
	case *data.Struct:
		return compareFields(c)
	}
	return nil
}

func compareFixed[T cmp.Ordered](v []T) func(a, b int) int {
	return func(a, b int) int { return cmp.Compare(v[a], v[b]) }
}

func compareFields(s *data.Struct) func(a, b int) int {
	parts := make([]func(a, b int) int, len(s.Fields))
	for i, f := range s.Fields {
		parts[i] = compareColumn(nil, f)
	}
	return func(a, b int) int {
		for _, p := range parts {
			if c := p(a, b); c != 0 {
				return c
			}
		}
		return 0
	}
}
