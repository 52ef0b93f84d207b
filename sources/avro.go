package sources

import (
	"bytes"
	"fmt"
	"math/big"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

func avroKind() *source.Kind {
	return fileKind(&fileFormat{
		name: "avro", free: true, infer: inferAvro,
		decoder: func(_ source.Env, o *options, s *data.Schema) (decoder, error) {
			return &avroDecoder{schema: s}, o.err
		},
	}, avroEncoder, source.Kind{
		Help:    "Avro object container files, with their own schema.",
		Example: `spark.Read().Format("avro").Load("events.avro")`,
		Options: fileOptions(
			source.Option{Name: "ignoreExtension", Type: "bool", Default: "true", Help: "taken for Spark's sake"},
			source.Option{Name: "inferSchema", Type: "bool", Default: "true", Help: "the schema of the first file"},
		),
		SinkOptions: []source.Option{{Name: "compression", Type: "zstandard", Default: "zstandard", Help: "how blocks are packed"}},
	})
}

func inferAvro(_ source.Env, _ *options, files [][]byte) (*data.Schema, error) {
	dec, err := ocf.NewDecoder(bytes.NewReader(files[0]))
	if err != nil {
		return nil, fmt.Errorf("no Avro file, or a damaged one: %w", err)
	}
	t, _ := avroType(dec.Schema())
	if t.Kind != data.KindStruct {
		return nil, fmt.Errorf("the rows of the Avro file are %s, not records", t)
	}
	return data.NewSchema(t.Fields...), nil
}

// avroType gives Spark's type of an Avro schema, and whether it may be null. What Spark has no type for is
// STRING.
func avroType(s avro.Schema) (*data.Type, bool) {
	switch s := s.(type) {
	case *avro.RefSchema:
		return avroType(s.Schema())
	case *avro.UnionSchema:
		var rest []avro.Schema
		for _, t := range s.Types() {
			if t.Type() != avro.Null {
				rest = append(rest, t)
			}
		}
		if len(rest) == 1 {
			t, _ := avroType(rest[0])
			return t, len(rest) < len(s.Types())
		}
		return data.String, true
	case *avro.RecordSchema:
		t := &data.Type{Kind: data.KindStruct}
		for _, f := range s.Fields() {
			ft, _ := avroType(f.Type())
			t.Fields = append(t.Fields, data.Field{Name: f.Name(), Type: ft, Nullable: true})
		}
		return t, false
	case *avro.ArraySchema:
		e, null := avroType(s.Items())
		return data.ArrayOf(e, null), false
	case *avro.MapSchema:
		v, null := avroType(s.Values())
		return data.MapOf(data.String, v, null), false
	case *avro.FixedSchema:
		return logicalAvro(s.Logical(), data.Binary), false
	case *avro.PrimitiveSchema:
		plain := map[avro.Type]*data.Type{avro.Boolean: data.Boolean, avro.Int: data.Int, avro.Long: data.Long, avro.Float: data.Float,
			avro.Double: data.Double, avro.String: data.String, avro.Bytes: data.Binary, avro.Null: data.Void}
		return logicalAvro(s.Logical(), plain[s.Type()]), false
	}
	return data.String, false
}

func logicalAvro(l avro.LogicalSchema, plain *data.Type) *data.Type {
	if l == nil {
		return plain
	}
	switch l.Type() {
	case avro.Date:
		return data.Date
	case avro.TimestampMicros, avro.TimestampMillis:
		return data.Timestamp
	case avro.LocalTimestampMicros, avro.LocalTimestampMillis:
		return data.TimestampNTZ
	case avro.Decimal:
		if d, ok := l.(*avro.DecimalLogicalSchema); ok && d.Precision() <= data.MaxPrecision {
			return data.DecimalOf(d.Precision(), d.Scale())
		}
	}
	return plain
}

// avroDecoder reads rows by the names of their fields; a missing one is null.
type avroDecoder struct {
	schema *data.Schema
	rows   [][]any
}

// File implements decoder.
func (d *avroDecoder) File(b []byte) error {
	dec, err := ocf.NewDecoder(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("no Avro file, or a damaged one: %w", err)
	}
	fields := avroFields(dec.Schema())
	for dec.HasNext() {
		var record map[string]any
		if err := dec.Decode(&record); err != nil {
			return fmt.Errorf("row %d of the Avro file cannot be read: %w", len(d.rows), err)
		}
		row := make([]any, d.schema.Len())
		for i, f := range d.schema.Fields {
			v, fits := avroValue(record[f.Name], fields[f.Name], f.Type)
			if !fits {
				return fmt.Errorf("column %s: the Avro file has a %T where the schema says %s", f.Name, record[f.Name], f.Type)
			}
			row[i] = v
		}
		d.rows = append(d.rows, row)
	}
	return dec.Error()
}

// Finish implements decoder.
func (d *avroDecoder) Finish() *data.Batch {
	out := data.FromRows(d.schema, d.rows)
	d.rows = nil
	return out
}

// Corrupt implements decoder.
func (d *avroDecoder) Corrupt() int64 { return 0 }

// avroFields are the schemas of a record's fields by name, none for other schemas.
func avroFields(s avro.Schema) map[string]avro.Schema {
	out := map[string]avro.Schema{}
	if ref, ok := s.(*avro.RefSchema); ok {
		s = ref.Schema()
	}
	if r, ok := s.(*avro.RecordSchema); ok {
		for _, f := range r.Fields() {
			out[f.Name()] = f.Type()
		}
	}
	return out
}

// fromUnion takes a value of a union out of the map in which the library puts some, under the name of
// their type.
func fromUnion(v any, s avro.Schema) (any, avro.Schema) {
	u, ok := s.(*avro.UnionSchema)
	if !ok {
		return v, s
	}
	m, wrapped := v.(map[string]any)
	for _, t := range u.Types() {
		name := string(t.Type())
		if n, ok := t.(avro.NamedSchema); ok {
			name = n.FullName()
		}
		if l, ok := t.(avro.LogicalTypeSchema); ok && l.Logical() != nil {
			name += "." + string(l.Logical().Type())
		}
		if inner, ok := m[name]; wrapped && ok && len(m) == 1 {
			return inner, t
		}
	}
	for _, t := range u.Types() {
		if t.Type() != avro.Null {
			return v, t
		}
	}
	return v, s
}

// avroValue turns what the library decodes into the physical form of a type.
func avroValue(v any, s avro.Schema, t *data.Type) (any, bool) {
	v, s = fromUnion(v, s)
	switch v := v.(type) {
	case nil:
		return nil, true
	case bool:
		return v, t.Kind == data.KindBoolean
	case int:
		return avroInt(int64(v), t)
	case int32:
		return avroInt(int64(v), t)
	case int64:
		return avroInt(v, t)
	case float32:
		if t.Kind == data.KindDouble {
			return float64(v), true
		}
		return v, t.Kind == data.KindFloat
	case float64:
		return v, t.Kind == data.KindDouble
	case string:
		return v, t.Kind == data.KindString
	case []byte:
		return v, t.Kind == data.KindBinary || t.Kind == data.KindString
	case time.Time:
		if t.Kind == data.KindDate {
			return int32(v.Unix() / 86_400), true
		}
		return v.UnixMicro(), t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
	case *big.Rat:
		n := new(big.Rat).Mul(v, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Scale)), nil)))
		d, ok := data.DecBig(n.Num())
		return d, ok && n.IsInt() && t.Kind == data.KindDecimal
	}
	return avroNested(v, s, t)
}

func avroInt(v int64, t *data.Type) (any, bool) {
	switch t.Kind {
	case data.KindInt, data.KindDate:
		return int32(v), v == int64(int32(v))
	case data.KindShort:
		return int16(v), v == int64(int16(v))
	case data.KindByte:
		return int8(v), v == int64(int8(v))
	case data.KindDouble:
		return float64(v), true
	}
	return v, t.Kind == data.KindLong || t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
}

func avroNested(v any, s avro.Schema, t *data.Type) (any, bool) {
	switch v := v.(type) {
	case []any:
		list, ok := s.(*avro.ArraySchema)
		if t.Kind != data.KindArray || !ok {
			return nil, false
		}
		out := make([]any, len(v))
		for i, e := range v {
			if out[i], ok = avroValue(e, list.Items(), t.Elem); !ok {
				return nil, false
			}
		}
		return out, true
	case map[string]any:
		if t.Kind != data.KindStruct {
			return avroMap(v, s, t)
		}
		fields, out := avroFields(s), make([]any, len(t.Fields))
		for i, f := range t.Fields {
			var ok bool
			if out[i], ok = avroValue(v[f.Name], fields[f.Name], f.Type); !ok {
				return nil, false
			}
		}
		return out, true
	}
	return nil, false
}

// avroMap puts the entries in the order of their keys: Avro keeps none.
func avroMap(v map[string]any, s avro.Schema, t *data.Type) (any, bool) {
	m, ok := s.(*avro.MapSchema)
	if t.Kind != data.KindMap || t.Key.Kind != data.KindString || !ok {
		return nil, false
	}
	out := make([]data.Pair, 0, len(v))
	for _, k := range sortedKeys(v) {
		item, ok := avroValue(v[k], m.Values(), t.Elem)
		if !ok {
			return nil, false
		}
		out = append(out, data.Pair{Key: k, Value: item})
	}
	return out, true
}

type avroFile struct{ schema *data.Schema }

func avroEncoder(_ source.Env, o *options, s *data.Schema) (encoder, error) {
	if c := o.str("compression", "zstandard"); c != "zstandard" {
		o.fail("compression", "zstandard")
	}
	return &avroFile{s}, o.err
}

// Ending implements encoder.
func (e *avroFile) Ending() string { return ".avro" }

// Encode implements encoder: the container of a recording is an Avro file like others.
func (e *avroFile) Encode(b *data.Batch) ([]byte, error) {
	var out bytes.Buffer
	w, err := sessions.NewRecordingWriter(&out, sessions.Header{Schema: e.schema, Source: "avro"})
	if err == nil {
		err = w.Append(b, 0)
	}
	return out.Bytes(), err
}
