package spark

import (
	"fmt"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Row is one row of a batch. It reads the columns in place: keep values, not rows. A null reads as
// the zero value; IsNull tells them apart.
type Row struct {
	b *data.Batch
	i int
	s *Session
}

// Get gives a value in its Go form: integers and floats by their width, string, []byte, time.Time,
// time.Duration, decimals as text, arrays as []any, maps as map[any]any, structs as Row; nil for
// a null.
func (r Row) Get(column string) any { return r.at(r.index("Get", column)) }

// At gives the value of column k, from 0.
func (r Row) At(k int) any { return r.at(k) }

func (r Row) at(k int) any {
	return goValue(r.b.Cols[k], r.i, r.s)
}

func (r Row) index(op, column string) int {
	if k := r.b.Schema.Index(column); k >= 0 {
		return k
	}
	panic(&Error{Op: op, Text: column, Err: &expr.Error{
		Message: fmt.Sprintf("a row has no column %q; it has %s", column, strings.Join(r.b.Schema.Names(), ", "))}})
}

// IsNull tells whether a column is null.
func (r Row) IsNull(column string) bool { return data.IsNull(r.b.Cols[r.index("IsNull", column)], r.i) }

// Int gives a whole number.
func (r Row) Int(column string) int64 {
	k := r.index("Int", column)
	n, ok := integerAt(r.b.Cols[k], r.i)
	if !ok {
		r.wrong("Int", column, k)
	}
	return n
}

// Float gives a number as float64.
func (r Row) Float(column string) float64 {
	k := r.index("Float", column)
	switch c := r.b.Cols[k].(type) {
	case *data.Fixed[float64]:
		if data.IsNull(c, r.i) {
			return 0
		}
		return c.Values[r.i]
	case *data.Fixed[float32]:
		if data.IsNull(c, r.i) {
			return 0
		}
		return float64(c.Values[r.i])
	}
	n, ok := integerAt(r.b.Cols[k], r.i)
	if !ok {
		r.wrong("Float", column, k)
	}
	return float64(n)
}

// Str gives a text, or the JSON of a VARIANT.
func (r Row) Str(column string) string {
	k := r.index("Str", column)
	c, ok := r.b.Cols[k].(*data.Bytes)
	if !ok {
		r.wrong("Str", column, k)
	}
	if c.T.Kind == data.KindVariant {
		return string(expr.VariantWriter(r.s.ExprContext())(nil, c.At(r.i)))
	}
	return string(c.At(r.i))
}

// Bool gives a truth value.
func (r Row) Bool(column string) bool {
	k := r.index("Bool", column)
	c, ok := r.b.Cols[k].(*data.Bools)
	if !ok {
		r.wrong("Bool", column, k)
	}
	return !data.IsNull(c, r.i) && c.Values[r.i]
}

// Time gives a timestamp or date in the session time zone.
func (r Row) Time(column string) time.Time {
	k := r.index("Time", column)
	switch v := goValue(r.b.Cols[k], r.i, r.s).(type) {
	case time.Time:
		return v
	case nil:
		return time.Time{}
	}
	r.wrong("Time", column, k)
	return time.Time{}
}

// Row gives a struct: r.Row("window").Time("start").
func (r Row) Row(column string) Row {
	k := r.index("Row", column)
	c, ok := r.b.Cols[k].(*data.Struct)
	if !ok {
		r.wrong("Row", column, k)
	}
	return Row{b: structBatch(c), i: r.i, s: r.s}
}

// Len is the number of columns, Columns their names.
func (r Row) Len() int { return len(r.b.Cols) }

// Columns are the names of the columns.
func (r Row) Columns() []string { return r.b.Schema.Names() }

// Values gives all columns in their Go form.
func (r Row) Values() []any {
	out := make([]any, len(r.b.Cols))
	for k := range out {
		out[k] = r.at(k)
	}
	return out
}

func (r Row) wrong(op, column string, k int) {
	panic(&Error{Op: op, Text: column, Err: &expr.Error{
		Message: fmt.Sprintf("column %q is %s: %s cannot read it", column, r.b.Schema.Fields[k].Type, op),
		Hint:    fmt.Sprintf("Read it with Get(%q), or cast the column.", column)}})
}

func structBatch(c *data.Struct) *data.Batch {
	return &data.Batch{Schema: &data.Schema{Fields: c.T.Fields}, Cols: c.Fields, N: c.N}
}

// integerAt reads a whole number of any width; 0 for a null.
func integerAt(c data.Column, i int) (int64, bool) {
	if data.IsNull(c, i) {
		return 0, c.Type().Integral() || c.Type().Kind == data.KindNull
	}
	switch c := c.(type) {
	case *data.Fixed[int64]:
		return c.Values[i], true
	case *data.Fixed[int32]:
		return int64(c.Values[i]), true
	case *data.Fixed[int16]:
		return int64(c.Values[i]), true
	case *data.Fixed[int8]:
		return int64(c.Values[i]), true
	}
	return 0, false
}
