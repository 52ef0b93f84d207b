package sources

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

type parquetFile struct {
	schema *parquet.Schema
	about  string // the schema in Spark's words
	codec  compress.Codec
	ending string
}

// parquetCodecs are Spark's names of compressions, each with what it puts before ".parquet".
var parquetCodecs = map[string]struct {
	codec  compress.Codec
	ending string
}{
	"none": {&parquet.Uncompressed, ""}, "uncompressed": {&parquet.Uncompressed, ""}, "snappy": {&parquet.Snappy, ".snappy"},
	"gzip": {&parquet.Gzip, ".gz"}, "zstd": {&parquet.Zstd, ".zstd"}, "brotli": {&parquet.Brotli, ".br"}, "lz4_raw": {&parquet.Lz4Raw, ".lz4raw"},
}

func parquetEncoder(_ source.Env, o *options, s *data.Schema) (encoder, error) {
	codec := o.str("compression", "snappy")
	c, ok := parquetCodecs[strings.ToLower(codec)]
	if !ok {
		return nil, noCodec(codec, sortedKeys(parquetCodecs))
	}
	if s.Len() == 0 {
		return nil, emptySchema("Parquet")
	}
	root, err := parquetFieldsNode(s.Fields)
	if err != nil {
		return nil, err
	}
	return &parquetFile{parquet.NewSchema("spark_schema", root), string(s.NullableJSON()), c.codec, c.ending + ".parquet"}, o.err
}

// noCodec is Spark's refusal of a compression.
func noCodec(name string, known []string) error {
	return &expr.Error{Condition: "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", SQLState: "56038",
		Message: fmt.Sprintf("The codec %s is not available. Available codecs are %s.", name, strings.Join(known, ", "))}
}

func emptySchema(format string) error {
	return &expr.Error{Condition: "EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE", SQLState: "0A000",
		Message: "The " + format + " datasource does not support writing empty or nested empty schemas. Please make sure the data schema has at least one or more column(s)."}
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

// parquetFieldsNode is a group of optional fields, as Spark stores a struct.
func parquetFieldsNode(fields []data.Field) (parquet.Node, error) {
	if len(fields) == 0 {
		return nil, emptySchema("Parquet")
	}
	g := orderedGroup{Group: parquet.Group{}}
	for _, f := range fields {
		n, err := parquetTypeNode(f.Type)
		if err != nil {
			return nil, err
		}
		if n == nil {
			return nil, unsupportedType("Parquet", f)
		}
		if _, twice := g.Group[f.Name]; twice {
			return nil, &expr.Error{Condition: "COLUMN_ALREADY_EXISTS", SQLState: "42711", Message: fmt.Sprintf("The column `%s` already exists. Choose another name or rename the existing column.", f.Name)}
		}
		g.Group[f.Name] = parquet.Optional(n)
		g.order = append(g.order, f.Name)
	}
	return g, nil
}

// parquetTypeNode is how Spark stores a type; nil for those that it cannot.
func parquetTypeNode(t *data.Type) (parquet.Node, error) {
	switch t.Kind {
	case data.KindStruct:
		return parquetFieldsNode(t.Fields)
	case data.KindArray:
		elem, err := parquetTypeNode(t.Elem)
		if elem == nil || err != nil {
			return nil, err
		}
		return parquet.List(parquet.Optional(elem)), nil
	case data.KindMap:
		key, err := parquetTypeNode(t.Key)
		if key == nil || err != nil {
			return nil, err
		}
		value, err := parquetTypeNode(t.Elem)
		if value == nil || err != nil {
			return nil, err
		}
		return parquet.Map(key, parquet.Optional(value)), nil
	case data.KindDecimal:
		return decimalNode(t), nil
	case data.KindVariant:
		return variantNode{parquet.Variant()}, nil
	}
	leaf := parquetLeaves[t.Kind]
	return leaf, nil
}

var parquetLeaves = map[data.Kind]parquet.Node{
	data.KindBoolean: parquet.Leaf(parquet.BooleanType), data.KindByte: parquet.Int(8), data.KindShort: parquet.Int(16),
	data.KindInt: parquet.Leaf(parquet.Int32Type), data.KindLong: parquet.Leaf(parquet.Int64Type),
	data.KindFloat: parquet.Leaf(parquet.FloatType), data.KindDouble: parquet.Leaf(parquet.DoubleType),
	data.KindString: parquet.String(), data.KindBinary: parquet.Leaf(parquet.ByteArrayType), data.KindDate: parquet.Date(),
	data.KindTimestamp: parquet.TimestampAdjusted(parquet.Microsecond, true), data.KindTimestampNTZ: parquet.TimestampAdjusted(parquet.Microsecond, false),
	data.KindTime: parquet.TimeAdjusted(parquet.Microsecond, false), data.KindYearMonthInterval: parquet.Leaf(parquet.Int32Type),
	data.KindDayTimeInterval: parquet.Leaf(parquet.Int64Type), data.KindNull: parquet.Leaf(parquet.Int32Type),
}

// decimalNode takes as few bytes as the precision needs.
func decimalNode(t *data.Type) parquet.Node {
	switch {
	case t.Precision <= 9:
		return parquet.Decimal(t.Scale, t.Precision, parquet.Int32Type)
	case t.Precision <= 18:
		return parquet.Decimal(t.Scale, t.Precision, parquet.Int64Type)
	}
	return parquet.Decimal(t.Scale, t.Precision, parquet.FixedLenByteArrayType(decimalBytes(t.Precision)))
}

// decimalBytes is how many bytes hold every number of so many digits, of 19 to 38.
func decimalBytes(precision int) int {
	return [...]int{9, 9, 9, 10, 10, 11, 11, 11, 12, 12, 13, 13, 13, 14, 14, 15, 15, 16, 16, 16}[precision-19]
}

// Ending implements encoder.
func (e *parquetFile) Ending() string { return e.ending }

// parquetRows is how many rows are handed to the library at a time.
const parquetRows = 1024

// Encode implements encoder.
func (e *parquetFile) Encode(b *data.Batch) ([]byte, error) {
	var out bytes.Buffer
	w := parquet.NewWriter(&out, e.schema, parquet.Compression(e.codec), parquet.CreatedBy("sparkrepl", "1", ""),
		parquet.KeyValueMetadata(sparkSchemaKey, e.about))
	columns := w.ColumnWriters()
	var leaves []parquetEmit
	for i, c := range b.Cols {
		leaves = append(leaves, emitOptional(c, b.Schema.Fields[i].Type, 0)...)
	}
	var values []parquet.Value
	for k, emit := range leaves {
		for from := 0; from < b.N; from += parquetRows {
			values = values[:0]
			for i := from; i < min(b.N, from+parquetRows); i++ {
				values = emit(values, i, 0, 0)
			}
			for i := range values {
				values[i] = values[i].Level(values[i].RepetitionLevel(), values[i].DefinitionLevel(), k)
			}
			if _, err := columns[k].WriteRowValues(values); err != nil {
				return nil, err
			}
		}
	}
	err := w.Close()
	return out.Bytes(), err
}
