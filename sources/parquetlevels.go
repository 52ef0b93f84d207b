package sources

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// parquetEmit appends what row i has for one leaf of the file: one entry, or one an element. The first has
// the repetition level rep; def is the definition level of what is around.
type parquetEmit func(out []parquet.Value, i, rep, def int) []parquet.Value

// emitOptional gives the leaves of a field, array element or map value, which may be null; depth is how
// many arrays and maps are around it.
func emitOptional(c data.Column, t *data.Type, depth int) []parquetEmit {
	leaves := emitRequired(c, t, depth)
	valid := c.Valid()
	if valid == nil {
		for k, emit := range leaves {
			leaves[k] = func(out []parquet.Value, i, rep, def int) []parquet.Value { return emit(out, i, rep, def+1) }
		}
		return leaves
	}
	for k, emit := range leaves {
		leaves[k] = func(out []parquet.Value, i, rep, def int) []parquet.Value {
			if !valid.Get(i) {
				return append(out, parquet.NullValue().Level(rep, def, 0))
			}
			return emit(out, i, rep, def+1)
		}
	}
	return leaves
}

// emitRequired gives the leaves of values that are not null.
func emitRequired(c data.Column, t *data.Type, depth int) []parquetEmit {
	switch c := c.(type) {
	case *data.Bytes:
		if c.T.Kind == data.KindVariant {
			return emitVariant(c)
		}
	case *data.Struct:
		var leaves []parquetEmit
		for i, f := range c.Fields {
			leaves = append(leaves, emitOptional(f, t.Fields[i].Type, depth)...)
		}
		return leaves
	case *data.List:
		return emitEach(c.Offsets, emitOptional(c.Elems, t.Elem, depth+1), depth+1)
	case *data.MapColumn:
		leaves := append(emitRequired(c.Keys, t.Key, depth+1), emitOptional(c.Items, t.Elem, depth+1)...)
		return emitEach(c.Offsets, leaves, depth+1)
	}
	value := parquetCell(c, t)
	return []parquetEmit{func(out []parquet.Value, i, rep, def int) []parquet.Value {
		return append(out, value(i).Level(rep, def, 0))
	}}
}

// emitEach goes over the elements of an array or map; depth is the repetition level of all but the first.
func emitEach(offsets []int32, leaves []parquetEmit, depth int) []parquetEmit {
	for k, emit := range leaves {
		leaves[k] = func(out []parquet.Value, i, rep, def int) []parquet.Value {
			from, to := int(offsets[i]), int(offsets[i+1])
			if from == to {
				return append(out, parquet.NullValue().Level(rep, def, 0))
			}
			out = emit(out, from, rep, def+1)
			for e := from + 1; e < to; e++ {
				out = emit(out, e, depth, def+1)
			}
			return out
		}
	}
	return leaves
}

// parquetCell gives the values of a leaf as the file stores them.
func parquetCell(c data.Column, t *data.Type) func(i int) parquet.Value {
	switch c := c.(type) {
	case *data.Fixed[bool]:
		return func(i int) parquet.Value { return parquet.BooleanValue(c.Values[i]) }
	case *data.Fixed[int8]:
		return func(i int) parquet.Value { return parquet.Int32Value(int32(c.Values[i])) }
	case *data.Fixed[int16]:
		return func(i int) parquet.Value { return parquet.Int32Value(int32(c.Values[i])) }
	case *data.Fixed[int32]:
		return func(i int) parquet.Value { return parquet.Int32Value(c.Values[i]) }
	case *data.Fixed[int64]:
		return func(i int) parquet.Value { return parquet.Int64Value(c.Values[i]) }
	case *data.Fixed[float32]:
		return func(i int) parquet.Value { return parquet.FloatValue(c.Values[i]) }
	case *data.Fixed[float64]:
		return func(i int) parquet.Value { return parquet.DoubleValue(c.Values[i]) }
	case *data.Fixed[data.Dec]:
		return decimalCell(c.Values, t.Precision)
	case *data.Bytes:
		return func(i int) parquet.Value { return parquet.ByteArrayValue(c.At(i)) }
	}
	return func(int) parquet.Value { return parquet.NullValue() } // VOID
}

func decimalCell(values []data.Dec, precision int) func(i int) parquet.Value {
	switch {
	case precision <= 9:
		return func(i int) parquet.Value { return parquet.Int32Value(int32(values[i].Int64())) }
	case precision <= 18:
		return func(i int) parquet.Value { return parquet.Int64Value(values[i].Int64()) }
	}
	n := decimalBytes(precision)
	return func(i int) parquet.Value {
		b := binary.BigEndian.AppendUint64(nil, uint64(values[i].Hi))
		return parquet.FixedLenByteArrayValue(binary.BigEndian.AppendUint64(b, values[i].Lo)[16-n:])
	}
}
