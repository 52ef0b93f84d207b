package sources

import (
	"bytes"
	"encoding/binary"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

type parquetFile struct {
	schema *parquet.Schema
	codec  compress.Codec
}

func parquetEncoder(_ source.Env, o *options, s *data.Schema) (encoder, error) {
	codecs := map[string]compress.Codec{"snappy": &parquet.Snappy, "zstd": &parquet.Zstd, "gzip": &parquet.Gzip, "uncompressed": &parquet.Uncompressed, "none": &parquet.Uncompressed}
	codec, ok := codecs[o.str("compression", "snappy")]
	if !ok {
		o.fail("compression", "snappy, zstd, gzip or uncompressed")
	}
	root := orderedGroup{Group: parquet.Group{}}
	for _, f := range s.Fields {
		n := parquetNode(f.Type)
		if n == nil {
			return nil, unsupportedType("parquet", f)
		}
		n = parquet.Optional(n)
		root.Group[f.Name] = n
		root.order = append(root.order, f.Name)
	}
	return &parquetFile{parquet.NewSchema("spark_schema", root), codec}, o.err
}

// orderedGroup is a group whose fields keep their order; the library sorts them by name.
type orderedGroup struct {
	parquet.Group
	order []string
}

// Fields implements [parquet.Node].
func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		out[i] = byName[name]
	}
	return out
}

// parquetNode is how Spark stores a type; nil for those that are not flat.
func parquetNode(t *data.Type) parquet.Node {
	switch t.Kind {
	case data.KindBoolean:
		return parquet.Leaf(parquet.BooleanType)
	case data.KindByte:
		return parquet.Int(8)
	case data.KindShort:
		return parquet.Int(16)
	case data.KindInt:
		return parquet.Leaf(parquet.Int32Type)
	case data.KindLong:
		return parquet.Leaf(parquet.Int64Type)
	case data.KindFloat:
		return parquet.Leaf(parquet.FloatType)
	case data.KindDouble:
		return parquet.Leaf(parquet.DoubleType)
	case data.KindString:
		return parquet.String()
	case data.KindBinary:
		return parquet.Leaf(parquet.ByteArrayType)
	case data.KindDate:
		return parquet.Date()
	case data.KindTimestamp:
		return parquet.TimestampAdjusted(parquet.Microsecond, true)
	case data.KindTimestampNTZ:
		return parquet.TimestampAdjusted(parquet.Microsecond, false)
	case data.KindDecimal:
		return parquet.Decimal(t.Scale, t.Precision, parquet.FixedLenByteArrayType(16))
	}
	return nil
}

// Ending implements encoder.
func (e *parquetFile) Ending() string { return ".snappy.parquet" }

// Encode implements encoder.
func (e *parquetFile) Encode(b *data.Batch) ([]byte, error) {
	var out bytes.Buffer
	w := parquet.NewWriter(&out, e.schema, parquet.Compression(e.codec), parquet.CreatedBy("sparkrepl", "1", ""))
	const chunk = 512
	rows := make([]parquet.Row, 0, chunk)
	for i := range b.N {
		row := make(parquet.Row, len(b.Cols))
		for k, c := range b.Cols {
			row[k] = parquetCell(c, i).Level(0, level(c, i), k)
		}
		if rows = append(rows, row); len(rows) == chunk || i == b.N-1 {
			if _, err := w.WriteRows(rows); err != nil {
				return nil, err
			}
			rows = rows[:0]
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

func level(c data.Column, i int) int {
	if data.IsNull(c, i) {
		return 0
	}
	return 1
}

func parquetCell(c data.Column, i int) parquet.Value {
	if data.IsNull(c, i) {
		return parquet.NullValue()
	}
	switch c := c.(type) {
	case *data.Fixed[bool]:
		return parquet.BooleanValue(c.Values[i])
	case *data.Fixed[int8]:
		return parquet.Int32Value(int32(c.Values[i]))
	case *data.Fixed[int16]:
		return parquet.Int32Value(int32(c.Values[i]))
	case *data.Fixed[int32]:
		return parquet.Int32Value(c.Values[i])
	case *data.Fixed[int64]:
		return parquet.Int64Value(c.Values[i])
	case *data.Fixed[float32]:
		return parquet.FloatValue(c.Values[i])
	case *data.Fixed[float64]:
		return parquet.DoubleValue(c.Values[i])
	case *data.Fixed[data.Dec]:
		b := binary.BigEndian.AppendUint64(nil, uint64(c.Values[i].Hi))
		return parquet.FixedLenByteArrayValue(binary.BigEndian.AppendUint64(b, c.Values[i].Lo))
	}
	return parquet.ByteArrayValue(c.(*data.Bytes).At(i))
}
