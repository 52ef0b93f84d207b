package operator

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// rowLayout says where the columns of a stored row are: numbers and times as words of the table,
// the others in its byte string.
//
//	words: key · null bits · one a column of numbers     blob: the other columns
type rowLayout struct {
	schema *data.Schema
	word   []int // place among the table's Ints by column, -1 for the blob
	rest   *data.Schema
	inRest []int // the columns of rest
	words  int
}

// The first words of a stored row.
const (
	storedKey = iota
	storedNulls
	storedFirst
)

func newRowLayout(s *data.Schema) rowLayout {
	l := rowLayout{schema: s, word: make([]int, s.Len()), words: storedFirst, rest: data.NewSchema()}
	for i, f := range s.Fields {
		l.word[i] = -1
		if wordSized(f.Type) && l.words < storedFirst+64 {
			l.word[i] = l.words
			l.words++
			continue
		}
		l.inRest = append(l.inRest, i)
		l.rest.Fields = append(l.rest.Fields, f)
	}
	return l
}

func wordSized(t *data.Type) bool {
	switch t.Kind {
	case data.KindInt, data.KindDate, data.KindYearMonthInterval, data.KindLong, data.KindTimestamp, data.KindTimestampNTZ,
		data.KindTime, data.KindDayTimeInterval, data.KindDouble:
		return true
	}
	return false
}

// write stores rows of a batch: words[i] are those of row i of rows, blob what is not in words.
func (l *rowLayout) write(t *state.Table, at int32, in *data.Batch, row int) {
	nulls := int64(0)
	for i, w := range l.word {
		if w < 0 {
			continue
		}
		c := in.Cols[i]
		if data.IsNull(c, row) {
			nulls |= 1 << (w - storedFirst)
			continue
		}
		switch c := c.(type) {
		case *data.Fixed[int32]:
			t.Ints[w][at] = int64(c.Values[row])
		case *data.Fixed[int64]:
			t.Ints[w][at] = c.Values[row]
		case *data.Fixed[float64]:
			t.Ints[w][at] = int64(math.Float64bits(c.Values[row]))
		}
	}
	t.Ints[storedNulls][at] = nulls
}

// blob appends the columns of a row that are not words.
func (l *rowLayout) blob(b []byte, in *data.Batch, row int) []byte {
	for _, i := range l.inRest {
		b = state.AppendValue(b, in.Cols[i], row)
	}
	return b
}

// read builds the columns of stored rows; with only, the other columns stay nil.
func (l *rowLayout) read(t *state.Table, rows []int32, only []bool) *data.Batch {
	out := &data.Batch{Schema: l.schema, Cols: make([]data.Column, l.schema.Len()), N: len(rows)}
	blob := false
	for i, w := range l.word {
		switch {
		case only != nil && !only[i]:
		case w < 0:
			blob = true
		default:
			out.Cols[i] = l.column(t, rows, w, l.schema.Fields[i].Type)
		}
	}
	if !blob {
		return out
	}
	read := state.NewRowReader(l.rest, len(rows))
	for _, row := range rows {
		read.Add(t.Blob(row))
	}
	for k, c := range read.Finish() {
		out.Cols[l.inRest[k]] = c
	}
	return out
}

// column builds one column of words.
func (l *rowLayout) column(t *state.Table, rows []int32, w int, typ *data.Type) data.Column {
	words := t.Ints[w]
	var valid data.Bitmap
	for i, row := range rows {
		if t.Ints[storedNulls][row]>>(w-storedFirst)&1 != 0 {
			if valid == nil {
				valid = data.NewBitmap(len(rows), true)
			}
			valid.Clear(i)
		}
	}
	switch typ.Kind {
	case data.KindDouble:
		out := make([]float64, len(rows))
		for i, row := range rows {
			out[i] = math.Float64frombits(uint64(words[row]))
		}
		return &data.Doubles{T: typ, Values: out, Nulls: valid}
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		out := make([]int32, len(rows))
		for i, row := range rows {
			out[i] = int32(words[row])
		}
		return &data.Ints{T: typ, Values: out, Nulls: valid}
	}
	out := make([]int64, len(rows))
	for i, row := range rows {
		out[i] = words[row]
	}
	return &data.Longs{T: typ, Values: out, Nulls: valid}
}

// uses marks the columns from offset on that an expression reads.
func uses(e expr.Expr, offset, n int) []bool {
	out := make([]bool, n)
	expr.Walk(e, func(x expr.Expr) bool {
		if ref, ok := x.(*expr.Ref); ok && ref.Index >= offset && ref.Index < offset+n {
			out[ref.Index-offset] = true
		}
		return true
	})
	return out
}
