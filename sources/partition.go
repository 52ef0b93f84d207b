package sources

import (
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// nullPartition is the folder name of a null value.
const nullPartition = "__HIVE_DEFAULT_PARTITION__"

// partition finds the columns that stand in folder names (day=2024-01-01/page=x) and adds them to the schema.
func (r *fileReader) partition(files []fileEntry, given *data.Schema) {
	r.schema = r.inner
	values := map[string][]string{}
	var names []string
	for _, f := range files {
		for _, kv := range partitionOf(r.base, f.file()) {
			if values[kv[0]] == nil {
				names = append(names, kv[0])
			}
			values[kv[0]] = append(values[kv[0]], kv[1])
		}
	}
	if len(names) == 0 {
		return
	}
	inner := append([]data.Field{}, r.inner.Fields...)
	for _, name := range names {
		f := data.Field{Name: name, Type: partitionType(values[name]), Nullable: true}
		for i, have := range inner {
			if strings.EqualFold(have.Name, name) {
				if given != nil {
					f = have
				}
				inner = append(inner[:i], inner[i+1:]...)
				break
			}
		}
		r.parts = append(r.parts, f)
	}
	r.inner = data.NewSchema(inner...)
	r.schema = data.NewSchema(append(append([]data.Field{}, inner...), r.parts...)...)
}

// partitionOf gives the name=value folders between base and a file.
func partitionOf(base, file string) [][2]string {
	rel, err := filepath.Rel(base, filepath.Dir(file))
	if err != nil || strings.HasPrefix(rel, "..") {
		return nil
	}
	var out [][2]string
	for _, dir := range strings.Split(filepath.ToSlash(rel), "/") {
		if name, value, ok := strings.Cut(dir, "="); ok && name != "" {
			if plain, err := url.PathUnescape(value); err == nil {
				value = plain
			}
			out = append(out, [2]string{name, value})
		}
	}
	return out
}

// partitionType guesses the narrowest type that holds all values, as Spark does.
func partitionType(values []string) *data.Type {
	fits := func(f func(string) bool) bool {
		for _, v := range values {
			if v != nullPartition && !f(v) {
				return false
			}
		}
		return true
	}
	switch {
	case fits(func(v string) bool { _, err := strconv.ParseInt(v, 10, 32); return err == nil }):
		return data.Int
	case fits(func(v string) bool { _, err := strconv.ParseInt(v, 10, 64); return err == nil }):
		return data.Long
	case fits(func(v string) bool { _, err := strconv.ParseFloat(v, 64); return err == nil }):
		return data.Double
	case fits(func(v string) bool { _, ok := text.ParseDate([]byte(v)); return ok && len(v) == 10 }):
		return data.Date
	case fits(func(v string) bool { _, _, ok := text.ParseTimestamp([]byte(v), nil); return ok && len(v) > 10 }):
		return data.Timestamp
	}
	return data.String
}

// withPartition adds the partition columns of a file, and the metadata column when it is read, to
// rows of the file.
func (r *fileReader) withPartition(b *data.Batch, f fileEntry) *data.Batch {
	cols := append([]data.Column{}, b.Cols...)
	values := partitionOf(r.base, f.file())
	for _, f := range r.parts {
		line := data.NewSchema(f)
		d := text.NewCSV(line, text.CSVOptions{Times: text.Times{Zone: r.env.Zone}, NoQuote: true, Sep: "\x00"})
		for _, kv := range values {
			if kv[0] == f.Name && kv[1] != nullPartition {
				_ = d.Line([]byte(kv[1])) // what does not fit is null, as in a file
			}
		}
		one := d.Finish()
		if one.N == 0 {
			one = data.FromRows(line, [][]any{{nil}})
		}
		cols = append(cols, data.Take(one.Cols[0], make([]int32, b.N)))
	}
	if len(r.meta) > 0 {
		cols = append(cols, f.metadata(r.meta[0].Type, b.N))
	}
	return &data.Batch{Schema: r.schema, Cols: cols, N: b.N}
}
