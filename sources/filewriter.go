package sources

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// fileWriter writes batches as files of one format into a folder.
type fileWriter struct {
	env   source.Env
	dir   string
	enc   encoder
	parts []int // columns that become folders
	rest  *data.Schema
	cols  []int
}

func newFileWriter(format string, enc encoderMaker, env source.Env, spec source.Spec) (*fileWriter, error) {
	o := optionsOf(format, spec)
	path := spec.Path
	if path == "" {
		if path = o.str("path", ""); path == "" {
			return nil, noPath(`Give the folder to write to: Start("folder"), Save("folder").`)
		}
	}
	caseSensitive := env.Conf != nil && strings.EqualFold(env.Conf("spark.sql.caseSensitive"), "true")
	if err := repeated(spec.PartitionBy, caseSensitive); err != nil {
		return nil, err
	}
	if len(spec.PartitionBy) > 0 && len(spec.PartitionBy) >= spec.Schema.Len() {
		return nil, &expr.Error{Condition: "ALL_PARTITION_COLUMNS_NOT_ALLOWED", SQLState: "KD005", Message: "Cannot use all columns for partition columns."}
	}
	if err := refuseTypes(env, format, spec.Schema); err != nil {
		return nil, err
	}
	w := &fileWriter{env: env, dir: absolute(env, path), rest: spec.Schema}
	if len(spec.PartitionBy) > 0 {
		var fields []data.Field
		for i, f := range spec.Schema.Fields {
			if containsFold(spec.PartitionBy, f.Name) {
				continue
			}
			fields, w.cols = append(fields, f), append(w.cols, i)
		}
		for _, name := range spec.PartitionBy {
			i := spec.Schema.Index(name)
			if i < 0 {
				return nil, fmt.Errorf("there is no column %q to partition by; the columns are %s", name, strings.Join(spec.Schema.Names(), ", "))
			}
			if t := spec.Schema.Fields[i].Type; t.Nested() || t.Kind == data.KindVariant {
				return nil, &expr.Error{Condition: "INVALID_PARTITION_COLUMN_DATA_TYPE", SQLState: "0A000", Message: fmt.Sprintf("Cannot use \"%s\" for partition column.", t)}
			}
			w.parts = append(w.parts, i)
		}
		w.rest = data.NewSchema(fields...)
	}
	var err error
	w.enc, err = enc(env, o, w.rest)
	return w, err
}

// write stores rows in files named by stem and lists them. They are not durable yet: who counts them in makes
// them so.
func (w *fileWriter) write(ctx context.Context, stem string, rows *data.Batch) ([]string, error) {
	if rows.N == 0 {
		return nil, nil
	}
	groups, dirs := w.split(rows)
	var out []string
	for i, g := range groups {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		content, err := w.enc.Encode(g)
		if err != nil {
			return nil, err
		}
		dir := filepath.Join(w.dir, dirs[i])
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		path := filepath.Join(dir, fmt.Sprintf("part-%05d-%s-c000%s", i, stem, w.enc.Ending()))
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
		out = append(out, path)
	}
	return out, nil
}

// clear removes files named by stem: a run wrote them and ended before they counted, and what comes in their place may
// have other folders, or no rows.
func (w *fileWriter) clear(stem string) error {
	return filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != w.dir && len(w.parts) == 0 {
			return fs.SkipDir
		}
		if name := d.Name(); !d.IsDir() && strings.HasPrefix(name, "part-") && strings.Contains(name, "-"+stem+"-c000.") {
			return os.Remove(path)
		}
		return nil
	})
}

// split sorts rows into their partition folders, in the order in which these first come.
func (w *fileWriter) split(rows *data.Batch) ([]*data.Batch, []string) {
	if len(w.parts) == 0 {
		return []*data.Batch{rows}, []string{""}
	}
	ctx := &expr.Context{Zone: w.env.Zone}
	var dirs []string
	sel := map[string][]int32{}
	for i := range rows.N {
		var path []string
		for _, c := range w.parts {
			value := nullPartition
			if !data.IsNull(rows.Cols[c], i) {
				value = pathName(expr.TextOf(ctx, rows.Cols[c], i))
			}
			path = append(path, pathName(rows.Schema.Fields[c].Name)+"="+value)
		}
		dir := filepath.Join(path...)
		if sel[dir] == nil {
			dirs = append(dirs, dir)
		}
		sel[dir] = append(sel[dir], int32(i))
	}
	inner := &data.Batch{Schema: w.rest, N: rows.N}
	for _, c := range w.cols {
		inner.Cols = append(inner.Cols, rows.Cols[c])
	}
	out := make([]*data.Batch, len(dirs))
	for i, d := range dirs {
		out[i] = inner.Take(sel[d])
	}
	return out, dirs
}

// writeFiles is df.write: the save mode says what a folder that is not empty means.
func writeFiles(ctx context.Context, format string, enc encoderMaker, env source.Env, spec source.Spec, save string, rows *data.Batch) error {
	if spec.Schema == nil {
		spec.Schema = rows.Schema
	}
	w, err := newFileWriter(format, enc, env, spec)
	if err != nil {
		return err
	}
	_, err = os.Stat(w.dir)
	if there := err == nil; there {
		switch save {
		case "ignore":
			return nil
		case "overwrite":
			if err := os.RemoveAll(w.dir); err != nil {
				return err
			}
		case "append":
		default:
			return &expr.Error{Condition: "PATH_ALREADY_EXISTS", SQLState: "42K04",
				Message: "Path file:" + w.dir + " already exists. Set mode as \"overwrite\" to overwrite the existing path."}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return err
	}
	stem, err := freeStem(w.dir)
	if err != nil {
		return err
	}
	files, err := w.write(ctx, stem, rows)
	if err != nil {
		return err
	}
	done := filepath.Join(w.dir, "_SUCCESS")
	if err := os.Remove(done); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return sessions.PutAfter(done, nil, withFolders(files))
}

// withFolders adds the folders of files, for they hold their names.
func withFolders(files []string) []string {
	out, seen := append([]string{}, files...), map[string]bool{}
	for _, f := range files {
		if dir := filepath.Dir(f); !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	return out
}

// freeStem numbers the writes into one folder.
func freeStem(dir string) (string, error) {
	used := map[string]bool{}
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil {
			if p := strings.Split(d.Name(), "-"); len(p) > 3 && p[0] == "part" && p[2] == "write" {
				used[p[3]] = true
			}
		}
		return err
	})
	n := 0
	for used[strconv.Itoa(n)] {
		n++
	}
	return "write-" + strconv.Itoa(n), err
}
