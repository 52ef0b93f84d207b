package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// joinPart is one piece of the output: so many rows of the left and of the right side. Columns are built of all
// pieces at once, and only those that go out.
type joinPart struct {
	n  int
	of [2]joinRows
}

// joinRows are the rows of one side in a piece: those of a batch, stored ones (in is nil), or nulls (rows is nil too).
type joinRows struct {
	in   *data.Batch
	rows []int32
	read *data.Batch // of stored rows the columns that are no words, once somebody asked for one
}

// from appends the input rows, -1 where there is none.
func (r joinRows) from(to []int32, n int) []int32 {
	if r.in != nil {
		return append(to, r.rows...)
	}
	for range n {
		to = append(to, state.NoRow)
	}
	return to
}

// output puts the parts together.
func (j *streamJoin) output() *data.Batch {
	rec, n := j.t.Record, 0
	for _, p := range j.parts {
		n += p.n
	}
	rec.From, rec.FromRight = make([]int32, 0, n), make([]int32, 0, n)
	if n == 0 {
		return data.Empty(j.Out)
	}
	for _, p := range j.parts {
		rec.From, rec.FromRight = p.of[0].from(rec.From, p.n), p.of[1].from(rec.FromRight, p.n)
	}
	out := &data.Batch{Schema: j.Out, Cols: make([]data.Column, j.Out.Len()), N: n}
	width := j.sides[0].schema.Len()
	for k := range out.Cols {
		col := k
		if j.Columns != nil {
			col = j.Columns[k]
		}
		if col < width {
			out.Cols[k] = j.column(0, col, n)
		} else {
			out.Cols[k] = j.column(1, col-width, n)
		}
	}
	return out
}

// column builds an output column of a column of one side.
func (j *streamJoin) column(side, col, n int) data.Column {
	t := j.sides[side].schema.Fields[col].Type
	if j.sides[side].word[col] >= 0 {
		switch t.Kind {
		case data.KindDouble:
			out := &data.Doubles{T: t, Values: make([]float64, n)}
			out.Nulls = fillParts(j, side, col, out.Values, gatherDoubles)
			return out
		case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ:
			out := &data.Longs{T: t, Values: make([]int64, n)}
			out.Nulls = fillParts(j, side, col, out.Values, data.Gather[int64])
			return out
		}
	}
	parts := make([]data.Column, len(j.parts))
	for i := range j.parts {
		parts[i] = j.part(side, col, &j.parts[i])
	}
	return data.ConcatColumns(t, parts)
}

// fillParts fills values, which stand in words of the state and are gathered from them, from all parts and gives their
// validity.
func fillParts[T int64 | float64](j *streamJoin, side, col int, values []T, gather func(to []T, words []int64, rows []int32)) (valid data.Bitmap) {
	s, at := &j.sides[side], 0
	null := func(i int) {
		if valid == nil {
			valid = data.NewBitmap(len(values), true)
		}
		valid.Clear(i)
	}
	for i := range j.parts {
		p := &j.parts[i]
		r, to := p.of[side], values[at:at+p.n]
		switch {
		case r.in != nil:
			c := r.in.Cols[col].(*data.Fixed[T])
			data.Gather(to, c.Values, r.rows)
			if c.Nulls.CountNull(r.in.N) > 0 {
				for k, row := range r.rows {
					if !c.Nulls.Get(int(row)) {
						null(at + k)
					}
				}
			}
		case r.rows != nil:
			gather(to, s.table.Ints[s.word[col]], r.rows)
			if bit := s.bit[col]; s.table.Holes()>>bit&1 != 0 {
				nulls := s.table.Ints[s.nulls]
				for _, k := range s.table.Holed(r.rows) {
					if nulls[r.rows[k]]>>bit&1 != 0 {
						null(at + int(k))
					}
				}
			}
		default:
			for k := range p.n {
				null(at + k)
			}
		}
		at += p.n
	}
	return valid
}

// part builds one part of a column of any type.
func (j *streamJoin) part(side, col int, p *joinPart) data.Column {
	r, s := &p.of[side], &j.sides[side]
	switch {
	case r.in != nil:
		return data.Take(r.in.Cols[col], r.rows)
	case r.rows == nil:
		return nullColumn(s.schema.Fields[col].Type, p.n)
	case s.word[col] >= 0:
		only := make([]bool, s.schema.Len())
		only[col] = true
		return s.read(s.table, r.rows, only).Cols[col]
	}
	if r.read == nil {
		only := make([]bool, s.schema.Len())
		for i, w := range s.word {
			only[i] = w < 0
		}
		r.read = s.rowLayout.read(s.table, r.rows, only)
	}
	return r.read.Cols[col]
}

// missing lists n times "no row".
func missing(n int) []int32 { return slices.Repeat([]int32{state.NoRow}, n) }

func nullColumn(t *data.Type, n int) data.Column {
	b := data.NewBuilder(t, n)
	for range n {
		b.AppendNull()
	}
	return b.Finish()
}
