package sources

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// readExample reads a table that comes with the program: a path that begins with "examples:".
func readExample(f *fileFormat, env source.Env, spec source.Spec, o *options) (*data.Batch, bool, error) {
	path := spec.Path
	if path == "" {
		path = o.str("path", "")
	}
	name, ok := strings.CutPrefix(path, "examples:")
	if !ok {
		return nil, false, nil
	}
	if env.Files == nil {
		return nil, true, fmt.Errorf("there are no examples here, so %s cannot be opened", path)
	}
	b, err := fs.ReadFile(env.Files, name)
	if err != nil {
		return nil, true, fmt.Errorf("there is no example %q; sparkrepl examples lists them", name)
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
	return d.Finish(), true, o.err
}
