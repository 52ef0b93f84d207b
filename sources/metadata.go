package sources

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// metadataColumn is what files of a format tell of themselves: Spark's _metadata.
func metadataColumn(f *fileFormat) *data.Field {
	fields := []data.Field{
		{Name: "file_path", Type: data.String}, {Name: "file_name", Type: data.String}, {Name: "file_size", Type: data.Long},
		{Name: "file_block_start", Type: data.Long}, {Name: "file_block_length", Type: data.Long},
		{Name: "file_modification_time", Type: data.Timestamp},
	}
	if f.indexed {
		fields = append(fields, data.Field{Name: "row_index", Type: data.Long})
	}
	return &data.Field{Name: "_metadata", Type: data.StructOf(fields...)}
}

// describe adds the metadata column to the schema when it is asked for.
func (r *fileReader) describe(spec source.Spec) {
	if spec.Metadata {
		r.meta = []data.Field{*metadataColumn(r.format)}
		r.schema = data.NewSchema(append(append([]data.Field{}, r.schema.Fields...), r.meta...)...)
	}
}

// byFile tells that the rows of a file have values which are the file's.
func (r *fileReader) byFile() bool { return len(r.parts)+len(r.meta) > 0 }

// metadata describes the file, once for each of its n rows. A file is one block.
func (e fileEntry) metadata(t *data.Type, n int) data.Column {
	path := e.Path
	if file := e.file(); file != path {
		path = "file:" + uriPath(file)
	}
	values := []any{path, filepath.Base(path), e.size, int64(0), e.size, e.Timestamp * 1000}
	all := make([]int32, n)
	cols := make([]data.Column, len(t.Fields))
	for k := range cols {
		if k == len(values) {
			cols[k] = rowNumbers(n)
			continue
		}
		b := data.NewBuilder(t.Fields[k].Type, 1)
		b.Append(values[k])
		cols[k] = data.Take(b.Finish(), all)
	}
	return &data.Struct{T: t, Fields: cols, N: n}
}

func rowNumbers(n int) data.Column {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i)
	}
	return &data.Longs{T: data.Long, Values: out}
}

// uriPath spells a path as java.net.URI does: of ASCII, what no path may hold becomes %XX; other
// letters stay.
func uriPath(path string) string {
	var out strings.Builder
	for _, c := range path {
		plain := c >= 0x80 || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.ContainsRune("-_.!~*'():@&=+$,;/", c)
		if plain {
			out.WriteRune(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}
