package sources

import (
	"bytes"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func parquetKind() *source.Kind {
	return fileKind(&fileFormat{
		name: "parquet", free: true, infer: inferParquet,
		decoder: func(_ source.Env, o *options, s *data.Schema) (decoder, error) {
			return &parquetDecoder{schema: s}, o.err
		},
		lean: func(_ source.Env, o *options, s *data.Schema, keep []bool) (decoder, error) {
			return &parquetDecoder{schema: marked(s, keep)}, o.err
		},
	}, parquetEncoder, source.Kind{
		Help:    "Parquet: columns in files, with their own schema. Flat columns only.",
		Example: `spark.Read().Format("parquet").Load("clicks/")`,
		Options: fileOptions(
			source.Option{Name: "mergeSchema", Type: "bool", Default: "false", Help: "taken for Spark's sake: a missing column is null"},
			source.Option{Name: "inferSchema", Type: "bool", Default: "true", Help: "the schema of the first file"},
		),
		SinkOptions: []source.Option{{Name: "compression", Type: "snappy|zstd|gzip|uncompressed", Default: "snappy", Help: "how pages are packed"}},
	})
}

func openParquet(b []byte) (*parquet.File, error) {
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("no Parquet file, or a damaged one: %w", err)
	}
	return f, nil
}

func inferParquet(_ source.Env, _ *options, files [][]byte) (*data.Schema, error) {
	f, err := openParquet(files[0])
	if err != nil {
		return nil, err
	}
	var fields []data.Field
	for _, node := range f.Schema().Fields() {
		t, err := parquetType(node)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", node.Name(), err)
		}
		fields = append(fields, data.Field{Name: node.Name(), Type: t, Nullable: true})
	}
	return data.NewSchema(fields...), nil
}

// parquetType gives Spark's type of a column.
func parquetType(n parquet.Node) (*data.Type, error) {
	if !n.Leaf() || n.Repeated() {
		return nil, fmt.Errorf("nested Parquet columns are not read; write them as JSON text, or select others")
	}
	logical := n.Type().LogicalType()
	if logical != nil {
		if t := logicalType(n.Type()); t != nil {
			return t, nil
		}
	}
	switch n.Type().Kind() {
	case parquet.Boolean:
		return data.Boolean, nil
	case parquet.Int32:
		return data.Int, nil
	case parquet.Int64:
		return data.Long, nil
	case parquet.Int96:
		return data.Timestamp, nil
	case parquet.Float:
		return data.Float, nil
	case parquet.Double:
		return data.Double, nil
	}
	return data.Binary, nil
}

// parquetDecoder reads row groups column by column under a schema: columns go by name, a missing one is null.
type parquetDecoder struct {
	schema *data.Schema
	parts  []*data.Batch
}

// File implements decoder. The library panics on some damaged files.
func (d *parquetDecoder) File(b []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a damaged Parquet file: %v", p)
		}
	}()
	f, err := openParquet(b)
	if err != nil {
		return err
	}
	where := make([]int, d.schema.Len())
	for i, field := range d.schema.Fields {
		leaf, ok := f.Schema().Lookup(field.Name)
		if where[i] = -1; !ok {
			continue
		}
		where[i] = leaf.ColumnIndex
		t, err := parquetType(leaf.Node)
		if err == nil && !parquetFits(t, field.Type) {
			err = fmt.Errorf("the file has %s where the schema says %s", t, field.Type)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", field.Name, err)
		}
	}
	for _, g := range f.RowGroups() {
		batch := &data.Batch{Schema: d.schema, N: int(g.NumRows())}
		for i, field := range d.schema.Fields {
			var c data.Column
			if where[i] < 0 {
				c = nulls(field.Type, batch.N)
			} else if c, err = readChunk(g.ColumnChunks()[where[i]], field.Type, batch.N); err != nil {
				return fmt.Errorf("column %s: %w", field.Name, err)
			}
			batch.Cols = append(batch.Cols, c)
		}
		d.parts = append(d.parts, batch)
	}
	return nil
}

// parquetFits tells whether a column of the file can be read as the type asked for.
func parquetFits(file, want *data.Type) bool {
	if file.Equal(want) || want.Kind == data.KindString && file.Kind == data.KindBinary || want.Kind == data.KindBinary && file.Kind == data.KindString {
		return true
	}
	times := func(t *data.Type) bool { return t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ }
	return times(file) && times(want) || file.Kind == data.KindInt && want.Kind == data.KindLong || file.Kind == data.KindFloat && want.Kind == data.KindDouble
}

func nulls(t *data.Type, n int) data.Column {
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

// readChunk reads one column of a row group.
func readChunk(chunk parquet.ColumnChunk, t *data.Type, rows int) (data.Column, error) {
	pages := chunk.Pages()
	defer pages.Close()
	add, finish := parquetAdder(chunk.Type(), t, rows)
	for {
		page, err := pages.ReadPage()
		if err == io.EOF {
			return finish(), nil
		}
		if err != nil {
			return nil, err
		}
		if err := add(page); err != nil {
			return nil, err
		}
		parquet.Release(page)
	}
}
