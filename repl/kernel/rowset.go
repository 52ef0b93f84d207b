package kernel

import (
	"iter"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Rowset is rows in the forms that faces without a screen write. It stays valid, and may be read
// from any goroutine. The zero Rowset is empty.
type Rowset struct {
	batch *data.Batch
	ctx   *expr.Context
}

// RowsetOf is rows that no kernel holds, with times in a zone.
func RowsetOf(zone *time.Location, rows *data.Batch) Rowset {
	return Rowset{rows, present.Context(zone)}
}

// Len is the number of rows.
func (r Rowset) Len() int {
	if r.batch == nil {
		return 0
	}
	return r.batch.N
}

// Columns are the names of the columns; none when there is no table at all.
func (r Rowset) Columns() []string {
	if r.batch == nil {
		return nil
	}
	return r.batch.Schema.Names()
}

// formats writes times as Spark's JSON and CSV do, but keeps microseconds where there are some.
func (r Rowset) formats() text.Formats {
	stamp := func(zone *time.Location, suffix string) func(int64) string {
		return func(us int64) string {
			layout := "2006-01-02T15:04:05.000"
			if us%1000 != 0 {
				layout = "2006-01-02T15:04:05.000000"
			}
			return time.UnixMicro(us).In(zone).Format(layout + suffix)
		}
	}
	return text.Formats{Zone: r.ctx.Zone, Timestamp: stamp(r.ctx.Zone, "Z07:00"), TimestampNTZ: stamp(time.UTC, ""),
		Text: func(c data.Column, i int) string { return expr.TextOf(r.ctx, c, i) }}
}

// JSON gives a row after the other as an object, nulls included; a row is valid until the next.
func (r Rowset) JSON() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if r.batch == nil {
			return
		}
		w := text.JSONWriter{Formats: r.formats(), KeepNulls: true}
		var line []byte
		for i := range r.batch.N {
			if line = w.Row(line[:0], r.batch, i); !yield(line) {
				return
			}
		}
	}
}

// CSV gives a line after the other, with its line end: the header when it is asked for, then the
// rows. A null is nothing, an empty text two quotes, and nested values are JSON. A line is valid
// until the next.
func (r Rowset) CSV(header bool) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if r.batch == nil {
			return
		}
		w := text.CSVWriter{Formats: r.formats(), Escape: '"', Comment: '\n', KeepLeading: true, KeepTrailing: true}
		if header && !yield(w.Header(nil, r.Columns())) {
			return
		}
		flat := r.flat()
		var line []byte
		for i := range flat.N {
			if line = w.Row(line[:0], flat, i); len(line) == 0 {
				line = append(line, '\n')
			}
			if !yield(line) {
				return
			}
		}
	}
}

// flat has JSON texts, or Base64, in place of values that are no single text.
func (r Rowset) flat() *data.Batch {
	out := *r.batch
	out.Cols = append([]data.Column{}, r.batch.Cols...)
	w := text.JSONWriter{Formats: r.formats(), KeepNulls: true}
	for k, f := range r.batch.Schema.Fields {
		bytes := f.Type.Kind == data.KindBinary || f.Type.Spatial()
		if !f.Type.Nested() && !bytes {
			continue
		}
		b := data.NewBytesBuilder(data.String, out.N)
		for i := range out.N {
			if data.IsNull(out.Cols[k], i) {
				b.AppendNull()
				continue
			}
			value := w.Value(nil, out.Cols[k], i)
			if bytes {
				value = value[1 : len(value)-1]
			}
			b.AddString(string(value))
		}
		out.Cols[k] = b.Finish()
	}
	return &out
}

// Table is the rows as text for people.
func (r Rowset) Table() *viz.Table {
	if r.batch == nil {
		return nil
	}
	return present.RowsOf(r.ctx, r.batch).Table(present.Ask{}, &present.Orders{}, "")
}
