package sources

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// partition finds the columns that stand in folder names (day=2024-01-01/page=x) and adds them to the
// schema, of which the user may have given their types.
func (r *fileReader) partition(files []fileEntry, given *data.Schema) error {
	r.schema, r.given = r.inner, given != nil
	values, names := r.columnValues(files)
	if len(names) == 0 {
		return nil
	}
	inner := append([]data.Field{}, r.inner.Fields...)
	for _, name := range names {
		f := data.Field{Name: name, Type: data.String, Nullable: true}
		if !r.setting("spark.sql.sources.partitionColumnTypeInference.enabled", "false") {
			f.Type = partitionType(values[name])
		}
		if i := slices.IndexFunc(inner, func(have data.Field) bool { return r.sameName(have.Name, name) }); i >= 0 {
			if given != nil {
				f = inner[i]
			}
			inner = slices.Delete(inner, i, i+1)
		}
		if f.Type.Kind == data.KindTime && !r.setting("spark.sql.timeType.enabled", "true") {
			return noTimes()
		}
		for _, v := range values[name] {
			if _, err := r.valueOf(f, v); err != nil {
				return err
			}
		}
		r.parts = append(r.parts, f)
	}
	r.inner = data.NewSchema(inner...)
	r.schema = data.NewSchema(append(append([]data.Field{}, inner...), r.parts...)...)
	return nil
}

// columnValues gives the values of the partition columns of files by column, and these in their order.
func (r *fileReader) columnValues(files []fileEntry) (values map[string][]string, names []string) {
	values = map[string][]string{}
	seen := map[string]bool{}
	for _, f := range files {
		dir := filepath.Dir(f.file())
		if seen[dir] {
			continue
		}
		seen[dir] = true
		for _, kv := range r.partitionOf(f) {
			i := slices.IndexFunc(names, func(have string) bool { return r.sameName(have, kv[0]) })
			if i < 0 {
				i = len(names)
				names = append(names, kv[0])
			}
			values[names[i]] = append(values[names[i]], kv[1])
		}
	}
	return values, names
}

// inFolders leaves out the files that stand beside folders of partition columns: Spark reads those of such
// folders only, where there are any.
func (r *fileReader) inFolders(files []fileEntry) []fileEntry {
	outside := func(f fileEntry) bool { return len(r.partitionOf(f)) == 0 }
	if n := len(files); n < 2 || !slices.ContainsFunc(files, outside) || !slices.ContainsFunc(files, func(f fileEntry) bool { return !outside(f) }) {
		return files
	}
	return slices.DeleteFunc(slices.Clone(files), outside)
}

// checkBatch refuses files whose folders do not agree, or name partition columns that the stream did not have
// when it was opened: these in the words of Spark's assertion.
func (r *fileReader) checkBatch(files []fileEntry) error {
	values, names := r.columnValues(files)
	switch {
	case len(names) == 0 && len(r.parts) > 0 && len(files) > 0:
		return &expr.Error{Runtime: true, Message: "Index 0 out of bounds for length 0", // Spark's words
			Hint: "The files stand outside of the folders that give the columns " + strings.Join(data.NewSchema(r.parts...).Names(), ", ") + "."}
	case len(names) == 0:
		return nil
	}
	if _, err := r.lister.settled(slices.Clone(files)); err != nil {
		return err
	}
	have := data.NewSchema(append(slices.Clone(r.inner.Fields), r.parts...)...).Names()
	fresh := slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(have, func(h string) bool { return r.sameName(h, name) })
	})
	if len(fresh) == 0 {
		return r.checkValues(values)
	}
	meta := data.NewSchema(r.meta...).Names()
	return &expr.Error{Runtime: true, Message: fmt.Sprintf("assertion failed: Invalid batch: %s != %s",
		strings.Join(slices.Concat(have, meta), ","), strings.Join(slices.Concat(have, fresh, meta), ",")),
		Hint: "Give the columns that the folders name in the schema."}
}

// checkValues refuses values of folders that do not fit the type of their column, before a file is read.
func (r *fileReader) checkValues(values map[string][]string) error {
	for _, f := range r.parts {
		for name, list := range values {
			if !r.sameName(f.Name, name) {
				continue
			}
			for _, v := range list {
				if _, err := r.valueOf(f, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func noTimes() error {
	return &expr.Error{Condition: "UNSUPPORTED_TIME_TYPE", SQLState: "0A000", Message: "The data type TIME is not supported.", Hint: "SET spark.sql.timeType.enabled = true allows it."}
}

func (r *fileReader) setting(name, value string) bool { return setting(r.env, name, value) }

func setting(env source.Env, name, value string) bool {
	return env.Conf != nil && strings.EqualFold(env.Conf(name), value)
}

func (r *fileReader) sameName(a, b string) bool {
	return a == b || !r.setting("spark.sql.caseSensitive", "true") && strings.EqualFold(a, b)
}

// partitionOf gives the name=value folders of a file.
func (r *fileReader) partitionOf(f fileEntry) [][2]string {
	if r.lister.recursive {
		return nil
	}
	base := f.base
	if base == "" { // from the log of an earlier run
		base = r.lister.top()
	}
	return folderOf(base, filepath.Dir(f.file())).values
}

// valueOf reads the value of a partition column. What does not fit its type is refused, or null where a
// setting says so.
func (r *fileReader) valueOf(f data.Field, raw string) (data.Column, error) {
	col, ok := partitionValue(f, raw, r.env.Zone)
	if !ok && !r.setting("spark.sql.sources.validatePartitionColumns", "false") {
		return nil, &expr.Error{Condition: "INVALID_PARTITION_VALUE", SQLState: "42846", Runtime: true, Message: fmt.Sprintf(
			"Failed to cast value '%s' to data type \"%s\" for partition column `%s`. Ensure the value matches the expected data type for this partition column.", raw, f.Type, f.Name)}
	}
	return col, nil
}

// folderValue is what the folders of a file say of a column that the user gave.
func (r *fileReader) folderValue(f fileEntry, name string) (string, bool) {
	if !r.given || f.Path == "" {
		return "", false
	}
	for _, kv := range r.partitionOf(f) {
		if r.sameName(kv[0], name) {
			return kv[1], true
		}
	}
	return "", false
}

// foldersFit refuses files whose folders have values that do not fit: before any of the files is read.
func (r *fileReader) foldersFit(files []fileEntry) error {
	if !r.given && len(r.parts) == 0 {
		return nil
	}
	for _, f := range files {
		for _, kv := range r.partitionOf(f) {
			for _, field := range r.schema.Fields[:r.schema.Len()-len(r.meta)] {
				if !r.sameName(kv[0], field.Name) {
					continue
				}
				if _, err := r.valueOf(field, kv[1]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// withPartition adds the partition columns of a file, and the metadata column when it is read, to
// rows of the file. A column of the schema that the folders of this file give is theirs.
func (r *fileReader) withPartition(b *data.Batch, f fileEntry) (*data.Batch, error) {
	cols, own := make([]data.Column, 0, r.schema.Len()), b.Cols
	add := func(field data.Field, value string) error {
		col, err := r.valueOf(field, value)
		if err == nil {
			cols = append(cols, data.Take(col, make([]int32, b.N)))
		}
		return err
	}
	for _, field := range r.schema.Fields[:r.schema.Len()-len(r.parts)-len(r.meta)] {
		if value, foldered := r.folderValue(f, field.Name); foldered {
			if err := add(field, value); err != nil {
				return nil, err
			}
			continue
		}
		cols, own = append(cols, own[0]), own[1:]
	}
	values := r.partitionOf(f)
	for _, p := range r.parts {
		value := nullPartition
		for _, kv := range values {
			if r.sameName(kv[0], p.Name) {
				value = kv[1]
			}
		}
		if err := add(p, value); err != nil {
			return nil, err
		}
	}
	if len(r.meta) > 0 {
		cols = append(cols, f.metadata(r.meta[0].Type, b.N))
	}
	return &data.Batch{Schema: r.schema, Cols: cols, N: b.N}, nil
}
