package interp

import (
	_ "embed" // api.txt
	"go/types"
	"strings"
)

//go:embed api.txt
var apiText string

// entry is one function or method of the engine's public face.
type entry struct{ signature, help string }

// reference finds the signature, with the names of parameters, and the help of an object of the
// engine's public face.
func (it *Interp) reference(o types.Object) (entry, bool) {
	if o == nil || o.Pkg() == nil || o.Pkg().Path() != sparkPath {
		return entry{}, false
	}
	if it.api == nil {
		it.api = map[string]entry{}
		for _, line := range strings.Split(apiText, "\n") {
			if f := strings.SplitN(line, "\t", 3); len(f) == 3 {
				it.api[f[0]] = entry{f[1], f[2]}
			}
		}
	}
	f, ok := o.(*types.Func)
	if !ok {
		return entry{}, false
	}
	keys := []string{o.Name(), "Session." + o.Name()}
	if recv := f.Type().(*types.Signature).Recv(); recv != nil {
		t := recv.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := t.(*types.Named); ok {
			keys = []string{n.Obj().Name() + "." + o.Name()}
		}
	}
	for _, k := range keys {
		if e, ok := it.api[k]; ok {
			return e, true
		}
	}
	return entry{}, false
}
