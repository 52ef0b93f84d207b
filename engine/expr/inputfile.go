package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// fileMetadata is the column in which sources tell of the file that a row stands in.
const fileMetadata = "_metadata"

// inputFile is what a function tells of that file: a field of the metadata, and the value where the
// rows come from no file.
type inputFile struct {
	field string
	none  any
	typ   *data.Type
}

var inputFiles = map[string]inputFile{
	"input_file_name":         {"file_path", "", data.String},
	"input_file_block_start":  {"file_block_start", int64(-1), data.Long},
	"input_file_block_length": {"file_block_length", int64(-1), data.Long},
}

// inputFileFunctions are Spark's expressions over InputFileBlockHolder.
func inputFileFunctions() []*Function {
	row := func(name, help, example string) *Function {
		return def("misc_funcs", name, name+"()", help, example, 0, 0, bindInputFile(inputFiles[name])).unstable()
	}
	return []*Function{
		row("input_file_name", "The file that the row was read from, empty where there is none.", "length(input_file_name()) -- 0"),
		row("input_file_block_start", "Where the part of the file begins that the row was read from, -1 where there is none.", "input_file_block_start() -- -1"),
		row("input_file_block_length", "How long the part of the file is that the row was read from, -1 where there is none.", "input_file_block_length() -- -1"),
	}
}

// NamesInputFile tells whether a call asks for the file of a row.
func NamesInputFile(c *Call) bool { return inputFiles[strings.ToLower(c.Func)].field != "" }

func bindInputFile(f inputFile) bindFn {
	return func(b *Binding) (Expr, error) {
		a := b.apply(f.typ, nil)
		a.Null = false
		if b.Scope != nil {
			if meta, used, err := b.Scope.Column([]string{fileMetadata}, b.at()); err == nil && used == 1 && meta.Type() != nil && meta.Type().Kind == data.KindStruct {
				if from, err := fieldOf(b.Ctx, meta, f.field, b.at()); err == nil {
					a.Fn, a.Args = b.Fn.spelledAlone(), []Expr{from}
					a.Kernel = func(_ *Context, cols []data.Column, n int) (data.Column, error) { return f.ofFile(cols[0], n), nil }
					return a, nil
				}
			}
		}
		a.Kernel = func(_ *Context, _ []data.Column, n int) (data.Column, error) { return f.ofFile(nil, n), nil }
		return a, nil
	}
}

// spelledAlone is the function as plans and names spell it whatever its arguments are.
func (f *Function) spelledAlone() *Function {
	c := *f
	c.text = func([]string) string { return f.Name + "()" }
	return &c
}

// ofFile gives the values of n rows; from is nil, or null, where these come from no file.
func (f inputFile) ofFile(from data.Column, n int) data.Column {
	out := data.NewBuilder(f.typ, n)
	for i := range n {
		v := f.none
		if from != nil && !data.IsNull(from, i) {
			v = data.ValueAt(from, i)
		}
		if path, ok := v.(string); ok {
			v = withAuthority(path)
		}
		out.Append(v)
	}
	return out.Finish()
}

// withAuthority spells a path as these functions do, file:///a, where the metadata says file:/a.
func withAuthority(path string) string {
	if rest, ok := strings.CutPrefix(path, "file:/"); ok && !strings.HasPrefix(rest, "/") {
		return "file:///" + rest
	}
	return path
}
