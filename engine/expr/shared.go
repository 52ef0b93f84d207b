package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

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
