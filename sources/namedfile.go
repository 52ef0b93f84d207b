package sources

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// pathOf is the path as given to Load or as an option.
func pathOf(spec source.Spec, o *options) string {
	if spec.Path != "" {
		return spec.Path
	}
	return o.str("path", "")
}

// named tells that a path is no file on disk; see [readNamed].
func named(spec source.Spec, o *options) bool {
	path := pathOf(spec, o)
	return path == "-" || strings.HasPrefix(path, "examples:")
}

// readNamed reads a table that is no file on disk: one that comes with the program, where the path
// begins with "examples:", or standard input, where it is "-".
func readNamed(f *fileFormat, env source.Env, spec source.Spec, o *options) (*data.Batch, bool, error) {
	if !named(spec, o) {
		return nil, false, nil
	}
	path := pathOf(spec, o)
	var b []byte
	var err error
	name := strings.TrimPrefix(path, "examples:")
	switch {
	case path == "-":
		path = "standard input"
		if b, err = wholeInput(env); err != nil {
			return nil, true, err
		}
	case env.Files == nil:
		return nil, true, fmt.Errorf("there are no examples here, so %s cannot be opened", path)
	default:
		if b, err = fs.ReadFile(env.Files, name); err != nil {
			return nil, true, fmt.Errorf("there is no example %q; sparkrepl examples lists them", name)
		}
	}
	s := spec.Schema
	if s == nil {
		s = f.fixed
	}
	if s == nil {
		if s, err = f.infer(env, o, [][]byte{b}); err != nil {
			return nil, true, err
		}
	}
	d, err := f.decoder(env, o, s)
	if err == nil {
		err = d.File(b)
	}
	if err != nil {
		return nil, true, fmt.Errorf("%s: %w", path, err)
	}
	rows := d.Finish()
	if spec.Metadata {
		c := metadataColumn(f)
		of := fileEntry{Path: path, size: int64(len(b))}
		rows = &data.Batch{Schema: data.NewSchema(append(append([]data.Field{}, rows.Schema.Fields...), *c)...),
			Cols: append(append([]data.Column{}, rows.Cols...), of.metadata(c.Type, rows.N)), N: rows.N}
	}
	return rows, true, o.err
}
