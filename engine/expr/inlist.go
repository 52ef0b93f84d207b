package expr

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func joinTexts(list []string) string { return strings.Join(list, ", ") }

// bindIn binds IN over a list. A list of constants becomes a set.
func bindIn(b *Binding) (Expr, error) {
	t := widerAll(b.Ctx, true, b.Args)
	if t == nil && allAlike(b.Args) {
		t = b.typ(0)
	}
	if t == nil {
		return nil, mismatch("DATA_DIFF_TYPES", b.text(), b.at(), "Input to `in` should all be the same type, but it's %s.", typeList("[", b.Args, "]"))
	}
	if !orderable(t) && t.Kind != data.KindCalendarInterval {
		return nil, unordered(b, "in", t)
	}
	args := make([]Expr, len(b.Args))
	for i, e := range b.Args {
		args[i] = b.cast(e, t)
	}
	b.Args = args
	if slices.ContainsFunc(args[1:], canFail) {
		return b.lazily(data.Boolean, evalIn), nil
	}
	return b.apply(data.Boolean, inKernel), nil
}

// evalIn computes the items one by one, for the rows alone that are not decided yet: an item that
// fails matters only where it is looked at.
func evalIn(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	if !slices.ContainsFunc(a.Args[1:], canFail) { // what could fail was folded since
		return inAtOnce(ctx, a, f)
	}
	first, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, err
	}
	x := expand(first)
	out := &data.Bools{T: data.Boolean, Values: make([]bool, f.n), Nulls: data.NewBitmap(f.n, true)}
	var open []int32
	for i := range int32(f.n) {
		if data.IsNull(x, int(i)) {
			out.Nulls.Clear(int(i))
		} else {
			open = append(open, i)
		}
	}
	for _, item := range a.Args[1:] {
		if len(open) == 0 {
			break
		}
		c, err := eval(ctx, item, f.narrow(open))
		if err != nil {
			return nil, err
		}
		open = notFound(x, expand(c), open, out)
	}
	return out, nil
}

func inAtOnce(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	cols := make([]data.Column, len(a.Args))
	for i, e := range a.Args {
		var err error
		if cols[i], err = eval(ctx, e, f); err != nil {
			return nil, err
		}
	}
	return inKernel(ctx, cols, f.n)
}

// notFound marks the rows of x that equal c, of which row k belongs to rows[k], and gives the others;
// beside a null they are unknown.
func notFound(x, c data.Column, rows []int32, out *data.Bools) []int32 {
	var rest []int32
	for k, r := range rows {
		switch i := int(r); {
		case data.IsNull(c, k):
			out.Nulls.Clear(i)
		case data.Equal(x, i, c, k):
			out.Values[i] = true
			out.Nulls.Set(i)
			continue
		}
		rest = append(rest, r)
	}
	return rest
}

// allAlike tells whether the types differ in the names of fields only.
func allAlike(list []Expr) bool {
	for _, e := range list[1:] {
		if !e.Type().Alike(list[0].Type()) {
			return false
		}
	}
	return true
}

func inKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	if out := inIntegers(cols, n); out != nil {
		return out, nil
	}
	x := sideOf(cols[0])
	set := map[string]struct{}{}
	var open []side // items that depend on the row
	anyNull := false
	for _, c := range cols[1:] {
		s := sideOf(c)
		switch {
		case s.mask != 0:
			open = append(open, s)
		case data.IsNull(s.col, 0):
			anyNull = true
		default:
			set[string(data.AppendKey(nil, s.col, 0))] = struct{}{}
		}
	}
	out := make([]bool, n)
	valid := data.NewBitmap(n, true)
	var key []byte
	for i := range out {
		r := x.row(i)
		if data.IsNull(x.col, r) {
			valid.Clear(i)
			continue
		}
		key = data.AppendKey(key[:0], x.col, r)
		_, found := set[string(key)]
		unknown := anyNull
		for _, s := range open {
			switch k := s.row(i); {
			case found:
			case data.IsNull(s.col, k):
				unknown = true
			default:
				found = data.Equal(x.col, r, s.col, k)
			}
		}
		out[i] = found
		if !found && unknown {
			valid.Clear(i)
		}
	}
	return &data.Bools{T: data.Boolean, Values: out, Nulls: valid}, nil
}

// inIntegers compares a column of whole numbers with a few constants; nil when it is not that.
func inIntegers(cols []data.Column, n int) data.Column {
	if len(cols) > 9 {
		return nil
	}
	for _, c := range cols[1:] {
		if k, ok := c.(*constant); !ok || data.IsNull(k.one, 0) {
			return nil
		}
	}
	switch c := cols[0].(type) {
	case *data.Ints:
		return oneOf(c, cols[1:], n)
	case *data.Longs:
		return oneOf(c, cols[1:], n)
	}
	return nil
}

func oneOf[T int32 | int64](c *data.Fixed[T], items []data.Column, n int) data.Column {
	out := make([]bool, n)
	for _, item := range items {
		w := vecOf[T](item).values[0]
		for i, v := range c.Values {
			out[i] = out[i] || v == w
		}
	}
	return &data.Bools{T: data.Boolean, Values: out, Nulls: c.Nulls}
}
