package avro

import (
	"encoding/binary"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Cell appends value i of a column, or row i of several.
type Cell func(out []byte, i int) []byte

// Rows returns what appends row i of the columns, by the schema that [SchemaOf] gives.
func Rows(cols []data.Column, fields []data.Field) Cell { return encoder{}.rows(cols, fields) }

// encoder writes values by schemas that follow from their types.
type encoder struct {
	nullLast bool // as Spark's to_avro has it: null is the second member of a union, a decimal of a fixed size
}

func (e encoder) rows(cols []data.Column, fields []data.Field) Cell {
	cells := make([]Cell, len(cols))
	for k, c := range cols {
		cells[k] = e.nullable(c, fields[k].Type, fields[k].Nullable)
	}
	return func(out []byte, i int) []byte {
		for _, cell := range cells {
			out = cell(out, i)
		}
		return out
	}
}

func (e encoder) nullable(c data.Column, t *data.Type, null bool) Cell {
	if t.Kind == data.KindNull {
		return func(out []byte, _ int) []byte { return out }
	}
	inner := e.value(c, t)
	if !null {
		return inner
	}
	valid := c.Valid()
	_, void := c.(*data.Voids)
	first, second := byte(0), byte(2)
	if e.nullLast {
		first, second = second, first
	}
	return func(out []byte, i int) []byte {
		if void || !valid.Get(i) {
			return append(out, first)
		}
		return inner(append(out, second), i)
	}
}

func value(c data.Column, t *data.Type) Cell { return encoder{}.value(c, t) }

// value writes values that are not null; a null where the schema has none is written as
// the zero that stands under it.
func (e encoder) value(c data.Column, t *data.Type) Cell {
	switch c := c.(type) {
	case *data.Fixed[bool]:
		return func(out []byte, i int) []byte {
			if c.Values[i] {
				return append(out, 1)
			}
			return append(out, 0)
		}
	case *data.Fixed[int8]:
		return func(out []byte, i int) []byte { return binary.AppendVarint(out, int64(c.Values[i])) }
	case *data.Fixed[int16]:
		return func(out []byte, i int) []byte { return binary.AppendVarint(out, int64(c.Values[i])) }
	case *data.Fixed[int32]:
		return func(out []byte, i int) []byte { return binary.AppendVarint(out, int64(c.Values[i])) }
	case *data.Fixed[int64]:
		return func(out []byte, i int) []byte { return binary.AppendVarint(out, c.Values[i]) }
	case *data.Fixed[float32]:
		return func(out []byte, i int) []byte {
			return binary.LittleEndian.AppendUint32(out, math.Float32bits(c.Values[i]))
		}
	case *data.Fixed[float64]:
		return func(out []byte, i int) []byte {
			return binary.LittleEndian.AppendUint64(out, math.Float64bits(c.Values[i]))
		}
	case *data.Fixed[data.Dec]:
		if e.nullLast {
			size := fixedSize(t.Precision)
			return func(out []byte, i int) []byte { b := decimalBytes(c.Values[i]); return append(out, b[16-size:]...) }
		}
		return func(out []byte, i int) []byte { return appendDecimal(out, c.Values[i]) }
	case *data.Fixed[data.Interval]:
		return func(out []byte, i int) []byte {
			v := c.Values[i]
			out = binary.AppendVarint(binary.AppendVarint(out, int64(v.Months)), int64(v.Days))
			return binary.AppendVarint(out, v.Micros)
		}
	case *data.Bytes:
		return func(out []byte, i int) []byte {
			v := c.At(i)
			return append(binary.AppendVarint(out, int64(len(v))), v...)
		}
	case *data.List:
		return blocks(c.Offsets, e.nullable(c.Elems, t.Elem, t.ElemNull))
	case *data.MapColumn:
		key, item := e.value(c.Keys, t.Key), e.nullable(c.Items, t.Elem, t.ElemNull)
		return blocks(c.Offsets, func(out []byte, i int) []byte { return item(key(out, i), i) })
	case *data.Struct:
		return e.rows(c.Fields, t.Fields)
	}
	return func(out []byte, _ int) []byte { return out }
}

// blocks writes an array or map: a count, the elements, and a zero.
func blocks(offsets []int32, cell Cell) Cell {
	return func(out []byte, i int) []byte {
		from, to := offsets[i], offsets[i+1]
		if to > from {
			out = binary.AppendVarint(out, int64(to-from))
			for k := from; k < to; k++ {
				out = cell(out, int(k))
			}
		}
		return append(out, 0)
	}
}

// appendDecimal writes the unscaled value as the shortest big-endian two's complement.
func appendDecimal(out []byte, d data.Dec) []byte {
	b := decimalBytes(d)
	from := 0
	for from < 15 && (b[from] == 0 && b[from+1] < 0x80 || b[from] == 0xff && b[from+1] >= 0x80) {
		from++
	}
	return append(binary.AppendVarint(out, int64(16-from)), b[from:]...)
}

// decimalBytes is the unscaled value as a big-endian two's complement.
func decimalBytes(d data.Dec) [16]byte {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(d.Hi))
	binary.BigEndian.PutUint64(b[8:], d.Lo)
	return b
}

// fixedSize is how many bytes decimals of a precision take.
func fixedSize(precision int) int {
	size := 1
	for math.Floor(math.Log10(math.Pow(2, float64(8*size-1))-1)) < float64(precision) {
		size++
	}
	return size
}
