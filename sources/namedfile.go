package sources

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// readNamed reads a table that is no file on disk: one that comes with the program, where the path
// begins with "examples:", or standard input, where it is "-".
func readNamed(f *fileFormat, env source.Env, spec source.Spec, o *options) (*data.Batch, bool, error) {
	path := spec.Path
	if path == "" {
		path = o.str("path", "")
	}
	var b []byte
	var err error
	name, example := strings.CutPrefix(path, "examples:")
	switch {
	case path == "-":
		path = "standard input"
		if b, err = wholeInput(env); err != nil {
			return nil, true, err
		}
	case !example:
		return nil, false, nil
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
	return d.Finish(), true, o.err
}
