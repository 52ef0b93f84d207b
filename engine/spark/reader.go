package spark

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// reading is what both readers collect.
type reading struct {
	s       *Session
	format  string
	schema  *data.Schema
	options map[string]string
}

func (r *reading) option(name string, value any) {
	for k := range r.options {
		if strings.EqualFold(k, name) {
			delete(r.options, k)
		}
	}
	r.options[name] = optionText(value)
}

// optionText writes an option value as Spark does.
func optionText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(v)
}

func (r *reading) setSchema(op, ddl string) {
	sc, err := data.ParseSchema(ddl)
	fail(op, ddl, err)
	r.schema = sc
}

// kind finds the format and checks the options.
func (r *reading) kind(op string) *source.Kind {
	k := r.s.kind(op, r.format)
	if r.s.o.Check != nil {
		fail("Option", "", r.s.o.Check(k, r.options, false))
	}
	return k
}

func (s *Session) kind(op, format string) *source.Kind {
	if s.o.Formats == nil {
		failf("Format", format, "", "this session has no sources and sinks")
	}
	k, err := s.o.Formats(format)
	fail("Format", format, err)
	return k
}

func (r *reading) spec(path []string) source.Spec {
	spec := source.Spec{Options: map[string]string{}, Schema: r.schema}
	for k, v := range r.options {
		spec.Options[k] = v
		if strings.EqualFold(k, "path") {
			spec.Path = v
		}
	}
	if len(path) > 0 {
		spec.Path = path[0]
	}
	return spec
}

// DataStreamReader describes a stream to read: spark.ReadStream().
type DataStreamReader struct{ r reading }

// ReadStream begins the description of a stream.
func (s *Session) ReadStream() *DataStreamReader {
	return &DataStreamReader{reading{s: s, options: map[string]string{}}}
}

// Format names the kind of source: "json", "rate", "recording" ...
func (d *DataStreamReader) Format(name string) *DataStreamReader { d.r.format = name; return d }

// Schema gives the columns as DDL text: "ts TIMESTAMP, page STRING".
func (d *DataStreamReader) Schema(ddl string) *DataStreamReader {
	d.r.setSchema("Schema", ddl)
	return d
}

// Option sets an option by Spark's name.
func (d *DataStreamReader) Option(name string, value any) *DataStreamReader {
	d.r.option(name, value)
	return d
}

// Options sets several options.
func (d *DataStreamReader) Options(options map[string]string) *DataStreamReader {
	for k, v := range options {
		d.r.option(k, v)
	}
	return d
}

// Load gives the stream as a DataFrame; a path may be given.
func (d *DataStreamReader) Load(path ...string) *DataFrame {
	k := d.r.kind("Load")
	if k.OpenStream == nil {
		failf("Format", d.r.format, readHint(k, k.ReadBatch != nil, "spark.Read()"), "Data source %s does not support streamed reading.", k.Name)
	}
	return d.r.s.stream(k, d.r.spec(path))
}

// readHint names the other way to read a kind, where it has one.
func readHint(k *source.Kind, can bool, other string) string {
	if can {
		return "Read " + k.Name + " with " + other + "."
	}
	return k.Name + " is for writing."
}

// JSON is Format("json").Load(path).
func (d *DataStreamReader) JSON(path string) *DataFrame { return d.Format("json").Load(path) }

// CSV is Format("csv").Load(path).
func (d *DataStreamReader) CSV(path string) *DataFrame { return d.Format("csv").Load(path) }

// Text is Format("text").Load(path).
func (d *DataStreamReader) Text(path string) *DataFrame { return d.Format("text").Load(path) }

// Table reads a streaming view or variable by name.
func (d *DataStreamReader) Table(name string) *DataFrame {
	return d.r.s.frame("Table", name, &operator.Relation{Parts: strings.Split(name, "."), Stream: true})
}

// DataFrameReader describes a table to read: spark.Read().
type DataFrameReader struct{ r reading }

// Read begins the description of a table.
func (s *Session) Read() *DataFrameReader {
	return &DataFrameReader{reading{s: s, options: map[string]string{}}}
}

// Format names the kind of source.
func (d *DataFrameReader) Format(name string) *DataFrameReader { d.r.format = name; return d }

// Schema gives the columns as DDL text; without one they are inferred where the kind can.
func (d *DataFrameReader) Schema(ddl string) *DataFrameReader {
	d.r.setSchema("Schema", ddl)
	return d
}

// Option sets an option by Spark's name.
func (d *DataFrameReader) Option(name string, value any) *DataFrameReader {
	d.r.option(name, value)
	return d
}

// Options sets several options.
func (d *DataFrameReader) Options(options map[string]string) *DataFrameReader {
	for k, v := range options {
		d.r.option(k, v)
	}
	return d
}

// Load gives the table as a DataFrame; a path may be given. The rows are read when first asked for,
// or at once when the columns have to be inferred.
func (d *DataFrameReader) Load(path ...string) *DataFrame {
	k := d.r.kind("Load")
	if k.ReadBatch == nil {
		failf("Format", d.r.format, readHint(k, k.OpenStream != nil, "spark.ReadStream()"), "%s is not a valid Spark SQL Data Source.", k.Name)
	}
	spec, s := d.r.spec(path), d.r.s
	read := func(columns []int) (*data.Batch, error) {
		some := spec
		some.Read = columns
		return k.ReadBatch(s.ctx, s.sourceEnv(), some)
	}
	if spec.Schema == nil {
		rows, err := read(nil)
		fail("Load", spec.Path, err)
		spec.Schema = rows.Schema
		read = func([]int) (*data.Batch, error) { return rows, nil }
	}
	columns := spec.Schema
	if k.Columns != nil && d.r.schema != nil {
		var err error
		columns, err = k.Columns(s.sourceEnv(), spec)
		fail("Load", spec.Path, err)
	}
	n := &operator.Source{Name: k.Name, Out: nullableSchema(columns), Format: k.Name, Detail: spec.Path, Static: read, Metadata: k.Metadata}
	n.StaticMetadata = func(columns []int) (*data.Batch, error) {
		more := spec
		more.Metadata, more.Read = true, columns
		return k.ReadBatch(s.ctx, s.sourceEnv(), more)
	}
	return &DataFrame{s: s, parsed: n, node: n}
}

// JSON is Format("json").Load(path).
func (d *DataFrameReader) JSON(path string) *DataFrame { return d.Format("json").Load(path) }

// CSV is Format("csv").Load(path).
func (d *DataFrameReader) CSV(path string) *DataFrame { return d.Format("csv").Load(path) }

// Text is Format("text").Load(path).
func (d *DataFrameReader) Text(path string) *DataFrame { return d.Format("text").Load(path) }

// Parquet is Format("parquet").Load(path).
func (d *DataFrameReader) Parquet(path string) *DataFrame { return d.Format("parquet").Load(path) }

// Table reads a view or variable by name.
func (d *DataFrameReader) Table(name string) *DataFrame { return d.r.s.Table(name) }

// nullableSchema is the schema of what was read: files promise no NOT NULL.
func nullableSchema(sc *data.Schema) *data.Schema {
	fields := make([]data.Field, sc.Len())
	for i, f := range sc.Fields {
		f.Nullable = true
		fields[i] = f
	}
	return data.NewSchema(fields...)
}

// streamSpec is a stream that was described: every query opens it for itself.
type streamSpec struct {
	id   int
	kind *source.Kind
	spec source.Spec
}

// stream makes the leaf of a described stream. Its Input is the session's number of the
// description until a query is started, which numbers its own.
func (s *Session) stream(k *source.Kind, spec source.Spec) *DataFrame {
	st := &streamSpec{id: len(s.streams), kind: k, spec: spec}
	src, err := k.OpenStream(s.sourceEnv(), spec)
	fail("Load", spec.Path, err)
	sc := src.Schema()
	fail("Load", spec.Path, src.Close())
	if sc == nil {
		fail("Load", spec.Path, &expr.Error{Message: "the columns of this " + k.Name + " stream are not known", Hint: `Give them with Schema("ts TIMESTAMP, page STRING").`})
	}
	if spec.Schema != nil {
		st.spec.Schema = spec.Schema
	}
	s.streams = append(s.streams, st)
	detail := spec.Path
	n := &operator.Source{Name: k.Name, Input: st.id, Streaming: true, Out: sc, Format: k.Name, Detail: detail, Metadata: k.Metadata}
	return &DataFrame{s: s, parsed: n, node: n}
}
