package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// keyKind is how a list of key columns is found in a state table.
type keyKind uint8

const (
	keyNone  keyKind = iota // no column: one group for all
	keyInt                  // one column of integers, dates or times
	keyBytes                // one column of STRING or BINARY
	keyRow                  // anything else, as bytes of the whole row
)

// keys knows the columns of a key and how a table holds them.
type keys struct {
	schema *data.Schema
	kind   keyKind
}

func newKeys(fields []data.Field) keys {
	k := keys{schema: data.NewSchema(fields...), kind: keyRow}
	if len(fields) == 0 {
		k.kind = keyNone
	}
	if len(fields) == 1 {
		switch fields[0].Type.Kind {
		case data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindDate, data.KindTimestamp,
			data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval, data.KindYearMonthInterval:
			k.kind = keyInt
		case data.KindString, data.KindBinary:
			k.kind = keyBytes
		}
	}
	return k
}

// layout adds to a table's layout what finding rows by the key needs.
func (k keys) layout(l state.Layout) state.Layout {
	if k.kind == keyNone || k.kind == keyInt {
		l.Index, l.Ints = state.ByInt, max(l.Ints, 1)
	} else {
		l.Index, l.Blob = state.ByBytes, true
	}
	return l
}

// intern fills rows with the table row of each key, adding new ones.
func (k keys) intern(t *state.Table, cols []data.Column, rows []int32) {
	switch k.kind {
	case keyNone:
		if len(rows) > 0 {
			r := t.InternInt(0)
			for i := range rows {
				rows[i] = r
			}
		}
	case keyInt:
		internInts(t, cols[0], rows)
	case keyBytes:
		t.InternColumn(cols[0].(*data.Bytes), rows)
	default:
		var buf []byte
		for i := range rows {
			buf = data.AppendRowKey(buf[:0], cols, i)
			rows[i] = t.InternBytes(buf)
		}
	}
}

func internInts(t *state.Table, c data.Column, rows []int32) {
	switch c := c.(type) {
	case *data.Fixed[int8]:
		state.InternInts(t, c.Values, c.Nulls, rows)
	case *data.Fixed[int16]:
		state.InternInts(t, c.Values, c.Nulls, rows)
	case *data.Fixed[int32]:
		state.InternInts(t, c.Values, c.Nulls, rows)
	case *data.Fixed[int64]:
		state.InternInts(t, c.Values, c.Nulls, rows)
	}
}

// columns gives the key columns of table rows.
func (k keys) columns(t *state.Table, rows []int32) []data.Column {
	switch k.kind {
	case keyNone:
		return nil
	case keyInt:
		return []data.Column{intColumn(k.schema.Fields[0].Type, t, rows)}
	case keyBytes:
		b := data.NewBytesBuilder(k.schema.Fields[0].Type, len(rows))
		for _, r := range rows {
			if t.IsNull(r) {
				b.AppendNull()
			} else {
				b.Add(t.Blob(r))
			}
		}
		return []data.Column{b.Finish()}
	}
	read := state.NewRowReader(k.schema, len(rows))
	for _, r := range rows {
		read.Add(t.Blob(r))
	}
	return read.Finish()
}

func intColumn(typ *data.Type, t *state.Table, rows []int32) data.Column {
	switch typ.Kind {
	case data.KindByte:
		return intValues[int8](typ, t, rows)
	case data.KindShort:
		return intValues[int16](typ, t, rows)
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		return intValues[int32](typ, t, rows)
	}
	return intValues[int64](typ, t, rows)
}

func intValues[T int8 | int16 | int32 | int64](typ *data.Type, t *state.Table, rows []int32) data.Column {
	b := data.NewFixedBuilder[T](typ, len(rows))
	for _, r := range rows {
		if t.IsNull(r) {
			b.AppendNull()
		} else {
			b.Add(T(t.Ints[0][r]))
		}
	}
	return b.Finish()
}

// evalAll computes expressions over a batch.
func evalAll(ctx *expr.Context, list []expr.Expr, in *data.Batch) ([]data.Column, error) {
	out := make([]data.Column, len(list))
	for i, e := range list {
		c, err := expr.Eval(ctx, e, in)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}
