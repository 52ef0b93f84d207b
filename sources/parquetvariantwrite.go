package sources

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/parquet-go/parquet-go/variant"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// variantNode is the library's group of a VARIANT under the version of the format that it leaves out and Spark
// asks for.
type variantNode struct{ parquet.Node }

// Type implements [parquet.Node].
func (n variantNode) Type() parquet.Type { return variantGroup{n.Node.Type()} }

type variantGroup struct{ parquet.Type }

// LogicalType implements [parquet.Type].
func (variantGroup) LogicalType() *format.LogicalType {
	return &format.LogicalType{Value: &format.VariantType{SpecificationVersion: 1}}
}

// emitVariant gives the two leaves of a VARIANT, metadata and value. Nothing is shredded: a reader must be able
// to read both, and a batch is too small to tell what its columns have in common.
func emitVariant(c *data.Bytes) []parquetEmit {
	n := c.Len()
	parts := [2][][]byte{make([][]byte, n), make([][]byte, n)}
	for i := range n {
		if !data.IsNull(c, i) {
			parts[0][i], parts[1][i] = variantBinary(c.At(i))
		}
	}
	var leaves []parquetEmit
	for _, part := range parts {
		leaves = append(leaves, func(out []parquet.Value, i, rep, def int) []parquet.Value {
			return append(out, parquet.ByteArrayValue(part[i]).Level(rep, def, 0))
		})
	}
	return leaves
}

// variantBinary encodes the text of a VARIANT.
func variantBinary(text []byte) (metadata, value []byte) {
	var b variantBuilder
	expr.VisitVariant(text, &b)
	metadata, value, err := b.Finish()
	if err != nil { // no text that a VARIANT has
		panic(err)
	}
	return metadata, value
}

// variantBuilder is told the parts of a VARIANT and encodes them, numbers as short as they go.
type variantBuilder struct{ variant.Builder }

// Scalar implements [expr.VariantVisitor].
func (b *variantBuilder) Scalar(t *data.Type, v any) {
	switch v := v.(type) {
	case nil:
		b.Null()
	case bool:
		b.Bool(v)
	case int32:
		b.Date(v)
	case int64:
		b.whole(t, v)
	case float32:
		b.Float(v)
	case float64:
		b.Double(v)
	case data.Dec:
		b.decimal(v, byte(t.Scale))
	case []byte:
		b.Binary(v)
	case string:
		b.String(v)
	}
}

func (b *variantBuilder) whole(t *data.Type, v int64) {
	switch {
	case t.Kind == data.KindTimestamp:
		b.Timestamp(v)
	case t.Kind == data.KindTimestampNTZ:
		b.TimestampNTZ(v)
	case v == int64(int8(v)):
		b.Int8(int8(v))
	case v == int64(int16(v)):
		b.Int16(int16(v))
	case v == int64(int32(v)):
		b.Int32(int32(v))
	default:
		b.Int64(v)
	}
}

func (b *variantBuilder) decimal(v data.Dec, scale byte) {
	const nine, eighteen = 999_999_999, 999_999_999_999_999_999 // the most that 4 and 8 bytes may hold
	n := v.Int64()
	within := func(most int64) bool { return data.DecOf(n) == v && n <= most && n >= -most }
	switch {
	case scale <= 9 && within(nine):
		b.Decimal4(int32(n), scale)
	case scale <= 18 && within(eighteen):
		b.Decimal8(n, scale)
	default:
		var wide [16]byte
		binary.LittleEndian.PutUint64(wide[:8], v.Lo)
		binary.LittleEndian.PutUint64(wide[8:], uint64(v.Hi))
		b.Decimal16(wide, scale)
	}
}
