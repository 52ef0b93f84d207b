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
	keyPair                 // two columns of the same kinds
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
		case data.KindString, data.KindBinary:
			k.kind = keyBytes
		default:
			if isInteger(fields[0].Type) {
				k.kind = keyInt
			}
		}
	}
	if len(fields) == 2 && isInteger(fields[0].Type) && isInteger(fields[1].Type) {
		k.kind = keyPair
	}
	return k
}

// isInteger tells whether values of a type are whole numbers of at most 64 bits, by which they
// can be told apart.
func isInteger(t *data.Type) bool {
	switch t.Kind {
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindDate, data.KindTimestamp,
		data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval, data.KindYearMonthInterval:
		return true
	}
	return false
}

// layout adds to a table's layout what finding rows by the key needs.
func (k keys) layout(l state.Layout) state.Layout {
	switch k.kind {
	case keyNone, keyInt:
		l.Index, l.Ints = state.ByInt, max(l.Ints, 1)
	case keyPair:
		l.Index, l.Ints = state.ByPair, max(l.Ints, 2)
	default:
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
	case keyPair:
		internPairs(t, cols, rows)
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
		return []data.Column{integers(k.schema.Fields[0].Type, t.Ints[0], rows, t.ValidKeys(rows, state.NullKey))}
	case keyPair:
		return []data.Column{
			integers(k.schema.Fields[0].Type, t.Ints[0], rows, t.ValidKeys(rows, state.NullFirst)),
			integers(k.schema.Fields[1].Type, t.Ints[1], rows, t.ValidKeys(rows, state.NullSecond)),
		}
	case keyBytes:
		return []data.Column{t.BlobColumn(k.schema.Fields[0].Type, rows)}
	}
	read := state.NewRowReader(k.schema, len(rows))
	for _, r := range rows {
		read.Add(t.Blob(r))
	}
	return read.Finish()
}

// evalAll computes expressions over a batch.
func evalAll(ctx *expr.Context, list []expr.Expr, in *data.Batch) ([]data.Column, error) {
	return expr.EvalAll(ctx, list, in)
}
