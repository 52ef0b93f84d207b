package avro

import (
	"errors"
	"fmt"
	"strings"

	hamba "github.com/hamba/avro/v2"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// ErrRows says that a block holds something else than rows of its schema.
var ErrRows = errors.New("the bytes are no rows of this schema")

// Options say how the fields of a file become columns.
type Options struct {
	// ByPlace takes the first field for the first column whatever its name.
	ByPlace bool
	// Defaults is a schema whose fields' defaults stand for fields that the file lacks; nil: null does.
	Defaults Schema
}

// Decoder decodes blocks of rows into columns. One goroutine uses it.
type Decoder struct {
	from     Schema
	to       *data.Schema
	o        Options
	builders []data.Builder
	adders   []adder
	n        int
}

// adder reads one value into a builder, or over it.
type adder func(r *Reader)

// NewDecoder returns a decoder of rows of the schema from into columns; it fails when a column cannot be
// read from its field.
func NewDecoder(from Schema, to *data.Schema, o Options) (*Decoder, error) {
	d := &Decoder{from: from, to: to, o: o}
	return d, d.start()
}

func (d *Decoder) start() error {
	record, ok := plain(d.from).(*hamba.RecordSchema)
	if !ok {
		return fmt.Errorf("the rows of the Avro file are no records")
	}
	d.builders, d.n = make([]data.Builder, d.to.Len()), 0
	for i, f := range d.to.Fields {
		d.builders[i] = data.NewBuilder(f.Type, 0)
	}
	var err error
	d.adders, err = d.fields(record, d.to.Fields, d.builders, 0)
	return err
}

// plain is what a reference stands for.
func plain(s Schema) Schema {
	if ref, ok := s.(*hamba.RefSchema); ok {
		return ref.Schema()
	}
	return s
}

// Rows decodes a block of n rows.
func (d *Decoder) Rows(block []byte, n int) error {
	r := &Reader{B: block}
	for i := 0; i < n && !r.Bad; i++ {
		before := len(r.B)
		for _, add := range d.adders {
			add(r)
		}
		if len(r.B) == before {
			r.none()
		}
	}
	d.n += n
	if r.Bad || len(r.B) > 0 {
		return ErrRows
	}
	return nil
}

// Finish returns the rows so far; the decoder is ready for more.
func (d *Decoder) Finish() *data.Batch {
	out := &data.Batch{Schema: d.to, N: d.n}
	for _, b := range d.builders {
		out.Cols = append(out.Cols, b.Finish())
	}
	_ = d.start() // it did not fail before
	return out
}

// fields reads the fields of a record in their order: wanted ones into the builders, others not at all.
func (d *Decoder) fields(record *hamba.RecordSchema, want []data.Field, into []data.Builder, depth int) ([]adder, error) {
	var out []adder
	used := make([]bool, len(want))
	for k, f := range record.Fields() {
		i := k
		if !d.o.ByPlace {
			i = fieldIndex(want, f.Name())
		}
		if i < 0 || i >= len(want) || used[i] {
			skip, err := skipper(f.Type(), depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, skip)
			continue
		}
		used[i] = true
		add, err := d.adder(f.Type(), want[i].Type, into[i], depth+1)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", want[i].Name, err)
		}
		out = append(out, add)
	}
	for i, b := range into {
		if used[i] {
			continue
		}
		v, err := d.missing(want[i], depth)
		if err != nil {
			return nil, err
		}
		out = append(out, func(*Reader) { b.Append(v) })
	}
	return out, nil
}

// fieldIndex finds a column by name, in any case when none has just that.
func fieldIndex(fields []data.Field, name string) int {
	found := -1
	for i, f := range fields {
		if f.Name == name {
			return i
		}
		if found < 0 && strings.EqualFold(f.Name, name) {
			found = i
		}
	}
	return found
}

// missing is the value of a column of the rows that the file lacks.
func (d *Decoder) missing(f data.Field, depth int) (any, error) {
	record, ok := plain(d.o.Defaults).(*hamba.RecordSchema)
	if !ok || depth > 0 {
		return nil, nil
	}
	for _, field := range record.Fields() {
		if field.Name() == f.Name && field.HasDefault() {
			return defaultValue(field.Default(), f)
		}
	}
	return nil, fmt.Errorf("[AVRO_MISSING_FIELD] the file has no field %s, and avroSchema gives no default for it", f.Name)
}

func defaultValue(v any, f data.Field) (any, error) {
	switch v := v.(type) {
	case nil, bool:
		return v, nil
	case string:
		if f.Type.Kind == data.KindString || f.Type.Kind == data.KindBinary {
			return v, nil
		}
	case int, int32, int64, float32, float64:
		if n, ok := number(v, f.Type); ok {
			return n, nil
		}
	default:
		if fmt.Sprintf("%T", v) == "avro.noDef" {
			return nil, nil
		}
	}
	return nil, fmt.Errorf("the default %v of the field %s is not taken: only null, numbers, text and truth values are", v, f.Name)
}

func number(v any, t *data.Type) (any, bool) {
	var whole int64
	var real float64
	switch v := v.(type) {
	case int:
		whole, real = int64(v), float64(v)
	case int32:
		whole, real = int64(v), float64(v)
	case int64:
		whole, real = v, float64(v)
	case float32:
		whole, real = int64(v), float64(v)
	case float64:
		whole, real = int64(v), v
	}
	switch t.Kind {
	case data.KindInt, data.KindDate:
		return int32(whole), true
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ:
		return whole, true
	case data.KindFloat:
		return float32(real), true
	case data.KindDouble:
		return real, true
	}
	return nil, false
}
