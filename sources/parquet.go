package sources

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/parquet-go/parquet-go"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func parquetKind() *source.Kind {
	return fileKind(&fileFormat{
		indexed: true,
		name:    "parquet", title: "Parquet", free: true, infer: inferParquet, first: func(o *options) bool { return !o.bool("mergeSchema", false) },
		decoder: func(_ source.Env, o *options, s *data.Schema) (decoder, error) {
			return &parquetDecoder{schema: s}, o.err
		},
		lean: func(_ source.Env, o *options, s *data.Schema, keep []bool) (decoder, error) {
			return &parquetDecoder{schema: marked(s, keep)}, o.err
		},
	}, parquetEncoder, source.Kind{
		Help:    "Parquet: columns in files, with their own schema; structs, arrays and maps included.",
		Example: `spark.Read().Format("parquet").Load("clicks/")`,
		Options: fileOptions(
			source.Option{Name: "mergeSchema", Type: "bool", Default: "false", Help: "the schema is that of all files together; else that of the first"},
			source.Option{Name: "inferSchema", Type: "bool", Default: "true", Help: "the schema of the first file"},
		),
		SinkOptions: []source.Option{{Name: "compression", Type: "snappy|zstd|gzip|lz4_raw|brotli|uncompressed", Default: "snappy", Help: "how pages are packed"}},
	})
}

// openParquet opens the content of a file.
func openParquet(b []byte) (*parquet.File, error) {
	open := func(b []byte) (*parquet.File, error) {
		return parquet.OpenFile(bytes.NewReader(b), int64(len(b)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	}
	tail := len(b) - 8
	if tail < 4 || string(b[tail+4:]) != "PAR1" || uint64(binary.LittleEndian.Uint32(b[tail:])) > uint64(tail-4) {
		return nil, fmt.Errorf("no Parquet file, or a damaged one: it does not end like one") // the library would make room for what the length says
	}
	f, err := open(b)
	if err == nil {
		var mended bool
		if b, mended, err = mendParquet(b, f.Metadata()); mended {
			f, err = open(b)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("no Parquet file, or a damaged one: %w", err)
	}
	return f, nil
}

// sparkSchemaKey is the entry of a file's metadata in which Spark keeps the schema that it wrote.
const sparkSchemaKey = "org.apache.spark.sql.parquet.row.metadata"

func inferParquet(_ source.Env, _ *options, files [][]byte) (*data.Schema, error) {
	var all []data.Field
	for i, b := range files {
		fields, err := parquetFields(b)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = fields
		} else if all, err = mergedFields(all, fields); err != nil {
			return nil, err
		}
	}
	return data.NewSchema(all...), nil
}

// parquetFields are the columns of a file. What Spark says it wrote is believed where the columns can be
// read so: intervals are plain numbers otherwise.
func parquetFields(b []byte) (fields []data.Field, err error) {
	defer recoverDamage(&err)
	f, err := openParquet(b)
	if err != nil {
		return nil, err
	}
	var written *data.Schema
	if text, ok := f.Lookup(sparkSchemaKey); ok {
		written, _ = data.ParseSchemaJSON([]byte(text)) // of a Spark that knows more types: the columns tell
	}
	for _, c := range f.Root().Columns() {
		t, err := parquetType(c, false)
		if err != nil {
			return nil, err
		}
		if written != nil {
			if i := written.Index(c.Name()); i >= 0 {
				if _, err := parquetPlan(c, written.Fields[i].Type, false, 0, 0); err == nil {
					t = written.Fields[i].Type
				}
			}
		}
		fields = append(fields, data.Field{Name: c.Name(), Type: t, Nullable: true})
	}
	return fields, nil
}

// recoverDamage makes an error of a panic: the library panics on some damaged files.
func recoverDamage(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("a damaged Parquet file: %v", p)
	}
}

// parquetDecoder reads row groups column by column under a schema: columns go by name, a missing one is null.
type parquetDecoder struct {
	schema *data.Schema
	parts  []*data.Batch
}

// File implements decoder.
func (d *parquetDecoder) File(b []byte) (err error) {
	defer recoverDamage(&err)
	f, err := openParquet(b)
	if err != nil {
		return err
	}
	nodes := make([]*parquetNode, d.schema.Len())
	for i, field := range d.schema.Fields {
		if c := parquetField(f.Root().Columns(), field.Name); c != nil {
			if nodes[i], err = parquetPlan(c, field.Type, false, 0, 0); err != nil {
				return err
			}
		}
	}
	for _, rows := range f.RowGroups() {
		g := &parquetGroup{rows: int(rows.NumRows()), chunks: rows.ColumnChunks(), levels: map[*parquet.Column]*leafLevels{}}
		batch := &data.Batch{Schema: d.schema, N: g.rows}
		for i, field := range d.schema.Fields {
			var c data.Column
			if nodes[i] == nil || nodes[i].col == nil {
				c = nullColumn(field.Type, g.rows)
			} else if c, err = g.column(nodes[i]); err != nil {
				return fmt.Errorf("column %s: %w", field.Name, err)
			}
			batch.Cols = append(batch.Cols, c)
		}
		d.parts = append(d.parts, batch)
	}
	return nil
}

// nullColumn is a column of nothing but nulls.
func nullColumn(t *data.Type, n int) data.Column {
	b := data.NewBuilder(t, n)
	for range n {
		b.AppendNull()
	}
	return b.Finish()
}

// Finish implements decoder.
func (d *parquetDecoder) Finish() *data.Batch {
	out := data.Concat(d.schema, d.parts...)
	d.parts = nil
	return out
}

// Corrupt implements decoder.
func (d *parquetDecoder) Corrupt() int64 { return 0 }
