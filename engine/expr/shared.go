package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// shareKey names what a shared function gives for a column.
type shareKey struct {
	fn     *Function
	column int
}

// shareResult is a result that a frame keeps, because it costs much and is asked for again: each c.field
// of a SELECT over from_json(value) AS c asks for the whole of c.
type shareResult struct {
	key shareKey
	col data.Column
}

// shareKeyOf tells under what the result of e is kept, if it is.
func shareKeyOf(e Expr) (shareKey, bool) {
	a, ok := e.(*Apply)
	if !ok || !a.Fn.shared || len(a.Args) != 1 {
		return shareKey{}, false
	}
	ref, ok := a.Args[0].(*Ref)
	if !ok {
		return shareKey{}, false
	}
	return shareKey{a.Fn, ref.Index}, true
}

// askedParts are the fields of a shared struct that expressions ask for; nil where one asks for all of it.
type askedParts struct {
	key    shareKey
	fields []bool
}

// partsAsked lists what expressions ask of each shared struct that can be computed in parts.
func partsAsked(list ...Expr) []askedParts {
	var out []askedParts
	see := func(a *Apply, field int) {
		key, ok := shareKeyOf(a)
		if !ok || a.parts == nil {
			return
		}
		i := slices.IndexFunc(out, func(p askedParts) bool { return p.key == key })
		if i < 0 {
			i = len(out)
			out = append(out, askedParts{key, make([]bool, len(a.Typ.Fields))})
		}
		if field == 0 {
			out[i].fields = nil
		} else if out[i].fields != nil {
			out[i].fields[field-1] = true
		}
	}
	var visit func(e Expr)
	visit = func(e Expr) {
		a, ok := e.(*Apply)
		if ok {
			see(a, 0)
		}
		if ok && a.field > 0 {
			if of, ok := a.Args[0].(*Apply); ok && of.parts != nil {
				see(of, a.field)
				return // the argument of a shared call is a column
			}
		}
		for _, c := range e.Children() {
			visit(c)
		}
	}
	for _, e := range list {
		visit(e)
	}
	return out
}

// parts marks the fields that will be asked for of a, nil for all.
func (f *frame) parts(a *Apply) []bool {
	if a.parts == nil {
		return nil
	}
	for f.parent != nil {
		f = f.parent
	}
	key, _ := shareKeyOf(a)
	for _, p := range f.asked {
		if p.key == key {
			return p.fields
		}
	}
	return nil
}

// recall gives the result of a, a shared call or a field of one, when f or a frame that f is a part
// of has computed the call. Only the rows and the field that are asked for are copied.
func recall(ctx *Context, a *Apply, f *frame) (data.Column, bool, error) {
	key, ok := shareKeyOf(a)
	field := !ok && a.Fn.Name == "." && len(a.Args) == 1
	if field {
		key, ok = shareKeyOf(a.Args[0])
	}
	if !ok {
		return nil, false, nil
	}
	var taken [][]int32
	for up := f; up != nil; up = up.parent {
		for _, k := range up.kept {
			if k.key != key {
				continue
			}
			c, err := k.col, error(nil)
			if field {
				c, err = callKernel(ctx, a, []data.Column{c}, up.n)
			}
			for i := len(taken) - 1; i >= 0 && err == nil; i-- {
				c = data.Take(c, taken[i])
			}
			return c, true, err
		}
		taken = append(taken, up.sel)
	}
	return nil, false, nil
}

// keep stores the result of a shared call.
func (f *frame) keep(a *Apply, c data.Column) {
	if key, ok := shareKeyOf(a); ok {
		f.kept = append(f.kept, shareResult{key, c})
	}
}

// hasShared tells whether e contains a shared call and nothing that depends on the row's number.
func hasShared(e Expr) (shared, stable bool) {
	stable = true
	if a, ok := e.(*Apply); ok {
		_, shared = shareKeyOf(a)
		stable = !a.Fn.Unstable
	}
	for _, c := range e.Children() {
		s, ok := hasShared(c)
		shared, stable = shared || s, stable && ok
	}
	return shared, stable
}
