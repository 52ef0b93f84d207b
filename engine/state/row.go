package state

import (
	"encoding/binary"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// AppendRow writes row i of the columns in a form that is equal byte for byte exactly when the
// values are. Keys are written by data.AppendKey, in the same form but with floats made equal.
func AppendRow(b []byte, cols []data.Column, i int) []byte {
	for _, c := range cols {
		b = AppendValue(b, c, i)
	}
	return b
}

// AppendValue is AppendRow for one value.
func AppendValue(b []byte, c data.Column, i int) []byte {
	if data.IsNull(c, i) {
		return append(b, 0)
	}
	b = append(b, 1)
	switch c := c.(type) {
	case *data.Fixed[bool]:
		if c.Values[i] {
			return append(b, 1)
		}
		return append(b, 0)
	case *data.Fixed[int8]:
		return append(b, byte(c.Values[i]))
	case *data.Fixed[int16]:
		return binary.LittleEndian.AppendUint16(b, uint16(c.Values[i]))
	case *data.Fixed[int32]:
		return binary.LittleEndian.AppendUint32(b, uint32(c.Values[i]))
	case *data.Fixed[int64]:
		return binary.LittleEndian.AppendUint64(b, uint64(c.Values[i]))
	case *data.Fixed[float32]:
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(c.Values[i]))
	case *data.Fixed[float64]:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Values[i]))
	case *data.Fixed[data.Dec]:
		v := c.Values[i]
		return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, uint64(v.Hi)), v.Lo)
	case *data.Fixed[data.Interval]:
		v := c.Values[i]
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, uint32(v.Months)), uint32(v.Days))
		return binary.LittleEndian.AppendUint64(b, uint64(v.Micros))
	case *data.Bytes:
		v := c.At(i)
		return append(binary.AppendUvarint(b, uint64(len(v))), v...)
	}
	return appendParts(b, c, i)
}

func appendParts(b []byte, c data.Column, i int) []byte {
	switch c := c.(type) {
	case *data.List:
		from, to := c.Offsets[i], c.Offsets[i+1]
		b = binary.AppendUvarint(b, uint64(to-from))
		for k := from; k < to; k++ {
			b = AppendValue(b, c.Elems, int(k))
		}
	case *data.MapColumn:
		from, to := c.Offsets[i], c.Offsets[i+1]
		b = binary.AppendUvarint(b, uint64(to-from))
		for k := from; k < to; k++ {
			b = AppendValue(AppendValue(b, c.Keys, int(k)), c.Items, int(k))
		}
	case *data.Struct:
		for _, f := range c.Fields {
			b = AppendValue(b, f, i)
		}
	}
	return b
}

// RowReader builds columns again from rows that AppendRow wrote.
type RowReader struct {
	schema   *data.Schema
	builders []data.Builder
	n        int
}

// NewRowReader returns a reader for rows of a schema, with room for n.
func NewRowReader(s *data.Schema, n int) *RowReader {
	r := &RowReader{schema: s}
	for _, f := range s.Fields {
		r.builders = append(r.builders, data.NewBuilder(f.Type, n))
	}
	return r
}

// Add reads one row.
func (r *RowReader) Add(b []byte) {
	for i, f := range r.schema.Fields {
		b = readValue(b, f.Type, r.builders[i])
	}
	r.n++
}

// AddNull adds a row of nulls.
func (r *RowReader) AddNull() {
	for _, b := range r.builders {
		b.AppendNull()
	}
	r.n++
}

// Finish returns the columns; the reader must not be used again.
func (r *RowReader) Finish() []data.Column {
	out := make([]data.Column, len(r.builders))
	for i, b := range r.builders {
		out[i] = b.Finish()
	}
	return out
}

// readValue appends one value to a builder and returns what follows it.
func readValue(b []byte, t *data.Type, to data.Builder) []byte {
	if b[0] == 0 {
		to.AppendNull()
		return b[1:]
	}
	b = b[1:]
	switch to := to.(type) {
	case *data.FixedBuilder[bool]:
		to.Add(b[0] != 0)
		return b[1:]
	case *data.FixedBuilder[int8]:
		to.Add(int8(b[0]))
		return b[1:]
	case *data.FixedBuilder[int16]:
		to.Add(int16(binary.LittleEndian.Uint16(b)))
		return b[2:]
	case *data.FixedBuilder[int32]:
		to.Add(int32(binary.LittleEndian.Uint32(b)))
		return b[4:]
	case *data.FixedBuilder[int64]:
		to.Add(int64(binary.LittleEndian.Uint64(b)))
		return b[8:]
	case *data.FixedBuilder[float32]:
		to.Add(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		return b[4:]
	case *data.FixedBuilder[float64]:
		to.Add(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		return b[8:]
	case *data.BytesBuilder:
		n, k := binary.Uvarint(b)
		to.Add(b[k : k+int(n)])
		return b[k+int(n):]
	}
	v, rest := readBoxed(b, t)
	to.Append(v)
	return rest
}

// readBoxed reads a value that is not null, in its boxed form.
func readBoxed(b []byte, t *data.Type) (any, []byte) {
	switch t.Kind {
	case data.KindDecimal:
		return data.Dec{Hi: int64(binary.LittleEndian.Uint64(b)), Lo: binary.LittleEndian.Uint64(b[8:])}, b[16:]
	case data.KindCalendarInterval:
		return data.Interval{Months: int32(binary.LittleEndian.Uint32(b)), Days: int32(binary.LittleEndian.Uint32(b[4:])),
			Micros: int64(binary.LittleEndian.Uint64(b[8:]))}, b[16:]
	case data.KindArray, data.KindMap:
		n, k := binary.Uvarint(b)
		b = b[k:]
		list, pairs := make([]any, 0, n), make([]data.Pair, 0, n)
		for range n {
			var key, v any
			if t.Kind == data.KindMap {
				key, b = readOne(b, t.Key)
			}
			v, b = readOne(b, t.Elem)
			if t.Kind == data.KindMap {
				pairs = append(pairs, data.Pair{Key: key, Value: v})
			} else {
				list = append(list, v)
			}
		}
		if t.Kind == data.KindMap {
			return pairs, b
		}
		return list, b
	case data.KindStruct:
		out := make([]any, len(t.Fields))
		for i, f := range t.Fields {
			out[i], b = readOne(b, f.Type)
		}
		return out, b
	}
	panic("state: a value of " + t.String() + " among nested ones")
}

// readOne reads a value of any type, null for nil.
func readOne(b []byte, t *data.Type) (any, []byte) {
	one := data.NewBuilder(t, 1)
	rest := readValue(b, t, one)
	return data.ValueAt(one.Finish(), 0), rest
}
