package text

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// csvColumn is a column as its values are written one after the other. Only the slice of its kind is set.
type csvColumn struct {
	col     data.Column
	valid   data.Bitmap // nil where no value is null
	longs   []int64
	ints    []int32
	times   []int64
	doubles []float64
}

// columns finds the columns that have a quick way to be written; the others have none of the slices.
func (w *CSVWriter) columns(b *data.Batch) []csvColumn {
	out := make([]csvColumn, len(b.Cols))
	for k, c := range b.Cols {
		out[k].col = c
		if v := c.Valid(); v.CountNull(b.N) > 0 {
			out[k].valid = v
		}
		switch c := c.(type) {
		case *data.Doubles:
			if !w.QuoteAll {
				out[k].doubles = c.Values
			}
		case *data.Ints:
			if w.plain && c.T.Kind == data.KindInt {
				out[k].ints = c.Values
			}
		case *data.Longs:
			switch {
			case w.plain && c.T.Kind == data.KindLong:
				out[k].longs = c.Values
			case w.plain && c.T.Kind == data.KindTimestamp && w.Formats.plainTimes():
				out[k].times = c.Values
			}
		}
	}
	return out
}

// Rows is [CSVWriter.Row] for all rows of a batch.
func (w *CSVWriter) Rows(out []byte, b *data.Batch) []byte {
	w.fill()
	columns := w.columns(b)
	for i := range b.N {
		start := len(out)
		for k := range columns {
			c := &columns[k]
			switch {
			case k == 0:
			case len(w.Sep) == 1:
				out = append(out, w.Sep[0])
			default:
				out = append(out, w.Sep...)
			}
			switch {
			case c.valid != nil && !c.valid.Get(i):
				out = w.null(out)
			case c.longs != nil:
				out = appendInt(out, c.longs[i])
			case c.times != nil:
				out = w.instant(out, c, i, k == 0)
			case c.ints != nil:
				out = appendInt(out, int64(c.ints[i]))
			case c.doubles != nil:
				out = AppendFloat(out, c.doubles[i], 64)
			default:
				out = w.value(out, c.col, i, k == 0)
			}
		}
		if len(out) > start {
			out = append(out, w.LineSep...)
		}
	}
	return out
}

func (w *CSVWriter) instant(out []byte, c *csvColumn, i int, first bool) []byte {
	if out, ok := w.utc.append(out, c.times[i]); ok {
		return out
	}
	return w.value(out, c.col, i, first)
}
